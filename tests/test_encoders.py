"""Encoders: words and pictures in one space, CLIP's path on a small model with random weights."""

import numpy as np
import pytest

from frames_fixture import BLUE, RED, flat_frame, patch_masks
from scenegraph3d.perception.encoders import make_encoder
from scenegraph3d.perception.relevancy import NEGATIVES, Looks, relevancy

PATCHES = [(slice(5, 65), slice(10, 25), RED), (slice(50, 58), slice(40, 90), BLUE)]


@pytest.fixture(scope="module")
def frame():
    return flat_frame(PATCHES, noise=5.0)


@pytest.fixture(scope="module")
def masks(frame):
    return patch_masks(frame, PATCHES)


def test_colour_words_find_their_colours(frame, masks):
    encoder = make_encoder("colour_shape")
    words = encoder.encode_texts(["the red thing", "a blue box"])
    fits = words @ encoder.encode_masks(frame, masks).T
    assert fits.argmax(axis=1).tolist() == [0, 1]


def test_shape_words_find_their_shapes(frame, masks):
    encoder = make_encoder("colour_shape")
    fits = encoder.encode_texts(["tall", "flat"]) @ encoder.encode_masks(frame, masks).T
    assert fits.argmax(axis=1).tolist() == [0, 1]


def test_features_are_unit_and_of_the_size_said(frame, masks):
    encoder = make_encoder("colour_shape")
    for found in (encoder.encode_masks(frame, masks), encoder.encode_texts(["red", "toaster"])):
        assert found.shape == (2, encoder.dimension)
        assert found.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_no_masks_and_no_words_give_no_features(frame):
    encoder = make_encoder("colour_shape")
    assert encoder.encode_masks(frame, patch_masks(frame, [])).shape == (0, encoder.dimension)
    assert encoder.encode_texts([]).shape == (0, encoder.dimension)


def test_relevancy_of_hand_made_cosines():
    image = np.array([[1.0, 0.0], [0.0, 1.0], [np.nan, np.nan]])
    text, negative = np.array([[1.0, 0.0]]), np.array([[0.6, 0.8], [0.0, 1.0]])
    found = relevancy(text, image, negative)[0]
    assert found[0] == pytest.approx(1 / (1 + np.exp(-10 * (1.0 - 0.6))))
    assert found[1] == pytest.approx(1 / (1 + np.exp(-10 * (0.0 - 1.0))))
    assert np.isnan(found[2])


def test_relevancy_is_the_least_of_the_pairwise_softmaxes():
    rng = np.random.default_rng(0)
    text, image, negative = (rng.normal(size=(n, 8)) for n in (3, 5, 4))
    positive = np.exp(10 * text @ image.T)
    rivals = np.exp(10 * negative @ image.T)
    least = (positive[:, None] / (positive[:, None] + rivals[None])).min(axis=1)
    np.testing.assert_allclose(relevancy(text, image, negative), least, rtol=1e-9)


def test_word_the_encoder_does_not_know_is_undecided(frame, masks):
    encoder = make_encoder("colour_shape")
    looks = Looks(encoder, encoder.encode_masks(frame, masks))
    np.testing.assert_allclose(looks("toaster"), 0.5, atol=1e-6)
    red = looks("red")
    assert red[0] > 0.9
    assert red[1] < 0.5


def test_relevancy_needs_negatives():
    with pytest.raises(ValueError, match="needs negatives"):
        relevancy(np.ones((1, 2)), np.ones((1, 2)), np.zeros((0, 2)))


def test_unknown_encoder_lists_those_there_are():
    with pytest.raises(ValueError, match="choose from: colour_shape, open_clip"):
        make_encoder("siglip")
    with pytest.raises(ValueError, match="needs an architecture and its weights"):
        make_encoder("open_clip")


@pytest.fixture(scope="module")
def clip_file(tmp_path_factory):
    """A CLIP of 2 layers, known to open_clip by its configuration, and its weights in a file."""
    torch = pytest.importorskip("torch")
    open_clip = pytest.importorskip("open_clip")
    folder = tmp_path_factory.mktemp("clip")
    config = """{"embed_dim": 32,
      "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8},
      "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2,
      "layers": 2}}"""
    (folder / "tiny-test.json").write_text(config)
    open_clip.add_model_config(folder)
    torch.manual_seed(0)
    model = open_clip.create_model("tiny-test")
    torch.save(model.state_dict(), folder / "tiny.pt")
    return folder / "tiny.pt"


def test_clip_gives_unit_features_from_saved_weights(frame, masks, clip_file):
    encoder = make_encoder("open_clip", weights=f"tiny-test:{clip_file}")
    found = encoder.encode_masks(frame, masks)
    assert (found.shape, encoder.dimension) == ((2, 32), 32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    again = make_encoder("open_clip", weights=f"tiny-test:{clip_file}")
    np.testing.assert_array_equal(found, again.encode_masks(frame, masks))
    assert again.name == encoder.name
    assert str(clip_file) not in encoder.name


def test_clip_text_is_the_mean_over_the_templates(clip_file):
    import open_clip
    import torch

    from scenegraph3d.perception.encoders.open_clip import TEMPLATES

    encoder = make_encoder("open_clip", weights=f"tiny-test:{clip_file}")
    model = open_clip.create_model("tiny-test", pretrained=str(clip_file)).eval()
    tokens = open_clip.get_tokenizer("tiny-test")([t.format("red chair") for t in TEMPLATES])
    with torch.inference_mode():
        mean = model.encode_text(tokens, normalize=True).mean(dim=0).numpy()
    expected = mean / np.linalg.norm(mean)
    np.testing.assert_allclose(encoder.encode_texts(["red chair"])[0], expected, atol=1e-5)


def test_clip_feature_is_the_same_in_whatever_batches(frame, masks, clip_file):
    from scenegraph3d.perception.encoders.open_clip import OpenClip

    one, many = (OpenClip(f"tiny-test:{clip_file}", batch=size) for size in (1, 64))
    np.testing.assert_allclose(
        one.encode_masks(frame, masks), many.encode_masks(frame, masks), atol=1e-5
    )


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        pytest.param("tiny-test", "must be written ARCHITECTURE:TAG", id="no weights"),
        pytest.param("no-such-model:x", "unknown CLIP architecture 'no-such-model'", id="model"),
        pytest.param("ViT-B-32:nope", "neither a file of weights nor a tag of ViT-B-32", id="tag"),
    ],
)
def test_bad_clip_weights_are_one_clear_line(clip_file, weights, message):
    with pytest.raises(ValueError, match=message):
        make_encoder("open_clip", weights=weights)


@pytest.mark.parametrize("as_list", [False, True])
def test_clip_file_of_another_model_is_refused(clip_file, tmp_path, as_list):
    import torch

    content = [1, 2] if as_list else {"weight": torch.zeros(2)}
    torch.save(content, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="must hold weights of tiny-test") as caught:
        make_encoder("open_clip", weights=f"tiny-test:{tmp_path / 'other.pt'}")
    assert "\n" not in str(caught.value)


def test_negatives_are_those_of_the_paper():
    assert NEGATIVES == ("object", "things", "stuff", "texture")

"""The small encoder: crops on paper, words without a vocabulary, towers and their file."""

import subprocess
import sys

import numpy as np
import pytest

from frames_fixture import BLUE, RED, flat_frame, patch_masks

pytest.importorskip("torch")

import torch

from scenegraph3d.perception.encoders import make_encoder
from scenegraph3d.perception.encoders.mini.crops import CHANNELS, MARGIN, SIDE, cut_crops
from scenegraph3d.perception.encoders.mini.tokens import tokenize
from scenegraph3d.perception.encoders.mini.towers import DIMENSION, Towers, as_arrays, load_towers
from scenegraph3d.perception.encoders.mini.weights import read_weights, write_weights

SQUARE = (slice(20, 60), slice(30, 70), RED)
STRIP = (slice(0, 10), slice(0, 96), BLUE)


@pytest.fixture(scope="module")
def frame():
    return flat_frame([SQUARE, STRIP])


@pytest.fixture(scope="module")
def masks(frame):
    return patch_masks(frame, [SQUARE, STRIP])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Weights drawn at random."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("mini") / "random.safetensors"
    write_weights(path, as_arrays(Towers()))
    return path


@pytest.fixture(scope="module")
def mini(file):
    return make_encoder("mini", weights=str(file))


def test_picture_shows_the_mask_in_the_middle_with_its_surroundings(frame, masks):
    picture = cut_crops(frame, masks).pictures[0]
    assert picture.shape == (CHANNELS, SIDE, SIDE)
    assert picture[:3, SIDE // 2, SIDE // 2].tolist() == list(RED)
    assert picture[3, SIDE // 2, SIDE // 2] == 255
    assert picture[3, 2, SIDE // 2] == 0
    share = (picture[3] > 127).mean()
    assert share == pytest.approx((1 / (1 + 2 * MARGIN)) ** 2, abs=0.03)


def test_surface_of_a_wall_faced_squarely_is_as_far_everywhere_and_goes_up(frame, masks):
    _, _, _, _, forward, up = cut_crops(frame, masks).pictures[0].astype(int)
    assert np.ptp(forward) <= 1
    assert (np.diff(up[:, SIDE // 2]) <= 0).all()
    assert up[0, 0] > 250
    assert up[-1, 0] < 5


def test_pixels_outside_the_frame_show_nothing(frame, masks):
    picture = cut_crops(frame, masks).pictures[1]
    assert not picture[:, :10].any()


def test_measures_of_a_square_on_a_wall_on_paper(frame, masks):
    """40 pixels of a camera with a focal length of 80, 2 m away: 1 m a side."""
    found = cut_crops(frame, masks).measures[0]
    np.testing.assert_allclose(np.exp(found[0]), 1.5, atol=0.05)  # breadth of the picture
    np.testing.assert_allclose(np.exp(found[5:7]), 1 * 0.94, atol=0.05)  # 3rd to 97th percentile
    np.testing.assert_allclose(np.exp(found[8]), 2.0, atol=0.05)
    assert found[1:3] == pytest.approx([-0.57, 0.37], abs=0.05)  # rows 20 to 60 of 72, middle 36
    assert found[9:] == pytest.approx([1, 0, 1])  # all of its box, not cut, all read
    assert cut_crops(frame, masks).measures[1][10] == 1


def test_mask_without_readings_is_measured_as_unread(masks):
    blind = flat_frame([SQUARE, STRIP], depth=0.0)
    crops = cut_crops(blind, masks)
    assert not crops.pictures[0, 4:].any()
    assert not crops.measures[0, :9].any()
    assert crops.measures[0, 11] == 0


def test_mask_without_pixels_is_empty_and_finite(frame, mini):
    masks = patch_masks(frame, [SQUARE, (slice(0, 0), slice(0, 0))])
    image = masks.image.copy()
    image[0, 0] = 1
    masks = type(masks).unnamed(image)
    image[0, 0] = -1
    crops = cut_crops(frame, masks)
    assert not crops.pictures[1].any()
    assert np.isfinite(mini.encode_masks(frame, masks)).all()


def test_tokens_do_not_know_case_or_punctuation():
    np.testing.assert_array_equal(tokenize(["The Red-Chair!"]), tokenize(["the red chair"]))


def test_misspelt_word_shares_most_of_its_letter_groups():
    def shared(one, other):
        a, b = (set(tokenize([word])[0, 0]) - {0} for word in (one, other))
        return len(a & b) / len(a | b)

    assert shared("armchair", "armchairs") > 0.5
    assert shared("armchair", "armchiar") > 0.2
    assert shared("armchair", "lamp") == 0.0


def test_features_are_unit_and_of_the_size_said(frame, masks, mini):
    assert mini.dimension == DIMENSION
    for found in (mini.encode_masks(frame, masks), mini.encode_texts(["red", "toaster"])):
        assert found.shape == (2, DIMENSION)
        assert found.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_no_masks_and_no_words_give_no_features(frame, mini):
    assert mini.encode_masks(frame, patch_masks(frame, [])).shape == (0, DIMENSION)
    assert mini.encode_texts([]).shape == (0, DIMENSION)


@pytest.mark.parametrize("text", ["", "...", "  ", "word " * 500, "x" * 5000, "椅子"])
def test_odd_phrases_have_finite_features(mini, text):
    assert np.isfinite(mini.encode_texts([text])).all()


def test_features_do_not_depend_on_company(frame, masks, mini):
    whole = mini.encode_masks(frame, masks)
    alone = type(masks).unnamed(np.where(masks.image == 1, 0, -1))
    np.testing.assert_allclose(mini.encode_masks(frame, alone)[0], whole[1], atol=1e-4)


def test_words_without_torch_are_those_that_were_learnt(mini, file):
    texts = ["chair", "a very long red bench of odd make, made for eleven words", ""]
    with torch.inference_mode():
        found = load_towers(read_weights(file)).text(torch.from_numpy(tokenize(texts)))
    np.testing.assert_allclose(mini.encode_texts(texts), found.numpy(), atol=1e-5)


def test_phrases_need_no_torch(file):
    """In a process of its own that is told so."""
    code = f"""if True:
        import sys
        sys.modules["torch"] = None
        from scenegraph3d.perception.encoders import make_encoder
        print(make_encoder("mini", weights={str(file)!r}).encode_texts(["chair"]).shape)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"(1, {DIMENSION})"


def test_same_weights_give_the_same_features_and_name(frame, masks, mini, file, tmp_path):
    copy = tmp_path / "elsewhere.safetensors"
    copy.write_bytes(file.read_bytes())
    again = make_encoder("mini", weights=str(copy))
    np.testing.assert_array_equal(again.encode_masks(frame, masks), mini.encode_masks(frame, masks))
    assert again.name == mini.name
    assert mini.name.startswith("mini:1:")


def test_order_of_words_counts(mini):
    one, other = mini.encode_texts(
        ["red chair with a blue cushion", "blue chair with a red cushion"]
    )
    assert one @ other < 1 - 1e-4


def test_other_weights_have_another_name(mini, tmp_path):
    torch.manual_seed(1)
    write_weights(tmp_path / "other.safetensors", as_arrays(Towers()))
    assert make_encoder("mini", weights=str(tmp_path / "other.safetensors")).name != mini.name


def test_weights_that_are_not_there_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"'mini' must be a file, got .*nowhere"):
        make_encoder("mini", weights=str(tmp_path / "nowhere"))


def test_files_of_something_else_are_refused(tmp_path):
    from safetensors.torch import save_file

    (tmp_path / "text").write_text("hello")
    save_file({"a": torch.zeros(1)}, tmp_path / "other")
    save_file(
        {"a": torch.zeros(1)}, tmp_path / "old", {"format": "scenegraph3d.mini", "version": "0"}
    )
    save_file(
        {"a": torch.zeros(1)}, tmp_path / "odd", {"format": "scenegraph3d.mini", "version": "1"}
    )
    for name in ("text", "other", "odd"):
        with pytest.raises(ValueError, match="must hold weights of mini") as caught:
            make_encoder("mini", weights=str(tmp_path / name))
        assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=r"version 1, got scenegraph3d.mini, version 0"):
        make_encoder("mini", weights=str(tmp_path / "old"))

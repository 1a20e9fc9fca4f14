"""SAM's whole path on a small model of its architecture with random weights."""

from functools import partial

import numpy as np
import pytest

from frames_fixture import BLUE, RED, flat_frame

torch = pytest.importorskip("torch")
modeling = pytest.importorskip("segment_anything").modeling

from scenegraph3d.perception.segmenters import make_segmenter  # noqa: E402
from scenegraph3d.perception.segmenters.sam import Sam  # noqa: E402

FRAME = flat_frame([(slice(10, 40), slice(10, 40), RED), (slice(20, 60), slice(60, 90), BLUE)])


def small_sam():
    """256 pixels, 2 layers, 32 numbers wide; everything else as published."""
    torch.manual_seed(0)
    return modeling.Sam(
        image_encoder=modeling.ImageEncoderViT(
            img_size=256, patch_size=16, embed_dim=32, depth=2, num_heads=2, mlp_ratio=4,
            out_chans=32, qkv_bias=True, use_rel_pos=True, window_size=14,
            global_attn_indexes=(1,), norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        ),
        prompt_encoder=modeling.PromptEncoder(
            embed_dim=32, image_embedding_size=(16, 16), input_image_size=(256, 256),
            mask_in_chans=4,
        ),
        mask_decoder=modeling.MaskDecoder(
            num_multimask_outputs=3, transformer_dim=32, iou_head_depth=3, iou_head_hidden_dim=64,
            transformer=modeling.TwoWayTransformer(
                depth=2, embedding_dim=32, mlp_dim=64, num_heads=8
            ),
        ),
        pixel_mean=[123.675, 116.28, 103.53],
        pixel_std=[58.395, 57.12, 57.375],
    )  # fmt: skip


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("sam") / "small.pth"
    torch.save(small_sam().state_dict(), path)
    return path


def test_checkpoint_becomes_the_model_that_wrote_it(checkpoint):
    from scenegraph3d.perception.segmenters.sam_model import load_sam

    image = [{"image": torch.zeros(3, 200, 256), "original_size": (200, 256),
              "boxes": torch.tensor([[10.0, 10, 90, 90]])}]  # fmt: skip
    with torch.inference_mode():
        loaded = load_sam(checkpoint).eval()(image, multimask_output=True)[0]
        written = small_sam().eval()(image, multimask_output=True)[0]
    assert torch.equal(loaded["low_res_logits"], written["low_res_logits"])


def test_frame_goes_through_the_mask_generator(checkpoint):
    segmenter = Sam(checkpoint, points_per_side=2)
    masks = segmenter.segment(FRAME)
    assert masks.image.shape == FRAME.depth.shape
    assert segmenter.name.startswith("sam:")
    again = Sam(checkpoint, points_per_side=2).segment(FRAME)
    np.testing.assert_array_equal(masks.image, again.image)


def test_prompts_give_a_mask_each_at_most(checkpoint):
    segmenter = Sam(checkpoint)
    boxed = segmenter.segment_boxes(FRAME, np.array([[10.0, 10, 40, 40], [60, 20, 90, 60]]))
    pointed = segmenter.segment_points(FRAME, np.array([[25.0, 25]]))
    assert len(boxed) <= 2
    assert len(pointed) <= 1
    assert ((boxed.score >= 0) & (boxed.score <= 1)).all()


def test_lack_of_gpu_memory_halves_the_batch_once(checkpoint, monkeypatch, caplog):
    segmenter = Sam(checkpoint, points_per_batch=64)
    whole = segmenter._everything
    failures = [torch.cuda.OutOfMemoryError("full")]

    def once(color):
        if failures:
            raise failures.pop()
        return whole(color)

    monkeypatch.setattr(segmenter, "_everything", once)
    monkeypatch.setattr(segmenter, "_side", 2)
    segmenter.segment(FRAME)
    assert segmenter._batch == 32
    assert "going on with 32 points at once" in caplog.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param({"weight": torch.zeros(3)}, "got another model", id="another model"),
        pytest.param(None, "must be a checkpoint of torch", id="no checkpoint"),
    ],
)
def test_wrong_checkpoint_is_one_clear_line(tmp_path, content, message):
    path = tmp_path / "wrong.pth"
    if content is None:
        path.write_bytes(b"not weights")
    else:
        torch.save(content, path)
    with pytest.raises(ValueError, match=message) as caught:
        make_segmenter("sam", weights=path)
    assert "\n" not in str(caught.value)


def test_checkpoint_that_lacks_a_part_is_refused(checkpoint, tmp_path):
    weights = torch.load(checkpoint, weights_only=True)
    weights.pop("mask_decoder.iou_token.weight")
    torch.save(weights, tmp_path / "part.pth")
    with pytest.raises(ValueError, match="must be a whole SAM checkpoint"):
        make_segmenter("sam", weights=tmp_path / "part.pth")


def test_checkpoint_that_is_cut_short_is_refused(checkpoint, tmp_path):
    data = checkpoint.read_bytes()
    (tmp_path / "short.pth").write_bytes(data[: len(data) // 2])
    with pytest.raises(ValueError, match="must be a checkpoint of torch"):
        make_segmenter("sam", weights=tmp_path / "short.pth")


def test_checkpoint_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.pth"):
        make_segmenter("sam", weights=tmp_path / "nowhere.pth")

"""Masks written by others: each format gives the masks that were drawn, bad files one line."""

import json

import numpy as np
import pytest
from PIL import Image

from frames_fixture import flat_frame
from scenegraph3d.perception.segmenters import make_segmenter
from scenegraph3d.perception.segmenters.flatten import flatten_masks
from scenegraph3d.perception.segmenters.rle import decode_segmentation

FRAME = flat_frame([])
SHAPE = FRAME.depth.shape


def drawn():
    """Two rectangles that do not touch."""
    masks = np.zeros((2, *SHAPE), dtype=bool)
    masks[0, 10:30, 5:25] = True
    masks[1, 40:60, 50:90] = True
    return masks


def run_lengths(mask):
    """COCO's uncompressed counts, by walking the columns."""
    counts, value = [0], False
    for pixel in mask.ravel(order="F").tolist():
        if pixel == value:
            counts[-1] += 1
        else:
            counts.append(1)
            value = pixel
    return {"size": list(mask.shape), "counts": counts}


def write_ids(folder):
    numbers = np.zeros(SHAPE, dtype=np.uint16)
    for number, mask in zip((7, 300), drawn(), strict=True):
        numbers[mask] = number
    Image.fromarray(numbers).save(folder / "frame-0.png")


def write_coco(folder):
    found = [{"segmentation": run_lengths(mask), "label": "cup", "score": 0.5} for mask in drawn()]
    (folder / "frame-0.json").write_text(json.dumps({"annotations": found}))


def write_polygons(folder):
    polygons = [[5, 10, 24, 10, 24, 29, 5, 29], [50, 40, 89, 40, 89, 59, 50, 59]]
    found = [{"segmentation": [polygon], "category_name": "cup"} for polygon in polygons]
    (folder / "frame-0.json").write_text(json.dumps(found))


def write_arrays(folder):
    np.savez(folder / "frame-0.npz", masks=drawn(), labels=["cup", "pan"], scores=[0.9, 0.2])


def write_boxes(folder):
    np.savez(folder / "frame-0.npz", boxes=np.array([[5, 10, 24, 29], [50, 40, 89, 59]]))


@pytest.mark.parametrize(
    "write", [write_ids, write_coco, write_polygons, write_arrays, write_boxes]
)
def test_every_format_gives_the_masks_that_were_drawn(tmp_path, write):
    write(tmp_path)
    masks = make_segmenter("folder", weights=tmp_path).segment(FRAME)
    assert len(masks) == 2
    for row, mask in enumerate(drawn()):
        np.testing.assert_array_equal(masks.image == row, mask)


def test_names_and_scores_come_along(tmp_path):
    write_arrays(tmp_path)
    masks = make_segmenter("folder", weights=tmp_path).segment(FRAME)
    assert masks.label.tolist() == ["cup", "pan"]
    np.testing.assert_allclose(masks.score, [0.9, 0.2])


def test_compressed_run_lengths_are_those_of_the_coco_api():
    # pycocotools.mask.encode of a 4 x 3 mask whose middle column is set: 4 out, 4 in, 4 out.
    middle = np.zeros((4, 3), dtype=bool)
    middle[:, 1] = True
    found = decode_segmentation({"size": [4, 3], "counts": "444"}, (4, 3))
    np.testing.assert_array_equal(found, middle)
    # From the fourth run on, differences to the last but one: 1 2 3 4 5 is written 1 2 3 2 2.
    stairs = decode_segmentation({"size": [15, 1], "counts": "12322"}, (15, 1))[:, 0]
    assert stairs.astype(int).tolist() == [0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_long_runs_take_several_characters():
    # 70 = 6 + 2 * 32: the low five bits with the sign to continue, then the rest.
    found = decode_segmentation({"size": [100, 1], "counts": "V2n0"}, (100, 1))
    assert (found.sum(), int(found[:, 0].argmax())) == (30, 70)


def test_small_masks_lie_over_large_ones():
    large, small = np.ones((2, *SHAPE), dtype=bool)
    small[:] = False
    small[30:40, 30:40] = True
    masks = flatten_masks([small, large], label=["", ""], score=[0.1, 0.9], shape=SHAPE)
    assert ((masks.image == 0) == small).all()
    assert ((masks.image == 1) == ~small).all()


def test_mask_that_others_hide_is_dropped():
    left, right = np.zeros((2, *SHAPE), dtype=bool)
    left[:, :40], right[:, 40:] = True, True
    masks = flatten_masks(
        [left | right, left, right], label=["all", "left", "right"], score=[1, 1, 1], shape=SHAPE
    )
    assert masks.label.tolist() == ["left", "right"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("frame-0.png", b"no image", "it is no image", id="foreign png"),
        pytest.param("frame-0.json", b"{}", "a list of annotations is needed", id="no annotations"),
        pytest.param("frame-0.json", b"[{]", "must hold masks", id="broken json"),
        pytest.param(
            "frame-0.json",
            b'[{"segmentation": {"size": [72, 96], "counts": [5]}}]',
            "run lengths must add up to 6912, got 5",
            id="runs too short",
        ),
        pytest.param(
            "frame-0.json",
            b'[{"segmentation": {"size": [2, 2], "counts": [4]}}]',
            r"must be of size \[72, 96\], got \[2, 2\]",
            id="another size",
        ),
        pytest.param("frame-0.npz", b"PK", "must hold masks", id="broken npz"),
    ],
)
def test_bad_file_is_one_clear_line(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        make_segmenter("folder", weights=tmp_path).segment(FRAME)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_image_of_another_size_is_refused(tmp_path):
    Image.fromarray(np.zeros((10, 10), dtype=np.uint8)).save(tmp_path / "frame-0.png")
    with pytest.raises(ValueError, match=r"must be of size \(72, 96\), got \(10, 10\)"):
        make_segmenter("folder", weights=tmp_path).segment(FRAME)


def test_frame_without_a_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no masks of frame frame-0"):
        make_segmenter("folder", weights=tmp_path).segment(FRAME)
    with pytest.raises(FileNotFoundError, match="no such folder of masks"):
        make_segmenter("folder", weights=tmp_path / "nowhere")


def test_unknown_segmenter_lists_those_there_are():
    with pytest.raises(ValueError, match="choose from: regions, sam, folder"):
        make_segmenter("yolo")
    with pytest.raises(ValueError, match="needs a checkpoint of segment-anything"):
        make_segmenter("sam")

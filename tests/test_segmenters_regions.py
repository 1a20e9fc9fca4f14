"""Masks without weights: boxes in a room of planes, cast by hand, come back one by one."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("cv2")

from scenegraph3d.geometry.cameras import Panorama, Pinhole
from scenegraph3d.perception.segmenters import make_segmenter
from scenegraph3d.records import Frame

# A room of 4 m, its table 0.7 m high with a cup on it, and a cupboard of the wall's colour.
SOLIDS = np.array(
    [
        [-2.0, -2.0, -0.1, 2.0, 4.0, 0.0],  # 0 floor
        [-2.0, 4.0, 0.0, 2.0, 4.1, 2.5],  # 1 wall
        [-1.2, 2.0, 0.0, 0.0, 2.8, 0.7],  # 2 table
        [-0.7, 2.2, 0.7, -0.58, 2.32, 0.85],  # 3 cup
        [0.6, 3.2, 0.0, 1.4, 4.0, 1.4],  # 4 cupboard
    ]
)
COLORS = np.array([[120, 90, 60], [200, 200, 190], [90, 50, 30], [30, 60, 160], [200, 200, 190]])
# A camera 1.5 m up that looks along world +y and 20 degrees down.
DOWN = np.deg2rad(20)
POSE = np.array(
    [
        [1.0, 0, 0, 0],
        [0, -np.sin(DOWN), np.cos(DOWN), 0],
        [0, -np.cos(DOWN), -np.sin(DOWN), 1.5],
        [0, 0, 0, 1],
    ]
)
CAMERA = Pinhole.from_focal(262, 262, cx=159.5, cy=119.5, width=320, height=240)


def cast(camera=CAMERA, T_world_camera=POSE):
    """The frame, and the row of SOLIDS on each pixel, -1 for none (slab method)."""
    rays = camera.rays() @ T_world_camera[:3, :3].T
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = (SOLIDS.reshape(-1, 2, 3) - T_world_camera[:3, 3])[:, :, None, None] / rays
    enter, leave = ends.min(axis=1).max(axis=-1), ends.max(axis=1).min(axis=-1)
    distance = np.where((enter < leave) & (enter > 0), enter, np.inf)
    nearest = distance.argmin(axis=0)
    seen = np.isfinite(distance.min(axis=0))
    depth = np.where(seen, distance.min(axis=0), 0).astype(np.float32)
    color = np.where(seen[..., None], COLORS[nearest], 0).astype(np.uint8)
    return Frame("cast", color, depth, camera, T_world_camera), np.where(seen, nearest, -1)


def best_overlaps(masks, truth):
    """For each solid, the best IoU of a mask with it, and that mask's label."""
    found = {}
    for solid in range(len(SOLIDS)):
        true = truth == solid
        iou = [
            (true & (masks.image == row)).sum() / (true | (masks.image == row)).sum()
            for row in range(len(masks))
        ]
        found[solid] = (max(iou), masks.label[int(np.argmax(iou))])
    return found


def test_things_come_apart_from_what_they_stand_on_and_before():
    frame, truth = cast()
    found = best_overlaps(make_segmenter("regions").segment(frame), truth)
    assert min(iou for iou, _ in found.values()) > 0.8, found
    assert [label for _, label in found.values()] == ["floor", "wall", "", "", ""]


def test_noise_and_holes_of_a_depth_camera_do_not_matter():
    frame, truth = cast()
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.002, frame.depth.shape) * frame.depth**2
    holes = rng.random(frame.depth.shape) < 0.1
    depth = np.where(holes, 0, frame.depth + noise * (frame.depth > 0)).astype(np.float32)
    found = best_overlaps(make_segmenter("regions").segment(replace(frame, depth=depth)), truth)
    assert min(iou for iou, _ in found.values()) > 0.7, found


def test_same_frame_gives_the_same_masks():
    frame, _ = cast()
    first, second = (make_segmenter("regions").segment(frame) for _ in range(2))
    np.testing.assert_array_equal(first.image, second.image)
    assert ((first.score > 0) & (first.score < 1)).all()


def test_turn_and_shift_of_the_world_change_nothing():
    frame, _ = cast()
    c, s = np.cos(0.7), np.sin(0.7)
    T = np.array([[c, -s, 0, 5.0], [s, c, 0, -3.0], [0, 0, 1, 2.0], [0, 0, 0, 1]])
    moved = replace(frame, T_world_camera=T @ frame.T_world_camera)
    first, second = (make_segmenter("regions").segment(f) for f in (frame, moved))
    assert (first.image == second.image).mean() > 0.99


def test_larger_picture_gives_the_same_masks_larger():
    large = Pinhole.from_focal(525, 525, cx=320, cy=240, width=641, height=481)
    frame, truth = cast(large)
    masks = make_segmenter("regions").segment(frame)
    assert masks.image.shape == (481, 641)
    assert min(iou for iou, _ in best_overlaps(masks, truth).values()) > 0.8


def test_panorama_has_masks_too():
    frame, truth = cast(Panorama(720, 360), POSE)
    found = best_overlaps(make_segmenter("regions").segment(frame), truth)
    assert found[2][0] > 0.8
    assert found[4][0] > 0.8


def test_world_whose_z_is_not_up_has_no_floor():
    frame, _ = cast()
    R = np.array([[1.0, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])  # y becomes z
    masks = make_segmenter("regions").segment(replace(frame, T_world_camera=R @ POSE))
    assert "floor" not in masks.label.tolist()


@pytest.mark.parametrize("pixels", [0, 1, 40])
def test_frame_with_hardly_any_depth_has_hardly_any_masks(pixels):
    frame, _ = cast()
    depth = np.zeros_like(frame.depth)
    depth[100, 100 : 100 + pixels] = 2.0
    masks = make_segmenter("regions").segment(replace(frame, depth=depth))
    assert len(masks) <= 2
    assert (masks.image >= 0).sum() < 40 * 100


def test_regions_take_no_weights():
    with pytest.raises(ValueError, match="takes no weights, got x"):
        make_segmenter("regions", weights="x.pth")

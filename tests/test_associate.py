"""Masks of views to instances of points: whole, torn, run together, missing, in any order."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mask_scene import (
    BOXES,
    CAMERA,
    FLOOR,
    LEFT,
    RIGHT,
    Shot,
    enter_box,
    halved,
    joined,
    overlap,
    shots,
    surface,
    view_of,
    views_of,
)
from scenegraph3d.config import MappingSettings
from scenegraph3d.geometry.boxes import rotation_about_z
from scenegraph3d.geometry.cameras import Panorama
from scenegraph3d.mapping.association import FusedMasks, fuse_masks
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import PointCloud

THINGS = {"floor": FLOOR, "left": LEFT, "right": RIGHT}


def test_exact_masks_give_the_true_instances():
    cloud, ids = surface()
    fused = fuse_masks(cloud, views_of(shots()))
    assert len(fused) == 3
    assert_found(fused, ids, least_iou=0.99)


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_an_object_cut_in_two_by_some_views_stays_whole(thing: int):
    cloud, ids = surface()
    images = [shot.ids for shot in shots()]
    images[1], images[4] = halved(images[1], thing), halved(images[4], thing)
    fused = fuse_masks(cloud, views_of(shots(), images))
    assert len(fused) == 3
    assert_found(fused, ids, least_iou=0.98)


def test_objects_run_together_by_some_views_stay_two():
    cloud, ids = surface()
    images = [shot.ids for shot in shots()]
    images[0], images[3] = joined(images[0], LEFT, RIGHT), joined(images[3], FLOOR, LEFT)
    fused = fuse_masks(cloud, views_of(shots(), images))
    assert len(fused) == 3
    assert_found(fused, ids, least_iou=0.98)


def test_objects_run_together_by_all_views_are_one():
    cloud, ids = surface()
    fused = fuse_masks(cloud, views_of(shots(), [joined(s.ids, LEFT, RIGHT) for s in shots()]))
    assert len(fused) == 2
    assert overlap(fused.point_instance, (ids == LEFT) | (ids == RIGHT))[1] > 0.99


@pytest.mark.parametrize("missing", [(0,), (1, 4)], ids=["in one view", "in two views"])
def test_masks_that_are_missing_leave_no_hole(missing: tuple[int, ...]):
    cloud, ids = surface()
    images = [
        np.where(shot.ids == LEFT, -1, shot.ids) if view in missing else shot.ids
        for view, shot in enumerate(shots())
    ]
    assert_found(fuse_masks(cloud, views_of(shots(), images)), ids, least_iou=0.97)


def test_missing_masks_lower_the_score():
    cloud, ids = surface()
    whole = fuse_masks(cloud, views_of(shots()))
    images = [np.where(s.ids == LEFT, -1, s.ids) if n < 2 else s.ids for n, s in enumerate(shots())]
    holed = fuse_masks(cloud, views_of(shots(), images))
    left, _ = overlap(holed.point_instance, ids == LEFT)
    right, _ = overlap(holed.point_instance, ids == RIGHT)
    before, _ = overlap(whole.point_instance, ids == LEFT)
    # Each view shows three of five sides: four of six views, and one that never matches.
    assert holed.score[left] == pytest.approx(whole.score[before] * 4 / 6, abs=0.05)
    assert holed.score[left] < holed.score[right]


def test_the_order_of_the_views_does_not_matter():
    cloud, _ = surface()
    images = [halved(s.ids, n % 3) for n, s in enumerate(shots())]
    images[0] = joined(shots()[0].ids, LEFT, RIGHT)
    views = views_of(shots(), images)
    forward = fuse_masks(cloud, views)
    shuffled = fuse_masks(cloud, [views[row] for row in (3, 0, 5, 1, 4, 2)])
    np.testing.assert_array_equal(shuffled.point_instance, forward.point_instance)
    np.testing.assert_allclose(shuffled.score, forward.score)


def test_every_view_twice_gives_the_same_instances():
    cloud, _ = surface()
    views = views_of(shots())
    once, twice = fuse_masks(cloud, views), fuse_masks(cloud, [*views, *views])
    np.testing.assert_array_equal(twice.point_instance, once.point_instance)


def test_moving_the_scene_moves_nothing():
    cloud, _ = surface()
    T = np.eye(4)
    T[:3, :3], T[:3, 3] = rotation_about_z(np.array([0.7]))[0], [8.0, -3.0, 2.0]
    moved_points = (cloud.points @ T[:3, :3].T + T[:3, 3]).astype(np.float32)
    moved = [replace(v, T_world_camera=T @ v.T_world_camera) for v in views_of(shots())]
    before = fuse_masks(cloud, views_of(shots())).point_instance
    after = fuse_masks(PointCloud(moved_points), moved).point_instance
    assert np.mean(before == after) > 0.999  # points on the border of two pixels may change


def test_a_view_of_another_size_and_a_panorama_join_in():
    cloud, ids = surface()
    large = replace(CAMERA, K=np.diag([2.0, 2.0, 1.0]) @ CAMERA.K, width=320, height=240)
    mixed = [*shots(2), *shots(2, large), *shots(3, Panorama(640, 320))]
    fused = fuse_masks(cloud, views_of(mixed))
    assert len(fused) == 3
    assert_found(fused, ids, least_iou=0.97)


def test_panoramas_alone_are_enough():
    cloud, ids = surface()
    fused = fuse_masks(cloud, views_of(shots(4, Panorama(640, 320))))
    assert_found(fused, ids, least_iou=0.95)


def test_matches_name_the_mask_of_every_view_that_shows_an_instance():
    cloud, ids = surface()
    views = views_of(shots())
    fused = fuse_masks(cloud, views)
    left, _ = overlap(fused.point_instance, ids == LEFT)
    rows = fused.matches.instance == left
    np.testing.assert_array_equal(fused.matches.view[rows], np.arange(6))
    np.testing.assert_array_equal(fused.matches.mask[rows], np.full(6, LEFT))  # as ids count on
    assert fused.matches.iou[rows].min() > 0.98


def test_matches_say_how_much_of_an_instance_a_view_shows():
    cloud, ids = surface()
    fused = fuse_masks(cloud, views_of(shots()))
    left, _ = overlap(fused.point_instance, ids == LEFT)
    shown = fused.matches.shown[fused.matches.instance == left]
    clear = [in_sight(shot.T_world_camera[:3, 3], cloud.points[ids == LEFT]) for shot in shots()]
    # Points just around an edge are within the depth tolerance of what hides them.
    np.testing.assert_allclose(shown, [share.mean() for share in clear], atol=0.07)


def test_the_instance_has_the_label_that_weighs_most():
    cloud, ids = surface()
    names = [["floor", "box", ""], ["floor", "crate", ""], ["floor", "box", ""]]
    views = [
        view_of(n, shot, shot.ids, label=np.array(label, dtype=object))
        for n, (shot, label) in enumerate(zip(shots(3), names, strict=True))
    ]
    fused = fuse_masks(cloud, views)
    label = [fused.label[overlap(fused.point_instance, ids == k)[0]] for k in THINGS.values()]
    assert label == ["floor", "box", ""]


def test_a_superpoint_that_is_clearly_one_objects_goes_to_it_whole():
    cloud, ids = surface()
    no_top = [np.where(s.ids == LEFT, -1, s.ids) if n else s.ids for n, s in enumerate(shots())]
    views = views_of(shots(), no_top)
    loose = fuse_masks(cloud, views, limits=MappingSettings(vote_share=0.2))
    tied = fuse_masks(
        cloud, views, superpoint=ids, limits=MappingSettings(vote_share=0.2, superpoint_share=0.3)
    )
    assert overlap(loose.point_instance, ids == LEFT)[1] < 0.9
    assert overlap(tied.point_instance, ids == LEFT)[1] > 0.99


def test_points_that_no_view_shows_take_the_instance_beside_them():
    cloud, ids = surface()
    points = np.concatenate([cloud.points, [[0.45, 0.05, 0.27], [0.45, 0.05, -2.0]]])
    fused = fuse_masks(PointCloud(points.astype(np.float32)), views_of(shots()))
    right, _ = overlap(fused.point_instance[:-2], ids == RIGHT)
    assert fused.point_instance[-2:].tolist() == [right, -1]  # 3 cm under the lid; 2 m under


@pytest.mark.parametrize("count", [0, 6], ids=["no views", "views without masks"])
def test_without_masks_there_are_no_instances(count: int):
    cloud, _ = surface()
    bare = [np.full(s.ids.shape, -1) for s in shots(count)]
    fused = fuse_masks(cloud, views_of(shots(count), bare))
    assert len(fused) == 0
    assert (fused.point_instance == -1).all()


def test_a_single_view_gives_what_it_shows_and_is_unsure_of_it():
    cloud, _ = surface()
    fused = fuse_masks(cloud, views_of(shots(1)))
    assert len(fused) == 3
    assert (fused.score <= 0.5).all()


def test_an_empty_cloud_has_no_instances():
    empty = PointCloud(np.zeros((0, 3), dtype=np.float32))
    assert len(fuse_masks(empty, views_of(shots()))) == 0


def test_views_that_show_nothing_of_the_cloud_are_refused():
    cloud, _ = surface()
    elsewhere = PointCloud(cloud.points + np.float32(50))
    with pytest.raises(ValueError, match="got 6 that show none of its 11200: check poses"):
        fuse_masks(elsewhere, views_of(shots()))


def test_a_view_that_shows_nothing_is_named_and_left_out(caplog: pytest.LogCaptureFixture):
    cloud, ids = surface()
    away = np.eye(4)
    away[:3, 3] = 50
    blind = Shot(CAMERA, away, shots(1)[0].depth, shots(1)[0].ids)
    fused = fuse_masks(cloud, views_of([*shots(), blind]))
    assert "1 of 7 views show no point" in caplog.text
    assert_found(fused, ids, least_iou=0.99)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"depth": np.zeros((2, 2), np.float32)}, "depth of view 0 must", id="depth"),
        pytest.param({"camera": Panorama(8, 4)}, "depth of view 0 must have shape", id="camera"),
    ],
)
def test_a_view_whose_parts_do_not_fit_is_refused(change: dict[str, Any], message: str):
    cloud, _ = surface()
    view: MaskedView = replace(views_of(shots(1))[0], **change)
    with pytest.raises(ValueError, match=message):
        fuse_masks(cloud, [view])


def test_superpoints_of_another_length_are_refused():
    cloud, _ = surface()
    with pytest.raises(ValueError, match=r"superpoint must have shape \(11200,\), got \(5,\)"):
        fuse_masks(cloud, views_of(shots()), superpoint=np.zeros(5, dtype=np.int64))


def in_sight(eye: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(N,) bool: points that no box hides from the eye."""
    hidden = [enter_box(eye, points - eye, box) < 0.999 for box in BOXES]
    return ~np.any(hidden, axis=0)


def assert_found(fused: FusedMasks, ids: np.ndarray, least_iou: float) -> None:
    """Each thing has an instance of its own."""
    best = [overlap(fused.point_instance, ids == thing) for thing in THINGS.values()]
    assert min(iou for _, iou in best) > least_iou
    assert len({row for row, _ in best}) == len(THINGS)

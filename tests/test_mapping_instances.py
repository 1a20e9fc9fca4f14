"""Fused masks and the building's surfaces to the record of instances."""

import numpy as np
import pytest

from scenegraph3d.config import MappingSettings
from scenegraph3d.geometry.boxes import rotation_about_z
from scenegraph3d.mapping.association import FusedMasks, Matches
from scenegraph3d.mapping.instances import to_instances
from scenegraph3d.mapping.pooling import PooledFeatures
from scenegraph3d.records import PointCloud


def test_an_instance_has_the_box_colour_and_count_of_its_points():
    points = corners([0, 0, 0], [2, 1, 0.5])
    cloud = PointCloud(points, colors=np.tile(np.array([[10, 20, 30]], np.uint8), (8, 1)))
    instances, ids = to_instances(cloud, fused([0] * 8, label=["desk"]))
    np.testing.assert_allclose(instances.aabb, [[0, 0, 0, 2, 1, 0.5]])
    np.testing.assert_allclose(instances.boxes.extent, [[2, 1, 0.5]], atol=1e-6)
    assert instances.color.tolist() == [[10, 20, 30]]
    assert instances.num_points is not None
    assert (instances.num_points[0], instances.label[0], instances.score[0]) == (8, "desk", 0.5)
    assert ids.tolist() == [0] * 8


def test_boxes_turn_with_the_object():
    R = rotation_about_z(np.array([0.4]))[0]
    points = (corners([0, 0, 0], [2, 1, 0.5]) @ R.T).astype(np.float32)
    instances, _ = to_instances(PointCloud(points), fused([0] * 8))
    np.testing.assert_allclose(instances.boxes.extent, [[2, 1, 0.5]], atol=1e-6)
    np.testing.assert_allclose(instances.boxes.R_world_box[0], R, atol=1e-6)


def test_one_stray_point_of_a_thousand_does_not_stretch_the_box():
    points = np.random.default_rng(0).uniform(0, 1, (1000, 3))
    points[0] = 9.0
    instances, ids = to_instances(PointCloud(points.astype(np.float32)), fused([0] * 1000))
    assert (instances.aabb[0, 3:] < 1).all()
    np.testing.assert_allclose(instances.extent[0], 1, atol=0.05)
    assert (ids == 0).all()


def test_a_single_point_is_a_box_without_volume():
    instances, _ = to_instances(PointCloud(np.ones((1, 3), np.float32)), fused([0]))
    np.testing.assert_allclose(instances.aabb, [[1] * 6])


def test_features_and_views_come_along():
    pooled = PooledFeatures(
        np.array([[0.0, 1.0]], np.float32), np.array([0.7]), np.array([[4, -1]])
    )
    cloud = PointCloud(corners([0, 0, 0], [1, 1, 1]))
    instances, _ = to_instances(cloud, fused([0] * 8), pooled)
    assert instances.feature is not None
    assert instances.views is not None
    assert instances.feature.tolist() == [[0, 1]]
    assert instances.views.tolist() == [[4, -1]]


def test_without_an_encoder_there_are_views_but_no_features():
    pooled = PooledFeatures(np.zeros((1, 0), np.float32), np.zeros(1), np.array([[4]]))
    instances, _ = to_instances(PointCloud(np.ones((1, 3), np.float32)), fused([0]), pooled)
    assert instances.feature is None
    assert instances.views is not None


def test_nothing_gives_no_instances():
    empty = PointCloud(np.zeros((0, 3), np.float32))
    assert len(to_instances(empty, FusedMasks.none(0))[0]) == 0
    bare = PointCloud(np.zeros((3, 3), np.float32))
    instances, ids = to_instances(bare, FusedMasks.none(3))
    assert len(instances) == 0
    assert ids.tolist() == [-1] * 3


def test_all_pieces_of_floor_are_one_and_bare_floor_joins_them():
    # Two pieces of floor, a rug that is named, a chair of which a foot counts as floor.
    row = [0] * 40 + [1] * 30 + [2] * 20 + [-1] * 5
    structure = ["floor"] * 70 + [""] * 15 + ["floor"] * 5 + ["floor"] * 5
    instances, ids = surfaces(row, structure)
    assert instances.label.tolist() == ["floor", ""]
    assert ids.tolist() == [0] * 70 + [1] * 20 + [0] * 5


def test_floor_without_masks_becomes_an_instance_where_there_is_enough():
    instances, ids = surfaces([0] * 40 + [-1] * 40, [""] * 40 + ["floor"] * 40)
    assert instances.label.tolist() == ["", "floor"]
    assert ids.tolist() == [0] * 40 + [1] * 40
    few, ids = surfaces([0] * 40 + [-1] * 9, [""] * 40 + ["floor"] * 9)
    assert few.label.tolist() == [""]
    assert ids.tolist() == [0] * 40 + [-1] * 9


def test_walls_stay_apart_and_what_is_small_on_a_wall_is_not_wall():
    row = [0] * 300 + [1] * 200 + [2] * 20
    instances, ids = surfaces(row, ["wall"] * 520)
    assert instances.label.tolist() == ["wall", "wall", ""]
    assert ids.tolist() == row


def test_what_the_masks_name_is_not_renamed_to_wall():
    instances, _ = surfaces([0] * 300 + [1] * 200, ["wall"] * 500, label=["", "board"])
    assert instances.label.tolist() == ["wall", "board"]


def test_the_feature_of_a_merged_floor_is_that_of_its_largest_piece():
    pooled = PooledFeatures(np.eye(2, dtype=np.float32), np.array([0.1, 0.2]), np.array([[4], [5]]))
    cloud = PointCloud(np.random.default_rng(0).uniform(0, 1, (50, 3)).astype(np.float32))
    instances, _ = to_instances(
        cloud,
        fused([0] * 20 + [1] * 30),
        pooled,
        structure=np.full(50, "floor", dtype=object),
        limits=MappingSettings(min_points=10),
    )
    assert instances.feature is not None
    assert instances.feature.tolist() == [[0, 1]]


@pytest.mark.parametrize("which", ["structure", "point_instance"])
def test_arrays_that_do_not_fit_are_refused(which: str):
    cloud = PointCloud(np.zeros((4, 3), np.float32))
    rows = [0] * (3 if which == "point_instance" else 4)
    with pytest.raises(ValueError, match=rf"{which} must have shape \(4,\), got \(3,\)"):
        to_instances(cloud, fused(rows), structure=np.full(3, "", dtype=object))


def surfaces(row: list[int], structure: list[str], label: list[str] | None = None):
    cloud = PointCloud(np.random.default_rng(0).uniform(0, 1, (len(row), 3)).astype(np.float32))
    return to_instances(
        cloud,
        fused(row, label),
        structure=np.array(structure, dtype=object),
        limits=MappingSettings(min_points=10),
    )


def fused(row: list[int], label: list[str] | None = None) -> FusedMasks:
    count = max(row) + 1
    names = np.array([""] * count if label is None else label, dtype=object)
    none, numbers = np.zeros(0, np.int64), np.zeros(0)
    return FusedMasks(
        np.array(row, np.int64),
        np.full(count, 0.5),
        names,
        Matches(none, none, none, numbers, numbers),
    )


def corners(low: list[float], high: list[float]) -> np.ndarray:
    """(8, 3) float32."""
    grid = np.meshgrid(*zip(low, high, strict=True))
    return np.stack([axis.ravel() for axis in grid], axis=1).astype(np.float32)

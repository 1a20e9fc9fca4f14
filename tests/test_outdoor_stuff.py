"""Clusters of stuff: what goes together, what is noise, what is cut."""

import numpy as np
import pytest

from outdoor_fixture import grid
from scenegraph3d.io.outdoor import StuffSettings, cluster_stuff

LAWN, FAR_LAWN = grid((0, 5), (0, 5)), grid((20, 25), (0, 5))


def test_patches_apart_are_clusters_of_their_own():
    points = np.vstack([LAWN, FAR_LAWN])
    cluster = cluster_stuff(points, np.zeros(len(points), dtype=np.int64))
    assert set(cluster[: len(LAWN)]) == {0}
    assert set(cluster[len(LAWN) :]) == {1}


def test_classes_in_one_place_stay_apart():
    points = np.vstack([LAWN, LAWN])
    kind = np.repeat([4, 9], len(LAWN))
    assert cluster_stuff(points, kind).tolist() == [0] * len(LAWN) + [1] * len(LAWN)


def test_lone_points_are_noise():
    points = np.vstack([LAWN, [[50.0, 50.0, 0.0], [60.0, 50.0, 0.0]]])
    cluster = cluster_stuff(points, np.zeros(len(points), dtype=np.int64))
    assert cluster[-2:].tolist() == [-1, -1]
    assert cluster.max() == 0


def test_a_long_road_is_cut_into_equal_pieces():
    road = grid((0, 60), (0, 4), step=0.5)
    cluster = cluster_stuff(road, np.zeros(len(road), dtype=np.int64))
    assert np.bincount(cluster).tolist() == [len(road) // 3] * 3  # 60 m in pieces of at most 25
    assert max(np.ptp(road[cluster == one, 0]) for one in range(3)) < 25


def test_order_of_points_does_not_matter():
    points = np.vstack([LAWN, FAR_LAWN, [[90.0, 0.0, 0.0]]])
    order = np.random.default_rng(0).permutation(len(points))
    cluster = cluster_stuff(points, np.zeros(len(points), dtype=np.int64))
    shuffled = cluster_stuff(points[order], np.zeros(len(points), dtype=np.int64))
    assert (shuffled == cluster[order]).all()


def test_far_from_the_origin_nothing_changes():
    away = LAWN.astype(np.float64) + np.array([70_000.0, 70_000.0, 0.0])
    assert (cluster_stuff(away, np.zeros(len(away), dtype=np.int64)) == 0).all()


def test_density_does_not_matter():
    dense = np.repeat(LAWN, 20, axis=0)
    cluster = cluster_stuff(dense, np.zeros(len(dense), dtype=np.int64))
    assert (cluster == 0).all()


def test_no_points_give_no_clusters():
    assert len(cluster_stuff(np.zeros((0, 3)), np.zeros(0, dtype=np.int64))) == 0


def test_dbscan_agrees_with_its_definition():
    """Cores have enough voxels around; those within the radius of each other go together."""
    points = np.random.default_rng(1).uniform(0, 12, (150, 3)) * [1, 1, 0]
    settings = StuffSettings(voxel_size=1e-4, radius=1.0, least_neighbours=4, least_voxels=1)
    near = np.linalg.norm(points[:, None] - points[None], axis=2) <= 1.0
    core = near.sum(axis=1) >= 4
    together = (near & core & core[:, None]).astype(float)
    for _ in range(8):
        together = (together @ together > 0).astype(float)
    cluster = cluster_stuff(points, np.zeros(150, dtype=np.int64), settings)
    same = cluster[:, None] == cluster
    assert (same[core][:, core] == (together[core][:, core] > 0)).all()
    assert ((cluster >= 0) == (near & core).any(axis=1)).all()


@pytest.mark.parametrize(
    ("points", "kind", "message"),
    [
        pytest.param(np.zeros((2, 2)), np.zeros(2), r"points must have shape \(N, 3\)", id="flat"),
        pytest.param(np.zeros((2, 3)), np.zeros(3), r"kind must have shape \(2,\)", id="kinds"),
        pytest.param(np.full((2, 3), np.nan), np.zeros(2), "points must be finite", id="NaN"),
    ],
)
def test_what_does_not_fit_is_refused(points, kind, message):
    with pytest.raises(ValueError, match=message):
        cluster_stuff(points, kind)


def test_a_radius_below_the_voxel_is_refused():
    with pytest.raises(ValueError, match="radius must be at least the voxel_size"):
        StuffSettings(voxel_size=1.0, radius=0.5)
    with pytest.raises(ValueError, match="piece must be positive metres, got 0"):
        StuffSettings(piece=0)

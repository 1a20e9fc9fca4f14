"""Masks fused while they come in: ids at once, and in the end what all views at once give."""

import numpy as np
import pytest

from mask_scene import (
    FLOOR,
    LEFT,
    RIGHT,
    halved,
    joined,
    overlap,
    shots,
    surface,
    view_of,
    views_of,
)
from scenegraph3d.config import MappingSettings
from scenegraph3d.mapping.association import MaskStream, fuse_masks
from scenegraph3d.mapping.association.voxels import GrowingVoxels
from scenegraph3d.records import PointCloud

THINGS = FLOOR, LEFT, RIGHT


@pytest.mark.parametrize("regroup_every", [100, 3, 1])
def test_a_thing_keeps_its_id_from_view_to_view(regroup_every: int):
    stream = MaskStream(MappingSettings(regroup_every=regroup_every))
    ids = [stream.add(view) for view in views_of(shots(8))]
    assert len(set(ids[0].tolist())) == 3
    assert all(np.array_equal(seen, ids[0]) for seen in ids)


def test_a_mask_that_overlaps_nothing_starts_an_instance():
    stream = MaskStream()
    without = [np.where(s.ids == LEFT, FLOOR, s.ids) for s in shots(1)]
    before = stream.add(views_of(shots(1), without)[0])
    seen = stream.add(view_of(1, shots(1)[0], np.where(shots(1)[0].ids == LEFT, 5, -1)))
    assert len(before) == 2
    assert seen.tolist() == [before[0]]  # the floor's mask held it before
    bare = MaskStream()
    bare.add(view_of(0, shots(1)[0], np.where(shots(1)[0].ids == RIGHT, 5, -1)))
    assert bare.add(view_of(1, shots(1)[0], np.where(shots(1)[0].ids == LEFT, 5, -1))).tolist() == [
        1
    ]


def test_features_decide_where_overlaps_are_equal():
    # The left half of the floor is one instance, the right half another; a mask of the whole
    # floor joins the one that it looks like.
    shot = shots(1)[0]
    feature = np.eye(2, dtype=np.float32)
    for looks in (0, 1):
        stream = MaskStream()
        halves = np.where(shot.ids == FLOOR, halved(shot.ids, FLOOR), -1)
        ids = stream.add(view_of(0, shot, halves, feature=feature))
        whole = np.where(shot.ids == FLOOR, FLOOR, -1)
        joins = stream.add(view_of(1, shot, whole, feature=feature[[looks]]))
        assert joins.tolist() == [ids[looks]]


def test_a_stream_ends_where_all_views_at_once_do():
    cloud, ids = surface()
    images = [shot.ids for shot in shots()]
    images[1], images[2] = halved(images[1], RIGHT), joined(images[2], LEFT, RIGHT)
    views = views_of(shots(), images)
    stream = MaskStream(MappingSettings(regroup_every=2))
    for view in views:
        stream.add(view)
    streamed, batch = stream.fuse(cloud), fuse_masks(cloud, views)
    assert len(streamed) == len(batch) == 3
    for thing in THINGS:
        assert overlap(streamed.point_instance, ids == thing)[1] > 0.98
    np.testing.assert_allclose(streamed.score, batch.score, atol=0.05)


def test_a_stream_can_be_asked_at_any_time():
    cloud, ids = surface()
    stream = MaskStream()
    assert len(stream.fuse(cloud)) == 0
    for count, view in enumerate(views_of(shots()), start=1):
        stream.add(view)
        if count in (1, 3):
            assert len(stream.fuse(cloud)) == 3
    assert overlap(stream.fuse(cloud).point_instance, ids == LEFT)[1] > 0.98


def test_a_stream_of_views_without_masks_has_no_instances():
    cloud, _ = surface()
    stream = MaskStream(MappingSettings(regroup_every=2))
    for number, shot in enumerate(shots(4)):
        assert len(stream.add(view_of(number, shot, np.full(shot.ids.shape, -1)))) == 0
    assert len(stream.fuse(cloud)) == 0


def test_a_cloud_of_another_place_is_refused():
    cloud, _ = surface()
    stream = MaskStream()
    stream.add(views_of(shots(1))[0])
    with pytest.raises(ValueError, match="views must show points of the cloud, got 1"):
        stream.fuse(PointCloud(cloud.points + np.float32(50)))


def test_voxels_keep_the_mean_of_the_points_that_came_first():
    voxels = GrowingVoxels(0.1)
    voxels.add(np.array([[0.01, 0.05, -0.01], [0.03, 0.05, -0.03], [0.11, 0.05, -0.02]]))
    voxels.add(np.array([[0.09, 0.05, -0.05], [-0.05, 0.05, -0.05]]))
    rows = voxels.points[np.argsort(voxels.points[:, 0])]
    np.testing.assert_allclose(
        rows, [[-0.05, 0.05, -0.05], [0.02, 0.05, -0.02], [0.11, 0.05, -0.02]], atol=1e-6
    )
    np.testing.assert_allclose(voxels.points[2], [-0.05, 0.05, -0.05], atol=1e-6)

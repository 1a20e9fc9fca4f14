"""The steps of fusing masks, each on a case that fits on paper."""

import numpy as np
import pytest
import scipy.sparse as sp

from scenegraph3d.config import MappingSettings
from scenegraph3d.geometry.cameras import Panorama, Pinhole
from scenegraph3d.mapping.association import shared
from scenegraph3d.mapping.association.clusters import attach_masks, cluster_masks
from scenegraph3d.mapping.association.evidence import Evidence, weigh_evidence
from scenegraph3d.mapping.association.pieces import part_pieces
from scenegraph3d.mapping.association.shared import SharedPoints, count_shared
from scenegraph3d.mapping.association.sightings import sight_masks
from scenegraph3d.mapping.association.smoothing import fill_unseen, smooth_by_superpoint
from scenegraph3d.mapping.association.splits import CutMasks, cut_torn
from scenegraph3d.mapping.association.votes import vote_points
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import Camera, Masks

LIMITS = MappingSettings()


def test_a_point_is_sighted_on_its_pixels_mask():
    # One metre ahead, pixels are 10 cm apart: (0, 0, 1) lands on u = 1, v = 1.
    view = a_view(Pinhole.from_focal(10.0, 10.0, cx=1.0, cy=1.0, width=3, height=3))
    points = np.array(
        [[0, 0, 1], [0.1, 0, 1], [0, 0.1, 1], [0, 0, 1.04], [0, 0, 1.06], [0.2, 0, 1], [0, 0, -1]],
        dtype=np.float32,
    )
    seen = sight_masks(points, [view], 0.05)[0]
    assert (seen[:4] == [5, 6, 8, 5]).all()  # 1 + the pixel's number in row-major order
    assert (seen[4:] < 0).all()  # too deep, beside the image, behind the camera


def test_a_panorama_sights_all_around():
    view = a_view(Panorama(4, 2), depth=2.0)
    # Columns are a quarter turn each: behind left, ahead left, ahead right, behind right.
    points = 2 * np.array([[-1, -1, 1], [1, 1, 1], [1, -1, -1]]) / np.sqrt(3)
    assert sight_masks(points.astype(np.float32), [view], 0.05)[0].tolist() == [2, 7, 4]


@pytest.mark.parametrize("most_rows", [3000, 4], ids=["at once", "in blocks"])
def test_shared_points_are_counted(monkeypatch: pytest.MonkeyPatch, most_rows: int):
    monkeypatch.setattr(shared, "_MOST_ROWS", most_rows)
    rng = np.random.default_rng(0)
    num_masks = np.array([2, 0, 3, 1, 2])
    sightings = np.stack([rng.integers(-1, count + 1, 50) for count in num_masks]).astype(np.int16)
    offsets = np.concatenate([[0], np.cumsum(num_masks + 1)])
    count = count_shared(sightings, offsets).count.toarray()
    carried = [
        (sightings[view] == mask).astype(int)
        for view, masks in enumerate(num_masks)
        for mask in range(masks + 1)
    ]
    np.testing.assert_array_equal(count, np.array(carried) @ np.array(carried).T)


def test_a_view_judges_a_mask_that_it_sees_enough_of_on_masks():
    # Row 1 of view 0 is the mask; views 1 to 4 have a row of bare points and two masks each.
    seen = {1: (0, 60, 40), 2: (0, 12, 0), 3: (50, 30, 0), 4: (0, 90, 10)}
    count = np.zeros((14, 14))
    count[1, 1] = 100
    for view, points in seen.items():
        count[1, 3 * view - 1 : 3 * view + 2] = points
    offsets = np.array([0, 2, 5, 8, 11, 14])
    evidence = weigh_evidence(SharedPoints(sp.csr_array(count), offsets), LIMITS)
    assert evidence.judges[1].tolist() == [True, True, False, False, True]
    np.testing.assert_allclose(
        evidence.share[[1]].toarray()[0, [1, 3, 4, 12, 13]], [1, 0.6, 0.4, 0.9, 0.1]
    )
    assert evidence.torn[1] == pytest.approx(1 / 3)


def test_masks_merge_where_most_views_agree():
    # Views 0, 1, 2 show masks 0 and 1 on one mask; only view 2 shows masks 1 and 2 on one.
    evidence = evidence_of(
        [[(0, 0), (1, 0), (2, 1)], [(0, 0), (1, 0), (2, 1)], [(0, 0), (1, 0), (2, 0)]]
    )
    assert cluster_masks(evidence, np.arange(3), 0.5).tolist() == [0, 0, 1]


def test_one_view_has_one_vote_however_many_masks_it_judges():
    # Masks 0 to 3 are one thing, 4 and 5 another, in views 0 and 1, where few are seen; view 2
    # runs all six together.
    evidence = evidence_of(
        [
            [(0, 0), (1, 0), (4, 1)],
            [(2, 0), (1, 0), (3, 0), (5, 1), (4, 1)],
            [(k, 0) for k in range(6)],
        ]
    )
    assert cluster_masks(evidence, np.arange(6), 0.5).tolist() == [0, 0, 0, 0, 1, 1]


def test_clustering_nothing_gives_nothing():
    assert len(cluster_masks(evidence_of([[(0, 0)]]), np.zeros(0, dtype=np.int64), 0.5)) == 0


def test_small_masks_join_the_group_that_views_show_them_with():
    evidence = evidence_of(
        [[(0, 0), (1, 0), (2, 1)], [(0, 0), (1, 1), (2, 1)], [(0, 0), (2, 1), (3, 2)]]
    )
    group = np.full(evidence.share.shape[0], -1)
    group[[0, 2]] = 0, 1
    assert attach_masks(evidence, np.array([1, 3]), group, 0.5).tolist() == [0, -1]
    assert attach_masks(evidence, np.array([1]), np.full(len(group), -1), 0.5).tolist() == [-1]


def test_points_vote_by_the_masks_they_lie_on():
    sightings = np.array([[1, 1, 0, -2], [1, 2, 1, -2], [2, 2, 1, -2]], dtype=np.int16)
    offsets, group = np.array([0, 2, 5, 8]), np.array([-1, 0, -1, 0, 1, -1, 0, 1])
    winner, share = vote_points(sightings, offsets, group)
    assert winner.tolist() == [0, 1, 0, -1]
    np.testing.assert_allclose(share, [2 / 3, 2 / 3, 2 / 3, 0])


def test_a_torn_mask_is_cut_along_the_groups_of_its_points():
    # Two views tell points 0-59 and 60-119 apart; the third has one mask on all, and 5 more.
    halves = np.repeat([1, 2, -2], [60, 60, 5])
    sightings = np.stack([halves, halves, np.ones(125)]).astype(np.int16)
    masks = CutMasks.uncut(sightings, np.array([2, 2, 1]))
    group = np.array([-1, 0, 1, -1, 0, 1, -1, -1])
    torn = np.arange(8) == 7
    cut, cut_group = cut_torn(masks, group, torn, LIMITS)
    assert cut.sightings[2].tolist() == [2] * 60 + [3] * 60 + [1] * 5
    assert cut_group[-4:].tolist() == [-1, -1, 0, 1]
    assert cut.whole[-4:].tolist() == [0, 1, 1, 1]
    assert cut.usable[-4:].tolist() == [False, False, True, True]


def test_a_torn_mask_whose_points_agree_stays_whole():
    sightings = np.ones((3, 80), dtype=np.int16)
    masks = CutMasks.uncut(sightings, np.array([1, 1, 1]))
    group = np.array([-1, 0, -1, 0, -1, -1])
    cut, _ = cut_torn(masks, group, np.arange(6) == 5, LIMITS)
    assert (cut.sightings == 1).all()
    assert cut.usable.tolist() == [False, True] * 3


def test_a_clear_superpoint_overrules_its_points_and_an_unclear_one_does_not():
    point_group = np.array([3, 3, 3, 3, -1, 3, 3, 5, 5, -1, 7])
    superpoint = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, -1, 2])
    smooth = smooth_by_superpoint(point_group, superpoint, 0.8)
    assert smooth.tolist() == [3, 3, 3, 3, 3, 3, 3, 5, 5, -1, 7]


def test_a_superpoint_that_is_mostly_bare_is_bare():
    smooth = smooth_by_superpoint(np.array([-1, -1, -1, -1, 2]), np.zeros(5, dtype=np.int64), 0.8)
    assert smooth.tolist() == [-1] * 5


def test_only_points_that_no_view_shows_are_filled():
    points = np.array([[0, 0, 0], [0.01, 0, 0], [0.04, 0, 0], [1, 0, 0]], dtype=np.float32)
    seen = np.array([True, True, False, False])
    assert fill_unseen(points, np.array([4, -1, -1, -1]), seen, 0.05).tolist() == [4, -1, -1, -1]
    assert fill_unseen(points, np.array([4, 4, -1, -1]), seen, 0.05).tolist() == [4, 4, 4, -1]


@pytest.mark.parametrize(
    ("masks_of_pieces", "expected"),
    [
        pytest.param([(1, 1), (1, 2)], [0, 0], id="half of the views show both on one mask"),
        pytest.param([(1, 2), (1, 2)], [0, 1], id="views tell them apart"),
        pytest.param([(1, -2), (-2, 1)], [0, 1], id="no view shows both"),
    ],
)
def test_pieces_far_apart_are_one_only_where_views_say_so(
    masks_of_pieces: list[tuple[int, int]], expected: list[int]
):
    points, group = two_blobs(60, 50)
    sightings = np.array([[a] * 60 + [b] * 50 for a, b in masks_of_pieces], dtype=np.int16)
    masks = CutMasks.uncut(sightings, np.array([2] * len(sightings)))
    parted = part_pieces(points, group, masks, LIMITS)
    assert parted.tolist() == [expected[0]] * 60 + [expected[1]] * 50


def test_floaters_and_small_things_go():
    points, group = two_blobs(60, 9)
    masks = CutMasks.uncut(np.ones((1, 69), dtype=np.int16), np.array([1]))
    assert part_pieces(points, group, masks, LIMITS).tolist() == [0] * 60 + [-1] * 9
    few = np.where(np.arange(69) < 40, -1, 0)
    assert (part_pieces(points, few, masks, LIMITS) == -1).all()  # 20 and 9 points are left


def test_pieces_a_hundred_kilometres_apart_need_no_more_memory():
    points, group = two_blobs(60, 50)
    points[60:] += 1e5
    masks = CutMasks.uncut(np.repeat([[1, 2]], [60, 50], axis=1).astype(np.int16), np.array([2]))
    assert part_pieces(points, group, masks, LIMITS).tolist() == [0] * 60 + [1] * 50


def test_instances_are_numbered_by_falling_size():
    points, _ = two_blobs(40, 60)
    masks = CutMasks.uncut(np.ones((1, 100), dtype=np.int16), np.array([1]))
    parted = part_pieces(points, np.repeat([7, 2], [40, 60]), masks, LIMITS)
    assert parted.tolist() == [1] * 40 + [0] * 60


def two_blobs(first: int, second: int) -> tuple[np.ndarray, np.ndarray]:
    """Points close together around two places a metre apart, all of group 0."""
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 0.08, (first + second, 3)) + np.repeat(
        [[0.0], [1.0]], [first, second], axis=0
    )
    return points.astype(np.float32), np.zeros(first + second, dtype=np.int64)


def a_view(camera: Camera, depth: float = 1.0) -> MaskedView:
    """A view from the origin with a mask a pixel."""
    shape = camera.height, camera.width
    image = np.arange(shape[0] * shape[1]).reshape(shape)
    return MaskedView(
        0,
        np.full(shape, depth, dtype=np.float32),
        camera,
        np.eye(4),
        Masks.unnamed(image),
        np.zeros((image.size, 0), dtype=np.float32),
        np.ones(image.size),
    )


def evidence_of(views: list[list[tuple[int, int]]]) -> Evidence:
    """Views that each show some masks wholly on masks of their own: pairs of mask and own mask.

    The first rows are the masks, the rest the views' own.
    """
    count = 1 + max(mask for shown in views for mask, _ in shown)
    per_view = 1 + max(own for shown in views for _, own in shown)
    total = count + per_view * len(views)
    share, judges = np.zeros((total, total), dtype=np.float32), np.zeros((total, len(views)), bool)
    for view, shown in enumerate(views):
        for mask, own in shown:
            share[mask, count + per_view * view + own] = 1
            judges[mask, view] = True
    view = np.concatenate([np.zeros(count, int), np.repeat(np.arange(len(views)), per_view)])
    return Evidence(sp.csr_array(share), judges, np.zeros(total), np.ones(total), view)

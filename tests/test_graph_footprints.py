"""Footprints, gaps and directions against shapely and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from shapely import MultiPoint, Point, Polygon
from shapely.geometry import box as rectangle_of

from relation_scenes import SQUARE, graph_of, graph_of_boxes, grid_in, random_boxes, rotations
from scenegraph3d.geometry.directions import left_of_forward, unit_horizontal
from scenegraph3d.geometry.footprints import (
    box_footprints,
    clip_footprint,
    footprint_areas,
    hull_footprint,
    inside_footprint,
    overlap_areas,
    pack_footprints,
)
from scenegraph3d.geometry.gaps import axis_gaps, box_gaps, footprint_gaps, point_gaps
from scenegraph3d.records import Boxes

SEEDS = st.integers(0, 2**32 - 1)


def random_hull(rng, count=8):
    return hull_footprint(rng.uniform(-1, 1, (count, 2)) + rng.uniform(-1, 1, 2))


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_overlap_and_gap_of_polygons_match_shapely(seed):
    rng = np.random.default_rng(seed)
    one, other = random_hull(rng), random_hull(rng, 4)
    packed = pack_footprints((one, other))
    area = overlap_areas(packed[:1], packed[1:])[0]
    assert area == pytest.approx(Polygon(one).intersection(Polygon(other)).area, abs=1e-9)
    if area == 0:
        gap = footprint_gaps(packed[:1], packed[1:])[0]
        assert gap == pytest.approx(Polygon(one).distance(Polygon(other)), abs=1e-9)


@pytest.mark.parametrize(
    ("shift", "area"),
    [
        pytest.param((0, 0), 1.0, id="the same square"),
        pytest.param((0.5, 0), 0.5, id="two shared edge lines"),
        pytest.param((1, 0), 0.0, id="edges that touch"),
        pytest.param((1, 1), 0.0, id="corners that touch"),
        pytest.param((0.25, 0.25), 0.5625, id="a corner inside"),
        pytest.param((5, 0), 0.0, id="apart"),
    ],
)
def test_overlap_of_squares_by_hand(shift, area):
    square = SQUARE.astype(float)
    assert overlap_areas(square[None], square[None] + shift)[0] == pytest.approx(area, abs=1e-12)


def test_overlap_counts_a_square_inside_a_square_once():
    inner = SQUARE * 0.5 + 0.25
    assert overlap_areas(SQUARE[None] * 1.0, inner[None])[0] == pytest.approx(0.25)


def test_hull_footprint_keeps_a_round_shape_with_16_corners():
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    hull = hull_footprint(np.stack([np.cos(angle), np.sin(angle)], axis=1))
    assert len(hull) == 16
    assert footprint_areas(hull) == pytest.approx(np.pi, rel=0.03)


def test_hull_footprint_runs_counter_clockwise_around_the_points():
    points = np.random.default_rng(0).uniform(size=(9, 2))
    hull = hull_footprint(points)
    assert footprint_areas(hull) == pytest.approx(MultiPoint(points).convex_hull.area)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hull_footprint_of_points_on_a_line_is_its_two_ends(count):
    hull = hull_footprint(np.outer(np.arange(count), [2.0, 1.0]))
    assert sorted(hull.tolist()) == [[0, 0], [2.0 * (count - 1), count - 1]]


def test_box_footprints_are_the_hulls_of_the_boxes_corners():
    boxes = random_boxes(3, turned=True)
    signs = np.stack(np.meshgrid(*[[-0.5, 0.5]] * 3), axis=-1).reshape(-1, 3)
    for row, corners in enumerate(box_footprints(boxes)):
        world = boxes.center[row] + (signs * boxes.extent[row]) @ boxes.R_world_box[row].T
        hull = MultiPoint(world[:, :2]).convex_hull
        assert footprint_areas(corners) == pytest.approx(hull.area)
        assert Polygon(corners).symmetric_difference(hull).area == pytest.approx(0, abs=1e-9)


def test_box_footprint_of_a_lying_box_is_its_shadow():
    R = np.array([[[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]]])  # the box's z axis lies along world x
    corners = box_footprints(Boxes(np.zeros((1, 3)), np.array([[1.0, 2, 3]]), R))[0]
    assert np.ptp(corners, axis=0).tolist() == pytest.approx([3, 2])


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_clip_footprint_matches_shapely(seed):
    rng = np.random.default_rng(seed)
    corners, low = random_hull(rng), rng.uniform(-1, 0, 2)
    high = low + rng.uniform(0.5, 2, 2)
    shared = Polygon(corners).intersection(rectangle_of(*low, *high))
    clipped = clip_footprint(corners, low, high)
    expected = shared.area if shared.area > 0 else np.prod(high - low)
    assert footprint_areas(clipped) == pytest.approx(expected, abs=1e-9)


def test_inside_footprint_matches_shapely():
    rng = np.random.default_rng(1)
    corners, points = random_hull(rng), rng.uniform(-2, 2, (200, 2))
    expected = [Polygon(corners).covers(Point(p)) for p in points]
    assert inside_footprint(points, corners).tolist() == expected


def test_box_gaps_match_dense_points():
    boxes = random_boxes(5).aabb[:6]
    spread = [grid_in(one, 12) for one in boxes]
    step = np.linalg.norm(np.max(boxes[:, 3:] - boxes[:, :3], axis=0)) / 11
    gaps = box_gaps(boxes, boxes)
    for i in range(6):
        for j in range(6):
            nearest = cdist(spread[i], spread[j]).min()
            assert gaps[i, j] <= nearest + 1e-9
            assert nearest <= gaps[i, j] + step


def test_axis_gaps_are_negative_where_spans_overlap():
    one, other = np.array([[0.0, 0, 0, 2, 1, 1]]), np.array([[1.5, 0, 3, 4, 1, 4]])
    assert [axis_gaps(one, other, k)[0, 0] for k in range(3)] == [-0.5, -1.0, 2.0]


def test_point_gaps_match_cdist_far_from_the_origin():
    rng = np.random.default_rng(2)
    one, other = rng.uniform(size=(2, 3, 40, 3)) + 1000.0
    expected = [cdist(a, b).min() for a, b in zip(one, other, strict=True)]
    assert point_gaps(one, other) == pytest.approx(expected, abs=1e-4)


def test_gaps_of_turned_boxes_match_shapely_near_and_stay_below_it_far():
    boxes = random_boxes(7, 20, turned=True, room=6.0)
    graph = graph_of_boxes(boxes, np.full((20, 3), np.nan))
    rows = np.arange(20)
    flat = graph.shapes.horizontal_gaps(rows, rows)
    shapes = [Polygon(corners) for corners in graph.footprint]
    true = np.array([[a.distance(b) for b in shapes] for a in shapes])
    near = true < 0.9
    assert flat[near] == pytest.approx(true[near], abs=1e-6)
    assert (flat <= true + 1e-6).all()
    assert (flat >= 0.7 * true).all()


def test_gap_of_points_sees_through_a_hollow_box():
    # An L-shaped desk: the cup stands in the notch of its box, 0.4 m from either wing.
    desk = np.concatenate([grid_in([0, 0, 0, 2, 0.5, 0.7]), grid_in([0, 0, 0, 0.5, 2, 0.7])])
    cup = grid_in([0.9, 0.9, 0.3, 1.0, 1.0, 0.4], 4)
    boxes = Boxes.axis_aligned([[1, 1, 0.35], [0.95, 0.95, 0.35]], [[2, 2, 0.7], [0.1, 0.1, 0.1]])
    graph = graph_of(boxes.aabb, points=[desk, cup])
    gap = graph.shapes.gaps(np.array([1]), np.array([0]))[0, 0]
    assert gap == pytest.approx(0.4, abs=0.12)  # 128 points of the desk are 10 cm apart


def test_left_of_forward_turns_counter_clockwise():
    forward = np.array([[1.0, 0.0]])
    assert left_of_forward(forward).tolist() == [[0, 1]]
    assert left_of_forward(forward)[0] == pytest.approx(
        rotations(np.array([np.pi / 2]))[0, :2, :2] @ forward[0]
    )


def test_unit_horizontal_of_a_vertical_direction_is_unknown():
    assert np.isnan(unit_horizontal(np.array([0.0, 0.0, 1.0]))).all()

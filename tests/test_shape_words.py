"""Shapes that are said: forms drawn by hand, then asked for among others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenegraph3d as sg
from scenegraph3d.geometry.outlines import covered_share, outline
from scenegraph3d.records import Instances, PointCloud, Scan

TURN = st.floats(0, 2 * np.pi)


def turned(points, angle):
    cos, sin = np.cos(angle), np.sin(angle)
    return points @ np.array([[cos, sin], [-sin, cos]])


@given(TURN, st.floats(0.2, 3), st.floats(0.2, 3))
def test_a_rectangle_fills_its_rectangle_whichever_way_it_lies(angle, width, depth):
    corners = turned(np.array([[0, 0], [width, 0], [width, depth], [0, depth]]), angle)
    assert outline(corners) == pytest.approx((1.0, min(width, depth) / max(width, depth)))


@given(TURN)
def test_a_circle_fills_a_quarter_of_pi(angle):
    way = np.linspace(0, 2 * np.pi, 720, endpoint=False) + angle
    fill, aspect = outline(np.stack([np.cos(way), np.sin(way)], axis=1))
    assert fill == pytest.approx(np.pi / 4, abs=1e-3)
    assert aspect == pytest.approx(1.0, abs=1e-3)


def test_a_triangle_fills_half():
    assert outline(np.array([[0.0, 0], [2, 0], [0.7, 1]])).fill == pytest.approx(0.5)


@pytest.mark.parametrize("corners", [[[1, 2]], [[0, 0], [3, 4]], [[0, 0], [1, 1], [2, 2]]])
def test_a_line_is_a_rectangle_without_width(corners):
    assert outline(np.array(corners, dtype=float)) == (1.0, 0.0)


def test_points_all_over_a_square_cover_it_and_an_ell_does_not():
    grid = np.stack(np.meshgrid(np.arange(40), np.arange(40)), axis=-1).reshape(-1, 2) * 0.05 + 0.02
    square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    assert covered_share(grid, square, cell=0.05) == pytest.approx(1.0)
    ell = grid[(grid < 0.5).any(axis=1)]
    assert covered_share(ell, square, cell=0.05) == pytest.approx(1 - 0.75**2)


FORMS = ("disc", "ellipse", "square", "plank", "ell", "wedge")


def drawn(form, seed):
    """(N, 2) points strewn over a form about a metre wide, by rejection."""
    points = np.random.default_rng(seed).uniform(-1, 1, (12_000, 2))
    x, y = points.T
    inside = {
        "disc": x**2 + y**2 < 0.5**2,
        "ellipse": (x / 0.9) ** 2 + (y / 0.45) ** 2 < 1,
        "square": (abs(x) < 0.5) & (abs(y) < 0.5),
        "plank": (abs(x) < 0.9) & (abs(y) < 0.4),
        "ell": (abs(x) < 0.9) & (abs(y) < 0.9) & ((x < -0.4) | (y < -0.4)),
        "wedge": (y > -0.5) & (y + 1.5 * abs(x) < 0.7),
    }[form]
    return points[inside]


@pytest.fixture(scope="module")
def tables():
    rows, points = [], []
    for row, form in enumerate(FORMS):
        xy = turned(drawn(form, row), 0.4 * row) + np.array([3.0 * row, 0])
        points.append(np.column_stack([xy, np.full(len(xy), 0.7)]).astype(np.float32))
        rows += [row] * len(xy)
    aabb = np.array([np.concatenate([each.min(0), each.max(0)]) for each in points])
    instances = Instances.from_aabb(aabb, ["table"] * len(FORMS))
    return sg.build(
        Scan(
            "tables", instances, PointCloud(np.concatenate(points)), np.array(rows, dtype=np.int64)
        )
    )


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("round", "disc"),
        ("circular", "disc"),
        ("oval", "ellipse"),
        ("square", "square"),
        ("L-shaped", "ell"),
        ("triangular", "wedge"),
    ],
)
def test_the_table_of_the_form_said_is_found(tables, said, form):
    answer = tables.ground(f"the {said} table")
    assert answer.results[0].instance_id == FORMS.index(form)


def test_not_round_is_anything_else(tables):
    answer = tables.ground("the table that is not round")
    probability = {result.instance_id: result.probability for result in answer.results}
    assert probability[0] < 0.5 * min(probability[row] for row in range(1, len(FORMS)))


def test_boxes_tell_a_square_table_from_a_long_one():
    boxes = np.array([[0, 0, 0, 2, 0.8, 0.7], [4, 0, 0, 5, 1, 0.7]])
    scene = sg.build(Scan("boxes", Instances.from_aabb(boxes, ["table", "table"])))
    for said, best in (("square", 1), ("round", 1), ("oval", 0)):
        assert scene.ground(f"the {said} table").results[0].instance_id == best


def test_boxes_say_nothing_of_corners():
    boxes = np.array([[0, 0, 0, 1, 1, 0.7], [4, 0, 0, 5, 1, 0.7]])
    scene = sg.build(Scan("boxes", Instances.from_aabb(boxes, ["table", "table"])))
    assert scene.ground("the L-shaped table").status == "ambiguous"

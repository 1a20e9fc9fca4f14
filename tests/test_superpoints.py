"""Superpoints: cut where a surface bends inwards or changes colour, whatever the order."""

import numpy as np
import pytest

pytest.importorskip("torch")

from cloud_rooms import BLUE, RED, WHITE, Pieces, same_partition
from scenegraph3d.mapping.superpoints import superpoints

UP, FORWARD = np.array([0.0, 0.0, 1.0]), np.array([0.0, -1.0, 0.0])


def corner(second_normal, *, far: float):
    """A level square and one upright at its edge y = 1, which leaves it up or down."""
    pieces = Pieces()
    pieces.rectangle("level", (0, 0, 0), (1, 0, 0), (0, 1, 0), WHITE)
    pieces.rectangle("upright", (0, 1, 0), (1, 0, 0), (0, 0, far), WHITE)
    normals = np.where((pieces.name == "level")[:, None], UP, second_normal)
    return pieces.cloud(), normals.astype(np.float32), pieces.name


def grid_mesh(normals_of_row):
    """A strip of 40 x 6 vertices 5 cm apart, two triangles a cell, normals row by row."""
    rows, columns = 40, 6
    x, y = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    points = np.stack([x, y, np.zeros_like(x)], axis=-1).reshape(-1, 3) * 0.05
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    low = np.stack([first, first + columns, first + columns + 1], axis=1)
    high = np.stack([first, first + columns + 1, first + 1], axis=1)
    normals = np.repeat([normals_of_row(row) for row in range(rows)], columns, axis=0)
    return points, normals, np.concatenate([low, high])


def test_flat_square_is_never_cut():
    cloud, normals, name = corner(FORWARD, far=1)
    level = name == "level"
    assert set(superpoints(cloud.points[level], normals[level])) == {0}


def test_crease_that_bends_inwards_is_cut():
    cloud, normals, name = corner(FORWARD, far=1)
    found = superpoints(cloud.points, normals)
    assert not set(found[name == "level"]) & set(found[name == "upright"])


def test_change_of_colour_is_cut_and_colour_counts_only_where_given():
    pieces = Pieces()
    pieces.rectangle("left", (0, 0, 0), (1, 0, 0), (0, 1, 0), RED)
    pieces.rectangle("right", (1, 0, 0), (1, 0, 0), (0, 1, 0), BLUE)
    cloud = pieces.cloud()
    normals = np.tile(UP, (len(cloud), 1))
    painted = superpoints(cloud.points, normals, cloud.colors)
    assert not set(painted[pieces.name == "left"]) & set(painted[pieces.name == "right"])
    assert set(superpoints(cloud.points, normals)) == {0}


def test_mesh_edges_weigh_one_minus_the_cosine_squared_where_convex():
    # Normals turn by 7 degrees between two halves of 120 vertices, which take up to 0.01 / 120:
    # 1 - cos is 0.0075, more, and its square 0.000056, less.
    def turned(row, sign):
        angle = sign * np.radians(7 if row >= 20 else 0)
        return [np.sin(angle), 0.0, np.cos(angle)]

    points, normals, faces = grid_mesh(lambda row: turned(row, -1))
    assert superpoints(points, normals, faces=faces).tolist() == [0] * 120 + [1] * 120
    points, normals, faces = grid_mesh(lambda row: turned(row, 1))
    assert set(superpoints(points, normals, faces=faces)) == {0}


def test_mesh_pieces_of_fewer_than_twenty_vertices_join_their_neighbour():
    def ridge(row):
        return [1.0, 0.0, 0.0] if row in (10, 11, 12) else [0.0, 0.0, 1.0]

    points, normals, faces = grid_mesh(ridge)  # 3 rows of 6 are 18 vertices
    assert len(set(superpoints(points, normals, faces=faces))) < 3


def test_order_turn_and_place_do_not_matter():
    cloud, normals, _ = corner(FORWARD, far=1)
    found = superpoints(cloud.points, normals, cloud.colors)
    order = np.random.default_rng(1).permutation(len(cloud))
    shuffled = superpoints(cloud.points[order], normals[order], cloud.colors[order])
    assert same_partition(found[order], shuffled) == 1
    cos, sin = np.cos(0.7), np.sin(0.7)
    R = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    moved = superpoints(cloud.points @ R.T + [30, -20, 4], normals @ R.T, cloud.colors)
    assert same_partition(found, moved) > 0.99


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_few_points_are_no_trouble(count):
    points = np.arange(3.0 * count).reshape(-1, 3)
    found = superpoints(points, np.tile(UP, (count, 1)))
    assert found.shape == (count,)
    assert found.dtype == np.int64


def test_two_clouds_far_apart_are_never_joined():
    points = np.random.default_rng(0).normal(0, 0.05, (60, 3)) + [[9, 0, 0]] * 60
    points[:30] -= [9, 0, 0]
    found = superpoints(points, np.tile(UP, (60, 1)))
    assert not set(found[:30]) & set(found[30:])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"points": np.zeros((4, 2))}, r"points must have shape \(N, 3\)", id="flat"),
        pytest.param({"points": np.full((4, 3), np.nan)}, "points must be finite", id="NaN"),
        pytest.param({"normals": np.zeros((3, 3))}, r"normals must have shape \(4, 3\)", id="few"),
        pytest.param({"colors": np.zeros((3, 3))}, r"colors must have shape \(4, 3\)", id="colors"),
        pytest.param(
            {"faces": np.array([[0, 1, 4]])}, "faces must name points 0 to 3, got 0 to 4", id="face"
        ),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    fitting = {"points": np.zeros((4, 3)), "normals": np.tile(UP, (4, 1))}
    with pytest.raises(ValueError, match=message):
        superpoints(**{**fitting, **change})

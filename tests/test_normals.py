"""Normals of clouds: square to the surface, towards the inside of the room."""

import numpy as np
import pytest

pytest.importorskip("torch")

from cloud_rooms import BROWN, bare_room
from scenegraph3d.mapping.normals import estimate_normals, plane_normals

MIDDLE = np.array([2.5, 2.0, 1.3])


def test_floor_walls_and_ceiling_face_the_room():
    room = bare_room(ceiling=True)
    points = room.cloud().points
    normals = estimate_normals(points)
    towards = ((MIDDLE - points) * normals).sum(axis=1)
    assert (towards > 0).mean() > 0.99
    expected = {"floor": (2, 1.0), "ceiling": (2, -1.0)}
    for name, (axis, value) in expected.items():
        assert np.median(normals[room.name == name, axis]) == pytest.approx(value, abs=0.01)


def test_sides_of_a_box_in_the_room_face_out_of_it():
    room = bare_room()
    room.box("box", (2, 1.5, 0), (3, 2.5, 0.8), BROWN)
    points = room.cloud().points
    normals = estimate_normals(points)
    on_box = (room.name == "box") & (points[:, 2] > 0.1) & (points[:, 2] < 0.7)
    outwards = ((points - [2.5, 2.0, 0.4]) * normals)[on_box, :2].sum(axis=1)
    assert (outwards > 0).mean() > 0.98


def test_normals_are_units_and_turn_with_the_cloud():
    points = bare_room().cloud().points
    R = np.array([[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1]])
    normals, turned = estimate_normals(points), estimate_normals(points @ R.T)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1, abs=1e-5)
    # The places a scanner may have stood at lie on a grid, so a few points in corners differ.
    assert ((normals @ R.T * turned).sum(axis=1) > 0.99).mean() > 0.99


def test_plane_through_three_points():
    points = np.array([[0.0, 0, 0], [1, 0, 1], [0, 1, 0]])
    neighbours = np.array([[1, 2], [0, 2], [0, 1]])
    expected = np.array([1, 0, -1]) / np.sqrt(2)
    assert np.abs(plane_normals(points, neighbours) @ expected) == pytest.approx(1)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_points_for_a_plane_face_up(count):
    assert estimate_normals(np.zeros((count, 3))).tolist() == [[0, 0, 1]] * count


def test_points_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="points must be finite, got NaN or infinity in 1 of 4"):
        estimate_normals(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, np.inf]]))

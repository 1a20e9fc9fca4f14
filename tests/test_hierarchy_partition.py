"""Free space parted into rooms: plans a person can draw, and laws."""

import numpy as np
import pytest

from scenegraph3d.graph.partition import rooms_from_free_space, rooms_from_surfaces

CELL = 0.1


def two_rooms(door=0.8):
    """Rooms of 4 m x 3 m and 3 m x 3 m, a wall of 0.2 m between them with a door in it."""
    free = np.zeros((74, 32), dtype=bool)
    free[1:41, 1:31] = True
    free[43:73, 1:31] = True
    cells = round(door / CELL)
    free[41:43, 10 : 10 + cells] = True
    return free


def as_surfaces(free, height=25):
    """Floor everywhere, walls wherever nothing is free."""
    occupied = np.zeros((*free.shape, height), dtype=bool)
    occupied[:, :, 0] = True
    occupied[~free] = True
    return occupied


def test_door_parts_two_rooms():
    rooms = rooms_from_free_space(two_rooms(), CELL)
    assert rooms.max() == 2
    assert (rooms[1:40, 1:31] == 1).all()
    assert (rooms[44:73, 1:31] == 2).all()


def test_wide_opening_parts_nothing():
    assert rooms_from_free_space(two_rooms(door=2.6), CELL).max() == 1


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        pytest.param((0, 0), 0, id="no cells"),
        pytest.param((10, 10), 0, id="a cupboard is no room"),
        pytest.param((30, 30), 1, id="one room"),
        pytest.param((12, 90), 1, id="a corridor"),
    ],
)
def test_open_rectangle_is_one_room_or_none(shape, count):
    free = np.pad(np.ones(shape, dtype=bool), 1)
    assert rooms_from_free_space(free, CELL).max(initial=0) == count


def test_nothing_free_is_no_room():
    assert rooms_from_free_space(np.zeros((5, 5), dtype=bool), CELL).max() == 0


def test_l_shaped_room_is_one():
    free = np.zeros((62, 62), dtype=bool)
    free[1:61, 1:25] = True
    free[1:25, 1:61] = True
    assert rooms_from_free_space(free, CELL).max() == 1


def test_short_passage_between_two_rooms_is_a_neck_and_a_long_one_a_room():
    free = np.zeros((120, 32), dtype=bool)
    free[1:31, 1:31] = free[80:110, 1:31] = True
    free[31:80, 10:22] = True  # 4.9 m x 1.2 m
    assert rooms_from_free_space(free, CELL).max() >= 2


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_plan_has_the_same_rooms(turns):
    plain = rooms_from_free_space(two_rooms(), CELL)
    turned = np.rot90(rooms_from_free_space(np.rot90(two_rooms(), turns), CELL), -turns)
    inside = two_rooms() & (np.abs(np.arange(74) - 41.5) > 2)[:, None]
    pairs = np.unique(np.stack([plain[inside], turned[inside]]), axis=1)
    assert pairs.shape[1] == 2


def test_rooms_are_numbered_by_their_first_cell():
    rooms = rooms_from_free_space(two_rooms()[::-1], CELL)
    assert rooms[5, 5] == 1


def test_voxels_of_free_space_count_where_most_of_the_height_is_open():
    free = np.repeat(two_rooms()[:, :, None], 24, axis=2)
    free[15:25, 10:20, :8] = False  # a table: its lower third is not free
    np.testing.assert_array_equal(
        rooms_from_free_space(free, CELL), rooms_from_free_space(two_rooms(), CELL)
    )


def test_voxels_of_surfaces_give_the_rooms_between_walls():
    rooms = rooms_from_surfaces(as_surfaces(two_rooms()), CELL)
    assert rooms.max() == 2
    assert rooms[20, 15] != rooms[60, 15]


@pytest.mark.parametrize(
    ("free", "cell", "error", "message"),
    [
        pytest.param(np.ones((3, 3)), 0.1, TypeError, "array of bool, got float64", id="floats"),
        pytest.param([[True]], 0.1, TypeError, "array of bool, got list", id="list"),
        pytest.param(np.ones(3, dtype=bool), 0.1, ValueError, r"\(X, Y\) or", id="flat"),
        pytest.param(np.ones((3, 3), dtype=bool), 0.0, ValueError, "positive metres", id="cell"),
        pytest.param(np.ones((3, 3), dtype=bool), np.nan, ValueError, "positive", id="nan"),
    ],
)
def test_bad_free_space_is_refused(free, cell, error, message):
    with pytest.raises(error, match=message):
        rooms_from_free_space(free, cell)


def test_flat_surfaces_are_refused():
    with pytest.raises(ValueError, match=r"occupied must have shape \(X, Y, Z\)"):
        rooms_from_surfaces(np.ones((3, 3), dtype=bool), CELL)

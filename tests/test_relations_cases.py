"""Each relation on scenes worked out on paper: one where it holds, one not, one on the line.

The room is 6 m x 6 m with its floor at 0. Row 0 is the target, row 1 the anchor; the viewer
looks north (+y).
"""

import numpy as np
import pytest

from relation_scenes import graph_of, grid_in
from scenegraph3d.config import RelationThresholds
from scenegraph3d.graph.relations import (
    measure,
    score_relation,
)
from scenegraph3d.vocabulary import RELATIONS

FLOOR = [0, 0, -0.1, 6, 6, 0]
CUBE = [2, 2, 0, 3, 3, 1]
DESK = [2, 2, 0, 4, 3, 0.75]
WALL = [1, 0, 0, 5, 0.1, 2.5]
CABINET = [2, 2, 0, 3, 3, 1]
NORTH = np.array([[0.0, 1.0]])
COS_15, SIN_15 = np.cos(np.radians(15)), np.sin(np.radians(15))


def cube(x, y, z=0.0, size=1.0):
    return [x, y, z, x + size, y + size, z + size]


def beside(gap):
    """A cube to the east of CUBE; its reach to it is gap + 0.2, their mean size 1."""
    return cube(3 + gap, 2)


def on_desk(bottom):
    return [2.5, 2.4, bottom, 2.6, 2.5, bottom + 0.1]


def picture(gap):
    return [2, 0.1 + gap, 1, 3, 0.12 + gap, 1.6]


def ladder(gap):
    return [2, 0.1 + gap, 0, 2.5, 0.2 + gap, 2]


def drawer(bottom):
    return [2.2, 2.2, bottom, 2.8, 2.8, bottom + 0.5]


# name: anchor, then targets where it holds, where not, and on the line.
PAIRS = {
    "near": (CUBE, beside(0.1), beside(2), beside(0.8)),
    "next_to": (CUBE, beside(0.1), beside(1.5), beside(0.4)),
    "far_from": (CUBE, beside(2), beside(0.1), beside(0.8)),
    "touching": (CUBE, beside(0), beside(0.2), beside(0.05)),
    "opposite": ([0, 2.5, 0, 1, 3.5, 1], cube(5, 2.5), cube(0, 4), cube(3.75, 4.665)),
    "at_distance": (CUBE, beside(1), beside(0.1), beside(1.25)),
    "within_distance": (CUBE, beside(0.5), beside(2), beside(1)),
    "above": (CUBE, cube(2, 2, 1.5), cube(4, 2), cube(2, 2, 0.7)),
    "higher_than": (CUBE, cube(4, 4, 1), cube(4, 4, -0.5), cube(4, 4)),
    "same_height": (CUBE, cube(4, 4), cube(4, 4, 1), cube(4, 4, 0.15)),
    "on": (DESK, on_desk(0.75), on_desk(1.5), on_desk(0.9)),
    "in": (CABINET, cube(2.4, 2.4, 0.4, 0.2), cube(4, 4, 0, 0.2), cube(2.9, 2.4, 0.4, 0.2)),
    "attached_to": (WALL, picture(0), picture(1), picture(0.1)),
    "leaning_on": (WALL, ladder(0), ladder(1), ladder(0.1)),
    "part_of": (CABINET, drawer(0.3), cube(4.5, 4.5, 0, 0.3), drawer(0.71)),
    "left_of": (CUBE, cube(0.9, 2), cube(3.1, 2), cube(0.2, 2)),
    "behind": (CUBE, cube(2, 3.1), cube(2, 0.9), cube(2, 3.8)),
    "north_of": (CUBE, cube(2, 4), cube(2, 0), cube(4, 4)),
    "east_of": (CUBE, cube(4, 2), cube(0, 2), cube(4, 4)),
    "at_corner_of": (
        DESK,
        cube(3.95, 2.95, 0.75, 0.1),
        cube(2.95, 2.45, 0.75, 0.1),
        cube(3.45, 2.95, 0.75, 0.1),
    ),
    "at_end_of": (DESK, cube(4.1, 2.4, 0, 0.2), cube(2.9, 2.4, 0.75, 0.2), cube(4.4, 2.4, 0, 0.2)),
    "bigger_than": (CUBE, cube(4, 4, 0, 1.2), cube(4, 4, 0, 0.8), cube(4, 4)),
    "taller_than": (CUBE, [4, 4, 0, 4.1, 4.1, 1.5], [4, 4, 0, 5, 5, 0.5], [4, 4, 1, 4.1, 5, 2]),
    "wider_than": (CUBE, [4, 4, 0, 4.1, 5.5, 1], [4, 4, 0, 4.5, 4.5, 2], [4, 4, 0, 5, 4.1, 1]),
    "longer_than": (CUBE, [4, 4, 0, 4.1, 5.5, 1], [4, 4, 0, 4.5, 4.5, 2], [4, 4, 0, 5, 4.1, 1]),
    "same_size": (CUBE, cube(4, 4), cube(4, 4, 0, 0.3), cube(4, 4, 0, 1.25)),
    "facing": (CUBE, cube(0, 2), cube(4, 2), cube(0, 4)),
    "facing_away": (CUBE, cube(4, 2), cube(0, 2), cube(4, 4)),
    "around": (CUBE, beside(0.1), beside(2), beside(0.6)),
    "outside": (CABINET, cube(4, 4, 0, 0.2), cube(2.4, 2.4, 0.4, 0.2), cube(2.9, 2.4, 0.4, 0.2)),
    "belongs_to": (DESK, on_desk(0.75), on_desk(1.5), on_desk(0.9)),
    "covering": (
        DESK,
        [2, 2, 0.74, 4, 3, 0.8],
        [2, 2, 0.74, 2.4, 2.4, 0.8],
        [2, 2, 0.74, 3, 3, 0.8],
    ),
    "front_left_of": (CUBE, cube(1.3, 1.3), cube(3.2, 2), cube(0.493, 0.493)),
    "front_right_of": (CUBE, cube(2.7, 1.3), cube(0.8, 2), cube(3.507, 0.493)),
    "at_oclock": (CUBE, cube(4, 2), cube(0, 2), cube(2 + 2 * COS_15, 2 + 2 * SIN_15)),
    "aligned_with": (CUBE, cube(4, 2), cube(4, 4), cube(4, 2.25)),
    "at_side_of": (DESK, cube(2.9, 3.1, 0, 0.2), cube(2.9, 4.4, 0, 0.2), cube(2.9, 3.4, 0, 0.2)),
    "at_edge_of": (
        [1, 1, 0, 5, 5, 0.75],
        cube(1, 2.9, 0.75, 0.2),
        cube(2.9, 2.9, 0.75, 0.2),
        cube(1.2, 2.9, 0.75, 0.2),
    ),
    "at_center_of": (
        DESK,
        cube(2.95, 2.45, 0.75, 0.1),
        cube(2, 2, 0.75, 0.1),
        cube(3.45, 2.45, 0.75, 0.1),
    ),
    "deeper_than": (CUBE, [4, 4, 0, 5.2, 5.5, 1], [4, 4, 0, 6, 4.5, 1], [4, 4, 0, 5, 6, 1]),
    "thicker_than": (CUBE, cube(4, 4, 0, 1.2), [4, 4, 0, 6, 6, 0.5], [4, 4, 0, 5, 6, 1]),
    "pointing_to": (CUBE, cube(0, 2), cube(0, 4), cube(0, 2.6)),
    "hidden_behind": (CUBE, cube(2, 3.5), cube(2, 0.5), cube(2.5, 3.5)),
}

CONVERSES = {
    RELATIONS[name].converse: name
    for name in PAIRS
    if RELATIONS[name].converse not in (None, name, *PAIRS)
}
# name: targets where it holds, where not, and on the line.
PLACES = {
    "on_floor": (cube(2, 2), cube(2, 2, 1), cube(2, 2, 0.2)),
    "in_corner": (cube(0, 0), cube(2.5, 2.5), cube(1, 1)),
    "against_wall": (cube(0, 2.5), cube(2.5, 2.5), cube(0.25, 2.5)),
    "in_room_center": (cube(2.5, 2.5), cube(0, 2.5), cube(4, 2.5)),
}
# Told in test_relations_groups, test_relations_turned and test_relations_similar.
APART = {
    *("between", "among", "surrounded_by", "in_row", "middle_of", "same_room", "has_free_space"),
    *("parallel", "perpendicular", "same_direction", "opposite_direction"),
    *("tilted", "upright", "rotated", "visible_from", "in_view_of"),
    *("same_as", "different_from", "same_color", "same_shape", "lighter_than", "darker_than"),
}
STATED = {
    "at_distance": {"distance": 1.0},
    "within_distance": {"distance": 1.0},
    "at_oclock": {"hour": 3},
}


def score(name, target, anchor):
    # Things that stand far off keep the floor's height and the room at 6 m x 6 m.
    graph = graph_of(
        [target, anchor, FLOOR],
        ["target", "anchor", "floor"],
        front=np.array([[1.0, 0, 0], [np.nan] * 3, [np.nan] * 3]),
    )
    one, other = np.array([0]), np.array([1])
    if RELATIONS[name].arity == "unary":
        return score_relation(graph, name, one)[0]
    return score_relation(graph, name, one, other, forward=NORTH, **STATED.get(name, {}))[0, 0]


def test_every_relation_has_its_cases():
    assert {*PAIRS, *CONVERSES, *PLACES, *APART} == set(RELATIONS)


@pytest.mark.parametrize("name", PAIRS)
def test_pair_holds_fails_and_stands_on_the_line(name):
    anchor, holds, fails, line = PAIRS[name]
    assert score(name, holds, anchor) > 0.6
    assert score(name, fails, anchor) < 0.4
    assert score(name, line, anchor) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", CONVERSES)
def test_converse_holds_fails_and_stands_on_the_line(name):
    target, holds, fails, line = PAIRS[CONVERSES[name]]
    graphs = [graph_of([one, target, FLOOR], ["a", "b", "floor"]) for one in (holds, fails, line)]
    scores = [
        score_relation(g, name, np.array([1]), np.array([0]), forward=NORTH)[0, 0] for g in graphs
    ]
    assert scores[0] > 0.6
    assert scores[1] < 0.4
    assert scores[2] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", PLACES)
def test_place_holds_fails_and_stands_on_the_line(name):
    holds, fails, line = (score(name, target, cube(4.5, 4.5)) for target in PLACES[name])
    assert holds > 0.6
    assert fails < 0.4
    assert line == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("filler", "is_next_to"),
    [
        pytest.param([4.6, 4.6, 0, 5, 5, 1], True, id="elsewhere"),
        pytest.param([3.05, 2.1, 0, 3.25, 2.9, 1], False, id="in the gap"),
        pytest.param([3.05, 2.1, 0, 3.25, 2.3, 1], True, id="a slim thing beside the way"),
        pytest.param([3.05, 2.1, 1.5, 3.25, 2.9, 2], True, id="over the gap"),
        pytest.param([1, 1, -0.1, 5, 4, 0.9], True, id="a platform under both"),
    ],
)
def test_next_to_fails_if_another_thing_fills_the_gap(filler, is_next_to):
    graph = graph_of([beside(0.3), CUBE, filler])
    assert (score_relation(graph, "next_to", [0], [1])[0, 0] > 0.5) == is_next_to


@pytest.mark.parametrize(
    ("target", "anchor"),
    [
        pytest.param([2.2, 2.2, 0.5, 2.7, 2.8, 0.7], [2, 2, 0, 4, 4, 1.2], id="pillow, bed"),
        pytest.param([2.1, 2.1, 0.8, 2.3, 2.3, 1.05], [2, 2, 0, 3, 2.4, 2], id="book in a shelf"),
        pytest.param([2, 0.1, 1, 3, 0.13, 1.6], WALL, id="picture on a wall"),
    ],
)
def test_on_holds_where_people_say_so(target, anchor):
    assert score("on", target, anchor) > 0.5


@pytest.mark.parametrize(
    ("target", "anchor"),
    [
        pytest.param([2.5, 1.7, 0, 3, 2.3, 0.9], DESK, id="chair pushed under a desk"),
        pytest.param([2, 1.2, 0, 4, 1.9, 1.9], WALL, id="shelf that stands before a wall"),
    ],
)
def test_on_fails_where_nobody_says_so(target, anchor):
    assert score("on", target, anchor) < 0.5


def test_chair_pushed_under_a_desk_is_below_it():
    chair = [2.5, 2, 0, 3, 2.6, 0.85]
    assert score("below", chair, DESK) > 0.5
    assert score("above", chair, DESK) < 0.5


def test_points_find_the_hollow_between_things_whose_boxes_overlap():
    # A cup in the notch of an L-shaped desk: boxes say gap 0, surfaces are 0.4 m apart.
    desk = np.concatenate([grid_in([0, 0, 0, 2, 0.5, 0.7]), grid_in([0, 0, 0, 0.5, 2, 0.7])])
    cup = grid_in([0.9, 0.9, 0.3, 1.0, 1.0, 0.4], 4)
    aabb = [[0.9, 0.9, 0.3, 1.0, 1.0, 0.4], [0, 0, 0, 2, 2, 0.7]]
    boxes_only, with_points = graph_of(aabb), graph_of(aabb, points=[cup, desk])
    assert score_relation(boxes_only, "touching", [0], [1])[0, 0] > 0.5
    assert score_relation(with_points, "touching", [0], [1])[0, 0] < 0.1


def test_unknown_fronts_neither_face_nor_face_away():
    graph = graph_of([CUBE, beside(1)])
    assert score_relation(graph, "facing", [0], [1])[0, 0] == 0.5
    assert score_relation(graph, "facing_away", [0], [1])[0, 0] == 0.5


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("elevation", 1.5),
        ("size", 6.0),
        ("height", 1.0),
        ("length", 3.0),
        ("width", 3.0),
        ("depth", 2.0),
    ],
)
def test_measures_by_hand(key, value):
    graph = graph_of([[0, 0, 1, 2, 3, 2]])
    assert measure(graph, key, np.array([0]))[0] == pytest.approx(value)


def test_brightness_is_luma_and_unknown_without_colour():
    assert np.isnan(measure(graph_of([CUBE]), "brightness", [0])[0])


def test_thresholds_can_be_overridden():
    graph = graph_of([beside(1.8), CUBE])
    assert score_relation(graph, "near", [0], [1])[0, 0] < 0.3
    wide = RelationThresholds(near_gap=1.5)
    assert score_relation(graph, "near", [0], [1], limits=wide)[0, 0] == pytest.approx(0.5)

"""Descriptions as people give them: no road twice, nobody in a table, a kitchen that is one."""

import numpy as np
import pytest

from maps_by_hand import box, open_map
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import describe, localize
from scenegraph3d.reasoning.localization.landmarks import cut_to_pieces
from scenegraph3d.reasoning.localization.standing import standing
from scenes import boxes_graph

HERE = np.array([0.0, 0.0])


def flat(x, y, wide, deep):
    return [x - wide / 2, y - deep / 2, 0.0, x + wide / 2, y + deep / 2, 0.01]


def test_a_road_in_three_pieces_is_one_road():
    pieces = [flat(10, -2, 4, 4), flat(10, 2, 4, 4), flat(15, 0, 4, 4)]
    query = describe(open_map([*pieces, box(0, 6)], ["road"] * 3 + ["bollard"]), HERE)
    assert query.text == "To the north is a bollard. To the east is a road."


def test_who_stands_on_a_road_does_not_speak_of_its_other_pieces():
    pieces = [flat(0, 0, 4, 4), flat(6, 0, 4, 4), flat(0, 6, 4, 4)]
    query = describe(open_map([*pieces, box(-6, 0)], ["road"] * 3 + ["bollard"]), HERE)
    assert query.text == "Under my feet is a road. To the west is a bollard."


def test_things_of_one_kind_and_side_are_counted():
    cars = [box(8, -1), box(9, 1), box(0, -10)]
    labels = ["bus", "bus", "person", "bench"]
    graph = open_map([*cars, box(12, 0)], labels)
    query = describe(graph, HERE, heading=0.0)
    assert query.text == "Ahead of me are two buses and a bench. On my right is a person."
    again = parse_location(query.text).hints
    assert [(h.side, h.landmark.category) for h in again] == [
        (h.side, h.landmark.category) for h in query.hints
    ]


def test_what_is_as_high_as_a_table_is_not_under_the_feet():
    query = describe(open_map([[-1, -1, 0, 1, 1, 0.45]], ["tv stand"]), np.array([0.0, 0.5]))
    assert not query.hints[0].on


def furnished():
    """A room of 6 m x 4 m with a table, a chair, a rug and a door."""
    aabb = [
        [0, 0, -0.1, 6, 4, 0], [2, 1, 0, 4, 3, 0.75], [5, 1, 0, 5.6, 1.6, 0.9],
        [0.2, 0.2, 0, 1.5, 1.5, 0.02], [0, 2, 0, 0.1, 3, 2],
    ]  # fmt: skip
    return boxes_graph(aabb, ["floor", "table", "chair", "rug", "door"])


@pytest.mark.parametrize(
    ("place", "likely"),
    [
        pytest.param((4.5, 3.5), 1.0, id="on the floor"),
        pytest.param((0.8, 0.8), 1.0, id="on a rug"),
        pytest.param((0.05, 2.5), 1.0, id="in a door"),
        pytest.param((5.3, 1.3), 0.15, id="on a chair"),
        pytest.param((3.0, 2.0), 0.01, id="in a table"),
    ],
)
def test_nobody_stands_in_a_table(place, likely):
    graph = furnished()
    assert standing(graph, cut_to_pieces(graph), np.array([place]))[0] == pytest.approx(likely)


def test_who_is_by_the_table_is_not_in_it():
    x, y = localize(furnished(), parse_location("I am standing near the table")).position
    assert not (2 < x < 4 and 1 < y < 3)


BATHROOM = [[1, 1, 0, 1.5, 1.5, 0.9], [3, 1, 0, 3.5, 1.6, 0.8]]
KITCHEN = [[1, 1, 0, 1.5, 1.5, 0.9], [3, 1, 0, 3.6, 1.6, 0.9]]


@pytest.mark.parametrize(
    ("boxes", "labels", "found"),
    [
        pytest.param(BATHROOM, ["bathroom sink", "toilet"], False, id="of a bathroom"),
        pytest.param(BATHROOM, ["sink", "toilet"], False, id="by a toilet"),
        pytest.param(KITCHEN, ["sink", "stove"], True, id="by a stove"),
    ],
)
def test_a_bathroom_sink_is_no_kitchen(boxes, labels, found):
    answer = localize(boxes_graph(boxes, labels), parse_location("the kitchen is on my left"))
    assert (answer.status != "not_found") == found


def test_who_is_in_the_kitchen_is_not_on_the_stove():
    others = [[9, 1, 0, 10, 2, 0.8], [9, 4, 0, 10, 5, 0.8], [6, 4, 0, 7, 5, 0.8]]
    graph = boxes_graph([*KITCHEN, *others], ["sink", "stove", "couch", "chair", "shelf"])
    answer = localize(graph, parse_location("I am in the kitchen"))
    assert answer.status != "not_found"
    low, high = graph.instances.aabb[:, :2], graph.instances.aabb[:, 3:5]
    inside = (answer.position > low).all(axis=1) & (answer.position < high).all(axis=1)
    assert not inside.any()

"""Questions across layers, on a house drawn by hand: rooms by name, content and storey."""

import numpy as np
import pytest

from relation_scenes import graph_of
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Not, Query, Relate
from scenegraph3d.reasoning.ground import ground

WIDTH = 5.0  # metres, of each room; height 3


def room(column, storey):
    """Walls and floor of the room in a column of a storey."""
    x, z = column * WIDTH, storey * 3.0
    return [
        ("floor", [x, 0, z - 0.1, x + WIDTH, 4, z]),
        ("wall", [x - 0.05, 0, z, x + 0.05, 4, z + 2.6]),
        ("wall", [x + WIDTH - 0.05, 0, z, x + WIDTH + 0.05, 4, z + 2.6]),
        ("wall", [x, -0.05, z, x + WIDTH, 0.05, z + 2.6]),
        ("wall", [x, 3.95, z, x + WIDTH, 4.05, z + 2.6]),
    ]


def thing(label, column, storey, x, y, size=(0.4, 0.4, 0.5)):
    low = np.array([column * WIDTH + x, y, storey * 3.0])
    return (label, [*low, *(low + size)])


@pytest.fixture(scope="module")
def house():
    """Below: kitchen, music room, bedroom; above: bedroom, bathroom. Every room has a lamp."""
    plan = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1)]
    parts = [part for place in plan for part in room(*place)]
    parts += [thing("lamp", *place, 4.0, 3.0) for place in plan]
    parts += [thing("chair", *place, 1.0, 3.0) for place in plan]
    parts += [
        thing("stove", 0, 0, 1, 1),
        thing("refrigerator", 0, 0, 2, 1, (0.7, 0.7, 1.8)),
        thing("mug", 0, 0, 3, 1, (0.1, 0.1, 0.1)),
        thing("mug", 2, 0, 3, 1, (0.1, 0.1, 0.1)),
        thing("piano", 1, 0, 2, 1, (1.5, 0.7, 1.2)),
        thing("bed", 2, 0, 1, 1, (2.0, 1.6, 0.6)),
        thing("bed", 0, 1, 1, 1, (2.0, 1.6, 0.6)),
        thing("toilet", 1, 1, 1, 1),
        thing("bathtub", 1, 1, 2, 1, (1.6, 0.7, 0.6)),
    ]
    return graph_of([box for _, box in parts], [label for label, _ in parts])


def inside(find):
    return Relate(relation="in", anchors=(find,), text="in")


def with_a(category):
    return Relate(relation="has_part", anchors=(Find(category=category),), text="with")


def answer(graph, category, clause):
    """Column, storey and probability of the best answer."""
    found = ground(graph, Query(target=Find(category=category, clauses=(clause,)))).results[0]
    assert found.label == category
    return int(found.center[0] // WIDTH), int(found.center[2] // 3.0)


def test_house_has_its_rooms_and_names(house):
    named = [(room.storey, room.label) for room in house.rooms]
    assert named == [(0, "kitchen"), (0, ""), (0, "bedroom"), (1, "bedroom"), (1, "bathroom")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("how many rooms are there?", 5),
        ("how many bedrooms are there?", 2),
        ("how many kitchens are there?", 1),
        ("how many garages are there?", 0),
    ],
)
def test_rooms_are_counted(house, text, count):
    found = ground(house, parse(text))
    assert (found.status, found.count) == ("ok", count)


def test_rooms_nobody_could_name_are_told(house):
    assert "nothing tells what 1 of 5 are" in ground(house, parse("how many kitchens?")).reason


UPSTAIRS, ROOM = Find(category="upstairs"), Find(category="room")


@pytest.mark.parametrize(
    ("category", "clause", "place"),
    [
        pytest.param("mug", inside(Find(category="kitchen")), (0, 0), id="mug in the kitchen"),
        pytest.param(
            "lamp",
            inside(Find(category="bedroom", clauses=(inside(UPSTAIRS),))),
            (0, 1),
            id="lamp in the bedroom upstairs",
        ),
        pytest.param(
            "lamp",
            inside(Find(category="bedroom", clauses=(inside(Find(category="downstairs")),))),
            (2, 0),
            id="lamp in the bedroom downstairs",
        ),
        pytest.param(
            "chair",
            inside(Find(category="room", clauses=(with_a("piano"),))),
            (1, 0),
            id="chair in the room with the piano",
        ),
        pytest.param(
            "chair",
            inside(Find(category="room", clauses=(with_a("bed"), inside(UPSTAIRS)))),
            (0, 1),
            id="chair in the upstairs room with a bed",
        ),
        pytest.param("bed", inside(UPSTAIRS), (0, 1), id="bed upstairs"),
        pytest.param("bed", inside(Find(category="ground floor")), (2, 0), id="bed, ground floor"),
        pytest.param("bed", inside(Find(category="second floor")), (0, 1), id="bed, second floor"),
        pytest.param("bed", inside(Find(category="top floor")), (0, 1), id="bed, top floor"),
        pytest.param(
            "bed",
            Not(clause=inside(UPSTAIRS)),
            (2, 0),
            id="bed that is not upstairs",
        ),
        pytest.param(
            "lamp",
            inside(
                Find(
                    category="room",
                    clauses=(Relate(relation="next_to", anchors=(Find(category="kitchen"),)),),
                )
            ),
            (1, 0),
            id="lamp in the room next to the kitchen",
        ),
        pytest.param(
            "lamp",
            inside(
                Find(
                    category="room",
                    clauses=(inside(UPSTAIRS), Not(clause=with_a("bed"))),
                )
            ),
            (1, 1),
            id="lamp in the room upstairs without a bed",
        ),
    ],
)
def test_question_reaches_across_layers(house, category, clause, place):
    assert answer(house, category, clause) == place


def test_answer_is_sure_where_the_room_decides(house):
    query = Query(target=Find(category="mug", clauses=(inside(Find(category="kitchen")),)))
    found = ground(house, query)
    assert found.status == "ok"
    assert found.results[0].probability > 2 * found.results[1].probability


def test_storey_says_nothing_in_a_house_of_one(house):
    below = house.instances.aabb[:, 2] < 2
    single = graph_of(house.instances.aabb[below], house.instances.label[below].tolist())
    found = ground(single, Query(target=Find(category="mug", clauses=(inside(UPSTAIRS),))))
    assert found.results


def test_piano_room_of_a_scene_with_one_room_asks_nothing_of_it():
    graph = graph_of([[0, 0, 0, 1, 1, 1], [2, 0, 0, 3, 1, 1]], ["chair", "piano"])
    clause = inside(Find(category="room", clauses=(with_a("piano"),)))
    found = ground(graph, Query(target=Find(category="chair", clauses=(clause,))))
    assert found.results[0].label == "chair"

"""Measured sizes in words, and the things that have them."""

import numpy as np
import pytest

from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Sized
from scenegraph3d.reasoning.ground import ground
from scenegraph3d.records import Instances, Scan

# Middles and full sizes. Both cabinets stand by the door.
THINGS = {
    1: ("door", (3.0, 0.0, 1.0), (0.9, 0.1, 2.0)),
    2: ("cabinet", (1.0, 0.5, 0.5), (0.8, 0.5, 1.0)),
    3: ("cabinet", (5.0, 0.5, 1.0), (0.8, 0.5, 2.0)),
    4: ("table", (2.0, 2.0, 0.4), (2.0, 1.0, 0.8)),
    5: ("table", (5.0, 2.5, 0.4), (1.0, 1.0, 0.8)),
}


@pytest.fixture(scope="module")
def room():
    center = np.array([c for _, c, _ in THINGS.values()])
    size = np.array([s for _, _, s in THINGS.values()])
    aabb = np.hstack([center - size / 2, center + size / 2])
    names = [name for name, _, _ in THINGS.values()]
    return build_graph(Scan("room", Instances.from_aabb(aabb, names, instance_id=[*THINGS])))


def sizes_of(text):
    found = [clause for clause in parse(text).target.clauses if isinstance(clause, Sized)]
    return [(size.kind, size.compare, size.value, size.per) for size in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the chair about 0.9 meters tall", [("height", "about", 0.9, None)],
                     id="tall"),
        pytest.param("the box with a height of roughly 40 cm", [("height", "about", 0.4, None)],
                     id="height of"),
        pytest.param("the shelf that is taller than 1.7 meters", [("height", "more", 1.7, None)],
                     id="taller than"),
        pytest.param("the box less than 0.5 m in width", [("width", "less", 0.5, None)], id="less"),
        pytest.param("which table covers an area of about 2.8 square meters",
                     [("area", "about", 2.8, None)], id="covers"),
        pytest.param("the object that occupies 6.5 square metres of space",
                     [("area", "about", 6.5, None)], id="occupies"),
        pytest.param("the table that is 0.4 meters in both width and length",
                     [("width", "about", 0.4, None), ("length", "about", 0.4, None)], id="both"),
        pytest.param("the table with a 2:1 aspect ratio", [("length", "about", 2.0, "width")],
                     id="aspect ratio"),
        pytest.param("the bench with a length nearly four times its width",
                     [("length", "about", 4.0, "width")], id="times"),
        pytest.param("sitting on the couch, the table 0.5 meters away from me",
                     [("distance", "about", 0.5, None)], id="from me"),
        pytest.param("the chair 2 meters from the wall", [], id="a distance"),
        pytest.param("the 6 x 4 in box", [("length", "about", 6 * 0.0254, None),
                     ("width", "about", 4 * 0.0254, None)], id="product"),
        pytest.param("the box that is 60 cm by 0.4 m", [("length", "about", 0.6, None),
                     ("width", "about", 0.4, None)], id="by"),
        pytest.param("the two by the door", [], id="two by the door"),
        pytest.param("the long one in front of the desks", [], id="one in"),
    ],
)  # fmt: skip
def test_sizes_are_read(text, expected):
    assert sizes_of(text) == expected


def test_other_words_stay():
    query = parse("the jug is on the floor and about 24 inches tall")
    assert query.target.category == "jug"
    assert [getattr(clause, "relation", clause.op) for clause in query.target.clauses] == [
        "on_floor",
        "sized",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the cabinet that is about 1 meter tall", 2, id="low one"),
        pytest.param("the cabinet that is about 2 meters tall", 3, id="high one"),
        pytest.param("the cabinet taller than 1.5 meters", 3, id="more than"),
        pytest.param("the cabinet less than 1.5 meters in height", 2, id="less than"),
        pytest.param("the table that covers 2 square meters", 4, id="area"),
        pytest.param("the table with a 2 to 1 aspect ratio", 4, id="ratio"),
        pytest.param("the table with the same length and width", 5, id="as long as wide"),
        pytest.param("which object is 2 m long", 4, id="any kind"),
    ],
)
def test_the_one_of_that_size(room, text, expected):
    answer = ground(room, parse(text))
    assert (answer.status, answer.answer_ids) == ("ok", (expected,))


def test_a_size_that_nothing_has_is_said(room):
    answer = ground(room, parse("the cabinet that is about 5 meters tall"))
    assert answer.status == "not_found"
    assert "5 meters tall" in answer.reason


def test_the_object_names_no_kind():
    """A thing that is labelled "object" is no better an object than a mug."""
    aabb = np.array(
        [[0, 0, 0, 2, 1, 0.8], [0.2, 0.2, 0.8, 0.4, 0.4, 0.9], [1, 0, 0.8, 1.2, 1, 1.4]]
    )
    instances = Instances.from_aabb(aabb, ["table", "object", "mug"], instance_id=[1, 2, 3])
    answer = ground(build_graph(Scan("desk", instances)), parse("the object on the table"))
    assert answer.status == "ambiguous"
    assert set(answer.answer_ids) == {2, 3}


@pytest.mark.parametrize("text", ["half a", "about half a", "a chair half a"])
def test_half_of_nothing_is_no_size(text):
    assert not any(clause.op == "sized" for clause in parse(text).target.clauses)


def test_a_size_of_no_certain_side_tells_things_apart(room):
    for text, wanted in (("the 2 m table", 4), ("the 2-meter cabinet", 3), ("the 1 m table", 5)):
        query = parse(text)
        assert query.target.count is None
        assert ground(room, query).results[0].instance_id == wanted

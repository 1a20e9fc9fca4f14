"""Questions for a number: read, measured by hand, and said in words."""

import numpy as np
import pytest

from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Measure, Query
from scenegraph3d.reasoning.ground import ground
from scenegraph3d.records import Instances, Scan

# A room of 6 x 4 m; middles and full sizes.
THINGS = {
    1: ("door", (3.0, 0.0, 1.0), (0.9, 0.1, 2.0)),
    2: ("window", (3.0, 4.0, 1.5), (2.0, 0.1, 1.0)),
    3: ("bed", (1.0, 2.0, 0.3), (1.6, 2.0, 0.6)),
    4: ("lamp", (5.0, 2.0, 0.9), (0.2, 0.2, 1.8)),
    5: ("box", (5.5, 0.5, 0.25), (0.4, 0.6, 0.5)),
}


@pytest.fixture(scope="module")
def room():
    center = np.array([c for _, c, _ in THINGS.values()])
    size = np.array([s for _, _, s in THINGS.values()])
    aabb = np.hstack([center - size / 2, center + size / 2])
    names = [name for name, _, _ in THINGS.values()]
    return build_graph(Scan("room", Instances.from_aabb(aabb, names, instance_id=[*THINGS])))


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        pytest.param("how far is the lamp from the bed?", "distance", 3.1, "m", id="how far"),
        pytest.param("how far apart are the bed and the lamp", "distance", 3.1, "m", id="apart"),
        pytest.param("what is the distance between the bed by the door and the lamp",
                     "distance", 3.1, "m", id="distance between"),
        pytest.param("the distance from the lamp to the bed", "distance", 3.1, "m", id="from to"),
        pytest.param("how tall is the lamp?", "height", 1.8, "m", id="tall"),
        pytest.param("what is the height of the lamp", "height", 1.8, "m", id="height"),
        pytest.param("how long is the bed", "length", 2.0, "m", id="long"),
        pytest.param("how big is the box", "volume", 0.12, "m3", id="big"),
        pytest.param("what's the volume of the box by the lamp", "volume", 0.12, "m3", id="volume"),
        pytest.param("what is the area of the bed", "area", 3.2, "m2", id="area"),
        pytest.param("taking the door to the window as forward, where is the bed",
                     "direction", np.pi / 4, "rad", id="taking a to b as forward"),
        pytest.param("standing at the door facing the window, which direction is the lamp",
                     "direction", -np.pi / 4, "rad", id="which direction"),
    ],
)  # fmt: skip
def test_number_is_the_one_on_paper(room, text, kind, value, unit):
    answer = ground(room, parse(text))
    assert answer.status == "ok"
    assert answer.measure is not None
    assert (answer.measure.kind, answer.measure.unit) == (kind, unit)
    assert answer.measure.value == pytest.approx(value, abs=0.02)


def test_two_of_a_kind_are_measured_from_one_to_the_other():
    aabb = np.array([[0, 0, 0, 1, 2, 0.5], [2.5, 0, 0, 3.5, 2, 0.5], [9, 9, 0, 10, 10, 1]])
    scene = build_graph(Scan("beds", Instances.from_aabb(aabb, ["bed", "bed", "desk"])))
    answer = ground(scene, parse("how far apart are the two beds?"))
    assert answer.measure is not None
    assert answer.measure.value == pytest.approx(1.5)


def test_direction_is_said_in_words(room):
    answer = ground(room, parse("taking the door to the window as forward, where is the bed"))
    assert answer.reason == "bed 3 is ahead to the left"
    assert answer.to_dict()["measure"] == {"kind": "direction", "value": 0.7854, "unit": "rad"}


def test_distance_names_both_ends(room):
    answer = ground(room, parse("how far is the lamp from the bed"))
    assert answer.answer_ids == (4,)
    assert [anchor.instance_id for anchor in answer.anchors] == [3]
    assert "lamp 4 and bed 3" in answer.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("where is the lamp", id="a place without a viewer"),
        pytest.param("the long table", id="an adjective"),
        pytest.param("what is on the bed", id="what is on"),
        pytest.param("how many lamps are there", id="counting"),
    ],
)
def test_other_questions_ask_for_no_number(text):
    assert parse(text).measure is None


def test_what_is_not_there_is_not_measured(room):
    answer = ground(room, parse("how tall is the piano"))
    assert (answer.status, answer.measure) == ("not_found", None)


def test_distance_needs_its_other_end():
    with pytest.raises(ValueError, match="to is for a distance and needed there"):
        Measure(kind="distance")
    with pytest.raises(ValueError, match="the verb 'measure' goes with a measure"):
        Query(target=Find(category="lamp"), measure=Measure(kind="height"))

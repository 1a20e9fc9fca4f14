"""Image features in grounding: nameless things are found by their looks, words by a difference."""

import numpy as np
import pytest

from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Attribute, Find, Query
from scenegraph3d.reasoning.ground import ground
from scenes import boxes_graph

ROOM = [[0, 0, 0, 1, 1, 1], [3, 0, 0, 4, 1, 1], [6, 0, 0, 7, 1, 1]]


class Looks:
    """Stands in for an encoder: relevancy by phrase, noted as it is asked."""

    def __init__(self, **relevancy):
        self.relevancy = relevancy
        self.asked = []

    def __call__(self, phrase, *, negatives=()):
        self.asked.append((phrase, negatives))
        return np.array(self.relevancy.get(phrase.replace(" ", "_"), [0.5, 0.5, 0.5]))


def test_nameless_thing_is_found_by_its_looks():
    graph = boxes_graph(ROOM, ["", "", "table"])
    answer = ground(graph, parse("the toaster"), sight=Looks(toaster=[0.2, 0.9, 0.9]))
    assert (answer.status, answer.answer_ids) == ("ok", (1,))


def test_nameless_anchor_is_found_by_its_looks():
    graph = boxes_graph(ROOM, ["chair", "", "chair"])
    graph.instances.aabb[2] += [5, 0, 0, 5, 0, 0]
    sight = Looks(toaster=[0.5, 0.9, 0.5])
    answer = ground(graph, parse("the chair closest to the toaster"), sight=sight)
    assert answer.answer_ids == (0,)
    assert [anchor.instance_id for anchor in answer.anchors] == [1]


def test_looks_do_not_outvote_names():
    graph = boxes_graph(ROOM, ["chair", "table", "lamp"])
    answer = ground(graph, parse("the lamp"), sight=Looks(lamp=[0.99, 0.99, 0.1]))
    assert answer.answer_ids == (2,)


@pytest.mark.parametrize(
    "relevancy",
    [
        pytest.param([0.5, 0.5, 0.5], id="no better than the negatives"),
        pytest.param([np.nan, np.nan, np.nan], id="a word the encoder does not know"),
    ],
)
def test_nothing_that_looks_so_is_not_found(relevancy):
    graph = boxes_graph(ROOM, ["", "", ""])
    answer = ground(graph, parse("the toaster"), sight=Looks(toaster=relevancy))
    assert answer.status == "not_found"


def test_attribute_nobody_measures_is_asked_against_the_bare_noun():
    graph = boxes_graph(ROOM, ["chair", "chair", "chair"])
    sight = Looks(wooden_chair=[0.4, 0.45, 0.7])
    wooden = Attribute(kind="material", value="wooden")
    target = Find(category="chair", attributes=(wooden,), text="wooden chair")
    answer = ground(graph, Query(target=target, text="the wooden chair"), sight=sight)
    assert answer.results[0].instance_id == 2
    assert ("wooden chair", ("chair",)) in sight.asked


def test_scene_without_names_says_what_would_help():
    answer = ground(boxes_graph(ROOM, ["", "", ""]), parse("the chair"))
    assert answer.status == "not_found"
    assert "no names" in answer.reason

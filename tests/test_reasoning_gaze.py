"""A caller's viewpoint: people speak of what they look at."""

import numpy as np
import pytest

from scenegraph3d.language.parser import parse
from scenegraph3d.reasoning.frames import in_view
from scenegraph3d.reasoning.ground import ground
from scenegraph3d.records import Viewpoint
from scenes import boxes_graph

EYE = np.array([0.0, 0.0, 1.5])


def cubes(*centers):
    half = np.full(3, 0.2)
    aabb = [np.concatenate([np.array(c) - half, np.array(c) + half]) for c in centers]
    return boxes_graph(aabb, ["chair"] * len(centers))


@pytest.mark.parametrize("looked_at", [0, 1, 2])
def test_the_chair_is_the_one_looked_at(looked_at):
    graph = cubes([4, 2, 0.5], [4, 0, 0.5], [4, -2, 0.5])
    viewpoint = Viewpoint.at(EYE, look_at=graph.instances.center[looked_at])
    assert ground(graph, parse("the chair"), viewpoint=viewpoint).answer_ids == (looked_at,)


def test_behind_the_back_is_least_likely():
    graph = cubes([3, 0, 1.5], [3, 1, 1.5], [-3, 0, 1.5])
    ahead, aside, behind = in_view(graph, Viewpoint(EYE, np.array([1.0, 0, 0])))
    assert 1.0 >= ahead > aside > behind > 0.0


def test_tilted_sight_tells_high_from_low_and_a_level_one_does_not():
    graph = cubes([3, 0, 0.3], [3, 0, 2.7])
    low, high = in_view(graph, Viewpoint.at(EYE, look_at=[3, 0, 0.3]))
    assert low > 2 * high
    low, high = in_view(graph, Viewpoint(EYE, np.array([1.0, 0, 0])))
    assert low == pytest.approx(high)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the chair in front of me", 0),
        ("the chair behind me", 1),
        ("the chair nearest to me", 1),
        ("the chair on my left", 2),
    ],
)
def test_what_is_said_of_the_speaker_is_measured_from_him(text, place):
    middles = np.array([[2.0, 0, 0.5], [-1, 0, 0.5], [4, 1, 0.5]])
    graph = boxes_graph(np.hstack([middles - 0.2, middles + 0.2]), ["chair"] * 3)
    answer = ground(graph, parse(text), viewpoint=Viewpoint(EYE, np.array([1.0, 0.0, 0.0])))
    assert answer.answer_ids == (place,)

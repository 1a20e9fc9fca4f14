"""Similarity, free space and rooms on scenes worked out on paper."""

import numpy as np
import pytest

from relation_scenes import graph_of
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.relations import score_relation
from scenegraph3d.records import Instances, Scan

ONE, TWO = np.array([0]), np.array([1])
GREY = [100.0, 100.0, 100.0]


def pair(size=(1, 1, 1), color=GREY, labels=("box", "box")):
    """A cube of 1 m in grey for the anchor, and a target of some size and colour."""
    aabb = [[0, 0, 0, *size], [3, 0, 0, 4, 1, 1]]
    colors = np.array([color, GREY], dtype=float)
    return build_graph(Scan("two", Instances.from_aabb(aabb, list(labels), color=colors)))


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        pytest.param("same_color", {}, 1, id="one colour"),
        pytest.param("same_color", {"color": [160.0] * 3}, 0.5, id="60 brighter, luma halved"),
        pytest.param("same_color", {"color": [200.0, 30, 30]}, 0.1, id="red and grey"),
        pytest.param("same_color", {"color": [np.nan] * 3}, 0.5, id="colour unknown"),
        pytest.param("same_shape", {}, 1, id="one shape"),
        pytest.param("same_shape", {"size": (1, 1.25, 1)}, 0.5, id="a quarter longer"),
        pytest.param("same_shape", {"size": (1, 1, 3)}, 0.1, id="three times as tall"),
        pytest.param("same_as", {}, 1, id="twins"),
        pytest.param("same_as", {"labels": ("lamp", "box")}, 0, id="another name"),
        pytest.param("same_as", {"size": (1, 1.25, 1)}, 0.5, id="a quarter longer twin"),
        pytest.param("same_as", {"color": [np.nan] * 3}, 1, id="twins, colour unknown"),
        pytest.param("different_from", {}, 0, id="twins do not differ"),
        pytest.param("different_from", {"labels": ("lamp", "box")}, 1, id="names differ"),
        pytest.param("different_from", {"size": (1, 1.25, 1)}, 0.5, id="differ by a quarter"),
        pytest.param("lighter_than", {"color": [160.0] * 3}, 1, id="lighter"),
        pytest.param("lighter_than", {}, 0.5, id="as light"),
        pytest.param("darker_than", {"color": [40.0] * 3}, 1, id="darker"),
        pytest.param("darker_than", {"color": [160.0] * 3}, 0, id="not darker"),
        pytest.param("darker_than", {"color": [np.nan] * 3}, 0.5, id="darkness unknown"),
    ],
)
def test_similarity_by_hand(name, changes, expected):
    score = score_relation(pair(**changes), name, ONE, TWO)[0, 0]
    assert score == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("depth", "expected"), [(0.0, 1), (0.5, 0.5), (0.98, 0)])
def test_free_space_is_what_nothing_rests_on(depth, expected):
    desk = [0, 0, 0, 2, 1, 0.75]
    things = [desk, [0, 0, 0.75, 2, depth, 0.8]] if depth else [desk]
    score = score_relation(graph_of(things), "has_free_space", ONE)[0]
    assert score == pytest.approx(expected, abs=0.05)


def test_things_on_one_floor_share_a_room():
    graph = graph_of([[0, 0, 0, 1, 1, 1], [3, 3, 0, 4, 4, 1], [0, 0, -0.1, 5, 5, 0]])
    assert score_relation(graph, "same_room", ONE, TWO)[0, 0] == 1

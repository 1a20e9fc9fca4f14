"""Between two anchors, and groups, on scenes worked out on paper."""

import numpy as np
import pytest

from relation_scenes import graph_of
from scenegraph3d.graph.relations import score_between, score_group


def cube(x, y, z=0.0, size=1.0):
    return [x, y, z, x + size, y + size, z + size]


def test_between_falls_as_the_target_leaves_the_space_between():
    ends = [cube(0, 0), cube(5, 0)]
    targets = [cube(2.5, y, 0, 0.9) for y in (0, 0.4, 0.8, 1.2)]
    graph = graph_of([*ends, *targets])
    scores = score_between(graph, [2, 3, 4, 5], [0], [1])[:, 0, 0]
    assert (np.diff(scores) < 0).all()


def test_between_holds_and_fails():
    graph = graph_of([cube(0, 0), cube(3, 0), cube(1.5, 0), cube(1.5, 4), cube(4.2, 0)])
    scores = score_between(graph, [2, 3, 4], [0], [1])[:, 0, 0]
    assert scores[0] > 0.5
    assert (scores[1:] < 0.1).all()


def test_among_in_row_and_middle_of_hold_fail_and_stand_on_the_line():
    corners = [cube(x, y, 0, 0.2) for x in (0, 4) for y in (0, 4)]
    graph = graph_of([*corners, cube(1.9, 1.9, 0, 0.2), cube(5, 5, 0, 0.2), cube(4.1, 1.9, 0, 0.2)])
    inside, outside, line = score_group(graph, "among", [4, 5, 6], [0, 1, 2, 3])
    assert inside > 0.6
    assert outside < 0.1
    assert 0.3 < line < 0.6
    row = [cube(x, 0) for x in (0, 2, 4)]
    graph = graph_of([*row, cube(6, 0), cube(6, 2), cube(6, 0.5)])
    assert score_group(graph, "in_row", [3, 4, 5], [0, 1, 2]) == pytest.approx([1, 1 / 17, 0.5])
    # The members reach 2 m from their middle; a quarter of the way in is 1 m off.
    middle = score_group(graph, "middle_of", [0, 1, 2, 5], [0, 1, 2])
    assert middle[1] == pytest.approx(1.0)
    assert middle[0] == middle[2] == pytest.approx(0.2)


def test_among_leaves_the_target_itself_out_of_the_group():
    graph = graph_of([cube(x, y, 0, 0.2) for x, y in ((0, 0), (4, 0), (2, 4), (2, 1.5), (9, 9))])
    scores = score_group(graph, "among", np.arange(5), np.arange(4))
    assert (scores > 0.5).tolist() == [False, False, False, True, False]


def test_surrounded_needs_members_on_all_sides():
    ring = [[x, y, 0, x + 0.2, y + 0.2, 1] for x, y in ((0, 0), (4, 0), (2, 4))]
    graph = graph_of(
        [*ring, [1.9, 1, 0, 2.1, 1.2, 1], [6, 6, 0, 6.2, 6.2, 1], [1.9, 0, 0, 2.1, 0.2, 1]]
    )
    inside, outside, line = score_group(graph, "surrounded_by", [3, 4, 5], [0, 1, 2])
    assert inside > 0.9
    assert outside < 0.1
    assert line == pytest.approx(0.5, abs=0.05)

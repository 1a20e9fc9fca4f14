"""A scene taken apart into neighbourhoods is the scene taken whole."""

import numpy as np
import pytest

from relation_scenes import graph_of, graph_of_boxes, grid_in, random_boxes
from scenegraph3d.config import RelationThresholds
from scenegraph3d.geometry import neighbours
from scenegraph3d.graph.relations import score_relation
from scenegraph3d.graph.relations.pairs import Pairs
from scenegraph3d.graph.relations.proximity import filled_gap
from scenegraph3d.graph.relations.support import rests_on
from scenegraph3d.graph.support import find_supporters

LABELS = (
    *("chair", "desk", "wall", "monitor", "sofa", "door", "bed", "shelf", "table", "floor"),
    *("office chair", "cup"),
)


def crowded(seed, *, turned=True, room=12.0):
    """A graph of 60 random boxes of many kinds, some on others."""
    boxes = random_boxes(seed, 60, turned=turned, room=room)
    return graph_of_boxes(boxes, np.full((60, 3), np.nan), (LABELS * 5)[:60])


@pytest.mark.parametrize("seed", [100, 101, 102])
def test_supporters_are_the_best_of_all_things(seed):
    graph = crowded(seed)
    rows = np.arange(len(graph))
    score = rests_on(Pairs(graph, rows, rows, RelationThresholds()))
    bottom = graph.shapes.aabb[:, 2]
    score[bottom[:, None] <= bottom] = 0.0
    score[:, np.isin(graph.instances.label, ["wall", "floor"])] = 0.0
    expected = [int(row.argmax()) if row.max() >= 0.5 else -1 for row in score]
    assert find_supporters(graph).tolist() == expected
    assert max(expected) >= 0


@pytest.mark.parametrize("seed", [100, 101, 102])
def test_fronts_do_not_depend_on_the_blocks(monkeypatch, seed):
    whole = crowded(seed).fronts
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 10)
    parted = crowded(seed).fronts
    np.testing.assert_allclose(parted.direction, whole.direction, atol=1e-12)
    np.testing.assert_allclose(parted.confidence, whole.confidence, atol=1e-12)


def test_what_stands_far_away_changes_nothing_here():
    floor = np.array([[0, 0, -0.1, 6, 6, 0]])
    boxes = np.vstack([random_boxes(100, 40, room=6.0).aabb, floor])
    label = [*["thing"] * 40, "floor"]
    far = boxes + np.array([500.0, 0, 0, 500, 0, 0])
    here, both = graph_of(boxes, label), graph_of(np.vstack([boxes, far]), label * 2)
    rows = np.arange(41)
    assert both.supporter[:41].tolist() == here.supporter.tolist()
    for name in ("next_to", "on", "visible_from"):
        np.testing.assert_allclose(
            score_relation(both, name, rows, rows), score_relation(here, name, rows, rows)
        )


def test_supporters_with_points_are_the_best_of_all_things():
    aabb = [[0, 0, 0, 1, 1, 0.7], [0.2, 0.2, 0.7, 0.4, 0.4, 0.9], [9, 9, 0, 10, 10, 0.7]]
    graph = graph_of(aabb, points=[grid_in(np.array(box)) for box in aabb])
    assert graph.supporter.tolist() == [-1, 0, -1]


@pytest.mark.parametrize("seed", [100, 101])
def test_gaps_are_filled_by_the_boxes_that_are_tried_one_by_one(seed):
    graph = crowded(seed, turned=False, room=4.0)
    rows = np.arange(len(graph))
    filled = filled_gap(Pairs(graph, rows, rows, RelationThresholds()))
    box_gap = Pairs(graph, rows, rows, RelationThresholds()).box_gap
    tried = np.argwhere((box_gap > 0.06) & (box_gap < 0.99))[::7]
    expected = [most_filled(graph.shapes.aabb, int(i), int(j)) for i, j in tried]
    np.testing.assert_allclose(filled[tuple(tried.T)], expected, atol=1e-9)
    assert max(expected) > 0.5


def most_filled(aabb, i, j):
    """The best score of any third box to fill the gap between two, axis by axis."""
    best = 0.0
    spans = [sorted((max(a), min(b))) for a, b in ends(aabb[i], aabb[j])]
    apart = [min(b) < max(a) for a, b in ends(aabb[i], aabb[j])]
    for other in np.delete(np.arange(len(aabb)), [i, j]):
        if any(covers_middle(aabb[other], aabb[one]) for one in (i, j)):
            continue
        shared = [
            min(high, aabb[other, 3 + k]) - max(low, aabb[other, k])
            for k, (low, high) in enumerate(spans)
        ]
        if min(shared) <= 0:
            continue
        share = [s / max(high - low, 1e-3) for s, (low, high) in zip(shared, spans, strict=True)]
        along = min(min(s, 1.0) for s, gap in zip(share, apart, strict=True) if gap)
        across = min([min(s, 1.0) for s, gap in zip(share, apart, strict=True) if not gap] or [1])
        best = max(best, step(along) * step(across))
    return best


def ends(one, other):
    """For each axis the two lows and the two highs."""
    return [((one[k], other[k]), (one[3 + k], other[3 + k])) for k in range(3)]


def covers_middle(outer, inner):
    """Seen from above, one box lies over or under the middle of the other."""
    return all(outer[k] < (inner[k] + inner[3 + k]) / 2 < outer[3 + k] for k in (0, 1))


def step(share):
    """Rises through 0.5 at a half."""
    return 1 / (1 + np.exp((0.5 - share) / 0.05))

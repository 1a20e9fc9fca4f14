"""A scene taken apart into neighbourhoods is the scene taken whole."""

import numpy as np
import pytest

from relation_scenes import graph_of, graph_of_boxes, grid_in, random_boxes
from scenegraph3d.config import RelationThresholds
from scenegraph3d.geometry import neighbours
from scenegraph3d.graph import front_cues
from scenegraph3d.graph.relations import score_relation
from scenegraph3d.graph.relations.pairs import Pairs
from scenegraph3d.graph.relations.proximity import filled_gap
from scenegraph3d.graph.relations.support import rests_on
from scenegraph3d.graph.support import find_supporters

LABELS = (
    *("chair", "desk", "wall", "monitor", "sofa", "door", "bed", "shelf", "table", "floor"),
    *("office chair", "cup"),
)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """So that sixty boxes take many blocks."""
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 50)


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
    parted = crowded(seed).fronts
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 10_000)
    whole = crowded(seed).fronts
    np.testing.assert_allclose(parted.direction, whole.direction, atol=1e-12)
    np.testing.assert_allclose(parted.confidence, whole.confidence, atol=1e-12)


@pytest.mark.parametrize("seed", [100, 101])
def test_what_is_ahead_is_found_as_among_all_things(seed):
    graph = crowded(seed, room=20.0)
    sides = front_cues.find_sides(graph)
    solid = np.flatnonzero(~np.isin(graph.instances.label, ["wall", "floor"]))
    among_all = front_cues._distances_to(graph, sides, np.arange(60), solid)
    found = front_cues._object_distances(graph, sides)
    np.testing.assert_allclose(np.minimum(found, 2.0), among_all.clip(0.0, 2.0))
    assert 0.05 < (found < 2.0).mean() < 0.95


@pytest.mark.parametrize("seed", [100, 101])
def test_partners_are_found_as_among_all_things(seed):
    graph = crowded(seed, room=40.0)
    label, sides = graph.instances.label, front_cues.find_sides(graph)
    seats, desks = np.flatnonzero(label == "chair"), np.flatnonzero(label == "desk")
    cues = front_cues.measure_cues(graph, sides, ((seats, desks),))
    cue = cues[..., front_cues.CUES.index("partner_ahead")]
    for row in seats:
        gap = graph.shapes.horizontal_gaps(np.array([row]), desks)[0]
        box = graph.shapes.aabb[desks[gap.argmin()]]
        goal = 0.7 * np.clip(sides.middle[row], box[:2], box[3:5]) + 0.15 * (box[:2] + box[3:5])
        way = goal - sides.middle[row]
        way = way / max(float(np.linalg.norm(way)), 1e-6)
        expected = np.exp(-gap.min() / 0.5) * (sides.direction[row] @ way)
        np.testing.assert_allclose(cue[row], expected, atol=1e-9)
    assert not cue[np.setdiff1d(np.arange(60), seats)].any()


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

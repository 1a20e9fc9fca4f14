"""Blocks and pairs of neighbouring boxes against comparing every box with every other."""

import numpy as np
import pytest

from scenegraph3d.geometry import neighbours
from scenegraph3d.geometry.neighbours import neighbour_blocks, neighbour_pairs


def boxes_in(seed, count, dimensions, *, side=10.0):
    """Boxes of very different sizes, some flat, in a cube."""
    rng = np.random.default_rng(seed)
    low = np.round(rng.uniform(0, side, (count, dimensions)), 1)  # so that some just touch
    size = np.round(rng.uniform(0, 1, (count, dimensions)) ** 6 * side, 1)
    return np.hstack([low, low + size])


def all_pairs(first, second, reach):
    """The pairs within reach along every axis, each compared."""
    half = first.shape[1] // 2
    return {
        (i, j)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if all(
            one[k] - reach <= other[half + k] and other[k] <= one[half + k] + reach
            for k in range(half)
        )
    }


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("reach", [0.0, 0.5])
@pytest.mark.parametrize("seed", [0, 1])
def test_pairs_are_those_of_comparing_all(monkeypatch, seed, reach, dimensions):
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 40)
    first, second = boxes_in(seed, 60, dimensions), boxes_in(seed + 10, 45, dimensions)
    rows, others = neighbour_pairs(first, second, reach=reach)
    found = list(zip(rows.tolist(), others.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == all_pairs(first, second, reach)


def test_pairs_of_a_row_are_side_by_side(monkeypatch):
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 40)
    boxes = boxes_in(2, 80, 3)
    rows, _ = neighbour_pairs(boxes, boxes)
    assert (np.diff(rows) != 0).sum() + 1 == len(np.unique(rows))


def test_a_block_holds_all_neighbours_of_its_rows(monkeypatch):
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 40)
    boxes = boxes_in(3, 80, 3)
    expected = all_pairs(boxes, boxes, 0.2)
    seen = []
    for rows, others in neighbour_blocks(boxes, boxes, reach=0.2):
        assert len(rows) == 1 or len(rows) * len(others) <= 40
        assert (np.diff(rows) > 0).all()
        assert (np.diff(others) > 0).all()
        seen += rows.tolist()
        assert {pair for pair in expected if pair[0] in rows} <= {
            (i, j) for i in rows for j in others
        }
    assert sorted(seen) == list(range(80))


def test_boxes_far_apart_are_in_no_block():
    boxes = np.array([[0.0, 0, 1, 1], [5, 5, 6, 6]])
    assert list(neighbour_blocks(boxes[:1], boxes[1:], reach=3.9)) == []
    assert len(neighbour_pairs(boxes[:1], boxes[1:], reach=4.0)[0]) == 1


def test_no_boxes_have_no_neighbours():
    none, one = np.empty((0, 4)), np.array([[0.0, 0, 1, 1]])
    assert [len(part) for part in neighbour_pairs(none, one)] == [0, 0]
    assert [len(part) for part in neighbour_pairs(one, none)] == [0, 0]


def test_boxes_at_one_place_are_all_neighbours(monkeypatch):
    monkeypatch.setattr(neighbours, "_PAIRS_AT_ONCE", 4)
    boxes = np.tile([[0.0, 0, 1, 1]], (9, 1))
    assert len(neighbour_pairs(boxes, boxes)[0]) == 81

"""Lines of sight past boxes against cutting every line with every box's six planes."""

import numpy as np
import pytest

from relation_scenes import rotations
from scenegraph3d.geometry import sightlines
from scenegraph3d.geometry.sightlines import Blockers, blocked_lines
from scenegraph3d.records import Boxes

NONE = np.empty((1, 0), dtype=np.int64)


def scattered(seed, count, *, tilted=False):
    """Boxes in a hall, some long and thin, turned about +z or any way."""
    rng = np.random.default_rng(seed)
    center = rng.uniform([0, 0, 0], [8, 8, 2], (count, 3))
    extent = rng.uniform(0.05, 0.8, (count, 3)) * rng.choice([1, 4], (count, 3), p=[0.9, 0.1])
    R = np.linalg.qr(rng.normal(size=(count, 3, 3)))[0]
    R[np.linalg.det(R) < 0] *= -1
    return Boxes(center, extent, R if tilted else rotations(rng.uniform(-4, 4, count)))


def lines_in(seed, count=300):
    """An eye in the hall and goals all around it."""
    rng = np.random.default_rng(seed + 50)
    return rng.uniform([0, 0, 0], [8, 8, 2], (count, 3)), rng.uniform([2, 2, 0.5], [6, 6, 2])


def passes_through(center, half, R, eye, goal):
    """Whether a line enters a box and leaves it: clipped by its planes, one at a time."""
    first, last = -np.inf, np.inf
    for axis in range(3):
        start, way = (eye - center) @ R[:, axis], (goal - eye) @ R[:, axis]
        if abs(way) < 1e-9:
            first, last = (first, last) if abs(start) < half[axis] else (np.inf, -np.inf)
            continue
        at = sorted([(-half[axis] - start) / way, (half[axis] - start) / way])
        first, last = max(first, at[0]), min(last, at[1])
    return 0 < first < last < 1


@pytest.mark.parametrize(
    "tilted", [pytest.param(False, id="turned"), pytest.param(True, id="tilted")]
)
@pytest.mark.parametrize("seed", [100, 101, 102])
def test_blocked_lines_are_those_of_trying_every_box(monkeypatch, seed, tilted):
    monkeypatch.setattr(sightlines, "_LINES_AT_ONCE", 70)
    boxes, (goals, eye) = scattered(seed, 40, tilted=tilted), lines_in(seed)
    rng = np.random.default_rng(seed)
    ignored = rng.integers(0, 40, (len(goals), 2))
    blocked = blocked_lines(Blockers.within(boxes, 0.02), eye, goals, ignored)
    half = np.maximum(boxes.extent / 2 - 0.02, 0)
    expected = [
        any(
            passes_through(boxes.center[box], half[box], boxes.R_world_box[box], eye, goal)
            for box in np.setdiff1d(np.arange(40), skipped)
        )
        for goal, skipped in zip(goals, ignored, strict=True)
    ]
    assert blocked.tolist() == expected
    assert 0.1 < np.mean(expected) < 0.9


def test_one_box_blocks_what_is_behind_it_and_nothing_else():
    box = Blockers.within(Boxes(*cube([2, 0, 0])), 0.0)
    goals = np.array([[4, 0, 0], [1, 0, 0], [-4, 0, 0], [2, 0, 0], [4, 3, 0], [4, 0, 3]])
    blocked = blocked_lines(box, np.zeros(3), goals.astype(float), np.repeat(NONE, 6, axis=0))
    assert blocked.tolist() == [True, False, False, False, False, False]


def test_a_box_overhead_blocks_the_way_straight_up():
    box = Blockers.within(Boxes(*cube([0, 0, 2])), 0.0)
    goals = np.array([[0.0, 0, 4], [0, 0, 1], [0, 0, -4], [3, 0, 2]])
    blocked = blocked_lines(box, np.zeros(3), goals, np.repeat(NONE, 4, axis=0))
    assert blocked.tolist() == [True, False, False, False]


def test_a_box_that_holds_the_eye_blocks_nothing():
    box = Blockers.within(Boxes(*cube([0, 0, 0])), 0.0)
    assert not blocked_lines(box, np.full(3, 0.1), np.array([[5.0, 1, 1]]), NONE).any()


def test_turning_the_scene_changes_no_line():
    boxes, (goals, eye) = scattered(103, 40), lines_in(103)
    ignored = np.repeat(NONE, len(goals), axis=0)
    still = blocked_lines(Blockers.within(boxes, 0.02), eye, goals, ignored)
    for yaw in (1.0, 2.5, -2.0):
        R = rotations(np.array([yaw]))[0]
        turned = Boxes(boxes.center @ R.T, boxes.extent, R @ boxes.R_world_box)
        found = blocked_lines(Blockers.within(turned, 0.02), R @ eye, goals @ R.T, ignored)
        assert found.tolist() == still.tolist()


def test_one_more_box_frees_no_line():
    boxes, (goals, eye) = scattered(104, 40), lines_in(104)
    ignored = np.repeat(NONE, len(goals), axis=0)
    fewer = blocked_lines(Blockers.within(boxes[np.arange(30)], 0.0), eye, goals, ignored)
    assert not (fewer & ~blocked_lines(Blockers.within(boxes, 0.0), eye, goals, ignored)).any()


def test_nothing_is_blocked_without_boxes_and_nothing_asked_without_goals():
    none, (goals, eye) = Blockers.within(scattered(0, 0), 0.0), lines_in(0, 5)
    assert not blocked_lines(none, eye, goals, np.repeat(NONE, 5, axis=0)).any()
    assert blocked_lines(none, eye, goals[:0], NONE[:0]).shape == (0,)


def cube(center):
    """One box of side 1: center, extent, rotation."""
    return np.array([center], dtype=float), np.ones((1, 3)), np.eye(3)[None]

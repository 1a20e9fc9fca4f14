"""Lines of sight: an eye, goals and boxes in, which of the lines a box blocks out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..records import Boxes
from .boxes import CORNER_SIGNS

_FIRST_RING = 1.0  # metres around the eye in which boxes are tried first; each next is twice
_LINES_AT_ONCE = 16_384
_SLACK = 1e-9  # metres and radians by which a box's outline is taken too large


@dataclass(frozen=True, eq=False)
class Blockers:
    """M boxes that lines may run into.

    Attributes:
        center: (M, 3) metres.
        half: (M, 3) half sides, metres.
        R_world_box: (M, 3, 3).
        low: (M, 3) lowest corner of the axis-aligned box around each, metres.
        high: (M, 3) highest corner.
    """

    center: np.ndarray
    half: np.ndarray
    R_world_box: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def within(cls, boxes: Boxes, margin: float) -> Blockers:
        """Boxes made smaller by a margin on every side, metres."""
        half = np.maximum(boxes.extent / 2 - margin, 0.0)
        reach = np.einsum("mij,mj->mi", np.abs(boxes.R_world_box), half)
        center = boxes.center
        return cls(center, half, boxes.R_world_box, center - reach, center + reach)


@dataclass(frozen=True, eq=False)
class _Lines:
    """L lines from one eye.

    Attributes:
        eye: (3,) metres.
        way: (L, 3) from the eye to the goal, metres.
        ignored: (L, K) rows of boxes that do not block a line.
        azimuth: (L,) radians from +x, rising.
        length: (L,) seen from above, metres.
        slope: (L,) rise over length.
    """

    eye: np.ndarray
    way: np.ndarray
    ignored: np.ndarray
    azimuth: np.ndarray
    length: np.ndarray
    slope: np.ndarray


def blocked_lines(
    blockers: Blockers, eye: np.ndarray, goals: np.ndarray, ignored: np.ndarray
) -> np.ndarray:
    """Which straight lines from an eye to goals pass through a box.

    A box that holds the eye or the line's goal does not block it. The nearest boxes are tried
    first, each on the lines that run towards it, and what is blocked is tried no more.

    Args:
        blockers: M boxes.
        eye: (3,) metres.
        goals: (L, 3) metres.
        ignored: (L, K) rows of the boxes that do not block a line.

    Returns:
        (L,) bool.
    """
    blocked = np.zeros(len(goals), dtype=bool)
    for start in range(0, len(goals), _LINES_AT_ONCE):
        part = slice(start, start + _LINES_AT_ONCE)
        way = goals[part] - eye
        azimuth = np.arctan2(way[:, 1], way[:, 0])
        order = np.argsort(azimuth, kind="stable")
        blocked[start + order] = _blocked(
            blockers, _lines(eye, way[order], ignored[part][order], azimuth[order])
        )
    return blocked


def _lines(eye: np.ndarray, way: np.ndarray, ignored: np.ndarray, azimuth: np.ndarray) -> _Lines:
    length = np.hypot(way[:, 0], way[:, 1])
    return _Lines(eye, way, ignored, azimuth, length, way[:, 2] / np.maximum(length, _SLACK))


def _blocked(blockers: Blockers, lines: _Lines) -> np.ndarray:
    """(L,) bool."""
    blocked = np.zeros(len(lines.way), dtype=bool)
    for rows, near in _nearest_first(blockers, lines):
        free = np.flatnonzero(~blocked)
        if not len(free) or near.min() > lines.length[free].max():
            break
        box, line = _towards(blockers, rows, near, lines, free)
        foreign = np.logical_and.reduce(box != lines.ignored[line].T)
        box, line = box[foreign], line[foreign]
        blocked[line[_crossed(blockers, box, lines.eye, lines.way[line])]] = True
    return blocked


def _nearest_first(blockers: Blockers, lines: _Lines) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows of the boxes around the lines and their gaps to the eye, seen from above, in rings."""
    around = np.ones(len(blockers.low), dtype=bool)
    for axis, way in enumerate(lines.way.T):
        around &= blockers.low[:, axis] <= lines.eye[axis] + max(way.max(), 0.0)
        around &= blockers.high[:, axis] >= lines.eye[axis] + min(way.min(), 0.0)
    rows, eye = np.flatnonzero(around), lines.eye
    x, y = (
        np.maximum(blockers.low[rows, k] - eye[k], eye[k] - blockers.high[rows, k]) for k in (0, 1)
    )
    near = np.hypot(np.maximum(x, 0.0), np.maximum(y, 0.0))
    ring = np.ceil(np.log2(np.maximum(near / _FIRST_RING, 1.0)))
    for one in np.unique(ring):
        part = np.flatnonzero(ring == one)
        yield rows[part], near[part]


def _towards(
    blockers: Blockers, rows: np.ndarray, near: np.ndarray, lines: _Lines, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a box among `rows` and a line among `free` that runs towards it and as far."""
    corners = CORNER_SIGNS[:, None] * blockers.half[rows]  # (8, B, 3)
    offset = np.einsum("bij,kbj->kbi", blockers.R_world_box[rows], corners)
    offset += blockers.center[rows] - lines.eye
    middle, turn = _azimuths(offset[..., :2], near)
    # Three turns of the lines, so that no span of azimuths is broken.
    azimuth = np.concatenate([lines.azimuth[free] + 2 * np.pi * k for k in (-1, 0, 1)])
    first = np.searchsorted(azimuth, middle + turn[0] - _SLACK)
    count = np.searchsorted(azimuth, middle + turn[1] + _SLACK) - first
    box = np.repeat(np.arange(len(rows)), count)
    line = np.arange(len(box)) + np.repeat(first - np.cumsum(count) + count, count)
    line = free[line % len(free)]
    least, most = _slopes(offset, near)
    met = (lines.slope[line] >= least[box]) & (lines.slope[line] <= most[box])
    met &= lines.length[line] >= near[box] - _SLACK
    return rows[box[met]], line[met]


def _azimuths(corners: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(B,) azimuths of boxes by their corners (8, B, 2) from the eye; (2, B) where they end."""
    x, y = corners[..., 0], corners[..., 1]
    middle_x, middle_y = x.mean(axis=0), y.mean(axis=0)
    turn = np.arctan2(y * middle_x - x * middle_y, x * middle_x + y * middle_y)
    ends = np.stack([turn.min(axis=0), turn.max(axis=0)])
    ends[:, near <= _SLACK] = [[-np.pi], [np.pi]]  # the eye may be over, under or in the box
    return np.arctan2(middle_y, middle_x), ends


def _slopes(offset: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(B,) least and (B,) most slope of a line that meets boxes with corners (8, B, 3)."""
    far = np.hypot(offset[..., 0], offset[..., 1]).max(axis=0) + _SLACK
    least, most = offset[..., 2].min(axis=0) - _SLACK, offset[..., 2].max(axis=0) + _SLACK
    near = np.maximum(near - _SLACK, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(least < 0, least / near, least / far)
        return least, np.where(most > 0, most / near, most / far)


def _crossed(blockers: Blockers, box: np.ndarray, eye: np.ndarray, way: np.ndarray) -> np.ndarray:
    """(P,) bool: a line from the eye along a way (P, 3) enters a box and leaves it again."""
    R, half = blockers.R_world_box[box], blockers.half[box]
    start = np.einsum("pji,pj->pi", R, eye - blockers.center[box])
    way = np.einsum("pji,pj->pi", R, way)
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one, other = (-half - start) / way, (half - start) / way
    enter = np.maximum.reduce(np.minimum(one, other).T)
    leave = np.minimum.reduce(np.maximum(one, other).T)
    return (enter < leave) & (enter > 0) & (leave < 1)

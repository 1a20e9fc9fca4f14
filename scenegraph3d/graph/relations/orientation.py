"""Orientation: what fronts point at, how headings compare, what stands askew."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import left_of_forward
from .pairs import Pairs, over, under

_UNKNOWN = 0.5
_LONG = 1.2  # longer over shorter side from which the longer one tells the heading
_SURE = 0.5  # confidence from which fronts, not sides, tell how two things are turned


def facing(pairs: Pairs) -> np.ndarray:
    """The target's front points at the anchor; 0.5 where its front is not known."""
    return _ahead(pairs, 1.0)


def facing_away(pairs: Pairs) -> np.ndarray:
    """The target's back points at the anchor; 0.5 where its front is not known."""
    return _ahead(pairs, -1.0)


def pointing_to(pairs: Pairs) -> np.ndarray:
    """A ray from the target's middle along its front meets the anchor's footprint."""
    front, sure = _fronts(pairs)
    across = left_of_forward(front.transpose(1, 2, 0)).transpose(2, 0, 1)
    miss = np.abs(pairs.along(across)) - pairs.half_widths(across)[1]
    hits = under(miss, pairs.limits.pointing_margin, pairs.limits.pointing_margin / 2)
    return _weighed(hits * over(-pairs.along(front), 0.0, 0.1), sure)


def same_direction(pairs: Pairs) -> np.ndarray:
    """The fronts point the same way; 0.5 where one is not known."""
    return _alike(pairs, 1.0)


def opposite_direction(pairs: Pairs) -> np.ndarray:
    """The fronts point in opposite ways; 0.5 where one is not known."""
    return _alike(pairs, -1.0)


def parallel(pairs: Pairs) -> np.ndarray:
    """The headings, either way round, are the same."""
    return _turned(pairs, 0.0)


def perpendicular(pairs: Pairs) -> np.ndarray:
    """The headings are at right angles."""
    return _turned(pairs, np.pi / 2)


def tilted(pairs: Pairs) -> np.ndarray:
    """The most upright side of the box leans off the vertical."""
    R = pairs.graph.instances.boxes.R_world_box[pairs.targets]
    lean = np.arccos(np.clip(np.abs(R[:, 2]).max(axis=1), 0.0, 1.0))
    return over(lean, pairs.limits.tilted_angle, pairs.limits.tilted_angle / 4)


def upright(pairs: Pairs) -> np.ndarray:
    """Not tilted."""
    return 1 - tilted(pairs)


def rotated(pairs: Pairs) -> np.ndarray:
    """The footprint's sides keep to no wall of its room, nor to a right angle with one."""
    heading = _angle_of(pairs.shapes.half_axes[:, 0])[pairs.targets]
    walls = np.array([_longest_side(room.outline) for room in pairs.graph.rooms]).reshape(-1, 2)
    off = heading - _angle_of(walls)[pairs.graph.room_of[pairs.targets]]
    off = np.abs((off + np.pi / 4) % (np.pi / 2) - np.pi / 4)
    return over(off, pairs.limits.rotated_angle, pairs.limits.rotated_angle / 4)


def heading_angle(pairs: Pairs) -> np.ndarray:
    """(T, A) between headings, radians: of the fronts where both are known, else of long sides.

    In [0, pi] for fronts and in [0, pi / 2] for sides; NaN where one thing has neither.
    """
    fronts = pairs.graph.fronts
    angle, sure = _front_angle(pairs)
    half = np.linalg.norm(pairs.shapes.half_axes, axis=2)  # (M, 2)
    longer = half.argmax(axis=1)
    side = _angle_of(pairs.shapes.half_axes[np.arange(len(half)), longer])
    side[half.max(axis=1) < _LONG * half.min(axis=1)] = np.nan
    square = np.isnan(side) & (fronts.confidence > 0)  # a square thing goes by its front
    side[square] = _angle_of(fronts.direction[square])
    target, anchor = pairs.both(side)
    off = np.abs((target - anchor + np.pi / 2) % np.pi - np.pi / 2)
    return np.where(sure >= _SURE, angle, off)


def _ahead(pairs: Pairs, sign: float) -> np.ndarray:
    front, sure = _fronts(pairs)
    cosine = -pairs.along(front) / pairs.offset_length
    return _weighed(over(sign * cosine, np.cos(pairs.limits.facing_angle), 0.15), sure)


def _fronts(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """The targets' fronts (2, T, 1) and how sure they are (T, 1)."""
    fronts = pairs.graph.fronts
    direction = np.nan_to_num(fronts.direction[pairs.targets, :2])
    return direction.T[..., None], fronts.confidence[pairs.targets][:, None]


def _weighed(score: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """A score drawn towards 0.5 by as much as the front is unsure."""
    return _UNKNOWN + sure * (score - _UNKNOWN)


def _alike(pairs: Pairs, sign: float) -> np.ndarray:
    angle, sure = _front_angle(pairs)
    limit = pairs.limits.facing_angle
    off = angle if sign > 0 else np.pi - angle
    return _weighed(under(np.nan_to_num(off), limit, limit / 4), sure)


def _front_angle(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """(T, A) angle in [0, pi] between fronts, NaN where one is unknown, and how sure it is."""
    fronts = pairs.graph.fronts
    target, anchor = pairs.both(_angle_of(fronts.direction))
    sure, sure_too = pairs.both(fronts.confidence)
    return np.abs((target - anchor + np.pi) % (2 * np.pi) - np.pi), sure * sure_too


def _turned(pairs: Pairs, wanted: float) -> np.ndarray:
    angle = heading_angle(pairs)
    off = np.abs(np.minimum(angle, np.pi - angle) - wanted)
    limit = pairs.limits.parallel_angle
    score = under(off, limit, limit / 4)
    return np.where(np.isnan(score), _UNKNOWN, score)


def _angle_of(direction: np.ndarray) -> np.ndarray:
    """(...) radians of horizontal directions (..., 2 or 3), counter-clockwise from +x."""
    return np.arctan2(direction[..., 1], direction[..., 0])


def _longest_side(outline: np.ndarray) -> np.ndarray:
    sides = np.roll(outline, -1, axis=0) - outline
    return sides[np.argmax((sides**2).sum(axis=1))]

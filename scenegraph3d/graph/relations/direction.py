"""Directional relations: left, right, front and behind in a viewer's frame; compass on the map."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, within
from .proximity import at_distance
from .sectors import sector_score

_LEAST_OFFSET = 0.01  # metres, between middles that lie in a direction at all


def left_of(pairs: Pairs) -> np.ndarray:
    """To the viewer's left of the anchor, rather beside it than diagonally off, and close."""
    return _beside(pairs, turned_left(viewer(pairs)))


def behind(pairs: Pairs) -> np.ndarray:
    """Beyond the anchor for the viewer, rather in line with it than diagonally off, and close."""
    return _beside(pairs, viewer(pairs))


def front_left_of(pairs: Pairs) -> np.ndarray:
    """On the viewer's side of the anchor and to the left, about as much of either, and close."""
    return _diagonal(pairs, 5)


def front_right_of(pairs: Pairs) -> np.ndarray:
    """On the viewer's side of the anchor and to the right, about as much of either, and close."""
    return _diagonal(pairs, 3)


def at_oclock(pairs: Pairs) -> np.ndarray:
    """In the direction of an hour for somebody at the anchor, who looks along at 12."""
    if pairs.hour is None or not 1 <= pairs.hour <= 12:
        raise ValueError(f"at_oclock needs hour from 1 to 12, got {pairs.hour}")
    return _in_sector(pairs, 12, pairs.hour % 12)


def north_of(pairs: Pairs) -> np.ndarray:
    """Towards +y of the anchor."""
    return _towards(pairs, np.array([[[0.0]], [[1.0]]]), pairs.limits.compass_angle)


def east_of(pairs: Pairs) -> np.ndarray:
    """Towards +x of the anchor."""
    return _towards(pairs, np.array([[[1.0]], [[0.0]]]), pairs.limits.compass_angle)


def _beside(pairs: Pairs, direction: np.ndarray) -> np.ndarray:
    """The target lies on the side `direction` (2, ...) of the anchor.

    Three things count: the side itself; being in the lane that the anchor sweeps out that way,
    Sr3D's region; and nearness, which people go by as much as by the side.
    """
    limits = pairs.limits
    side = _towards(pairs, direction, limits.side_angle)
    lane = over(_lane_share(pairs, direction), limits.lane_share, 0.05)
    return side * (0.2 + 0.8 * lane) * _close(pairs)


def _diagonal(pairs: Pairs, sector: int) -> np.ndarray:
    """The target lies in one of eight sectors around the anchor, as the viewer sees it."""
    return _in_sector(pairs, 8, sector) * _close(pairs)


def _in_sector(pairs: Pairs, num_sectors: int, which: int) -> np.ndarray:
    """The target lies in a sector around the anchor, clockwise from the line of sight.

    Things whose middles are one above the other lie in none.
    """
    forward = viewer(pairs)
    bearing = np.arctan2(-pairs.along(turned_left(forward)), pairs.along(forward))
    return sector_score(bearing, num_sectors, which) * (pairs.offset_length > _LEAST_OFFSET)


def _close(pairs: Pairs) -> np.ndarray:
    """Near by; or as far off as the words say, where they do."""
    if pairs.distance is not None:
        return at_distance(pairs)
    return within(pairs.reach, pairs.limits.side_gap)


def _towards(pairs: Pairs, direction: np.ndarray, angle: float) -> np.ndarray:
    """How closely the way from anchor to target keeps to `direction` (2, ...)."""
    return over(pairs.along(direction) / pairs.offset_length, np.cos(angle), 0.25)


def _lane_share(pairs: Pairs, direction: np.ndarray) -> np.ndarray:
    """(T, A) how much of the narrower object's width lies across the wider one's.

    Widths are seen along `direction`; the wider object's lane opens by 10 degrees up to 1 m
    ahead, as in Sr3D. Target and anchor can change places, so that converses agree.
    """
    across = turned_left(direction)
    aside = np.abs(pairs.along(across))
    target, anchor = pairs.half_widths(across)
    narrow, wide = np.minimum(target, anchor), np.maximum(target, anchor)
    target, anchor = pairs.half_widths(direction)
    ahead = np.abs(pairs.along(direction)) - target - anchor
    wide = wide + np.tan(np.deg2rad(10)) * np.clip(ahead, 0.0, 1.0)
    shared = np.minimum(aside + narrow, wide) - np.maximum(aside - narrow, -wide)
    return np.clip(shared / np.maximum(2 * narrow, 1e-3), 0.0, 1.0)


def turned_left(direction: np.ndarray) -> np.ndarray:
    """A direction (2, ...) turned by 90 degrees to the left."""
    return np.stack([-direction[1], direction[0]])


def viewer(pairs: Pairs) -> np.ndarray:
    """The direction (2, 1, A) or (2, T, 1) that the viewer looks in."""
    if pairs.forward is None:
        raise ValueError("a view-dependent relation needs forward, a direction for each anchor")
    return pairs.forward

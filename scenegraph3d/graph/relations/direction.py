"""Directional relations: left, right, front and behind in a viewer's frame; compass on the map."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import left_of_forward
from .pairs import Pairs, over, within


def left_of(pairs: Pairs) -> np.ndarray:
    """To the viewer's left of the anchor."""
    return _towards(pairs, left_of_forward(_viewer(pairs)))


def behind(pairs: Pairs) -> np.ndarray:
    """Beyond the anchor, seen by the viewer, blended with nearness to it."""
    side = _towards(pairs, _viewer(pairs))
    weight = pairs.limits.front_nearness
    return side ** (1 - weight) * within(pairs.gap, 1.0) ** weight


def north_of(pairs: Pairs) -> np.ndarray:
    """Towards +y of the anchor."""
    return _towards(pairs, np.array([0.0, 1.0]))


def east_of(pairs: Pairs) -> np.ndarray:
    """Towards +x of the anchor."""
    return _towards(pairs, np.array([1.0, 0.0]))


def _towards(pairs: Pairs, direction: np.ndarray) -> np.ndarray:
    """How closely the way from anchor to target keeps to `direction` (..., 2)."""
    ahead = (pairs.offset * direction).sum(-1)
    length = np.maximum(np.linalg.norm(pairs.offset, axis=-1), 1e-3)
    return over(ahead / length, np.cos(pairs.limits.direction_angle), 0.15)


def _viewer(pairs: Pairs) -> np.ndarray:
    if pairs.forward is None:
        raise ValueError("a view-dependent relation needs forward, a direction for each anchor")
    return pairs.forward

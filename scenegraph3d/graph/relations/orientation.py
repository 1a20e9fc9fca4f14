"""Orientation: what an object's known front points at."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import unit_horizontal
from .pairs import Pairs, over


def facing(pairs: Pairs) -> np.ndarray:
    """The target's front points at the anchor; 0.5 where its front is not known."""
    return _ahead(pairs, 1.0)


def facing_away(pairs: Pairs) -> np.ndarray:
    """The target's back points at the anchor; 0.5 where its front is not known."""
    return _ahead(pairs, -1.0)


def _ahead(pairs: Pairs, sign: float) -> np.ndarray:
    front = unit_horizontal(pairs.graph.instances.front)[pairs.targets].T[..., None]  # (2, T, 1)
    cosine = -pairs.along(front) / pairs.offset_length
    score = over(sign * cosine, np.cos(pairs.limits.facing_angle), 0.15)
    return np.where(np.isnan(score), 0.5, score)

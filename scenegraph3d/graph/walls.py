"""Annotated walls seen from above, as thin rectangles."""

from __future__ import annotations

import numpy as np

from ..geometry.directions import left_of_forward
from .structure import WALLS, labelled

_THICKEST = 0.5  # metres; a wall's box is thicker where the wall turns a corner


def wall_footprints(label: np.ndarray, footprint: tuple[np.ndarray, ...]) -> np.ndarray:
    """The annotated walls, without those whose box turns a corner.

    Args:
        label: (M,) names of the objects.
        footprint: their M top views, (K, 2) corners each.

    Returns:
        (W, 4, 2) corners, counter-clockwise, the longer side first.
    """
    walls = []
    for row in np.flatnonzero(labelled(label, WALLS)):
        corners = _rectangle_along_longest(footprint[row])
        if np.linalg.norm(corners[2] - corners[1]) <= _THICKEST:
            walls.append(corners)
    return np.array(walls).reshape(-1, 4, 2)


def _rectangle_along_longest(corners: np.ndarray) -> np.ndarray:
    """The rectangle around a polygon (K, 2) that is parallel to its longest side."""
    sides = np.roll(corners, -1, axis=0) - corners
    along = sides[np.argmax((sides**2).sum(axis=1))]
    along = along / max(float(np.linalg.norm(along)), 1e-9)
    axes = np.stack([along, left_of_forward(along)])
    if np.ptp(corners @ axes[0]) < np.ptp(corners @ axes[1]):
        axes = np.stack([axes[1], -axes[0]])
    turned = corners @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    return np.array([low, (high[0], low[1]), high, (low[0], high[1])]) @ axes

"""Outlines that need not be convex: points in, which lie within comes out."""

from __future__ import annotations

import numpy as np


def inside_polygon(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Which points (N, 2) lie within a polygon (K, 2), by the even-odd rule: (N,) bool."""
    x, y = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            crossed = (y > min(y0, y1)) & (y <= max(y0, y1))
            inside ^= crossed & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside

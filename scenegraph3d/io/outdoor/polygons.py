"""Polygons of a map in, the cells of a grid that lie within them out."""

from __future__ import annotations

import numpy as np


def points_in_polygon(
    corners: np.ndarray, spacing: float, shape: np.ndarray
) -> tuple[tuple[slice, slice], np.ndarray]:
    """Which cells of a grid have their middles within a polygon, by the even-odd rule.

    Args:
        corners: (K, 2) in order, metres from the grid's origin; it closes by itself.
        spacing: edge of a cell, metres.
        shape: (2,) cells of the grid along x and y.

    Returns:
        The slices of the grid that hold the polygon, and (X, Y) bool in them.
    """
    first = np.clip(np.floor(corners.min(axis=0) / spacing).astype(np.int64), 0, shape)
    last = np.clip(np.ceil(corners.max(axis=0) / spacing).astype(np.int64), 0, shape)
    x = (np.arange(first[0], last[0]) + 0.5) * spacing
    y = (np.arange(first[1], last[1]) + 0.5) * spacing
    inside = np.zeros((len(x), len(y)), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crossed = (y > min(y0, y1)) & (y <= max(y0, y1))
        edge = x0 + (y[crossed] - y0) * (x1 - x0) / (y1 - y0)
        inside[:, crossed] ^= x[:, None] < edge
    return (slice(first[0], last[0]), slice(first[1], last[1])), inside

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


def cells_in_polygon(
    corners: np.ndarray, spacing: float, shape: np.ndarray
) -> tuple[tuple[slice, slice], np.ndarray]:
    """Which cells of a grid have their middles within a polygon.

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
    middles = np.stack(np.meshgrid(x, y, indexing="ij"), axis=2)
    inside = inside_polygon(middles.reshape(-1, 2), corners).reshape(len(x), len(y))
    return (slice(first[0], last[0]), slice(first[1], last[1])), inside

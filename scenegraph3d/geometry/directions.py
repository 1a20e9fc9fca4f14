"""Horizontal directions: unit vectors, the viewer's axes and bearings."""

from __future__ import annotations

import numpy as np


def unit_horizontal(direction: np.ndarray) -> np.ndarray:
    """The horizontal part of directions (..., 2 or 3) at length 1, (..., 2); NaN where none is."""
    flat = np.asarray(direction, dtype=np.float64)[..., :2]
    length = np.linalg.norm(flat, axis=-1, keepdims=True)
    return np.where(length > 1e-9, flat / np.maximum(length, 1e-9), np.nan)


def left_of_forward(forward: np.ndarray) -> np.ndarray:
    """The direction (..., 2) to the left of somebody who looks along `forward` (..., 2)."""
    return np.stack([-forward[..., 1], forward[..., 0]], axis=-1)


def angle_off(bearing: np.ndarray, direction: float | np.ndarray) -> np.ndarray:
    """Angle (...) in [0, pi] between bearings and a direction, all in radians."""
    return np.abs((np.asarray(bearing) - direction + np.pi) % (2 * np.pi) - np.pi)

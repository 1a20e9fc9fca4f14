"""Horizontal directions: unit vectors, the viewer's axes and the bearing sectors."""

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


def bearings(forward: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Clockwise angle from `forward` (..., 2) to `offset` (..., 2), radians in (-pi, pi].

    0 is straight ahead, pi / 2 right, -pi / 2 left, pi behind.
    """
    ahead = (forward * offset).sum(-1)
    leftward = (left_of_forward(forward) * offset).sum(-1)
    return np.arctan2(-leftward, ahead)


def sectors(bearing: np.ndarray, num_sectors: int) -> np.ndarray:
    """Which of `num_sectors` equal sectors a bearing (...) falls in; sector 0 is centred ahead.

    Counting is clockwise: with 4, 1 is right and 2 is behind; with 12, they are o'clock (0 = 12).
    """
    width = 2 * np.pi / num_sectors
    return np.floor(np.asarray(bearing) / width + 0.5).astype(np.int64) % num_sectors

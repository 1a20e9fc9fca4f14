"""Which way a building stands: the rotation that brings most of its sides along the axes."""

from __future__ import annotations

import numpy as np

from ..records import Boxes

_ANGLES = np.radians(np.arange(0.0, 90.0, 1.0))
_FINE = np.radians(np.arange(-1.0, 1.0, 0.1))
_MOST_POINTS = 4000
_BIN = 0.05  # metres
_CLEARLY = 1.05  # times as sharp as along the world's axes, for a building to be turned


def heading_of_boxes(boxes: Boxes) -> np.ndarray:
    """(2, 2) rotation, plan from world, that most long oriented boxes agree on."""
    heading = np.arctan2(boxes.R_world_box[:, 1, 0], boxes.R_world_box[:, 0, 0])
    # A long thin box, such as a wall's, tells the heading; a square one tells little.
    weight = np.abs(boxes.extent[:, 0] ** 2 - boxes.extent[:, 1] ** 2) + 1e-6
    longest = np.argsort(-weight, kind="stable")[:200]
    turn, weight = np.exp(4j * heading[longest]), weight[longest]  # sides repeat every 90 degrees
    agree = np.exp((np.real(np.outer(turn, turn.conj())) - 1) / 0.05) * weight  # within 5 degrees
    angle = float(np.angle((agree[agree.sum(axis=1).argmax()] * turn).sum())) / 4
    return _rotation(angle)


def heading_of_points(points: np.ndarray) -> np.ndarray:
    """(2, 2) rotation, plan from world, in which walls seen from above line up best.

    Args:
        points: (N, 2) points on walls, metres, world.
    """
    points = points[:: max(1, len(points) // _MOST_POINTS)]
    if len(points) < 2:
        return np.eye(2)
    points = points - points.mean(axis=0)
    coarse = _ANGLES[np.argmax([_sharpness(points, angle) for angle in _ANGLES])]
    fine = coarse + _FINE
    sharpness = np.array([_sharpness(points, angle) for angle in fine])
    if sharpness.max() <= _CLEARLY * _sharpness(points, 0.0):
        return np.eye(2)
    angle = float(fine[sharpness.argmax()])
    return _rotation((angle + np.pi / 4) % (np.pi / 2) - np.pi / 4)


def _sharpness(points: np.ndarray, angle: float) -> float:
    """How unevenly the points spread along both axes of a turned frame."""
    turned = np.floor(points @ _rotation(angle).T / _BIN).astype(np.int64)
    turned -= turned.min(axis=0)
    return float(sum((np.bincount(along) ** 2.0).sum() for along in turned.T))


def _rotation(angle: float) -> np.ndarray:
    """(2, 2) that turns the direction at `angle` onto +x."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, sin], [-sin, cos]])

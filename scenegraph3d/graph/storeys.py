"""Storeys: the heights at which much of a building is level and things stand above it."""

from __future__ import annotations

import numpy as np

from ..records import Instances, PointCloud
from .structure import FLOORS, STRUCTURE, labelled

LEAST_HEIGHT = 1.8  # metres between annotated floors, at least
_FLOOR_TO_FLOOR = 2.0  # metres, at least, where floors are only seen
_CELL, _BIN = 0.2, 0.1  # metres
_FLOOR_SHARE = 0.2  # of the building's area from above that one floor covers
_WALL_SHARE = 0.5  # of the usual area of walls, just above a floor
_STANDING_SHARE = 0.03  # of that area over which something stands on a floor
_STANDING_BANDS = ((0.3, 0.9), (1.0, 1.8))  # metres above it, in both
_LEAST_STANDING = 3  # tall things that make a floor where there are only boxes
_TALL = 0.5  # metres
_LEVEL = 0.15  # metres within which bottoms are at one height
_BELOW_FLOOR = 0.15  # metres of a floor's own slab that belong to its storey


def floor_levels(instances: Instances, cloud: PointCloud | None) -> np.ndarray:
    """Heights of a building's floors.

    The histogram of the points' heights tells; without points, annotated floors; else where
    tall things stand.

    Args:
        instances: M objects.
        cloud: N points or None.

    Returns:
        (S,) metres, rising, at least one where there are points or objects.
    """
    if cloud is not None and len(cloud):
        return levels_of_points(cloud.points)
    if labelled(instances.label, FLOORS).any():
        return _annotated_levels(instances)
    return _standing_levels(instances)


def storey_of_heights(levels: np.ndarray, height: np.ndarray) -> np.ndarray:
    """(N,) int64 number of the storey that each of (N,) heights lies in, 0 the lowest."""
    return np.maximum(np.searchsorted(levels - _BELOW_FLOOR, height, side="right") - 1, 0)


def levels_of_points(points: np.ndarray) -> np.ndarray:
    """(S,) heights of floors from points (N, 3), N >= 1: peaks of their height histogram.

    A floor is level over much of the building, walls rise from it and something stands on it.
    """
    points = points.astype(np.float64)
    column = _column_numbers(points[:, :2])
    layer = np.floor(points[:, 2] / _BIN).astype(np.int64)
    lowest = int(layer.min())
    filled = np.unique(np.stack([layer - lowest, column], axis=1), axis=0)
    area = np.bincount(filled[:, 0]).astype(float)  # in cells
    whole = float(len(np.unique(column)))
    beyond_walls = np.maximum(area - np.median(area[area > 0]), 0.0)
    level_area = beyond_walls + np.append(beyond_walls[1:], 0.0)  # a floor may lie in two layers
    peaks = np.flatnonzero(level_area >= _FLOOR_SHARE * whole)
    heights = (lowest + peaks + 1.0) * _BIN
    if len(heights) == 0:
        return np.array([np.percentile(points[:, 2], 2.0)])
    levels = [_refined(points[:, 2], heights[0])]
    upwards = np.append(area, np.zeros(3))[peaks[:, None] + [1, 2, 3]]
    least = _WALL_SHARE * float(np.median(area[area > 0]))
    walled = upwards.min(axis=1) >= least
    for height in heights[walled]:  # walls go on here; above a ceiling is the hollow of its slab
        level = _refined(points[:, 2], height)
        if level < levels[-1] + _FLOOR_TO_FLOOR:
            continue
        if _standing_cells(filled, lowest, level) >= _STANDING_SHARE * whole:
            levels.append(level)
    return np.array(levels)


def _column_numbers(flat: np.ndarray) -> np.ndarray:
    at = np.floor((flat - flat.min(axis=0)) / _CELL).astype(np.int64)
    return at[:, 0] * (int(at[:, 1].max()) + 1) + at[:, 1]


def _refined(heights: np.ndarray, level: float) -> float:
    near = heights[np.abs(heights - level) <= 1.5 * _BIN]
    return float(np.median(near)) if len(near) else float(level)


def _standing_cells(filled: np.ndarray, lowest: int, level: float) -> int:
    """How many columns hold something tall, seen low and high above a level."""
    height = (filled[:, 0] + lowest + 0.5) * _BIN - level
    low, high = ((height > a) & (height < b) for a, b in _STANDING_BANDS)
    return len(np.intersect1d(filled[low, 1], filled[high, 1]))


def _annotated_levels(instances: Instances) -> np.ndarray:
    heights = np.sort(instances.aabb[labelled(instances.label, FLOORS), 2])
    return heights[np.append(True, np.diff(heights) > LEAST_HEIGHT)]


def _standing_levels(instances: Instances) -> np.ndarray:
    levels = [float(instances.aabb[:, 2].min())]
    tall = instances.extent[:, 2] >= _TALL
    bottoms = np.sort(instances.aabb[tall & ~labelled(instances.label, STRUCTURE), 2])
    for bottom in bottoms:
        if bottom < levels[-1] + _FLOOR_TO_FLOOR:
            continue
        together = (bottoms >= bottom) & (bottoms <= bottom + _LEVEL)
        if together.sum() >= _LEAST_STANDING:
            levels.append(float(bottom))
    return np.array(levels)

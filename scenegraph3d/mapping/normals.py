"""Points in, normals towards where a scanner may have stood out."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ..records.checks import check_finite, check_shape
from .neighbours import find_neighbours

_CHUNK = 65536  # points whose neighbourhoods are held at once
_EYE_HEIGHT = 1.3  # metres above what a scanner stands on or looks down at
_EYE_GRID = 0.5  # metres between places tried
_EYE_CLEARANCE = 0.35  # metres of air around a scanner
_LOW = 1.2  # metres above the lowest point of a column: a scanner stands on nothing higher
_EYE_SPREAD = 1.0  # metres above the usual eye: higher ones are on top of the room
_MOST_EYES = 60
_REACH = 6.0  # metres a scanner sees
_PICTURE = (90, 180)  # rows and columns of what an eye sees all around: 2 degrees a pixel
_DEPTH_SLACK = (1.03, 0.08)  # times, and metres behind the nearest point of a pixel: still seen


def estimate_normals(points: np.ndarray) -> np.ndarray:
    """Fit a plane to the surroundings of each point and face it towards free space.

    A scan is made from inside a room, a little above what it shows. Where a scanner may have
    stood follows from the points: above the lowest surface of every column that has headroom. A
    normal points to the side from which more of these places see its point (hidden points are
    told by depth pictures); what none of them sees points up.

    Args:
        points: (N, 3) metres, z up.

    Returns:
        (N, 3) float32 unit normals; up where there are fewer than 3 points.

    Raises:
        ValueError: another shape, or coordinates that are not finite.
    """
    check_shape("points", points, (None, 3))
    check_finite("points", points)
    if len(points) < 3:
        return np.tile(np.array([0, 0, 1], dtype=np.float32), (len(points), 1))
    points = points.astype(np.float64)
    rows = find_neighbours(points).rows
    return face_viewers(points, plane_normals(points, rows)).astype(np.float32)


def plane_normals(points: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    """(N, 3) unit normals, either side, of the planes through (N, 3) points and (N, K) others."""
    normals = np.empty((len(points), 3))
    for start in range(0, len(points), _CHUNK):
        part = slice(start, start + _CHUNK)
        around = np.concatenate([points[part, None], points[neighbours[part]]], axis=1)
        around -= around.mean(axis=1, keepdims=True)
        spread = np.einsum("nki,nkj->nij", around, around)
        normals[part] = np.linalg.eigh(spread)[1][:, :, 0]
    return normals


def face_viewers(points: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """Turn (N, 3) normals to the side from which (N, 3) points may have been seen."""
    seen = np.zeros(len(points))
    for eye in _eyes(points):
        seen += _seen_from(eye, points, normals)
    turned = np.where(seen == 0, normals[:, 2] < 0, seen < 0)
    return np.where(turned[:, None], -normals, normals)


def _eyes(points: np.ndarray) -> np.ndarray:
    """(E, 3) places a scanner may have stood at, metres."""
    low = points.min(axis=0)
    column = np.floor((points[:, :2] - low[:2]) / _EYE_GRID).astype(np.int64)
    order = np.lexsort((points[:, 2], column[:, 1], column[:, 0]))
    column, height = column[order], points[order, 2]
    last = np.append((np.diff(column, axis=0) != 0).any(axis=1), True)
    headroom = np.where(last, np.inf, np.append(np.diff(height), np.inf))
    first = np.flatnonzero(np.append(True, last[:-1]))
    bottom = np.repeat(height[first], np.diff(np.append(first, len(height))))
    enough = headroom > _EYE_HEIGHT + _EYE_CLEARANCE
    below = enough & ((height < bottom + _LOW) | np.isfinite(headroom))
    middle = low[:2] + (column[below] + 0.5) * _EYE_GRID
    eyes = np.column_stack([middle, height[below] + _EYE_HEIGHT])
    if not len(eyes):
        return eyes
    eyes = eyes[eyes[:, 2] <= np.median(eyes[:, 2]) + _EYE_SPREAD]
    eyes = eyes[cKDTree(points).query(eyes)[0] > _EYE_CLEARANCE]
    picked = np.linspace(0, len(eyes) - 1, min(len(eyes), _MOST_EYES)).astype(np.int64)
    return eyes[picked]


def _seen_from(eye: np.ndarray, points: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """(N,) how much an eye says for each normal: its cosine, less from afar; 0 where hidden."""
    ray = points - eye
    distance = np.linalg.norm(ray, axis=1)
    near = np.flatnonzero(distance < _REACH)
    ray, distance = ray[near] / distance[near, None], distance[near]
    height, width = _PICTURE
    row = (np.arccos(np.clip(ray[:, 2], -1, 1)) / np.pi * height).astype(np.int64)
    turn = (np.arctan2(ray[:, 1], ray[:, 0]) / np.pi + 1) / 2
    pixel = np.minimum(row, height - 1) * width + (turn * width).astype(np.int64) % width
    nearest = np.full(height * width, np.inf)
    np.minimum.at(nearest, pixel, distance)
    times, metres = _DEPTH_SLACK
    visible = distance < nearest[pixel] * times + metres
    said = np.zeros(len(points))
    cosine = -(ray * normals[near]).sum(axis=1)
    said[near[visible]] = (cosine / np.maximum(distance, 1.0))[visible]
    return said

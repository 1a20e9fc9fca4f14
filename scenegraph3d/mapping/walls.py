"""Upright patches and what lies behind them in, walls out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from .backs import Backs
from .levels import Levels
from .neighbours import connected, nearest_of
from .planes import Patches
from .working_cloud import WorkingCloud

# Walls bound the room: hardly anything of it lies behind them. All chosen on dev rooms.
_MOST_INNER = 0.35  # of a patch or point on the room's bounds
_MOST_LEVEL = 0.45  # mean |z| of an upright patch's normals
_LEAST_SHEET = 0.5  # square metres of connected patches that are a wall
_THICKNESS = 2.0  # resolutions before a wall that belong to it
_SHEET_REACH = 0.25  # metres along a wall to what belongs to it
_BEHIND_REACH, _BEHIND_OFF = 0.4, 0.03  # metres to and off a wall, of what is behind it
WALL_REACH = 0.5  # metres; what is further from every wall is far from it
# Walls inside a building have another room behind them, but reach up to the ceiling.
_UPRIGHT = 0.35  # |z| of the normal
_INNER_AREA, _INNER_SPAN = 0.5, 0.9  # square metres; metres from bottom to top
_TO_CEILING = 0.25  # metres
_SAME_PLANE_ANGLE, _SAME_PLANE_OFF = 15.0, 0.06  # degrees, metres
_LEAST_PIECE = 0.03  # square metres of a wall's patch
_INNER_REACH, _INNER_OFF = 0.12, 0.05  # metres along and off it, of what belongs to it
_ROUNDS = 3  # a wall grows from patch to patch


@dataclass(frozen=True, eq=False)
class Walls:
    """The walls of a levelled cloud of V points.

    Attributes:
        wall: (V,) bool.
        distance: (V,) metres to the nearest point on a wall; infinite beyond 0.5.
        offset: (V,) metres before the wall there, negative behind it; infinite beyond 0.5.
    """

    wall: np.ndarray
    distance: np.ndarray
    offset: np.ndarray


def find_walls(cloud: WorkingCloud, patches: Patches, levels: Levels, backs: Backs) -> Walls:
    """Find the sheets that bound the room and the walls between its rooms."""
    free = ~(levels.floor | levels.ceiling)
    wall = _outer_walls(cloud, patches, free, backs.inner)
    wall |= _inner_walls(cloud, patches, levels, free & ~wall)
    return Walls(wall, *_beside(cloud, wall))


def _outer_walls(
    cloud: WorkingCloud, patches: Patches, free: np.ndarray, inner: np.ndarray
) -> np.ndarray:
    def mean(values: np.ndarray) -> np.ndarray:
        return np.bincount(patches.number, cloud.area * values, len(patches)) / np.maximum(
            patches.area, 1e-12
        )

    bounding = (mean(inner) < _MOST_INNER) & (mean(np.abs(cloud.normals[:, 2])) < _MOST_LEVEL)
    sheet = bounding[patches.number] & free
    start, end = cloud.edges.T
    alike = (cloud.normals[start] * cloud.normals[end]).sum(axis=1) > 0.5  # 60 degrees
    piece = connected(len(cloud), cloud.edges[sheet[start] & sheet[end] & alike])
    wall = sheet & (np.bincount(piece, cloud.area * sheet)[piece] > _LEAST_SHEET)
    distance, offset = _beside(cloud, wall)
    upright = np.abs(cloud.normals[:, 2]) < 0.8
    before = (distance < _SHEET_REACH) & (offset < _THICKNESS * cloud.resolution) & upright
    behind = (distance < _BEHIND_REACH) & (offset < -_BEHIND_OFF) & (-offset > distance / 2)
    return wall | (free & ((before & (inner < _MOST_INNER)) | behind))


def _inner_walls(
    cloud: WorkingCloud, patches: Patches, levels: Levels, free: np.ndarray
) -> np.ndarray:
    tall = _grown(cloud, patches, _tall_patches(cloud, patches, levels))
    wall = tall[patches.number] & free
    if not wall.any():
        return wall
    near, nearest, _ = nearest_of(cloud.points, wall, reach=_INNER_REACH)
    patch = patches.number[nearest]
    normal = patches.normal[patch]
    off = np.abs(((cloud.points[near] - patches.mean[patch]) * normal).sum(axis=1))
    alike = (cloud.normals[near] * normal).sum(axis=1) > 0.6
    upright = np.abs(cloud.normals[near, 2]) < 0.7
    wall[near[(off < _INNER_OFF) & alike & upright & free[near]]] = True
    return wall


def _tall_patches(cloud: WorkingCloud, patches: Patches, levels: Levels) -> np.ndarray:
    """(P,) bool: upright patches that reach from low down up to the ceiling."""
    tall = np.zeros(len(patches), dtype=bool)
    if not levels.ceiling.any():
        return tall
    on = np.flatnonzero(levels.ceiling)
    roof = cKDTree(cloud.points[on, :2])
    upright = np.abs(patches.normal[:, 2]) < _UPRIGHT
    for row in np.flatnonzero(upright & (patches.area > _INNER_AREA)):
        rows = patches.rows[row]
        rows = rows[~(levels.floor | levels.ceiling)[rows]]
        if not len(rows):
            continue
        low, high = np.percentile(levels.height[rows], [3, 98])
        above = np.asarray(roof.query(cloud.points[rows, :2])[1])
        ceiling = np.median(levels.height[on[above]])
        tall[row] = high > ceiling - _TO_CEILING and high - low > _INNER_SPAN
    return tall


def _grown(cloud: WorkingCloud, patches: Patches, wall: np.ndarray) -> np.ndarray:
    """(P,) bool: these patches and their neighbours in the same plane."""
    pairs = patches.number[cloud.edges]
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    near, far = pairs.T
    same = (patches.normal[near] * patches.normal[far]).sum(axis=1) > np.cos(
        np.radians(_SAME_PLANE_ANGLE)
    )
    off = ((patches.mean[far] - patches.mean[near]) * patches.normal[near]).sum(axis=1)
    same &= (np.abs(off) < _SAME_PLANE_OFF) & (np.abs(patches.normal[far, 2]) < _UPRIGHT)
    same &= patches.area[far] > _LEAST_PIECE
    wall = wall.copy()
    for _ in range(_ROUNDS):
        wall[far[same & wall[near]]] = True
    return wall


def _beside(cloud: WorkingCloud, wall: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(V,) distance to the nearest point on a wall and offset before it, metres."""
    distance, offset = np.full((2, len(cloud)), np.inf)
    near, nearest, gap = nearest_of(cloud.points, wall, reach=WALL_REACH)
    away = cloud.points[near] - cloud.points[nearest]
    distance[near], offset[near] = gap, (away * cloud.normals[nearest]).sum(axis=1)
    return distance, offset

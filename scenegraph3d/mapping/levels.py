"""Patches in; which way is up, the floor, the ceiling and the height above the floor out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_dilation
from scipy.spatial import cKDTree

from ..geometry.gravity import gravity_transform
from .neighbours import nearest_of
from .planes import Patches
from .working_cloud import WorkingCloud

# Lengths in multiples of the resolution unless a comment says metres; degrees off level.
_MAX_TILT = 20.0  # of the whole scan: hand-held scans are not exactly upright
_TRIED = 20  # largest patches that may be the floor
_FLOOR_TILT = 18.0
_LEAST_FLOOR = 60.0  # area of a floor's patch
_BELOW_GAP = 4.0  # between a floor and what counts as seen below it
_BELOW_SHARE = 0.15  # of a floor's area, with something seen below at most
_STEP = 2.0  # between pieces of one floor, plus _SLOPE
_SLOPE = 0.1  # of the distance between the pieces: scans are bent
_COLUMN = 0.25  # metres
_FLOOR_COLUMN = 8.0
_FLOOR_POINTS = 20  # around a place, whose mean is the height of the floor there
_MOST_FLOOR_POINTS = 20000  # that heights are looked up in
_ON_FLOOR = 3.0  # off the floor, on a patch of it
_NEAR_FLOOR = 1.2  # off the floor, facing up
_FOOT = 1.0  # above the floor, facing anywhere
_BELOW_FLOOR = 5.0  # noise is down to there
_FACING_UP = 0.7  # z of the normal
_LOWEST_CEILING = 1.8  # metres
_CEILING_TILT = 40.0  # attics and tents
_LEAST_CEILING = 0.05  # square metres
_CEILING_GAP = 0.15  # metres
_ABOVE_SHARE = 0.2  # of a ceiling's area, with something seen above at most
_CEILING_REACH, _CEILING_OFF = 0.15, 0.035  # metres along and off a ceiling: part of it


@dataclass(frozen=True, eq=False)
class Levels:
    """What lies level in a working cloud of V points.

    Attributes:
        floor: (V,) bool.
        ceiling: (V,) bool.
        below: (V,) bool, under the floor: reflections and noise.
        height: (V,) metres above the floor near by; above the lowest point without a floor.
    """

    floor: np.ndarray
    ceiling: np.ndarray
    below: np.ndarray
    height: np.ndarray


def lowest_level_patch(cloud: WorkingCloud, patches: Patches) -> int | None:
    """The largest patch that is about level, faces up and has nothing below; None if there is none.

    A table top has the floor below it; a floor has nothing.
    """
    columns = _Columns(cloud.points, _COLUMN)
    level = patches.normal[:, 2] > np.cos(np.radians(_MAX_TILT))
    for row in np.argsort(-patches.area * level, kind="stable")[:_TRIED]:
        gap = _BELOW_GAP * cloud.resolution
        if level[row] and _share_below(cloud, patches, int(row), columns, gap) < _BELOW_SHARE:
            return int(row)
    return None


def level_turn(up: np.ndarray) -> np.ndarray:
    """(3, 3) smallest turn that lays a (3,) unit vector along z."""
    return gravity_transform(up, 0.0)[:3, :3]


def find_levels(cloud: WorkingCloud, patches: Patches, base: int | None) -> Levels:
    """Find floor and ceiling of a levelled cloud.

    Args:
        cloud: V points.
        patches: theirs.
        base: the patch that is surely floor, or None.
    """
    if base is None:
        nothing = np.zeros(len(cloud), dtype=bool)
        height = cloud.points[:, 2] - cloud.points[:, 2].min(initial=np.inf)
        return Levels(nothing, nothing, nothing, height)
    on_patch = _floor_patches(cloud, patches, base)[patches.number]
    ground = _Ground(cloud.points[on_patch])
    height, aside = ground.height_of(cloud.points)
    off, unit = np.abs(height), cloud.resolution
    foot = (height < _FOOT * unit) & (height > -_BELOW_FLOOR * unit)
    floor = on_patch & (off < _ON_FLOOR * unit)
    floor |= (off < _NEAR_FLOOR * unit) & (cloud.normals[:, 2] > _FACING_UP)
    floor |= foot & (aside < _FLOOR_COLUMN * unit)
    ceiling = _find_ceiling(cloud, patches, height)
    return Levels(floor, ceiling & ~floor, height < -_BELOW_FLOOR * unit, height)


class _Columns:
    """Upright columns of a cloud and the points in each."""

    def __init__(self, points: np.ndarray, cell: float, grown: int = 0) -> None:
        self._grown = grown
        cells = np.floor(points[:, :2] / cell).astype(np.int64)
        cells -= cells.min(axis=0) - grown
        self._shape = cells.max(axis=0) + 1 + grown
        self._cell = cells[:, 0] * self._shape[1] + cells[:, 1]
        self._order = np.argsort(self._cell, kind="stable")
        counts = np.bincount(self._cell, minlength=int(self._shape.prod()))
        self._start = np.append(0, np.cumsum(counts))

    def rows_around(self, rows: np.ndarray) -> np.ndarray:
        """Rows of all points in the columns of these, and in the columns around them."""
        taken = np.zeros(self._shape, dtype=bool)
        taken.ravel()[self._cell[rows]] = True
        if self._grown:
            taken = binary_dilation(taken, np.ones((3, 3), dtype=bool), iterations=self._grown)
        cells = np.flatnonzero(taken)
        pieces = [self._order[self._start[c] : self._start[c + 1]] for c in cells]
        return np.concatenate(pieces)


def _share_below(
    cloud: WorkingCloud, patches: Patches, patch: int, columns: _Columns, gap: float
) -> float:
    """Surface behind a patch, in its columns and further than `gap`, over the patch's own."""
    near = columns.rows_around(patches.rows[patch])
    height = (cloud.points[near] - patches.mean[patch]) @ patches.normal[patch]
    return float(cloud.area[near][height < -gap].sum() / patches.area[patch])


class _Ground:
    """Height of the floor anywhere, from points on it."""

    def __init__(self, points: np.ndarray) -> None:
        self._points = points[:: 1 + len(points) // _MOST_FLOOR_POINTS]
        self._tree = cKDTree(self._points[:, :2])

    def height_of(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N,) heights of points above the floor near by, and (N,) distances to it seen from above.

        The floor is a bent surface, not a plane: scans drift.
        """
        count = min(_FLOOR_POINTS, len(self._points))
        workers = -1 if len(points) > _MOST_FLOOR_POINTS else 1  # Threads cost a millisecond.
        nearest = [*range(1, count + 1)]
        distance, rows = self._tree.query(points[:, :2], k=nearest, workers=workers)
        return points[:, 2] - self._points[rows, 2].mean(axis=1), np.asarray(distance)[:, 0]


def _floor_patches(cloud: WorkingCloud, patches: Patches, base: int) -> np.ndarray:
    """(P,) bool: the base and what continues it, largest first."""
    unit = cloud.resolution
    is_floor = np.zeros(len(patches), dtype=bool)
    is_floor[base] = True
    columns = _Columns(cloud.points, _FLOOR_COLUMN * unit, grown=1)
    level = patches.normal[:, 2] > np.cos(np.radians(_FLOOR_TILT))
    ground = _Ground(cloud.points[patches.rows[base]])
    for row in np.argsort(-patches.area, kind="stable"):
        if patches.area[row] <= _LEAST_FLOOR * unit**2:
            break
        if is_floor[row] or not level[row] or not _continues(cloud, patches.rows[row], ground):
            continue
        if _share_below(cloud, patches, int(row), columns, _BELOW_FLOOR * unit) < _BELOW_SHARE:
            is_floor[row] = True
            ground = _Ground(cloud.points[is_floor[patches.number]])
    return is_floor


def _continues(cloud: WorkingCloud, rows: np.ndarray, ground: _Ground) -> bool:
    """Whether the points of a patch that are nearest to the floor are at its height."""
    height, aside = ground.height_of(cloud.points[rows])
    nearest = np.argsort(aside, kind="stable")[: 5 * _FLOOR_POINTS]
    step = _STEP * cloud.resolution + _SLOPE * aside[nearest].mean()
    return bool(abs(height[nearest].mean()) < step)


def _find_ceiling(cloud: WorkingCloud, patches: Patches, height: np.ndarray) -> np.ndarray:
    """(V,) bool: high patches that face down and have nothing above, and what clings to them."""
    columns = _Columns(cloud.points, _COLUMN)
    down = patches.normal[:, 2] < -np.cos(np.radians(_CEILING_TILT))
    found = np.zeros(len(patches), dtype=bool)
    for row in np.flatnonzero(down & (patches.area > _LEAST_CEILING)):
        if np.median(height[patches.rows[row]]) < _LOWEST_CEILING:
            continue
        share = _share_below(cloud, patches, int(row), columns, _CEILING_GAP)
        found[row] = share < _ABOVE_SHARE
    ceiling = found[patches.number]
    near, nearest, _ = nearest_of(cloud.points, ceiling, reach=_CEILING_REACH)
    normal = patches.normal[patches.number[nearest]]
    off = ((cloud.points[near] - cloud.points[nearest]) * normal).sum(axis=1)
    alike = (cloud.normals[near] * normal).sum(axis=1) > _FACING_UP
    ceiling[near[(off < _CEILING_OFF) & alike]] = True
    return ceiling

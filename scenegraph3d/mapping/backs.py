"""A levelled cloud in, what lies behind each of its points out: walls have nothing behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .levels import Levels
from .planes import Patches
from .working_cloud import WorkingCloud

# Metres.
_CELL = 0.1  # of the grid that tells where something is
_FROM, _TO = 0.2, 3.0  # behind a point: walls bend and are a few centimetres thick
_NEAR = 1.2  # behind it, where something higher or floor counts
_HIGHER = 0.15  # above the top of the point's patch
_DIRECTIONS = np.radians([-20.0, 0.0, 20.0])  # about the way straight back


@dataclass(frozen=True, eq=False)
class Backs:
    """What a level look backwards from each of V points meets, as shares of the directions.

    Attributes:
        higher: (V,) something that reaches higher than the point's patch: the wall above a shelf.
        inner: (V,) that, floor, or something at the point's own height: the point is inside the
            room, not on its bounds.
    """

    higher: np.ndarray
    inner: np.ndarray


def look_behind(cloud: WorkingCloud, patches: Patches, levels: Levels) -> Backs:
    """Look backwards from every point, level, against its normal."""
    grid = _Grid(cloud, levels)
    top = np.full(len(patches), -np.inf)
    np.maximum.at(top, patches.number, levels.height)
    top = top[patches.number] + _HIGHER
    back = -cloud.normals[:, :2]
    back /= np.maximum(np.linalg.norm(back, axis=1, keepdims=True), 1e-9)
    level, higher, floor = np.zeros((3, len(cloud)))
    for angle in _DIRECTIONS:
        cos, sin = np.cos(angle), np.sin(angle)
        way = np.column_stack([back @ [cos, -sin], back @ [sin, cos]])
        met = grid.look(cloud.points, way, top)
        level += met[0]
        higher += met[1]
        floor += met[2]
    level, higher, floor = (count / len(_DIRECTIONS) for count in (level, higher, floor))
    return Backs(higher, 1 - (1 - level) * (1 - higher) * (1 - floor))


class _Grid:
    """Where in a cloud there is something, how high things reach, and where there is floor."""

    def __init__(self, cloud: WorkingCloud, levels: Levels) -> None:
        self._origin = cloud.points.min(axis=0)
        cell = self._cells(cloud.points)
        self._shape = cell.max(axis=0) + 1
        solid = cell[~(levels.floor | levels.ceiling)]
        self._solid = np.zeros(self._shape, dtype=bool)
        self._solid[tuple(solid.T)] = True
        self._top = np.full(self._shape[:2], -np.inf)
        height = levels.height[~(levels.floor | levels.ceiling)]
        np.maximum.at(self._top, (solid[:, 0], solid[:, 1]), height)
        self._floor = np.zeros(self._shape[:2], dtype=bool)
        self._floor[tuple(cell[levels.floor, :2].T)] = True

    def look(
        self, points: np.ndarray, way: np.ndarray, top: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(N,) bool each: whether (N, 2) ways meet a surface, something above `top`, floor."""
        level, higher, floor = np.zeros((3, len(points)), dtype=bool)
        layer = self._cells(points)[:, 2]
        for distance in np.arange(_FROM, _TO + 1e-9, _CELL):
            column = self._cells(points[:, :2] + distance * way)
            there = ((column >= 0) & (column < self._shape[:2])).all(axis=1)
            x, y = np.where(there[:, None], column, 0).T
            level |= there & self._solid[x, y, layer]
            if distance <= _NEAR:
                higher |= there & (self._top[x, y] > top)
                floor |= there & self._floor[x, y]
        return level, higher, floor

    def _cells(self, points: np.ndarray) -> np.ndarray:
        origin = self._origin[: points.shape[1]]
        return np.floor((points - origin) / _CELL).astype(np.int64)

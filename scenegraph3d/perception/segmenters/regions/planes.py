"""Floor, ceiling and walls of one picture: the large planes that nothing lies beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .graph import MAX_PLANES, RegionGraph
from .picture import Picture

_EVEN = 0.95  # length of a region's mean normal, from which it is taken for plane
_LEVEL, _UPRIGHT = 0.93, 0.2  # upward part of a normal, at least and at most
_ALIGNED = 0.9  # cosine between the normals of one plane
_CAMERA_CLEARANCE = 0.5  # metres between the camera and a floor or ceiling
_SMALLEST_LEVEL, _SMALLEST_WALL = 0.4, 0.8  # square metres that are seen of them
_THICKNESS, _THICKNESS_GROWTH = 0.03, 0.008  # metres off a plane; the growth is per square metre
_BEYOND, _BEYOND_GROWTH = 0.1, 0.01  # metres, the same of what lies beyond a plane
_BEYOND_SHARE = 0.03  # of the picture, that may lie there: mirrors, windows, doors
_OPEN_ABOVE = 10  # columns of pixels of the reduced picture
_EVERY = 7  # pixels, of which one is asked whether it lies beyond


@dataclass(frozen=True, eq=False)
class RoomPlane:
    """A plane of the room: `kind` is "floor", "ceiling" or "wall"; its normal points inside."""

    kind: str
    normal: np.ndarray
    offset: float


def find_room_planes(graph: RegionGraph, picture: Picture) -> list[RoomPlane]:
    """Find the planes, at most MAX_PLANES, and mark the regions that lie on them in the graph."""
    finder = _Finder(graph, picture)
    finder.find_level("floor", np.array([0.0, 0.0, 1.0]))
    finder.find_level("ceiling", np.array([0.0, 0.0, -1.0]))
    finder.find_walls()
    return finder.planes


class _Finder:
    def __init__(self, graph: RegionGraph, picture: Picture) -> None:
        self.graph = graph
        self.eye = picture.eye
        self.points = picture.points[picture.known][::_EVERY].astype(np.float64)
        self.center = graph.center
        length = np.linalg.norm(graph.normal, axis=1)
        self.normal = graph.normal / np.maximum(length, 1e-9)[:, None]
        self.even = length > _EVEN
        self.squared_distance = ((self.center - self.eye) ** 2).sum(axis=1)
        self.planes: list[RoomPlane] = []

    @property
    def free(self) -> np.ndarray:
        """(R,) bool, on no plane yet."""
        return np.all(self.graph.on_plane == 0, axis=1)

    def find_level(self, kind: str, inside: np.ndarray) -> None:
        """The outermost level that faces the camera with nothing beyond it."""
        facing = self.even & (self.normal @ inside > _LEVEL)
        facing &= (self.eye - self.center) @ inside > _CAMERA_CLEARANCE
        for seed in np.flatnonzero(facing)[np.argsort(self.center[facing] @ inside)]:
            offset = float(self.center[seed] @ inside)
            if self._share_beyond(inside, offset, seed) > _BEYOND_SHARE:
                return
            rows = facing & self._near(inside, offset)
            if self.graph.area[rows].sum() > _SMALLEST_LEVEL:
                self._add(kind, inside, self._mean_offset(inside, rows))
                return

    def find_walls(self) -> None:
        """Upright planes with nothing behind them, the largest regions first."""
        upright = self.even & (np.abs(self.normal[:, 2]) < _UPRIGHT)
        for seed in np.argsort(-self.graph.area * upright):
            if not upright[seed] or len(self.planes) == MAX_PLANES:
                return
            if not self.free[seed]:
                continue
            inside = self.normal[seed] * [1, 1, 0]
            inside /= np.linalg.norm(inside)
            offset = float(self.center[seed] @ inside)
            rows = self.free & self._near(inside, offset) & (self.normal @ inside > _ALIGNED)
            if self.graph.area[rows].sum() < _SMALLEST_WALL or not self._rises(rows):
                continue
            if self._share_beyond(inside, offset, seed) < _BEYOND_SHARE:
                self._add("wall", inside, self._mean_offset(inside, rows))

    def _near(self, inside: np.ndarray, offset: float) -> np.ndarray:
        off = np.abs(self.center @ inside - offset)
        return off < _THICKNESS + _THICKNESS_GROWTH * self.squared_distance

    def _rises(self, rows: np.ndarray) -> bool:
        """Whether they end above the eye, or above the picture: cupboards often do not."""
        above_eye = self.graph.top[rows].max() > self.eye[2]
        return bool(above_eye or self.graph.open_above[rows].sum() >= _OPEN_ABOVE)

    def _mean_offset(self, inside: np.ndarray, rows: np.ndarray) -> float:
        return float(np.average(self.center[rows] @ inside, weights=self.graph.area[rows]))

    def _share_beyond(self, inside: np.ndarray, offset: float, seed: int) -> float:
        depth = _BEYOND + _BEYOND_GROWTH * self.squared_distance[seed]
        return float((self.points @ inside < offset - depth).mean())

    def _add(self, kind: str, inside: np.ndarray, offset: float) -> None:
        rows = self.free & self._near(inside, offset) & (self.normal @ inside > _ALIGNED)
        self.graph.on_plane[rows, len(self.planes)] = self.graph.pixels[rows]
        self.planes.append(RoomPlane(kind, inside, offset))

"""Pieces of walls in; windows, boards and pictures, framed by wall, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..colors import oklab_from_rgb
from .groups import Groups
from .joining import COLOR_UNITS
from .levels import Levels
from .working_cloud import WorkingCloud

_CELL = 0.1  # metres of the grid that pictures are looked at in
_BESIDE = 3  # cells to the wall beside a panel
_FRAMED_SIDES, _FRAMED_SHARE = 3, 0.4  # of the four; of the side's length
_SHEET = 0.15  # metres before and behind a panel, of the wall it is in
_SAME_SIDE = 0.3  # cosine between the normals of a panel and its wall
_RING = 0.25  # metres from a panel to the wall that it is compared with
_FEWEST_RING = 10  # points
_EDGE = 3.0  # percentiles left out at either side
_LEAST_AREA, _LARGEST_AREA = 0.15, 4.0  # square metres
_LEAST_SIDE = 0.25  # metres
_FILL = (0.6, 1.7)  # of its rectangle; areas of sparse points are rough
# Light makes steps of 20 on real walls; 70 is black to white.
_OTHER_COLOR = 30.0
_STICKS_OUT, _ITS_COLOR = 0.03, 20.0  # metres, and the colour that is then enough


@dataclass(frozen=True, eq=False)
class _Face:
    """A piece of wall and the wall beside it, looked at straight on, in cells."""

    rows: np.ndarray  # of the cloud
    normal: np.ndarray  # (2,)
    own: np.ndarray  # (H, W) bool
    wall: np.ndarray  # (H, W) bool
    beside: np.ndarray  # rows of the cloud: the wall beside it


def find_panels(
    cloud: WorkingCloud, levels: Levels, wall: np.ndarray, pieces: Groups
) -> np.ndarray:
    """(G,) bool: which pieces of wall are framed by wall of another colour.

    Args:
        cloud: V points.
        levels: theirs.
        wall: (V,) bool.
        pieces: G pieces of one colour that the walls are cut into.
    """
    found = np.zeros(len(pieces), dtype=bool)
    if cloud.colors is None:
        return found
    on_wall = np.flatnonzero(wall)
    lab = oklab_from_rgb(cloud.colors[on_wall]) * COLOR_UNITS
    color = np.zeros((len(cloud), 3))
    color[on_wall] = lab
    height = pieces.high - pieces.low
    fits = (pieces.area > _LEAST_AREA) & (pieces.area < _LARGEST_AREA) & (height > _LEAST_SIDE)
    for row in np.flatnonzero(fits):
        face = _look_at(cloud, levels, pieces, int(row), on_wall)
        along = cloud.points[face.rows, :2] @ [-face.normal[1], face.normal[0]]
        width = float(np.ptp(np.percentile(along, [_EDGE, 100 - _EDGE])))
        fill = pieces.area[row] / max(width * height[row], 1e-9)
        if width > _LEAST_SIDE and _FILL[0] < fill < _FILL[1] and _is_framed(face):
            found[row] = _stands_out(cloud, color, face)
    return found


def _look_at(
    cloud: WorkingCloud, levels: Levels, pieces: Groups, row: int, on_wall: np.ndarray
) -> _Face:
    rows = pieces.rows[row]
    normal = cloud.normals[rows, :2].mean(axis=0)
    normal /= max(float(np.hypot(*normal)), 1e-9)
    off = (cloud.points[on_wall, :2] - cloud.points[rows, :2].mean(axis=0)) @ normal
    beside = (np.abs(off) < _SHEET) & (cloud.normals[on_wall, :2] @ normal > _SAME_SIDE)
    beside = on_wall[beside & (pieces.number[on_wall] != row)]
    axis = np.array([-normal[1], normal[0]])

    def cells(of: np.ndarray) -> np.ndarray:
        both = np.column_stack([levels.height[of], cloud.points[of, :2] @ axis])
        return np.floor(both / _CELL).astype(np.int64)

    own, other = cells(rows), cells(beside)
    low = own.min(axis=0) - _BESIDE
    shape = own.max(axis=0) - low + 1 + _BESIDE
    other = other - low
    other = other[((other >= 0) & (other < shape)).all(axis=1)]
    images = np.zeros((2, *shape), dtype=bool)
    images[0][tuple((own - low).T)] = True
    images[1][tuple(other.T)] = True
    return _Face(rows, normal, images[0], images[1], beside)


def _is_framed(face: _Face) -> bool:
    views = [(face.own, face.wall), (face.own.T, face.wall.T)]
    views += [(own[:, ::-1], wall[:, ::-1]) for own, wall in views]
    sides = [_share_beside(own, wall) for own, wall in views]
    return sum(share >= _FRAMED_SHARE for share in sides) >= _FRAMED_SIDES


def _share_beside(own: np.ndarray, wall: np.ndarray) -> float:
    """Share of the rows of (H, W) images in which there is wall just left of the panel."""
    taken = np.flatnonzero(own.sum(axis=1) >= 2)
    if not len(taken):
        return 0.0
    first = own[taken].argmax(axis=1)
    columns = first[:, None] - np.arange(_BESIDE + 1)
    return float(wall[taken[:, None], np.maximum(columns, 0)].any(axis=1).mean())


def _stands_out(cloud: WorkingCloud, color: np.ndarray, face: _Face) -> bool:
    """Whether a panel's colour is not that of the wall around it, or it sticks out."""
    if not len(face.beside):
        return False
    near = cKDTree(cloud.points[face.rows]).query(cloud.points[face.beside])[0]
    ring = face.beside[np.asarray(near) < _RING]
    if len(ring) < _FEWEST_RING:
        return False
    change = np.median(color[face.rows], axis=0) - np.median(color[ring], axis=0)
    difference = float(np.linalg.norm(change))
    origin = cloud.points[ring, :2].mean(axis=0)
    out = float(np.median((cloud.points[face.rows, :2] - origin) @ face.normal))
    return difference > _OTHER_COLOR or (out > _STICKS_OUT and difference > _ITS_COLOR)

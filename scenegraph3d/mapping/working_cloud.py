"""A cloud in, the same thinned to one point a voxel and cut into superpoints out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..records import PointCloud
from .neighbours import find_neighbours
from .normals import face_viewers, plane_normals
from .superpoints import cut_cloud

FEWEST_POINTS = 50  # that have structure or make an object
_RESOLUTION_SHARE = 0.005  # of the cloud's diagonal, dev: 3 cm in rooms, 6 mm on tables
_FINEST, _COARSEST = 0.004, 0.03  # metres; finer is noise of depth cameras


@dataclass(frozen=True, eq=False)
class WorkingCloud:
    """V points about evenly spread over the surfaces of a cloud of N points.

    Attributes:
        points: (V, 3) float64 metres, z up, turned so that equal scenes look equal.
        normals: (V, 3) float64 unit, towards where a scanner may have stood.
        colors: (V, 3) float64 RGB 0..255, or None.
        area: (V,) square metres that each point stands for.
        edges: (E, 2) int64 rows of neighbours.
        superpoint: (V,) int64 numbers 0..S-1.
        resolution: metres; at most one point in a cube of this edge.
        row: (N,) int64 row of the working point that stands for each point of the cloud.
    """

    points: np.ndarray
    normals: np.ndarray
    colors: np.ndarray | None
    area: np.ndarray
    edges: np.ndarray
    superpoint: np.ndarray
    resolution: float
    row: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    def turned(self, rotation: np.ndarray, origin: np.ndarray) -> WorkingCloud:
        """The same, moved to another origin and then turned by (3, 3) `rotation`."""
        points, normals = (self.points - origin) @ rotation.T, self.normals @ rotation.T
        return replace(self, points=points, normals=normals)


def thin_cloud(cloud: PointCloud) -> WorkingCloud:
    """Average a cloud of at least 2 points over voxels and look up what lies around each.

    The voxels are laid along the cloud's main directions seen from above, so that turning,
    moving or reordering the cloud changes nothing but rounding.
    """
    points = cloud.points.astype(np.float64)
    turn = _main_directions(points)
    points = (points - points.mean(axis=0)) @ turn.T
    resolution = _resolution(points)
    voxel = np.floor((points - points.min(axis=0)) / resolution).astype(np.int64)
    span = voxel.max(axis=0) + 1
    key = (voxel[:, 0] * span[1] + voxel[:, 1]) * span[2] + voxel[:, 2]
    row, count = np.unique(key, return_inverse=True, return_counts=True)[1:]
    thinned = _mean(points, row, count)
    colors = None if cloud.colors is None else _mean(cloud.colors, row, count)
    around = find_neighbours(thinned)
    if cloud.normals is None:
        normals = face_viewers(thinned, plane_normals(thinned, around.rows))
    else:
        normals = _unit(_mean(cloud.normals @ turn.T, row, count))
    superpoint = cut_cloud(thinned, normals, colors, around.edges)
    return WorkingCloud(
        thinned, normals, colors, around.area, around.edges, superpoint, resolution, row
    )


def _main_directions(points: np.ndarray) -> np.ndarray:
    """(3, 3) turn about z that lays the widest direction seen from above along x."""
    centered = points[:, :2] - points[:, :2].mean(axis=0)
    along = np.linalg.eigh(centered.T @ centered)[1][:, 1]
    if ((centered @ along) ** 3).sum() < 0:  # The longer tail tells the two ends apart.
        along = -along
    return np.array([[along[0], along[1], 0], [-along[1], along[0], 0], [0, 0, 1.0]])


def _resolution(points: np.ndarray) -> float:
    """Metres; the diagonal is that of an evenly filled box with the spread of the points."""
    diagonal = np.sqrt(12 * points.var(axis=0).sum())
    return float(np.clip(_RESOLUTION_SHARE * diagonal, _FINEST, _COARSEST))


def _mean(values: np.ndarray, row: np.ndarray, count: np.ndarray) -> np.ndarray:
    columns = [np.bincount(row, column.astype(np.float64)) for column in values.T]
    return np.stack(columns, axis=1) / count[:, None]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)

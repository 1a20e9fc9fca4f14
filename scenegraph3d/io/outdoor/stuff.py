"""Stuff (road, grass, walls): labelled points in, DBSCAN clusters of a bounded size out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from ...records.checks import check_finite, check_shape


@dataclass(frozen=True)
class StuffSettings:
    """How stuff is clustered.

    Attributes:
        voxel_size: points of one class in a voxel of this edge count as one, metres; so density
            does not depend on how near the scanner drove by.
        radius: voxels this near to each other are neighbours, metres.
        least_neighbours: voxels within the radius, its own included, that make a voxel a core.
        least_voxels: smaller clusters are noise.
        piece: longest side of a node, metres; what is wider is cut into equal parts.
    """

    voxel_size: float = 0.4
    radius: float = 1.0
    least_neighbours: int = 4
    least_voxels: int = 8
    piece: float = 25.0

    def __post_init__(self) -> None:
        for name in ("voxel_size", "radius", "piece"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be positive metres, got {value}")
        if self.radius < self.voxel_size:
            raise ValueError(
                f"radius must be at least the voxel_size {self.voxel_size}, got {self.radius}"
            )


def cluster_stuff(
    points: np.ndarray, kind: np.ndarray, settings: StuffSettings | None = None
) -> np.ndarray:
    """Group points of one class that lie together: DBSCAN on voxels, then pieces.

    Args:
        points: (N, 3) metres.
        kind: (N,) int64 class of each point; only points of one class go together.
        settings: sizes; the defaults suit street scans.

    Returns:
        (N,) int64 number of each point's cluster, from 0 and without gaps, ordered by class;
        -1 for noise.

    Raises:
        ValueError: shapes that do not fit, or coordinates that are not finite.
    """
    settings = settings or StuffSettings()
    check_shape("points", points, (None, 3))
    check_shape("kind", kind, (len(points),))
    check_finite("points", points)
    cluster = np.full(len(points), -1, dtype=np.int64)
    count = 0
    for one in np.unique(kind):
        rows = np.flatnonzero(kind == one)
        found = _cluster(points[rows].astype(np.float64), settings)
        cluster[rows] = np.where(found >= 0, found + count, -1)
        count = max(count, int(cluster[rows].max(initial=-1)) + 1)
    return cluster


def _cluster(points: np.ndarray, settings: StuffSettings) -> np.ndarray:
    """(N,) clusters of the points of one class, -1 for noise."""
    at = np.floor((points - points.min(axis=0)) / settings.voxel_size).astype(np.int64)
    voxels, of_point = _unique_rows(at)
    centers = (voxels + 0.5) * settings.voxel_size
    found = _pieces(centers, _dbscan(centers, settings), settings)
    return found[of_point]


def _unique_rows(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of (N, 3) numbers from 0 up, and the row that each one is."""
    sides = at.max(axis=0) + 1
    key = (at[:, 0] * sides[1] + at[:, 1]) * sides[2] + at[:, 2]
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return at[first], inverse.reshape(-1)


def _dbscan(centers: np.ndarray, settings: StuffSettings) -> np.ndarray:
    """(V,) cluster of each voxel: cores that touch go together, the rest joins its nearest core."""
    tree = cKDTree(centers)
    pairs = tree.query_pairs(settings.radius, output_type="ndarray")
    neighbours = 1 + np.bincount(pairs.ravel(), minlength=len(centers))
    core = neighbours >= settings.least_neighbours
    cluster = np.full(len(centers), -1, dtype=np.int64)
    if not core.any():
        return cluster
    a, b = pairs[core[pairs].all(axis=1)].T
    ones, count = np.ones(len(a), dtype=bool), len(core)
    links = sparse.coo_matrix((ones, (a, b)), shape=(count, count))
    _, component = csgraph.connected_components(links, directed=False)
    _, cluster[core] = np.unique(component[core], return_inverse=True)
    rows = np.flatnonzero(core)
    gap, nearest = cKDTree(centers[core]).query(centers[~core])
    cluster[~core] = np.where(gap <= settings.radius, cluster[rows[nearest]], -1)
    return cluster


def _pieces(centers: np.ndarray, cluster: np.ndarray, settings: StuffSettings) -> np.ndarray:
    """(V,) clusters cut to the longest side, without gaps in their numbers; small ones are -1."""
    held = np.flatnonzero(cluster >= 0)
    found = np.full(len(centers), -1, dtype=np.int64)
    if not len(held):
        return found
    number, flat = cluster[held], centers[held, :2]
    low, high = np.full((number.max() + 1, 2), np.inf), np.full((number.max() + 1, 2), -np.inf)
    np.minimum.at(low, number, flat)
    np.maximum.at(high, number, flat)
    span = high - low + settings.voxel_size
    parts = np.ceil(span / settings.piece - 1e-9)
    place = np.floor((flat - low[number] + settings.voxel_size / 2) / (span / parts)[number])
    key = np.column_stack([number, np.minimum(place, parts[number] - 1).astype(np.int64)])
    _, piece = _unique_rows(key)
    large = np.bincount(piece) >= settings.least_voxels
    renumbered = np.where(large, np.cumsum(large) - 1, -1)
    found[held] = renumbered[piece]
    return found

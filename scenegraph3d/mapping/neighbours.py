"""Points in, the nearest others of each and the surface it stands for out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

NUM_NEIGHBOURS = 15  # of each point, at most; their plane gives its normal
_AREA_NEIGHBOUR = 8  # the circle through it holds so many points
_GREATEST_AREA = 95  # percentile; stray points stand for no more surface than others
_EDGE_NEIGHBOURS = 7  # of each point, that edges join it with
_EDGE_REACH = 2.0  # of the median distance to the last of them


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The surroundings of N points.

    Attributes:
        rows: (N, K) int64 rows of the nearest other points, nearest first; K is 15 or N - 1.
        distance: (N, K) metres.
        area: (N,) square metres of surface that each point stands for.
        edges: (E, 2) int64 rows of points close to each other, each pair once, smaller row first.
    """

    rows: np.ndarray
    distance: np.ndarray
    area: np.ndarray
    edges: np.ndarray


def find_neighbours(points: np.ndarray) -> Neighbours:
    """Look up the nearest others of (N, 3) points."""
    count = min(NUM_NEIGHBOURS, len(points) - 1)
    if count < 1:
        nothing = np.zeros((len(points), 0))
        edges = np.zeros((0, 2), dtype=np.int64)
        return Neighbours(nothing.astype(np.int64), nothing, np.zeros(len(points)), edges)
    nearest = [*range(2, count + 2)]  # The first is the point itself.
    distance, rows = cKDTree(points).query(points, k=nearest, workers=-1)
    distance, rows = np.asarray(distance), np.asarray(rows)
    last = min(_AREA_NEIGHBOUR, count)
    area = np.pi * distance[:, last - 1] ** 2 / last
    area = np.minimum(area, np.percentile(area, _GREATEST_AREA))
    return Neighbours(rows, distance, area, _edges(rows, distance))


def connected(num_points: int, edges: np.ndarray) -> np.ndarray:
    """(N,) number of the piece that each point is in when (E, 2) edges hold them together."""
    ones = np.ones(len(edges), dtype=bool)
    graph = coo_matrix((ones, (edges[:, 0], edges[:, 1])), shape=(num_points, num_points))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def nearest_of(
    points: np.ndarray, those: np.ndarray, *, reach: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of points within reach of those, the nearest of those to each, and the distance.

    Args:
        points: (N, 3) metres.
        those: (N,) bool.
        reach: metres.
    """
    on = np.flatnonzero(those)
    if not len(on):
        return on, on, np.zeros(0)
    # Without a bound the search from far points takes seconds.
    distance, found = cKDTree(points[on]).query(points, distance_upper_bound=reach, workers=-1)
    distance, found = np.asarray(distance), np.asarray(found)
    near = np.flatnonzero(np.isfinite(distance))
    return near, on[found[near]], distance[near]


def _edges(rows: np.ndarray, distance: np.ndarray) -> np.ndarray:
    count = min(_EDGE_NEIGHBOURS, rows.shape[1])
    near = distance[:, :count] <= _EDGE_REACH * np.median(distance[:, count - 1])
    start, end = np.nonzero(near)[0], rows[:, :count][near]
    low, high = np.minimum(start, end), np.maximum(start, end)
    key = np.unique(low * len(rows) + high)
    return np.stack(np.divmod(key, len(rows)), axis=1)

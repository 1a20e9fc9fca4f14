"""The group each point voted for in, the same made smooth by superpoints and neighbours out."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree


def smooth_by_superpoint(
    point_group: np.ndarray, superpoint: np.ndarray, least_share: float
) -> np.ndarray:
    """Give all points of a superpoint the group that most of them have, where that is clear.

    Args:
        point_group: (N,) int64, -1 for none, which counts as a group.
        superpoint: (N,) int64 number of each point's superpoint; negative ones have none.
        least_share: of the superpoint's points that must have the group.

    Returns:
        (N,) int64 group of each point.
    """
    patched = np.flatnonzero(superpoint >= 0)
    if not len(patched):
        return point_group
    num_groups = int(point_group.max()) + 2
    cells, counts = np.unique(
        superpoint[patched].astype(np.int64) * num_groups + point_group[patched] + 1,
        return_counts=True,
    )
    patch, group = cells // num_groups, cells % num_groups - 1
    size = np.bincount(patch, counts)
    clear = counts >= least_share * size[patch]
    winner = np.full(len(size), -2, dtype=np.int64)
    winner[patch[clear]] = group[clear]
    smooth = point_group.copy()
    smooth[patched] = winner[superpoint[patched]]
    return np.where(smooth == -2, point_group, smooth)


def fill_unseen(
    points: np.ndarray, point_group: np.ndarray, seen: np.ndarray, reach: float
) -> np.ndarray:
    """Give points that no view shows the group of the nearest one that a view shows.

    Args:
        points: (N, 3) metres.
        point_group: (N,) int64, -1 for none.
        seen: (N,) bool, points that some view shows.
        reach: metres; points farther from every seen one have no group.

    Returns:
        (N,) int64 group of each point.
    """
    filled = point_group.copy()
    unseen = np.flatnonzero(~seen & (point_group < 0))
    if len(unseen) and seen.any():
        known = np.flatnonzero(seen)
        distance, nearest = cKDTree(points[known]).query(points[unseen], distance_upper_bound=reach)
        near = np.isfinite(np.asarray(distance))
        filled[unseen[near]] = point_group[known[np.asarray(nearest)[near]]]
    return filled

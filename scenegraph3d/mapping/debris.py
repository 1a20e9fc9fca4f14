"""Groups in; fragments join what they touch, and scraps of walls are no objects."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix

from ..config import GroupingSettings
from .backs import Backs
from .groups import Groups, measure_groups, renumbered
from .levels import Levels
from .walls import Walls
from .working_cloud import WorkingCloud

# Strips along walls: skirting boards, rails, slats of blinds, what is left of a bent wall.
_BY_WALL = 0.2  # metres from a wall
_BY_WALL_SHARE = 0.5  # of the group
_STRIP_DEPTH = 0.2  # metres before the wall
_STRIP_WIDTH = 0.22  # metres
_LARGEST_STRIP = 0.5  # square metres
_FLUSH = 2.0  # resolutions before the wall; what sticks out no more is wall
_OUTER = 0.5  # with less of the room behind it, it is on the room's bounds
_FAR_FROM_WALL = 0.4  # metres
# Pieces of walls that stand alone.
_UPRIGHT_SHARE = 0.75
_THIN = 0.15  # metres
_THIN_TILT = 0.3  # |z| of the thin axis
_LEAST_PIECE = 0.2  # square metres
_HIGHER = 0.6  # furniture has more that reaches higher behind it


def attach_fragments(
    cloud: WorkingCloud, levels: Levels, number: np.ndarray, settings: GroupingSettings
) -> np.ndarray:
    """Join groups that are too small to be objects with the large one they touch most.

    Returns:
        (V,) int64 groups.
    """
    groups = measure_groups(cloud, levels, number)
    small = _too_small(cloud, groups, settings)
    ends = number[cloud.edges]
    ends = ends[(ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1])]
    ends = np.concatenate([ends, ends[:, ::-1]])
    ends = ends[small[ends[:, 0]] & ~small[ends[:, 1]]]
    shape = (len(groups), len(groups))
    touches = coo_matrix((np.ones(len(ends)), tuple(ends.T)), shape=shape).tocsr()
    into = np.arange(len(groups))
    for row in np.flatnonzero(small):
        touched = touches[[int(row)]]
        if touched.nnz and touched.data.max() >= np.sqrt(len(groups.rows[row])):
            into[row] = touched.indices[touched.data.argmax()]
    return renumbered(np.where(number >= 0, np.append(into, -1)[number], -1))


def drop_scraps(
    cloud: WorkingCloud,
    levels: Levels,
    walls: Walls,
    backs: Backs,
    number: np.ndarray,
    settings: GroupingSettings,
) -> np.ndarray:
    """Leave out groups that are too small, strips along walls and pieces of walls.

    Returns:
        (V,) int64 groups, -1 for points of none.
    """
    groups = measure_groups(cloud, levels, number)
    scrap = _too_small(cloud, groups, settings)
    scrap |= _strips(cloud, groups, walls, backs)
    scrap |= _wall_pieces(cloud, groups, backs)
    return renumbered(np.where((number >= 0) & ~np.append(scrap, True)[number], number, -1))


def _too_small(cloud: WorkingCloud, groups: Groups, settings: GroupingSettings) -> np.ndarray:
    least = settings.min_cells * cloud.resolution**2
    return (groups.count < settings.min_points) | (groups.area < least)


def _strips(cloud: WorkingCloud, groups: Groups, walls: Walls, backs: Backs) -> np.ndarray:
    if not walls.wall.any():
        return np.zeros(len(groups), dtype=bool)
    near = groups.mean(cloud, walls.distance < _BY_WALL) > _BY_WALL_SHARE
    depth = np.array(
        [np.percentile(walls.offset[rows], 90, method="nearest") for rows in groups.rows]
    )
    apart = np.array([np.median(walls.distance[rows]) for rows in groups.rows])
    near &= (depth < _STRIP_DEPTH) & (apart < _FAR_FROM_WALL) & (groups.area < _LARGEST_STRIP)
    narrow = np.sort(groups.sides, axis=1)[:, 1] < _STRIP_WIDTH
    narrow |= depth < _FLUSH * cloud.resolution
    return near & (narrow | (groups.mean(cloud, backs.inner) < _OUTER))


def _wall_pieces(cloud: WorkingCloud, groups: Groups, backs: Backs) -> np.ndarray:
    thin = (groups.sides[:, 0] < _THIN) & (np.abs(groups.thin_axis[:, 2]) < _THIN_TILT)
    flat = thin & (groups.upright > _UPRIGHT_SHARE) & (groups.area > _LEAST_PIECE)
    return flat & (groups.mean(cloud, backs.higher) < _HIGHER)

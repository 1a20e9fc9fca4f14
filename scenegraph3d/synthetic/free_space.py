"""Where a person can stand: cells of the floor that furniture, walls and doors leave free."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from .collision import Solids, join_solids, part_solids
from .house import House, Room

CELL = 0.1  # metres, between neighbouring cells
_STEP_OVER, _HEAD = 0.1, 1.8  # metres above the floor: what lies lower or higher is in no way
_CLEARANCES = (0.35, 0.25, 0.2)  # metres to anything in the way; the next where a room is full
_FEWEST = 8  # cells that are worth a walk
_MAX_CELLS = 4_000_000


def free_cells_of_room(house: House, room: Room) -> np.ndarray:
    """(K, 2) middles of connected free cells of one room, metres, world, K at least 1."""
    low, high = room.rectangle[:2], room.rectangle[2:]
    cells, shape = _cells(low, high)
    solids = join_solids([part_solids(thing) for thing in house.things])
    distance = _distance_to_solids(cells, _in_the_way(solids, room.floor_z))
    inside = np.minimum(cells - low, high - cells).min(axis=1)
    return _largest_free(cells, np.minimum(distance, inside), shape)


def free_cells_of_points(points: np.ndarray, floor_z: float) -> np.ndarray:
    """(K, 2) middles of connected free cells of a scanned room, metres, world, K at least 1.

    Args:
        points: (N, 3) surface points, metres, world, z up.
        floor_z: height of the floor, metres.

    Raises:
        ValueError: where no floor is free.
    """
    cells, shape = _cells(points[:, :2].min(axis=0), points[:, :2].max(axis=0))
    height = points[:, 2] - floor_z
    blocking = points[(height > _STEP_OVER) & (height < _HEAD), :2]
    floor = points[np.abs(height) <= _STEP_OVER, :2]
    if not len(floor):
        raise ValueError(f"points must have a floor at z = {floor_z:.2f} m, got none there")
    away = _nearest(cells, blocking)
    # A cell without floor under it is outside the room, or was never scanned.
    return _largest_free(cells, np.where(_nearest(cells, floor) < CELL, away, 0.0), shape)


def shortest_path(cells: np.ndarray, start: int, end: int) -> np.ndarray:
    """Rows of (K, 2) connected cells on the shortest way from one row to another, both named."""
    pairs = cKDTree(cells).query_pairs(1.5 * CELL, output_type="ndarray")
    length = np.linalg.norm(cells[pairs[:, 0]] - cells[pairs[:, 1]], axis=1)
    graph = coo_matrix((length, tuple(pairs.T)), shape=(len(cells), len(cells)))
    _, before = dijkstra(
        graph.tocsr(), directed=False, indices=np.array(start), return_predecessors=True
    )
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return np.array(path[::-1])


def _cells(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    width, depth = (max(1, int(count)) for count in np.ceil((high - low) / CELL))
    if width * depth > _MAX_CELLS:
        raise ValueError(
            f"a walk must stay within {_MAX_CELLS} cells of {CELL} m, got {width} x {depth}"
        )
    x, y = np.meshgrid(np.arange(width), np.arange(depth), indexing="ij")
    return low + (np.stack([x.ravel(), y.ravel()], axis=1) + 0.5) * CELL, (width, depth)


def _in_the_way(solids: Solids, floor_z: float) -> Solids:
    bottom, top = solids.center[:, 2] - solids.half[:, 2], solids.center[:, 2] + solids.half[:, 2]
    return solids[(top > floor_z + _STEP_OVER) & (bottom < floor_z + _HEAD)]


def _distance_to_solids(cells: np.ndarray, solids: Solids) -> np.ndarray:
    """(K,) metres from each cell to the nearest footprint, 0 within one."""
    nearest = np.full(len(cells), np.inf)
    for center, half, yaw in zip(solids.center, solids.half, solids.yaw, strict=True):
        c, s = np.cos(yaw), np.sin(yaw)
        local = np.abs((cells - center[:2]) @ np.array([[c, -s], [s, c]]))
        outside = np.maximum(local - half[:2], 0)
        nearest = np.minimum(nearest, np.hypot(outside[:, 0], outside[:, 1]))
    return nearest


def _nearest(cells: np.ndarray, points: np.ndarray) -> np.ndarray:
    if not len(points):
        return np.full(len(cells), np.inf)
    return np.asarray(cKDTree(points).query(cells)[0])


def _largest_free(cells: np.ndarray, distance: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The largest connected part of the cells, with as much clearance as leaves room to walk."""
    best = np.zeros(0, dtype=np.int64)
    for clearance in _CLEARANCES:
        labels, _ = ndimage.label((distance >= clearance).reshape(shape))
        counts = np.bincount(labels.ravel())[1:]
        if len(counts):
            best = np.flatnonzero(labels.ravel() == 1 + counts.argmax())
        if len(best) >= _FEWEST:
            return cells[best]
    if not len(best):
        raise ValueError("a walk must have free floor to stand on, got none")
    return cells[best]

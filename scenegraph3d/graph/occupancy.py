"""A storey's points as a plan of cells: what is free to stand in, and which room each cell is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .heading import heading_of_points
from .partition import WALL_BAND, free_of_surfaces, rooms_from_free_space

_CELL = 0.1  # metres
_LAYER = 0.2  # metres, height of a voxel
_MOST_CELLS = 400  # on a side; a larger scene gets larger cells
_MARGIN = 2  # cells
_TOP = 3.0  # metres above the floor, beyond which nothing is looked at


@dataclass(frozen=True, eq=False)
class Plan:
    """A storey seen from above, turned so that its walls run along the axes.

    Attributes:
        R_plan_world: (2, 2) rotation.
        origin: (2,) corner of cell (0, 0), plan, metres.
        cell: side of a cell, metres.
        region: (X, Y) int64 number of the room at each cell, from 1; 0 for none.
    """

    R_plan_world: np.ndarray
    origin: np.ndarray
    cell: float
    region: np.ndarray

    @property
    def num_regions(self) -> int:
        """How many rooms there are."""
        return int(self.region.max(initial=0))

    def region_at(self, points: np.ndarray) -> np.ndarray:
        """(N,) the room at or nearest to each of (N, 2) world points; there must be a room."""
        where = ndimage.distance_transform_edt(
            self.region == 0, return_distances=False, return_indices=True
        )
        at = np.floor((points @ self.R_plan_world.T - self.origin) / self.cell).astype(np.int64)
        at = np.clip(at, 0, np.array(self.region.shape) - 1)
        nearest = np.asarray(where)[:, at[:, 0], at[:, 1]]
        return self.region[nearest[0], nearest[1]]

    def span(self, region: int) -> tuple[np.ndarray, np.ndarray]:
        """(2,) low and (2,) high corner of one room, plan, metres."""
        cells = np.argwhere(self.region == region)
        first, last = cells.min(axis=0), cells.max(axis=0)
        return self.origin + first * self.cell, self.origin + (last + 1) * self.cell


def plan_of_points(points: np.ndarray, solid: np.ndarray, floor_z: float) -> Plan:
    """Part one storey into rooms by its points.

    Args:
        points: (N, 3) of that storey, metres, world; N >= 1.
        solid: (N,) bool, may lie on a wall: not on furniture.
        floor_z: height of the floor, metres.

    Returns:
        The plan with its rooms.
    """
    height = points[:, 2] - floor_z
    in_band = solid & (height > WALL_BAND[0]) & (height < WALL_BAND[1])
    R_plan_world = heading_of_points(points[in_band, :2].astype(np.float64))
    flat = points[:, :2].astype(np.float64) @ R_plan_world.T
    cell = max(_CELL, float(np.ptp(flat, axis=0).max()) / _MOST_CELLS)
    origin = flat.min(axis=0) - (_MARGIN + 0.5) * cell  # gridded points fall in cells' middles
    at = np.floor((flat - origin) / cell).astype(np.int64)
    layer = np.clip(np.floor(height / _LAYER) + 1, 0, np.ceil(_TOP / _LAYER)).astype(np.int64)
    shape = (*(at.max(axis=0) + 1 + _MARGIN), int(np.ceil(_TOP / _LAYER)) + 1)
    seen, wall = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    seen[at[:, 0], at[:, 1], layer] = True
    wall[at[in_band, 0], at[in_band, 1], layer[in_band]] = True
    middles = (np.arange(shape[2]) - 0.5) * _LAYER
    return Plan(
        R_plan_world,
        origin,
        cell,
        rooms_from_free_space(free_of_surfaces(seen, wall, middles), cell),
    )

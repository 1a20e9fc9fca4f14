"""Where one can stand: samples and the height of the ground go in, three states come out."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..geometry.map_grid import MapGrid
from .bev_map import FREE, OCCUPIED, UNKNOWN
from .samples import Samples

STEP = 0.1  # metres above the ground that a foot or wheel passes over
HEAD = 1.9  # metres above the ground, under which what hangs is in the way
_CELL = 1.0  # metres, in which the ground counts as flat


def occupancy_of(
    samples: Samples, is_ground: np.ndarray, grid: MapGrid, *, floor_z: float
) -> np.ndarray:
    """(H * W,) uint8: OCCUPIED by what lies between step and head height, FREE, or UNKNOWN.

    Args:
        samples: S samples on the grid.
        is_ground: (S,) bool, which lie on something named ground.
        grid: the map.
        floor_z: height of the ground where none was seen, metres.
    """
    state = np.full(grid.width * grid.height, UNKNOWN, dtype=np.uint8)
    if len(samples) == 0:
        return state
    ground = _ground_height(samples, is_ground, grid, floor_z)
    above = samples.top - ground
    under = above if samples.bottom is samples.top else samples.bottom - ground
    state[samples.pixel[(np.abs(above) <= STEP) | is_ground]] = FREE
    blocks = (above > STEP) & (under < HEAD)
    blocks &= ~is_ground
    state[samples.pixel[blocks]] = OCCUPIED
    return state


def _ground_height(
    samples: Samples, is_ground: np.ndarray, grid: MapGrid, floor_z: float
) -> np.ndarray | np.float32:
    """(S,) height of the ground under each sample: the mean of its cell, or of the nearest one."""
    if not is_ground.any():
        return np.float32(floor_z)
    step = max(round(_CELL / grid.resolution), 1)
    width, height = -(-grid.width // step), -(-grid.height // step)
    v, u = np.divmod(np.arange(grid.width * grid.height), grid.width)
    cell_of_pixel = (v // step) * width + u // step
    on_ground = np.flatnonzero(is_ground)
    cell = cell_of_pixel[samples.pixel[on_ground]]
    count = np.bincount(cell, minlength=width * height)
    total = np.bincount(cell, weights=samples.top[on_ground], minlength=width * height)
    mean = (total / np.maximum(count, 1)).astype(np.float32)
    nearest = ndimage.distance_transform_edt(
        (count == 0).reshape(height, width), return_distances=False, return_indices=True
    )
    rows, columns = np.asarray(nearest)
    filled = mean[(rows * width + columns).ravel()]
    return filled[cell_of_pixel][samples.pixel]

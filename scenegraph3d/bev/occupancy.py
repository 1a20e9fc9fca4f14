"""Where one can stand: samples and the height of the ground go in, three states come out."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .bev_map import FREE, OCCUPIED, UNKNOWN
from .canvas import Canvas
from .samples import Samples

STEP = 0.1  # metres above the ground that a foot or wheel passes over
HEAD = 1.9  # metres above the ground, under which what hangs is in the way
_CELL = 1.0  # metres, in which the ground counts as flat
_SAMPLE = 100_000  # samples that its height is taken from


def occupancy_of(
    samples: Samples, is_ground: np.ndarray, canvas: Canvas, *, floor_z: float
) -> np.ndarray:
    """(H * W,) uint8: OCCUPIED by what lies between step and head height, FREE, or UNKNOWN.

    Args:
        samples: S samples on the canvas.
        is_ground: (M + 1,) bool, which rows are named ground; the last is for row -1.
        canvas: the map.
        floor_z: height of the ground where none was seen, metres.
    """
    state = np.full(canvas.num_pixels, UNKNOWN, dtype=np.uint8)
    if len(samples) == 0:
        return state
    on_ground = is_ground[samples.row]
    ground = _ground_height(samples, on_ground, canvas, floor_z)[samples.pixel]
    above = samples.top - ground
    under = above if samples.bottom is samples.top else samples.bottom - ground
    opens = (np.abs(above) <= STEP) | on_ground
    blocks = (above > STEP) & (under < HEAD) & ~on_ground
    # No sample does both, so the two add up; a mask or `where` would take five times as long.
    says = opens.view(np.uint8) * np.uint8(FREE) + blocks.view(np.uint8) * np.uint8(OCCUPIED)
    np.maximum.at(state, samples.pixel, says)  # OCCUPIED is the greatest
    return state


def _ground_height(
    samples: Samples, on_ground: np.ndarray, canvas: Canvas, floor_z: float
) -> np.ndarray:
    """(H * W,) float32 height of the ground: the mean of a pixel's cell, or of the nearest one."""
    used = np.flatnonzero(on_ground)
    used = used[:: max(1, len(used) // _SAMPLE)]
    if len(used) == 0:
        return np.full(canvas.num_pixels, floor_z, dtype=np.float32)
    step = max(round(_CELL / canvas.grid.resolution), 1)  # pixels to a cell
    height, width = canvas.shape
    shape = -(-height // step), -(-width // step)
    v, u = np.divmod(samples.pixel[used], width)
    cell = (v // step) * shape[1] + u // step
    count = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    total = np.bincount(cell, weights=samples.top[used], minlength=shape[0] * shape[1])
    nearest = ndimage.distance_transform_edt(
        count == 0, return_distances=False, return_indices=True
    )
    mean = (total.reshape(shape) / np.maximum(count, 1))[tuple(np.asarray(nearest))]
    fine = mean.astype(np.float32).repeat(step, axis=0).repeat(step, axis=1)
    return fine[:height, :width].ravel()

"""Gaps that chance leaves between points: each takes what lies nearest, and no rim grows."""

from __future__ import annotations

from functools import reduce

import numpy as np
from scipy import ndimage

from .top_layer import SAME_SURFACE

MOST_GAP = 6  # pixels; wider gaps stay open
_DENSE = 0.99  # of the neighbours of seen pixels, seen: the rest is rim


def sources(level: np.ndarray) -> np.ndarray:
    """Which pixel each pixel takes its layers from.

    Args:
        level: (H, W) int64 height of the top, in steps of `find_tops`; -1 where nothing is.

    Returns:
        (H, W) int64 numbers v * W + u: a pixel's own; that of the nearest whole surface for a gap
        in it, empty or with something far below showing through; -1 for what stays empty.
    """
    seen = level >= 0
    own = np.where(seen, np.arange(level.size).reshape(level.shape), -1)
    radius = gap_radius(seen)
    if radius == 0:
        return own
    pit = _closed(level, max(radius // 2, 1)) - SAME_SURFACE > level
    whole = seen & ~pit
    gap = pit | (_closed(whole, radius) & ~seen)
    nearest = ndimage.distance_transform_edt(~whole, return_distances=False, return_indices=True)
    v, u = np.asarray(nearest)
    return np.where(gap, v * level.shape[1] + u, own)


def gap_radius(seen: np.ndarray) -> int:
    """Pixels: how wide the gaps are that chance leaves between samples, 0 for dense ones.

    Where points are strewn at m per pixel, a share 1 - exp(-m) of the neighbours of seen pixels
    is seen: that gives m. Surfaces of a scan differ in density, so gaps are closed up to twice
    the radius of the empty discs that are usual at the mean one.

    Args:
        seen: (H, W) bool, the pixels that hold samples.
    """
    across, down = seen[:, 1:] & seen[:, :-1], seen[1:] & seen[:-1]
    pairs = 4 * int(np.count_nonzero(seen))
    both = 2 * int(np.count_nonzero(across) + np.count_nonzero(down))
    if pairs == 0 or both > _DENSE * pairs:
        return 0
    density = -np.log1p(-both / pairs)
    return round(min(2.4 / float(np.sqrt(max(density, 1e-3))), MOST_GAP))


def _closed(layer: np.ndarray, radius: int) -> np.ndarray:
    """A layer whose pits narrower than a square of this radius are filled to their rim."""
    layer = np.pad(layer, 2 * radius, mode="edge")
    for pick in (np.maximum, np.minimum):
        for _ in range(2):  # along one axis and then along the other
            width = layer.shape[1] - 2 * radius
            shifts = [layer[:, k : k + width] for k in range(2 * radius + 1)]
            layer = np.ascontiguousarray(reduce(pick, shifts).T)
    return layer

"""Gaps that chance leaves between points: each takes what lies nearest, and no rim grows."""

from __future__ import annotations

from functools import reduce

import numpy as np
from scipy import ndimage

from .top_layer import SAME_SURFACE

_LOOKED_AT = 0.25  # of the rows and columns, for gaps
MOST_GAP = 12  # pixels; wider gaps stay open
_REACH = 3.2  # over the square root of the samples per pixel: the radius closed, pixels
_USUAL = 0.99  # of the steps from sample to sample


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
    radius = gap_radius(level)
    if radius == 0:
        return own
    pit = _closed(level, max(radius // 2, 1)) - SAME_SURFACE > level
    whole = seen & ~pit
    gap = pit | (_closed(whole, radius) & ~seen)
    nearest = ndimage.distance_transform_edt(~whole, return_distances=False, return_indices=True)
    v, u = np.asarray(nearest)
    return np.where(gap, v * level.shape[1] + u, own)


def gap_radius(level: np.ndarray) -> int:
    """Pixels: how wide the gaps are that sampling leaves in surfaces, 0 where there is none.

    Where samples are strewn at m per pixel, a share 1 - exp(-m) of the pixels next to one of a
    surface shows that surface too, away from its rim: that gives m, and empty discs are about
    1 / sqrt(m) wide. Samples on a lattice leave smaller ones, of half the longest usual step.

    Args:
        level: (H, W) height of the top in steps, -1 where nothing is.
    """
    steps = _steps(level)
    inside, shown = int(steps.sum()), int(steps[1])
    if shown == inside:
        return 0
    density = max(float(-np.log1p(-shown / inside)), 1e-3)
    longest = int(np.searchsorted(np.cumsum(steps), _USUAL * inside))
    return max(min(round(_REACH / np.sqrt(density)), -(-longest // 2), MOST_GAP), 1)


def _steps(level: np.ndarray) -> np.ndarray:
    """(2 * MOST_GAP + 1,) how many pixels have the next one of their surface so many pixels on."""
    steps = np.zeros(2 * MOST_GAP + 1, dtype=np.int64)
    rng = np.random.default_rng(0)  # points may lie on a lattice, which even steps would miss
    for layer in (level, level.T):
        rows = layer[rng.random(len(layer)) < _LOOKED_AT]
        alone = np.ones(rows.shape, dtype=bool)
        for step in range(1, min(2 * MOST_GAP, rows.shape[1] - 1) + 1):
            found = alone & _same_surface(rows, step)
            steps[step] += np.count_nonzero(found)
            alone &= ~found
    return steps


def _same_surface(level: np.ndarray, step: int) -> np.ndarray:
    """(H, W) bool: the pixel `step` further along shows the surface that the pixel itself does."""
    same = np.zeros(level.shape, dtype=bool)
    near, far = level[:, :-step], level[:, step:]
    same[:, :-step] = (near >= 0) & (np.abs(near - far) <= SAME_SURFACE)
    return same


def _closed(layer: np.ndarray, radius: int) -> np.ndarray:
    """A layer whose pits narrower than a square of this radius are filled to their rim."""
    layer = np.pad(layer, 2 * radius, mode="edge")
    for pick in (np.maximum, np.minimum):
        for _ in range(2):  # along one axis and then along the other
            width = layer.shape[1] - 2 * radius
            shifts = [layer[:, k : k + width] for k in range(2 * radius + 1)]
            layer = np.ascontiguousarray(reduce(pick, shifts).T)
    return layer

"""What lies on top in each pixel: samples go in, the winning one and its mean colour come out.

Nothing is sorted. Rank, height and number of a sample are packed into one integer, so that one
pass of `numpy.maximum.at` finds the winner of every pixel.
"""

from __future__ import annotations

import numpy as np

from ..geometry.map_grid import MapGrid
from .samples import Samples

_STEP = 0.001  # metres, by which heights are told apart
_THICKNESS = 0.1  # metres under the top of a pixel whose colours are averaged
_MOST_GAP = 4  # pixels; wider gaps stay open
_DENSE = 0.99  # of the neighbours of seen pixels, seen: the rest is rim
_NUMBER_BITS, _HEIGHT_BITS = 32, 28  # of the packed integer, from below; the rank comes last


def find_tops(samples: Samples, rank: np.ndarray, grid: MapGrid) -> tuple[np.ndarray, np.ndarray]:
    """The winner of each pixel: of the highest rank, and then of the greatest height.

    Args:
        samples: S samples on the grid.
        rank: (S,) int64 from 0 to 7, of each sample.
        grid: the map.

    Returns:
        (H * W,) int64 number of the winning sample, -1 where there is none, and (H * W, 3) uint8
        mean colour of the samples of its rank that lie at most 0.1 m under it, white for none.
    """
    num_pixels = grid.width * grid.height
    top = np.full(num_pixels, -1, dtype=np.int64)
    if len(samples) == 0:
        return top, np.full((num_pixels, 3), 255, dtype=np.uint8)
    level = _levels(samples.top, rank)
    packed = level << _NUMBER_BITS
    packed |= np.arange(len(samples))
    np.maximum.at(top, samples.pixel, packed)
    least = (top >> _NUMBER_BITS) - round(_THICKNESS / _STEP)
    visible = np.flatnonzero(level >= least[samples.pixel])
    color = _mean_colors(samples.pixel[visible], samples.color[visible], num_pixels)
    return np.where(top < 0, -1, top & ((1 << _NUMBER_BITS) - 1)), color


def _levels(height: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """(S,) int64: the rank above the height in millimetres over the lowest sample."""
    lowest = float(height.min())
    above = (height - np.float32(lowest)) / np.float32(_STEP)
    above = np.minimum(above, (1 << _HEIGHT_BITS) - 1).astype(np.int64)
    # A gap under each rank, so that "0.1 m under" never reaches into the one below.
    above += round(_THICKNESS / _STEP)
    return above + (rank << _HEIGHT_BITS)


def _mean_colors(pixel: np.ndarray, color: np.ndarray, num_pixels: int) -> np.ndarray:
    """(P, 3) uint8 means per pixel, white where no sample is."""
    count = np.bincount(pixel, minlength=num_pixels)
    mean = np.empty((num_pixels, 3), dtype=np.uint8)
    for channel in range(3):
        total = np.bincount(pixel, weights=color[:, channel], minlength=num_pixels)
        mean[:, channel] = np.rint(total / np.maximum(count, 1))
    mean[count == 0] = 255
    return mean


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
    return round(min(2.4 / float(np.sqrt(max(density, 1e-3))), _MOST_GAP))


def close_gaps(top: np.ndarray, radius: int) -> np.ndarray:
    """Let gaps between samples take what is nearest, without growing the rim of what was seen.

    Args:
        top: (H, W) int64, -1 where nothing is.
        radius: pixels; gaps that no disc of this radius fits into are closed.

    Returns:
        (H, W) int64, filled.
    """
    if radius < 1 or (top >= 0).all() or (top < 0).all():
        return top
    steps = _disc(radius)
    filled = _padded(top, radius, -1)
    for dy, dx in steps:  # nearest first
        shifted = _shifted(_padded(top, radius, -1), dy, dx)
        np.copyto(filled, shifted, where=(filled < 0) & (shifted >= 0))
    height, width = top.shape
    near = _padded(filled[radius : radius + height, radius : radius + width] >= 0, radius, True)
    closed = near.copy()
    for dy, dx in steps:
        closed &= _shifted(near, dy, dx)
    inner = (slice(radius, radius + height), slice(radius, radius + width))
    return np.where(closed[inner], filled[inner], top)


def _disc(radius: int) -> list[tuple[int, int]]:
    reach = range(-radius, radius + 1)
    steps = [(y, x) for y in reach for x in reach if 0 < y * y + x * x <= radius * radius + 0.5]
    return sorted(steps, key=lambda step: step[0] ** 2 + step[1] ** 2)


def _padded(layer: np.ndarray, width: int, value: int | bool) -> np.ndarray:
    return np.pad(layer, width, constant_values=value)


def _shifted(padded: np.ndarray, dy: int, dx: int) -> np.ndarray:
    return np.roll(padded, (dy, dx), axis=(0, 1))

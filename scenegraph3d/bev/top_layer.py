"""What lies on top in each pixel: samples go in, the winning one and its mean colour come out.

Nothing is sorted. Rank and height of a sample are packed into one integer, so that one pass of
`numpy.maximum.at` finds the top of every pixel, and a second one what lies there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .samples import Samples

_STEP = 0.001  # metres, by which heights are told apart
SAME_SURFACE = 100  # steps: samples this far under the top of a pixel are seen with it
_HEIGHT_BITS = 28  # of the packed integer, from below; the rank comes over them


@dataclass(frozen=True, eq=False)
class Tops:
    """The winning sample of each of the P = H * W pixels.

    Attributes:
        winner: (P,) int64 number of the sample, -1 where there is none.
        level: (P,) int32 its rank, and under it its height in millimetres; -1 for none.
        color: (P, 3) uint8 mean of the samples of its rank at most 0.1 m under it; white for none.
    """

    winner: np.ndarray
    level: np.ndarray
    color: np.ndarray


def find_tops(samples: Samples, rank_of_row: np.ndarray, num_pixels: int) -> Tops:
    """The winner of each pixel: of the highest rank, and then of the greatest height.

    Args:
        samples: S samples.
        rank_of_row: (M + 1,) int64 from 0 to 6; the last is that of row -1.
        num_pixels: of the map.
    """
    winner = np.full(num_pixels, -1, dtype=np.int64)
    top = np.full(num_pixels, -1, dtype=np.int32)
    if len(samples) == 0:
        return Tops(winner, top, np.full((num_pixels, 3), 255, dtype=np.uint8))
    level = _levels(samples, rank_of_row)
    np.maximum.at(top, samples.pixel, level)
    visible = np.flatnonzero(level >= (top - SAME_SURFACE)[samples.pixel])
    pixel = samples.pixel[visible]
    highest = np.flatnonzero(level[visible] == top[pixel])
    winner[pixel[highest]] = visible[highest]  # of equals, the last sample
    color = samples.color.take(visible, axis=0)  # eight times faster than samples.color[visible]
    return Tops(winner, top, _mean_colors(pixel, color, num_pixels))


def _levels(samples: Samples, rank_of_row: np.ndarray) -> np.ndarray:
    """(S,) int32: the rank above the height in millimetres over the lowest sample."""
    above = samples.top - samples.top.min()
    above *= np.float32(1 / _STEP)
    most = (1 << _HEIGHT_BITS) - 1 - SAME_SURFACE
    # A gap under each rank: what is "the same surface" never reaches into the one below.
    floor_of_row = ((rank_of_row << _HEIGHT_BITS) + SAME_SURFACE).astype(np.int32)
    return np.minimum(above, most, out=above).astype(np.int32) + floor_of_row[samples.row]


def _mean_colors(pixel: np.ndarray, color: np.ndarray, num_pixels: int) -> np.ndarray:
    """(P, 3) uint8 means per pixel, white where no sample is."""
    count = np.bincount(pixel, minlength=num_pixels)
    mean = np.empty((num_pixels, 3), dtype=np.uint8)
    for channel in range(3):
        total = np.bincount(pixel, weights=color[:, channel], minlength=num_pixels)
        mean[:, channel] = np.rint(total / np.maximum(count, 1))
    mean[count == 0] = 255
    return mean

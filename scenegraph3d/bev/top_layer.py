"""What lies on top in each pixel: samples go in, the winning one and its mean colour come out.

Nothing is sorted. Rank, height and number of a sample are packed into one integer, so that one
pass of `numpy.maximum.at` finds the winner of every pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .samples import Samples

_STEP = 0.001  # metres, by which heights are told apart
SAME_SURFACE = 100  # steps: samples this far under the top of a pixel are seen with it
_NUMBER_BITS, _HEIGHT_BITS = 32, 28  # of the packed integer, from below; the rank comes last


@dataclass(frozen=True, eq=False)
class Tops:
    """The winning sample of each of the P = H * W pixels.

    Attributes:
        winner: (P,) int64 number of the sample, -1 where there is none.
        level: (P,) int64 its rank, and under it its height in millimetres; -1 for none.
        color: (P, 3) uint8 mean of the samples of its rank at most 0.1 m under it; white for none.
    """

    winner: np.ndarray
    level: np.ndarray
    color: np.ndarray


def find_tops(samples: Samples, rank: np.ndarray, num_pixels: int) -> Tops:
    """The winner of each pixel: of the highest rank, and then of the greatest height.

    Args:
        samples: S samples.
        rank: (S,) int64 from 0 to 7, of each sample.
        num_pixels: of the map.
    """
    packed = np.full(num_pixels, -1, dtype=np.int64)
    if len(samples) == 0:
        return Tops(packed, packed, np.full((num_pixels, 3), 255, dtype=np.uint8))
    level = _levels(samples.top, rank)
    np.maximum.at(packed, samples.pixel, (level << _NUMBER_BITS) | np.arange(len(samples)))
    top_level = packed >> _NUMBER_BITS
    visible = np.flatnonzero(level >= (top_level - SAME_SURFACE)[samples.pixel])
    color = _mean_colors(samples.pixel[visible], samples.color[visible], num_pixels)
    winner = np.where(packed < 0, -1, packed & ((1 << _NUMBER_BITS) - 1))
    return Tops(winner, top_level, color)


def _levels(height: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """(S,) int64: the rank above the height in millimetres over the lowest sample."""
    lowest = float(height.min())
    above = (height - np.float32(lowest)) / np.float32(_STEP)
    above = np.minimum(above, (1 << _HEIGHT_BITS) - 1).astype(np.int64)
    # A gap under each rank, so that "0.1 m under" never reaches into the one below.
    above += SAME_SURFACE
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

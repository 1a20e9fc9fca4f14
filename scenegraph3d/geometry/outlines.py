"""The form of a top view: the smallest rectangle around it, how much of that it fills."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .footprints import footprint_areas


class Outline(NamedTuple):
    """What tells round from square: pi / 4 and 1 are the fills of a circle and a rectangle.

    Attributes:
        fill: area of the top view over that of the smallest rectangle around it.
        aspect: the rectangle's short side over its long one.
    """

    fill: float
    aspect: float


def outline(corners: np.ndarray) -> Outline:
    """The form of a convex top view.

    The smallest rectangle around a convex polygon has one of its edges on its side
    (Freeman and Shapira 1975).

    Args:
        corners: (K, 2) in order, metres.

    Returns:
        Its form; a line or a point has fill 1 and aspect 0.
    """
    edges = np.roll(corners, -1, axis=0) - corners
    length = np.linalg.norm(edges, axis=1)
    along = edges[length > 0] / length[length > 0, None]
    if not len(along):
        return Outline(1.0, 0.0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    sides = np.stack(
        [np.ptp(along @ corners.T, axis=1), np.ptp(across @ corners.T, axis=1)], axis=1
    )
    areas = sides.prod(axis=1)
    short, long = np.sort(sides[areas.argmin()])
    if short < 1e-6 * long:
        return Outline(1.0, 0.0)
    return Outline(float(footprint_areas(corners) / (short * long)), float(short / long))


def covered_share(points: np.ndarray, corners: np.ndarray, *, cell: float) -> float:
    """The share of a convex top view that points cover: an L leaves a corner of it empty.

    Args:
        points: (N, 2) seen from above, metres.
        corners: (K, 2) of the convex top view.
        cell: edge of the squares that a point covers, metres.

    Returns:
        Area of the squares with a point over that of the top view; above 1 where it is small.
    """
    squares = np.unique(np.floor(points / cell).astype(np.int64), axis=0)
    area = float(footprint_areas(corners))
    return len(squares) * cell**2 / area if area > 0 else 1.0

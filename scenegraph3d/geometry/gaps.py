"""Gaps: the empty space between things, from boxes, footprints or points; never between centres."""

from __future__ import annotations

import numpy as np

_PAIRS_AT_ONCE = 4_000_000  # distances held in memory at a time


def axis_gaps(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    """Gap along one world axis between every two of A and B axis-aligned boxes.

    Args:
        first: (A, 6) min corner then max corner, metres.
        second: (B, 6).
        axis: 0, 1 or 2.

    Returns:
        (A, B) metres; negative by the depth of the overlap where the spans overlap.
    """
    return np.maximum(
        first[:, None, axis] - second[None, :, 3 + axis],
        second[None, :, axis] - first[:, None, 3 + axis],
    )


def horizontal_gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Gap (A, B) between the top views of (A, 6) and (B, 6) boxes, metres; 0 where they overlap."""
    return _root_sum(*(np.maximum(axis_gaps(first, second, k), 0.0) for k in (0, 1)))


def vertical_gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Gap (A, B) between the height spans of (A, 6) and (B, 6) boxes, metres; 0 on overlap."""
    return np.maximum(axis_gaps(first, second, 2), 0.0)


def box_gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Gap (A, B) between (A, 6) and (B, 6) axis-aligned boxes, metres; 0 where they overlap."""
    return _root_sum(*(np.maximum(axis_gaps(first, second, k), 0.0) for k in (0, 1, 2)))


def _root_sum(first: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """The root of the sum of squares, in place of `first`; three times as fast as np.hypot."""
    first *= first
    for other in others:
        other *= other
        first += other
    return np.sqrt(first, out=first)


def footprint_gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Gap between convex polygons that do not overlap, row by row.

    Args:
        first: (P, K, 2) corners, metres.
        second: (P, L, 2) corners.

    Returns:
        (P,) metres between the outlines (overlapping polygons get the distance of their outlines).
    """
    there = _corner_to_outline(first, second)
    return np.minimum(there, _corner_to_outline(second, first))


def _corner_to_outline(corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    best = np.full(len(corners), np.inf)
    x, y = corners[..., 0], corners[..., 1]  # (P, K); a sum over two entries is slow in numpy
    for k in range(outline.shape[1]):
        start, end = outline[:, k], outline[:, (k + 1) % outline.shape[1]]
        along_x, along_y = (end - start).T[..., None]  # (P, 1)
        off_x, off_y = x - start[:, :1], y - start[:, 1:]
        squared = np.maximum(along_x**2 + along_y**2, 1e-18)
        share = np.clip((off_x * along_x + off_y * along_y) / squared, 0.0, 1.0)
        off_x -= share * along_x
        off_y -= share * along_y
        best = np.minimum(best, (off_x**2 + off_y**2).min(axis=1))
    return np.sqrt(best)


def point_gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Smallest distance between two point sets, row by row.

    Args:
        first: (P, N, 3) points, metres.
        second: (P, L, 3) points.

    Returns:
        (P,) metres.
    """
    gaps = np.empty(len(first))
    step = max(1, _PAIRS_AT_ONCE // max(1, first.shape[1] * second.shape[1]))
    for at in range(0, len(first), step):
        one, other = first[at : at + step], second[at : at + step]
        origin = one[:, :1]
        one, other = one - origin, other - origin  # small numbers keep float32 exact to 0.1 mm
        squared = -2 * (one @ other.transpose(0, 2, 1))
        squared += (one**2).sum(-1)[:, :, None]
        squared += (other**2).sum(-1)[:, None, :]
        gaps[at : at + step] = np.sqrt(np.maximum(squared.min(axis=(1, 2)), 0.0))
    return gaps

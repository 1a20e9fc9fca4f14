"""Top views: points or boxes in, convex polygons and their overlaps out (metres, x and y)."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from ..records import Boxes

MAX_CORNERS = 16  # of a footprint; 16 directions cut at most 2 % off a round one


def box_footprints(boxes: Boxes) -> np.ndarray:
    """The top views of M upright boxes; a tilted one gives the rectangle around its shadow.

    Args:
        boxes: M oriented boxes.

    Returns:
        (M, 4, 2) corners, counter-clockwise.
    """
    axis = np.argmax(np.linalg.norm(boxes.R_world_box[:, :2], axis=1), axis=1)  # most level axis
    heading = boxes.R_world_box[np.arange(len(boxes)), :2, axis]
    heading = heading / np.maximum(np.linalg.norm(heading, axis=1, keepdims=True), 1e-12)
    sideways = np.stack([-heading[:, 1], heading[:, 0]], axis=1)
    half = np.stack(
        [
            (np.abs(np.einsum("md,mdk->mk", way, boxes.R_world_box[:, :2])) * boxes.extent).sum(1)
            for way in (heading, sideways)
        ],
        axis=1,
    )
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    offsets = signs * half[:, None]  # (M, 4, 2)
    corners = offsets[..., :1] * heading[:, None] + offsets[..., 1:] * sideways[:, None]
    return boxes.center[:, None, :2] + corners


def hull_footprint(points: np.ndarray) -> np.ndarray:
    """The convex top view of points, with at most MAX_CORNERS corners.

    Args:
        points: (N, 2) or (N, 3), metres; at least one.

    Returns:
        (K, 2) corners, counter-clockwise; points on one line give their two ends.
    """
    flat = np.asarray(points, dtype=np.float64)[:, :2]
    try:
        hull = flat[ConvexHull(flat).vertices]
    except (QhullError, ValueError):  # fewer than three points, or all on one line
        spread = flat - flat.mean(axis=0)
        along = spread @ np.linalg.svd(spread, full_matrices=False)[2][0]
        return flat[[int(along.argmin()), int(along.argmax())]]
    if len(hull) <= MAX_CORNERS:
        return hull
    angles = 2 * np.pi * np.arange(MAX_CORNERS) / MAX_CORNERS
    farthest = np.argmax(hull @ np.stack([np.cos(angles), np.sin(angles)]), axis=0)
    return hull[np.unique(farthest)]


def clip_footprint(corners: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The part of a convex polygon (K, 2) in the rectangle from `low` to `high`, (L, 2).

    Where they do not overlap the rectangle itself comes back.
    """
    if (corners >= low - 1e-9).all() and (corners <= high + 1e-9).all():
        return corners
    for axis in (0, 1):
        for sign, bound in ((1.0, low[axis]), (-1.0, -high[axis])):
            corners = _clip_half_plane(corners, sign * corners[:, axis] - bound)
            if len(corners) < 3:
                return rectangle(low, high)
    return corners


def rectangle(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(4, 2) corners of the rectangle from `low` (2,) to `high` (2,), counter-clockwise."""
    return np.array([low, (high[0], low[1]), high, (low[0], high[1])])


def _clip_half_plane(corners: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Sutherland-Hodgman: keep the side of a polygon where the corners' `height` is positive."""
    kept = []
    for k in range(len(corners)):
        after = (k + 1) % len(corners)
        if height[k] >= 0:
            kept.append(corners[k])
        if height[k] * height[after] < 0:
            share = height[k] / (height[k] - height[after])
            kept.append(corners[k] + share * (corners[after] - corners[k]))
    return np.array(kept).reshape(-1, 2)


def pack_footprints(footprints: tuple[np.ndarray, ...]) -> np.ndarray:
    """M polygons as one array (M, K >= 4, 2), those with fewer corners repeating their last one."""
    num_corners = max(4, *(len(corners) for corners in footprints)) if footprints else 4
    packed = np.zeros((len(footprints), num_corners, 2))
    for row, corners in enumerate(footprints):
        packed[row, : len(corners)] = corners
        packed[row, len(corners) :] = corners[-1]
    return packed


def footprint_areas(corners: np.ndarray) -> np.ndarray:
    """Areas (...) of polygons (..., K, 2) that run counter-clockwise, square metres."""
    following = np.roll(corners, -1, axis=-2)
    return (corners[..., 0] * following[..., 1] - corners[..., 1] * following[..., 0]).sum(-1) / 2


def overlap_areas(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Area that two convex polygons share, row by row.

    The shared region is bounded by the parts of each outline that lie in the other polygon, so
    by Green's theorem its area is a sum over those parts; nothing is built.

    Args:
        first: (P, K, 2) corners, counter-clockwise.
        second: (P, L, 2) corners, counter-clockwise.

    Returns:
        (P,) square metres.
    """
    origin = first.mean(axis=1, keepdims=True)  # near the polygons, for precision
    first, second = first - origin, second - origin
    # An edge that both outlines share is counted in the first polygon only.
    both = _outline_inside(first, second, closed=True) + _outline_inside(
        second, first, closed=False
    )
    return np.maximum(both / 2, 0.0)


def _outline_inside(outline: np.ndarray, region: np.ndarray, *, closed: bool) -> np.ndarray:
    """(P,) sum of start x end over the parts of `outline`'s edges that lie in `region`."""
    start = outline
    along = np.roll(outline, -1, axis=1) - start
    side = np.roll(region, -1, axis=1) - region
    normal = np.stack([-side[..., 1], side[..., 0]], axis=-1)  # points inwards
    # Inside where height(s) = base + s * slope >= 0 for every side; shapes (P, K, L).
    base = np.einsum("pkd,pld->pkl", start, normal) - (region * normal).sum(-1)[:, None]
    slope = np.einsum("pkd,pld->pkl", along, normal)
    real = (side**2).sum(-1)[:, None] > 1e-18
    flat = np.abs(slope) <= 1e-12
    same_way = np.einsum("pkd,pld->pkl", along, side) > 0
    outside = flat & real & ((base < -1e-9) | ((np.abs(base) <= 1e-9) & (not closed or ~same_way)))
    crossing = -base / np.where(flat, 1.0, slope)
    enter = np.where(real & ~flat & (slope > 0), crossing, 0.0).max(axis=2, initial=0.0)
    leave = np.where(real & ~flat & (slope < 0), crossing, 1.0).min(axis=2, initial=1.0)
    length = np.where(outside.any(axis=2), 0.0, np.maximum(leave - enter, 0.0))
    # start x end of the part from s0 to s1 is (s1 - s0) * (start x along).
    cross = start[..., 0] * along[..., 1] - start[..., 1] * along[..., 0]
    return (length * cross).sum(axis=1)


def inside_footprint(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Which points (N, 2) lie in one convex polygon (K, 2), its outline included: (N,) bool."""
    side = np.roll(corners, -1, axis=0) - corners
    offset = points[:, None] - corners
    height = side[:, 0] * offset[..., 1] - side[:, 1] * offset[..., 0]
    return np.all(height >= -1e-9, axis=1)

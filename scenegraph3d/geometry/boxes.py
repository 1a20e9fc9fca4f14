"""Boxes: fit one to points, and how much two of them overlap."""

from __future__ import annotations

import numpy as np

from ..records import Boxes

# (8, 3) on which side of the middle each corner of a box lies.
CORNER_SIGNS = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])


def fit_yaw_box(points: np.ndarray) -> Boxes:
    """The upright box of smallest footprint around points.

    Args:
        points: (N, 3) world points, metres, N >= 1.

    Returns:
        One box, turned about +z only, by an angle in [-45, 45) degrees. Its footprint is the
        rectangle of smallest area around the points seen from above; of equal ones, the least
        turned. Where the points lie on a line or at one place, sides have length 0.

    Raises:
        ValueError: no points.
    """
    if len(points) == 0:
        raise ValueError("a box needs at least 1 point, got 0")
    points = np.asarray(points, dtype=np.float64)
    origin = points.mean(axis=0)
    corners_xy = _hull_corners(points[:, :2] - origin[:2])
    yaw = _yaw_of_smallest_rectangle(corners_xy)
    R = rotation_about_z(np.array([yaw]))
    turned = corners_xy @ R[0, :2, :2]  # (K, 2), in the axes of the box
    low = np.append(turned.min(axis=0), points[:, 2].min() - origin[2])
    high = np.append(turned.max(axis=0), points[:, 2].max() - origin[2])
    return Boxes((origin + R[0] @ ((low + high) / 2))[None], (high - low)[None], R)


def rotation_about_z(yaw: np.ndarray) -> np.ndarray:
    """(M, 3, 3) rotations by (M,) angles in radians, counter-clockwise seen from above."""
    yaw = np.asarray(yaw, dtype=np.float64)
    R = np.zeros((len(yaw), 3, 3))
    R[:, 0, 0] = R[:, 1, 1] = np.cos(yaw)
    R[:, 1, 0] = np.sin(yaw)
    R[:, 0, 1] = -np.sin(yaw)
    R[:, 2, 2] = 1.0
    return R


def iou_aabb(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Overlap of every box of `a` with every box of `b`: shared volume over joint volume.

    Args:
        a: (A, 6) boxes, x_min y_min z_min x_max y_max z_max, metres.
        b: (B, 6) boxes.

    Returns:
        (A, B) float64 in [0, 1]; 0 where both boxes have no volume.
    """
    low = np.maximum(a[:, None, :3], b[None, :, :3])  # (A, B, 3)
    high = np.minimum(a[:, None, 3:], b[None, :, 3:])
    shared = np.prod(np.maximum(high - low, 0), axis=2)
    joint = _volume(a)[:, None] + _volume(b)[None, :] - shared
    return np.divide(shared, joint, out=np.zeros_like(shared), where=joint > 0)


def _volume(aabb: np.ndarray) -> np.ndarray:
    return np.prod(aabb[:, 3:] - aabb[:, :3], axis=1)


def _hull_corners(points_xy: np.ndarray) -> np.ndarray:
    """(K, 2) corners of the convex hull in order; all points where there is no area."""
    from scipy.spatial import ConvexHull, QhullError

    if len(points_xy) < 3:
        return points_xy
    try:
        return points_xy[ConvexHull(points_xy).vertices]
    except QhullError:  # All on one line.
        return points_xy[_two_farthest(points_xy)]


def _two_farthest(points_xy: np.ndarray) -> list[int]:
    first = int(np.argmax(np.linalg.norm(points_xy - points_xy[0], axis=1)))
    second = int(np.argmax(np.linalg.norm(points_xy - points_xy[first], axis=1)))
    return [first, second]


def _yaw_of_smallest_rectangle(corners_xy: np.ndarray) -> float:
    """The smallest rectangle has a side along a side of the hull: try each."""
    sides = np.roll(corners_xy, -1, axis=0) - corners_xy
    sides = sides[np.linalg.norm(sides, axis=1) > 1e-9]
    quarter = np.pi / 2
    angles = np.append(np.arctan2(sides[:, 1], sides[:, 0]), 0.0)
    angles = (angles + quarter / 2) % quarter - quarter / 2
    angles = angles[np.argsort(np.abs(angles), kind="stable")]
    turned = corners_xy @ rotation_about_z(angles)[:, :2, :2]  # (K angles, corners, 2)
    area = (turned.max(axis=1) - turned.min(axis=1)).prod(axis=1)
    return float(angles[np.argmax(area <= area.min() * (1 + 1e-6) + 1e-12)])

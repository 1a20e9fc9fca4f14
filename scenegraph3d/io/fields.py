"""Arrays as files hold them in, checked columns of a point cloud out."""

from __future__ import annotations

import logging

import numpy as np

from ..records import PointCloud

log = logging.getLogger(__name__)

MAX_COORDINATE = 1e5  # metres; float32 still resolves 8 mm there


def make_cloud(points: np.ndarray, colors: np.ndarray | None, where: str) -> PointCloud:
    """A cloud from coordinates and colours of any number type.

    Args:
        points: (N, 3) numbers, metres.
        colors: (N, 3) or (N, 4) RGB as whole numbers 0..255 or fractions 0..1, or None.
        where: the file to name in an error.

    Raises:
        ValueError: no points, NaN, coordinates beyond 100 km, or colours that fit neither range.
    """
    if points.ndim != 2 or points.shape[1:] != (3,) or points.dtype.kind not in "fiu":
        raise ValueError(
            f"{where}: points must be numbers of shape (N, 3), got {points.dtype} {points.shape}"
        )
    if len(points) == 0:
        raise ValueError(f"{where}: a cloud needs at least 1 point, got 0")
    check_coordinates(points, where)
    rgb = None if colors is None else _as_rgb(colors, len(points), where)
    return PointCloud(points.astype(np.float32), rgb)


def check_coordinates(points: np.ndarray, where: str) -> None:
    """Raise ValueError where (N, 3) coordinates are not finite metres near the origin."""
    finite = np.isfinite(points).all(axis=1)
    if not finite.all():
        raise ValueError(
            f"{where}: points must be finite, got NaN or infinity in {int((~finite).sum())} "
            f"of {len(points)} points: drop those first"
        )
    farthest = float(np.abs(points).max())
    if farthest > MAX_COORDINATE:
        raise ValueError(
            f"{where}: points must lie within 100 km of the origin (metres), got {farthest:.6g}: "
            "subtract the scan's origin first"
        )


def as_ids(values: np.ndarray, num_points: int, where: str) -> np.ndarray:
    """(N,) int64 from a column of ids of any number type.

    Raises:
        ValueError: another length, or values that are not whole numbers.
    """
    if values.shape != (num_points,):
        raise ValueError(
            f"{where} must hold one id for each of the {num_points} points, "
            f"got shape {tuple(values.shape)}"
        )
    if values.dtype.kind not in "fiub":
        raise ValueError(f"{where} must hold whole numbers, got {values.dtype}")
    if values.dtype.kind == "f" and not (np.isfinite(values) & (values % 1 == 0)).all():
        raise ValueError(f"{where} must hold whole numbers, got fractions or NaN")
    if len(values) and float(np.abs(values.astype(np.float64)).max()) > 2**53:
        raise ValueError(f"{where} must hold ids below 2**53, got {values.max()}")
    return values.astype(np.int64)


def as_nyu40(values: np.ndarray, num_points: int, where: str) -> np.ndarray | None:
    """(N,) int64 NYU40 classes, or None (logged) where the numbers are of another list."""
    classes = as_ids(values, num_points, where)
    if classes.size and (classes.min() < 0 or classes.max() > 40):
        log.warning(
            "%s is not of the NYU40 list (0..40), got %d..%d: not used for names",
            where,
            classes.min(),
            classes.max(),
        )
        return None
    return classes


def _as_rgb(colors: np.ndarray, num_points: int, where: str) -> np.ndarray:
    if colors.ndim != 2 or len(colors) != num_points or colors.shape[1] not in (3, 4):
        raise ValueError(f"{where}: colours must have shape ({num_points}, 3), got {colors.shape}")
    colors = colors[:, :3]
    if colors.dtype == np.uint8:
        return np.ascontiguousarray(colors)
    if colors.dtype.kind not in "fiu" or not np.isfinite(colors).all():
        raise ValueError(f"{where}: colours must be finite numbers, got {colors.dtype}")
    low, high = float(colors.min()), float(colors.max())
    if low < 0 or high > 255:
        raise ValueError(f"{where}: colours must be in 0..255 or 0..1, got {low:g}..{high:g}")
    scale = 255.0 if colors.dtype.kind == "f" and high <= 1 else 1.0
    return np.round(colors * scale).astype(np.uint8)

"""Depth of a depth camera in, depth as the colour camera would have seen it out."""

from __future__ import annotations

import numpy as np

from .cameras import Pinhole

CRACK_STEP = 0.05  # of the depth; the two sides of a crack in one surface differ by less


def register_depth(
    depth: np.ndarray,
    depth_camera: Pinhole,
    color_camera: Pinhole,
    *,
    T_color_depth: np.ndarray,
) -> np.ndarray:
    """Warp a depth image into the colour camera.

    Each reading is drawn as large as it is in the colour image, and the nearest of those that
    fall on a pixel is kept, so what the foreground hides is removed. Lines of one pixel that open
    where a surface is stretched are closed. What only the colour camera sees has no reading.

    Args:
        depth: (H', W') float32, metres along z; 0 marks no reading.
        depth_camera: whose image `depth` is.
        color_camera: to warp into.
        T_color_depth: (4, 4) float64, depth camera to colour camera.

    Returns:
        (H, W) float32, metres along the colour camera's z; 0 marks no reading.

    Raises:
        ValueError: depth has another size than its camera.
    """
    if depth.shape != (depth_camera.height, depth_camera.width):
        raise ValueError(
            f"depth must be of its camera's size {depth_camera.width} x {depth_camera.height}, "
            f"got {depth.shape[1]} x {depth.shape[0]}"
        )
    u, v, z = _project(depth, depth_camera, color_camera, T_color_depth)
    footprint = color_camera.K.diagonal()[:2] / depth_camera.K.diagonal()[:2]
    nearest = _splat(u, v, z, np.maximum(footprint, 1.0), color_camera)
    _close_cracks(nearest)
    nearest[np.isinf(nearest)] = 0
    return nearest


def _project(
    depth: np.ndarray, depth_camera: Pinhole, color_camera: Pinhole, T_color_depth: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N,) float32 each: columns, rows and depths in the colour camera of the readings ahead."""
    A = color_camera.K @ T_color_depth[:3, :3] @ np.linalg.inv(depth_camera.K)
    offset = color_camera.K @ T_color_depth[:3, 3]
    rows, columns = np.nonzero(depth > 0)
    read = depth[rows, columns]
    u, v, z = (
        (a[0] * columns + a[1] * rows + a[2]).astype(np.float32) * read + np.float32(b)
        for a, b in zip(A, offset, strict=True)
    )
    ahead = z > 0
    u, v, z = u[ahead], v[ahead], z[ahead]
    return u / z, v / z, z


def _splat(
    u: np.ndarray, v: np.ndarray, z: np.ndarray, footprint: np.ndarray, camera: Pinhole
) -> np.ndarray:
    """(H, W) float32: the least depth of the rectangles that cover a pixel's centre; else inf."""
    left, top = (
        np.ceil(np.clip(middle - side / 2, -side, edge)).astype(np.int64)
        for middle, side, edge in (
            (u, footprint[0], camera.width),
            (v, footprint[1], camera.height),
        )
    )
    nearest = np.full(camera.height * camera.width, np.inf, dtype=np.float32)
    for across in range(int(np.ceil(footprint[0]))):
        for down in range(int(np.ceil(footprint[1]))):
            column, row = left + across, top + down
            hit = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
            hit &= (column < u + footprint[0] / 2) & (row < v + footprint[1] / 2)
            np.minimum.at(nearest, (row * camera.width + column)[hit], z[hit])
    return nearest.reshape(camera.height, camera.width)


def _close_cracks(nearest: np.ndarray) -> None:
    """Give a pixel that lies deeper than two opposite neighbours of one surface their depth."""
    rows = (nearest[:-2], nearest[1:-1], nearest[2:])
    columns = (nearest[:, :-2], nearest[:, 1:-1], nearest[:, 2:])
    for before, middle, after in (rows, columns):
        far, near = np.maximum(before, after), np.minimum(before, after)
        with np.errstate(invalid="ignore"):  # inf - inf, where neither neighbour has a reading
            crack = (far - near < CRACK_STEP * near) & (middle > far * (1 + CRACK_STEP))
        middle[crack] = (before[crack] + after[crack]) / 2

"""Rasters of what is free: outlines and rectangles go in, masks of pixels come out."""

from __future__ import annotations

import numpy as np
from scipy import ndimage, signal

from ...geometry.map_grid import MapGrid


def fill(grid: MapGrid, corners: np.ndarray, *, inside: bool) -> np.ndarray:
    """(H, W) bool: pixels in a convex polygon (K, 2), counter-clockwise.

    With `inside`, those that lie wholly in it; else those that it reaches into at all.
    """
    filled = np.zeros(grid.shape, dtype=bool)
    if len(corners) < 3:
        return filled
    pixels = grid.pixels_of(np.stack([corners.min(axis=0), corners.max(axis=0)]))
    first, last = pixels[:, 0], pixels[:, 1]
    u = np.arange(max(first[0], 0), min(first[1] + 1, grid.width))
    v = np.arange(max(last[1], 0), min(last[0] + 1, grid.height))
    if not (len(u) and len(v)):
        return filled
    x = grid.x_min + (u + 0.5) * grid.resolution
    y = grid.y_max - (v + 0.5) * grid.resolution
    within = np.ones((len(v), len(u)), dtype=bool)
    margin = (1.0 if inside else -1.0) * grid.resolution / 2
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        side = end - start
        length = float(np.linalg.norm(side))
        if length < 1e-9:
            continue
        nx, ny = -side[1] / length, side[0] / length  # inwards
        height = nx * (x[None, :] - start[0]) + ny * (y[:, None] - start[1])
        within &= height > margin * (abs(nx) + abs(ny)) + (-1e-6 if inside else 1e-6)
    filled[v[0] : v[-1] + 1, u[0] : u[-1] + 1] = within
    return filled


def fits(blocked: np.ndarray, axes: np.ndarray, sides: np.ndarray, resolution: float) -> np.ndarray:
    """Where the middle of a rectangle can be without touching a blocked pixel.

    Args:
        blocked: (H, W) bool; beyond the raster everything is blocked.
        axes: (2, 2) unit directions of the rectangle's sides, world.
        sides: (2,) their lengths, metres.
        resolution: of the raster, metres.

    Returns:
        (H, W) bool, for the middles of the pixels.
    """
    # What is longer than the raster fits nowhere; how much longer makes no difference.
    sides = np.minimum(sides, resolution * (np.hypot(*blocked.shape) + 4))
    reach = int(np.ceil(np.hypot(*sides) / 2 / resolution)) + 1
    steps = np.arange(-reach, reach + 1) * resolution
    offset = np.stack(np.meshgrid(steps, -steps), axis=-1)  # (K, K, 2), north up
    margin = resolution / 2 * np.abs(axes).sum(axis=1)
    kernel = (np.abs(offset @ axes.T) < sides / 2 + margin - 1e-6).all(axis=-1)
    padded = np.pad(blocked, reach, constant_values=True)
    if np.allclose(np.abs(axes).max(axis=1), 1.0, atol=1e-3):
        rows, columns = kernel.any(axis=1).sum(), kernel.any(axis=0).sum()
        hit = ndimage.maximum_filter(padded, size=(int(rows), int(columns)))
    else:
        hit = signal.fftconvolve(padded.astype(np.float32), kernel[::-1, ::-1], mode="same") > 0.5
    return ~hit[reach:-reach, reach:-reach]


def clearance(blocked: np.ndarray, resolution: float) -> np.ndarray:
    """(H, W) metres from each pixel to the nearest blocked one or the raster's edge."""
    padded = np.pad(blocked, 1, constant_values=True)
    return ndimage.distance_transform_edt(~padded)[1:-1, 1:-1] * resolution

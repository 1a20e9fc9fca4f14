"""What is drawn on a map: points and the top views of boxes without points, as pixel samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.footprints import inside_footprint
from ..graph.scene_graph import SceneGraph
from .canvas import Canvas
from .palette import row_colors
from .storey import Slab

LOWEST_GREY, GREY_RANGE = 110, 120  # of points without colours: the higher, the lighter


@dataclass(frozen=True, eq=False)
class Samples:
    """S pieces of surface, each in one pixel.

    Attributes:
        pixel: (S,) int64 number v * width + u of the pixel.
        top: (S,) float32 height of its upper side, metres, world.
        bottom: (S,) float32 height of its lower side; that of a point is `top`.
        row: (S,) int64 row of its object, -1 for none.
        color: (S, 3) uint8 RGB.
    """

    pixel: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    row: np.ndarray
    color: np.ndarray

    def __len__(self) -> int:
        return len(self.pixel)


def samples_of(graph: SceneGraph, slab: Slab, canvas: Canvas, *, colors: str) -> Samples:
    """All that the slab shows on the canvas: points, and footprints of rows without points."""
    points = _point_samples(graph, slab, canvas, colors)
    flat = np.flatnonzero(slab.shown[:-1] & ~_has_points(graph))
    if len(flat) == 0:
        return points
    return _joined([points, *(_box_samples(graph, int(row), canvas, colors) for row in flat)])


def _has_points(graph: SceneGraph) -> np.ndarray:
    """(M,) bool, which rows have points."""
    if graph.point_row is None:
        return np.zeros(len(graph), dtype=bool)
    seen = np.zeros(len(graph) + 1, dtype=bool)
    seen[graph.point_row] = True  # row -1 writes the last
    return seen[:-1]


def _point_samples(graph: SceneGraph, slab: Slab, canvas: Canvas, colors: str) -> Samples:
    cloud, row = graph.cloud, graph.point_row
    if cloud is None or row is None:
        return _no_samples()
    pixel, inside = canvas.numbers_of(cloud.points)
    z = np.ascontiguousarray(cloud.points[:, 2], dtype=np.float32)
    inside &= slab.holds(z, row)
    rgb = cloud.colors
    if not inside.all():
        kept = np.flatnonzero(inside)
        pixel, z, row = pixel[kept], z[kept], row[kept]
        rgb = None if rgb is None else rgb.take(kept, axis=0)
    if colors == "label":
        rgb = row_colors(graph.instances.label).take(row, axis=0, mode="wrap")
    return Samples(pixel, z, z, row, greys(z) if rgb is None else rgb)


def greys(z: np.ndarray) -> np.ndarray:
    """(N, 3) greys for a cloud without colours: the higher, the lighter."""
    if len(z) == 0:
        return np.zeros((0, 3), dtype=np.uint8)
    low, high = np.percentile(z, [2, 98])
    grey = LOWEST_GREY + GREY_RANGE * np.clip((z - low) / max(high - low, 1e-6), 0, 1)
    return np.repeat(grey.astype(np.uint8)[:, None], 3, axis=1)


def _box_samples(graph: SceneGraph, row: int, canvas: Canvas, colors: str) -> Samples:
    """One sample in each pixel whose middle a footprint holds, at least in one."""
    number = _covered_pixels(graph.footprint[row], canvas)
    known = graph.instances.color[row]
    if colors == "label" or np.isnan(known).any():
        rgb = row_colors(graph.instances.label[row : row + 1])[0]
    else:
        rgb = np.clip(np.rint(known), 0, 255).astype(np.uint8)
    bottom, top = graph.instances.aabb[row, [2, 5]]
    return Samples(
        number,
        np.full(len(number), top, dtype=np.float32),
        np.full(len(number), bottom, dtype=np.float32),
        np.full(len(number), row, dtype=np.int64),
        np.tile(rgb, (len(number), 1)),
    )


def _covered_pixels(corners: np.ndarray, canvas: Canvas) -> np.ndarray:
    """Numbers of the pixels of the canvas whose middles lie in a convex polygon (K, 2)."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    grid, rim = canvas.grid, canvas.rim
    (u0, v0), (u1, v1) = grid.pixels_of(np.array([[low[0], high[1]], [high[0], low[1]]]))
    us = np.arange(max(u0, -rim), min(u1, grid.width - 1 + rim) + 1)
    vs = np.arange(max(v0, -rim), min(v1, grid.height - 1 + rim) + 1)
    pixels = np.stack(np.meshgrid(us, vs), axis=2).reshape(-1, 2)
    middles = grid.places_of(pixels)
    if len(corners) >= 3:
        middles = middles[inside_footprint(middles, corners)]
    if len(corners) < 3 or len(middles) == 0:  # smaller than a pixel: the one under its middle
        middles = corners.mean(axis=0)[None]
    number, inside = canvas.numbers_of(middles)
    return number[inside]


def _no_samples() -> Samples:
    none = np.zeros(0, dtype=np.float32)
    number = np.zeros(0, dtype=np.int64)
    return Samples(number, none, none, number, np.zeros((0, 3), dtype=np.uint8))


def _joined(parts: list[Samples]) -> Samples:
    names = ("pixel", "top", "bottom", "row", "color")
    return Samples(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

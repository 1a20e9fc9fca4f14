"""The points of a scene as a top-view image: what a camera under the ceiling would see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import KDTree

from ..bev.samples import greys
from ..bev.storey import slab_of
from ..graph.scene_graph import SceneGraph

_SPLAT = 3  # pixels: each point covers a disc of this radius, so that tops hide what is below
_HOLE = 3.0  # pixels: gaps narrower than about twice this are closed
_MAX_PIXELS = 1400  # along the longer side
_MIN_SPACING = 0.002  # metres between points; some scans hold the same point twice
_MAX_POINTS = 1_500_000
_PALE = 0.30  # share of white mixed in, so that boxes and names stand out


@dataclass(frozen=True, eq=False)
class TopView:
    """An (H, W, 4) uint8 RGBA image, row 0 at y_min, and the x/y limits it covers, metres.

    `extent` is x_min, x_max, y_min, y_max, as matplotlib has it.
    """

    image: np.ndarray
    extent: tuple[float, float, float, float]


def render_top_view(graph: SceneGraph, storey: int) -> TopView | None:
    """The highest point under the ceiling at each place of one storey; None without points."""
    if graph.cloud is None or graph.point_row is None:
        return None
    slab = slab_of(graph, storey if graph.rooms else None)
    kept = np.flatnonzero(slab.holds(graph.cloud.points[:, 2], graph.point_row))
    kept = kept[:: max(1, -(-len(kept) // _MAX_POINTS))]
    if len(kept) == 0:
        return None
    points = graph.cloud.points[kept]
    colors = graph.cloud.colors[kept] if graph.cloud.colors is not None else greys(points[:, 2])
    return _rasterize(points, colors)


def _rasterize(points: np.ndarray, colors: np.ndarray) -> TopView:
    low, high = points[:, :2].min(0).astype(float), points[:, :2].max(0).astype(float)
    size = np.maximum(high - low, 1e-3)
    pixel = max(_spacing(points) / 2, float(size.max()) / _MAX_PIXELS)
    margin = _SPLAT + 1
    cell = np.floor((points[:, :2] - low) / pixel).astype(int) + margin  # (N, 2) column, row
    num_cols, num_rows = (np.floor(size / pixel).astype(int) + 1 + 2 * margin).tolist()
    order = np.argsort(points[:, 2], kind="stable")  # the highest point is written last
    top = np.full((num_rows, num_cols), -1, dtype=np.int32)
    top[cell[order, 1], cell[order, 0]] = np.arange(len(order))
    top = _close_holes(_splat(top))
    pale = colors[order].astype(np.float32) * (1 - _PALE) + 255 * _PALE
    image = np.zeros((num_rows, num_cols, 4), dtype=np.uint8)
    image[top >= 0, :3] = pale.astype(np.uint8)[top[top >= 0]]
    image[top >= 0, 3] = 255
    start = low - margin * pixel
    end = start + pixel * np.array([num_cols, num_rows])
    return TopView(image, (float(start[0]), float(end[0]), float(start[1]), float(end[1])))


def _spacing(points: np.ndarray) -> float:
    """The usual distance between neighbouring points, metres, measured on a sample."""
    if len(points) < 2:
        return 0.02  # metres
    sample = points[:: max(1, len(points) // 2000)]
    distance, _ = KDTree(points, balanced_tree=False, compact_nodes=False).query(sample, k=[2])
    return max(float(np.median(distance)), _MIN_SPACING)


def _splat(top: np.ndarray) -> np.ndarray:
    """Let every point cover the disc around it; `top` holds ranks by height, -1 for nothing.

    The border of `top`, `_SPLAT` wide, must be empty.
    """
    reach = range(-_SPLAT, _SPLAT + 1)
    disc = [(dy, dx) for dy in reach for dx in reach if dx * dx + dy * dy <= _SPLAT**2 + 0.5]
    covered = top.copy()
    for shift in disc:
        np.maximum(covered, np.roll(top, shift, axis=(0, 1)), out=covered)
    return covered


def _close_holes(top: np.ndarray) -> np.ndarray:
    """Fill the gaps between points with the nearest one."""
    distance, nearest = ndimage.distance_transform_edt(top < 0, return_indices=True)
    return np.where(distance <= _HOLE, top[tuple(nearest)], -1)

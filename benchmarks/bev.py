"""Measure drawing a map of many points against SciPy binning the same points; medians and bests.

    python benchmarks/bev.py --points 1000000 --repeats 7

A room of 8 m x 6 m is drawn at 2 cm, a city block of 100 m at 0.25 m and as one cell of 50 m with
224 pixels. `library` is `scipy.stats.binned_statistic_2d`, which gives one layer: the mean of one
colour channel. The bytes are those that a pass over the points must read: three float32, three
uint8 and an int64 row.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import binned_statistic_2d

from scenegraph3d.bev import cell_limits, render
from scenegraph3d.geometry.map_grid import MapGrid
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.scene_graph import SceneGraph
from scenegraph3d.records import Instances, PointCloud, Scan

BYTES_PER_POINT = 3 * 4 + 3 + 8
NAMES = ("chair", "table", "cabinet", "sofa", "lamp", "plant")


def main() -> None:
    """Print one line for each map."""
    parser = argparse.ArgumentParser(description="Measure drawing a map against SciPy's binning.")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    room = scattered_scene(rng, asked.points, np.array([8.0, 6.0, 2.5]), ground="floor")
    block = scattered_scene(rng, asked.points, np.array([100.0, 100.0, 12.0]), ground="road")
    cell = cell_limits((50, 50), 50)
    table = Table("map", "pixels", "MB", "ours ms", "best", "library ms", "best", "ratio", "GB/s")
    for name, graph, resolution, limits in (
        ("room, 2 cm", room, 0.02, np.array([0.0, 0.0, 8.0, 6.0])),
        ("block, 25 cm", block, 0.25, np.array([0.0, 0.0, 100.0, 100.0])),
        ("cell of 50 m, 224 pixels", block, 50 / 224, cell),
    ):
        table.add_row(name, *measure(graph, resolution, limits, asked.repeats))
    Console().print(table)


def measure(graph: SceneGraph, resolution: float, limits: np.ndarray, repeats: int) -> list[str]:
    """The medians of one map as they are printed; both are timed in turns."""
    grid = MapGrid.covering(limits, resolution)
    ours, library = [], []
    for _ in range(repeats):
        ours.append(seconds(lambda: render(graph, resolution, limits=limits)))
        library.append(seconds(lambda: library_layer(graph, grid)))
    drawn, binned = statistics.median(ours), statistics.median(library)
    assert graph.cloud is not None
    size = len(graph.cloud) * BYTES_PER_POINT
    return [
        f"{grid.width} x {grid.height}",
        f"{size / 1e6:.0f}",
        f"{drawn * 1e3:.1f}",
        f"{min(ours) * 1e3:.1f}",
        f"{binned * 1e3:.1f}",
        f"{min(library) * 1e3:.1f}",
        f"{binned / drawn:.1f}",
        f"{size / drawn / 1e9:.1f}",
    ]


def library_layer(graph: SceneGraph, grid: MapGrid) -> np.ndarray:
    """The mean of the red channel in each pixel, as SciPy bins it."""
    assert graph.cloud is not None
    assert graph.cloud.colors is not None
    points, (x_min, y_min, x_max, y_max) = graph.cloud.points, grid.limits
    span: Any = [[x_min, x_max], [y_min, y_max]]  # SciPy's annotation names other types
    return binned_statistic_2d(
        points[:, 0],
        points[:, 1],
        graph.cloud.colors[:, 0],
        statistic="mean",
        bins=[grid.width, grid.height],
        range=span,
    ).statistic


def scattered_scene(
    rng: np.random.Generator, num_points: int, size: np.ndarray, *, ground: str
) -> SceneGraph:
    """Half of the points on the ground, half on 200 boxes; in no order."""
    low = rng.uniform(0, size[:2] * 0.9, (200, 2))
    high = low + size[:2] * rng.uniform(0.02, 0.1, (200, 2))
    top = rng.uniform(0.2, size[2], 200)
    on = np.where(rng.random(num_points) < 0.5, -1, rng.integers(0, 200, num_points))
    points = rng.random((num_points, 3))
    boxed = on >= 0
    points[~boxed] *= [size[0], size[1], 0.02]
    points[boxed, :2] = low[on[boxed]] + points[boxed, :2] * (high - low)[on[boxed]]
    points[boxed, 2] *= top[on[boxed]]
    labels = [ground, *(NAMES[k % len(NAMES)] for k in range(200))]
    bounds = np.hstack([low, np.zeros((200, 1)), high, top[:, None]])
    instances = Instances.from_aabb(np.vstack([[0, 0, 0, *size[:2], 0.02], bounds]), labels)
    colors = rng.integers(0, 256, (num_points, 3), dtype=np.uint8)
    cloud = PointCloud(points.astype(np.float32), colors)
    return build_graph(Scan("scattered", instances, cloud, on + 1))


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

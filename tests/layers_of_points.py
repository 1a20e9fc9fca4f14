"""Level rectangles of points, one over the other, for tests of maps."""

import numpy as np

from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.scene_graph import SceneGraph
from scenegraph3d.records import Instances, PointCloud, Scan

RED, GREEN, BLUE, GREY = (200, 0, 0), (0, 200, 0), (0, 0, 200), (90, 90, 90)
FLOOR = ("floor", (0, 0), (1, 1), 0.0, GREY)


def cloud_graph(points, colors, rows, labels) -> SceneGraph:
    """A scene of points that belong to the given rows; no ceiling."""
    points = np.array(points, dtype=np.float32).reshape(-1, 3)
    rows = np.array(rows, dtype=np.int64)
    aabb = [
        np.concatenate([points[rows == row].min(0), points[rows == row].max(0)])
        for row in range(len(labels))
    ]
    instances = Instances.from_aabb(np.array(aabb), labels)
    cloud = PointCloud(points, np.array(colors, dtype=np.uint8).reshape(-1, 3))
    return build_graph(Scan("test", instances, cloud, rows))


def dense(low, high, z, spacing=0.02) -> np.ndarray:
    """Points of a level rectangle, one in the middle of each square of `spacing`."""
    x, y = (np.arange(low[k] + spacing / 2, high[k], spacing) for k in (0, 1))
    xy = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    return np.column_stack([xy, np.full(len(xy), z)])


def layered(*layers) -> SceneGraph:
    """A scene of level rectangles (label, low, high, z, color)."""
    parts = [dense(low, high, z) for _, low, high, z, _ in layers]
    rows = np.repeat(np.arange(len(layers)), [len(part) for part in parts])
    colors = np.array([layer[4] for layer in layers])[rows]
    return cloud_graph(np.concatenate(parts), colors, rows, [layer[0] for layer in layers])

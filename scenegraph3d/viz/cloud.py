"""The answer as a coloured point cloud: a graph and an answer go in, a PLY file comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..graph.scene_graph import SceneGraph
from ..io.ply import write_ply
from ..reasoning.answer import Grounding
from ..records import Boxes, PointCloud
from .roles import cast_roles, row_colors

_GREY = 150  # where a scan has no colours
_FADE = 0.55  # share of light grey mixed into everything that plays no part
_LIGHT = 225
_EDGE_STEP = 0.01  # metres between the points that draw a box
_MAX_EDGE_POINTS = 400
# A box's corners are numbered by the bits of z, y, x; an edge flips one bit.
_EDGES = [(a, a | bit) for bit in (1, 2, 4) for a in range(8) if not a & bit]


def save_ply(path: str | Path, graph: SceneGraph, answer: Grounding) -> None:
    """Write the scene with its target red, its anchors blue and the rest faded.

    A scene without points is written as the edges of its boxes. The file carries the instance id
    of every point, -1 for none.

    Args:
        path: ends in .ply; its folder must exist.
        graph: the scene.
        answer: what to colour; targets are amber where it is ambiguous.
    """
    path = check_ply_path(path)
    cloud, row = graph.cloud, graph.point_row
    if cloud is None or row is None:
        cloud, row = box_edges(graph.instances.boxes)
    colors = cloud.colors if cloud.colors is not None else np.full((len(cloud), 3), _GREY)
    highlight = np.vstack([row_colors(graph, cast_roles(graph, answer)), [[0, 0, 0]]])[row]
    faded = colors * (1 - _FADE) + _LIGHT * _FADE
    shaded = 0.8 * highlight + 0.2 * colors  # a little of the surface stays visible
    plays = highlight.any(axis=1, keepdims=True)
    final = np.where(plays, shaded, faded).astype(np.uint8)
    ids = np.append(graph.instances.instance_id, -1)[row]
    write_ply(path, cloud, colors=final, point_instance=ids)


def check_ply_path(path: str | Path) -> Path:
    """The path, if its name is that of a PLY file."""
    path = Path(path)
    if path.suffix.lower() != ".ply":
        raise ValueError(f"a point cloud's name must end in .ply, got '{path}'")
    return path


def box_edges(boxes: Boxes) -> tuple[PointCloud, np.ndarray]:
    """Points along the edges of M boxes, and the (N,) row of the box each lies on."""
    bits = (np.arange(8)[:, None] >> np.arange(3)) & 1  # (8, 3)
    points, rows = [np.empty((0, 3))], [np.empty(0, dtype=np.int64)]
    for row in range(len(boxes)):
        corners = boxes.center[row] + ((bits - 0.5) * boxes.extent[row]) @ boxes.R_world_box[row].T
        for a, b in _EDGES:
            length = float(np.linalg.norm(corners[b] - corners[a]))
            num_points = min(int(length / _EDGE_STEP) + 2, _MAX_EDGE_POINTS)
            points.append(np.linspace(corners[a], corners[b], num_points))
            rows.append(np.full(num_points, row))
    return PointCloud(np.concatenate(points).astype(np.float32)), np.concatenate(rows)

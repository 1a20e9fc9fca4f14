"""A point cloud or mesh in, its over-segmentation into small smooth patches out."""

from __future__ import annotations

import numpy as np
import torch

from ..ops import graph_segment
from ..records.checks import check_finite, check_shape
from .neighbours import find_neighbours

# ScanNet's segmentator (Dai et al. 2017) on the vertices of a mesh.
_MESH_THRESHOLD = 0.01
_MESH_MIN_SIZE = 20
# On edges between neighbours of a cloud, whose normals are noisier (dev rooms).
_CLOUD_THRESHOLD = 0.03
_CLOUD_MIN_SIZE = 10
_COLOR_WEIGHT = 1.0  # of the squared difference of RGB in 0..1, beside 1 - cosine


def superpoints(
    points: np.ndarray,
    normals: np.ndarray,
    colors: np.ndarray | None = None,
    faces: np.ndarray | None = None,
) -> np.ndarray:
    """Cut a surface where it bends inwards or changes colour.

    Graph-based segmentation (Felzenszwalb and Huttenlocher 2004) as ScanNet's segmentator does
    it: an edge weighs 1 - cos of the angle between its normals, squared where the surface is
    convex. A mesh has the edges of its faces and ScanNet's thresholds; colours are not used. A
    cloud has edges to the nearest points, weighted by colour too.

    Args:
        points: (N, 3) metres.
        normals: (N, 3) unit, out of the surface.
        colors: (N, 3) uint8 RGB, or None.
        faces: (T, 3) rows of `points` for a mesh, or None for a cloud.

    Returns:
        (N,) int64 superpoints 0..S-1, numbered by their first point.

    Raises:
        ValueError: shapes that do not match, numbers that are not finite, rows outside the points.
    """
    _check(points, normals, colors, faces)
    if len(points) < 2:
        return np.arange(len(points), dtype=np.int64)
    points = points.astype(np.float64)
    if faces is None:
        edges = find_neighbours(points).edges
        return cut_cloud(points, normals, colors, edges)
    edges = _edges_of_faces(faces)
    weight = _bend(points, normals, edges)
    return _segments(edges, weight, len(points), _MESH_THRESHOLD, _MESH_MIN_SIZE)


def cut_cloud(
    points: np.ndarray, normals: np.ndarray, colors: np.ndarray | None, edges: np.ndarray
) -> np.ndarray:
    """`superpoints` of a cloud whose (E, 2) edges are known; colours may be float64 0..255."""
    weight = _bend(points, normals, edges)
    if colors is not None:
        change = np.diff(colors.astype(np.float64)[edges] / 255, axis=1)[:, 0]
        weight += _COLOR_WEIGHT * (change**2).sum(axis=1)
    return _segments(edges, weight, len(points), _CLOUD_THRESHOLD, _CLOUD_MIN_SIZE)


def _bend(points: np.ndarray, normals: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """(E,) 1 - cosine between the normals of each edge, squared where it is convex."""
    start, end = edges.T
    normals = normals.astype(np.float64)
    angle = 1 - np.clip((normals[start] * normals[end]).sum(axis=1), -1, 1)
    opening = ((normals[end] - normals[start]) * (points[end] - points[start])).sum(axis=1)
    return np.where(opening > 0, angle**2, angle)


def _segments(
    edges: np.ndarray, weight: np.ndarray, num_points: int, threshold: float, min_size: int
) -> np.ndarray:
    found = graph_segment(
        torch.from_numpy(np.ascontiguousarray(edges, dtype=np.int64)),
        torch.from_numpy(weight.astype(np.float32)),
        num_points,
        threshold=threshold,
        min_size=min_size,
    )
    return found.numpy()


def _edges_of_faces(faces: np.ndarray) -> np.ndarray:
    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    return np.unique(np.sort(ends.astype(np.int64), axis=1), axis=0)


def _check(
    points: np.ndarray, normals: np.ndarray, colors: np.ndarray | None, faces: np.ndarray | None
) -> None:
    check_shape("points", points, (None, 3))
    check_finite("points", points)
    check_shape("normals", normals, (len(points), 3))
    check_finite("normals", normals)
    if colors is not None:
        check_shape("colors", colors, (len(points), 3))
    if faces is not None:
        check_shape("faces", faces, (None, 3))
        if len(faces) and not (faces.min() >= 0 and faces.max() < len(points)):
            raise ValueError(
                f"faces must name points 0 to {len(points) - 1}, got {faces.min()} to {faces.max()}"
            )

"""Two anchors and groups: between, among, in a row, in the middle of a group."""

from __future__ import annotations

import numpy as np

from ...config import RelationThresholds
from ..scene_graph import SceneGraph
from .pairs import over, within


def between(
    graph: SceneGraph,
    targets: np.ndarray,
    anchors_a: np.ndarray,
    anchors_b: np.ndarray,
    limits: RelationThresholds,
) -> np.ndarray:
    """(T, A, B) the target stands in the space that the two anchors span."""
    center = graph.shapes.center[:, :2]
    a, b = center[anchors_a][:, None], center[anchors_b]  # (A, 1, 2), (B, 2)
    along = b - a
    squared = np.maximum((along**2).sum(-1), 1e-6)
    offset = center[targets][:, None, None] - a  # (T, A, 1, 2)
    share = (offset * along).sum(-1) / squared
    aside = np.abs(offset[..., 0] * along[..., 1] - offset[..., 1] * along[..., 0]) / squared
    return over(0.5 - np.abs(share - 0.5), 0.0, 0.1) * within(aside, 0.5)


def among(graph, targets, members, limits) -> np.ndarray:
    """(T,) the target stands in the midst of the members."""
    return middle_of(graph, targets, members, limits)


def middle_of(graph, targets, members, limits) -> np.ndarray:
    """(T,) the target is close to the middle of the members."""
    center = graph.shapes.center[:, :2]
    middle = (center[members].min(axis=0) + center[members].max(axis=0)) / 2
    spread = max(float(np.ptp(center[members], axis=0).max()) / 2, 1e-3)
    return within(np.linalg.norm(center[targets] - middle, axis=1), spread / 2)


def in_row(graph, targets, members, limits) -> np.ndarray:
    """(T,) the target keeps to the line through the members."""
    center = graph.shapes.center[:, :2]
    spread = center[members] - center[members].mean(axis=0)
    along = np.linalg.svd(spread, full_matrices=False)[2][0]
    offset = center[targets] - center[members].mean(axis=0)
    aside = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0])
    size = float(np.sqrt(graph.shapes.area[members]).mean())
    return within(aside, limits.row_offset * size)

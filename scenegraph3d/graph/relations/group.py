"""Two anchors and groups: between, among, in a row, in the middle of a group."""

from __future__ import annotations

import numpy as np

from ...config import RelationThresholds
from ...geometry.footprints import footprint_areas, hull_footprint, overlap_areas
from ...geometry.gaps import footprint_gaps
from ..scene_graph import SceneGraph
from .pairs import over, under, within


def between(
    graph: SceneGraph,
    targets: np.ndarray,
    anchors_a: np.ndarray,
    anchors_b: np.ndarray,
    limits: RelationThresholds,
) -> np.ndarray:
    """(T, A, B) the target stands in the space that the two anchors span.

    Most of its footprint lies in the hull of theirs and little of it over either, as in Sr3D;
    to tell good from better, its middle is close to halfway along.
    """
    score = np.zeros((len(targets), len(anchors_a), len(anchors_b)))
    over_anchor = {
        int(row): _overlap_of_target(graph, targets, row)
        for row in np.unique(np.append(anchors_a, anchors_b))
    }
    gap_a = graph.shapes.gaps(targets, anchors_a)
    gap_b = graph.shapes.gaps(targets, anchors_b)
    for i, a in enumerate(anchors_a):
        for j, b in enumerate(anchors_b):
            hull = hull_footprint(np.concatenate([graph.footprint[a], graph.footprint[b]]))
            either = np.maximum(over_anchor[int(a)], over_anchor[int(b)])
            score[:, i, j] = (
                _in_hull(graph, targets, hull, limits.between_overlap)
                * (0.4 + 0.6 * under(either, limits.between_over_anchor, 0.1))
                * _height_overlap(graph, targets, a, b, limits)
                * within(gap_a[:, i] + gap_b[:, j], limits.between_gaps)
            )
    return score


def among(
    graph: SceneGraph, targets: np.ndarray, members: np.ndarray, limits: RelationThresholds
) -> np.ndarray:
    """(T,) the target stands in the hull of the other members."""
    score = np.zeros(len(targets))
    own = np.isin(targets, members)
    for at in [np.flatnonzero(~own), *np.flatnonzero(own)[:, None]]:
        others = np.setdiff1d(members, targets[at])
        if len(at) and len(others):
            hull = hull_footprint(np.concatenate([graph.footprint[row] for row in others]))
            score[at] = _in_hull(graph, targets[at], hull, limits.between_overlap)
    return score


def middle_of(
    graph: SceneGraph, targets: np.ndarray, members: np.ndarray, limits: RelationThresholds
) -> np.ndarray:
    """(T,) the target is close to the middle of the members, as a share of their spread."""
    center = graph.shapes.center[:, :2]
    low, high = center[members].min(axis=0), center[members].max(axis=0)
    reach = max(float(np.linalg.norm(high - low)) / 2, 1e-3)
    off = np.linalg.norm(center[targets] - (low + high) / 2, axis=1)
    return within(off, limits.center_share * reach)


def in_row(
    graph: SceneGraph, targets: np.ndarray, members: np.ndarray, limits: RelationThresholds
) -> np.ndarray:
    """(T,) the target keeps to the straight line that fits the members best."""
    center = graph.shapes.center[:, :2]
    middle = center[members].mean(axis=0)
    along = np.linalg.svd(center[members] - middle, full_matrices=False)[2][0]
    offset = center[targets] - middle
    aside = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0])
    size = float(np.sqrt(graph.shapes.area[members]).mean())
    return within(aside, limits.row_offset * size)


def _in_hull(graph: SceneGraph, targets: np.ndarray, hull: np.ndarray, limit: float) -> np.ndarray:
    """(T,) most of the target's footprint lies in a convex polygon (K, 2)."""
    corners = graph.shapes.corners[targets]
    hulls = np.broadcast_to(hull, (len(targets), *hull.shape))
    share = overlap_areas(corners, hulls) / graph.shapes.area[targets]
    middle = graph.shapes.center[targets, :2]
    size = np.sqrt(float(max(footprint_areas(hull), 1e-4)))
    off = np.linalg.norm(middle - hull.mean(axis=0), axis=1) / size
    # Outside, the nearer to the hull the better, so that candidates keep an order.
    apart = np.where(share > 1e-9, 0.0, footprint_gaps(corners, hulls))
    return over(share, limit, 0.1) * within(off, 2.0) * within(apart, 0.5)


def _overlap_of_target(graph: SceneGraph, targets: np.ndarray, anchor: int) -> np.ndarray:
    shapes = graph.shapes
    return shapes.overlaps(targets, np.array([anchor]))[:, 0] / shapes.area[targets]


def _height_overlap(
    graph: SceneGraph, targets: np.ndarray, a: int, b: int, limits: RelationThresholds
) -> np.ndarray:
    """(T,) the target's span of height meets that of the lower and the higher anchor together."""
    aabb = graph.shapes.aabb
    low, high = min(aabb[a, 2], aabb[b, 2]), max(aabb[a, 5], aabb[b, 5])
    span = aabb[targets]
    shared = np.minimum(span[:, 5], high) - np.maximum(span[:, 2], low)
    height = np.maximum(np.minimum(span[:, 5] - span[:, 2], high - low), 1e-2)
    return over(shared / height, limits.between_height_overlap, 0.1)

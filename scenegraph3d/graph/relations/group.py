"""Two anchors and groups: between, among, in a row, in the middle of a group."""

from __future__ import annotations

import numpy as np

from ...config import RelationThresholds
from ...geometry.footprints import (
    footprint_areas,
    hull_footprint,
    overlap_areas,
    pack_footprints,
)
from ...geometry.gaps import footprint_gaps
from ..scene_graph import SceneGraph
from .pairs import Pairs, over, under, within

_FINE_GAP = 0.5  # metres between a box and a hull, up to which footprints are measured
_PAIRS_AT_ONCE = 2048  # so that what is measured stays in the cache


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
    hulls = [
        hull_footprint(np.concatenate([graph.footprint[a], graph.footprint[b]]))
        for a in anchors_a
        for b in anchors_b
    ]
    in_hull = _in_hulls(graph, targets, hulls, limits.between_overlap)
    in_hull = in_hull.reshape(len(targets), len(anchors_a), len(anchors_b))
    height = _height_overlap(graph, targets, anchors_a, anchors_b, limits)
    shapes = graph.shapes
    (over_a, over_b), (gap_a, gap_b) = (
        [measured(targets, anchors) for anchors in (anchors_a, anchors_b)]
        for measured in (shapes.overlaps, shapes.gaps)
    )
    either = np.maximum(over_a[:, :, None], over_b[:, None]) / shapes.area[targets, None, None]
    clear = 0.4 + 0.6 * under(either, limits.between_over_anchor, 0.1)
    return (
        in_hull * height * clear * within(gap_a[:, :, None] + gap_b[:, None], limits.between_gaps)
    )


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
            score[at] = _in_hulls(graph, targets[at], [hull], limits.between_overlap)[:, 0]
    return score


def surrounded_by(
    graph: SceneGraph, targets: np.ndarray, members: np.ndarray, limits: RelationThresholds
) -> np.ndarray:
    """(T,) members stand on all sides of the target: no opening between them is wide."""
    center = graph.shapes.center[:, :2]
    offset = center[members] - center[targets, None]  # (T, A, 2)
    angle = np.arctan2(offset[..., 1], offset[..., 0])
    own = targets[:, None] == members
    least = np.where(own, np.inf, angle).min(axis=1, keepdims=True)
    angle = np.sort(np.where(own, least, angle), axis=1)  # itself opens nothing
    with np.errstate(invalid="ignore"):  # inf - inf, where there is no other member
        widest = np.diff(angle, append=least + 2 * np.pi, axis=1).max(axis=1)
    return under(np.nan_to_num(widest, nan=2 * np.pi), limits.surrounded_angle, 0.15)


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


def aligned_with(pairs: Pairs) -> np.ndarray:
    """(T, A) the middles lie on one axis of either footprint."""
    off = np.full((len(pairs.targets), len(pairs.anchors)), np.inf)
    for half in (pairs.shapes.half_axes[:, 0], pairs.shapes.half_axes[:, 1]):
        unit = half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9)
        of_anchor = unit[pairs.anchors].T[:, None]  # (2, 1, A)
        of_target = unit[pairs.targets].T[..., None]
        off = np.minimum(off, np.abs(pairs.along(of_anchor)))
        off = np.minimum(off, np.abs(pairs.along(of_target)))
    return within(off, pairs.limits.aligned_share * pairs.mean_size)


def _in_hulls(
    graph: SceneGraph, targets: np.ndarray, hulls: list[np.ndarray], limit: float
) -> np.ndarray:
    """(T, H) most of the target's footprint lies in each of H convex polygons (K, 2)."""
    if not hulls:
        return np.zeros((len(targets), 0))
    shapes = graph.shapes
    aabb = shapes.aabb[targets][:, None]
    low, high, middle = (
        np.array([measured(hull, axis=0) for hull in hulls])
        for measured in (np.min, np.max, np.mean)
    )
    aside = np.maximum(np.maximum(aabb[..., :2] - high, low - aabb[..., 3:5]), 0.0)
    apart, share = np.hypot(aside[..., 0], aside[..., 1]), np.zeros((len(targets), len(hulls)))
    at, hull = np.nonzero(apart < _FINE_GAP)  # what is farther off is measured by the box
    packed = pack_footprints(tuple(hulls))
    for start in range(0, len(at), _PAIRS_AT_ONCE):
        i, h = at[start : start + _PAIRS_AT_ONCE], hull[start : start + _PAIRS_AT_ONCE]
        corners, outlines = shapes.corners[targets[i]], packed[h]
        share[i, h] = overlap_areas(corners, outlines) / shapes.area[targets[i]]
        apart[i, h] = np.where(share[i, h] > 1e-9, 0.0, footprint_gaps(corners, outlines))
    size = np.sqrt(np.maximum(footprint_areas(packed), 1e-4))
    off = np.linalg.norm(shapes.center[targets, None, :2] - middle, axis=2) / size
    # Outside, the nearer to the hull the better, so that candidates keep an order.
    return over(share, limit, 0.1) * within(off, 2.0) * within(apart, 0.5)


def _height_overlap(
    graph: SceneGraph,
    targets: np.ndarray,
    anchors_a: np.ndarray,
    anchors_b: np.ndarray,
    limits: RelationThresholds,
) -> np.ndarray:
    """(T, A, B) the target's span of height meets that of the lower and the higher anchor."""
    bottom, top = graph.shapes.aabb[:, 2], graph.shapes.aabb[:, 5]
    low = np.minimum.outer(bottom[anchors_a], bottom[anchors_b])
    high = np.maximum.outer(top[anchors_a], top[anchors_b])
    start, end = bottom[targets, None, None], top[targets, None, None]
    shared = np.minimum(end, high) - np.maximum(start, low)
    height = np.maximum(np.minimum(end - start, high - low), 1e-2)
    return over(shared / height, limits.between_height_overlap, 0.1)

"""Places in a room and on an anchor: corners, walls, middle, ends."""

from __future__ import annotations

import numpy as np

from ...geometry.footprints import overlap_areas
from ...geometry.gaps import footprint_gaps
from ..scene_graph import SceneGraph
from .pairs import Pairs, within


def in_corner(pairs: Pairs) -> np.ndarray:
    """Close to two walls that are not parallel."""
    gap, along = wall_gaps(pairs.graph, pairs.targets), _wall_directions(pairs.graph)
    turned = np.abs(along[:, None, 0] * along[:, 1] - along[:, None, 1] * along[:, 0]) > 0.7
    farther = np.maximum(gap[:, :, None], gap[:, None])  # (T, W, W)
    farther = np.where(turned, farther, np.inf).min(axis=(1, 2), initial=np.inf)
    return within(farther, pairs.limits.corner_distance)


def against_wall(pairs: Pairs) -> np.ndarray:
    """Close to a wall."""
    gap = wall_gaps(pairs.graph, pairs.targets).min(axis=1, initial=np.inf)
    return within(gap, pairs.limits.wall_distance)


def in_room_center(pairs: Pairs) -> np.ndarray:
    """Nearer to the middle of its room than to the walls."""
    graph = pairs.graph
    share = np.zeros(len(pairs.targets))
    for at, row in enumerate(pairs.targets):
        outline = graph.rooms[graph.room_of[row]].outline
        offset = graph.shapes.center[row, :2] - outline.mean(axis=0)
        half = (outline[1:3] - outline[:2]) / 2 if len(outline) == 4 else outline
        squared = np.maximum((half**2).sum(axis=1), 1e-6)
        share[at] = np.abs(half @ offset / squared).max()
    return within(share, pairs.limits.center_share)


def at_corner_of(pairs: Pairs) -> np.ndarray:
    """Close to a corner of the anchor's footprint."""
    axes = pairs.shapes.half_axes[pairs.anchors]  # (A, 2, 2)
    half = np.maximum(np.linalg.norm(axes, axis=2), 1e-3)
    share = np.abs(np.einsum("tac,ahc->tah", pairs.offset, axes)) / half  # metres off the middle
    off = np.abs(share - half)
    return within(np.hypot(off[..., 0], off[..., 1]), pairs.limits.end_distance)


def at_end_of(pairs: Pairs) -> np.ndarray:
    """Close to one of the anchor's two short sides."""
    axes = pairs.shapes.half_axes[pairs.anchors]
    half = np.maximum(np.linalg.norm(axes, axis=2), 1e-3)
    long = half.argmax(axis=1)
    pick = np.arange(len(long))
    along, across = axes[pick, long] / half[pick, long, None], axes[pick, 1 - long]
    across = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-3)
    past = np.abs(np.abs((pairs.offset * along).sum(-1)) - half[pick, long])
    aside = np.maximum(np.abs((pairs.offset * across).sum(-1)) - half[pick, 1 - long], 0.0)
    return within(np.hypot(past, aside), pairs.limits.end_distance)


def wall_gaps(graph: SceneGraph, rows: np.ndarray) -> np.ndarray:
    """(T, W) gap between the footprints of objects and walls, metres; 0 where they overlap."""
    walls = graph.walls
    one = np.repeat(graph.shapes.corners[rows], len(walls), axis=0)
    other = np.tile(walls, (len(rows), 1, 1))
    if len(one) == 0:
        return np.zeros((len(rows), len(walls)))
    gap = np.where(overlap_areas(one, other) > 1e-9, 0.0, footprint_gaps(one, other))
    return gap.reshape(len(rows), len(walls))


def _wall_directions(graph: SceneGraph) -> np.ndarray:
    along = graph.walls[:, 1] - graph.walls[:, 0]
    return along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)

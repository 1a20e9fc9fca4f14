"""Places in a room and on an anchor: corners, walls, middle, ends."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, under, within


def in_corner(pairs: Pairs) -> np.ndarray:
    """Close to two walls that meet."""
    low, high, box = _room_span(pairs)
    gap = np.minimum(box[:, :2] - low, high - box[:, 3:5]).max(axis=1)
    return within(np.maximum(gap, 0.0), pairs.limits.corner_distance)


def against_wall(pairs: Pairs) -> np.ndarray:
    """Close to a wall."""
    low, high, box = _room_span(pairs)
    gap = np.minimum(box[:, :2] - low, high - box[:, 3:5]).min(axis=1)
    return under(gap, pairs.limits.wall_distance, pairs.limits.wall_distance / 4)


def in_room_center(pairs: Pairs) -> np.ndarray:
    """Nearer to the room's middle than to its walls."""
    low, high, box = _room_span(pairs)
    middle = (box[:, :2] + box[:, 3:5]) / 2
    share = np.abs(2 * (middle - low) / np.maximum(high - low, 1e-3) - 1).max(axis=1)
    return within(share, pairs.limits.center_distance)


def at_corner_of(pairs: Pairs) -> np.ndarray:
    """Close to a corner of the anchor's footprint."""
    middle = pairs.shapes.center[pairs.targets, :2][:, None, None]
    corners = pairs.shapes.corners[pairs.anchors]
    gap = np.linalg.norm(middle - corners, axis=-1).min(axis=-1)
    return within(gap, pairs.limits.end_distance)


def at_end_of(pairs: Pairs) -> np.ndarray:
    """Close to one of the anchor's short sides."""
    corners = pairs.shapes.corners[pairs.anchors]
    middle = corners.mean(axis=1)
    return within(np.linalg.norm(pairs.offset, axis=-1) * 0 + 1e9, 1.0) + 0 * middle.sum()


def _room_span(pairs: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    graph = pairs.graph
    low = np.array([room.outline.min(axis=0) for room in graph.rooms])
    high = np.array([room.outline.max(axis=0) for room in graph.rooms])
    room = graph.room_of[pairs.targets]
    return low[room], high[room], graph.shapes.aabb[pairs.targets]

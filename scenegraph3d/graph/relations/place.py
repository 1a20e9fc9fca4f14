"""Places in a room and on an anchor: corners, walls, middle, ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...geometry.directions import left_of_forward
from ...geometry.footprints import overlap_areas
from ...geometry.gaps import footprint_gaps, horizontal_gaps
from ..scene_graph import Room
from .pairs import Pairs, within


def in_corner(pairs: Pairs) -> np.ndarray:
    """Close to two neighbouring walls of its room's outline.

    Annotated walls are left out: they jut and end everywhere, and people mean the room's corners.
    """
    farther = np.full(len(pairs.targets), np.inf)
    for room, at in _by_room(pairs):
        gap = _side_gaps(pairs.shapes.corners[pairs.targets[at]], room.outline)
        farther[at] = np.maximum(gap, np.roll(gap, -1, axis=1)).min(axis=1)
    return within(farther, pairs.limits.corner_distance)


def against_wall(pairs: Pairs) -> np.ndarray:
    """Close to its room's outline or to an annotated wall."""
    gap = np.full(len(pairs.targets), np.inf)
    for room, at in _by_room(pairs):
        gap[at] = _side_gaps(pairs.shapes.corners[pairs.targets[at]], room.outline).min(axis=1)
    return within(np.minimum(gap, _wall_gaps(pairs)), pairs.limits.wall_distance)


def in_room_center(pairs: Pairs) -> np.ndarray:
    """Nearer to the middle of its room than to the walls."""
    share = np.zeros(len(pairs.targets))
    for room, at in _by_room(pairs):
        middle = room.outline.mean(axis=0)
        to_walls = np.maximum(_heights_over_sides(middle[None], room.outline), 1e-3)
        offset = pairs.shapes.center[pairs.targets[at], :2]
        share[at] = (1 - _heights_over_sides(offset, room.outline) / to_walls).max(axis=1)
    return within(share, pairs.limits.center_share)


def at_corner_of(pairs: Pairs) -> np.ndarray:
    """Close to a corner of the anchor's footprint."""
    off = np.hypot(_past_side(pairs, 0), _past_side(pairs, 1))
    return within(off, pairs.limits.end_distance)


def at_end_of(pairs: Pairs) -> np.ndarray:
    """Close to one of the anchor's two short sides."""
    past = np.abs(_past_side(pairs, 0))
    aside = np.maximum(_past_side(pairs, 1), 0.0)
    return within(np.hypot(past, aside), pairs.limits.end_distance)


def at_side_of(pairs: Pairs) -> np.ndarray:
    """Close to one of the anchor's two long sides."""
    past = np.abs(_past_side(pairs, 1))
    aside = np.maximum(_past_side(pairs, 0), 0.0)
    return within(np.hypot(past, aside), pairs.limits.end_distance)


def at_edge_of(pairs: Pairs) -> np.ndarray:
    """Over the anchor and close to its outline: the target's footprint comes near it."""
    inside = np.maximum(_past_side(pairs, 0), _past_side(pairs, 1))
    size = np.sqrt(pairs.shapes.area)[pairs.targets][:, None] / 2
    return within(np.maximum(np.abs(inside) - size, 0.0), pairs.limits.edge_distance)


def at_center_of(pairs: Pairs) -> np.ndarray:
    """Nearer to the middle of the anchor's footprint than to its sides."""
    share = np.zeros((len(pairs.targets), len(pairs.anchors)))
    for rank in (0, 1):
        half = np.sort(np.linalg.norm(pairs.shapes.half_axes, axis=2))[pairs.anchors, 1 - rank]
        share = np.maximum(share, 1 + _past_side(pairs, rank) / np.maximum(half, 1e-9))
    return within(share, pairs.limits.center_share)


def same_room(pairs: Pairs) -> np.ndarray:
    """Both stand in one room."""
    target, anchor = pairs.both(pairs.graph.room_of)
    return (target == anchor).astype(np.float64)


def _past_side(pairs: Pairs, rank: int) -> np.ndarray:
    """(T, A) metres by which the target's middle is past the anchor's ends, negative within.

    Measured along the anchor's longer (rank 0) or shorter (rank 1) side.
    """
    axes = pairs.shapes.half_axes[pairs.anchors]  # (A, 2, 2)
    length = np.linalg.norm(axes, axis=2)
    pick = np.argsort(-length, axis=1, kind="stable")[:, rank]
    rows = np.arange(len(pick))
    half = length[rows, pick]
    unit = axes[rows, pick] / np.maximum(half, 1e-9)[:, None]
    return np.abs(pairs.along(unit.T[:, None])) - half


def _by_room(pairs: Pairs) -> Iterator[tuple[Room, np.ndarray]]:
    """Each room with the places in `targets` of the objects in it."""
    room_of = pairs.graph.room_of[pairs.targets]
    for room in np.unique(room_of):
        yield pairs.graph.rooms[room], np.flatnonzero(room_of == room)


def _heights_over_sides(points: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(N, K) distance of points (N, 2) from the sides of an outline (K, 2), positive inside."""
    along = np.roll(outline, -1, axis=0) - outline
    inwards = left_of_forward(along / np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None])
    return points @ inwards.T - (outline * inwards).sum(axis=1)


def _side_gaps(corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(T, K) gap between footprints (T, C, 2) and the sides of their room's outline, metres."""
    heights = _heights_over_sides(corners.reshape(-1, 2), outline)
    return np.maximum(heights.reshape(*corners.shape[:2], -1).min(axis=1), 0.0)


def _wall_gaps(pairs: Pairs) -> np.ndarray:
    """(T,) gap between footprints and the nearest annotated wall, metres."""
    walls = pairs.graph.walls
    low, high = walls.min(axis=1), walls.max(axis=1)
    flat = np.zeros((len(walls), 1))
    gap = horizontal_gaps(
        pairs.shapes.aabb[pairs.targets], np.hstack([low, flat, high, flat]).reshape(-1, 6)
    )
    at, wall = np.nonzero(gap < 2 * pairs.limits.wall_distance)
    one, other = pairs.shapes.corners[pairs.targets[at]], walls[wall]
    apart = overlap_areas(one, other) <= 1e-9
    gap[at, wall] = apart * footprint_gaps(one, other)
    return gap.min(axis=1, initial=np.inf)

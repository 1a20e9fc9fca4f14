"""Visibility: what boxes hide from a viewer, and what can be seen from where an object is."""

from __future__ import annotations

import numpy as np

from ..scene_graph import SceneGraph
from .direction import turned_left, viewer
from .orientation import facing
from .pairs import Pairs, over

_INSET = 0.8  # of a box: seen is what lies a little inside it
_EYE = 1.2  # metres above the floor, somebody who sits; higher on higher things
_MARGIN = 0.02  # metres by which a line must enter a box to be blocked
_TARGETS_AT_ONCE = 64


def hidden_behind(pairs: Pairs) -> np.ndarray:
    """Beyond the anchor for the viewer, who sees the anchor where the target would be.

    The line of sight is level and the same for the whole of a pair.
    """
    forward = viewer(pairs)
    across = turned_left(forward)
    target, anchor = pairs.half_widths(across)
    aside = np.abs(pairs.along(across))
    shared = np.minimum(aside + target, anchor) - np.maximum(aside - target, -anchor)
    wide = np.clip(shared / np.maximum(2 * target, 1e-3), 0.0, 1.0)
    span, block = pairs.target_box, pairs.anchor_box
    shared = np.minimum(span[..., 5], block[:, 5]) - np.maximum(span[..., 2], block[:, 2])
    tall = np.clip(shared / np.maximum(span[..., 5] - span[..., 2], 1e-3), 0.0, 1.0)
    near, far = pairs.half_widths(forward)
    beyond = over(pairs.along(forward), 0.5 * (near + far), 0.05)
    return over(wide * tall, pairs.limits.hidden_share, 0.1) * beyond


def visible_from(pairs: Pairs) -> np.ndarray:
    """Straight lines reach the target from the anchor's place, past all other boxes.

    Nine lines a pair against every box on the way: meant for the candidates of a question.
    """
    share = np.zeros((len(pairs.targets), len(pairs.anchors)))
    if share.size == 0:
        return share
    boxes, aabb = pairs.graph.instances.boxes, pairs.shapes.aabb
    rooms = pairs.graph.rooms
    floor = np.array([room.floor_z for room in rooms])[pairs.graph.room_of]
    eyes = pairs.shapes.center.copy()
    eyes[:, 2] = np.maximum(aabb[:, 5] + 0.1, floor + _EYE)
    goals = _goals(boxes.center, boxes.extent, boxes.R_world_box)  # (M, 9, 3)
    for column, anchor in enumerate(pairs.anchors):
        for start in range(0, len(pairs.targets), _TARGETS_AT_ONCE):
            rows = pairs.targets[start : start + _TARGETS_AT_ONCE]
            free = _free_shares(pairs.graph, int(anchor), eyes[anchor], rows, goals[rows])
            share[start : start + _TARGETS_AT_ONCE, column] = free
    return over(share, pairs.limits.visible_share, 0.1)


def in_view_of(pairs: Pairs) -> np.ndarray:
    """Visible from the anchor and ahead of its front."""
    return visible_from(pairs) * facing(pairs.swapped).T


def _goals(center: np.ndarray, extent: np.ndarray, R: np.ndarray) -> np.ndarray:
    """(M, 9, 3) the middle of each box and points near its corners."""
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    unit = np.vstack([np.zeros(3), corners]) * _INSET / 2
    return center[:, None] + np.einsum("mij,mkj->mki", R, unit * extent[:, None])


def _free_shares(
    graph: SceneGraph, anchor: int, eye: np.ndarray, targets: np.ndarray, goals: np.ndarray
) -> np.ndarray:
    """(T,) share of the lines from `eye` (3,) to `goals` (T, 9, 3) that no other box crosses.

    A box that holds the eye or a line's end does not block it: shelves and tables are open.
    """
    aabb, boxes = graph.shapes.aabb, graph.instances.boxes
    low, high = np.minimum(eye, goals.min(axis=(0, 1))), np.maximum(eye, goals.max(axis=(0, 1)))
    on_way = np.all((aabb[:, :3] < high) & (aabb[:, 3:] > low), axis=1)
    rows = np.setdiff1d(np.flatnonzero(on_way), [anchor])
    others = boxes[rows]
    start = np.einsum("bji,bj->bi", others.R_world_box, eye - others.center)[:, None]
    way = np.einsum("bji,kj->bki", others.R_world_box, (goals - eye).reshape(-1, 3))
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    half = np.maximum(others.extent / 2 - _MARGIN, 0.0)[:, None]
    one, other = (-half - start) / way, (half - start) / way  # (B, 9 T, 3)
    enter = np.minimum(one, other).max(axis=2)
    leave = np.maximum(one, other).min(axis=2)
    crossed = ((enter < leave) & (enter > 0) & (leave < 1)).reshape(len(rows), *goals.shape[:2])
    crossed &= (rows[:, None] != targets)[..., None]
    return 1 - crossed.any(axis=0).mean(axis=1)

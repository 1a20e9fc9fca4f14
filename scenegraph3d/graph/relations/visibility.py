"""Visibility: what boxes hide from a viewer, and what can be seen from where an object is."""

from __future__ import annotations

import numpy as np

from ...geometry.boxes import CORNER_SIGNS
from ...geometry.sightlines import Blockers, blocked_lines
from ...records import Boxes
from .direction import turned_left, viewer
from .orientation import facing
from .pairs import Pairs, over

_INSET = 0.8  # of a box: seen is what lies a little inside it
_EYE = 1.2  # metres above the floor, somebody who sits; higher on higher things
_MARGIN = 0.02  # metres by which a line must enter a box to be blocked
_ENDS = _INSET / 2 * np.vstack([np.zeros(3), CORNER_SIGNS])  # (9, 3) of lines, in a box's sides


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

    Nine lines a pair; a box that holds the eye or a line's end does not block it: shelves and
    tables are open.
    """
    boxes, aabb = pairs.graph.instances.boxes, pairs.shapes.aabb
    rooms = pairs.graph.rooms
    floor = np.array([room.floor_z for room in rooms])[pairs.graph.room_of]
    eyes = pairs.shapes.center.copy()
    eyes[:, 2] = np.maximum(aabb[:, 5] + 0.1, floor + _EYE)
    goals = _goals(boxes[pairs.targets])  # (9 T, 3)
    share = np.empty((len(pairs.targets), len(pairs.anchors)))
    blockers = Blockers.within(boxes, _MARGIN)
    ends = np.repeat(pairs.targets, len(_ENDS))
    for column, anchor in enumerate(pairs.anchors):
        ignored = np.stack([ends, np.full_like(ends, anchor)], axis=1)
        blocked = blocked_lines(blockers, eyes[anchor], goals, ignored)
        share[:, column] = 1 - blocked.reshape(-1, len(_ENDS)).mean(axis=1)
    return over(share, pairs.limits.visible_share, 0.1)


def in_view_of(pairs: Pairs) -> np.ndarray:
    """Visible from the anchor and ahead of its front."""
    return visible_from(pairs) * facing(pairs.swapped).T


def _goals(boxes: Boxes) -> np.ndarray:
    """(9 T, 3) the middle of each of T boxes and points near its corners."""
    offset = np.einsum("tij,tkj->tki", boxes.R_world_box, _ENDS * boxes.extent[:, None])
    return (boxes.center[:, None] + offset).reshape(-1, 3)

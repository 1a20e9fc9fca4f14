"""From where the sides of a thing are meant: the stated viewer, its own, or one who faces it."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import left_of_forward
from ...language.query import RegionSide
from ..frames import WeightedFrame, front_frame, own_frame, room_frame
from ..perspective import own_heading
from ..resolution import Resolution
from .whole import Whole

_STEP_BACK = 0.3  # metres from a thing, from which its left and right are seen
_SURE = 0.5  # confidence from which a front is believed


def viewer_of(state: Resolution, whole: Whole) -> WeightedFrame:
    """Who says left and right of a thing, the viewer of the words first.

    What drives or walks has a left of its own, whoever looks.
    """
    if state.stated and state.stated[0].kind == "stated":
        return state.stated[0]
    own = front_frame(state.graph, whole.row) if own_heading(state.graph)[whole.row] else None
    if own is not None:
        return own_frame(own)
    if state.stated:
        return state.stated[0]
    front = front_frame(state.graph, whole.row)
    if front is not None and front.weight >= _SURE:
        return front
    return room_frame(state.graph, whole.center[:2])


def direction_of(state: Resolution, whole: Whole, side: RegionSide) -> np.ndarray:
    """(2,) the world direction of a side: left, right, front or back.

    Left and right are the viewer's, or a vehicle's own. A thing with a known front has its own
    front and back.
    """
    forward = viewer_of(state, whole).viewpoint.forward[:2]
    if side in ("left", "right"):
        left = left_of_forward(forward)
        return left if side == "left" else -left
    front = front_frame(state.graph, whole.row)
    if front is not None and front.weight >= _SURE:
        forward = front.viewpoint.forward[:2]
    return -forward if side == "front" else forward


def tells_sides(state: Resolution, whole: Whole) -> bool:
    """False where only the room's middle is left to look from, and the thing stands there."""
    viewer = viewer_of(state, whole)
    if viewer.kind != "room":
        return True
    aside = np.abs(whole.local(viewer.viewpoint.position)[:2])
    return bool((aside > whole.extent[:2] / 2 + _STEP_BACK).any())


def outward(state: Resolution, whole: Whole) -> np.ndarray:
    """(2,) the direction in which drawers open: its front, else across to the room's middle."""
    front = front_frame(state.graph, whole.row)
    if front is not None:
        return -front.viewpoint.forward[:2]
    room = room_frame(state.graph, whole.center[:2]).viewpoint.forward[:2]
    across = whole.R_world_box[:2, 1 - whole.long_axis]
    return -across if across @ room > 0 else across

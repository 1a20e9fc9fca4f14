"""What a placer gets and gives, and the geometry of walls and anchors it reckons with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .house import Room, Thing, rotation_about_z
from .plan import wall_frame, wall_length
from .shapes import RGB, Part

# How strictly a proposal is checked. WHOLE: its box against all boxes, doorways and free zones.
# PARTS: its parts against all parts, for what reaches under or into another thing.
WHOLE, PARTS = "whole", "parts"
WALL_GAP = 0.02  # metres between a wall and what stands or hangs against it


@dataclass(frozen=True, eq=False)
class Pose:
    """One proposal.

    Attributes:
        position: (3,) world point under the thing's middle, metres.
        yaw: radians.
        check: WHOLE or PARTS.
        support: "on", "in" or "hung".
        supporter: the thing that holds it up; None for the room's floor (or wall, when hung).
        side: the wall it stands at or hangs on, or None.
    """

    position: np.ndarray
    yaw: float
    check: str = WHOLE
    support: str = "on"
    supporter: Thing | None = None
    side: int | None = None


@dataclass(frozen=True, eq=False)
class Draft:
    """A thing that has no place yet; `size` is its (depth, width, height) in metres."""

    kind: str
    color_name: str
    rgb: RGB
    parts: tuple[Part, ...]
    size: np.ndarray


@dataclass(frozen=True, eq=False)
class Request:
    """What a placer gets: the room, the thing to place, its anchor, and the wanted spot."""

    room: Room
    draft: Draft
    anchor: Thing | None
    where: str


Placer = Callable[[np.random.Generator, Request], Pose | None]


def anchor_of(request: Request) -> Thing:
    """The thing to place relative to; a program that lacks it is our own mistake."""
    assert request.anchor is not None, "this placer needs an anchor"
    return request.anchor


def from_anchor(anchor: Thing, local: np.ndarray) -> np.ndarray:
    """(3,) world point from a (3,) point in the anchor's frame, metres."""
    return anchor.T_world_thing[:3, :3] @ local + anchor.position


def side_of(anchor: Thing) -> int:
    """The wall a thing stands with its back to."""
    return round(anchor.yaw / (np.pi / 2)) % 4


def along_wall(room: Room, side: int, position: np.ndarray) -> float:
    """How far left of a wall's middle a (3,) world point lies, metres."""
    foot, yaw = wall_frame(room, side)
    return float((position - foot) @ rotation_about_z(yaw)[:, 1])


def at_wall(request: Request, side: int, fraction: float, gap: float) -> Pose | None:
    """Back to a wall, `fraction` in [-1, 1] of the way from its middle to its ends."""
    reach = (wall_length(request.room, side) - request.draft.size[1]) / 2 - 0.05
    return None if reach < 0 else at_wall_along(request, side, fraction * reach, gap)


def at_wall_along(request: Request, side: int, along: float, gap: float) -> Pose | None:
    """Back to a wall, `gap` metres off it and `along` metres left of its middle."""
    foot, yaw = wall_frame(request.room, side)
    local = np.array([gap + request.draft.size[0] / 2, along, 0.0])
    return Pose(foot + rotation_about_z(yaw) @ local, yaw, side=side)

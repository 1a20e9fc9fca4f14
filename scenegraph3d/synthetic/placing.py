"""Where a thing could go: each placer draws one proposal, which the layout then checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .catalogue import KINDS
from .house import Room, Thing, part_bounds, rotation_about_z
from .plan import wall_frame, wall_length
from .shapes import RGB, Part

# How strictly a proposal is checked. WHOLE: its box against all boxes, doorways and free zones.
# PARTS: its parts against all parts, for what reaches under or into another thing.
WHOLE, PARTS = "whole", "parts"
_WALL_GAP = 0.02  # metres between a wall and what stands or hangs against it


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
    """A thing that has no place yet: its kind, colour, parts and (depth, width, height) in metres."""

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


def against_wall(rng: np.random.Generator, request: Request) -> Pose | None:
    """With its back to a wall, anywhere along it."""
    return _at_wall(request, int(rng.integers(4)), float(rng.uniform(-1, 1)), _WALL_GAP)


def against_wall_or_floating(rng: np.random.Generator, request: Request) -> Pose | None:
    """With its back to a wall, or in three cases of ten a way before it."""
    gap = rng.uniform(0.9, 1.3) if rng.random() < 0.3 else _WALL_GAP
    return _at_wall(request, int(rng.integers(4)), float(rng.uniform(-0.6, 0.6)), float(gap))


def in_corner(rng: np.random.Generator, request: Request) -> Pose | None:
    """In a corner of the room, close to both walls."""
    return _at_wall(request, int(rng.integers(4)), float(rng.choice([-1.0, 1.0])), 0.06)


def opposite(rng: np.random.Generator, request: Request) -> Pose | None:
    """Against the wall that the anchor faces, level with the anchor."""
    anchor = _anchor(request)
    side = (_side_of(anchor) + 2) % 4
    along = _along_wall(request.room, side, anchor.position) + rng.uniform(-0.25, 0.25)
    return _at_wall_along(request, side, float(along), _WALL_GAP)


def beside(rng: np.random.Generator, request: Request) -> Pose | None:
    """Next to the anchor, with their backs in line."""
    anchor = _anchor(request)
    low, high = part_bounds(anchor.parts)
    depth, width, _ = request.draft.size
    reach = (high[1] - low[1] + width) / 2 + rng.uniform(0.03, 0.1)
    local = np.array([low[0] + depth / 2, rng.choice([-1.0, 1.0]) * reach, 0.0])
    return Pose(_from_anchor(anchor, local), anchor.yaw, side=_side_of(anchor))


def in_front(rng: np.random.Generator, request: Request) -> Pose | None:
    """Before the anchor's front with room for knees, parallel to it."""
    anchor = _anchor(request)
    _, high = part_bounds(anchor.parts)
    rug = request.draft.kind == "rug"
    gap = rng.uniform(0.04, 0.1) if rug else rng.uniform(0.35, 0.5)
    local = np.array([high[0] + request.draft.size[0] / 2 + gap, 0.0, 0.0])
    return Pose(_from_anchor(anchor, local), anchor.yaw, PARTS)


def centre_of(rng: np.random.Generator, request: Request) -> Pose | None:
    """In the middle of a rug, parallel to it."""
    anchor = _anchor(request)
    top = part_bounds(anchor.parts)[1][2]
    local = np.array([rng.uniform(-0.1, 0.2), rng.uniform(-0.2, 0.2), top])
    return Pose(_from_anchor(anchor, local), anchor.yaw, PARTS, supporter=anchor)


def centre(rng: np.random.Generator, request: Request) -> Pose | None:
    """In the middle of the room, along its longer side."""
    sides = request.room.rectangle[2:] - request.room.rectangle[:2]
    yaw = np.pi / 2 if sides[0] > sides[1] else 0.0
    xy = request.room.center + rng.uniform(-0.2, 0.2, 2)
    return Pose(np.array([*xy, 0.0]), float(yaw + np.pi / 2))


def free(rng: np.random.Generator, request: Request) -> Pose | None:
    """Anywhere on the floor, parallel to a wall."""
    low, high = request.room.rectangle[:2], request.room.rectangle[2:]
    yaw = float(rng.integers(4) * np.pi / 2)
    return Pose(np.array([*rng.uniform(low + 0.3, high - 0.3), 0.0]), yaw)


def facing(rng: np.random.Generator, request: Request) -> Pose | None:
    """A seat before a desk, turned to it and pushed in a little."""
    anchor = _anchor(request)
    low, high = part_bounds(anchor.parts)
    tuck = rng.uniform(-0.1, 0.15)
    sideways = rng.uniform(-0.12, 0.12) * (high[1] - low[1])
    local = np.array([high[0] + request.draft.size[0] / 2 - tuck, sideways, 0.0])
    yaw = anchor.yaw + np.pi + rng.normal(0.0, 0.15)
    return Pose(_from_anchor(anchor, local), float(yaw), PARTS)


def around(rng: np.random.Generator, request: Request) -> Pose | None:
    """A seat at a table, turned to the table's middle."""
    anchor = _anchor(request)
    low, high = part_bounds(anchor.parts)
    depth, width, _ = request.draft.size
    tuck = rng.uniform(0.05, 0.18)
    if not anchor.has_front:
        angle = rng.integers(8) * np.pi / 4
        local = np.array([np.cos(angle), np.sin(angle), 0.0]) * (high[0] + depth / 2 - tuck)
        return Pose(_from_anchor(anchor, local), float(anchor.yaw + angle + np.pi), PARTS)
    turn = int(rng.integers(4)) if rng.random() < 0.4 else int(rng.choice([0, 2]))
    side = rotation_about_z(turn * np.pi / 2)
    reach, half_span = high[turn % 2] + depth / 2 - tuck, high[1 - turn % 2]
    slots = np.linspace(-1, 1, max(1, int(2 * half_span / (width + 0.15)))) if turn % 2 == 0 else [0]
    sideways = float(rng.choice(slots)) * max(half_span - width / 2 - 0.12, 0.0)
    local = side @ np.array([reach, sideways, 0.0])
    yaw = anchor.yaw + turn * np.pi / 2 + np.pi + rng.normal(0.0, 0.06)
    return Pose(_from_anchor(anchor, local), float(yaw), PARTS)


def toward(rng: np.random.Generator, request: Request) -> Pose | None:
    """A seat some way off the anchor, turned to it."""
    anchor = _anchor(request)
    angle, distance = rng.uniform(-np.pi, np.pi), rng.uniform(1.1, 1.6)
    offset = distance * np.array([np.cos(angle), np.sin(angle), 0.0])
    position = anchor.position * [1, 1, 0] + offset
    return Pose(position, float(angle + np.pi + rng.normal(0.0, 0.1)))


def under(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the floor below the anchor's top."""
    anchor = _anchor(request)
    low, high = part_bounds(anchor.parts)
    inset = request.draft.size[:2].max() / 2 + 0.03
    spot = rng.uniform(low[:2] + inset, np.maximum(high[:2] - inset, low[:2] + inset + 1e-6))
    return Pose(_from_anchor(anchor, np.array([*spot, 0.0])), anchor.yaw, PARTS)


def hung(rng: np.random.Generator, request: Request) -> Pose | None:
    """On any wall, its middle at eye level."""
    side, height = int(rng.integers(4)), request.draft.size[2]
    bottom = rng.uniform(1.4, 1.6) - height / 2
    pose = _at_wall(request, side, float(rng.uniform(-1, 1)), 0.0)
    return None if pose is None else _raised(pose, float(bottom))


def above(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the wall behind the anchor, over its top."""
    anchor = _anchor(request)
    side = _side_of(anchor)
    top = part_bounds(anchor.parts)[1][2] + anchor.position[2]
    along = _along_wall(request.room, side, anchor.position) + rng.uniform(-0.1, 0.1)
    pose = _at_wall_along(request, side, float(along), 0.0)
    foot = float(max(top + rng.uniform(0.15, 0.4), 1.1))
    return None if pose is None else _raised(pose, foot)


def under_window(rng: np.random.Generator, request: Request) -> Pose | None:
    """Against the wall below a window."""
    anchor = _anchor(request)
    side = _side_of(anchor)
    along = _along_wall(request.room, side, anchor.position)
    return _at_wall_along(request, side, along, _WALL_GAP)


def beside_window(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the wall at one side of a window, from above its top."""
    anchor = _anchor(request)
    side, sign = _side_of(anchor), float(rng.choice([-1.0, 1.0]))
    low, high = part_bounds(anchor.parts)
    offset = sign * ((high[1] - low[1] + request.draft.size[1]) / 2 - 0.08)
    along = _along_wall(request.room, side, anchor.position) + offset
    pose = _at_wall_along(request, side, along, 0.025)
    bottom = anchor.position[2] + high[2] + 0.1 - request.draft.size[2]
    return None if pose is None else _raised(pose, float(bottom))


def on_top(rng: np.random.Generator, request: Request) -> Pose | None:
    """On an open upper side of the anchor."""
    return _on_surface(rng, request, "on")


def in_compartment(rng: np.random.Generator, request: Request) -> Pose | None:
    """On a board of the anchor that has another above it."""
    return _on_surface(rng, request, "in")


def headroom(thing: Thing, part: Part) -> float:
    """Metres from a part's upper side to the next part of the thing over it; inf if open."""
    top = part.center[2] + part.extent[2] / 2
    over = [
        other.center[2] - other.extent[2] / 2 - top
        for other in thing.parts
        if other is not part
        and (abs(other.center - part.center) < (other.extent + part.extent) / 2 - 0.03)[:2].all()
        and other.center[2] - other.extent[2] / 2 > top - 1e-6
    ]
    return min(over, default=np.inf)


def _on_surface(rng: np.random.Generator, request: Request, support: str) -> Pose | None:
    anchor, size = _anchor(request), request.draft.size
    surfaces = _surfaces(anchor, request.where, support, float(size[2]))
    if not surfaces:
        return None
    part = surfaces[rng.integers(len(surfaces))]
    # What has a front is turned as its support is, the rest lies as it fell.
    kind = KINDS[request.draft.kind]
    turn = float(rng.normal(0.0, 0.06)) if kind.has_front else float(rng.uniform(-np.pi, np.pi))
    turn = 0.0 if support == "in" and kind.has_front else turn
    c, s = abs(np.cos(turn)), abs(np.sin(turn))
    reach = np.array([c * size[0] + s * size[1], s * size[0] + c * size[1]]) / 2
    low, high = _spot(part, request.where)
    low, high = low + reach, high - reach
    if (low > high).any():
        return None
    top = part.center[2] + part.extent[2] / 2
    local = np.array([*rng.uniform(low, high), top])
    return Pose(_from_anchor(anchor, local), anchor.yaw + turn, PARTS, support, anchor)


def _surfaces(anchor: Thing, where: str, support: str, height: float) -> list[Part]:
    names = (where,) if where not in ("", "back", "front") else KINDS[anchor.kind].holds
    fitting = []
    for part in anchor.parts:
        room = headroom(anchor, part) if part.name in names else 0.0
        if room > height + 0.01 and (room == np.inf) == (support == "on"):
            fitting.append(part)
    return fitting


def _spot(part: Part, where: str) -> tuple[np.ndarray, np.ndarray]:
    low, high = (part.center - part.extent / 2)[:2], (part.center + part.extent / 2)[:2]
    if part.shape == "cylinder":
        low, high = part.center[:2] - part.extent[:2] * 0.35, part.center[:2] + part.extent[:2] * 0.35
    depth = high[0] - low[0]
    if where == "back":
        high = high - [0.45 * depth, 0.0]
    if where == "front":
        low = low + [0.5 * depth, 0.0]
    return low, high


def _anchor(request: Request) -> Thing:
    assert request.anchor is not None, "this placer needs an anchor"
    return request.anchor


def _from_anchor(anchor: Thing, local: np.ndarray) -> np.ndarray:
    return anchor.T_world_thing[:3, :3] @ local + anchor.position


def _side_of(anchor: Thing) -> int:
    return round(anchor.yaw / (np.pi / 2)) % 4


def _along_wall(room: Room, side: int, position: np.ndarray) -> float:
    foot, yaw = wall_frame(room, side)
    return float((position - foot) @ rotation_about_z(yaw)[:, 1])


def _at_wall(request: Request, side: int, fraction: float, gap: float) -> Pose | None:
    reach = (wall_length(request.room, side) - request.draft.size[1]) / 2 - 0.05
    return None if reach < 0 else _at_wall_along(request, side, fraction * reach, gap)


def _at_wall_along(request: Request, side: int, along: float, gap: float) -> Pose | None:
    foot, yaw = wall_frame(request.room, side)
    local = np.array([gap + request.draft.size[0] / 2, along, 0.0])
    return Pose(foot + rotation_about_z(yaw) @ local, yaw, side=side)


def _raised(pose: Pose, bottom: float) -> Pose:
    position = np.array([pose.position[0], pose.position[1], bottom])
    return Pose(position, pose.yaw, support="hung", side=pose.side)


PLACERS: dict[str, Placer] = {
    "wall": against_wall,
    "wall_or_floating": against_wall_or_floating,
    "corner": in_corner,
    "opposite": opposite,
    "beside": beside,
    "in_front": in_front,
    "centre_of": centre_of,
    "centre": centre,
    "free": free,
    "facing": facing,
    "around": around,
    "toward": toward,
    "under": under,
    "hung": hung,
    "above": above,
    "under_window": under_window,
    "beside_window": beside_window,
    "on": on_top,
    "in": in_compartment,
}

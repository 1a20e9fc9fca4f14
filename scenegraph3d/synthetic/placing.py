"""Where a thing could go: each placer draws one proposal, which the layout then checks."""

from __future__ import annotations

import numpy as np

from .house import part_bounds, rotation_about_z
from .pose import (
    PARTS,
    WALL_GAP,
    Placer,
    Pose,
    Request,
    along_wall,
    anchor_of,
    at_wall,
    at_wall_along,
    from_anchor,
    side_of,
)
from .surfaces import in_compartment, on_top


def against_wall(rng: np.random.Generator, request: Request) -> Pose | None:
    """With its back to a wall, anywhere along it."""
    return at_wall(request, int(rng.integers(4)), float(rng.uniform(-1, 1)), WALL_GAP)


def against_wall_or_floating(rng: np.random.Generator, request: Request) -> Pose | None:
    """With its back to a wall, or in three cases of ten a way before it."""
    gap = rng.uniform(0.9, 1.3) if rng.random() < 0.3 else WALL_GAP
    return at_wall(request, int(rng.integers(4)), float(rng.uniform(-0.6, 0.6)), float(gap))


def in_corner(rng: np.random.Generator, request: Request) -> Pose | None:
    """In a corner of the room, close to both walls."""
    return at_wall(request, int(rng.integers(4)), float(rng.choice([-1.0, 1.0])), 0.06)


def opposite(rng: np.random.Generator, request: Request) -> Pose | None:
    """Against the wall that the anchor faces, level with the anchor."""
    anchor = anchor_of(request)
    side = (side_of(anchor) + 2) % 4
    along = along_wall(request.room, side, anchor.position) + rng.uniform(-0.25, 0.25)
    return at_wall_along(request, side, float(along), WALL_GAP)


def beside(rng: np.random.Generator, request: Request) -> Pose | None:
    """Next to the anchor, with their backs in line."""
    anchor = anchor_of(request)
    low, high = part_bounds(anchor.parts)
    depth, width, _ = request.draft.size
    reach = (high[1] - low[1] + width) / 2 + rng.uniform(0.03, 0.1)
    local = np.array([low[0] + depth / 2, rng.choice([-1.0, 1.0]) * reach, 0.0])
    return Pose(from_anchor(anchor, local), anchor.yaw, side=side_of(anchor))


def in_front(rng: np.random.Generator, request: Request) -> Pose | None:
    """Before the anchor's front with room for knees, parallel to it."""
    anchor = anchor_of(request)
    _, high = part_bounds(anchor.parts)
    rug = request.draft.kind == "rug"
    gap = rng.uniform(0.04, 0.1) if rug else rng.uniform(0.35, 0.5)
    local = np.array([high[0] + request.draft.size[0] / 2 + gap, 0.0, 0.0])
    return Pose(from_anchor(anchor, local), anchor.yaw, PARTS)


def centre_of(rng: np.random.Generator, request: Request) -> Pose | None:
    """In the middle of a rug, parallel to it."""
    anchor = anchor_of(request)
    top = part_bounds(anchor.parts)[1][2]
    local = np.array([rng.uniform(-0.1, 0.2), rng.uniform(-0.2, 0.2), top])
    return Pose(from_anchor(anchor, local), anchor.yaw, PARTS, supporter=anchor)


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
    anchor = anchor_of(request)
    low, high = part_bounds(anchor.parts)
    tuck = rng.uniform(-0.1, 0.15)
    sideways = rng.uniform(-0.12, 0.12) * (high[1] - low[1])
    local = np.array([high[0] + request.draft.size[0] / 2 - tuck, sideways, 0.0])
    yaw = anchor.yaw + np.pi + rng.normal(0.0, 0.15)
    return Pose(from_anchor(anchor, local), float(yaw), PARTS)


def around(rng: np.random.Generator, request: Request) -> Pose | None:
    """A seat at a table, turned to the table's middle."""
    anchor = anchor_of(request)
    _, high = part_bounds(anchor.parts)
    depth, width, _ = request.draft.size
    tuck = rng.uniform(0.05, 0.18)
    if not anchor.has_front:
        angle = rng.integers(8) * np.pi / 4
        local = np.array([np.cos(angle), np.sin(angle), 0.0]) * (high[0] + depth / 2 - tuck)
        return Pose(from_anchor(anchor, local), float(anchor.yaw + angle + np.pi), PARTS)
    turn = int(rng.integers(4)) if rng.random() < 0.4 else int(rng.choice([0, 2]))
    side = rotation_about_z(turn * np.pi / 2)
    reach, half_span = high[turn % 2] + depth / 2 - tuck, high[1 - turn % 2]
    slots = (
        np.linspace(-1, 1, max(1, int(2 * half_span / (width + 0.15)))) if turn % 2 == 0 else [0]
    )
    sideways = float(rng.choice(slots)) * max(half_span - width / 2 - 0.12, 0.0)
    local = side @ np.array([reach, sideways, 0.0])
    yaw = anchor.yaw + turn * np.pi / 2 + np.pi + rng.normal(0.0, 0.06)
    return Pose(from_anchor(anchor, local), float(yaw), PARTS)


def toward(rng: np.random.Generator, request: Request) -> Pose | None:
    """A seat some way off the anchor, turned to it."""
    anchor = anchor_of(request)
    angle, distance = rng.uniform(-np.pi, np.pi), rng.uniform(1.1, 1.6)
    offset = distance * np.array([np.cos(angle), np.sin(angle), 0.0])
    position = anchor.position * [1, 1, 0] + offset
    return Pose(position, float(angle + np.pi + rng.normal(0.0, 0.1)))


def under(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the floor below the anchor's top."""
    anchor = anchor_of(request)
    low, high = part_bounds(anchor.parts)
    inset = request.draft.size[:2].max() / 2 + 0.03
    spot = rng.uniform(low[:2] + inset, np.maximum(high[:2] - inset, low[:2] + inset + 1e-6))
    return Pose(from_anchor(anchor, np.array([*spot, 0.0])), anchor.yaw, PARTS)


def hung(rng: np.random.Generator, request: Request) -> Pose | None:
    """On any wall, its middle at eye level."""
    side, height = int(rng.integers(4)), request.draft.size[2]
    bottom = rng.uniform(1.4, 1.6) - height / 2
    pose = at_wall(request, side, float(rng.uniform(-1, 1)), 0.0)
    return None if pose is None else _raised(pose, float(bottom))


def above(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the wall behind the anchor, over its top."""
    anchor = anchor_of(request)
    side = side_of(anchor)
    top = part_bounds(anchor.parts)[1][2] + anchor.position[2]
    along = along_wall(request.room, side, anchor.position) + rng.uniform(-0.1, 0.1)
    pose = at_wall_along(request, side, float(along), 0.0)
    foot = float(max(top + rng.uniform(0.15, 0.4), 1.1))
    return None if pose is None else _raised(pose, foot)


def under_window(rng: np.random.Generator, request: Request) -> Pose | None:
    """Against the wall below a window."""
    anchor = anchor_of(request)
    side = side_of(anchor)
    along = along_wall(request.room, side, anchor.position)
    return at_wall_along(request, side, along, WALL_GAP)


def beside_window(rng: np.random.Generator, request: Request) -> Pose | None:
    """On the wall at one side of a window, from above its top."""
    anchor = anchor_of(request)
    side, sign = side_of(anchor), float(rng.choice([-1.0, 1.0]))
    low, high = part_bounds(anchor.parts)
    offset = sign * ((high[1] - low[1] + request.draft.size[1]) / 2 - 0.08)
    along = along_wall(request.room, side, anchor.position) + offset
    pose = at_wall_along(request, side, along, 0.025)
    bottom = anchor.position[2] + high[2] + 0.1 - request.draft.size[2]
    return None if pose is None else _raised(pose, float(bottom))


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

"""The shell of a house: rooms side by side, their walls, floors, doors and windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .house import Room, rotation_about_z
from .programs import PROGRAMS
from .shapes import RGB, Part, box

GAP = 0.1  # metres between two rooms: both their walls
WALL = 0.04  # metres, thickness of one wall
DOOR_WIDTH, DOOR_HEIGHT = 0.88, 2.04  # metres, the opening
DOOR_ZONE = 0.95  # metres kept free before a door
_WALL_COLORS: tuple[tuple[str, RGB], ...] = (
    ("white", (232, 230, 224)),
    ("beige", (218, 204, 176)),
    ("gray", (186, 188, 190)),
)
_FLOOR_COLORS: tuple[tuple[str, RGB], ...] = (
    ("brown", (140, 98, 62)),
    ("beige", (206, 184, 148)),
    ("gray", (138, 138, 140)),
)


@dataclass(frozen=True)
class Opening:
    """A hole in one wall of a room.

    Attributes:
        kind: "door" or "window".
        room_id, side: whose wall; sides 0..3 have the inward normals +x, +y, -x, -y.
        along: metres from the wall's middle to the hole's, to the left seen from the wall.
        width, bottom, top: metres.
        leads_to: the room behind a door, or None for the outside.
        hung_here: False for the far side of a door, which is listed once a room.
    """

    kind: str
    room_id: int
    side: int
    along: float
    width: float
    bottom: float
    top: float
    leads_to: int | None = None
    hung_here: bool = True


@dataclass(frozen=True, eq=False)
class Shell:
    """Rooms and the openings in their walls, with the colours of walls and floors."""

    rooms: tuple[Room, ...]
    openings: tuple[Opening, ...]
    wall_color: tuple[str, RGB]
    floor_color: tuple[str, RGB]


def draw_shell(rng: np.random.Generator, room_types: tuple[str, ...]) -> Shell:
    """Rooms in one row, or in two from four rooms on, every one joined by doors."""
    height = float(rng.uniform(2.4, 2.8))
    num_front = len(room_types) if len(room_types) <= 3 else (len(room_types) + 1) // 2
    rooms = _row(rng, room_types[:num_front], 0, 1.0, height)
    rooms += _row(rng, room_types[num_front:], num_front, -1.0, height)
    doors = _doors(rng, rooms, num_front)
    windows = [w for room in rooms for w in _windows(rng, room, rooms, num_front, doors)]
    return Shell(
        tuple(rooms),
        (*doors, *windows),
        _WALL_COLORS[rng.integers(len(_WALL_COLORS))],
        _FLOOR_COLORS[rng.integers(len(_FLOOR_COLORS))],
    )


def wall_frame(room: Room, side: int) -> tuple[np.ndarray, float]:
    """(3,) world point at the foot of a wall's middle, and the yaw of its inward normal."""
    yaw = side * np.pi / 2
    sides = room.rectangle[2:] - room.rectangle[:2]
    inward = rotation_about_z(yaw)[:, 0]
    foot = np.array([*room.center, 0.0]) - inward * sides[side % 2] / 2
    return foot, yaw


def wall_length(room: Room, side: int) -> float:
    """Length of one wall, metres."""
    sides = room.rectangle[2:] - room.rectangle[:2]
    return float(sides[1 - side % 2])


def wall_parts(shell: Shell, room: Room, side: int) -> list[Part]:
    """The pieces of one wall around its openings, in the wall's frame."""
    rgb = shell.wall_color[1]
    holes = [o for o in shell.openings if (o.room_id, o.side) == (room.room_id, side)]
    half, parts = wall_length(room, side) / 2, []
    left = -half
    for hole in sorted(holes, key=lambda o: o.along):
        y = (hole.along - hole.width / 2, hole.along + hole.width / 2)
        parts.append(_piece((left, y[0]), (0.0, room.height), rgb))
        parts.append(_piece(y, (hole.top, room.height), rgb))
        if hole.bottom > 0:
            parts.append(_piece(y, (0.0, hole.bottom), rgb))
        left = y[1]
    return [*parts, _piece((left, half), (0.0, room.height), rgb)]


def _piece(y: tuple[float, float], z: tuple[float, float], rgb: RGB) -> Part:
    return box("wall", (-WALL, 0.0), y, z, rgb, hidden="-x")


def _row(
    rng: np.random.Generator, types: tuple[str, ...], first_id: int, direction: float, height: float
) -> list[Room]:
    rooms, x = [], 0.0
    programs = [PROGRAMS[name] for name in types]
    depth = max((rng.uniform(p.smallest[1], p.largest[1]) for p in programs), default=0.0)
    low_y = 0.0 if direction > 0 else -GAP - depth
    for i, (name, program) in enumerate(zip(types, programs, strict=True)):
        width = rng.uniform(program.smallest[0], program.largest[0])
        rectangle = np.array([x, low_y, x + width, low_y + depth])
        rooms.append(Room(first_id + i, name, rectangle, height))
        x += width + GAP
    return rooms


def _doors(rng: np.random.Generator, rooms: list[Room], num_front: int) -> list[Opening]:
    doors = [_door(rng, rooms[0], 0, None, 0)]
    for a, b in pairwise(rooms):
        if b.room_id != num_front:
            doors += [_door(rng, a, 2, b, 0), _door(rng, b, 0, a, 2)]
    if len(rooms) > num_front:
        front, rear = rooms[0], rooms[num_front]
        doors += [_door(rng, front, 1, rear, 3), _door(rng, rear, 3, front, 1)]
    return _share_positions(doors, rooms)


def _door(
    rng: np.random.Generator, room: Room, side: int, other: Room | None, other_side: int
) -> Opening:
    reach = wall_length(room, side) / 2
    if other is not None:
        reach = min(reach, wall_length(other, other_side) / 2)
    along = float(rng.uniform(-1, 1)) * (reach - DOOR_WIDTH / 2 - 0.15)
    leads_to = None if other is None else other.room_id
    hung_here = leads_to is None or leads_to > room.room_id
    return Opening(
        "door", room.room_id, side, along, DOOR_WIDTH, 0.0, DOOR_HEIGHT, leads_to, hung_here
    )


def _share_positions(doors: list[Opening], rooms: list[Room]) -> list[Opening]:
    """Move the far side of each inner door to where its near side is in the world."""
    shared = doors[:1]
    for near, far in zip(doors[1::2], doors[2::2], strict=True):
        # Keep the near side inside both walls: measure from the corner both rooms share.
        axis = 1 - near.side % 2
        low = max(rooms[i].rectangle[axis] for i in (near.room_id, far.room_id))
        high = min(rooms[i].rectangle[axis + 2] for i in (near.room_id, far.room_id))
        reach = min(wall_length(rooms[d.room_id], d.side) for d in (near, far)) / 2
        world = (low + high) / 2 + near.along / reach * (high - low) / 2
        margin = DOOR_WIDTH / 2 + 0.15
        world = float(np.clip(world, low + margin, high - margin))
        shared += [_moved(d, rooms[d.room_id], axis, world) for d in (near, far)]
    return shared


def _moved(door: Opening, room: Room, axis: int, world: float) -> Opening:
    # Left of a wall with inward normal +x is +y, with +y it is -x, and so on round.
    sign = 1.0 if door.side in (0, 3) else -1.0
    along = sign * (world - float(room.center[axis]))
    return replace(door, along=along)


def _windows(
    rng: np.random.Generator, room: Room, rooms: list[Room], num_front: int, doors: list[Opening]
) -> list[Opening]:
    windows = []
    for side in _outer_sides(room, rooms, num_front):
        if windows and rng.random() < 0.55:
            continue
        width, height = float(rng.uniform(1.0, 1.6)), float(rng.uniform(1.1, 1.3))
        reach = wall_length(room, side) / 2 - width / 2 - 0.4
        along = float(rng.uniform(-1, 1)) * max(reach, 0.0)
        blocking = [d for d in doors if (d.room_id, d.side) == (room.room_id, side)]
        if reach > 0 and all(abs(d.along - along) > (d.width + width) / 2 + 0.25 for d in blocking):
            windows.append(Opening("window", room.room_id, side, along, width, 0.9, 0.9 + height))
    return windows


def _outer_sides(room: Room, rooms: list[Room], num_front: int) -> list[int]:
    in_front = room.room_id < num_front
    first, last = (0, num_front - 1) if in_front else (num_front, len(rooms) - 1)
    sides = [3] if in_front else [1]
    if in_front and len(rooms) == num_front:
        sides.append(1)
    sides += [0] if room.room_id == first else []
    return sides + ([2] if room.room_id == last else [])

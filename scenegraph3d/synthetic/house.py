"""The records of a generated house: rooms, and things whose every property is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records import Boxes
from .shapes import RGB, Part


@dataclass(frozen=True, eq=False)
class Room:
    """One rectangular room.

    Attributes:
        room_id: its number in the house, from 0.
        type: "bedroom", "office", ... (see `programs.PROGRAMS`).
        rectangle: (4,) float64 x_min y_min x_max y_max between the walls, metres, world.
        height: metres from floor to ceiling.
        storey: 0 the lowest.
        floor_z: height of its floor, metres, world.
    """

    room_id: int
    type: str
    rectangle: np.ndarray
    height: float
    storey: int = 0
    floor_z: float = 0.0

    @property
    def center(self) -> np.ndarray:
        """(2,) middle of the floor, metres, world."""
        return (self.rectangle[:2] + self.rectangle[2:]) / 2


@dataclass(frozen=True, eq=False)
class Thing:
    """One object of the house: a shape made of parts, standing or hanging somewhere.

    Attributes:
        instance_id: unique in the house.
        kind: its key in `catalogue.KINDS`, or "wall", "floor", "ceiling".
        label: the name a scan gives it.
        nyu40: its NYU40 class id.
        color_name: its colour in words, the colour of most of its surface.
        rgb: that colour.
        parts: its pieces, in its own frame: front +x, left +y, up +z.
        position: (3,) float64 world point under its middle, on the plane it stands on, metres.
        yaw: radians, counter-clockwise turn of its frame about world z.
        has_front: False for what looks the same from all sides.
        room_id: the room it is in.
        supporter_id: instance_id of what holds it up, or None for floors, walls and ceilings.
        support: "on" (stands on), "in" (stands in a compartment of), "hung" or "none".
    """

    instance_id: int
    kind: str
    label: str
    nyu40: int
    color_name: str
    rgb: RGB
    parts: tuple[Part, ...]
    position: np.ndarray
    yaw: float
    has_front: bool
    room_id: int
    supporter_id: int | None
    support: str

    @property
    def T_world_thing(self) -> np.ndarray:
        """(4, 4) the thing's frame to world."""
        T = np.eye(4)
        T[:3, :3] = rotation_about_z(self.yaw)
        T[:3, 3] = self.position
        return T

    @property
    def front(self) -> np.ndarray | None:
        """(3,) unit direction its front faces, world, or None where it has none."""
        return self.T_world_thing[:3, 0] if self.has_front else None

    @property
    def box(self) -> Boxes:
        """The one tight box whose axes are the thing's own, world."""
        low, high = part_bounds(self.parts)
        T = self.T_world_thing
        center = T[:3, :3] @ ((low + high) / 2) + T[:3, 3]
        return Boxes(center[None], (high - low)[None], T[None, :3, :3])

    @property
    def aabb(self) -> np.ndarray:
        """(6,) the world's axis-aligned box around `box`, metres."""
        return self.box.aabb[0]


@dataclass(frozen=True, eq=False)
class House:
    """A furnished house: every answer about it is known.

    Attributes:
        name: a ScanNet-style id such as "scene0900_00".
        seed: what it was generated from.
        rooms: its rooms; `rooms[i].room_id == i`.
        things: all objects, walls and floors included; `things[i].instance_id == i`.
        T_world_raw: (4, 4) the frame of a raw scan to world (ScanNet's axisAlignment).
    """

    name: str
    seed: int
    rooms: tuple[Room, ...]
    things: tuple[Thing, ...]
    T_world_raw: np.ndarray


def rotation_about_z(yaw: float) -> np.ndarray:
    """(3, 3) counter-clockwise rotation about +z by `yaw` radians."""
    c, s = np.cos(yaw), np.sin(yaw)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def part_bounds(parts: tuple[Part, ...] | list[Part]) -> tuple[np.ndarray, np.ndarray]:
    """(3,) lowest and (3,) highest corner of the parts, in the thing's frame."""
    centers = np.array([p.center for p in parts])
    halves = np.array([p.extent for p in parts]) / 2
    return (centers - halves).min(axis=0), (centers + halves).max(axis=0)

"""Houses on top of each other, joined by a stairwell: buildings of several storeys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .house import House, Room, Thing
from .plan import DOOR_HEIGHT, DOOR_WIDTH, GAP, WALL
from .shapes import RGB, Part, box

MAX_STOREYS = 4
SLAB = 0.3  # metres between a ceiling and the floor above it
_LANDING, _FLIGHT = 1.2, 1.0  # metres, widths side by side in the stairwell
_RISER = 0.19  # metres, at most
_WHITE: tuple[str, RGB] = ("white", (232, 230, 224))
_GRAY: tuple[str, RGB] = ("gray", (138, 138, 140))
_BROWN: tuple[str, RGB] = ("brown", (125, 86, 52))


def stack_houses(houses: tuple[House, ...], *, name: str, seed: int) -> House:
    """Put houses on top of each other and join them by a stairwell.

    The stairwell is one more room on each storey, next to the house's first room and open to it
    where that room's front door was. A flight of stairs leads from each storey to the next.

    Args:
        houses: one a storey, the lowest first.
        name: of the building.
        seed: that it is recorded under.

    Returns:
        The building; rooms and things are numbered storey by storey, each storey's stairwell
        last.
    """
    rooms: list[Room] = []
    things: list[Thing] = []
    floor_z = 0.0
    for storey, house in enumerate(houses):
        well = _well(house, storey, floor_z)
        first_room, first_thing = len(rooms), len(things)
        rooms += [
            replace(room, room_id=room.room_id + first_room, storey=storey, floor_z=floor_z)
            for room in house.rooms
        ]
        things += [_lifted(thing, first_room, first_thing, floor_z) for thing in house.things]
        rooms.append(replace(well, room_id=len(rooms)))
        rise = well.height + SLAB if storey + 1 < len(houses) else 0.0
        things += _furnish_well(rooms[-1], _door_y(house), len(things), rise)
        floor_z += well.height + SLAB
    return House(name, seed, tuple(rooms), tuple(things), houses[0].T_world_raw)


def _lifted(thing: Thing, first_room: int, first_thing: int, floor_z: float) -> Thing:
    supporter = thing.supporter_id
    return replace(
        thing,
        instance_id=thing.instance_id + first_thing,
        room_id=thing.room_id + first_room,
        supporter_id=None if supporter is None else supporter + first_thing,
        position=thing.position + np.array([0.0, 0.0, floor_z]),
    )


def _well(house: House, storey: int, floor_z: float) -> Room:
    room = house.rooms[0]
    x, low, high = room.rectangle[0] - GAP, room.rectangle[1], room.rectangle[3]
    rectangle = np.array([x - _LANDING - _FLIGHT, low, x, max(high, low + 3.4)])
    return Room(0, "stairwell", rectangle, room.height, storey, floor_z)


def _door_y(house: House) -> float:
    """Where along y the front door of a house opens in the first room's wall."""
    # The wall's pieces end at its openings: the lintel is the piece that starts at their top.
    wall = next(t for t in house.things if t.kind == "wall" and t.room_id == 0)
    lintel = next(part for part in wall.parts if np.isclose(_bottom(part), DOOR_HEIGHT))
    return float((wall.T_world_thing @ [*lintel.center, 1.0])[1])


def _bottom(part: Part) -> float:
    return float(part.center[2] - part.extent[2] / 2)


def _furnish_well(well: Room, door_y: float, first_id: int, rise: float) -> list[Thing]:
    low, high = well.rectangle[:2], well.rectangle[2:]
    depth = float(high[1] - low[1])
    middle = np.array([*well.center, well.floor_z])
    # The lowest floor is whole; above, the flight from below comes up where there is none.
    x = (-_LANDING / 2, _LANDING / 2) if well.storey else _span(float(high[0] - low[0]))
    at = middle + np.array([_FLIGHT / 2 if well.storey else 0.0, 0.0, -0.02])
    floor = box("floor", x, _span(depth), (0.0, 0.02), _GRAY[1], hidden="-z")
    made = [_thing(well, first_id, "floor", 2, _GRAY, [floor], at)]
    for side, parts in enumerate(_walls(well, door_y)):
        made.append(_thing(well, first_id + 1 + side, "wall", 1, _WHITE, parts, middle))
    if rise:
        steps = _steps(depth, rise)
        at = middle - np.array([_LANDING / 2, 0.0, 0.0])
        made.append(_thing(well, first_id + 5, "stairs", 40, _BROWN, steps, at))
    return made


def _steps(depth: float, rise: float) -> list[Part]:
    """Solid steps up along +y to the edge of the next floor."""
    count = int(np.ceil(rise / _RISER))
    edges = np.linspace(-depth / 2 + 0.9, depth / 2 - 0.05, count + 1)
    tops = np.linspace(0.0, rise, count + 1)[1:]
    return [
        box("step", _span(_FLIGHT - 0.1), (float(a), float(b)), (0.0, float(top)), _BROWN[1])
        for a, b, top in zip(edges[:-1], edges[1:], tops, strict=True)
    ]


def _walls(well: Room, door_y: float) -> list[list[Part]]:
    """Parts of the four walls in the well's frame; the one at +x has the door's hole."""
    (x, y), z = (well.rectangle[2:] - well.rectangle[:2]) / 2, (0.0, well.height)
    middle = door_y - float(well.center[1])
    hole = (middle - DOOR_WIDTH / 2, middle + DOOR_WIDTH / 2)
    west, east = (-x - WALL, -x), (x, x + WALL)
    rgb = _WHITE[1]
    return [
        [
            box("wall", east, (-y, hole[0]), z, rgb),
            box("wall", east, hole, (DOOR_HEIGHT, z[1]), rgb),
            box("wall", east, (hole[1], y), z, rgb),
        ],
        [box("wall", (-x, x), (y, y + WALL), z, rgb)],
        [box("wall", west, (-y, y), z, rgb)],
        [box("wall", (-x, x), (-y - WALL, -y), z, rgb)],
    ]


def _span(length: float) -> tuple[float, float]:
    return -length / 2, length / 2


def _thing(
    well: Room,
    instance_id: int,
    label: str,
    nyu40: int,
    color: tuple[str, RGB],
    parts: list[Part],
    position: np.ndarray,
) -> Thing:
    return Thing(
        instance_id=instance_id,
        kind=label,
        label=label,
        nyu40=nyu40,
        color_name=color[0],
        rgb=color[1],
        parts=tuple(parts),
        position=position,
        yaw=0.0,
        has_front=False,
        room_id=well.room_id,
        supporter_id=instance_id - 5 if label == "stairs" else None,
        support="on" if label == "stairs" else "none",
    )

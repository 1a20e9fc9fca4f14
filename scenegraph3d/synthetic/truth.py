"""What is true of a generated house, as plain data for a JSON file."""

from __future__ import annotations

from typing import Any

import numpy as np

from .house import House, Room, Thing


def describe_truth(house: House) -> dict[str, Any]:
    """Everything known of a house, JSON-ready; lengths in metres, world frame.

    Returns:
        `scene`, `seed`, `T_world_raw` (4 x 4), `rooms` (room_id, type, rectangle, height, storey,
        floor_z) and `objects` (instance_id, kind, label, nyu40, color, rgb, aabb, obb, front,
        room_id, supporter_id, support, parts). `front` and `supporter_id` are null where there
        is none.
    """
    return {
        "scene": house.name,
        "seed": int(house.seed),
        "T_world_raw": house.T_world_raw.tolist(),
        "rooms": [_room(room) for room in house.rooms],
        "objects": [_thing(thing) for thing in house.things],
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "room_id": room.room_id,
        "type": room.type,
        "rectangle": _rounded(room.rectangle),
        "height": round(room.height, 6),
        "storey": room.storey,
        "floor_z": round(room.floor_z, 6),
    }


def _thing(thing: Thing) -> dict[str, Any]:
    box = thing.box
    return {
        "instance_id": thing.instance_id,
        "kind": thing.kind,
        "label": thing.label,
        "nyu40": thing.nyu40,
        "color": thing.color_name,
        "rgb": list(thing.rgb),
        "aabb": _rounded(thing.aabb),
        "obb": {
            "center": _rounded(box.center[0]),
            "extent": _rounded(box.extent[0]),
            "R_world_box": _rounded(box.R_world_box[0]),
        },
        "front": None if thing.front is None else _rounded(thing.front),
        "room_id": thing.room_id,
        "supporter_id": thing.supporter_id,
        "support": thing.support,
        "parts": sorted({part.name for part in thing.parts}),
    }


def _rounded(array: np.ndarray) -> list[Any]:
    return np.round(array, 6).tolist()

"""Things of the scene that are moved or get another size: where they are then."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import left_of_forward
from ...graph.scene_graph import SceneGraph
from ...language.query import Place, Shift
from ..frames import room_frame
from ..resolution import Resolution
from .anchors import along_own_side, likely_rows, reach_along
from .item import Item
from .wall_faces import WallFaces

_AT_WALL = 0.2  # metres from a wall, within which a thing keeps touching it


def shift_way(state: Resolution, item: Item, shift: Shift) -> np.ndarray | None:
    """(2,) unit direction in which a thing is moved; None where its goal is not in the scene."""
    graph, middle = state.graph, state.graph.shapes.middle[item.row]
    if shift.towards is not None:
        rows, _ = likely_rows(state, shift.towards)
        if not len(rows):
            state.missing.append(shift.towards.text or shift.towards.category)
            return None
        goal = graph.shapes.middle[int(rows[0])] - middle
        return along_own_side(graph, item.row, goal / max(float(np.linalg.norm(goal)), 1e-9))
    frame = state.stated[0] if state.stated else room_frame(graph, middle)
    forward = frame.viewpoint.forward[:2] / np.linalg.norm(frame.viewpoint.forward[:2])
    left = left_of_forward(forward)
    way = {"left": left, "right": -left, "front": forward, "back": -forward}[shift.side or "front"]
    state.frames.append((f"move {shift.side}", frame))
    return along_own_side(graph, item.row, way)


def resized_box(
    graph: SceneGraph, item: Item, place: Place, walls: WallFaces
) -> tuple[np.ndarray, np.ndarray]:
    """(3,) center and (3,) extent of a thing that gets another size where it stands.

    What stands at a wall keeps touching it.
    """
    box = graph.instances.aabb[item.row]
    center, extent = (box[:3] + box[3:]) / 2, box[3:] - box[:3]
    longer = int(np.argmax(extent[:2]))
    new = extent.copy()
    size = place.size
    if size.length is not None:
        new[longer] = size.length
    across = size.depth if size.depth is not None else size.width
    if across is not None:
        new[1 - longer] = across
    if size.diameter is not None:
        new[:2] = size.diameter
    if size.height is not None:
        new[2] = size.height
    if place.scale is not None:
        new[longer] *= place.scale
    moved = center.copy()
    moved[2] = box[2] + new[2] / 2
    for face in range(len(walls)):
        inward = walls.inward[face]
        axis = int(np.argmax(np.abs(inward)))
        at = graph.shapes.middle[item.row]
        gap = walls.depth(at[None])[0, face] - reach_along(graph, item.row, inward)
        place_along = walls.place(at[None])[0, face]
        beside = -0.1 <= place_along <= walls.length[face] + 0.1
        if abs(inward[axis]) > 0.9 and beside and abs(gap) < _AT_WALL:
            moved[axis] = center[axis] - np.sign(inward[axis]) * (extent[axis] - new[axis]) / 2
    return moved, new

"""Where somebody may stand, before a word is said: in a room, and not in the furniture."""

from __future__ import annotations

import numpy as np

from ...geometry.polygons import inside_polygon
from ...graph.fronts import kinds_of
from ...graph.scene_graph import SceneGraph
from ...graph.structure import OPENINGS, STRUCTURE, is_open_ground, labelled
from .landmarks import Pieces, covered

_OUTSIDE = 0.02  # how likely somebody is outside the rooms' outlines, which may be off
_ON_SEATS = 0.15  # how likely somebody sits or lies on something, beside standing next to it
_IN_THINGS = 0.01  # how likely somebody is where a table or a shelf stands: boxes may be off
_SAT_ON = ("seat", "sofa", "bed", "toilet")
_STEP = 0.3  # metres above the floor: what is lower is walked on
_HEAD = 1.5  # metres above the floor: what begins higher is walked under


def standing(
    graph: SceneGraph, pieces: Pieces, places: np.ndarray, used: np.ndarray | None = None
) -> np.ndarray:
    """(G,) how likely somebody is at each of (G, 2) places; everywhere alike out of doors.

    `used` are the rows of what somebody says to sit, lie or stand on.
    """
    if not graph.rooms or is_open_ground(graph.instances):
        return np.ones(len(places))
    within = np.any([inside_polygon(places, room.outline) for room in graph.rooms], axis=0)
    floor = np.array([room.floor_z for room in graph.rooms])[graph.room_of]
    bottom, top = graph.instances.aabb[:, 2] - floor, graph.instances.aabb[:, 5] - floor
    in_the_way = (top > _STEP) & (bottom < _HEAD)
    in_the_way &= ~labelled(graph.instances.label, STRUCTURE | OPENINGS)
    if used is not None:
        in_the_way[used] = False
    seats = np.isin(kinds_of(graph.instances.label).astype(str), _SAT_ON)
    on_seats = covered(pieces, np.flatnonzero(in_the_way & seats), places)
    in_things = covered(pieces, np.flatnonzero(in_the_way & ~seats), places)
    prior = np.where(within, 1.0, _OUTSIDE) * np.where(on_seats, _ON_SEATS, 1.0)
    return prior * np.where(in_things & ~on_seats, _IN_THINGS, 1.0)

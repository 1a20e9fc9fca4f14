"""Areas of the floor with all that is above them: corners, rooms, "the area for studying"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...geometry.directions import left_of_forward
from ...graph.scene_graph import Room, SceneGraph
from ...graph.structure import is_open_ground
from ...language.lexicon import match, match_labels
from ...language.query import Find, Query, Region, Relate
from ...language.regions.words import things_for
from ..frames import room_frame
from ..resolution import Resolution
from ..resolve import resolve
from ..rooms import names_room, room_scores

_NAMED = 0.55  # how well a name must fit for the thing to belong to an area
_SEATS = 0.9  # metres around a table in which seats belong to it
_TOGETHER = 1.2  # metres between the boxes of things that make one area
_CORNER = 1 / 3  # of each side of a room
_MIDDLE = 1 / 2
_LATER = 0.8  # of the weight of the thing named before, as a sign of an area
_LEAST = 1.0  # metres, side of an area
_SEATING = ("chair", "armchair", "stool", "bench", "office chair")


@dataclass(frozen=True, eq=False)
class Area:
    """A box on the floor with how well it fits, and the rows that it was told by."""

    aabb: np.ndarray
    score: float
    rows: tuple[int, ...] = ()


def find_areas(state: Resolution, query: Query, region: Region) -> list[Area]:
    """The areas a phrase may mean, the best first; none where nothing here tells of one."""
    if region.name == "room":
        return _rooms(state, region)
    if region.activity or (region.others and not _is_room_part(region)):
        return _gatherings(state, region)
    return _room_parts(state, query, region)


def _is_room_part(region: Region) -> bool:
    return bool(region.sides or region.name in ("corner", "middle"))


def _rooms(state: Resolution, region: Region) -> list[Area]:
    """The rooms by what stands in them; in a scene of one room, what gathers around it."""
    graph = state.graph
    if len(graph.rooms) < 2:
        return _gatherings(state, region)
    clauses = tuple(
        Relate(relation="has_part", anchors=(find,), text=find.text) for find in region.others
    )
    category = region.activity or "room"
    place = Find(category=category, clauses=clauses)
    return _ranked_rooms(state, place)


def named_rooms(state: Resolution, find: Find) -> list[Area]:
    """The rooms that a name such as "kitchen" means, in a scene that has several."""
    if not names_room(find.category) or len(state.graph.rooms) < 2:
        return []
    labels = [room.label for room in state.graph.rooms]
    if all(labels) and max(match(find.category, label) for label in labels) < _NAMED:
        return []  # every room is known, and none of them is such a one
    return _ranked_rooms(state, find)


def count_rooms(state: Resolution, find: Find) -> tuple[int, str] | None:
    """How many rooms go by a name, and that in words; None where it is no name of a room."""
    rooms = state.graph.rooms
    if not names_room(find.category):
        return None
    if find.category == "room":
        return len(rooms), f"{len(rooms)} rooms are known"
    named = sum(bool(room.label) and match(find.category, room.label) >= _NAMED for room in rooms)
    nameless = sum(not room.label for room in rooms)
    untold = f"; nothing tells what {nameless} of {len(rooms)} are" if nameless else ""
    return named, f"{named} of {len(rooms)} rooms are known to be a {find.category}{untold}"


def _ranked_rooms(state: Resolution, find: Find) -> list[Area]:
    graph = state.graph
    rows = np.arange(len(graph))
    fit = room_scores(graph, find, rows, lambda anchor: resolve(state, anchor, top=False))
    if fit is None:
        return []
    areas = [
        Area(_bounds(room), float(fit[graph.room_of == place].max(initial=0.0)))
        for place, room in enumerate(graph.rooms)
    ]
    return sorted((area for area in areas if area.score > 0), key=lambda area: -area.score)


def _bounds(room: Room) -> np.ndarray:
    low, high = room.outline.min(axis=0), room.outline.max(axis=0)
    return np.array([*low, room.floor_z, *high, room.ceiling_z])


def _gatherings(state: Resolution, region: Region) -> list[Area]:
    """Groups of things that stand together, by what is named or what the activity takes."""
    graph = state.graph
    weight = _signs(state, region)
    if weight.max(initial=0.0) <= 0:
        return []
    areas = [
        Area(_hull(graph, members), float(_evidence(graph, weight, members)), tuple(members))
        for members in _clusters(graph, np.flatnonzero(weight > 0))
    ]
    return sorted(areas, key=lambda area: -area.score)


def _evidence(graph: SceneGraph, weight: np.ndarray, members: np.ndarray) -> float:
    """What speaks for a gathering: each kind of thing once, and a little for more of them."""
    labels = graph.instances.label[members].astype(str)
    best = {label: weight[members][labels == label].max() for label in set(labels)}
    return float(sum(best.values()) + 0.05 * weight[members].sum())


def _signs(state: Resolution, region: Region) -> np.ndarray:
    """(M,) how much each object is a sign of the area: named things first, else the activity's."""
    graph = state.graph
    labels = graph.instances.label.astype(str).tolist()
    weight = np.zeros(len(graph))
    for find in region.others:
        scores = resolve(state, find, top=False)
        fits = scores * (match_labels(find.category, labels) >= _NAMED)
        if fits.any():
            state.anchors.append((find.text or find.category, fits))
            weight = np.maximum(weight, fits / fits.max())
    if weight.any():
        return np.where(weight > 0.5, weight, 0.0)
    share = 1.0
    for thing in things_for(region.activity):
        fits = match_labels(thing, labels)
        fits = np.where(fits >= _NAMED, share * fits, 0.0)
        share *= _LATER if fits.any() else 1.0
        weight = np.maximum(weight, fits)
    return weight


def _clusters(graph: SceneGraph, rows: np.ndarray) -> list[np.ndarray]:
    """The rows split into groups whose boxes are close to each other, with their seats."""
    left, groups = set(rows.tolist()), []
    while left:
        group = [left.pop()]
        for row in group:
            near = [other for other in left if _are_together(graph, row, other)]
            left.difference_update(near)
            group += near
        groups.append(np.array(sorted({*group, *_seats_of(graph, group)})))
    return groups


def _are_together(graph: SceneGraph, first: int, second: int) -> bool:
    same_room = graph.room_of[first] == graph.room_of[second]
    return bool(same_room) and _gap(graph, first, second) <= _TOGETHER


def _seats_of(graph: SceneGraph, group: list[int]) -> list[int]:
    """The chairs that stand at the tables of a group."""
    labels = graph.instances.label.astype(str).tolist()
    seating = np.max([match_labels(seat, labels) for seat in _SEATING], axis=0) >= _NAMED
    return [
        int(row)
        for row in np.flatnonzero(seating)
        if any(_gap(graph, int(row), other) <= _SEATS / 2 for other in group)
    ]


def _gap(graph: SceneGraph, first: int, second: int) -> float:
    one, other = graph.instances.aabb[first], graph.instances.aabb[second]
    apart = np.maximum(np.maximum(one[:2] - other[3:5], other[:2] - one[3:5]), 0.0)
    return float(np.linalg.norm(apart))


def _hull(graph: SceneGraph, members: np.ndarray) -> np.ndarray:
    """(6,) around the members, from the floor to the ceiling."""
    aabb = graph.instances.aabb[members]
    room = graph.rooms[int(graph.room_of[members[0]])]
    low, high = aabb[:, :2].min(axis=0), aabb[:, 3:5].max(axis=0)
    widen = np.maximum(_LEAST - (high - low), 0.0) / 2
    return np.array([*(low - widen), room.floor_z, *(high + widen), room.ceiling_z])


def _room_parts(state: Resolution, query: Query, region: Region) -> list[Area]:
    """Corners, halves and the middle of the room; its sides as the viewer sees them."""
    if is_open_ground(state.graph.instances):
        return []  # a street has no corners
    named = named_rooms(state, query.target) if query.target.category != "room" else []
    if query.target.category != "room" and not named:
        return []
    whole = named[0].aabb if named else _bounds(_room_of_viewer(state))
    parts = [whole]
    shares = {"half": 1 / 2, "side": 1 / 2}
    if region.name == "corner" and len(region.sides) < 2:
        parts = [_part(whole, x, y, _CORNER) for x in (-1, 1) for y in (-1, 1)]
    elif region.name == "middle" or "middle" in region.sides:
        parts = [_part(whole, 0, 0, _MIDDLE)]
    for side in region.sides:
        if side in ("left", "right", "front", "back"):
            x, y = _toward(state, whole, side)
            share = shares.get(region.name, _CORNER)
            if len(parts) > 1:
                along = [float(_middle(part) @ np.array([x, y])) for part in parts]
                parts = [parts[at] for at in range(len(parts)) if along[at] > np.mean(along)]
            else:
                parts = [_part(part, x, y, share, only=True) for part in parts]
    return _picked(state, region, parts)


def _room_of_viewer(state: Resolution) -> Room:
    """The room somebody stands in, or the largest."""
    rooms = state.graph.rooms
    if state.stated:
        place = state.stated[0].viewpoint.position[:2]
        gaps = [np.linalg.norm(place - _middle(_bounds(room))) for room in rooms]
        return rooms[int(np.argmin(gaps))]
    return max(rooms, key=lambda room: float(np.ptp(room.outline, axis=0).prod()))


def _toward(state: Resolution, whole: np.ndarray, side: str) -> tuple[int, int]:
    """The side of a room (x, y signs, one of them 0) that the viewer calls left or back."""
    center = _middle(whole)
    frame = state.stated[0] if state.stated else room_frame(state.graph, center)
    forward = frame.viewpoint.forward[:2]
    state.frames.append((side, frame))
    left = left_of_forward(forward)
    direction = {"left": left, "right": -left, "front": forward, "back": -forward}[side]
    axis = int(np.abs(direction).argmax())
    sign = 1 if direction[axis] > 0 else -1
    return (sign, 0) if axis == 0 else (0, sign)


def _middle(aabb: np.ndarray) -> np.ndarray:
    return (aabb[:2] + aabb[3:5]) / 2


def _part(whole: np.ndarray, x: int, y: int, share: float, *, only: bool = False) -> np.ndarray:
    """The share of a box at its (x, y) side: -1 the low end, 1 the high end, 0 the middle.

    With `only`, a side that is 0 keeps its whole length.
    """
    part = whole.copy()
    for axis, sign in enumerate((x, y)):
        if sign == 0 and only:
            continue
        low, size = whole[axis], whole[axis + 3] - whole[axis]
        first = {-1: 0.0, 0: (1 - share) / 2, 1: 1 - share}[sign]
        part[axis], part[axis + 3] = low + first * size, low + (first + share) * size
    return part


def _picked(state: Resolution, region: Region, parts: list[np.ndarray]) -> list[Area]:
    """The parts by how near they are to what is said; alike where nothing is."""
    score = np.ones(len(parts))
    anchors = [a for c in region.picks for a in getattr(c, "anchors", ())]
    for find in [*anchors, *region.others]:
        scores = resolve(state, find, top=False)
        if not scores.any():
            return []
        state.anchors.append((find.text or find.category, scores))
        place = state.graph.instances.center[int(scores.argmax()), :2]
        middles = np.array([_middle(part) for part in parts])
        distance = np.linalg.norm(middles - place, axis=1)
        score = score * np.exp(-(distance - distance.min()))
    order = np.argsort(-score, kind="stable")
    return [Area(parts[place], float(score[place])) for place in order]

"""The things a place is said of: which objects they may be, and which way their sides lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...geometry.directions import left_of_forward
from ...graph.fronts import kinds_of
from ...graph.scene_graph import SceneGraph
from ...language.lexicon import section
from ...language.query import Find, Relate, Spot, View
from ...records import Viewpoint
from ..frames import EYE_HEIGHT, WeightedFrame, front_frame, room_frame, stated_frame
from ..membership import NAME_FLOOR, known_in
from ..resolution import NO_ROWS, Resolution
from ..resolve import resolve

_MOST = 4  # objects an anchor may be
_LEAST_SHARE = 0.3  # of the best one's score
_SURE_FRONT = 0.8
_SIDES_OF = {
    "left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back",
    "opposite": "front",
}  # fmt: skip
_PARTS = ("parts", "places", None)  # sections of the lexicon; None holds what nobody knows
_FRAMED = ("left_of", "right_of", "in_front_of", "behind")


@dataclass(frozen=True, eq=False)
class Anchored:
    """A spot with the objects its anchors may be.

    Attributes:
        spot: what is said.
        rows: (A,) rows of the first anchor, likeliest first.
        likely: (A,) how surely each is meant, 1 for the best.
        others: (B,) rows of the second anchor of "between", or what tells a wall from others.
        direction: (A, 2) unit direction from each anchor to the side that is meant; NaN where
            the relation has none.
        frame: the frame of the likeliest anchor; None where the relation needs none.
    """

    spot: Spot
    rows: np.ndarray
    likely: np.ndarray
    others: np.ndarray
    direction: np.ndarray
    frame: WeightedFrame | None


def likely_rows(state: Resolution, find: Find) -> tuple[np.ndarray, np.ndarray]:
    """(A,) rows an anchor may be and (A,) how likely each is; empty where nothing is so called."""
    if not known_in(state, find, least=NAME_FLOOR):
        whole, _, part = find.category.rpartition(" ")  # "toilet tank": the toilet
        if not whole or not (part == "tank" or section(part) in _PARTS):  # "desk lamp": no desk
            return NO_ROWS, np.empty(0)
        return likely_rows(state, find.model_copy(update={"category": whole, "text": whole}))
    scores = resolve(state, find, top=False)
    order = np.argsort(-scores, kind="stable")[: max(_MOST, find.count or 0)]
    order = order[scores[order] > _LEAST_SHARE * scores.max()]
    return order, scores[order] / max(float(scores.max()), 1e-9)


def is_wall(find: Find) -> bool:
    """True for "the wall"."""
    return find.category.split()[-1] in ("wall", "walls")


def is_whole(find: Find) -> bool:
    """True for the floor and the room, which are no anchors but where everything is."""
    return find.category.split()[-1] in ("floor", "room", "ground")


def anchor_spot(state: Resolution, spot: Spot) -> Anchored | None:
    """Look up the anchors of a spot; None where one of them is not in the scene."""
    named = [find for find in spot.anchors if not (is_wall(find) or is_whole(find))]
    found = [likely_rows(state, find) for find in named]
    for find, (rows, _) in zip(named, found, strict=True):
        if not len(rows):
            state.missing.append(find.text or find.category)
    if any(not len(rows) for rows, _ in found):
        return None
    rows, likely = found[0] if found else (NO_ROWS, np.empty(0))
    others = found[1][0] if len(found) > 1 else _beside_wall(state, spot)
    frames = [_frame_of(state, spot, int(row)) for row in rows]
    direction = [_direction(state, spot, int(row), f) for row, f in zip(rows, frames, strict=True)]
    if not len(rows) and spot.sides and state.stated:  # "the left corner", of the room
        forward = state.stated[0].viewpoint.forward[:2]
        direction = [_side(spot.sides[0], forward / np.linalg.norm(forward))]
    return Anchored(
        spot=spot,
        rows=rows,
        likely=likely,
        others=others,
        direction=np.array(direction).reshape(-1, 2),
        frame=frames[0] if frames and (spot.relation in _FRAMED or spot.sides) else None,
    )


def _beside_wall(state: Resolution, spot: Spot) -> np.ndarray:
    """(B,) rows that tell which wall is meant: "the wall where the whiteboard is"."""
    for find in spot.anchors:
        for clause in find.clauses if is_wall(find) else ():
            if isinstance(clause, Relate) and clause.anchors:
                return likely_rows(state, clause.anchors[0])[0][:1]
    return NO_ROWS


def place_frame(state: Resolution, view: View | None) -> tuple[WeightedFrame, ...]:
    """The frame the words state; who sits on a thing and faces nothing else looks its way."""
    if view is None:
        return state.stated
    at = None if view.at is None else resolve(state, view.at, top=False)
    facing = None if view.facing is None else resolve(state, view.facing, top=False)
    if at is not None and view.at is not None and facing is None and not view.reverse:
        table = _table_sat_at(state, view.at)
        if table is not None and at.max(initial=0.0) > 0:
            return (_frame_at_table(state.graph, int(at.argmax()), table),)
    if at is not None and facing is None and at.max(initial=0.0) > 0 and not view.reverse:
        own = front_frame(state.graph, int(at.argmax()))
        if own is not None:
            ahead = -own.viewpoint.forward
            viewpoint = Viewpoint(own.viewpoint.position - 1.5 * ahead, ahead)
            return (WeightedFrame("stated", 1.0, viewpoint),)
    frame = stated_frame(state.graph, at, facing, reverse=view.reverse)
    return state.stated if frame is None else (frame,)


def _table_sat_at(state: Resolution, seat: Find) -> int | None:
    """The row of the desk or table of "the chair by the desk": who sits there faces it."""
    for clause in seat.clauses:
        if isinstance(clause, Relate) and clause.relation in ("near", "next_to") and clause.anchors:
            rows, _ = likely_rows(state, clause.anchors[0])
            if len(rows) and kinds_of(state.graph.instances.label[rows[:1]])[0] == "desk":
                return int(rows[0])
    return None


def _frame_at_table(graph: SceneGraph, seat: int, table: int) -> WeightedFrame:
    """The viewer on a seat who looks squarely at the side of the table it stands at."""
    axes = own_axes(graph, table)
    offset = axes @ (graph.shapes.middle[seat] - graph.shapes.middle[table])
    reach = np.array([reach_along(graph, table, axis) for axis in axes])
    side = int(np.argmax(np.abs(offset) - reach))
    forward = -np.sign(offset[side]) * axes[side]
    eye = np.append(graph.shapes.middle[seat], graph.instances.aabb[seat, 2] + EYE_HEIGHT)
    return WeightedFrame("stated", 1.0, Viewpoint(eye, np.append(forward, 0.0)))


def _frame_of(state: Resolution, spot: Spot, row: int) -> WeightedFrame | None:
    """From where the sides of one anchor are meant."""
    front = front_frame(state.graph, row)
    ahead = spot.relation in ("in_front_of", "behind", "opposite")
    if ahead and front is not None and front.weight >= _SURE_FRONT:
        return front
    if state.stated and spot.relation != "opposite":
        return state.stated[0]
    if front is not None and front.weight >= 0.5:
        return front
    return room_frame(state.graph, state.graph.shapes.middle[row])


def _direction(state: Resolution, spot: Spot, row: int, frame: WeightedFrame | None) -> np.ndarray:
    """(2,) unit vector from the anchor to the side meant, along one of the anchor's own sides."""
    if frame is None:
        return np.full(2, np.nan)
    forward = frame.viewpoint.forward[:2] / np.linalg.norm(frame.viewpoint.forward[:2])
    if spot.relation in ("corner_of", "edge_of") and spot.sides:
        ways = [along_own_side(state.graph, row, _side(side, forward)) for side in spot.sides]
        return np.sum(ways, axis=0) / max(float(np.linalg.norm(np.sum(ways, axis=0))), 1e-9)
    if spot.relation not in (*_FRAMED, "opposite"):
        return np.full(2, np.nan)
    side = _SIDES_OF[spot.relation]
    way = _side(side, forward)
    if side in ("front", "back") and frame.kind == "stated" and _stands_at(state, frame, row):
        way = -way
    return along_own_side(state.graph, row, way)


def _side(side: str, forward: np.ndarray) -> np.ndarray:
    """(2,) direction of a side for somebody who looks along `forward`; front is towards them."""
    left = left_of_forward(forward)
    return {"left": left, "right": -left, "front": -forward, "back": forward}[side]


def _stands_at(state: Resolution, frame: WeightedFrame, row: int) -> bool:
    """True where the viewer is at the anchor: in front of it is then ahead."""
    place = frame.viewpoint.position[:2]
    reach = state.graph.shapes.half_lengths[row].max()
    return bool(np.linalg.norm(state.graph.shapes.middle[row] - place) <= reach)


def along_own_side(graph: SceneGraph, row: int, way: np.ndarray) -> np.ndarray:
    """(2,) of the directions of an object's four sides, the one nearest to `way`."""
    axes = own_axes(graph, row)
    ways = np.concatenate([axes, -axes])
    return ways[int(np.argmax(ways @ way))]


def own_axes(graph: SceneGraph, row: int) -> np.ndarray:
    """(2, 2) unit directions of an object's sides; the world's for what is round."""
    half = graph.shapes.half_axes[row]
    lengths = np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9)
    filled = graph.shapes.area[row] / max(float(4 * lengths.prod()), 1e-9)
    return half / lengths if filled > 0.8 else np.eye(2)


def reach_along(graph: SceneGraph, row: int, way: np.ndarray) -> float:
    """Metres from the middle of an object's footprint to its farthest point along `way` (2,)."""
    offset = graph.shapes.corners[row] - graph.shapes.middle[row]
    return float((offset @ way).max())


def nested_sides(find: Find) -> list[Relate]:
    """The clauses of a support that may be meant of what is put on it: "the table left of X"."""
    wanted = ("left_of", "right_of", "in_front_of", "behind", "next_to", "near", "between")
    return [
        clause
        for clause in find.clauses
        if isinstance(clause, Relate) and clause.anchors and clause.relation in wanted
    ]

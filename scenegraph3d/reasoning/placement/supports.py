"""Which supports a request may mean: the thing something is put on, or the floor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...graph.scene_graph import SceneGraph
from ...language.lexicon import section
from ...language.query import Side, Spot
from ..resolution import Resolution
from .anchors import Anchored, anchor_spot, is_wall, is_whole, likely_rows, nested_sides
from .item import Item

ON = ("on", "in", "center_of", "corner_of", "edge_of")
_SMALL = 0.7  # metres, longest side of what is put where its neighbour stands
_MOST = 3
_SIDES = ("left_of", "right_of", "in_front_of", "behind")
_OWN_SIDE: dict[str, Side] = {"left_of": "left", "right_of": "right"}
_ADJOINING = 0.2  # metres
_REACHED = 1.4  # metres above the floor, up to which people put things on others
_ALOFT = 0.35  # metres above the floor, from which a thing stands on something


def hoisted(state: Resolution, spots: Sequence[Spot]) -> list[Spot]:
    """The spots, with what is said of a support but meant of the item as spots of their own.

    In "on the table left of the laptop" the laptop stands on the table, so it is the item that is
    left of it; in "on the table left of the bed" the table is.
    """
    settled: list[Spot] = []
    for spot in spots:
        if spot.relation not in ON or not spot.anchors:
            settled.append(spot)
            continue
        support = spot.anchors[0]
        bare = support.model_copy(update={"clauses": ()})
        supports, _ = likely_rows(state, bare)
        kept = list(support.clauses)
        for clause in nested_sides(support):
            rows, _ = likely_rows(state, clause.anchors[0])
            on = bool(len(rows)) and _stands_on(state.graph, int(rows[0]), supports)
            beside = clause.relation in _SIDES and len(rows)
            if on or (beside and _adjoins(state.graph, int(rows[0]), supports)):
                if on:
                    kept.remove(clause)
                name = clause.relation
                settled.append(
                    Spot(
                        relation=name,  # type: ignore[arg-type]
                        anchors=clause.anchors,
                        distance=clause.distance,
                        text=clause.text,
                    )
                )
        whole = support.model_copy(update={"clauses": tuple(kept)})
        settled.append(spot.model_copy(update={"anchors": (whole, *spot.anchors[1:])}))
    return settled


def settled_goals(state: Resolution, item: Item, spots: Sequence[Spot]) -> list[Spot]:
    """The spots, "to the desk" as on the desk where the item fits there, else as near it."""
    settled = []
    for spot in spots:
        if spot.relation == "near" and spot.text.split()[:1] in (["to"], ["over"]):
            rows, _ = likely_rows(state, spot.anchors[0])
            if len(rows) and _may_carry(state.graph, item, int(rows[0])):
                spot = spot.model_copy(update={"relation": "on"})
        side = _OWN_SIDE.get(spot.relation)
        if side and spot.text.startswith("on ") and section(item.label) == "bedding":
            # A pillow on the left side of the couch is not beside it.
            spot = spot.model_copy(update={"relation": "edge_of", "sides": (side,)})
        settled.append(spot)
    return settled


def _may_carry(graph: SceneGraph, item: Item, row: int) -> bool:
    """True where people would put an item on a thing: it is small, the thing wide and not high.

    Furniture that stands on the floor stays there.
    """
    if item.row >= 0 and item.extent[2] > _ALOFT and _below(graph, item.row) < 0:
        return False
    sides = np.sort(2 * graph.shapes.half_lengths[row])
    height = graph.instances.aabb[row, 5] - graph.rooms[int(graph.room_of[row])].floor_z
    small = item.extent.max() <= _SMALL and bool((np.sort(item.extent[:2]) <= sides).all())
    return small and _ALOFT / 2 < height < _REACHED


def _stands_on(graph: SceneGraph, row: int, supports: np.ndarray) -> bool:
    if int(graph.supporter[row]) in supports:
        return True
    return _below(graph, row) in supports


def _adjoins(graph: SceneGraph, row: int, supports: np.ndarray) -> bool:
    """True for the sink in "on the counter left of the sink": both are left of it then."""
    gaps = graph.shapes.horizontal_gaps(np.array([row]), supports)
    return bool((gaps < _ADJOINING).any())


def anchor_spots(state: Resolution, spots: list[Spot]) -> list[Anchored]:
    """The spots whose anchors are in the scene; the others are noted as missing."""
    found = [anchor_spot(state, spot) for spot in spots]
    return [anchored for anchored in found if anchored is not None]


def find_supports(
    graph: SceneGraph, item: Item, spots: Sequence[Anchored]
) -> list[tuple[int, float]]:
    """Rows an item may be put on with how surely each is meant; row -1 is the floor."""
    for anchored in spots:
        said = anchored.spot
        if any(is_wall(find) for find in said.anchors):
            continue
        if any(is_whole(find) for find in said.anchors):
            return [(-1, 1.0)]
        if said.relation in ON and len(anchored.rows) and _carries(graph, item, anchored):
            return _ranked(anchored)
    for anchored in spots:
        if anchored.spot.relation == "above" and len(anchored.rows):
            return _ranked(anchored)
    if item.extent.max() > _SMALL or item.flat:
        return [(-1, 1.0)]
    for anchored in spots:
        if len(anchored.rows) and not any(is_wall(f) for f in anchored.spot.anchors):
            return [(_below(graph, int(anchored.rows[0])), 1.0)]
    return [(-1, 1.0)]


def _ranked(anchored: Anchored) -> list[tuple[int, float]]:
    pairs = zip(anchored.rows[:_MOST], anchored.likely[:_MOST], strict=True)
    return [(int(row), float(share)) for row, share in pairs]


def _carries(graph: SceneGraph, item: Item, anchored: Anchored) -> bool:
    """True where the item fits on the thing; else it is put beside it."""
    if anchored.spot.relation in ("on", "in", "center_of"):
        return True
    sides = np.sort(2 * graph.shapes.half_lengths[int(anchored.rows[0])])
    return bool((np.sort(item.extent[:2]) <= sides).all())


def _below(graph: SceneGraph, row: int) -> int:
    """What an object stands on: its supporter, else what is right under it; -1 the floor."""
    if graph.supporter[row] >= 0:
        return int(graph.supporter[row])
    bottom = graph.instances.aabb[row, 2]
    floor = graph.rooms[int(graph.room_of[row])].floor_z
    if bottom < floor + _ALOFT:
        return -1
    boxes, middle = graph.instances.aabb, graph.shapes.middle[row]
    under = ((boxes[:, :2] <= middle) & (boxes[:, 3:5] >= middle)).all(axis=1)
    under &= (boxes[:, 5] <= bottom + 0.15) & (boxes[:, 5] > floor + _ALOFT)
    under[row] = False
    rows = np.flatnonzero(under)
    return int(rows[boxes[rows, 5].argmax()]) if len(rows) else -1

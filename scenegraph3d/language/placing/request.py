"""What a request for a place has said so far, and how its pieces are put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..draft import Cursor, Draft
from ..query import Find, Shift, Spot, View
from .spots import read_distance

Action = Literal["put", "move", "replace"]


@dataclass
class Request:
    """What has been understood so far."""

    action: Action = "put"
    item: Draft | None = None
    spots: list[Spot] = field(default_factory=list)
    shift: Shift | None = None
    hung: bool = False
    installed: bool = False
    scale: float | None = None
    view: View | None = None
    pending: float | None = None
    subject: Draft | None = None


def settled(request: Request) -> list[Spot]:
    """The spots, a distance said apart ("0.1 m away from the phone") joined to its relation."""
    spots: list[Spot] = []
    for said in request.spots:
        spot = _as_viewed(_without_item(said, request.item), request.view)
        same = [k for k, old in enumerate(spots) if _says_of_same(old, spot)]
        if spot.relation == "near" and spot.distance is not None and same:
            spots[same[-1]] = spots[same[-1]].model_copy(update={"distance": spot.distance})
        elif spot.anchors or spot.relation == "corner_of" or spot.sides:
            spots.append(spot)
    return spots


def _as_viewed(spot: Spot, view: View | None) -> Spot:
    """Said of "the armchair" after "sitting on an armchair by the window", that one is meant."""
    seen = [] if view is None else [find for find in (view.at, view.facing) if find is not None]
    anchors = [
        next((find for find in seen if _is_again(anchor, find)), anchor) for anchor in spot.anchors
    ]
    return spot.model_copy(update={"anchors": tuple(anchors)})


def _is_again(anchor: Find, before: Find) -> bool:
    bare = not (anchor.clauses or anchor.attributes or anchor.other)
    return bare and anchor.quantity == "one" and anchor.category == before.category


def above_or_below(spots: list[Spot]) -> bool:
    """True where something is said to be above or below a thing."""
    return any(spot.relation in ("above", "below") for spot in spots)


def _without_item(spot: Spot, item: Draft | None) -> Spot:
    """A gap "between the plant and the wall", said of the plant, is a distance from the wall."""
    if spot.relation != "between" or item is None or len(spot.anchors) < 2:
        return spot
    others = tuple(a for a in spot.anchors if a.category != item.category or a.other)
    if len(others) == len(spot.anchors):
        return spot
    return spot.model_copy(update={"relation": "near", "anchors": others[:1]})


def _says_of_same(old: Spot, new: Spot) -> bool:
    if old.relation in ("on", "center_of", "corner_of", "between") and new.anchors:
        return False
    if not new.anchors:
        return bool(old.anchors)
    return any(a.category == b.category for a in old.anchors for b in new.anchors)


def read_gap(cursor: Cursor, request: Request) -> bool:
    """Read "leaving a gap of 0.5 m between the two": the distance of the last spot."""
    start = cursor.index
    cursor.take("leave", "leaving", "keep", "keeping")
    cursor.take("a", "the")
    if not cursor.take("gap", "distance", "space"):
        cursor.index = start
        return False
    cursor.take("of")
    gap = read_distance(cursor)
    gap = request.pending if gap is None else gap
    near = [k for k, spot in enumerate(request.spots) if spot.anchors and spot.distance is None]
    if gap is None or (not near and cursor.word != "between"):
        cursor.index = start
        return False
    if near:
        beside = [k for k in near if request.spots[k].relation not in ("on", "center_of")]
        k = (beside or near)[-1]
        request.spots[k] = request.spots[k].model_copy(update={"distance": gap})
    while not cursor.done and cursor.word != ",":
        cursor.index += 1
    return True


def with_pending(found: list[Spot], request: Request) -> list[Spot]:
    """Give a distance heard alone ("it is 2 m away, opposite the door") to the next spot."""
    first = found[0]
    if not first.anchors and first.distance is not None:
        request.pending = first.distance
        return found
    if request.pending is not None and first.distance is None:
        found = [first.model_copy(update={"distance": request.pending}), *found[1:]]
        request.pending = None
    return found

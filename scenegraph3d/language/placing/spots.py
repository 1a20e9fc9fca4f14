"""Where to put something, in words: "0.1 m left of the sink", "in the corner"; out comes a Spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from ..context import Context
from ..draft import Cursor
from ..numerals import quantity, unit
from ..phrases import PLACE_PHRASES, RELATION_PHRASES
from ..query import Find, Relate, Side, Spot, SpotRelation
from .anchors import pointed_at, read_anchors, read_wall
from .sides import CENTERED, PARTS, SIDES, read_sides, side_ahead

_TIGHT = ("tightly", "closely", "tight", "snugly", "flush", "firmly", "close")
_PREPOSITIONS = ("on", "to", "at", "in", "against", "along", "near", "by", "onto", "into", "from")
_BESIDE: dict[Side, SpotRelation] = {
    "left": "left_of", "right": "right_of", "front": "in_front_of", "back": "behind",
}  # fmt: skip
_ADVERBS = (
    "directly", "exactly", "right", "immediately", "just", "precisely", "straight", "positioned",
    "placed", "located", "situated", "is", "about", "approximately", "roughly", "slightly", "and",
    "it", "them", "neatly", "securely", "carefully", "itself", "but", "also", "hanging", "leaning",
    "being", "be", "should", "standing", "stands", "are", "up", "mounted", "arranged", "distance",
    "gap", "both", "either",
)  # fmt: skip
_READ_AS: dict[str, SpotRelation] = {
    "touching": "against", "leaning_on": "against", "attached_to": "on", "among": "between",
    "in_row": "aligned_with", "at_corner_of": "corner_of", "at_end_of": "edge_of",
    "higher_than": "above", "lower_than": "below", "far_from": "near",
}  # fmt: skip
_LED_BY = ("is", "are", "be", "being", "placed", "positioned", "located", "it", "and", "should")
_SPOTS = get_args(SpotRelation)
_VIEWERS = ("you", "me", "us", "yourself")


@dataclass
class _Manner:
    """How a spot is qualified by the words before its preposition."""

    tight: bool = False
    centered: bool = False
    distance: float | None = None


def read_spot(context: Context, heard: list[Spot]) -> list[Spot]:
    """Read one spot and what "and" adds to it; [] and no step where none starts.

    Args:
        context: stands before the words; behind them on return.
        heard: what was read before; a pronoun points at its last anchor.
    """
    cursor, start = context.cursor, context.cursor.index
    manner = _read_manner(cursor)
    found = _read_part(context, manner) or _read_place(context) or _read_related(context, manner)
    if found is None:
        if manner.distance is None or not cursor.take("away"):
            cursor.index = start
            return []
        return [Spot(relation="near", distance=manner.distance, text=cursor.since(start))]
    relation, anchors, sides = found
    anchors = tuple(pointed_at(anchor, heard) for anchor in anchors)
    known = tuple(anchor for anchor in anchors if anchor is not None)
    if len(known) < len(anchors):
        return [Spot(relation="next_to", text=cursor.since(start))] if known else []
    spot = Spot(
        relation=relation,
        anchors=known if relation == "between" else known[:1],
        sides=sides,
        distance=manner.distance,
        tight=manner.tight or relation == "against",
        centered=manner.centered,
        text=_plain(cursor.since(start)),
    )
    more = [] if relation == "between" else known[1:]
    return [spot, *(spot.model_copy(update={"anchors": (anchor,)}) for anchor in more)]


def _plain(words: str) -> str:
    """The words without those that only lead to them: "is placed", "and"."""
    kept = words.split()
    while len(kept) > 1 and kept[0] in _LED_BY:
        kept = kept[1:]
    return " ".join(kept)


def read_distance(cursor: Cursor) -> float | None:
    """Step over "0.3 m", "half a metre"; None and no step for anything else."""
    amount, place = quantity(cursor.word), 1
    place += cursor.peek(1) in ("a", "an") and amount is not None
    metres = unit(cursor.peek(place))
    if amount is None or metres is None:
        return None
    cursor.index += place + 1
    return amount * metres


def _read_manner(cursor: Cursor) -> _Manner:
    manner = _Manner()
    while not cursor.done:
        distance = read_distance(cursor)
        if distance is not None:
            manner.distance = distance
        elif cursor.word in _TIGHT and cursor.peek(1) != "to":
            manner.tight, cursor.index = True, cursor.index + 1
        elif cursor.word in CENTERED:
            manner.centered, cursor.index = True, cursor.index + 1
        elif (
            cursor.word == "at" and cursor.peek(1) in ("a", "the") and cursor.peek(2) == "distance"
        ):
            cursor.index += 3
            cursor.take("of")
        elif cursor.word in _ADVERBS and not _begins_part(cursor):
            cursor.index += 1
        else:
            break
    return manner


def _begins_part(cursor: Cursor) -> bool:
    """True for the "right" of "right side of" and the "both" of "both sides"."""
    return cursor.word in SIDES and cursor.peek(1) in PARTS


def _read_part(
    context: Context, manner: _Manner
) -> tuple[SpotRelation, list[Find | None], tuple[Side, ...]] | None:
    """Read "on the left side of X", "at the center of X", "in the far corner"."""
    cursor, start = context.cursor, context.cursor.index
    preposition = cursor.take(*_PREPOSITIONS)
    if preposition == "against":
        manner.tight = True
    owned = cursor.take("its", "their")
    cursor.take("the", "a", "its")
    sides, middle, vertical, noun = read_sides(cursor)
    edge = noun in ("edge", "edges") and preposition in ("at", "on") and not vertical
    named = (sides or middle or vertical or edge or noun == "corner") and (preposition or noun)
    if not named and not (sides and cursor.word == "of"):
        cursor.index = start
        return None
    if owned:
        whole = sides and noun not in ("edge", "edges")
        return (_BESIDE[sides[0]], [None], ()) if whole else _undone(cursor, start)
    anchors: list[Find | None] = []
    side_next = cursor.word == "to" and side_ahead(cursor)
    if not side_next and cursor.take("of", "to", "from", "by", "between"):
        anchors = read_anchors(context)
    if anchors and anchors[-1] is not None and anchors[-1].category in ("room", "floor"):
        anchors = [] if noun == "corner" else anchors
    if noun == "corner":
        return "corner_of", anchors, _sides_of_corner(sides, vertical)
    if not anchors:
        manner.centered |= middle
        viewer = cursor.take(*_VIEWERS)
        return ("on", [], sides) if sides and not viewer else _undone(cursor, start)
    several = len(anchors) > 1 or (anchors[0] is not None and anchors[0].quantity == "many")
    if middle and not sides:
        manner.centered = True
        return ("between" if several else "center_of"), anchors, ()
    manner.centered |= middle
    if sides:
        return _BESIDE[sides[-1]], anchors, sides if noun in ("edge", "half", "end") else ()
    if edge:
        return "edge_of", anchors, ()
    if preposition == "against":
        return ("below" if vertical in ("bottom", "lower") else "against"), anchors, ()
    return ("on" if vertical in ("top", "upper") else "below"), anchors, ()


def _sides_of_corner(sides: tuple[Side, ...], vertical: str) -> tuple[Side, ...]:
    """The sides of a corner; of a table the upper right corner is the far one."""
    if not sides or not vertical:
        return sides
    return (*sides, "back" if vertical in ("upper", "top") else "front")


def _undone(cursor: Cursor, start: int) -> None:
    cursor.index = start


def _read_place(
    context: Context,
) -> tuple[SpotRelation, list[Find | None], tuple[Side, ...]] | None:
    """Read "against the wall", "in the corner", "in the middle of the room", "on the floor"."""
    start = context.cursor.index
    if tuple(context.cursor.words[start : start + 3]) in (
        ("to", "the", "wall"),
        ("to", "a", "wall"),
    ):
        context.cursor.index += 3
        return "on", [read_wall(context)], ()
    place = context.cursor.take_phrase(PLACE_PHRASES)
    if place is None:
        return None
    if place == "against_wall":
        said = context.cursor.since(start).split()
        if {"on", "hanging", "hung", "mounted", "attached"} & set(said):
            return "on", [read_wall(context)], ()
        return "against", [read_wall(context)], ()
    if place == "in_corner":
        return "corner_of", [], ()
    return (
        ("on" if place == "on_floor" else "center_of"),
        [Find(category="floor" if place == "on_floor" else "room")],
        (),
    )


def _read_related(
    context: Context, manner: _Manner
) -> tuple[SpotRelation, list[Find | None], tuple[Side, ...]] | None:
    """Read a preposition of the common table and its anchors."""
    cursor, start = context.cursor, context.cursor.index
    away = cursor.take("away")
    if manner.distance is not None and cursor.take("from", "of", "off"):
        relation: str | None = "near"
    elif away:
        cursor.index = start
        return None
    else:
        relation = cursor.take_phrase(RELATION_PHRASES)
        relation = _READ_AS.get(relation, relation) if relation else None
        if relation == "edge_of" and "foot" in cursor.words[start : cursor.index]:
            relation = "in_front_of"  # on the floor, not on the bed
    if relation is None or relation not in _SPOTS or cursor.word in _VIEWERS:
        cursor.index = start
        return None
    cursor.take("both")
    relation = _skip_part(cursor, relation, manner)
    anchors = read_anchors(context)
    if not anchors:
        cursor.index = start
        return None
    if relation == "near" and anchors[0] is not None and anchors[0].category == "floor":
        relation = "above"
    if relation == "between" and len(anchors) == 1:
        anchors = _parted(anchors[0])
    if relation == "between" and len(anchors) < 2:
        whole = anchors[0] is not None and anchors[0].quantity == "one"
        relation, manner.centered = ("center_of", True) if whole else ("between", manner.centered)
    return relation, anchors, ()  # type: ignore[return-value]


def _parted(anchor: Find | None) -> list[Find | None]:
    """Both things of "between A under B and C", where A was read as under both B and C."""
    if anchor is None or len(anchor.clauses) < 2:
        return [anchor]
    last, before = anchor.clauses[-1], anchor.clauses[-2]
    if not isinstance(last, Relate) or not isinstance(before, Relate) or not last.anchors:
        return [anchor]
    if last.relation != before.relation:
        return [anchor]
    return [anchor.model_copy(update={"clauses": anchor.clauses[:-1]}), last.anchors[0]]


def _skip_part(cursor: Cursor, relation: str, manner: _Manner) -> str:
    """Step over "the center of", "the outer edge of" before an anchor; the relation it makes."""
    start = cursor.index
    cursor.take("the", "its", "a")
    sides, middle, vertical, noun = read_sides(cursor)
    if not (sides or middle or vertical or noun) or not cursor.take("of"):
        cursor.index = start
        return relation
    manner.centered |= middle
    if sides and relation in ("against", "next_to", "near"):
        manner.tight |= relation == "against"
        return _BESIDE[sides[-1]]
    if relation in ("on", "in") and noun == "corner":
        return "corner_of"
    if relation in ("on", "in") and middle:
        return "center_of"
    return relation

"""Where to put something, in words: "0.1 m left of the sink", "in the corner"; out comes a Spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from ..vocabulary import RELATIONS
from .clauses import read_anchor
from .context import Context
from .draft import Cursor, Draft
from .noun_phrase import read_noun_phrase
from .numerals import quantity, unit
from .phrases import DETERMINERS, PLACE_PHRASES, RELATION_PHRASES
from .query import Find, Relate, Side, Spot, SpotRelation

_TIGHT = ("tightly", "closely", "tight", "snugly", "flush", "firmly", "close")
_CENTERED = ("centrally", "centered", "centred", "central")
_ADVERBS = (
    "directly", "exactly", "right", "immediately", "just", "precisely", "straight", "positioned",
    "placed", "located", "situated", "is", "about", "approximately", "roughly", "slightly", "and",
    "it", "them", "neatly", "securely", "carefully", "itself", "but", "also", "hanging", "leaning",
    "being", "be", "should", "standing", "stands", "are", "up", "mounted", "arranged", "distance",
    "gap", "both", "either",
)  # fmt: skip
_PREPOSITIONS = ("on", "to", "at", "in", "against", "along", "near", "by", "onto", "into", "from")
_MIDDLES = ("center", "centre", "middle", "midpoint")
_PARTS = (
    "side", "edge", "corner", "end", "half", "part", "portion", "section", "position", "hand",
    "area", "sides", "edges", "point", "spot", "wall",
)  # fmt: skip
_EXTRA = ("exact", "very", "far", "outer", "outside", "immediate", "direct", "wall", "extreme")
_SIDES: dict[str, Side] = {
    "left": "left", "right": "right", "front": "front", "back": "back", "rear": "back",
    "lefthand": "left", "righthand": "right", "leftmost": "left", "rightmost": "right",
}  # fmt: skip
_VERTICAL = ("top", "bottom", "upper", "lower", "base")
_BESIDE: dict[Side, SpotRelation] = {
    "left": "left_of", "right": "right_of", "front": "in_front_of", "back": "behind",
}  # fmt: skip
_READ_AS: dict[str, SpotRelation] = {
    "touching": "against", "leaning_on": "against", "attached_to": "on", "among": "between",
    "in_row": "aligned_with", "at_corner_of": "corner_of", "at_end_of": "edge_of",
    "higher_than": "above", "lower_than": "below", "far_from": "near",
}  # fmt: skip
_SPOTS = get_args(SpotRelation)
_BARE = ("wall", "floor", "room", "ground", "ceiling", "corner", "walls")  # no clauses of their own
_TOPS = ("countertop", "tabletop", "top", "surface")
_TO_WALL = (("to", "the", "wall"), ("to", "a", "wall"))
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
    anchors = tuple(_pointed(anchor, heard) for anchor in anchors)
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
        text=cursor.since(start),
    )
    more = [] if relation == "between" else known[1:]
    return [spot, *(spot.model_copy(update={"anchors": (anchor,)}) for anchor in more)]


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
        elif cursor.word in _CENTERED:
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
    return cursor.word in _SIDES and cursor.peek(1) in _PARTS


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
    sides, middle, vertical, noun = _read_sides(cursor)
    named = (sides or middle or vertical or noun == "corner") and (preposition or noun)
    if not named and not (sides and cursor.word == "of"):
        cursor.index = start
        return None
    if owned:
        whole = sides and noun not in ("edge", "edges")
        return (_BESIDE[sides[0]], [None], ()) if whole else _undone(cursor, start)
    anchors: list[Find | None] = []
    side_next = cursor.word == "to" and _side_ahead(cursor)
    if not side_next and cursor.take("of", "to", "from", "by", "between"):
        anchors = _read_anchors(context, bare=False)
    if anchors and anchors[-1] is not None and anchors[-1].category in ("room", "floor"):
        anchors = [] if noun == "corner" else anchors
    if noun == "corner":
        if sides and vertical:  # of a table: the upper right corner is the far one
            sides = (*sides, "back" if vertical in ("upper", "top") else "front")
        return "corner_of", anchors, sides
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
    if preposition == "against":
        return ("below" if vertical in ("bottom", "lower") else "against"), anchors, ()
    return ("on" if vertical in ("top", "upper") else "below"), anchors, ()


def _undone(cursor: Cursor, start: int) -> None:
    cursor.index = start


def _read_sides(cursor: Cursor) -> tuple[tuple[Side, ...], bool, str, str]:
    """Step over "far right", "exact center of the left", "upper left corner"."""
    sides: list[Side] = []
    middle, vertical, noun = False, "", ""
    while not cursor.done:
        word = cursor.word
        if word in _SIDES:
            sides.append(_SIDES[word])
        elif word in _MIDDLES or word in _CENTERED:
            middle = True
        elif word in _VERTICAL and not (word == "base" and cursor.peek(1) != "of"):
            vertical = word
        elif word in _PARTS and (word != "wall" or cursor.peek(1) in _PARTS):
            noun = word
        elif not (
            word in _EXTRA and (sides or middle or cursor.peek(1) in (*_SIDES, *_PARTS, *_MIDDLES))
        ):
            of_more = word == "of" and (middle or noun) and _side_ahead(cursor)
            if not of_more:
                break
            cursor.index += cursor.peek(1) in DETERMINERS
        cursor.index += 1
    return tuple(sides), middle, vertical, noun


def _side_ahead(cursor: Cursor) -> bool:
    """True for the "of" of "center of the left side"."""
    place = 2 if cursor.peek(1) in DETERMINERS else 1
    word, behind = cursor.peek(place), cursor.peek(place + 1)
    named = word in _SIDES or word in _VERTICAL or word in _MIDDLES or word in _PARTS
    return named and word != "wall" and (behind in _PARTS or behind in ("of", *_MIDDLES))


def read_aside(context: Context, spots: list[Spot]) -> None:
    """Read ", which is under the table" behind a spot: said of the anchor."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take(",")
    if not cursor.take("which", "that") or not cursor.take("is", "are") or not spots[-1].anchors:
        cursor.index = start
        return
    anchor = spots[-1].anchors[-1]
    asides: list[Spot] = []
    while found := read_spot(context, asides):
        asides += found
    clauses = tuple(
        Relate(relation=aside.relation, anchors=aside.anchors, text=aside.text)
        for aside in asides
        if aside.relation in RELATIONS and aside.anchors
    )
    anchor = anchor.model_copy(update={"clauses": anchor.clauses + clauses})
    spots[-1] = spots[-1].model_copy(update={"anchors": (*spots[-1].anchors[:-1], anchor)})


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
        return "on", [_wall(context)], ()
    place = context.cursor.take_phrase(PLACE_PHRASES)
    if place is None:
        return None
    if place == "against_wall":
        said = context.cursor.since(start).split()
        if {"on", "hanging", "hung", "mounted", "attached"} & set(said):
            return "on", [_wall(context)], ()
        return "against", [_wall(context)], ()
    if place == "in_corner":
        return "corner_of", [], ()
    return (
        ("on" if place == "on_floor" else "center_of"),
        [Find(category="floor" if place == "on_floor" else "room")],
        (),
    )


def _wall(context: Context) -> Find:
    """A wall, told apart by what is on it or near it: "the wall where the whiteboard is"."""
    cursor, start = context.cursor, context.cursor.index
    if cursor.take("where", "with", "behind", "near", "that", "which", "has", "next"):
        cursor.take("to")
        cursor.take("has")
        beside = read_anchor(context, 2)
        if beside is not None and beside.named:
            clause = Relate(relation="near", anchors=(beside.freeze(),), text=cursor.since(start))
            cursor.take("is")
            cursor.take("located", "hung", "mounted")
            return Find(category="wall", text="the wall", clauses=(clause,))
    cursor.index = start
    return Find(category="wall", text="the wall")


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
    if relation is None or relation not in _SPOTS or cursor.word in _VIEWERS:
        cursor.index = start
        return None
    cursor.take("both")
    relation = _skip_part(cursor, relation, manner)
    anchors = _read_anchors(context, bare=relation == "on")
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
    sides, middle, vertical, noun = _read_sides(cursor)
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


def _read_anchors(context: Context, *, bare: bool) -> list[Find | None]:
    """Anchors joined by "and"; None stands for a pronoun."""
    anchors: list[Find | None] = []
    cursor = context.cursor
    while True:
        before = cursor.index
        anchor = _read_one(context)
        if anchor is None:
            cursor.index = before
            return anchors
        anchors.append(None if anchor.pronoun else anchor.freeze())
        behind = cursor.index
        joined = cursor.take("and", ",") and (cursor.take("and") or True)
        if not joined or cursor.word not in DETERMINERS or len(anchors) == 2:
            cursor.index = behind
            return anchors
        if cursor.words[behind] == ",":
            cursor.index = behind
            return anchors


def _read_one(context: Context) -> Draft | None:
    """One anchor; walls and floors are read without clauses, which say more of the place."""
    cursor, start = context.cursor, context.cursor.index
    plain = read_noun_phrase(cursor)
    if plain is None or plain.pronoun:
        return plain
    if plain.category.split()[-1] in _BARE and plain.named:
        if plain.category == "wall":
            plain.clauses += list(_wall(context).clauses)
        return plain
    cursor.index = start
    anchor = read_anchor(context, 1)
    if anchor is None or not anchor.says_anything or not (anchor.named or anchor.attributes):
        return None
    if " " in anchor.category and anchor.category.split()[-1] in _TOPS:
        anchor.category = anchor.category.rsplit(" ", 1)[0]
    if cursor.take("'s"):
        _read_sides(cursor)  # "the counter's central section"
    _read_where(context, anchor)
    return anchor


def _read_where(context: Context, anchor: Draft) -> None:
    """Read "where the backpack is placed" behind an anchor: what stands on it."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("where"):
        return
    thing = read_noun_phrase(cursor)
    if thing is None or not thing.named or not cursor.take("is", "are", "stands", "lies"):
        cursor.index = start
        return
    cursor.take("placed", "located", "standing", "lying")
    clause = Relate(relation="supporting", anchors=(thing.freeze(),), text=cursor.since(start))
    anchor.clauses.append(clause)


def _pointed(anchor: Find | None, heard: list[Spot]) -> Find | None:
    """What a pronoun points at: the anchor last heard of."""
    if anchor is not None:
        return anchor
    return next((spot.anchors[-1] for spot in reversed(heard) if spot.anchors), None)

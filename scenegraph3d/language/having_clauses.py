"""Clauses of having: "with a lamp on it", "that has drawers", "without arms", "but no back"."""

from __future__ import annotations

from ..vocabulary import RELATIONS
from .adjectives import Comparison, Order
from .clauses import read_clauses, read_of
from .context import Context, negate, relate, settle
from .draft import Cursor, Draft
from .names import section
from .noun_phrase import read_noun_phrase
from .numerals import number
from .phrases import CARRIERS, RELATION_PHRASES, SIDE_RELATIONS
from .query import Relate
from .rank_clauses import add_rank, more_nouns

_HAVING = (
    "with", "without", "has", "have", "having", "had", "features", "includes", "including",
    "include", "contain", "wearing", "wears",
)  # fmt: skip
_POINTERS = ("it", "them", "its", "that", "this")
_SIDEWAYS = ("left_of", "right_of")
_OWN_PARTS = ("wheel", "drawer", "seat", "back", "top", "backing", "frame", "shade")
_OWN = frozenset({"its", "their"})
_NUMBERS: dict[str, Order] = {
    "most": "descending", "more": "descending", "fewest": "ascending", "fewer": "ascending",
    "least": "ascending", "less": "ascending",
}  # fmt: skip
_HAD = ("has_part", "supporting", "containing", "carrying", "near", "below", "above")


def read_having(context: Context, draft: Draft, depth: int) -> bool:
    """Read "with a lamp on it", "that has drawers", "without arms"."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take(*_HAVING):
        return False
    if _read_number(context, draft, start) or _read_bound(context, draft, start):
        return True
    absent = cursor.peek(-1) == "without" or bool(cursor.take("no", "not"))
    absent |= cursor.word == "nothing" and cursor.peek(1) != "but"
    before, attributes = len(draft.clauses), len(draft.attributes)
    while True:
        part = _part(cursor)
        if part is None:
            break
        while cursor.word == "of" and read_of(context, part):
            pass
        if part.attributes and not (part.named or part.thing):  # "has a dark color"
            draft.attributes += part.attributes
            return True
        behind = cursor.index
        relations = _how_it_has(context, part, absent=absent)
        text, pointed = cursor.since(start), cursor.words[behind : cursor.index]
        if relations != ["has_part"]:  # "a lamp and a book on it"
            _spread(draft, before, relations[0])
        for relation in relations:
            own = relation in _SIDEWAYS and not _OWN.isdisjoint(pointed)
            relate(context, draft, relation, [part], text, own=own)
        if not _lists_on(cursor):
            break
        cursor.index += 1
    if absent:
        negate(draft, before, attributes, cursor.since(start))
    return len(draft.clauses) > before


def _read_number(context: Context, draft: Draft, start: int) -> bool:
    """Read "the most monitors", "the fewest chairs around it" behind "with"."""
    cursor, behind = context.cursor, context.cursor.index
    cursor.take("the")
    order = _NUMBERS.get(cursor.word)
    if order is None:
        cursor.index = behind
        return False
    cursor.index += 1
    counted = read_noun_phrase(cursor)
    if counted is None or not (counted.named or counted.thing):
        cursor.index = behind
        return False
    _how_it_has(context, counted)
    anchors = settle(context, [counted])
    add_rank(draft, Comparison("number", order), cursor.since(start), anchors=anchors)
    return True


def _read_bound(context: Context, draft: Draft, start: int) -> bool:
    """Read "more than two pillows", "fewer than four chairs around it" behind "with"."""
    cursor, behind = context.cursor, context.cursor.index
    compared = cursor.take("more", "fewer", "less")
    bound = number(cursor.peek(1)) if compared and cursor.word == "than" else None
    if bound is None:
        cursor.index = behind
        return False
    cursor.index += 2
    part, before = read_noun_phrase(cursor), len(draft.clauses)
    if part is None or not part.named:
        cursor.index = behind
        return False
    part.count = bound + (compared == "more")
    relation = _how_it_has(context, part)[0]
    heard = relate(context, draft, relation, [part], cursor.since(start))
    if heard and compared != "more":
        negate(draft, before, len(draft.attributes), cursor.since(start))
    return heard


def _spread(draft: Draft, before: int, relation: str) -> None:
    """Say of the bare things named before how they are had, told behind the last of them."""
    for place, clause in enumerate(draft.clauses[before:], start=before):
        if not isinstance(clause, Relate) or clause.relation != "has_part":
            continue
        if not clause.anchors[0].clauses:
            draft.clauses[place] = clause.model_copy(update={"relation": relation})


def _lists_on(cursor: Cursor) -> bool:
    """True before another thing had; behind a comma "the lamp" begins a statement of its own."""
    if cursor.word == "," and cursor.peek(1) in ("the", "this", "it"):
        return False
    return cursor.word in ("and", ",") and more_nouns(cursor)


def _part(cursor: Cursor) -> Draft | None:
    """What is had; "nothing" and "anything" may be of any kind."""
    if cursor.take("nothing", "anything", "something"):
        cursor.take("but", "else")
        return read_noun_phrase(cursor) or Draft(thing=True, text="anything")
    return read_noun_phrase(cursor)


def read_lacking(context: Context, draft: Draft, depth: int) -> bool:
    """Read "but no plant" behind "with a lamp on it": had in the same way, and not there."""
    cursor, start = context.cursor, context.cursor.index
    last = draft.clauses[-1] if draft.clauses else None
    if cursor.word != "no" or not (isinstance(last, Relate) and last.relation in _HAD):
        return False
    part = read_noun_phrase(cursor)
    if part is None or not part.named:
        return False
    before = len(draft.clauses)
    relation = (_how_it_has(context, part) or [last.relation])[0]
    relation = last.relation if relation == "has_part" else relation
    relate(context, draft, relation, [part], cursor.since(start))
    negate(draft, before, len(draft.attributes), cursor.since(start))
    return True


def _how_it_has(context: Context, part: Draft, *, absent: bool = False) -> list[str]:
    """The relations of "with P on it / to its right / underneath": the converse of what is said."""
    relations = _pointed(context.cursor)
    if relations:
        return relations
    if (absent or _is_own(part)) and not _goes_into(context.cursor):
        return ["has_part"]  # of "a chair with arms by the door", the chair is by the door
    outer, context.having = context.having, True
    read_clauses(context, part, 1)
    context.having = outer
    return _pointed(context.cursor) or ["has_part"]


def _is_own(part: Draft) -> bool:
    """True for arms, wheels and drawers, which stand nowhere by themselves."""
    return section(part.category) == "parts" or part.category in _OWN_PARTS


def _goes_into(cursor: Cursor) -> bool:
    """True before "handles on the doors": a part of a part."""
    found = RELATION_PHRASES.at(cursor.words, cursor.index)
    return found is not None and found[0] in ("on", "in", "attached_to")


def _pointed(cursor: Cursor) -> list[str]:
    """Read "on it", "to its right", "underneath"; [] and no step where none is."""
    start = cursor.index
    while cursor.word in CARRIERS and not cursor.sees(RELATION_PHRASES):
        cursor.index += 1
    relations = _sides(cursor)
    if not relations:
        relation = cursor.take_phrase(RELATION_PHRASES)
        relations = [relation] if relation is not None else []
    if relations:
        pointed = bool(cursor.take(*_POINTERS))
        cursor.take("top", "surface", "seat", "shelves", "side", "sides")
        if pointed or cursor.done or cursor.word in (",", "and", "but", "that", "is"):
            return [RELATIONS[relation].converse or "near" for relation in relations]
    cursor.index = start
    return []


def _sides(cursor: Cursor) -> list[str]:
    """Read "to its right", "on the left and right of", "on top"; [] and no step where none is."""
    start = cursor.index
    if not cursor.take("on", "to", "in", "at"):
        return []
    cursor.take("the", "its", "their", "it", "either", "both", "each")
    sides: list[str] = []
    while cursor.word in SIDE_RELATIONS:
        sides.append(SIDE_RELATIONS[cursor.word])
        cursor.index += 1
        cursor.take("side", "sides", "hand")
        if cursor.word in ("and", "or") and cursor.peek(1) in SIDE_RELATIONS:
            cursor.index += 1
    if sides:
        cursor.take("of")
    else:
        cursor.index = start
    return sides

"""Clauses that relate: "on the desk", "two metres left of it", "between A and B", "with a lamp on it"."""

from __future__ import annotations

from ..vocabulary import RELATIONS
from .adjectives import Comparison, adjective, longest_adjective
from .clauses import Context, negate, read_anchor, read_clauses, read_of, relate
from .draft import Cursor, Draft
from .noun_phrase import POINTING_NOUNS, read_noun_phrase
from .numerals import quantity, unit
from .phrases import (
    PLACE_PHRASES,
    RELATION_PHRASES,
    SIDE_RANKS,
    SIDE_RELATIONS,
    carries,
)
from .query import Attribute, Relate
from .rank_clauses import add_rank, more_nouns

_WHOLES = frozenset(
    "room image scene picture view house photo apartment space floor group row wall".split()
)
_SIDE_MODIFIERS = "far farthest furthest extreme very most immediate".split()
_SIDE_NOUNS = "side end corner half part portion section edge one area".split()


def read_distance(context: Context, draft: Draft, depth: int) -> bool:
    """Read "two metres left of X", "within 1 m of X", "about 1 m from X"."""
    cursor, start = context.cursor, context.cursor.index
    within = bool(cursor.take("within", "less"))
    cursor.take("than", "about", "around", "roughly", "approximately")
    amount, metres = quantity(cursor.word), unit(cursor.peek(1))
    if amount is None or metres is None:
        return False
    cursor.index += 2
    relation = _relation_at_distance(cursor, within)
    anchor = read_anchor(context, depth)
    if anchor is None:
        return False
    return relate(context, draft, relation, [anchor], cursor.since(start), distance=amount * metres)


def _relation_at_distance(cursor: Cursor, within: bool) -> str:
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None and cursor.take("to", "on"):
        cursor.take("the", "its")
        relation = SIDE_RELATIONS.get(cursor.word)
        cursor.index += 1 if relation else 0
    cursor.take("away")
    cursor.take("from", "of")
    if relation in (None, "far_from", "near"):
        return "within_distance" if within else "at_distance"
    return relation


def read_place(context: Context, draft: Draft, depth: int) -> bool:
    """Read "against the wall", "in the corner (of the desks)", "in the middle of the room"."""
    cursor, start = context.cursor, context.cursor.index
    name = cursor.take_phrase(PLACE_PHRASES)
    if name is None:
        return False
    text = cursor.since(start)
    if name == "in_corner" and cursor.take("of"):
        anchor = read_anchor(context, depth)
        if anchor is not None and anchor.category not in _WHOLES:
            return relate(context, draft, "at_corner_of", [anchor], cursor.since(start))
    draft.clauses.append(Relate(relation=name, text=text))
    return True


def read_side(context: Context, draft: Draft, depth: int) -> bool:
    """Read "on the left (of X)", "to its right", "at the top", "in the middle"."""
    cursor, start = context.cursor, context.cursor.index
    preposition = cursor.take("on", "to", "in", "at", "toward", "towards")
    possessive = cursor.take("the", "your", "its", "his", "my", "a", "their", "it")
    sides: list[str] = []
    while cursor.word in SIDE_RANKS or cursor.word in _SIDE_MODIFIERS:
        sides += [cursor.word] if cursor.word in SIDE_RANKS else []
        cursor.index += 1
    if not sides or (not preposition and not _ends_here(cursor)):
        return False
    cursor.take("most", "hand", "handed")
    cursor.take(*_SIDE_NOUNS)
    text = cursor.since(start)
    if cursor.peek(-1) == "corner":
        draft.clauses.append(Relate(relation="in_corner", text=text))
    if cursor.word == "of" or (sides[-1] in ("left", "right") and cursor.word == "from"):
        if _read_side_of(context, draft, sides[-1], start, depth):
            return True
    if possessive in ("its", "their") and sides[-1] in SIDE_RELATIONS:
        return relate(context, draft, SIDE_RELATIONS[sides[-1]], [Draft(pronoun=True)], text)
    for side in sides:
        phrase, nth = SIDE_RANKS[side]
        add_rank(draft, phrase, text, nth=nth)
    return True


def _ends_here(cursor: Cursor) -> bool:
    """True where "left" or "leftmost" ends its clause: "the chair furthest right"."""
    return cursor.word in ("", ",", "and", "of", "most", "hand", "when", "if", "as", *_SIDE_NOUNS)


def _read_side_of(context: Context, draft: Draft, side: str, start: int, depth: int) -> bool:
    cursor, behind = context.cursor, context.cursor.index
    cursor.index += 1
    anchor = read_anchor(context, depth)
    if anchor is None:
        cursor.index = behind
        return False
    if anchor.category in _WHOLES or side not in SIDE_RELATIONS:
        return False
    if SIDE_RELATIONS[side] == "between":
        return _finish_between(context, draft, anchor, start, depth)
    return relate(context, draft, SIDE_RELATIONS[side], [anchor], cursor.since(start))


def read_relation(context: Context, draft: Draft, depth: int) -> bool:
    """Read a preposition and its anchor or anchors."""
    cursor, start = context.cursor, context.cursor.index
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None:
        return False
    cursor.take("to", "of")
    anchor = read_anchor(context, depth)
    if anchor is None:
        return _read_stranded(context, draft, relation, start)
    if _read_inverted(context, draft, relation, anchor, start):
        return True
    if relation in ("between", "among"):
        return _finish_between(context, draft, anchor, start, depth)
    heard = relate(context, draft, relation, [anchor], cursor.since(start))
    while cursor.word in ("and", "or", "/") and not anchor.pronoun and more_nouns(cursor):
        cursor.index += 1
        more = read_anchor(context, depth)
        if more is None:
            break
        heard |= relate(context, draft, relation, [more], cursor.since(start))
    return heard


def _read_inverted(
    context: Context, draft: Draft, relation: str, anchor: Draft, start: int
) -> bool:
    """Read "(above it) is another pillow": the other thing stands there, seen from the target."""
    cursor = context.cursor
    if not (anchor.pronoun and draft is context.target) or cursor.word not in ("is", "are"):
        return False
    be = cursor.index
    cursor.index += 1
    other = read_noun_phrase(cursor)
    if other is None or not other.named:
        cursor.index = be
        return False
    converse = RELATIONS[relation].converse or "near"
    return relate(context, draft, converse, [other], cursor.since(start))


def _read_stranded(context: Context, draft: Draft, relation: str, start: int) -> bool:
    """Read a preposition with no anchor behind it: "in front", "the one behind"."""
    cursor = context.cursor
    if relation in ("in_front_of", "behind"):
        order = "descending" if relation == "in_front_of" else "ascending"
        add_rank(draft, Comparison("frontness", order), cursor.since(start))
        return True
    if context.viewed is None:
        return False
    return relate(context, draft, relation, [Draft(pronoun=True)], cursor.since(start))


def _finish_between(context: Context, draft: Draft, first: Draft, start: int, depth: int) -> bool:
    """Finish "between A and B" or "between the two As"; the middle of one thing is on it."""
    cursor = context.cursor
    if cursor.word in ("and", "or", ",", "to") and not first.pronoun:
        ahead = cursor.index
        cursor.index += 1
        cursor.take("and")
        second = read_anchor(context, depth)
        if second is not None and (second.named or second.other or second.pronoun):
            return relate(context, draft, "between", [first, second], cursor.since(start))
        cursor.index = ahead
    text = cursor.since(start)
    if first.category in _WHOLES:
        draft.clauses.append(Relate(relation="in_room_center", text=text))
        return True
    several = first.plural or first.pronoun or first.other
    return relate(context, draft, "between" if several else "on", [first], text)


def read_having(context: Context, draft: Draft, depth: int) -> bool:
    """Read "with a lamp on it", "that has drawers", "without arms"."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("with", "without", "has", "have", "having", "had", "features", "w"):
        return False
    absent = cursor.peek(-1) == "without" or bool(cursor.take("no", "not", "nothing"))
    before, attributes = len(draft.clauses), len(draft.attributes)
    while True:
        part = read_noun_phrase(cursor)
        if part is None:
            break
        while cursor.word == "of" and read_of(context, part):
            pass
        relate(context, draft, _how_it_has(context, part), [part], cursor.since(start))
        if cursor.word != "and" or not more_nouns(cursor):
            break
        cursor.index += 1
    if absent:
        negate(draft, before, attributes, cursor.since(start))
    return len(draft.clauses) > before


def _how_it_has(context: Context, part: Draft) -> str:
    """The relation of "with P on it / to its right / underneath": the converse of what is said."""
    cursor, start = context.cursor, context.cursor.index
    while carries(cursor.word):
        cursor.index += 1
    relation = cursor.take_phrase(RELATION_PHRASES)
    side = Cursor(cursor.words, start)
    if side.take("on", "to", "in", "at") and side.take(
        "the", "its", "it", "either", "both", "each"
    ):
        if side.word in SIDE_RELATIONS:
            relation = SIDE_RELATIONS[side.word]
            side.index += 1
            side.take("side", "sides")
            side.take("of")
            cursor.index = side.index
    if relation is not None:
        cursor.take("it", "them", "its", "that", "this")
        pointed = cursor.peek(-1) in ("it", "them", "its", "that", "this")
        cursor.take("top", "surface", "seat", "shelves")
        if pointed or cursor.done or cursor.word in (",", "and", "that", "is"):
            return RELATIONS[relation].converse or "near"
    cursor.index = start
    read_clauses(context, part, 1)
    return "has_part"


def read_predicate(context: Context, draft: Draft, depth: int) -> bool:
    """Read an adjective said of the thing: "that is red", "which is open"."""
    cursor = context.cursor
    cursor.take("a", "an", "in", "color", "colored")
    length = longest_adjective(cursor.words, cursor.index)
    if length == 0 or cursor.noun_length(length) or cursor.peek(length) in POINTING_NOUNS:
        return False
    found = adjective(" ".join(cursor.words[cursor.index : cursor.index + length]))
    assert found is not None
    cursor.index += length
    cursor.take("in")
    cursor.take("color", "colour", "colored", "shape", "shaped", "size")
    draft.attributes.append(Attribute(kind=found.kind, value=found.value))
    return True

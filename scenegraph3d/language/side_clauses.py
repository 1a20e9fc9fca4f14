"""Clauses of place: "on the left (of X)", "in the corner", "against the wall", "by itself"."""

from __future__ import annotations

from .adjectives import Comparison
from .clauses import become, read_anchor
from .context import Context, points_at_target, relate, relate_converse
from .draft import Cursor, Draft
from .modifiers import is_misspelt
from .phrases import (
    ALONE,
    PLACE_PHRASES,
    PLACES,
    POINTING_NOUNS,
    SIDE_RANKS,
    SIDE_RELATIONS,
    TOGETHER,
    VIEWERS,
    WHOLES,
)
from .query import Find, Rank, Relate
from .rank_clauses import add_rank, more_nouns

_SIDE_MODIFIERS = ("far", "farthest", "furthest", "extreme", "very", "most", "immediate", "direct")
_SIDE_NOUNS = (
    "side", "end", "corner", "half", "part", "portion", "section", "edge", "area", "most",
    "wall", "head",
)  # fmt: skip
_ENDS = ("", ",", "and", "of", "most", "hand", "when", "if", "as", *_SIDE_NOUNS)
_INDEFINITE = ("a", "an", "another", "one", "two", "three", "some", "other")
_MIDDLES = ("center", "centre", "middle")
_UP_AND_DOWN = ("top", "topmost", "upper", "bottom", "lower")
_BETWEEN_SIDES = {
    "front left": "front_left_of",
    "front right": "front_right_of",
    "back left": "back_left_of",
    "back right": "back_right_of",
}
_FARTHEST = Comparison("distance", "descending")


def read_place(context: Context, draft: Draft, depth: int) -> bool:
    """Read "against the wall", "in the corner (of the desks)", "in the middle of the room"."""
    cursor, start = context.cursor, context.cursor.index
    name = cursor.take_phrase(PLACE_PHRASES)
    if name is None:
        return False
    text = cursor.since(start)
    if name == "in_corner" and cursor.take("of"):
        anchor = read_anchor(context, depth)
        if anchor is not None and anchor.category not in WHOLES:
            return relate(context, draft, "at_corner_of", [anchor], cursor.since(start))
    draft.clauses.append(Relate(relation=name, text=text))
    return True


def read_company(context: Context, draft: Draft, depth: int) -> bool:
    """Read "by itself" (farthest from its kind) and "side by side" (next to another)."""
    cursor, start = context.cursor, context.cursor.index
    others = Find(category=draft.category, other=True)
    if cursor.take_phrase(ALONE):
        add_rank(draft, _FARTHEST, cursor.since(start), anchors=(others,))
        return True
    if cursor.take_phrase(TOGETHER):
        text = cursor.since(start)
        draft.clauses.append(Relate(relation="next_to", anchors=(others,), text=text))
        return True
    return False


def read_side(context: Context, draft: Draft, depth: int) -> bool:
    """Read "on the left (of X)", "to its right", "at the top", "in the middle"."""
    cursor, start = context.cursor, context.cursor.index
    preposition = cursor.take("on", "to", "in", "at", "toward", "towards")
    loose = "" if preposition else cursor.take("against", "along", "by", "near")
    possessive = cursor.take("the", "your", "its", "his", "my", "a", "their", "it")
    sides = read_sides(cursor)
    stands = preposition or cursor.word in _ENDS or _alone(cursor, possessive, sides)
    if not sides or not stands or (loose and cursor.word not in _SIDE_NOUNS):
        return False
    cursor.take("most", "hand", "handed")
    if preposition and _is_of_a_thing(cursor):
        return False
    noun = cursor.take(*_SIDE_NOUNS)
    text = cursor.since(start)
    where = {"corner": "in_corner", "wall": "against_wall"}.get(noun)
    if where is not None and not any(side in _UP_AND_DOWN for side in sides):
        draft.clauses.append(Relate(relation=where, text=text))
    owned = cursor.word == "of" or (
        sides[-1] in ("left", "right") and cursor.word in ("from", "to")
    )
    if owned and cursor.peek(1) in VIEWERS:  # "to the left of you"
        cursor.index += 2
        if draft.category == context.target.category:
            draft = context.target
    elif (owned and _read_side_of(context, draft, sides, start, depth)) or _says_of_target(
        context, draft, sides, start, depth
    ):
        return True
    if possessive in ("its", "their") and sides[-1] in SIDE_RELATIONS:
        relation = SIDE_RELATIONS[sides[-1]]
        return read_inverted(context, draft, relation, start) or relate(
            context, draft, relation, [Draft(pronoun=True)], text
        )
    _add_sides(draft, sides, text)
    return True


def _add_sides(draft: Draft, sides: list[str], text: str) -> None:
    """Attach sides as ranks; "the left one in the center" is in the middle of the room."""
    sideways = any(isinstance(c, Rank) and c.key == "rightness" for c in draft.clauses)
    if sides[-1] in _MIDDLES and sideways:
        draft.clauses.append(Relate(relation="in_room_center", text=text))
        return
    for side in sides:
        phrase, nth = SIDE_RANKS[side]
        add_rank(draft, phrase, text, nth=nth)


def _is_of_a_thing(cursor: Cursor) -> bool:
    """True for the side of "on the top shelf", "on the left side table": it is the anchor's."""
    if cursor.word in PLACES or cursor.word in _SIDE_NOUNS:
        return cursor.noun_length() > 1 and cursor.peek(1) != "of"
    return cursor.noun_length() > 0 or is_misspelt(cursor.word)


def _says_of_target(
    context: Context, draft: Draft, sides: list[str], start: int, depth: int
) -> bool:
    """Read "to the left is a lamp", "there is a lamp to the left": the target is right of it."""
    relations = [SIDE_RELATIONS[side] for side in sides if side in SIDE_RELATIONS]
    if depth or not context.target.named or len(relations) < len(sides):
        return False
    if draft is context.target:
        return (
            _opens(context.cursor, start)
            and context.started
            and read_inverted(context, draft, relations[-1], start)
        )
    if draft.text.split(" ")[0] not in _INDEFINITE and context.lead != "introduce":
        return False
    text = context.cursor.since(start)
    for relation in relations:
        for other in (*context.joined, draft):
            relate_converse(context, context.target, relation, other, text)
    return True


def _opens(cursor: Cursor, start: int) -> bool:
    """True where a statement begins at `start` or with the adverb before it."""
    while start > 0 and (
        cursor.words[start - 1] in ("just", "right") or cursor.words[start - 1].endswith("ly")
    ):
        start -= 1
    return start == 0 or cursor.words[start - 1] in (",", "and")


def _alone(cursor: Cursor, possessive: str, sides: list[str]) -> bool:
    """True for "the top left above the sink": a place without a noun."""
    said = possessive == "the" or len(sides) > 1
    noun = cursor.noun_length() or cursor.word in POINTING_NOUNS or is_misspelt(cursor.word)
    return said and not noun


def read_sides(cursor: Cursor) -> list[str]:
    """Step over "far right", "upper left" and return the sides; [] where none is."""
    sides: list[str] = []
    while cursor.word in SIDE_RANKS or cursor.word in _SIDE_MODIFIERS:
        sides += [cursor.word] if cursor.word in SIDE_RANKS else []
        cursor.index += 1
    return sides


def _read_side_of(context: Context, draft: Draft, sides: list[str], start: int, depth: int) -> bool:
    cursor, behind, side = context.cursor, context.cursor.index, sides[-1]
    cursor.index += 1
    anchor = read_anchor(context, depth)
    if anchor is None:
        cursor.index = behind
        return False
    if side not in SIDE_RELATIONS and anchor.plural and not draft.named:
        become(draft, anchor)  # "the rightmost of the windows"
        _add_sides(draft, sides, cursor.since(start))
        return True
    if anchor.category in WHOLES or side not in SIDE_RELATIONS:
        draft.clauses += anchor.clauses
        return False
    if _are_members(draft, anchor, cursor.words[start]):
        become(draft, anchor)
        _add_sides(draft, sides, cursor.since(start))
        return True
    relation, text = SIDE_RELATIONS[side], cursor.since(start)
    relation = _BETWEEN_SIDES.get(" ".join(sides), relation)
    again = context.started and points_at_target(context, anchor)
    if (anchor.pronoun or again) and read_inverted(context, draft, relation, start):
        return True
    if relation == "between":
        return finish_between(context, draft, anchor, start, depth)
    part = cursor.words[behind - 1] in _SIDE_NOUNS
    if part and len(sides) > 1 and sides[0] in _UP_AND_DOWN:  # "the upper right part of the shelf"
        _add_sides(draft, sides, text)
        relation = "near"
    heard = relate(context, draft, relation, [anchor], text)
    while heard and cursor.word == "and" and not anchor.pronoun and more_nouns(cursor):
        cursor.index += 1
        anchor = read_anchor(context, depth) or anchor
        relate(context, draft, relation, [anchor], cursor.since(start))
    return heard


def _are_members(draft: Draft, anchor: Draft, opening: str) -> bool:
    """True for "the furthest right of the two mugs", not for "to the right of the two mugs"."""
    one_of = anchor.plural and anchor.count is not None and opening not in ("to", "on", "at")
    return one_of and (not draft.named or draft.category == anchor.category)


def read_inverted(context: Context, draft: Draft, relation: str, start: int) -> bool:
    """Read "(to its left) is another pillow": the other thing stands there, seen from this one."""
    cursor = context.cursor
    if draft is not context.target:
        return False
    behind = cursor.index
    if cursor.peek(1) in _INDEFINITE:  # "to its left, a lamp stands"
        cursor.take(",")
    be = cursor.take("is", "are")
    cursor.take("there")
    be = be or cursor.take("is", "are", "sits", "stands", "hangs")
    if not be and cursor.word not in ("a", "an", "another", "two", "some"):
        cursor.index = behind
        return False
    other = read_anchor(context, 0)
    if other is None or not other.named or not _is_another(draft, other):
        cursor.index = behind
        return False
    return relate_converse(context, draft, relation, other, cursor.since(start))


def _is_another(draft: Draft, other: Draft) -> bool:
    """True unless the words name the thing itself; "a chair" beside a chair is another one."""
    if other.category == draft.category and other.text.split(" ")[0] in _INDEFINITE:
        other.other = True
    return other.category != draft.category or other.other or other.plural


def finish_between(context: Context, draft: Draft, first: Draft, start: int, depth: int) -> bool:
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
    if first.category in WHOLES:
        draft.clauses.append(Relate(relation="in_room_center", text=text))
        return True
    several = first.plural or first.pronoun or first.other
    return relate(context, draft, "between" if several else "on", [first], text)

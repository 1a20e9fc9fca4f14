"""Clauses that relate: "on the desk", "two metres left of it", "between A and B", "that is red"."""

from __future__ import annotations

from ..vocabulary import BINARY, RELATIONS
from .adjectives import Comparison, longest_adjective
from .clauses import SCENES, read_anchor
from .context import Context, points_at_target, relate
from .draft import AnyClause, Cursor, Draft
from .noun_phrase import read_noun_phrase
from .numerals import quantity, unit
from .phrases import (
    DIRECTIONS,
    PLACES,
    POINTING_NOUNS,
    RELATION_PHRASES,
    SIDE_RELATIONS,
    VIEWERS,
)
from .query import Rank, Relate
from .rank_clauses import add_rank, more_nouns
from .side_clauses import finish_between, read_inverted

_OPENINGS = ("door", "doorway", "entrance", "entry", "exit", "stairs", "stair", "steps", "opening")
_LOOSE = ("on", "in", "near", "next_to", "touching", "at_corner_of", "at_end_of")
_SIDES_OF_ROOMS = ("corner", "side", "end", "half", "part", "section")
_COMPASS = ("north", "south", "east", "west")
_PARTS = ("at_end_of", "at_side_of", "at_corner_of", "at_edge_of")
_UNSCORED = ("direction", "size", "color", "colour", "shape", "style", "type", "length", "width")


def read_distance(context: Context, draft: Draft, depth: int) -> bool:
    """Read "two metres left of X", "within 1 m of X", "about 1 m from X"."""
    cursor, start = context.cursor, context.cursor.index
    within = bool(cursor.take("within", "less"))
    cursor.take("than", "about", "around", "roughly", "approximately")
    amount, metres = quantity(cursor.word), unit(cursor.peek(1))
    if not amount or metres is None:
        return False
    cursor.index += 2
    relation = _relation_at_distance(cursor, within)
    anchor = read_anchor(context, depth)
    if anchor is None:
        return False
    return relate(context, draft, relation, [anchor], cursor.since(start), distance=amount * metres)


def read_oclock(context: Context, draft: Draft, depth: int) -> bool:
    """Read "at 3 o'clock of X", "at the three o'clock position from X"."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("at", "in"):
        return False
    cursor.take("the", "your", "its")
    hour = quantity(cursor.word)
    if hour is None or hour not in range(1, 13) or cursor.peek(1) != "o'clock":
        return False
    cursor.index += 2
    cursor.take("position", "direction")
    anchor = read_anchor(context, depth) if cursor.take("of", "from") else None
    if anchor is None:
        return False
    text = cursor.since(start)
    return relate(context, draft, "at_oclock", [anchor], text, hour=int(hour))


def read_joined(context: Context, draft: Draft, depth: int) -> bool:
    """Read "above, and to the left of X": both relations, of one anchor."""
    cursor, start = context.cursor, context.cursor.index
    first = _relation_or_side(cursor)
    cursor.take(",")
    if first is None or not cursor.take("and", "but"):
        return False
    cursor.take(",")
    cursor.take("a")
    while cursor.take("bit", "slightly", "just", "also", "directly", "little"):
        pass
    second = _relation_or_side(cursor)
    cursor.take(",")
    anchor = None if second is None else read_anchor(context, depth)
    if second is None or anchor is None:
        return False
    text = cursor.since(start)
    relate(context, draft, first, [anchor], text)
    return relate(context, draft, second, [anchor], text)


def _relation_or_side(cursor: Cursor) -> str | None:
    """Read "above", "to the left (of)", "in front (of)": the relation it says of an anchor."""
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is not None:
        return relation if RELATIONS[relation].arity == BINARY else None
    if not cursor.take("to", "in"):
        return None
    cursor.take("the", "its")
    relation = SIDE_RELATIONS.get(cursor.word)
    cursor.index += 1 if relation else 0
    cursor.take("side")
    cursor.take("of", "from")
    return relation if relation != "between" else None


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


_STOREYS = ("ground", "first", "second", "third", "fourth")


def read_storey(context: Context, draft: Draft, depth: int) -> bool:
    """Read "upstairs" or "on the second floor": the storey as the place it is in."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("on", "in", "at")
    cursor.take("the")
    if cursor.take("upstairs", "downstairs"):
        name = cursor.peek(-1)
    elif cursor.peek(1) in ("floor", "storey", "story", "level") and cursor.take(*_STOREYS):
        name = f"{cursor.peek(-1)} floor"
        cursor.index += 1
    else:
        return False
    storey = Draft(category=name, named=True, text=name)
    return relate(context, draft, "in", [storey], cursor.since(start))


def read_relation(context: Context, draft: Draft, depth: int) -> bool:
    """Read a preposition and its anchor or anchors."""
    cursor, start = context.cursor, context.cursor.index
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None or (relation == "in" and _colored(cursor)):
        return False
    cursor.take("to", "of")
    if _takes_direction(cursor, relation, start):
        return True
    relation = _read_same(cursor, relation)
    if not relation:
        return True
    anchor = read_anchor(context, depth)
    if anchor is None:
        return _read_stranded(context, draft, relation, start)
    plain = not (anchor.clauses or anchor.attributes)
    if relation == "in" and anchor.category in SCENES and plain:
        return True  # everything is in the scene
    if _is_mere_place(draft, anchor, relation, cursor.since(start)):
        return True
    again = context.started and points_at_target(context, anchor)
    if (anchor.pronoun or again) and read_inverted(context, draft, relation, start):
        return True
    if relation in ("between", "among"):
        return finish_between(context, draft, anchor, start, depth)
    if relation in _PARTS:
        _take_superlative(draft, anchor)
    if relation in ("on", "in"):
        _take_height(draft, anchor)
    heard = relate(context, draft, relation, [anchor], cursor.since(start))
    while cursor.word in ("and", "or", "/") and not anchor.pronoun and more_nouns(cursor):
        cursor.index += 1
        more = read_anchor(context, depth)
        if more is None:
            break
        heard |= relate(context, draft, relation, [more], cursor.since(start))
    return heard


def _is_mere_place(draft: Draft, place: Draft, relation: str, text: str) -> bool:
    """Read "near the corner", "on the far side", "on the side by the door": a place, no thing."""
    mere = place.category in _SIDES_OF_ROOMS or place.category.startswith(_COMPASS)
    if relation not in _LOOSE or not mere:
        return False
    if place.clauses and not (draft.named or draft.thing):
        return False
    draft.clauses += [_beside(clause) for clause in place.clauses]
    if place.category == "corner":
        draft.clauses.append(Relate(relation="in_corner", text=text))
    elif "far" in text.split():
        add_rank(draft, Comparison("frontness", "ascending"), text)
    return place.category == "corner" or bool(place.clauses) or "far" in text.split()


def _beside(clause: AnyClause) -> AnyClause:
    """What "the side with the window" says of a thing there: it is near the window."""
    if isinstance(clause, Relate) and clause.relation == "has_part":
        return clause.model_copy(update={"relation": "near"})
    return clause


def _take_superlative(draft: Draft, whole: Draft) -> None:
    """Of "the chair at the end of the table closest to the door", it is the end that is closest."""
    last = whole.clauses[-1] if whole.clauses else None
    if isinstance(last, Rank) and last.key == "distance" and last.anchors:
        draft.clauses.append(whole.clauses.pop())


def _take_height(draft: Draft, support: Draft) -> None:
    """Of "the books on the top shelf", it is the books that are the highest."""
    heights = [c for c in support.clauses if isinstance(c, Rank) and c.key == "elevation"]
    support.clauses = [clause for clause in support.clauses if clause not in heights]
    draft.clauses += heights


def _colored(cursor: Cursor) -> bool:
    """True for the "red" of "the woman in red": no thing is in it."""
    length = longest_adjective(cursor.words, cursor.index)
    if not length or cursor.noun_length(length) or cursor.peek(length) in POINTING_NOUNS:
        return False
    return longest_adjective(cursor.words, cursor.index + length) == 0


def _takes_direction(cursor: Cursor, relation: str, start: int) -> bool:
    """Read the "left" of "facing left": with nothing to measure against, it is not understood."""
    behind = cursor.index
    if relation not in ("facing", "facing_away") or not cursor.take_phrase(DIRECTIONS):
        return False
    if cursor.word == "of" or cursor.word in PLACES or cursor.noun_length():
        cursor.index = behind
        return False
    cursor.not_understood.append(cursor.since(start))
    return True


def _read_same(cursor: Cursor, relation: str) -> str:
    """Read "on the same side as", which says near; "" where it says what nothing measures."""
    start = cursor.index
    cursor.take("the")
    ahead = cursor.words[cursor.index : cursor.index + 6]
    if cursor.word != "same" or "as" not in ahead:
        cursor.index = start
        return relation
    kind = cursor.peek(1)
    cursor.index += ahead.index("as") + 1
    if kind not in _UNSCORED:
        return "near"
    thing = read_noun_phrase(cursor)
    cursor.not_understood.append(f"same {kind}")
    return "" if thing is not None else relation


def _read_stranded(context: Context, draft: Draft, relation: str, start: int) -> bool:
    """Read a preposition with no anchor behind it: "in front", "the one behind"."""
    cursor = context.cursor
    if relation in ("in_front_of", "behind"):
        # "The one behind" is the far one, but what is behind the viewer is nearer than near.
        near = relation == "in_front_of" or cursor.word in VIEWERS or cursor.peek(-1) in VIEWERS
        order = "descending" if near else "ascending"
        add_rank(draft, Comparison("frontness", order), cursor.since(start))
        return True
    if context.viewed is None:
        return False
    return relate(context, draft, relation, [Draft(pronoun=True)], cursor.since(start))


def read_leading(context: Context, draft: Draft, depth: int) -> bool:
    """Read "to the kitchen" behind a door: it is near what it leads to."""
    cursor, start = context.cursor, context.cursor.index
    if draft.category.split()[-1] not in _OPENINGS or not cursor.take("to", "into", "for"):
        return False
    anchor = read_anchor(context, depth)
    if anchor is None or not anchor.named:
        return False
    return relate(context, draft, "near", [anchor], cursor.since(start))

"""The grammar's frame: the clauses that follow a noun, and the anchors they name.

`read_clauses` tries the clause readers in turn; they live in the `*_clauses` modules, and the
parser hands them over in the Context.
"""

from __future__ import annotations

from .adjectives import longest_adjective
from .context import ClauseReader, Context, negate, relate
from .draft import Cursor, Draft
from .names import section
from .noun_phrase import read_noun_phrase
from .phrases import (
    CARRIERS,
    DETERMINERS,
    NEGATIONS,
    PLACE_PHRASES,
    PLACES,
    RELATION_PHRASES,
    SIDE_RANKS,
    nearness,
)
from .query import Attribute, Not, Rank, Relate
from .view_phrases import arranged_view, opened_view, view_phrase

MAX_DEPTH = 6
SCENES = ("scene", "image", "screenshot", "view", "room")
_FRONTLESS = ("tables", "structure", "floor_things", "lighting", "plants", "containers")
_LEVELS = ("shelf", "rack", "step", "tier", "row", "level", "layer")  # told apart by height
_RELATIVES = ("that", "which", "who", "it")
_JOINTS = (",", "and", "but", "or", "as", "well", "plus", "yet")


def read_clauses(context: Context, draft: Draft, depth: int = 0) -> None:
    """Read every clause that follows `draft`'s noun and attach it; stops before anything else."""
    cursor = context.cursor
    while not cursor.done and depth < MAX_DEPTH:
        start = cursor.index
        if depth > 0 and (cursor.word == "," or _says_of_subject(cursor)):
            return
        if depth > 0 and cursor.word == "facing" and _has_no_front(draft):
            return
        if context.having and _points_back(cursor):
            return
        negated = _skip_to_clause(cursor, depth)
        if not _read_clause(context, draft, depth, negated):
            cursor.index = start
            return


def _says_of_subject(cursor: Cursor) -> bool:
    """True for the "is" of "the chair by the desk is brown": it is not said of the desk."""
    return cursor.word in ("is", "are", "was", "were", "has") and cursor.peek(-1) not in _RELATIVES


def _points_back(cursor: Cursor) -> bool:
    """True for the "on it" of "with a man in a red shirt on it": the man is, not the shirt."""
    found = RELATION_PHRASES.at(cursor.words, cursor.index)
    return found is not None and cursor.peek(found[1]) in ("it", "them")


def _has_no_front(draft: Draft) -> bool:
    """True for the table of "the chair at the table facing the door": the chair faces it."""
    a_side = any(attribute.kind == "other" for attribute in draft.attributes)
    return section(draft.category) in _FRONTLESS and not a_side


def _skip_to_clause(cursor: Cursor, depth: int) -> bool:
    """Step over commas and carrying words; True if a "not" was among them."""
    negated = False
    while not cursor.done and (not cursor.sees(RELATION_PHRASES) or _side_behind(cursor)):
        if cursor.take_phrase(NEGATIONS):
            negated = True
        elif _leads_on(cursor, depth):
            cursor.index += 1
        else:
            break
    return negated


def _leads_on(cursor: Cursor, depth: int) -> bool:
    """True for a word between a noun and its clause; "right" only where it stresses the clause."""
    if cursor.word == "right":
        return _relation_behind(cursor)
    if longest_adjective(cursor.words, cursor.index) > 1:  # "pulled out"
        return False
    return (cursor.word in _JOINTS and depth == 0) or cursor.word in CARRIERS


def _side_behind(cursor: Cursor) -> bool:
    """True for the "hanging" of "hanging on the left side of": it only carries the side."""
    if cursor.word not in CARRIERS or cursor.peek(1) not in ("on", "to", "at", "in"):
        return False
    place = 3 if cursor.peek(2) == "the" else 2
    behind = cursor.peek(place + 1)
    return cursor.peek(place) in SIDE_RANKS and (
        behind in PLACES or behind == "of" or cursor.noun_length(place + 1) == 0
    )


def _relation_behind(cursor: Cursor) -> bool:
    """True where "right" only stresses what follows: "right next to"."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    return (
        ahead.sees(RELATION_PHRASES) or ahead.sees(PLACE_PHRASES) or bool(nearness(ahead.word))
    ) and ahead.word not in SIDE_RANKS


def _read_clause(context: Context, draft: Draft, depth: int, negated: bool) -> bool:
    cursor = context.cursor
    if cursor.done or starts_view(context):
        return False
    start, before = cursor.index, len(draft.clauses)
    attributes = len(draft.attributes)
    if not any(_tried(reader, context, draft, depth) for reader in context.readers):
        return negated and read_exception(context, draft, depth)
    if negated:
        negate(draft, before, attributes, cursor.since(start))
    return True


def _tried(reader: ClauseReader, context: Context, draft: Draft, depth: int) -> bool:
    start = context.cursor.index
    heard = reader(context, draft, depth)
    if not heard:
        context.cursor.index = start
    return heard


def read_exception(context: Context, draft: Draft, depth: int) -> bool:
    """Read the noun of "not the white one" or "(on the sill,) not the table"."""
    cursor, start = context.cursor, context.cursor.index
    other = read_anchor(context, depth)
    if other is None or other.pronoun or not other.says_anything:
        return False
    text = f"not {cursor.since(start)}"
    last = next((c for c in reversed(draft.clauses) if isinstance(c, Relate) and c.anchors), None)
    if other.named and other.category != draft.category:
        loose = not draft.named or section(draft.category) == "classes"
        if loose and (last is None or cursor.words[start] in ("a", "an")):  # "not a plant"
            kind = Attribute(kind="other", value=other.category, negated=True)
            draft.attributes.append(kind)
            return True
        if last is not None:
            clause = last.model_copy(update={"anchors": (other.freeze(),), "text": text})
            draft.clauses.append(Not(clause=clause, text=text))
        return last is not None
    draft.clauses += [Not(clause=clause, text=text) for clause in other.clauses]
    draft.attributes += [a.model_copy(update={"negated": not a.negated}) for a in other.attributes]
    return True


def starts_view(context: Context) -> bool:
    """True where a viewpoint begins: "when facing", ", facing the desk", "as you enter"."""
    cursor = context.cursor
    if opened_view(cursor.words, cursor.index) or arranged_view(cursor.words, cursor.index):
        return True
    if cursor.word in ("from", "through") or not (context.in_view or cursor.peek(-1) == ","):
        return False
    return view_phrase(cursor.words, cursor.index) is not None


def read_anchor(context: Context, depth: int) -> Draft | None:
    """A noun phrase with its own clauses, as the anchor of a clause; None where none starts."""
    cursor = context.cursor
    anchor = read_noun_phrase(cursor)
    if anchor is None or anchor.pronoun:
        return anchor
    while cursor.word == "of" and read_of(context, anchor):
        pass
    read_clauses(context, anchor, depth + 1)
    return anchor


def read_of(context: Context, draft: Draft) -> bool:
    """Read "of ...": the whole of a part, the members of a superlative, what a box holds."""
    cursor, start = context.cursor, context.cursor.index
    cursor.index += 1
    bare = cursor.word not in DETERMINERS
    whole = read_noun_phrase(cursor)
    if whole is None:
        cursor.index = start
        return False
    if draft.named and whole.category in SCENES:  # "the wall of the room"
        return True
    if whole.plural and draft.category in SIDE_RANKS:
        _become_one_of(draft, whole, cursor.since(start))
    elif not draft.named or _is_place_of(draft) or draft.category == whole.category:
        become(draft, whole)
    elif whole.named:
        relation = "containing" if bare else "part_of"
        relate(context, draft, relation, [whole], cursor.since(start))
    return True


def _is_place_of(draft: Draft) -> bool:
    """True for the "foot" of a bed and the "top shelf" of a bookcase: a place on it, no thing."""
    high = any(isinstance(c, Rank) and c.key == "elevation" for c in draft.clauses)
    high |= draft.pending_nth is not None
    return draft.category.split()[-1] in PLACES or (high and draft.category in _LEVELS)


def _become_one_of(draft: Draft, whole: Draft, text: str) -> None:
    """Take "the middle of the three chairs" for the middle chair."""
    phrase, nth = SIDE_RANKS[draft.category]
    draft.named = False
    become(draft, whole)
    text = f"{draft.category} {text}"
    draft.clauses.append(Rank(key=phrase.key, order=phrase.order, nth=nth, text=text))


def become(draft: Draft, whole: Draft) -> None:
    """Take over the noun of "the larger of the two desks" or "the foot of the bed"."""
    if draft.named and draft.category != whole.category:
        draft.plural |= whole.plural
        draft.attributes.append(Attribute(kind="other", value=draft.category))
    draft.category, draft.named, draft.pronoun = whole.category, whole.named, whole.pronoun
    draft.text = whole.text
    draft.attributes += whole.attributes
    draft.clauses += whole.clauses
    draft.other |= whole.other
    draft.thing |= whole.thing
    if whole.count is not None:
        draft.clauses = [
            c.model_copy(update={"among": whole.count}) if isinstance(c, Rank) else c
            for c in draft.clauses
        ]

"""The grammar's frame: clauses that follow a noun, the anchors they name, what "it" points at.

`read_clauses` tries the clause readers in turn; they live in `relation_clauses` and
`rank_clauses`, and the parser hands them over in the Context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..vocabulary import RELATIONS
from .draft import Cursor, Draft
from .noun_phrase import PLACES, read_noun_phrase
from .phrases import (
    PLACE_PHRASES,
    RELATION_PHRASES,
    SIDE_RANKS,
    carries,
    nearness,
)
from .query import Attribute, Find, Not, Rank, Relate
from .view_phrases import opened_view, view_phrase

MAX_DEPTH = 6
_JOINTS = (",", "and", "but", "or", "as", "well", "plus", "yet")


@dataclass
class Context:
    """What one parse carries from sentence to sentence.

    Attributes:
        cursor: the place in the sentence now read.
        readers: the clause readers, tried in order.
        target: the thing looked for.
        started: True once the target was heard of.
        heard: anchors and other things named so far.
        viewed: what the stated viewpoint looks at.
        in_view: True while a viewpoint's own noun phrase is read.
        lead: what led to the next noun phrase: "choose", "introduce", "is" or "".
    """

    cursor: Cursor
    readers: tuple[ClauseReader, ...] = ()
    target: Draft = field(default_factory=Draft)
    started: bool = False
    heard: list[Find] = field(default_factory=list)
    viewed: Find | None = None
    in_view: bool = False
    lead: str = ""


# Reads one clause of a phrase at a depth; False, and no lasting step, where it does not start.
ClauseReader = Callable[[Context, Draft, int], bool]


def read_clauses(context: Context, draft: Draft, depth: int = 0) -> None:
    """Read every clause that follows `draft`'s noun and attach it; stops before anything else."""
    cursor = context.cursor
    while not cursor.done and depth < MAX_DEPTH:
        start = cursor.index
        if depth > 0 and cursor.word == ",":
            return
        negated = _skip_to_clause(cursor, depth)
        if not _read_clause(context, draft, depth, negated):
            cursor.index = start
            return


def _skip_to_clause(cursor: Cursor, depth: int) -> bool:
    """Step over commas and carrying words; True if a "not" was among them."""
    negated = False
    while not cursor.done and not cursor.sees(RELATION_PHRASES):
        if cursor.take("not", "n't", "never", "isnt"):
            negated = True
        elif (
            (cursor.word in _JOINTS and depth == 0)
            or carries(cursor.word)
            or cursor.word == "right"
            and _relation_behind(cursor)
        ):
            cursor.index += 1
        else:
            break
    return negated


def _relation_behind(cursor: Cursor) -> bool:
    """True where "right" only stresses what follows: "right next to"."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    return (
        ahead.sees(RELATION_PHRASES) or ahead.sees(PLACE_PHRASES) or nearness(ahead.word)
    ) and ahead.word not in SIDE_RANKS


def _read_clause(context: Context, draft: Draft, depth: int, negated: bool) -> bool:
    cursor = context.cursor
    if cursor.done or starts_view(context):
        return False
    start, before = cursor.index, len(draft.clauses)
    attributes = len(draft.attributes)
    if not any(_tried(reader, context, draft, depth) for reader in context.readers):
        return negated and _read_exception(context, draft, depth)
    if negated:
        negate(draft, before, attributes, cursor.since(start))
    return True


def _tried(reader: ClauseReader, context: Context, draft: Draft, depth: int) -> bool:
    start = context.cursor.index
    heard = reader(context, draft, depth)
    if not heard:
        context.cursor.index = start
    return heard


def _read_exception(context: Context, draft: Draft, depth: int) -> bool:
    """Read the noun of "not the white one" or "(on the sill,) not the table"."""
    cursor, start = context.cursor, context.cursor.index
    other = read_anchor(context, depth)
    if other is None or other.pronoun or not other.says_anything:
        return False
    text = f"not {cursor.since(start)}"
    last = next((c for c in reversed(draft.clauses) if isinstance(c, Relate) and c.anchors), None)
    if other.named and other.category != draft.category:
        if last is not None:
            clause = Relate(relation=last.relation, anchors=(other.freeze(),), text=text)
            draft.clauses.append(Not(clause=clause, text=text))
        return last is not None
    draft.clauses += [Not(clause=clause, text=text) for clause in other.clauses]
    draft.attributes += [a.model_copy(update={"negated": not a.negated}) for a in other.attributes]
    return True


def negate(draft: Draft, before: int, attributes: int, text: str) -> None:
    """Turn what was added to `draft` since (`before` clauses, `attributes`) into its opposite."""
    added = draft.clauses[before:]
    draft.clauses[before:] = [Not(clause=clause, text=f"not {text}") for clause in added]
    draft.attributes[attributes:] = [
        a.model_copy(update={"negated": not a.negated}) for a in draft.attributes[attributes:]
    ]


def starts_view(context: Context) -> bool:
    """True where a viewpoint begins: "when facing", ", facing the desk", "as you enter"."""
    cursor = context.cursor
    if opened_view(cursor.words, cursor.index) is not None:
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
    whole = read_noun_phrase(cursor)
    if whole is None:
        cursor.index = start
        return False
    if not draft.named or draft.category.split()[-1] in PLACES:
        _become(draft, whole)
    elif whole.named:
        relate(context, draft, "part_of", [whole], cursor.since(start))
    return True


def _become(draft: Draft, whole: Draft) -> None:
    """Take over the noun of "the larger of the two desks" or "the foot of the bed"."""
    if draft.named:
        draft.attributes.append(Attribute(kind="other", value=draft.category))
    draft.category, draft.named, draft.pronoun = whole.category, whole.named, whole.pronoun
    draft.text = whole.text
    draft.attributes += whole.attributes
    draft.clauses += whole.clauses
    draft.other |= whole.other
    if whole.count is not None:
        draft.clauses = [
            c.model_copy(update={"among": whole.count}) if isinstance(c, Rank) else c
            for c in draft.clauses
        ]


def relate(
    context: Context,
    draft: Draft,
    relation: str,
    anchors: list[Draft],
    text: str,
    *,
    distance: float | None = None,
) -> bool:
    """Attach a relation; said of another thing about the target, it is turned around.

    Returns False where a pronoun has nothing to point at.
    """
    if anchors[0].text.startswith("this ") and draft is context.target and anchors[0].named:
        return _turn_to(context, anchors[0], relation, text)
    about_target = context.started and _points_at_target(context, anchors[0])
    if about_target and draft is not context.target:
        converse = RELATIONS[relation].converse or "near"
        context.target.clauses.append(
            Relate(relation=converse, anchors=(draft.freeze(),), distance=distance, text=text)
        )
        return True
    found = settle(context, anchors)
    if found:
        draft.clauses.append(Relate(relation=relation, anchors=found, distance=distance, text=text))
    return bool(found)


def _turn_to(context: Context, anchor: Draft, relation: str, text: str) -> bool:
    """Make "this desk" of "there is a lamp on this desk" the thing looked for."""
    before, context.target = context.target, anchor
    clause = Relate(
        relation=RELATIONS[relation].converse or "near", anchors=(before.freeze(),), text=text
    )
    anchor.clauses.append(Not(clause=clause, text=f"not {text}") if before.absent else clause)
    context.heard.append(before.freeze())
    return True


def _points_at_target(context: Context, anchor: Draft) -> bool:
    """True for "it", and for "the desk" or "this desk" when a desk is what is looked for."""
    target = context.target
    if anchor.pronoun:
        return True
    bare = not anchor.attributes and not anchor.clauses and not anchor.other and not anchor.plural
    definite = anchor.text.split(" ")[0] in ("the", "this", "that")
    return bare and definite and target.named and anchor.category == target.category


def settle(context: Context, anchors: list[Draft]) -> tuple[Find, ...]:
    """The anchors as typed phrases, pronouns replaced by the thing last heard of."""
    found: list[Find] = []
    for anchor in anchors:
        if anchor.pronoun:
            referent = context.viewed or (context.heard[-1] if context.heard else None)
            found += [] if referent is None else [referent]
            continue
        frozen = anchor.freeze()
        if not anchor.named:  # "the other one", "the red one": of the target's kind
            frozen = frozen.model_copy(update={"category": context.target.category, "other": True})
        context.heard.append(frozen)
        found.append(frozen)
    return tuple(found)

"""What one parse carries, and how a relation is tied to the things it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..vocabulary import RELATIONS
from .draft import Cursor, Draft
from .phrases import PLACES, WHOLES
from .query import Find, Not, Relate

_DENIALS = frozenset({"without", "no", "not", "nothing"})


@dataclass
class Context:
    """What one parse carries from sentence to sentence.

    Attributes:
        cursor: the place in the sentence now read.
        readers: the clause readers, tried in order.
        target: the thing looked for.
        started: True once the target was heard of.
        said: the words of the sentences read so far.
        heard: anchors and other things named so far.
        viewed: what the stated viewpoint looks at.
        in_view: True while a viewpoint's own noun phrase is read.
        lead: what led to the next noun phrase: "choose", "introduce", "is", "equals" or "".
        having: True behind "with a lamp", where "on it" says how the thing has the lamp.
        joined: other things that share what is said of the one behind the "and".
    """

    cursor: Cursor
    readers: tuple[ClauseReader, ...] = ()
    target: Draft = field(default_factory=Draft)
    started: bool = False
    said: list[str] = field(default_factory=list)
    heard: list[Find] = field(default_factory=list)
    viewed: Find | None = None
    in_view: bool = False
    lead: str = ""
    having: bool = False
    joined: list[Draft] = field(default_factory=list)


# Reads one clause of a phrase at a depth; False, and no lasting step, where it does not start.
ClauseReader = Callable[[Context, Draft, int], bool]


def relate(
    context: Context,
    draft: Draft,
    relation: str,
    anchors: list[Draft],
    text: str,
    *,
    distance: float | None = None,
    hour: int | None = None,
    own: bool = False,
) -> bool:
    """Attach a relation; said of another thing about the target, it is turned around.

    `own` marks the thing's own left and right ("to its right").
    Returns False where a pronoun has nothing to point at.
    """
    first = anchors[0]
    if first.text.startswith("this ") and draft is context.target and _turns(context, first):
        return _turn_to(context, first, relation, text, distance)
    about_target = first.pronoun or (draft.subject and points_at_target(context, first))
    if context.started and about_target and draft is not context.target:
        converse = RELATIONS[relation].converse or "near"
        for other in (*context.joined, draft):
            clause = Relate(
                relation=converse, anchors=(other.freeze(),), distance=distance, text=text
            )
            context.target.clauses.append(clause)
        return True
    found = settle(context, anchors)
    if found:
        told = {"distance": distance, "hour": hour, "text": text}
        frame = "self" if own else "auto"
        draft.clauses.append(Relate(relation=relation, anchors=found, frame=frame, **told))
    return bool(found)


def relate_converse(context: Context, draft: Draft, relation: str, other: Draft, text: str) -> bool:
    """Attach what "to the left of it is a lamp" says of the thing: it is right of a lamp."""
    return relate(context, draft, RELATIONS[relation].converse or "near", [other], text)


def negate(draft: Draft, before: int, attributes: int, text: str) -> None:
    """Turn what was added to `draft` since (`before` clauses, `attributes`) into its opposite."""
    said = text if _DENIALS & set(text.split()) else f"not {text}"
    added = draft.clauses[before:]
    draft.clauses[before:] = [Not(clause=clause, text=said) for clause in added]
    draft.attributes[attributes:] = [
        a.model_copy(update={"negated": not a.negated}) for a in draft.attributes[attributes:]
    ]


def points_at_target(context: Context, anchor: Draft) -> bool:
    """True for "it", and for "the desk" or "this desk" when a desk is what is looked for."""
    target = context.target
    if anchor.pronoun:
        return True
    known = all(attribute in target.attributes for attribute in anchor.attributes)
    bare = known and not anchor.clauses and not anchor.other and not anchor.plural
    definite = anchor.text.split(" ")[0] in ("the", "this", "that")
    return bare and definite and target.named and names_again(anchor.category, target.category)


def names_again(said: str, before: str) -> bool:
    """True where a noun may say a longer one again: "cabinet" for "kitchen cabinet", "armchair"."""
    return before.endswith(said)


def settle(context: Context, anchors: list[Draft]) -> tuple[Find, ...]:
    """The anchors as typed phrases, pronouns replaced by the thing last heard of."""
    found: list[Find] = []
    for anchor in anchors:
        if anchor.pronoun:
            referent = context.viewed or (context.heard[-1] if context.heard else None)
            found += [] if referent is None else [referent]
            continue
        frozen = anchor.freeze()
        if not (anchor.named or anchor.thing):  # "the other one", "the red one"
            frozen = frozen.model_copy(update={"category": context.target.category, "other": True})
        context.heard.append(frozen)
        found.append(frozen)
    return tuple(found)


def _turns(context: Context, anchor: Draft) -> bool:
    again = context.started and points_at_target(context, anchor)
    return (
        not again
        and anchor.named
        and anchor.category not in PLACES
        and anchor.category not in WHOLES
    )


def _turn_to(
    context: Context, anchor: Draft, relation: str, text: str, distance: float | None
) -> bool:
    """Make "this desk" of "there is a lamp on this desk" the thing looked for."""
    before, context.target = context.target, anchor
    if not before.says_anything:
        return True
    clause = Relate(
        relation=RELATIONS[relation].converse or "near",
        anchors=(before.freeze(),),
        distance=distance,
        text=text,
    )
    anchor.clauses.append(Not(clause=clause, text=f"not {text}") if before.absent else clause)
    context.heard.append(before.freeze())
    return True

"""Coreference: whether a noun phrase is the thing looked for said again, or another thing."""

from __future__ import annotations

from .context import Context, names_again
from .draft import Draft
from .lexicon import canonical, match, section
from .phrases import STATEMENT_WORDS
from .query import Rank, Relate
from .settling import MERE_PLACES

_SAYS_AGAIN = 0.5  # how well a looser word must fit: "the chair" says an armchair again


def merge(context: Context, heard: Draft) -> Draft:
    """Decide whether the phrase is the target, says more of it, or names another thing."""
    target = context.target
    if context.started and heard.named and not _same(context, heard):
        if _corrects(context, heard) or _specifies(context):
            target.category = heard.category
        elif context.lead == "equals" and target.named:
            pass  # "the desk is a brown box": what holds of the box holds of the desk
        elif target.named and _narrows(context, heard):
            _place_by(context, heard)
            return heard
        elif context.lead == "introduce" or (target.named and not _chosen(context, heard)):
            return heard
        elif target.named:
            context.heard.append(target.freeze())
            context.target = heard
            return heard
    if context.lead == "introduce" and target.named and _is_another(heard):
        return heard
    if not context.started and heard.named and heard.category in MERE_PLACES:
        return heard
    if not target.named and heard.named:
        target.category, target.named = heard.category, True
        target.plural, target.count = heard.plural, heard.count
    elif not (context.started and heard.plural):  # "all things on the desk"
        target.plural, target.count = heard.plural, heard.count
    target.text = target.text or heard.text
    target.absent |= heard.absent
    target.attributes += heard.attributes
    target.clauses += heard.clauses
    target.pending_nth = heard.pending_nth or target.pending_nth
    context.started = True
    return target


def _narrows(context: Context, heard: Draft) -> bool:
    """True for the lamp of "the desk by the door, the lamp on the left": no verb, two things."""
    words, end = context.cursor.words, context.cursor.index
    start = end - len(heard.text.split())
    if not heard.text.startswith("the ") or (start and words[start - 1] != ","):
        return False
    known = canonical(heard.category)
    again = any(canonical(find.category) == known for find in context.heard)
    said = (*context.said, *words[:start], *words[end:])
    thing = known is not None and heard.category not in MERE_PLACES
    return thing and not again and not any(word in STATEMENT_WORDS for word in said)


def _place_by(context: Context, heard: Draft) -> None:
    """Look for what was heard from now on, near what was looked for so far."""
    place = context.target.freeze()
    heard.clauses.append(Relate(relation="near", anchors=(place,), text=place.text))
    context.heard.append(place)
    context.target = heard


def _is_another(heard: Draft) -> bool:
    return heard.other or heard.count is not None or heard.text.startswith(("a ", "an "))


def _corrects(context: Context, heard: Draft) -> bool:
    """True where a known noun follows one nobody knows: "a two slice toaster. the toaster is"."""
    unknown = context.target.named and canonical(context.target.category) is None
    known = canonical(heard.category) is not None
    return unknown and known and _is_definite(heard) and _opens(context, heard)


def _specifies(context: Context) -> bool:
    """True where a kind follows a whole class of kinds: "this furniture is a cabinet"."""
    return context.lead == "equals" and section(context.target.category) == "classes"


def _chosen(context: Context, heard: Draft) -> bool:
    """True where the words point at a new thing: "choose the pillow", "it is the door"."""
    return context.lead == "choose" or (context.lead == "is" and _is_definite(heard))


def _same(context: Context, heard: Draft) -> bool:
    """True where the noun is the target's own, a shorter one or one that says it loosely."""
    said, target = heard.category, context.target.category
    known = canonical(said)
    if said == target or (known is not None and known == canonical(target)):
        return True
    if not _is_definite(heard):
        return False
    if names_again(said, target):
        return True
    new = all(canonical(find.category) != known for find in context.heard)
    return new and _opens(context, heard) and match(said, target) >= _SAYS_AGAIN


def _is_definite(heard: Draft) -> bool:
    return heard.text.startswith(("the ", "this "))


def _opens(context: Context, heard: Draft) -> bool:
    """True where the phrase opens its sentence."""
    return not context.cursor.words[: context.cursor.index - len(heard.text.split())]


def remember(context: Context, focus: Draft) -> None:
    """Keep what was said of another thing; said again of an anchor, it narrows the anchor down."""
    found = focus.freeze()
    context.heard.append(found)
    if not _is_definite(focus):
        return
    clauses = context.target.clauses
    for place, clause in enumerate(clauses):
        if isinstance(clause, Relate | Rank) and len(clause.anchors) == 1:
            anchor = clause.anchors[0]
            if anchor.category == found.category:
                more = {
                    "attributes": tuple(dict.fromkeys(anchor.attributes + found.attributes)),
                    "clauses": tuple(dict.fromkeys(anchor.clauses + found.clauses)),
                }
                same = anchor.model_copy(update=more)
                clauses[place] = clause.model_copy(update={"anchors": (same,)})
                return

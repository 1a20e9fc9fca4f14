"""What closes a sentence: the thing looked for gets a kind, borrowed where none was said."""

from __future__ import annotations

from .context import Context
from .lexicon import section
from .query import Find, Rank, Relate, View

# Where a sentence may begin that looks for something else.
MERE_PLACES = (
    "side",
    "row",
    "middle",
    "center",
    "centre",
    "left",
    "right",
    "area",
    "group",
    "end",
    "set",
)


def settled(context: Context, view: View | None) -> tuple[Find, View | None]:
    """Close the target: a pending ordinal, a kind borrowed from what was seen or counted."""
    target = context.target
    if target.pending_nth is not None:
        target.clauses.append(Rank(key="rightness", nth=target.pending_nth, text="ordinal"))
    if not (target.named or target.thing):
        seen = view.facing if view is not None else None
        if seen is not None and not target.says_anything:
            return seen, None  # "look at the picture above the seat"
        lender = _lender(context, seen)
        if lender is not None:
            target.category, target.named = lender.category, True
            if not (target.clauses or target.attributes):
                return lender, None
    return target.freeze(), view


def _lender(context: Context, seen: Find | None) -> Find | None:
    """What a target without a noun is: one of the several things in view or heard of."""
    heard = ([seen] if seen is not None else []) + context.heard
    heard = [anchor for find in heard for anchor in (find, *_anchors(find))]
    heard = [find for find in heard if find.category not in MERE_PLACES]
    several = [find for find in heard if find.quantity == "many" and _is_thing(find)]
    return next(iter(several), None)


def _is_thing(find: Find) -> bool:
    return section(find.category) not in (None, "parts")


def _anchors(find: Find) -> list[Find]:
    related = [clause for clause in find.clauses if isinstance(clause, Relate)]
    return [anchor for clause in related for anchor in clause.anchors]

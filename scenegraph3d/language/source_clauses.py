"""Where a thing is fetched from: "bring me the mug from the desk"."""

from __future__ import annotations

from .clauses import read_anchor
from .context import Context, relate
from .draft import Draft
from .phrases import SIDE_RANKS
from .query import Relate

_FETCH = frozenset((
    "bring", "collect", "fetch", "get", "give", "grab", "hand", "pass", "pick", "remove",
    "retrieve", "take",
))  # fmt: skip
_OPENING = 5  # words into the sentence, by which one is asked to fetch: "could you please get"


def read_source(context: Context, draft: Draft, depth: int) -> bool:
    """Read "from the desk" of a thing that is asked for: it is on, in or at the desk."""
    cursor, start = context.cursor, context.cursor.index
    if draft is not context.target or _FETCH.isdisjoint(cursor.words[:_OPENING]):
        return False
    if not cursor.take("from") or cursor.peek(1) in SIDE_RANKS:
        cursor.index = start
        return False
    anchor = read_anchor(context, depth)
    if anchor is None or not anchor.named:
        cursor.index = start
        return False
    text = cursor.since(start)
    if anchor.category == "floor":
        draft.clauses.append(Relate(relation="on_floor", text=text))
        return True
    return relate(context, draft, "belongs_to", [anchor], text)

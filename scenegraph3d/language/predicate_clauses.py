"""Adjectives said of a thing: "that is red", "in the color green", "which is open"."""

from __future__ import annotations

from .adjectives import adjective, longest_adjective
from .context import Context
from .draft import Cursor, Draft
from .phrases import POINTING_NOUNS, RELATION_PHRASES
from .query import Attribute


def read_predicate(context: Context, draft: Draft, depth: int) -> bool:
    """Read an adjective said of the thing: "that is red", "which is open"."""
    cursor = context.cursor
    cursor.take("a", "an", "in")
    if cursor.word == "the" and cursor.peek(1) in ("color", "colour"):
        cursor.index += 1
    cursor.take("color", "colour", "colored", "coloured")
    length = longest_adjective(cursor.words, cursor.index)
    if length == 0 or cursor.noun_length(length) or cursor.peek(length) in POINTING_NOUNS:
        return False
    if not (draft.named or context.started) and _is_noun_here(cursor):
        return False
    found = adjective(" ".join(cursor.words[cursor.index : cursor.index + length]))
    assert found is not None
    cursor.index += length
    cursor.take("in")
    cursor.take("color", "colour", "colored", "shape", "shaped", "size", "tone", "shade")
    draft.attributes.append(Attribute(kind=found.kind, value=found.value))
    return True


def _is_noun_here(cursor: Cursor) -> bool:
    """True for the "paper" of "paper on the desk", not of "paper towel" or "wood top"."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    return cursor.noun_length() > 0 and (ahead.done or ahead.sees(RELATION_PHRASES))

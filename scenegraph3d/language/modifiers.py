"""Modifiers: what stands between a determiner and its noun. Numbers, ranks, sides, adjectives."""

from __future__ import annotations

from .adjectives import Comparison, adjective, comparative, longest_adjective
from .draft import Cursor, Draft
from .numerals import longest_ordinal, number
from .phrases import (
    CARRIERS,
    COLLECTIVES,
    PLACES,
    POINTING_NOUNS,
    SIDE_RANKS,
    UNITS,
    is_function_word,
)
from .query import Attribute, Rank

_PART_PLACES = ("back", "top", "front", "bottom", "side", "end", "edge", "base", "corner", "sides")
_VAGUE = ("unit", "half", "portion", "part", "seater", "scene", "image", "view")
_ALIKE = ("similar", "identical", "matching", "twin")
_SHADED = (
    "colored", "coloured", "color", "colour", "ish", "shaped", "shape", "sized", "looking",
    "topped", "paned", "legged", "sided", "toned", "style", "styled", "type",
    "material",
)  # fmt: skip
_NOT_MUTE = ("being", "is", "are", "was", "were", "located", "found", "used", "kind", "sort")


def skips_collective(cursor: Cursor, draft: Draft) -> bool:
    """Step over "row of", "pair of": what counts is the thing they are made of."""
    if cursor.word not in COLLECTIVES or cursor.peek(1) != "of" or cursor.noun_length() > 1:
        return False
    draft.plural = True
    cursor.index += 2
    cursor.take("the", "a", "these", "some")
    return True


def read_modifier(cursor: Cursor, draft: Draft) -> bool:
    """Read one word between determiner and noun: a number, a rank, a side or an adjective."""
    word = cursor.word
    if word in (",", "and", "or", "/"):
        cursor.index += 1 if (joins := _joins_adjectives(cursor)) else 0
        return joins
    if not word or _read_unit(cursor, draft):
        return bool(word)
    place, length = longest_ordinal(cursor.words, cursor.index)
    if length and word not in SIDE_RANKS:
        draft.pending_nth = place
        cursor.index += length
        cursor.take("most")
        return True
    count = number(word)
    if count is not None:
        draft.count = count
        draft.plural |= count > 1
        cursor.index += 1
        return True
    return _read_rank(cursor, draft) or _read_adjective(cursor, draft)


def read_mute(cursor: Cursor, draft: Draft, determined: bool) -> bool:
    """Step over a word that adds nothing before its noun: "oddly shaped", "the straight couch"."""
    word = cursor.word
    if word in SIDE_RANKS:
        return False
    if word in _ALIKE and _noun_ahead(cursor):
        draft.other |= determined and cursor.peek(-1) in ("a", "an", "another", "the")
    elif word.endswith("ly") and determined and not cursor.noun_length():
        pass
    elif not (word in CARRIERS and word not in _NOT_MUTE and determined and cursor.noun_length(1)):
        return False
    cursor.index += 1
    cursor.take(*_SHADED)
    return True


def _noun_ahead(cursor: Cursor) -> bool:
    """True where a noun follows the word, adjectives between them or not."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    while ahead.word and not ahead.noun_length():
        length = longest_adjective(ahead.words, ahead.index)
        if not length:
            return False
        ahead.index += length
    return ahead.noun_length() > 0


def is_adjective_here(cursor: Cursor, length: int) -> bool:
    """True for a word that is both noun and adjective ("orange box") with a noun behind it."""
    if length > 1:
        return False
    if cursor.word in SIDE_RANKS:
        return side_modifies(cursor)
    if adjective(cursor.word) is None:
        return False
    behind = cursor.peek(1)
    if behind in ("and", "or") and adjective(cursor.peek(2)) is not None:
        return True
    return (
        cursor.noun_length(1) > 0
        or behind in POINTING_NOUNS
        or behind in _SHADED
        or adjective(behind) is not None
    )


def is_place_noun(cursor: Cursor, draft: Draft, determined: bool) -> bool:
    """True for the "back" of "no back", which is a part and not a side; for "the stack"."""
    if cursor.word in COLLECTIVES or cursor.word in _VAGUE:
        return determined and not cursor.noun_length(1) and cursor.peek(1) not in ("of", "in")
    said = draft.attributes or draft.absent or cursor.peek(-1) in ("a", "an", "its", "no")
    return bool(
        said
        and cursor.word in _PART_PLACES
        and not side_modifies(cursor)
        and not cursor.noun_length(1)
    )


def _joins_adjectives(cursor: Cursor) -> bool:
    return adjective(cursor.peek(-1)) is not None and adjective(cursor.peek(1)) is not None


def _read_unit(cursor: Cursor, draft: Draft) -> bool:
    """Read "4 drawer", "three seater", "two door" before a noun."""
    if number(cursor.word) is None or cursor.peek(1) not in UNITS or not cursor.noun_length(2):
        return False
    cursor.index += 2
    draft.attributes.append(Attribute(kind="other", value=cursor.since(cursor.index - 2)))
    return True


def _read_rank(cursor: Cursor, draft: Draft) -> bool:
    word, start = cursor.word, cursor.index
    if word in ("far", "furthest", "farthest", "extreme", "very", "most") and (
        cursor.peek(1) in SIDE_RANKS and cursor.peek(1) not in ("front",)
    ):
        cursor.index += 1
        word = cursor.word
    if word in SIDE_RANKS and side_modifies(cursor):
        phrase, nth = SIDE_RANKS[word]
        cursor.index += 1
        cursor.take("most", "hand")
        if cursor.noun_length() < 2:  # "the left side table" is no left side
            cursor.take("side")
        draft.clauses.append(_ranked(draft, phrase, nth, cursor.since(start)))
        return True
    compared = comparative(word)
    if compared is None or cursor.peek(1) in ("than", "to", "from", "side"):
        return False
    cursor.index += 1
    draft.clauses.append(_ranked(draft, compared, 1, cursor.since(start)))
    return True


def side_modifies(cursor: Cursor) -> bool:
    """True for a side word before a noun: "left monitor", "top shelf", "middle one"."""
    place = cursor.index + 1
    while place < len(cursor.words) and (
        cursor.words[place] in ("most", "hand", "side", "corner")
        or adjective(cursor.words[place]) is not None
        or cursor.words[place] in SIDE_RANKS
    ):
        place += 1
    behind = cursor.words[place] if place < len(cursor.words) else ""
    noun = cursor.noun_length(place - cursor.index) > (behind in PLACES)
    collective = behind in COLLECTIVES and cursor.peek(place + 1 - cursor.index) == "of"
    return noun or behind in POINTING_NOUNS or collective or is_misspelt(behind)


def is_misspelt(word: str) -> bool:
    """True for a word that means nothing and is one or two letters off a noun."""
    plain = word.isalpha() and not is_function_word(word) and adjective(word) is None
    return plain and Cursor([word]).noun_length(misspelt=True) > 0


def _ranked(draft: Draft, phrase: Comparison, nth: int, text: str) -> Rank:
    pending, draft.pending_nth = draft.pending_nth, None
    place = nth if pending is None or nth == 0 else pending
    return Rank(key=phrase.key, order=phrase.order, nth=place, text=text)


def _read_adjective(cursor: Cursor, draft: Draft) -> bool:
    length = longest_adjective(cursor.words, cursor.index)
    if length == 0:
        return False
    found = adjective(" ".join(cursor.words[cursor.index : cursor.index + length]))
    assert found is not None
    cursor.index += length
    cursor.take(*_SHADED)
    draft.attributes.append(Attribute(kind=found.kind, value=found.value))
    return True

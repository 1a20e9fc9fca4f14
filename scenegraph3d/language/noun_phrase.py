"""Noun phrases: determiners, counts, ranks and adjectives up to the noun, as one Draft."""

from __future__ import annotations

from .adjectives import Comparison, adjective, comparative, longest_adjective
from .draft import Cursor, Draft
from .inflection import is_plural, singular
from .numerals import longest_ordinal, number, ordinal
from .phrases import SIDE_RANKS, is_function_word, nearness
from .query import Attribute, Rank

DETERMINERS = (
    "the a an this that these those some any each every all both his her your my their our"
    " either no its many"
).split()
PRONOUNS = "it them they itself themselves each other one another".split()
POINTING_NOUNS = "one ones thing things object objects item items something anything".split()
COLLECTIVES = (
    "row rows set sets pair pairs stack stacks group groups bunch line lines cluster pile piles"
    " column series bank couple number kind type piece pieces array collection sort style level"
    " roll rolls bundle"
).split()
PLACES = (
    "side sides end ends edge edges foot head middle center centre top bottom front back half"
    " part rear corner base tip left right wall side"
).split()
_MAX_MODIFIERS = 8


def read_noun_phrase(cursor: Cursor) -> Draft | None:
    """Read one noun phrase without what follows it; None (and no step) where none starts.

    Args:
        cursor: stands before the phrase; stands behind it on return.

    Returns:
        The phrase, `pronoun` set for "it" and "them", `named` False for "the larger one".
    """
    start, draft = cursor.index, Draft()
    determined = _skip_determiners(cursor, draft)
    if not determined and cursor.take(*PRONOUNS[:5]):
        draft.pronoun, draft.text = True, cursor.since(start)
        return draft
    unknown: list[str] = []
    for _ in range(_MAX_MODIFIERS):
        if _read_collective(cursor, draft):
            continue
        if _read_noun(cursor, draft, unknown):
            break
        if not _read_modifier(cursor, draft) and not _read_unknown(cursor, unknown, determined):
            break
    return _finished(cursor, start, draft, unknown, determined)


def _finished(
    cursor: Cursor, start: int, draft: Draft, unknown: list[str], determined: bool
) -> Draft | None:
    if not draft.named and unknown and determined:
        draft.category, draft.named = " ".join(unknown), True
    if draft.pending_nth is not None and not draft.says_anything and draft.count is None:
        draft.named = False
    heard = draft.says_anything or draft.pending_nth is not None or draft.count is not None
    if not heard and cursor.words[start : cursor.index] in (["this"], ["that"], ["these"]):
        draft.pronoun = heard = True
    if not heard and not cursor.since(start).endswith(("one", "ones", "thing", "object", "item")):
        cursor.index = start
        return None
    cursor.not_understood += unknown
    draft.text = cursor.since(start)
    return draft


def _skip_determiners(cursor: Cursor, draft: Draft) -> bool:
    start = cursor.index
    while True:
        if cursor.take(*DETERMINERS):
            draft.plural |= cursor.peek(-1) in ("these", "those", "all", "both", "many")
            draft.absent |= cursor.peek(-1) == "no"
        elif cursor.take("other", "another", "others"):
            draft.other = True
        elif cursor.word == "of" and cursor.index > start and cursor.peek(1) in DETERMINERS:
            cursor.index += 1
        elif cursor.take("only", "single", "same", "said", "specific", "respective", "very"):
            continue
        else:
            return cursor.index > start


def _read_collective(cursor: Cursor, draft: Draft) -> bool:
    """Step over "row of", "pair of": what counts is the thing they are made of."""
    if cursor.word not in COLLECTIVES or cursor.peek(1) != "of":
        return False
    draft.plural = True
    cursor.index += 2
    cursor.take("the", "a", "these", "some")
    return True


def _read_noun(cursor: Cursor, draft: Draft, unknown: list[str]) -> bool:
    """Read the head noun (and compounds); True once the phrase is complete."""
    if cursor.word in POINTING_NOUNS and not (cursor.word == "one" and cursor.noun_length(1)):
        draft.plural |= cursor.word.endswith("s")
        cursor.index += 1
        return True
    if cursor.word in PLACES and cursor.peek(1) == "of":
        draft.category, draft.named = cursor.word, True
        cursor.index += 1
        return True
    length = cursor.noun_length()
    if length == 0 or _is_adjective_here(cursor, length):
        return False
    phrase = " ".join(cursor.words[cursor.index : cursor.index + length])
    cursor.index += length
    follows = cursor.noun_length()
    if follows and cursor.word not in PLACES and not _is_adjective_here(cursor, follows):
        tail = " ".join(cursor.words[cursor.index : cursor.index + follows])
        cursor.index += follows
        phrase = f"{phrase} {tail}"
    draft.plural |= is_plural(phrase)
    draft.category, draft.named = singular(phrase), True
    if cursor.word == "/" and cursor.noun_length(1):
        cursor.index += 1 + cursor.noun_length(1)
    return True


def _is_adjective_here(cursor: Cursor, length: int) -> bool:
    """True for a word that is both noun and adjective ("orange box") with a noun behind it."""
    if length > 1:
        return False
    known = adjective(cursor.word) or cursor.word in SIDE_RANKS
    if known and cursor.peek(1) == "and" and adjective(cursor.peek(2)) is not None:
        return True
    return bool(known) and (
        cursor.noun_length(1) > 0
        or cursor.peek(1) in POINTING_NOUNS
        or adjective(cursor.peek(1)) is not None
    )


def _read_modifier(cursor: Cursor, draft: Draft) -> bool:
    """Read one word between determiner and noun: a number, a rank, a side or an adjective."""
    word = cursor.word
    if not word or word in (",", "and", "/") and not _joins_adjectives(cursor):
        return False
    if word in (",", "and", "/"):
        cursor.index += 1
        return True
    if ordinal(word) is not None and word not in SIDE_RANKS:
        draft.pending_nth, length = longest_ordinal(cursor.words, cursor.index)
        cursor.index += length
        cursor.take("most")
        return True
    if number(word) is not None:
        draft.count = number(word)
        draft.plural |= draft.count is not None and draft.count > 1
        cursor.index += 1
        return True
    return _read_rank(cursor, draft) or _read_adjective(cursor, draft)


def _joins_adjectives(cursor: Cursor) -> bool:
    before, behind = cursor.peek(-1), cursor.peek(1)
    return adjective(before) is not None and adjective(behind) is not None


def _read_rank(cursor: Cursor, draft: Draft) -> bool:
    word, start = cursor.word, cursor.index
    if word in ("far", "furthest", "farthest", "extreme", "very", "most") and (
        cursor.peek(1) in SIDE_RANKS and cursor.peek(1) not in ("front",)
    ):
        cursor.index += 1
        word = cursor.word
    if word in SIDE_RANKS and _side_modifies(cursor):
        phrase, nth = SIDE_RANKS[word]
        cursor.index += 1
        cursor.take("most", "hand", "side")
        draft.clauses.append(_ranked(draft, phrase, nth, cursor.since(start)))
        return True
    compared = comparative(word)
    if compared is None or cursor.peek(1) in ("than", "to", "from", "side"):
        return False
    cursor.index += 1
    draft.clauses.append(_ranked(draft, compared, 1, cursor.since(start)))
    return True


def _side_modifies(cursor: Cursor) -> bool:
    """True where a side word stands before a noun: "left monitor", "top shelf", "middle one"."""
    place = cursor.index + 1
    while place < len(cursor.words) and (
        cursor.words[place] in ("most", "hand")
        or adjective(cursor.words[place]) is not None
        or cursor.words[place] in SIDE_RANKS
    ):
        place += 1
    behind = cursor.words[place] if place < len(cursor.words) else ""
    noun = cursor.noun_length(place - cursor.index) > 0 and behind not in PLACES
    return noun or behind in POINTING_NOUNS or behind in COLLECTIVES


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
    cursor.take("colored", "coloured", "color", "colour", "ish", "shaped", "sized", "looking")
    draft.attributes.append(Attribute(kind=found.kind, value=found.value))
    return True


def _read_unknown(cursor: Cursor, unknown: list[str], determined: bool) -> bool:
    """Step over a word nobody knows if a noun comes soon behind it ("the flurbish lamp")."""
    word = cursor.word
    if not word or not word[0].isalpha() or is_function_word(word):
        return False
    if nearness(word):
        return False
    near_noun = any(
        cursor.noun_length(ahead) > 0 for ahead in (1, 2) if not is_function_word(cursor.peek(1))
    )
    if not near_noun and not (determined and not unknown):
        return False
    unknown.append(word)
    cursor.index += 1
    return True

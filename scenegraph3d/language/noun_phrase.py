"""Noun phrases: determiners, modifiers and the noun, as one Draft."""

from __future__ import annotations

from .adjectives import adjective, longest_adjective
from .draft import Cursor, Draft
from .inflection import is_plural, singular
from .modifiers import (
    is_adjective_here,
    is_place_noun,
    read_modifier,
    read_mute,
    skips_collective,
)
from .names import PURPOSE, canonical, exact
from .phrases import (
    DETERMINERS,
    PLACES,
    POINTING_NOUNS,
    RELATION_PHRASES,
    SIDE_RANKS,
    is_function_word,
    nearness,
)

_PLURAL_DETERMINERS = ("these", "those", "all", "both", "many", "every", "each")
_PRONOUNS = ("it", "them", "they", "itself", "themselves")
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
    if not determined and cursor.take(*_PRONOUNS):
        draft.pronoun, draft.text = True, cursor.since(start)
        return draft
    unknown: list[str] = []
    for _ in range(_MAX_MODIFIERS):
        if skips_collective(cursor, draft):
            continue
        if cursor.take("other"):  # "two other chairs"
            draft.other = True
            continue
        if _read_noun(cursor, draft, determined, unknown):
            break
        if not (
            read_modifier(cursor, draft)
            or read_mute(cursor, draft, determined)
            or _read_unknown(cursor, unknown, determined or draft.count is not None)
        ):
            break
    return _finished(cursor, start, draft, unknown, determined)


def _finished(
    cursor: Cursor, start: int, draft: Draft, unknown: list[str], determined: bool
) -> Draft | None:
    pointing = cursor.index > start and cursor.peek(-1) in POINTING_NOUNS
    if not (draft.named or pointing) and unknown and (determined or draft.count is not None):
        draft.category, draft.named = " ".join(unknown), True
    if draft.pending_nth is not None and not draft.says_anything and draft.count is None:
        draft.named = False
    heard = draft.says_anything or draft.pending_nth is not None or draft.count is not None
    heard |= cursor.words[start : cursor.index] == ["another"]
    if not heard and cursor.words[start : cursor.index] in (["this"], ["that"], ["these"]):
        draft.pronoun = heard = True
    if not heard and not pointing:
        cursor.index = start
        return None
    cursor.not_understood += unknown
    draft.text = cursor.since(start)
    return draft


def _skip_determiners(cursor: Cursor, draft: Draft) -> bool:
    start = cursor.index
    while True:
        if cursor.word in DETERMINERS:
            draft.plural |= cursor.word in _PLURAL_DETERMINERS
            draft.absent |= cursor.word == "no"
            cursor.index += 1
        elif cursor.take("other", "another", "others"):
            draft.other = True
        elif cursor.word == "of" and cursor.index > start and cursor.peek(1) in DETERMINERS:
            cursor.index += 1
        elif cursor.take("only", "single", "same", "said", "specific", "respective", "very"):
            continue
        else:
            return cursor.index > start


def _read_noun(cursor: Cursor, draft: Draft, determined: bool, unknown: list[str]) -> bool:
    """Read the head noun (and compounds); True once the phrase is complete."""
    if longest_adjective(cursor.words, cursor.index) > max(1, cursor.noun_length()):
        return False
    if cursor.word in POINTING_NOUNS and not _counts(cursor):
        draft.plural |= cursor.word.endswith("s") or cursor.word == "everything"
        draft.thing = cursor.word not in ("one", "ones")
        cursor.index += 1
        return True
    if (cursor.word in PLACES and cursor.peek(1) == "of") or is_place_noun(
        cursor, draft, determined
    ):
        draft.category, draft.named = singular(cursor.word), True
        cursor.index += 1
        return True
    if cursor.word in SIDE_RANKS and cursor.peek(1) in PLACES and cursor.peek(2) == "of":
        cursor.index += 2  # "the left side of the bed"
        draft.category, draft.named = cursor.since(cursor.index - 2), True
        return True
    length = 0 if cursor.word == "one" else cursor.noun_length()
    if length == 0 and (determined or draft.attributes) and not unknown:
        length = _misspelt_length(cursor)
    if length == 0 or is_adjective_here(cursor, length):
        return False
    phrase = " ".join(cursor.words[cursor.index : cursor.index + length])
    cursor.index += length
    phrase += _rest_of_compound(cursor)
    draft.plural |= is_plural(phrase)
    head = exact(phrase)
    draft.category, draft.named = singular(phrase), True
    if head is None and " " not in phrase:  # misspelt
        draft.category = canonical(phrase) or draft.category
    elif head is not None and head.startswith(PURPOSE):
        draft.category = head
    if cursor.word == "/" and cursor.noun_length(1):
        cursor.index += 1 + cursor.noun_length(1)
    return True


def _counts(cursor: Cursor) -> bool:
    """True for the "one" of "one chair" and "one of the chairs"."""
    if cursor.word != "one":
        return cursor.noun_length() > 1
    ahead = Cursor(cursor.words, cursor.index + 1)
    while ahead.word and adjective(ahead.word) is not None and not ahead.noun_length():
        ahead.index += 1
    return ahead.noun_length() > 0


def _misspelt_length(cursor: Cursor) -> int:
    """1 where a word that means nothing is one or two letters off a noun."""
    word = cursor.word
    known = not word.isalpha() or is_function_word(word) or adjective(word) is not None
    ahead = cursor.noun_length(1)
    return 0 if known or ahead or nearness(word) else cursor.noun_length(misspelt=True)


def _rest_of_compound(cursor: Cursor) -> str:
    """Read a second known noun right behind the first ("shoe" rack "shelf")."""
    length = cursor.noun_length()
    verb_or_place = cursor.word in PLACES or cursor.word in POINTING_NOUNS
    verb_or_place |= cursor.sees(RELATION_PHRASES)
    if not length or verb_or_place or is_adjective_here(cursor, length):
        return ""
    cursor.index += length
    return " " + " ".join(cursor.words[cursor.index - length : cursor.index])


def _read_unknown(cursor: Cursor, unknown: list[str], determined: bool) -> bool:
    """Step over a word nobody knows if a noun comes soon behind it ("the flurbish lamp")."""
    word = cursor.word
    if not word or not word[0].isalpha() or is_function_word(word) or nearness(word):
        return False
    if word in SIDE_RANKS:
        return False
    near_noun = any(
        cursor.noun_length(ahead) > 0 for ahead in (1, 2) if not is_function_word(cursor.peek(1))
    )
    if not near_noun and not (determined and not unknown):
        return False
    unknown.append(word)
    cursor.index += 1
    return True

"""Phrases of space: which words name which relation, place, side or lead, as lazily read tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from ..vocabulary import BINARY, RELATIONS
from .adjectives import Comparison, comparative, function_words
from .names import read_table, split_row


class PhraseTable:
    """Phrases to values, looked up by the longest one that starts at a word.

    The rows are those of one table of `data/phrases.yaml`, read at the first look-up.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def at(self, words: Sequence[str], start: int) -> tuple[str, int] | None:
        """The value of the longest phrase at `start` and how many words it takes, or None."""
        longest = self._longest.get(words[start], 0) if start < len(words) else 0
        for length in range(min(longest, len(words) - start), 0, -1):
            value = self._values.get(tuple(words[start : start + length]))
            if value is not None:
                return value, length
        return None

    @cached_property
    def _values(self) -> Mapping[tuple[str, ...], str]:
        rows = _tables()[self._name]
        rows = rows if isinstance(rows, dict) else {self._name: rows}
        listed = {
            tuple(phrase.split()): value for value, row in rows.items() for phrase in split_row(row)
        }
        return _vocabulary_phrases() | listed if self._name == "relations" else listed

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """Words of the longest phrase that opens with a word."""
        longest: dict[str, int] = {}
        for phrase in self._values:
            longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
        return longest


class WordList:
    """A set of words of `data/phrases.yaml`, read when it is first asked."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __contains__(self, word: object) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_tables()["words"][self._name].split())


CARRIERS = WordList("carriers")  # they only carry what comes after them
DETERMINERS = WordList("determiners")
POINTING_NOUNS = WordList("pointing_nouns")  # "one", "thing"
COLLECTIVES = WordList("collectives")  # "row", "pair"
UNITS = WordList("units_of_things")  # the "drawer" of "4 drawer cabinet"
PLACES = WordList("places_of_things")  # "side", "top"
WHOLES = WordList("wholes")  # the scene or a part of it
STATEMENT_WORDS = WordList("statement_words")  # they make a sentence of a mere phrase
RELATION_PHRASES = PhraseTable("relations")
PLACE_PHRASES = PhraseTable("places")
LEAD_PHRASES = PhraseTable("leads")
NEGATIONS = PhraseTable("negations")
ALONE = PhraseTable("alone")
TOGETHER = PhraseTable("together")
DIRECTIONS = PhraseTable("directions")
VIEW_OPENERS = PhraseTable("view_openers")
VIEWERS = ("you", "me", "us", "yourself", "viewer")

_LEFT, _RIGHT = Comparison("rightness", "ascending"), Comparison("rightness", "descending")
_FRONT, _BACK = Comparison("frontness", "descending"), Comparison("frontness", "ascending")
_TOP, _BOTTOM = Comparison("elevation", "descending"), Comparison("elevation", "ascending")

# Sides, when they stand for a place in the row of candidates; the middle is the 0th of a row.
SIDE_RANKS: dict[str, tuple[Comparison, int]] = {
    **dict.fromkeys(("left", "leftmost", "lefthand"), (_LEFT, 1)),
    **dict.fromkeys(("right", "rightmost", "righthand"), (_RIGHT, 1)),
    **dict.fromkeys(("front", "frontmost"), (_FRONT, 1)),
    **dict.fromkeys(("back", "rear"), (_BACK, 1)),
    **dict.fromkeys(("top", "topmost", "upper", "uppermost"), (_TOP, 1)),
    **dict.fromkeys(("bottom", "bottommost", "lower", "lowermost"), (_BOTTOM, 1)),
    **dict.fromkeys(("middle", "center", "centre", "central"), (_LEFT, 0)),
}

# The relation a side becomes once "of" and an anchor follow it.
SIDE_RELATIONS: dict[str, str] = {
    **dict.fromkeys(("left", "lefthand"), "left_of"),
    **dict.fromkeys(("right", "righthand"), "right_of"),
    "front": "in_front_of",
    **dict.fromkeys(("back", "rear"), "behind"),
    **dict.fromkeys(("top", "upper"), "on"),
    **dict.fromkeys(("bottom", "lower"), "below"),
    **dict.fromkeys(("middle", "center", "centre"), "between"),
}


def nearness(word: str) -> Comparison | None:
    """What "closest" or "further" sorts by; None for words that do not compare distances."""
    compared = comparative(word)
    return compared if compared is not None and compared.key == "distance" else None


def is_function_word(word: str) -> bool:
    """True for words that only hold a sentence together."""
    return word in CARRIERS or word in function_words()


def _vocabulary_phrases() -> dict[tuple[str, ...], str]:
    """The vocabulary's own phrases of several words; comparisons have a reader of their own."""
    return {
        tuple(phrase.replace("colour", spelt).split()): term.name
        for term in RELATIONS.values()
        if term.arity == BINARY and term.family != "comparison"
        for phrase in term.phrases
        for spelt in ("colour", "color")
        if " " in phrase and "..." not in phrase and phrase not in ("that has", "metres from")
    }


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return read_table("phrases.yaml")

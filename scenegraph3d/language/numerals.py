"""Numbers, ordinals and units: a word comes in, a number goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from text_to_num import text2num

_NUMBERS = {"a couple of": 2, "couple": 2, "pair": 2, "both": 2, "dozen": 12, "single": 1, "no": 0}
_ORDINAL_WORDS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_ORDINALS = {word: place for place, word in enumerate(_ORDINAL_WORDS, start=1)}
_MIDDLE = ("middle", "middlemost", "center", "centre", "central", "centermost", "median")
_LAST = ("last", "final")
_MOST_DIGITS = 9
_FRACTIONS = {"half": 0.5, "quarter": 0.25}
_DECIMAL = re.compile(r"\d*\.\d+")
_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)?")


METRES_PER_UNIT: Mapping[str, float] = {
    "m": 1.0, "meter": 1.0, "meters": 1.0, "metre": 1.0, "metres": 1.0,
    "cm": 0.01, "centimeter": 0.01, "centimeters": 0.01, "centimetre": 0.01, "centimetres": 0.01,
    "mm": 0.001, "millimeter": 0.001, "millimeters": 0.001, "millimetre": 0.001,
    "millimetres": 0.001, "km": 1000.0, "kilometer": 1000.0, "kilometers": 1000.0,
    "kilometre": 1000.0, "kilometres": 1000.0,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048,
    "in": 0.0254, "inch": 0.0254, "inches": 0.0254,
    "yd": 0.9144, "yard": 0.9144, "yards": 0.9144,
}  # fmt: skip


def unit(word: str) -> float | None:
    """Metres of one unit of length: "cm" -> 0.01; None for other words."""
    return METRES_PER_UNIT.get(word.lower())


def quantity(word: str) -> float | None:
    """The number a word says, fractions too: "2.5" -> 2.5, "half" -> 0.5; else None."""
    word = word.lower()
    if word in _FRACTIONS:
        return _FRACTIONS[word]
    if _DECIMAL.fullmatch(word) and len(word) <= 2 * _MOST_DIGITS:
        return float(word)
    whole = number(word)
    return None if whole is None else float(whole)


def number(word: str) -> int | None:
    """The whole number a word says: "three" -> 3, "12" -> 12, "couple" -> 2; else None."""
    word = word.lower().replace("-", " ")
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.isdecimal():
        return int(word) if len(word) <= _MOST_DIGITS else None
    try:
        return int(text2num(word, "en"))
    except ValueError:
        return None


def ordinal(word: str) -> int | None:
    """The place a word says, as `Rank.nth` counts: first 1, "2nd" 2, last -1, middle 0."""
    word = word.lower()
    if word in _MIDDLE:
        return 0
    if word in _LAST:
        return -1
    digits = _DIGITS.fullmatch(word)
    if digits and not word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(digits[1])
    return _ORDINALS.get(word)


def longest_ordinal(tokens: Sequence[str], start: int = 0) -> tuple[int, int]:
    """The ordinal that starts at a word and how many words it takes; (0, 0) where none does.

    "second to last" is -2; "next to last" is -2 too.
    """
    words = [token.lower() for token in tokens[start : start + 3]]
    if len(words) == 3 and words[1] in ("to", "from") and words[2] == "last":
        before = 2 if words[0] == "next" else ordinal(words[0])
        if before and before > 0:
            return -before, 3
    place = ordinal(words[0]) if words else None
    return (0, 0) if place is None else (place, 1)

"""Numbers, and ordinals in words or digits: a word comes in, an int goes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from text_to_num import text2num

_NUMBERS = {"a couple of": 2, "couple": 2, "pair": 2, "both": 2, "dozen": 12, "single": 1, "no": 0}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
        + ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"]
        + ["seventeenth", "eighteenth", "nineteenth", "twentieth"],
        start=1,
    )
}
_MIDDLE = ("middle", "middlemost", "center", "centre", "central", "centermost", "median")
_LAST = ("last", "final")
_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)?")


def number(word: str) -> int | None:
    """The whole number a word says: "three" -> 3, "12" -> 12, "couple" -> 2; else None."""
    word = word.lower().replace("-", " ")
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.isdecimal():
        return int(word)
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
    if digits and not word.isdecimal():
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

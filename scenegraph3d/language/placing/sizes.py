"""Sizes in a sentence: "0.4 m x 0.3 m", "a height of 20 cm"; they go out as a Size, cut out."""

from __future__ import annotations

import re
from itertools import chain

from ..dimensions import ADJECTIVES, NOUNS
from ..lengths import UNITS, write_out_lengths
from ..numerals import METRES_PER_UNIT, quantity
from ..query import Size

_NUMBER = r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+|half an?|one|two|three|four|five|six|seven|eight|"
_NUMBER += r"nine|ten)"
_LENGTH = rf"{_NUMBER}[\s-]*{UNITS}\b"
_NAMES = {**ADJECTIVES, **NOUNS, "diameter": "diameter"}
_NAME = r"(?:length|width|height|depth|thickness|diameter)s?"
_ADJECTIVE = r"(?:long|wide|broad|high|tall|deep|thick)"
_BY = r"\s*(?:[x×*]|\bby\b)\s*"  # noqa: RUF001
_SEVERAL = rf"(?:both\s+)?{_NAME}(?:\s*(?:,|and|,\s*and)\s*(?:in\s+)?{_NAME})*"
_PRODUCT = re.compile(
    rf"(?:{_NAME}\s+)?{_NUMBER}[\s-]*(?:{UNITS}\b)?(?:{_BY}(?:{_NAME}\s+)?{_NUMBER}[\s-]*"
    rf"(?:{UNITS}\b)?){{1,2}}"
)
_AFTER = re.compile(rf"({_LENGTH})\s*(?:in\s+({_SEVERAL})|({_ADJECTIVE})\b)")
_BEFORE = re.compile(
    rf"(?:base\s+)?({_SEVERAL})\s+(?:(?:of|is|to|at|:)\s+)?({_LENGTH})(?:\s+each)?"
)
_PIECE = re.compile(rf"({_NAME})?\s*({_NUMBER})[\s-]*({UNITS}\b)?")
_MARK = "§"
_OF = r"(?:[\s,(\u2014\u2013]|\b(?:with|measuring|measures|dimensions?|sizes?|sized|of|an?|and|"
_OF += r"the|base|each|its|has|have|having|that is|which is|are|at|to|about|approximately)\b)*"
_LEFTOVER = re.compile(
    rf"{_OF}{_MARK}(?:[\s,)\u2014\u2013]*(?:\b(?:and|by|with|in|of|an?|each)\b)?\s*{_MARK})*[)\u2014\u2013]*"
)


def read_sizes(text: str) -> tuple[Size, str]:
    """Read the sizes that a sentence gives of a thing.

    Args:
        text: a sentence; its case does not matter.

    Returns:
        The sizes in metres and the text without the words that say them. Numbers of a product
        ("0.4 m x 0.3 m x 0.2 m") are length, width and height in this order, unless named.
    """
    found: list[tuple[str, float]] = []

    def keep(pairs: list[tuple[str, float]]) -> str:
        found.extend(pairs)
        return f" {_MARK} "

    text = write_out_lengths(text.lower())
    for pattern, read in ((_PRODUCT, _of_product), (_AFTER, _of_after), (_BEFORE, _of_before)):
        text = pattern.sub(lambda match, read=read: keep(read(match)), text)
    size = dict(reversed(found))  # what is said first counts
    return Size(**size), _without_marks(text)


def _of_product(match: re.Match[str]) -> list[tuple[str, float]]:
    pieces = [p for p in _PIECE.findall(match[0]) if p[1]]
    units = [unit for _, _, unit in pieces if unit]
    if not units and not any(character.isdigit() for character in match[0]):  # "one by one"
        return []
    free = [name for name in ("length", "width", "height") if name not in {p[0] for p in pieces}]
    if not units:
        units = ["m"]
    return [
        (_named(name) if name else free.pop(0), _metres(number, unit or units[-1]))
        for name, number, unit in pieces
    ]


def _of_after(match: re.Match[str]) -> list[tuple[str, float]]:
    metres = _length(match[1])
    names = re.findall(_NAME, match[2]) if match[2] else [match[3]]
    return [(_named(name), metres) for name in names]


def _of_before(match: re.Match[str]) -> list[tuple[str, float]]:
    metres = _length(match[2])
    return [(_named(name), metres) for name in re.findall(_NAME, match[1])]


def _named(name: str) -> str:
    return _NAMES.get(name) or _NAMES[name.removesuffix("s")]


def _length(words: str) -> float:
    match = re.match(rf"({_NUMBER})[\s-]*({UNITS})", words)
    assert match is not None
    return _metres(match[1], match[2])


def _metres(number: str, unit: str) -> float:
    if number.startswith("half"):
        number = "half"
    amount = quantity("0" + number if number.startswith(".") else number)
    if not amount:
        raise ValueError(f"a size in words must be more than 0, got '{number} {unit}'")
    return amount * METRES_PER_UNIT[unit]


def _without_marks(text: str) -> str:
    """The sentence without the marks and the words that led to them."""
    parts = chain.from_iterable((part.strip(), " ") for part in _LEFTOVER.split(text))
    joined = "".join(parts).strip()
    return re.sub(r"\s+([.,;])", r"\1", re.sub(r"\s+", " ", joined))

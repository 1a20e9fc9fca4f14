"""Sizes that name no side: "a 3 inch cup", "a box of 30 cm" say how long the longest one is."""

from __future__ import annotations

from .dimensions import BY, DIMENSIONS
from .numerals import quantity, unit
from .phrases import DETERMINERS, is_function_word
from .query import AnyOf, Sized, SizeKind

_NOT_THINGS = (
    "gap", "distance", "space", "clearance", "margin", "apart", "away", "off", "above", "below",
    "left", "right", "further", "farther", "deep", "forward", "back", "outward",
)  # fmt: skip


def take_longest(words: list[str], start: int) -> tuple[list[str], AnyOf | None]:
    """Cut "3 inch" out of "a 3 inch cup", which says how long the longest side is.

    Args:
        words: a sentence.
        start: where the noun phrase begins.

    Returns:
        The other words; the length or height of the thing, None where no such size is said.
    """
    place = start + (words[start : start + 1] != [] and words[start] in DETERMINERS)
    for at in (place, place + 1):  # "a 3 inch cup", "two 3 inch cups", "a red 3 inch cup"
        amount = quantity(words[at]) if at + 2 < len(words) else None
        metres = unit(words[at + 1]) if amount else None
        if amount and metres and not is_one_in(words, at) and _is_thing(words[at + 2]):
            longest = longest_side(amount * metres, " ".join(words[at : at + 2]))
            return words[:at] + words[at + 2 :], longest
    return words, None


def longest_side(metres: float, text: str) -> AnyOf:
    """What a size without the name of a side says of a thing.

    Raises:
        ValueError: it is no size.
    """
    if metres <= 0:
        raise ValueError(f"a size in words must be more than 0, got '{text}'")
    kinds: tuple[SizeKind, ...] = ("length", "height")
    sides = tuple(Sized(kind=kind, value=metres, text=text) for kind in kinds)
    return AnyOf(clauses=sides, text=text)


def is_one_in(words: list[str], at: int) -> bool:
    """True for "one in", "two in a row": no inches."""
    return words[at + 1] == "in" and words[at].isalpha()


def _is_thing(word: str) -> bool:
    """True for a word that a thing's name may begin with."""
    known = word in DETERMINERS or word in DIMENSIONS or word in _NOT_THINGS or word in BY
    return word[0].isalpha() and not known and not is_function_word(word)

"""Hints in sentences that a person would say: "On my left are a car and two bollards."."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...language.inflection import is_plural, plural, singular
from ...language.query import Hint

_SAID: dict[str | None, str] = {
    None: "Under my feet",
    "east": "To the east", "north": "To the north", "west": "To the west", "south": "To the south",
    "front": "Ahead of me", "left": "On my left", "back": "Behind me", "right": "On my right",
}  # fmt: skip
_NUMBERS = ("", "one", "two", "three", "four")
MOST_ALIKE = len(_NUMBERS) - 1  # things that are told as one number


def by_side(hints: Sequence[Hint]) -> tuple[Hint, ...]:
    """The hints with those of one side together, and the equal ones of it."""
    sides = list(dict.fromkeys(hint.side for hint in hints))
    things = list(dict.fromkeys(hint.landmark.text for hint in hints))
    return tuple(sorted(hints, key=lambda h: (sides.index(h.side), things.index(h.landmark.text))))


def tell(hints: Sequence[Hint]) -> str:
    """One sentence for each side that the hints speak of.

    Args:
        hints: as `by_side` orders them.

    Returns:
        The sentences, "" without hints.
    """
    sides = dict.fromkeys(hint.side for hint in hints)
    return " ".join(
        _sentence(_SAID[side], Counter(h.landmark.text for h in hints if h.side == side))
        for side in sides
    )


def _sentence(lead: str, things: Counter[str]) -> str:
    told = [_counted(thing, count) for thing, count in things.items()]
    several = len(told) > 1 or things.total() > 1
    listed = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return f"{lead} {'are' if several else 'is'} {listed}."


def _counted(thing: str, count: int) -> str:
    """Such as "a car", "two buses"; "some stairs" have no one."""
    if is_plural(thing):
        return f"some {thing}"
    article = "an" if thing[0].lower() in "aeiou" else "a"
    many = plural(thing)
    if count == 1 or singular(many) != thing:
        return " and ".join([f"{article} {thing}"] * count)
    return f"{_NUMBERS[count]} {many}"

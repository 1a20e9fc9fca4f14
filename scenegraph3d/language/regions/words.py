"""Words for parts and stretches of space, as `data/regions.yaml` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ..inflection import singular
from ..names import read_table, split_row
from ..query import RegionSide

FAMILIES = ("splits", "layers", "parts", "stretches")
SIDES: Mapping[str, RegionSide] = {
    **dict.fromkeys(("left", "leftmost", "lefthand"), "left"),
    **dict.fromkeys(("right", "rightmost", "righthand"), "right"),
    **dict.fromkeys(("front", "frontmost"), "front"),
    **dict.fromkeys(("back", "rear", "backmost"), "back"),
    **dict.fromkeys(("top", "topmost", "upper", "uppermost", "highest"), "top"),
    **dict.fromkeys(("bottom", "bottommost", "lower", "lowermost", "lowest"), "bottom"),
    **dict.fromkeys(("middle", "center", "centre", "central"), "middle"),
}
_LONGEST = 4  # words of a name or of an activity


class Noun(NamedTuple):
    """A word for a region: one of FAMILIES and its name there."""

    family: str
    name: str


@dataclass(frozen=True)
class _Tables:
    nouns: Mapping[tuple[str, tuple[str, ...]], Noun]
    activities: Mapping[tuple[str, ...], str]
    things: Mapping[str, tuple[str, ...]]


def longest_region_noun(
    words: Sequence[str], start: int, families: Sequence[str] = FAMILIES
) -> tuple[Noun, int] | None:
    """The longest word for a region at `start`, of the first of `families` that has it.

    Returns:
        What it names and how many words it takes; None where none starts.
    """
    for length in range(min(_LONGEST, len(words) - start), 0, -1):
        said = tuple(singular(" ".join(words[start : start + length])).split())
        for family in families:
            noun = _tables().nouns.get((family, said))
            if noun is not None:
                return noun, length
    return None


def activity_in(words: Sequence[str]) -> str:
    """The first activity that the words name, "" where they name none."""
    for start in range(len(words)):
        for length in range(min(_LONGEST, len(words) - start), 0, -1):
            found = _tables().activities.get(tuple(words[start : start + length]))
            if found is not None:
                return found
    return ""


def things_for(activity: str) -> tuple[str, ...]:
    """The kinds of things an activity takes, the most telling first; () for an unknown one."""
    return _tables().things.get(activity, ())


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    data = read_table("regions.yaml")
    nouns = {
        (family, tuple(word.split())): Noun(family, name)
        for family in FAMILIES
        for name, row in data[family].items()
        for word in split_row(row)
    }
    activities = {
        tuple(word.split()): name
        for name, row in data["activities"].items()
        for word in split_row(row["words"])
    }
    things = {name: tuple(split_row(row["things"])) for name, row in data["activities"].items()}
    return _Tables(nouns, activities, things)

"""Adjectives and comparisons: one word or short phrase comes in, its meaning goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from .names import exact, read_table, split_row

AdjectiveKind = Literal["color", "size", "shape", "material", "state", "other"]
Order = Literal["ascending", "descending"]
KINDS: tuple[AdjectiveKind, ...] = ("color", "size", "shape", "material", "state", "other")

# Words that shade a colour ("dark blue"), and the shade they say.
_SHADE_VALUE = {
    "dark": "dark", "darker": "dark", "deep": "dark", "dull": "dark",
    "light": "light", "lighter": "light", "bright": "light", "pale": "light", "pastel": "light",
    "vivid": "",
}  # fmt: skip
SHADES = frozenset(_SHADE_VALUE)


class Adjective(NamedTuple):
    """What an adjective says: its `kind`, and the head word of its synonyms as `value`."""

    kind: AdjectiveKind
    value: str


class Comparison(NamedTuple):
    """What "taller" and "tallest" sort by: a key of `vocabulary.RANK_KEYS` and an order."""

    key: str
    order: Order


@dataclass(frozen=True)
class _Tables:
    adjectives: Mapping[str, Adjective]
    comparisons: Mapping[str, Comparison]
    ranks: Mapping[str, Comparison]
    typos: Mapping[str, str]
    function_words: frozenset[str]
    max_words: int


@lru_cache(maxsize=1 << 15)
def adjective(phrase: str) -> Adjective | None:
    """What an adjective says, or None.

    >>> adjective("large"), adjective("dark green")
    (Adjective(kind='size', value='big'), Adjective(kind='color', value='dark green'))
    """
    words = phrase.lower().replace("-", " ").replace("coloured", "colored").split()
    plain = " ".join(words)
    known = _tables().adjectives.get(plain)
    if known is None and len(words) == 1:
        known = _of_comparative(plain)
    if known or len(words) < 2:
        return known
    if words[-1] in ("colored", "color", "colour", "shade", "shaped", "sized", "looking", "ish"):
        return adjective(" ".join(words[:-1]))
    color = adjective(" ".join(words[1:]))
    if words[0] in SHADES and color and color.kind == "color":
        return Adjective("color", f"{_SHADE_VALUE[words[0]]} {color.value}".strip())
    return None


def _of_comparative(word: str) -> Adjective | None:
    """What "messier" or "neatest" says where no table ranks it: that it is messy, neat."""
    tables = _tables()
    if word in tables.comparisons or exact(word) is not None:
        return None
    for ending, plain in (("iest", "y"), ("ier", "y"), ("est", ""), ("er", "")):
        known = tables.adjectives.get(word.removesuffix(ending) + plain)
        if word.endswith(ending) and known is not None:
            return known
    return None


def longest_adjective(tokens: Sequence[str], start: int = 0) -> int:
    """How many words from `start` form one adjective; 0 where none does."""
    for length in range(min(_tables().max_words, len(tokens) - start), 0, -1):
        if adjective(" ".join(tokens[start : start + length])):
            return length
    return 0


def comparative(phrase: str) -> Comparison | None:
    """What a comparative or superlative sorts by, or None: "tallest" -> height, descending."""
    words = phrase.lower().replace("-", " ").split()
    known = _tables().comparisons.get(" ".join(words))
    if known or len(words) < 2 or words[0] not in ("most", "more", "least", "less"):
        return known
    rank = size_rank(" ".join(words[1:]))
    return _reverse(rank) if rank and words[0] in ("least", "less") else rank


def size_rank(phrase: str) -> Comparison | None:
    """What a plain adjective ranks by when it singles one thing out: "big" -> size, descending."""
    known = adjective(phrase)
    return _tables().ranks.get(known.value) if known else None


def typo(word: str) -> str | None:
    """The word that was probably meant where a word is a frequent slip ("closet" -> "closest").

    Some of these are words of their own; whether to believe them is for the context to say.
    """
    return _tables().typos.get(word.lower())


def function_words() -> frozenset[str]:
    """Words that have a job in the sentence but never name or describe a thing."""
    return _tables().function_words


def _reverse(rank: Comparison) -> Comparison:
    return Comparison(rank.key, "ascending" if rank.order == "descending" else "descending")


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    data = read_table("adjectives.yaml")
    adjectives = {
        name: Adjective(kind, head)
        for kind in KINDS
        for head, row in data[kind].items()
        for name in [head.replace("-", " "), *split_row(row)]
    }
    comparisons = {
        name: _comparison(key) for key, row in data["compared"].items() for name in split_row(row)
    }
    return _Tables(
        adjectives=adjectives,
        comparisons=comparisons,
        ranks={name: _comparison(row) for name, row in data["rank"].items()},
        typos={slip: meant for meant, row in data["typos"].items() for slip in split_row(row)},
        function_words=frozenset(" ".join(data["function_words"].values()).split()),
        max_words=1 + max(len(name.split()) for name in adjectives),
    )


def _comparison(row: str) -> Comparison:
    key, order = split_row(row)
    return Comparison(key, cast(Order, order))

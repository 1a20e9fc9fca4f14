"""Words for the sides of things: adjectives and nouns, and the dimension each one names."""

from __future__ import annotations

from typing import Literal

from .query import SizeKind

Dimension = Literal["height", "width", "length", "depth", "thickness"]

ADJECTIVES: dict[str, Dimension] = {
    "tall": "height",
    "high": "height",
    "wide": "width",
    "broad": "width",
    "long": "length",
    "deep": "depth",
    "thick": "thickness",
}
NOUNS: dict[str, Dimension] = {
    "height": "height",
    "width": "width",
    "length": "length",
    "depth": "depth",
    "thickness": "thickness",
}
BY = ("x", "by")  # between the sides of "6 x 4 in"
_WORDS_OF: dict[SizeKind, tuple[str, ...]] = {
    "height": ("height", "tall", "high", "taller", "higher"),
    "width": ("width", "wide", "wider"),
    "length": ("length", "long", "longer"),
    "depth": ("depth", "deep", "deeper"),
}
# What measures compare: comparatives too, but no thickness.
DIMENSIONS: dict[str, tuple[SizeKind, ...]] = {
    "diameter": ("width", "length"),
    **{word: (kind,) for kind, words in _WORDS_OF.items() for word in words},
}

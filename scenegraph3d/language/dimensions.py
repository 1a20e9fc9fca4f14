"""Words for the sides of things: adjectives and nouns, and the dimension each one names."""

from __future__ import annotations

from typing import Literal

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

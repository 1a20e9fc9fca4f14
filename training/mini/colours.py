"""Colour names and the colours they stand for: what a rendered thing is painted with."""

# ruff: noqa: E501 - one colour a line reads as the table it is.

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Colour:
    """One colour name.

    Attributes:
        hue: lowest and highest, degrees; may pass 360.
        saturation: lowest and highest, in [0, 1].
        value: lowest and highest, in [0, 1].
        also: names that are as true.
        near: names that are neither true nor false.
        words: other ways to say it.
    """

    hue: tuple[float, float]
    saturation: tuple[float, float]
    value: tuple[float, float]
    also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# The first twelve are those of the generator; people name things by them most.
COLOURS: dict[str, Colour] = {
    "black": Colour((0, 360), (0.0, 0.35), (0.04, 0.2), near=("navy",)),
    "white": Colour((20, 70), (0.0, 0.09), (0.86, 1.0), near=("cream", "silver"), words=("whitish",)),
    "gray": Colour((180, 260), (0.0, 0.1), (0.36, 0.62), near=("silver",), words=("grey", "greyish")),
    "red": Colour((350, 372), (0.68, 0.95), (0.45, 0.9), near=("maroon",), words=("reddish",)),
    "orange": Colour((16, 34), (0.7, 0.95), (0.76, 1.0), near=("gold", "tan")),
    "yellow": Colour((43, 58), (0.6, 0.95), (0.76, 1.0), near=("gold", "cream")),
    "green": Colour((78, 158), (0.3, 0.85), (0.28, 0.75), near=("teal",), words=("greenish",)),
    "blue": Colour((195, 240), (0.45, 0.95), (0.42, 0.95), near=("navy", "teal", "turquoise"), words=("bluish",)),
    "purple": Colour((262, 305), (0.33, 0.8), (0.36, 0.75), words=("violet", "lilac")),
    "pink": Colour((318, 358), (0.2, 0.55), (0.78, 1.0), words=("rose",)),
    "brown": Colour((16, 34), (0.42, 0.75), (0.26, 0.52), near=("tan", "maroon"), words=("brownish",)),
    "beige": Colour((28, 45), (0.14, 0.34), (0.68, 0.9), near=("tan", "cream")),
    "tan": Colour((24, 38), (0.36, 0.52), (0.58, 0.76), near=("brown", "beige", "orange", "gold")),
    "cream": Colour((38, 55), (0.12, 0.25), (0.9, 1.0), near=("white", "beige", "yellow"), words=("ivory",)),
    "maroon": Colour((345, 365), (0.6, 0.9), (0.25, 0.42), also=("red",), near=("brown",), words=("burgundy",)),
    "navy": Colour((215, 240), (0.5, 0.9), (0.2, 0.36), also=("blue",), near=("black",), words=("navy blue",)),
    "teal": Colour((172, 190), (0.5, 0.9), (0.35, 0.6), near=("green", "blue", "turquoise")),
    "turquoise": Colour((170, 188), (0.4, 0.8), (0.7, 0.9), near=("green", "blue", "teal")),
    "gold": Colour((38, 46), (0.5, 0.8), (0.62, 0.82), near=("yellow", "orange", "tan", "brown"), words=("golden",)),
    "silver": Colour((180, 260), (0.0, 0.08), (0.66, 0.76), near=("gray", "white")),
}  # fmt: skip
NAMES = tuple(COLOURS)
COMMON = NAMES[:12]
LIKE_WALLS = ("white", "beige", "cream", "gray", "silver", "brown", "tan", "blue", "green")


def draw_rgb(name: str, rng: np.random.Generator) -> RGB:
    """A colour that people call so."""
    colour = COLOURS[name]
    hue = rng.uniform(*colour.hue) % 360 / 360
    drawn = colorsys.hsv_to_rgb(hue, rng.uniform(*colour.saturation), rng.uniform(*colour.value))
    red, green, blue = (round(255 * share) for share in drawn)
    return red, green, blue


def says_of_colour() -> np.ndarray:
    """(C, C) float32: is it true to say the first of a thing painted the second; NaN unclear."""
    found = np.eye(len(NAMES), dtype=np.float32)
    for seen, colour in COLOURS.items():
        for said in NAMES:
            if said in colour.near or seen in COLOURS[said].near:
                found[NAMES.index(said), NAMES.index(seen)] = np.nan
        for said in colour.also:
            found[NAMES.index(said), NAMES.index(seen)] = 1.0
    return found

"""Sides and parts of a thing in words: "far right", "upper left corner", "center of the left"."""

from __future__ import annotations

from ..draft import Cursor
from ..phrases import DETERMINERS
from ..query import Side

MIDDLES = ("center", "centre", "middle", "midpoint")
CENTERED = ("centrally", "centered", "centred", "central")
PARTS = (
    "side", "edge", "corner", "end", "half", "part", "portion", "section", "position", "hand",
    "area", "sides", "edges", "point", "spot", "wall",
)  # fmt: skip
_EXTRA = ("exact", "very", "far", "outer", "outside", "immediate", "direct", "wall", "extreme")
SIDES: dict[str, Side] = {
    "left": "left", "right": "right", "front": "front", "back": "back", "rear": "back",
    "lefthand": "left", "righthand": "right", "leftmost": "left", "rightmost": "right",
}  # fmt: skip
_VERTICAL = ("top", "bottom", "upper", "lower", "base")


def read_sides(cursor: Cursor) -> tuple[tuple[Side, ...], bool, str, str]:
    """Step over "far right", "exact center of the left", "upper left corner"."""
    sides: list[Side] = []
    middle, vertical, noun = False, "", ""
    while not cursor.done:
        word = cursor.word
        if word in SIDES:
            sides.append(SIDES[word])
        elif word in MIDDLES or word in CENTERED:
            middle = True
        elif word in _VERTICAL and not (word == "base" and cursor.peek(1) != "of"):
            vertical = word
        elif word in PARTS and (word != "wall" or cursor.peek(1) in PARTS):
            noun = word
        elif not (
            word in _EXTRA and (sides or middle or cursor.peek(1) in (*SIDES, *PARTS, *MIDDLES))
        ):
            of_more = word == "of" and (middle or noun) and side_ahead(cursor)
            if not of_more:
                break
            cursor.index += cursor.peek(1) in DETERMINERS
        cursor.index += 1
    return tuple(sides), middle, vertical, noun


def side_ahead(cursor: Cursor) -> bool:
    """True for the "of" of "center of the left side"."""
    place = 2 if cursor.peek(1) in DETERMINERS else 1
    word, behind = cursor.peek(place), cursor.peek(place + 1)
    named = word in SIDES or word in _VERTICAL or word in MIDDLES or word in PARTS
    return named and word != "wall" and (behind in PARTS or behind in ("of", *MIDDLES))

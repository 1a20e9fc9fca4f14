"""Drawers, shelves and compartments: how many there are, and which stretch of the box is one."""

from __future__ import annotations

import re

import numpy as np

from ...language.numerals import number
from ...language.query import Find, Region
from ..resolution import Resolution
from .picks import picked
from .viewers import direction_of
from .whole import Span, Whole, cut

# How high one is in furniture as it is built, metres.
LAYERS = {"drawer": 0.26, "shelf": 0.36, "layer": 0.4, "compartment": 0.5}
_WIDTH = 0.55  # metres of one compartment beside another
_BIN = 0.02  # metres
_STRONG = 0.4  # of the strongest level, from which one counts as a shelf
_THINNEST = 0.02  # metres of a level
_APART = 0.15  # metres between two shelves at least
_MOST_UNEQUAL = 2.0  # heights of two levels of one shelf
_LEAST_POINTS = 200
_COUNTED = re.compile(r"(\w+) (?:drawer|shelf|tier|level|door|layer)")


def layer_spans(state: Resolution, region: Region, whole: Whole, find: Find) -> list[Span]:
    """The span of "the top two drawers", "the rightmost compartment", "the second shelf"."""
    span = whole.span
    for side in region.sides:
        if side in ("left", "right", "middle") and not _is_single(region, whole):
            span = _beside(state, whole, span, side)
    upright = [side for side in region.sides if side in ("top", "bottom")]
    if region.sides and not upright and not region.numbers:
        return [span if "middle" not in region.sides else cut(whole.span, 2, 1 / 3, 2 / 3)]
    edges = level_edges(region, whole, find)  # from the bottom up
    total = len(edges) - 1
    if (edges[-1] - edges[0]) / total < _THINNEST:
        return []  # nothing has so many
    if upright or region.numbers:
        return [_level(span, edges, *_wanted(region, total, upright))]
    spans = [_level(span, edges, place, place) for place in range(total)]
    return picked(state, region.picks, whole, spans)


def _is_single(region: Region, whole: Whole) -> bool:
    """True where "the middle drawer" can only be one of several above each other."""
    return "middle" in region.sides or max(whole.extent[:2]) < _WIDTH


def _beside(state: Resolution, whole: Whole, span: Span, side: str) -> Span:
    axis, sign = whole.axis_of(direction_of(state, whole, "left" if side == "left" else "right"))
    count = max(round(whole.extent[axis] / _WIDTH), 2)
    return cut(span, axis, 0.0, 1 / count, sign=-sign)


def _level(span: Span, edges: np.ndarray, first: int, last: int) -> Span:
    part = span.copy()
    part[:, 2] = edges[first], edges[last + 1]
    return part


def _wanted(region: Region, total: int, upright: list[str]) -> tuple[int, int]:
    """The first and the last level meant, 0 the lowest; numbers count from the top."""
    if region.numbers:
        from_top = [n if n > 0 else total + 1 + n for n in region.numbers]
        if upright == ["bottom"]:
            from_top = [total + 1 - n for n in from_top]
        places = sorted(min(max(total - n, 0), total - 1) for n in from_top)
        return places[0], places[-1]
    count = min(region.count or 1, total)
    return (total - count, total - 1) if upright == ["top"] else (0, count - 1)


def level_edges(region: Region, whole: Whole, find: Find) -> np.ndarray:
    """(L + 1,) heights that part the levels, in the frame of the thing, from the bottom up.

    By the number that is said, else by the points of its boards, else as furniture is built.
    """
    low, high = whole.span[:, 2]
    said = _said_total(region, find)
    if said is not None:
        return np.linspace(low, high, said + 1)
    boards = None if region.name == "drawer" else _boards(whole)
    if boards is not None:
        return boards
    needed = max([*(abs(n) for n in region.numbers), region.count or 1, 2])
    total = max(round((high - low) / LAYERS[region.name]), needed)
    return np.linspace(low, high, total + 1)


def _said_total(region: Region, find: Find) -> int | None:
    """The number in "the cabinet with three drawers", "the three-tier shelf"."""
    if region.total is not None:
        return region.total
    for attribute in find.attributes:
        counted = _COUNTED.fullmatch(attribute.value)
        if counted and (total := number(counted[1])):
            return total
    return None


def _boards(whole: Whole) -> np.ndarray | None:
    """Heights of a shelf's boards by its points, with its two ends; None where none show."""
    if whole.points is None or len(whole.points) < _LEAST_POINTS:
        return None
    low, high = whole.span[:, 2]
    counts, edges = np.histogram(whole.points[:, 2], bins=max(int((high - low) / _BIN), 3))
    heights = (edges[1:] + edges[:-1]) / 2
    found: list[float] = []
    for place in np.argsort(-counts):
        apart = all(abs(heights[place] - other) >= _APART for other in (*found, low, high))
        if counts[place] >= _STRONG * counts.max() and apart:
            found.append(float(heights[place]))
    levels = np.array([low, *sorted(found), high])
    # One much higher than another hides a board behind what stands in it.
    hidden = np.diff(levels).max() > _MOST_UNEQUAL * np.diff(levels).min()
    return levels if found and not hidden else None

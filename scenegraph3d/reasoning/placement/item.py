"""What is put somewhere: how large it is, whether it hangs or lies flat, what it replaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...language.lexicon import match_labels
from ...language.query import AnyOf, Find, Place, Query, Size, Sized
from ..resolution import Resolution
from .anchors import likely_rows
from .areas import AREAS, PROBE
from .sizes import hangs, lies_flat, typical_size

_UNKNOWN_SIZE = (0.3, 0.3, 0.3)
_FLAT_HEIGHT = 0.03  # metres, up to which a thing may lie under others
_SAME_NAME = 0.5
_SURELY_SAME = 0.95


@dataclass(frozen=True, eq=False)
class Item:
    """What is put somewhere.

    Attributes:
        label: what to call it.
        extent: (3,) length, width, height, metres; of what hangs the width is its thickness.
        row: the object that is moved or replaced, -1 for a new thing.
        hung: it is fixed to a wall.
        flat: it may lie under other things.
        area: it is an empty area of any size, and `extent` only what must fit in it everywhere.
        copies: how many of it are put, apart from each other.
    """

    label: str
    extent: np.ndarray
    row: int
    hung: bool
    flat: bool
    area: bool = False
    copies: int = 1


def measure_item(state: Resolution, query: Query) -> Item:
    """The item of a request, its sizes from the words, the scene or plain knowledge."""
    place = query.place
    assert place is not None
    row = -1
    if place.action != "put":
        rows, _ = likely_rows(state, query.target)
        row = int(rows[0]) if len(rows) else -1
    category = query.target.category
    if category.split()[-1] in AREAS and place.size == Size() and place.action == "put":
        return Item(category, np.array(PROBE), -1, False, False, area=True)
    hung = place.hung or _on_wall(place) or (hangs(category) and _may_hang(place))
    known = _known_extent(state, query.target, row)
    if row < 0:
        known = known * _longest(query.target, known) / known.max()
    extent = _extent(place.size, known, hung=hung)
    flat = (lies_flat(category) or extent[2] <= _FLAT_HEIGHT) and not hung
    copies = max(query.target.count or 1, 1) if place.action == "put" else 1
    return Item(category, extent, row, hung, flat, copies=copies)


def _on_wall(place: Place) -> bool:
    """True for "on the wall" and for what is so far above something that only a wall holds it."""
    return any(
        (spot.relation in ("on", "center_of") and _names(spot.anchors, "wall"))
        or (spot.relation == "above" and spot.distance is not None)
        for spot in place.spots
    )


def _may_hang(place: Place) -> bool:
    return not any(
        spot.relation in ("on", "in") and not _names(spot.anchors, "wall") for spot in place.spots
    )


def _names(anchors: tuple[Find, ...], name: str) -> bool:
    return any(anchor.category.split()[-1] == name for anchor in anchors)


def _known_extent(state: Resolution, find: Find, row: int) -> np.ndarray:
    """(3,) sizes of the thing itself, of things like it, or of its kind; metres."""
    extents = state.graph.instances.extent
    if row >= 0:
        return extents[row]
    labels = state.graph.instances.label.astype(str).tolist()
    likeness = match_labels(find.category, labels)
    typical = typical_size(find.category)
    alike = likeness >= (_SAME_NAME if typical is None else _SURELY_SAME)
    if alike.any():
        extent = np.median(np.sort(extents[alike][:, :2], axis=1)[:, ::-1], axis=0)
        return np.append(extent, np.median(extents[alike][:, 2]))
    return np.array(_UNKNOWN_SIZE if typical is None else typical)


def _longest(find: Find, known: np.ndarray) -> float:
    """Metres of the longest side, as far as "a 3 inch cup" says it."""
    for clause in find.clauses:
        sizes = clause.clauses if isinstance(clause, AnyOf) else ()
        values = {size.value for size in sizes if isinstance(size, Sized)}
        if len(values) == 1:
            return values.pop()
    return float(known.max())


def _extent(size: Size, known: np.ndarray, *, hung: bool) -> np.ndarray:
    """(3,) length, width and height from what is said, the rest as known."""
    if hung:
        return _hung_extent(size, known)
    deep = size.depth if size.depth is not None else size.width
    if deep is None and size.diameter is not None:
        deep = size.diameter
    long = size.length if size.length is not None else size.diameter
    if long is None:
        long = size.width if size.depth is not None else None
    if long is None and deep is not None and known[0] < deep:
        long = deep
    height = size.height if size.height is not None else size.thickness
    return np.array(
        [
            known[0] if long is None else long,
            known[1] if deep is None else deep,
            known[2] if height is None else height,
        ]
    )


def _hung_extent(size: Size, known: np.ndarray) -> np.ndarray:
    """Length along the wall, thickness off it, height.

    Of three plain numbers the smallest is the thickness: nobody says "0.05 by 0.6 by 0.6" of
    anything else.
    """
    thick = size.thickness if size.thickness is not None else size.depth
    sides = [size.length, size.width, size.height]
    if size.diameter is not None:
        known = np.array([size.diameter, known[1], size.diameter])
    if thick is None and all(side is not None for side in sides):
        numbers = [side for side in sides if side is not None]
        thin = int(np.argmin(numbers[:2]))
        return np.array([numbers[1 - thin], numbers[thin], numbers[2]])
    along = size.length if size.length is not None else size.width
    height = size.height
    if height is None and size.length is not None:
        height = size.width
    return np.array(
        [
            known[0] if along is None else along,
            min(known[1], 0.1) if thick is None else thick,
            known[2] if height is None else height,
        ]
    )

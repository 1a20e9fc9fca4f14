"""Parts of a thing as spans of its box: halves, sections, corners, backrests, surfaces."""

from __future__ import annotations

import numpy as np

from ...language.query import Find, Region, RegionSide, Relate
from ...language.regions.words import SIDES
from ..resolution import Resolution
from .layers import LAYERS, layer_spans
from .picks import meant_rows, objects_at, picked
from .viewers import direction_of, outward, tells_sides
from .whole import Span, Whole, between, cut

_SHARES = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "side": 0.5, "end": 0.25, "edge": 0.15}
_CORNER = 1 / 3  # of each side
_SEAT_WIDTH = 0.75  # metres of a sofa for one person
_SECTION = 1.0  # metres of other things that are spoken of in sections
_DEEP_SOFA = 1.3  # metres: a sofa deeper than this goes around a corner
_ARMS = {"sofa": 0.9, "desk": 0.7}  # metres that the arms of an L-shaped one are deep
_BACK = 1 / 3  # of a seat's depth
_SLAB = 0.06  # metres, what counts as a surface
_CUSHION = 0.12  # metres
_ARMREST = 0.2  # of a seat's width
_SEAT_HEIGHT = 0.45  # metres above the floor
_BESIDE = ("near", "next_to", "in_front_of", "behind", "touching", "belongs_to", "part_of")
_FACES: tuple[RegionSide, ...] = ("left", "right", "front", "back")


def part_spans(state: Resolution, region: Region, whole: Whole, find: Find) -> list[Span]:
    """The spans of the parts that may be meant: one, or all of that name where nothing tells.

    Args:
        state: the scene and the stated viewer.
        region: the part.
        whole: the thing.
        find: the phrase for the thing, which may count its drawers.
    """
    if region.name in LAYERS:
        spans = layer_spans(state, region, whole, find)
    elif region.name in _SHARES or region.name in ("section", "corner"):
        spans = _splits(state, region, whole, find)
    else:
        spans = [_named(state, region, whole)]
    if region.moved is not None:
        axis, sign = whole.axis_of(outward(state, whole))
        spans = [span + sign * region.moved * np.eye(3)[axis] for span in spans]
    return spans


def side_span(
    state: Resolution, whole: Whole, side: RegionSide, share: float, span: Span | None = None
) -> Span:
    """The share of a thing (or of a span of it) at one of its sides."""
    span = whole.span if span is None else span
    if side == "middle":
        return cut(span, whole.long_axis, 0.5 - share / 2, 0.5 + share / 2)
    if side in ("top", "bottom"):
        return cut(span, 2, 0.0, share, sign=-1 if side == "top" else 1)
    axis, sign = whole.axis_of(direction_of(state, whole, side))
    return cut(span, axis, 0.0, share, sign=-sign)


def _splits(state: Resolution, region: Region, whole: Whole, find: Find) -> list[Span]:
    if not region.sides and not region.numbers:
        if region.name == "section":
            span = _section_of_seats(state, region, whole)
            if span is not None:
                return [span]
        return picked(state, region.picks, whole, _candidates(state, region, whole, find))
    if not tells_sides(state, whole) and any(side in _FACES for side in region.sides):
        share = _share(state, region, whole, region.sides[0])
        return [cut(whole.span, whole.long_axis, 0.0, share, sign=sign) for sign in (1, -1)]
    span = whole.span
    for side in region.sides:
        share = _share(state, region, whole, side)
        span = side_span(state, whole, side, share, span)
    if region.numbers:
        spans = _candidates(state, region, whole, find)
        span = spans[min(max(region.numbers[0], 1), len(spans)) - 1]
    return [span]


def _share(state: Resolution, region: Region, whole: Whole, side: RegionSide) -> float:
    """How much of the side a part takes: a half takes half, a section one seat."""
    if region.name == "corner":
        return _CORNER
    if region.name != "section":
        return 1 / 3 if side == "middle" else _SHARES[region.name]
    if side == "middle":
        return 1 / 3
    axis = 2 if side in ("top", "bottom") else whole.axis_of(direction_of(state, whole, side))[0]
    return min((region.count or 1) / _num_sections(whole, axis), 1.0)


def _num_sections(whole: Whole, axis: int) -> int:
    width = _SEAT_WIDTH if whole.kind in ("sofa", "seat") else _SECTION
    return max(round(whole.extent[axis] / width), 2)


def _candidates(state: Resolution, region: Region, whole: Whole, find: Find) -> list[Span]:
    """The spans of all parts of that name."""
    if region.name == "corner":
        spans = [side_span(state, whole, side, _CORNER) for side in ("left", "right")]
        return [
            side_span(state, whole, side, _CORNER, span)
            for span in spans
            for side in ("front", "back")
        ]
    if region.name in ("side", "edge"):
        return [side_span(state, whole, side, _SHARES[region.name]) for side in _FACES]
    arms = _arms(whole, find) if region.name == "section" else []
    if arms:
        return arms
    axis = whole.long_axis
    if region.name == "end":
        return [cut(whole.span, axis, 0.0, _SHARES["end"], sign=sign) for sign in (1, -1)]
    count = _num_sections(whole, axis) if region.name == "section" else 0
    count = region.total or count or round(1 / _SHARES[region.name])
    sign = whole.axis_of(direction_of(state, whole, "right"))[1]
    return [
        cut(whole.span, axis, place / count, (place + 1) / count, sign=sign)
        for place in range(count)
    ]


def _arms(whole: Whole, find: Find) -> list[Span]:
    """The arms of something L-shaped, along each side of its box; none of other things."""
    depth = _ARMS.get(whole.kind, 0.0)
    said = any(attribute.value.startswith("l-") for attribute in find.attributes)
    around = whole.kind == "sofa" and min(whole.extent[:2]) > _DEEP_SOFA
    if not depth or not (said or around):
        return []
    return [
        cut(whole.span, axis, 0.0, min(depth / whole.extent[axis], 1.0), sign=sign)
        for axis in (0, 1)
        for sign in (1, -1)
    ]


def _section_of_seats(state: Resolution, region: Region, whole: Whole) -> Span | None:
    """The stretch of a table before some of its chairs: what is nearer to them than to others."""
    clauses = [
        clause
        for clause in region.picks
        if isinstance(clause, Relate) and clause.anchors and clause.relation in _BESIDE
    ]
    if not clauses:
        return None
    rows = meant_rows(state, clauses[0].anchors[0], whole)
    instances = state.graph.instances
    by_whole = objects_at(state, whole)
    rows = rows[by_whole[rows]]
    if not len(rows):
        return None
    same = instances.label == instances.label[rows[0]]
    others = np.setdiff1d(np.flatnonzero(by_whole & same), rows)
    if not len(others):
        return None
    axis = whole.long_axis
    mine = whole.local(instances.center[rows])[:, axis]
    theirs = whole.local(instances.center[others])[:, axis]
    low, high = whole.span[:, axis]
    below, above = theirs[theirs < mine.min()], theirs[theirs > mine.max()]
    low = (below.max() + mine.min()) / 2 if len(below) else low
    high = (above.min() + mine.max()) / 2 if len(above) else high
    return between(whole.span, axis, float(low), float(high))


def _named(state: Resolution, region: Region, whole: Whole) -> Span:
    """A part with a name of its own."""
    name, span = region.name, whole.span
    seated = whole.kind in ("seat", "sofa") or whole.kind == "toilet"
    seat = seat_height(whole)
    if name == "backrest" or (name == "back" and seated):
        back = side_span(state, whole, "back", _BACK)
        return between(back, 2, seat, span[1, 2])
    if name == "seat":
        front = side_span(state, whole, "front", 1 - _BACK)
        return between(front, 2, max(seat - _CUSHION, span[0, 2]), seat)
    if name == "armrest":
        side = region.sides[0] if region.sides else "left"
        arm = side_span(state, whole, side, _ARMREST)
        return between(arm, 2, seat, min(seat + 0.25, float(span[1, 2])))
    if name in ("surface", "top"):
        top = whole.peak(0.0, float(span[1, 2])) if whole.kind == "desk" else None
        high = float(span[1, 2]) if top is None else min(top + _SLAB / 2, float(span[1, 2]))
        return between(span, 2, high - _SLAB, high)
    if name in ("base", "bottom"):
        return cut(span, 2, 0.0, 1 / 3)
    if name in ("head", "foot"):
        return side_span(state, whole, "back" if name == "head" else "front", 1 / 3)
    return side_span(state, whole, SIDES.get(name, "middle"), 1 / 3)


def seat_height(whole: Whole) -> float:
    """Where one sits, in the frame of the thing: by its points, else as seats are built."""
    bottom, height = float(whole.span[0, 2]), float(whole.extent[2])
    usual = bottom + min(_SEAT_HEIGHT, 0.55 * height)
    return whole.peak(bottom + 0.3 * height, bottom + 0.65 * height) or usual

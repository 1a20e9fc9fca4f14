"""The space under, above, beside, between things: empty volume measured from their boxes."""

from __future__ import annotations

import numpy as np

from ...language.query import Region, RegionSide
from ..resolution import Resolution
from .viewers import direction_of
from .whole import Span, Whole, between

_REACH = 1.0  # metres that a space stretches from its thing, where nothing stops it before
_LEAST = 0.1  # metres, so that a space is one
_WITHIN = 0.95  # of each side, the room inside a box
_AROUND = 0.5  # metres around a thing
_BOARD = 0.08  # metres that the top of a table is thick
_LEGS = {"bed": 0.3, "sofa": 0.2}  # share of the height that is under the frame
_ON_WHEELS = frozenset(("car", "truck", "bus", "van", "vehicle", "taxi", "trailer"))
_WHEELS = 0.15  # share of the height of a vehicle that is under it
_OVERLAP = 0.05  # metres that neighbours' boxes may share
_SAME = 0.15  # metres from the floor, up to which a thing stands on it
_BLOCKS = 0.2  # share of the footprint, from which something above or beside stops a space
_SIDES: dict[str, RegionSide] = {
    "left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back",
}  # fmt: skip


def space_spans(state: Resolution, region: Region, whole: Whole) -> list[Span]:
    """The space in the region's relation to one thing, as a span in the thing's frame."""
    relation, span = region.relation, whole.span
    if relation == "below":
        return [_under(whole)]
    if relation in ("above", "on"):
        return [_over(whole)]
    if relation == "in":
        return [span * _WITHIN]
    if relation in _SIDES:
        return [_beside(state, whole, _SIDES[relation])]
    around = span + np.array([[-_AROUND] * 3, [_AROUND] * 3])
    return [between(around, 2, whole.floor, float(span[1, 2]))]


def span_between(first: Whole, second: Whole) -> Span:
    """The space between two things, as a span in the frame of the first.

    Along a side on which they stand apart it fills the gap; along the others it is as wide as
    what they share, and as high as the lower of the two.
    """
    other = second.local_box(first)
    span = first.span.copy()
    for axis in (0, 1):
        shared = max(span[0, axis], other[0, axis]), min(span[1, axis], other[1, axis])
        span[:, axis] = sorted(shared)
        if span[1, axis] - span[0, axis] < _LEAST:
            span[:, axis] = span[:, axis].mean() + np.array([-_LEAST, _LEAST]) / 2
    top = min(first.span[1, 2], other[1, 2])
    return between(span, 2, first.floor, float(top))


def _under(whole: Whole) -> Span:
    """Between the floor and the underside; below something that hangs, down to the floor."""
    bottom = float(whole.span[0, 2])
    if bottom - whole.floor > _SAME:
        return between(whole.span, 2, _support_under(whole), bottom)
    return between(whole.span, 2, whole.floor, max(_underside(whole), whole.floor + _LEAST))


def _underside(whole: Whole) -> float:
    """Where the legs of a thing end, in its frame."""
    bottom, height = float(whole.span[0, 2]), float(whole.extent[2])
    if whole.label.lower().split(" ")[-1] in _ON_WHEELS:
        return bottom + _WHEELS * height
    if whole.kind in _LEGS:
        return bottom + _LEGS[whole.kind] * height
    if whole.kind == "seat":
        seat = whole.peak(bottom + 0.3 * height, bottom + 0.65 * height)
        return (seat or bottom + min(0.45, 0.55 * height)) - _BOARD
    top = whole.peak(bottom + 0.5 * height, bottom + height) if whole.kind == "desk" else None
    return (bottom + height if top is None else top + _BOARD / 2) - _BOARD


def _over(whole: Whole) -> Span:
    """From the top up to what hangs above, or the ceiling, or an arm's length."""
    top = float(whole.span[1, 2])
    ceiling = whole.graph.rooms[int(whole.graph.room_of[whole.row])].ceiling_z - whole.center[2]
    stops = [top + _REACH, max(float(ceiling), top + _LEAST)]
    aabb = whole.graph.instances.aabb[_overlapping(whole, whole.span)]
    above = aabb[:, 2] - whole.center[2]
    stops += above[above > top + _LEAST].tolist()
    return between(whole.span, 2, top, min(stops))


def _support_under(whole: Whole) -> float:
    """The top of what stands below something that hangs, or the floor, in its frame."""
    aabb = whole.graph.instances.aabb[_overlapping(whole, whole.span)]
    tops = aabb[:, 5] - whole.center[2]
    tops = tops[(tops < whole.span[0, 2] - _LEAST) & (tops > whole.floor)]
    return float(tops.max(initial=whole.floor))


def _beside(state: Resolution, whole: Whole, side: RegionSide) -> Span:
    """As wide as the side, as high as the thing, up to what stands in the way."""
    axis, sign = whole.axis_of(direction_of(state, whole, side))
    span = between(whole.span, 2, whole.floor, float(whole.span[1, 2]))
    edge = span[1, axis] if sign > 0 else span[0, axis]
    reach = between(span, axis, *sorted((float(edge), float(edge) + sign * _REACH)))
    depth = max(_free_run(whole, reach, axis, sign), _LEAST)
    return between(span, axis, *sorted((float(edge), float(edge) + sign * depth)))


def _free_run(whole: Whole, reach: Span, axis: int, sign: int) -> float:
    """Metres from a side to the first thing in the way, at most `_REACH`."""
    graph, runs = whole.graph, [_REACH]
    edge = reach[0, axis] if sign > 0 else reach[1, axis]
    for row in _overlapping(whole, reach):
        other = Whole.of(graph, int(row)).local_box(whole)
        near = other[0, axis] if sign > 0 else other[1, axis]
        tall = other[1, 2] > whole.floor + _SAME and other[0, 2] < reach[1, 2]
        ahead = float(sign * (near - edge))  # what the thing stands on begins before its edge
        if tall and ahead > -_OVERLAP:
            runs.append(max(ahead, 0.0))
    return min(runs)


def _overlapping(whole: Whole, span: Span) -> np.ndarray:
    """Rows of the other objects over a good share of a span's footprint, seen from above."""
    box = whole.boxes(span)
    half = np.abs(box.R_world_box[0, :2, :2]) @ box.extent[0, :2] / 2
    low, high = box.center[0, :2] - half, box.center[0, :2] + half
    aabb = whole.graph.instances.aabb
    shared = np.minimum(aabb[:, 3:5], high) - np.maximum(aabb[:, :2], low)
    area = np.maximum(shared, 0.0).prod(axis=1)
    smaller = np.minimum((aabb[:, 3:5] - aabb[:, :2]).prod(axis=1), (high - low).prod())
    over = area > _BLOCKS * np.maximum(smaller, 1e-6)
    over[whole.row] = False
    return np.flatnonzero(over)

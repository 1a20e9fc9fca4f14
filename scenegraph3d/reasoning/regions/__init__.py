"""Answers that are parts and stretches of space: a Query with a region, and the answer for its
thing, become ranked boxes."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np

from ...geometry.boxes import iou_aabb
from ...graph.relations import pair_distance
from ...language.query import Query, Region
from ...records import Boxes
from ..answer import ClauseFrame, Grounding, Result
from ..frames import WeightedFrame
from ..resolution import Resolution
from ..resolve import resolve
from .areas import Area, count_rooms, find_areas, named_rooms
from .parts import part_spans
from .spaces import space_spans, span_between
from .viewers import viewer_of
from .whole import Whole

_SURE = 0.93  # how probable an area is at most
_GAP = 0.15  # metres that make a space between two things
_TWIN = 0.8  # overlap of two boxes that are the same place
_RIVAL = 0.8  # of the best score, from which another area fits as well
_VIEWED = ("left", "right", "front", "back")
_VIEWED_SPACES = ("left_of", "right_of", "in_front_of", "behind")


def answer_region(state: Resolution, query: Query, whole: Grounding) -> Grounding:
    """The answer to a Query with a region.

    Args:
        state: the scene and the stated viewer.
        query: what is asked for, with `region`.
        whole: the answer for the thing that the region belongs to.

    Returns:
        One box for each candidate thing, as probable as the thing; for an area, one for each
        that may be meant. "not_found" where the thing is not there.
    """
    region = query.region
    assert region is not None
    if region.kind == "area":
        return _of_areas(state, find_areas(state, query, region), region, whole)
    if whole.status in ("not_found", "unsupported"):
        return replace(whole, results=(), answer_ids=())
    made = [_of_thing(state, query, region, result) for result in whole.results]
    if not any(made) or not whole.is_answer(whole.results[0]):
        reason = f"nothing here tells which {region.name} is meant"
        return replace(whole, status="not_found", reason=reason, results=(), answer_ids=())
    told = [
        len(m) for m, result in zip(made, whole.results, strict=True) if whole.is_answer(result)
    ]
    results = sorted(chain.from_iterable(made), key=lambda result: -result.probability)
    num_regions = len(_without_twins(results[: sum(told)]))
    results = _without_twins(results)
    sided = region.relation in _VIEWED_SPACES or any(side in _VIEWED for side in region.sides)
    unsure = whole.status == "ok" and max(told) > 1
    reason = f"{results[0].name}: {whole.reason}" if whole.status == "ok" else whole.reason
    return replace(
        whole,
        status="ambiguous" if unsure else whole.status,
        results=tuple(results),
        reason=f"which {region.name} is not told: {num_regions} fit" if unsure else reason,
        num_regions=num_regions,
        frame=(*whole.frame, *(_frame_of(state, region, results[0]) if sided else ())),
    )


def answer_room(state: Resolution, query: Query, whole: Grounding) -> Grounding:
    """The answer to "the kitchen", where no thing goes by that name but a room does."""
    if query.verb == "count":
        counted = count_rooms(state, query.target)
        return whole if counted is None else replace(whole, count=counted[0], reason=counted[1])
    areas = named_rooms(state, query.target)
    if not areas:
        return whole
    region = Region(kind="area", name=query.target.category, text=query.target.text)
    return _of_areas(state, areas, region, whole)


def _of_thing(state: Resolution, query: Query, region: Region, result: Result) -> list[Result]:
    """The boxes that may be meant of one thing, which share its probability."""
    whole, name = Whole.of(state.graph, _row(state, result)), _name(region)
    label = f"{name}{'' if region.kind == 'space' else ' of'} {result.label}".strip()
    if region.kind == "part":
        spans = part_spans(state, region, whole, query.target)
    elif region.relation == "between":
        other = _other_of(state, query, region, whole)
        spans = [] if other is None else [span_between(whole, other)]
        label = label if other is None else f"{name} {other.label} and {result.label}"
    else:
        spans = space_spans(state, region, whole)
    share = result.probability / max(len(spans), 1)
    return [_result(whole.boxes(span), name, label, share, result.instance_id) for span in spans]


def _without_twins(results: list[Result]) -> list[Result]:
    """The results without boxes that came before: the space between two beds is that of both."""
    kept: list[Result] = []
    for result in results:
        before = np.array([other.aabb for other in kept]).reshape(-1, 6)
        if not (iou_aabb(before, result.aabb[None]) > _TWIN).any():
            kept.append(result)
    return kept


def _row(state: Resolution, result: Result) -> int:
    return int(np.flatnonzero(state.graph.instances.instance_id == result.instance_id)[0])


def _other_of(state: Resolution, query: Query, region: Region, whole: Whole) -> Whole | None:
    """The other of two things: the one that is named, or the next of "the two chairs"."""
    find = next(iter(region.others), query.target)
    scores = resolve(state, find, top=False)
    scores[whole.row] = 0.0
    if not scores.any():
        return None
    state.anchors.append((find.text or find.category, scores))
    rows = np.flatnonzero(scores > 0.5 * scores.max())
    apart = pair_distance(state.graph, np.array([whole.row]), rows)[0]
    # Of several walls, the nearest that leaves room in between.
    nearest = np.lexsort((apart, apart < _GAP))[0]
    return Whole.of(state.graph, int(rows[nearest]))


def _name(region: Region) -> str:
    """Such as "left half", "top 2 drawers", "space under"."""
    if region.kind == "space":
        words = (region.relation or "").replace("_", " ")
        return f"space {words}"
    sides = " ".join(region.sides)
    numbers = " and ".join(f"{n}." for n in region.numbers)
    count = "" if region.count in (None, 1) else str(region.count)
    return " ".join(word for word in (sides, numbers, count, region.name) if word)


def _result(
    boxes: Boxes, region: str, label: str, probability: float, instance_id: int | None
) -> Result:
    center, extent, R = boxes.center[0], boxes.extent[0], boxes.R_world_box[0]
    half = np.abs(R) @ extent / 2
    return Result(
        instance_id=instance_id,
        label=label,
        probability=probability,
        center=center,
        aabb=np.concatenate([center - half, center + half]),
        obb_center=center,
        extent=extent,
        R_world_box=R,
        num_points=None,
        region=region,
    )


def _frame_of(state: Resolution, region: Region, result: Result) -> tuple[ClauseFrame, ...]:
    frame = viewer_of(state, Whole.of(state.graph, _row(state, result)))
    return (_clause_frame(region.text, frame),)


def _clause_frame(text: str, frame: WeightedFrame) -> ClauseFrame:
    return ClauseFrame(text, frame.kind, frame.weight, frame.viewpoint.T_world_viewer)


def _of_areas(state: Resolution, areas: list[Area], region: Region, whole: Grounding) -> Grounding:
    """The answer of areas, most probable first."""
    name = (region.activity and f"area to {region.activity}") or _name(region)
    plain = replace(whole, answer_ids=(), results=(), trace=(), count=None, measure=None)
    if not areas:
        reason = f"nothing here tells of such a place: {region.text or name!r}"
        return replace(plain, status="not_found", reason=reason)
    scores = np.array([area.score for area in areas])
    share = _SURE * scores / scores.sum()
    results = [
        _result(_boxes(area.aabb), name, name, float(part), None)
        for area, part in zip(areas, share, strict=True)
    ]
    rivals = int((scores >= _RIVAL * scores[0]).sum())
    reason = f"the {name} fits best" if rivals == 1 else f"{rivals} places fit equally well"
    return replace(
        plain,
        status="ok" if rivals == 1 else "ambiguous",
        reason=reason,
        results=tuple(results),
        num_regions=rivals,
        frame=tuple(_clause_frame(text, frame) for text, frame in state.frames),
    )


def _boxes(aabb: np.ndarray) -> Boxes:
    return Boxes.axis_aligned((aabb[:3] + aabb[3:]) / 2, aabb[3:] - aabb[:3])

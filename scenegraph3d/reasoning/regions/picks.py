"""Which of several parts is meant: the one nearest the door, or with the bag on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...language.query import Clause, Find, Not, Rank, Relate
from ..membership import NAME_FLOOR, known_in
from ..resolution import Resolution
from ..resolve import resolve
from .whole import Span, Whole

_LIKELY = 0.5  # of the best score, from which an object counts as meant
_FAR = ("far_from",)
_OF_WHOLE = 0.6  # metres around a table in which its chairs stand
_ALWAYS_SEVERAL = 50  # objects meant by a plural without a number


def picked(
    state: Resolution, picks: Sequence[Clause], whole: Whole, spans: list[Span]
) -> list[Span]:
    """The one of `spans` that the clauses single out; all where they tell nothing."""
    told = [_penalty(state, clause, whole, spans) for clause in picks]
    known = [penalty for penalty in told if penalty is not None]
    return [spans[int(np.sum(known, axis=0).argmin())]] if known else spans


def _penalty(
    state: Resolution, clause: Clause, whole: Whole, spans: list[Span]
) -> np.ndarray | None:
    """(S,) how little each span fits a clause."""
    if isinstance(clause, Not):
        inner = _penalty(state, clause.clause, whole, spans)
        return None if inner is None else -inner
    if not isinstance(clause, Relate | Rank) or not clause.anchors:
        return None
    rows = meant_rows(state, clause.anchors[0], whole)
    if not len(rows):
        return None
    away = isinstance(clause, Rank) and clause.order == "descending"
    away |= isinstance(clause, Relate) and clause.relation in _FAR
    distance = np.array([_distance(state, whole, span, rows) for span in spans])
    return -distance if away else distance


def meant_rows(state: Resolution, find: Find, whole: Whole) -> np.ndarray:
    """Rows of the objects a phrase means, as many as it counts; the likeliest first."""
    wanted = find.count or (_ALWAYS_SEVERAL if find.quantity == "many" else 1)
    ranks = [clause for clause in find.clauses if isinstance(clause, Rank)]
    if wanted > 1 and ranks:
        return _first_of(state, find, ranks[0], wanted, whole)
    scores = _scores(state, find, whole)
    rows = np.flatnonzero(scores > _LIKELY * max(float(scores.max(initial=0.0)), 1e-9))
    if len(rows) <= wanted:
        return rows
    # Of several windows, "the window" is the one by the thing.
    middle = whole.center
    apart = _gaps_to(state, rows, middle)
    alike = np.round(scores[rows] / scores.max(), 1)
    return rows[np.lexsort((apart, -alike))[:wanted]]


def _first_of(state: Resolution, find: Find, rank: Rank, wanted: int, whole: Whole) -> np.ndarray:
    """Rows of "the two chairs nearest the wall": the nearest, the second nearest, and so on."""
    others = tuple(clause for clause in find.clauses if clause is not rank)
    members = _scores(state, find.model_copy(update={"clauses": others}), whole)
    members = np.where(_is_near(state, whole, members), members, 0.0)
    rows = np.flatnonzero(members > _LIKELY * max(float(members.max(initial=0.0)), 1e-9))
    if not len(rows):
        return rows
    along = whole.local(state.graph.instances.center[rows])[:, whole.long_axis]
    if rank.anchors:
        far = meant_rows(state, rank.anchors[0], whole)
        value = _gaps(state, rows, far) if len(far) else along
    elif rank.nth == 0:
        value = np.abs(along - np.median(along))
    else:
        value = along
    order = np.argsort(-value if rank.order == "descending" else value, kind="stable")
    return rows[order[:wanted]]


def _is_near(state: Resolution, whole: Whole, members: np.ndarray) -> np.ndarray:
    """(M,) bool: which objects stand by the whole; all, where none of the members does."""
    near = objects_at(state, whole)
    return near if (members[near] > 0).any() else np.ones(len(members), dtype=bool)


def objects_at(state: Resolution, whole: Whole) -> np.ndarray:
    """(M,) bool: which other objects stand within reach of a table."""
    local = np.abs(whole.local(state.graph.instances.center)[:, :2])
    near = np.all(local <= whole.extent[:2] / 2 + _OF_WHOLE, axis=1)
    return near & (np.arange(len(local)) != whole.row)


def _scores(state: Resolution, find: Find, whole: Whole) -> np.ndarray:
    if not known_in(state, find, least=NAME_FLOOR):
        state.missing.append(find.text or find.category)
        return np.zeros(len(state.graph))
    scores = resolve(state, find, top=False)
    scores[whole.row] = 0.0
    if scores.any():
        state.anchors.append((find.text or find.category, scores.copy()))
    return scores


def _gaps_to(state: Resolution, rows: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(T,) metres from the boxes of `rows` to a place (3,)."""
    aabb = state.graph.instances.aabb[rows]
    return np.linalg.norm(
        np.maximum(np.maximum(aabb[:, :3] - place, place - aabb[:, 3:]), 0), axis=1
    )


def _gaps(state: Resolution, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(T,) metres from the middles of `rows` to the nearest box of `others`."""
    centers = state.graph.instances.center[rows, None]
    aabb = state.graph.instances.aabb[others]
    outside = np.maximum(aabb[None, :, :3] - centers, centers - aabb[None, :, 3:])
    return np.linalg.norm(np.maximum(outside, 0.0), axis=2).min(axis=1)


def _distance(state: Resolution, whole: Whole, span: Span, rows: np.ndarray) -> float:
    """Mean metres from a span to the objects; what touches it is told apart by its middle."""
    aabb = state.graph.instances.aabb[rows]
    box = whole.boxes(span)
    turned = np.abs(box.R_world_box[0]) @ box.extent[0] / 2
    low, high = box.center[0] - turned, box.center[0] + turned
    apart = np.maximum(np.maximum(aabb[:, :3] - high, low - aabb[:, 3:]), 0.0)
    middles = np.linalg.norm((aabb[:, :3] + aabb[:, 3:]) / 2 - box.center[0], axis=1)
    return float((np.linalg.norm(apart, axis=1) + 0.2 * middles).mean())

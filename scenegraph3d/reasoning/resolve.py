"""Resolve a Find against a graph: every clause scores every candidate, anchors stay uncertain."""

from __future__ import annotations

import numpy as np

from ..graph.relations import measure, pair_distance, score_between, score_group, score_relation
from ..graph.scene_graph import SceneGraph
from ..language.query import AnyOf, Clause, Find, Not, Rank, Relate, Sized
from ..vocabulary import RELATIONS
from .membership import NAME_FLOOR, attribute_scores, category_scores, known_in
from .perspective import along_view, score_directed, viewer_distance
from .ranks import middle_probability, nth_probability
from .resolution import NO_ROWS, Resolution
from .rooms import names_room, names_storey, room_scores
from .sizes import size_scores

# What a failed clause leaves of a score: words are loose, scans are noisy.
FLOOR = {"relation": 0.06, "rank": 0.04, "attribute": 0.25}
MAX_ANCHORS = 150
MAX_PAIRED_ANCHORS = 8  # of each of the two that "between" pairs up
SURE = 0.5  # score from which a clause holds: "not on the table" is said against such things
DOUBT = 0.03  # of the spread of what a rank sorts by: a difference that leaves doubt
MOST_DOUBT = 0.5  # metres; on a street the spread says nothing of how well people compare
SHARPNESS = 4.0  # tuned on even development rooms
# How much plain nearness counts beside these: people say "with", "in" and "on" loosely.
NEARNESS_SHARE: dict[str, float] = dict.fromkeys(
    ("has_part", "part_of", "in", "containing", "on", "supporting"), 0.3
)
# "With" is said of what a thing has, carries or holds.
_SAID_OF: dict[str, tuple[str, ...]] = {"has_part": ("has_part", "supporting", "containing")}
# What people call the groups of a graph.
_GROUP_NAMES = {"row": "row", "line": "row", "stack": "stack", "pile": "stack"}


def resolve(state: Resolution, find: Find, *, top: bool = True) -> np.ndarray:
    """How well each object fits the phrase with all its clauses.

    Args:
        state: the graph and frames; collects the explanation where `top`.
        find: the phrase.
        top: True for the target, whose clauses are explained.

    Returns:
        (M,) scores in [0, 1], not normalised; 0 for objects of another kind.
    """
    kind = category_scores(state.graph, find, state.sight)
    scores = np.zeros(len(state.graph))
    if not len(kind):
        return scores
    if kind.max() < NAME_FLOOR:  # nothing goes by that name: rank everything by the clauses
        kind = np.full(len(kind), NAME_FLOOR)
    rows = np.flatnonzero(kind > 0.3 * kind.max())
    weight = _sharpened(kind[rows])
    if top:
        state.name_fit, state.name_weight = kind / kind.max(), _sharpened(kind)
        state.note(find.category, "category", rows, kind[rows])
    for attribute in find.attributes:
        fit = attribute_scores(state, attribute, find.category, rows=rows, weight=weight)
        if top:
            said = f"{'not ' if attribute.negated else ''}{attribute.value}"
            state.note(said, attribute.kind, rows, fit)
        weight = weight * _floored(fit, "attribute")
    for clause in find.clauses:
        if not isinstance(clause, Rank):
            weight = weight * _clause_weight(state, clause, rows, weight, top)
    ranked = np.ones(len(rows))
    for rank in (clause for clause in find.clauses if isinstance(clause, Rank)):
        ranked = ranked * _clause_weight(state, _for_as_many(rank, find), rows, weight, top)
    scores[rows] = weight * ranked
    return scores


def _for_as_many(rank: Rank, find: Find) -> Rank:
    """ "The two closest chairs" are both as good as the closest one."""
    if find.quantity == "one" or find.count is None or abs(rank.nth) != 1:
        return rank
    return rank.model_copy(update={"first": max(rank.first, find.count)})


def _sharpened(kind: np.ndarray) -> np.ndarray:
    """A better name is worth more than its score says: the speaker had the choice."""
    return kind * (kind / kind.max()) ** SHARPNESS


def _floored(fit: np.ndarray, what: str) -> np.ndarray:
    floor = FLOOR[what]
    return floor + (1.0 - floor) * fit


def _clause_weight(
    state: Resolution, clause: Clause, rows: np.ndarray, weight: np.ndarray, top: bool
) -> np.ndarray:
    fit = clause_scores(state, clause, rows, weight, top)
    if fit is None:
        return np.ones(len(rows))
    if top:
        kind = "rank" if _graded(clause) else "absence" if isinstance(clause, Not) else "relation"
        state.note(clause.text or clause.op, kind, rows, fit)
    if isinstance(clause, Rank):
        return _floored(fit, "rank")
    best = float(fit.max(initial=0.0))
    # The words presuppose that the clause holds of something: judge it relative to the best.
    return _floored(fit / max(best, 0.05), "relation")


def _graded(clause: Clause) -> bool:
    """True for what is said of whatever comes closest to it, like a superlative: "near"."""
    if isinstance(clause, Not):
        return _graded(clause.clause)
    if not isinstance(clause, Relate):
        return isinstance(clause, Rank)
    if clause.relation in ("near", "far_from"):
        return True
    return RELATIONS[clause.relation].view_dependent and clause.frame != "self"


def clause_scores(
    state: Resolution, clause: Clause, rows: np.ndarray, weight: np.ndarray, top: bool
) -> np.ndarray | None:
    """(T,) how well each candidate satisfies one clause; None where nothing can be said."""
    if isinstance(clause, Relate):
        return _relate(state, clause, rows, top)
    if isinstance(clause, Rank):
        return _rank(state, clause, rows, weight, top)
    if isinstance(clause, Sized):
        return size_scores(state, clause, rows)
    if isinstance(clause, Not):
        inner = clause_scores(state, clause.clause, rows, weight, top)
        return None if inner is None else 1.0 - inner / max(float(inner.max(initial=0)), SURE)
    assert isinstance(clause, AnyOf)
    parts = [clause_scores(state, part, rows, weight, top) for part in clause.clauses]
    known = [part for part in parts if part is not None]
    return np.max(known, axis=0) if known else None


def _anchor(state: Resolution, find: Find, text: str, top: bool) -> tuple[np.ndarray, np.ndarray]:
    """Rows and (A,) membership of the objects an anchor phrase may mean, likeliest first."""
    if not known_in(state, find, least=NAME_FLOOR):
        state.missing.append(find.text or find.category)
        return NO_ROWS, np.empty(0)
    scores = resolve(state, find, top=False)
    order = np.argsort(-scores, kind="stable")[:MAX_ANCHORS]
    order = order[scores[order] > 0.05 * scores.max()]
    if scores.any():
        state.anchors.append((text, scores))
        state.last_anchors = order if top else NO_ROWS
    return order, scores[order] / max(float(scores.max()), 1e-9)


def _relate(state: Resolution, clause: Relate, rows: np.ndarray, top: bool) -> np.ndarray | None:
    graph, name = state.graph, clause.relation
    if not clause.anchors:
        return (
            score_relation(graph, name, rows, limits=state.limits)
            if RELATIONS[name].arity == "unary"
            else None
        )
    place = clause.anchors[0]
    if names_storey(place.category) or (names_room(place.category) and not known_in(state, place)):
        fit = room_scores(graph, place, rows, lambda find: resolve(state, find, top=False))
        if fit is None and place.category != "room":
            state.missing.append(place.text or place.category)
        return fit
    kind = _GROUP_NAMES.get(place.category)
    if kind is not None and not known_in(state, place):
        members = [row for group in graph.groups if group.kind == kind for row in group.members]
        if not members:
            state.missing.append(place.text or place.category)
        return np.isin(rows, members).astype(np.float64) if members else None
    found = [_anchor(state, find, clause.text, top) for find in clause.anchors]
    if any(len(anchors) == 0 for anchors, _ in found):
        return None
    if RELATIONS[name].arity == "ternary":
        return _between(state, rows, found)
    if RELATIONS[name].arity == "group":
        return score_group(graph, name, rows, found[0][0], limits=state.limits)
    anchors, likely = found[0]
    if RELATIONS[name].view_dependent:
        pairs = score_directed(state, clause, rows, anchors, likely, top)
    else:
        pairs = _score_said(state, clause, rows, anchors)
    return _with_as_many(pairs * likely[None, :], clause.anchors[0].count)


def _with_as_many(pairs: np.ndarray, count: int | None) -> np.ndarray:
    """(T,) how well the clause holds, over as many anchors as the words count: "three monitors".

    Halfway between the mean of the best so many and the last of them; what is not there fits not.
    """
    wanted = count or 1
    many = min(wanted, pairs.shape[1])
    best = -np.partition(-pairs, many - 1, axis=1)[:, :many]
    return (best.mean(axis=1) + best.min(axis=1)) / 2 * (many / wanted)


def _score_said(
    state: Resolution, clause: Relate, rows: np.ndarray, anchors: np.ndarray
) -> np.ndarray:
    """(T, A) a relation that does not depend on the viewer, as loosely as people say it."""

    def score(name: str) -> np.ndarray:
        return score_relation(
            state.graph, name, rows, anchors, distance=clause.distance, limits=state.limits
        )

    names = _SAID_OF.get(clause.relation, (clause.relation,))
    pairs = np.maximum.reduce([score(name) for name in names])
    share = NEARNESS_SHARE.get(clause.relation, 0.0)
    return (1.0 - share) * pairs + share * score("near") if share else pairs


def _between(
    state: Resolution, rows: np.ndarray, found: list[tuple[np.ndarray, np.ndarray]]
) -> np.ndarray:
    first, likely_first = (each[:MAX_PAIRED_ANCHORS] for each in found[0])
    second, likely_second = (each[:MAX_PAIRED_ANCHORS] for each in found[-1])
    triples = score_between(state.graph, rows, first, second, limits=state.limits)  # (T, A, B)
    likely = likely_first[:, None] * likely_second[None, :]
    likely = np.where(first[:, None] == second[None, :], 0.0, likely)
    itself = (rows[:, None, None] == first[:, None]) | (rows[:, None, None] == second)
    return (triples * np.where(itself, 0.0, likely[None])).max(axis=(1, 2))


def _rank(
    state: Resolution, clause: Rank, rows: np.ndarray, weight: np.ndarray, top: bool
) -> np.ndarray | None:
    membership = weight / max(float(weight.max()), 1e-9)
    if clause.nth == 0:
        return middle_probability(state.graph.instances.center[rows, :2], membership)
    value = _rank_value(state, clause, rows, membership, top)
    if value is None:
        return None
    sign = 1.0 if clause.order == "ascending" else -1.0
    likely = np.isfinite(value) & (membership > 0.05)
    doubt = DOUBT * float(np.ptp(value[likely])) if likely.any() else 0.0
    softness = float(np.clip(doubt, 1e-3, MOST_DOUBT))
    return nth_probability(
        sign * value, membership, nth=clause.nth, softness=softness, first=clause.first
    )


def _rank_value(
    state: Resolution, clause: Rank, rows: np.ndarray, membership: np.ndarray, top: bool
) -> np.ndarray | None:
    """(T,) what the rank sorts by; None where it cannot be measured."""
    graph = state.graph
    if clause.key in ("rightness", "frontness"):
        return along_view(state, clause, rows, membership, top)
    if clause.key == "size":
        return np.log(np.maximum(measure(graph, "size", rows), 1e-9))  # a room's sizes span decades
    if clause.key not in ("distance", "number"):
        return measure(graph, clause.key, rows)
    if not clause.anchors:
        return viewer_distance(state, rows) if clause.key == "distance" else None
    measured = _number_at if clause.key == "number" else _nearest
    found = [_anchor(state, find, clause.text, top) for find in clause.anchors]
    values = [measured(graph, rows, anchors, likely) for anchors, likely in found if len(anchors)]
    return np.sum(values, axis=0) if values else None


def _nearest(
    graph: SceneGraph, rows: np.ndarray, anchors: np.ndarray, likely: np.ndarray
) -> np.ndarray:
    """(T,) distance to the nearest anchor; an unlikely anchor counts as farther away."""
    distance = pair_distance(graph, rows, anchors).astype(float)
    distance = np.where(rows[:, None] == anchors[None, :], np.inf, distance)
    doubt = -1.0 * np.log(np.maximum(likely, 1e-3))  # metres a doubtful anchor seems farther
    nearest = (distance + doubt[None, :]).min(axis=1)
    return np.where(np.isfinite(nearest), nearest, 1e3)


def _number_at(
    graph: SceneGraph, rows: np.ndarray, anchors: np.ndarray, likely: np.ndarray
) -> np.ndarray:
    """(T,) how many anchors are near each candidate and to no other candidate nearer."""
    distance = pair_distance(graph, rows, anchors)
    belongs = distance <= distance.min(axis=0)
    return (belongs * score_relation(graph, "near", rows, anchors)) @ likely

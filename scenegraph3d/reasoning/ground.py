"""Ground a Query in a graph: scores become probabilities, a status and an explanation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..config import RelationThresholds
from ..graph.scene_graph import SceneGraph
from ..language.query import Find, Query, Rank, View
from ..records import Viewpoint
from .answer import AnchorResult, ClauseFrame, ClauseTrace, Grounding, Result
from .frames import given_frame, in_view, stated_frame
from .measures import Measured, take_measure
from .membership import NAME_FLOOR, known_in
from .regions import answer_region, answer_room
from .resolution import Resolution
from .resolve import resolve
from .rooms import names_room
from .sight import Sight
from .verdict import Verdict, judge, most_common

# Scores to probabilities, fitted on even development rooms of Nr3D, ScanRefer and, at half
# weight, Sr3D. The exponent of a score falls with each clause, which may be wrong by itself, and
# where the viewer had to be guessed.
LOG_SHARPNESS = 1.48
PER_CLAUSE = -0.45
GUESSED_VIEWER = -0.86
MOST_CLAUSES = 4  # more are not less certain still
CEILING = 0.93  # how sure a perfect fit makes; the rest is "something else was meant"
MISFIT_CEILING = 0.5  # where nothing fits, how often the best of it was meant all the same
MAX_RESULTS = 20
_DEFAULT_LIMITS = RelationThresholds()
LEAST_PROBABILITY = 1e-4  # of a result, unless nothing has more
ANCHOR_SHARE = 0.2  # probability from which an anchor is worth naming


def ground(
    graph: SceneGraph,
    query: Query,
    *,
    viewpoint: Viewpoint | None = None,
    limits: RelationThresholds = _DEFAULT_LIMITS,
    sight: Sight | None = None,
) -> Grounding:
    """Resolve a Query to objects of a scene.

    Args:
        graph: the scene.
        query: what is asked for.
        viewpoint: where the speaker stands and looks, if known: things in view are likelier
            meant, and left is the speaker's left. A viewpoint in the words goes first.
        limits: where the relations' scores cross 0.5.
        sight: what the objects' image features say of a phrase, where there are any.

    Returns:
        The answer, its results ranked by probability.

    Raises:
        ValueError: the scene has no objects to choose from.
    """
    if not len(graph):
        raise ValueError(
            f"a scene must hold instances to ground a sentence, got none in {graph.name}; "
            "give points with instance ids, or labelled boxes"
        )
    given = () if viewpoint is None else (given_frame(viewpoint),)
    state = Resolution(graph, given, limits, sight)
    _take_viewpoint(state, query.viewpoint)
    if query.verb == "most_common":
        scores, verdict = most_common(state)
    else:
        scores = resolve(state, query.target)
        if state.stated and state.stated[0].kind == "given" and not _past_the_gaze(query.target):
            scores = scores * in_view(graph, state.stated[0].viewpoint)
        verdict = judge(state, query, scores)
    measured = _measured(state, query, verdict)
    probability = _probabilities(state, scores, verdict)
    order = np.argsort(-probability, kind="stable")[:MAX_RESULTS]
    order = order[probability[order] >= min(LEAST_PROBABILITY, probability[order[0]])]
    answer = Grounding(
        status=verdict.status,
        query=query,
        reason=verdict.reason if measured is None else measured.sentence,
        frame=_frames(state),
        results=tuple(_result(graph, int(row), float(probability[row])) for row in order),
        answer_ids=tuple(int(graph.instances.instance_id[row]) for row in verdict.rows),
        anchors=(),
        trace=_trace(state),
        not_understood=query.not_understood,
        count=len(verdict.rows) if query.verb in ("count", "most_common") else None,
        measure=measured,
    )
    return _of_regions(state, query, answer)


def _of_regions(state: Resolution, query: Query, answer: Grounding) -> Grounding:
    """The answer for the region that is asked for, and for a room where no thing goes by its name.

    The anchors are told last, since regions look up more of them.
    """
    if query.region is not None:
        answer = answer_region(state, query, answer)
    elif answer.status == "not_found" or answer.count == 0:
        answer = answer_room(state, query, answer)
    return replace(answer, anchors=_anchors(state))


def _measured(state: Resolution, query: Query, verdict: Verdict) -> Measured | None:
    """What a question for a number asks, of the object that is the answer, or of the pair."""
    if query.measure is None or verdict.status != "ok":
        return None
    pair = query.measure.to is not None and query.measure.to.other
    if len(verdict.rows) != 1 + pair:
        return None
    return take_measure(state, query.measure, verdict.rows[0])


def _probabilities(state: Resolution, scores: np.ndarray, verdict: Verdict) -> np.ndarray:
    """(M,) probabilities to belong to the answer; for one answer they share the ceiling."""
    several = len(verdict.rows) > 1 and verdict.status == "ok"
    if several:
        scores = state.of_one_kind(scores)
    sharpened = np.round(scores, 12) ** _sharpness(state)  # ties stay ties
    total = sharpened.max() if several else sharpened.sum()
    ceiling = CEILING if verdict.rows else MISFIT_CEILING
    return ceiling * sharpened / total if total > 0 else sharpened


def _sharpness(state: Resolution) -> float:
    """How much a better score is worth."""
    clauses = sum(clause.kind in ("relation", "absence", "rank") for clause in state.clauses)
    guessed = any(frame.kind not in ("stated", "given") for _, frame in state.frames)
    exponent = LOG_SHARPNESS + PER_CLAUSE * min(clauses, MOST_CLAUSES) + GUESSED_VIEWER * guessed
    return float(np.exp(exponent))


def _past_the_gaze(target: Find) -> bool:
    """True for "behind me" and "nearest to me", which need not be what the speaker looks at."""
    ranks = [clause for clause in target.clauses if isinstance(clause, Rank) and not clause.anchors]
    return any(rank.key == "distance" or "behind" in rank.text for rank in ranks)


def _take_viewpoint(state: Resolution, view: View | None) -> None:
    """Let the viewpoint in the words go before the caller's; note what it names in vain."""
    if view is None:
        return
    at, facing = (_sought(state, find) for find in (view.at, view.facing))
    frame = stated_frame(state.graph, at, facing, reverse=view.reverse)
    if frame is not None:
        state.stated = (frame,)


def _sought(state: Resolution, find: Find | None) -> np.ndarray | None:
    """(M,) how surely each object is what a viewpoint names; None where nothing is called so."""
    if find is None:
        return None
    told = find.clauses or names_room(find.category)  # "standing in the gap between the beds"
    if not told and not known_in(state, find, least=NAME_FLOOR):
        state.missing.append(find.text or find.category)
        return None
    return resolve(state, find, top=False)


def _result(graph: SceneGraph, row: int, probability: float) -> Result:
    instances = graph.instances
    return Result(
        instance_id=int(instances.instance_id[row]),
        label=str(instances.label[row]),
        probability=probability,
        center=instances.center[row],
        aabb=instances.aabb[row],
        obb_center=instances.boxes.center[row],
        extent=instances.boxes.extent[row],
        R_world_box=instances.boxes.R_world_box[row],
        num_points=None if instances.num_points is None else int(instances.num_points[row]),
    )


def _frames(state: Resolution) -> tuple[ClauseFrame, ...]:
    return tuple(
        ClauseFrame(text, frame.kind, frame.weight, frame.viewpoint.T_world_viewer)
        for text, frame in state.frames
    )


def _anchors(state: Resolution) -> tuple[AnchorResult, ...]:
    return tuple(
        _anchor(state.graph, text, int(row), float(share[row]))
        for text, share in ((text, scores / scores.sum()) for text, scores in state.anchors)
        for row in np.argsort(-share, kind="stable")[:3]
        if share[row] > ANCHOR_SHARE
    )


def _anchor(graph: SceneGraph, text: str, row: int, share: float) -> AnchorResult:
    instances = graph.instances
    return AnchorResult(
        clause=text,
        instance_id=int(instances.instance_id[row]),
        label=str(instances.label[row]),
        probability=share,
        aabb=instances.aabb[row],
    )


def _trace(state: Resolution) -> tuple[ClauseTrace, ...]:
    ids = state.graph.instances.instance_id
    return tuple(
        ClauseTrace(
            clause.text,
            {
                int(ids[row]): float(score)
                for row, score in zip(clause.rows, clause.scores, strict=True)
            },
        )
        for clause in state.clauses
    )

"""Ground a Query in a graph: scores become probabilities, a status and an explanation."""

from __future__ import annotations

import numpy as np

from ..graph.scene_graph import SceneGraph
from ..language.query import Query, View
from ..records import Viewpoint
from .answer import (
    AnchorResult,
    ClauseFrame,
    ClauseTrace,
    Grounding,
    Result,
    Status,
)
from .frames import WeightedFrame, given_frame, stated_frame
from .resolve import ANCHOR_FLOOR, Resolution, resolve
from .membership import category_scores

NULL_SCORE = 0.02  # score of "none of these": what a bad fit of every clause leaves
AMBIGUOUS_BELOW = 0.5  # probability of the best under which the answer asks back
MAX_RESULTS = 20


def ground(graph: SceneGraph, query: Query, viewpoint: Viewpoint | None = None) -> Grounding:
    """Resolve a Query to objects of a scene.

    Args:
        graph: the scene.
        query: what is asked for.
        viewpoint: where the speaker stands, if known; a viewpoint in the words goes first.

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
    state = Resolution(graph, _stated(graph, query.viewpoint, viewpoint))
    scores = resolve(state, query.target)
    probability = scores / (scores.sum() + NULL_SCORE)
    order = np.argsort(-probability, kind="stable")[:MAX_RESULTS]
    status, reason, answer = _judged(state, query, probability, order)
    return Grounding(
        status=status,
        query=query,
        reason=reason,
        frame=_frames(state),
        results=tuple(_result(graph, int(row), float(probability[row])) for row in order),
        answer_ids=tuple(int(graph.instances.instance_id[row]) for row in answer),
        anchors=_anchors(state),
        trace=_trace(state),
        not_understood=query.not_understood,
        count=len(answer) if query.verb == "count" else None,
    )


def _stated(
    graph: SceneGraph, view: View | None, viewpoint: Viewpoint | None
) -> tuple[WeightedFrame, ...]:
    """The frame the words state, else the caller's, else none."""
    given = () if viewpoint is None else (given_frame(viewpoint),)
    if view is None:
        return given
    side = Resolution(graph, given)
    at = None if view.at is None else resolve(side, view.at, top=False)
    facing = None if view.facing is None else resolve(side, view.facing, top=False)
    frame = stated_frame(graph, at, facing, reverse=view.reverse)
    return given if frame is None else (frame,)


def _judged(
    state: Resolution, query: Query, probability: np.ndarray, order: np.ndarray
) -> tuple[Status, str, list[int]]:
    """Status, the sentence that says why, and the rows that are the answer."""
    graph, target = state.graph, query.target
    if category_scores(graph, target).max() < ANCHOR_FLOOR:
        return "not_found", f"nothing here goes by the name {target.category!r}", []
    best = float(probability[order[0]])
    name = graph.instances.label[order[0]]
    if target.quantity == "many" or query.verb == "count":
        members = probability > 0.3 * best
        rows = np.flatnonzero(members).tolist()
        return "ok", f"{len(rows)} objects fit", rows
    rivals = [int(row) for row in order if probability[row] > 0.8 * best]
    if best < AMBIGUOUS_BELOW and len(rivals) > 1:
        ids = ", ".join(str(graph.instances.instance_id[row]) for row in rivals[:5])
        return "ambiguous", f"several fit equally well: {ids}; what is it next to?", [int(order[0])]
    return "ok", f"{name} {graph.instances.instance_id[order[0]]} fits best", [int(order[0])]


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
    found = []
    instances = state.graph.instances
    for text, _, scores in state.anchors:
        share = scores / max(float(scores.sum()), 1e-9)
        for row in np.argsort(-share, kind="stable")[:3]:
            if share[row] > 0.2:
                found.append(
                    AnchorResult(
                        text,
                        int(instances.instance_id[row]),
                        str(instances.label[row]),
                        float(share[row]),
                        instances.aabb[row],
                    )
                )
    return tuple(found)


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

"""What depends on the viewer: directed relations, left to right, near to far; frames weighed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..geometry.directions import left_of_forward
from ..graph.relations import score_relation
from ..graph.scene_graph import SceneGraph
from ..language.lexicon import canonical, match_labels, section
from ..language.query import Rank, Relate
from ..vocabulary import RELATIONS
from .frames import WeightedFrame, front_frame, own_frame, room_frame
from .membership import KNOWN
from .resolution import Resolution

LANE_WIDTH = 3.5  # metres, of a street: how far off things beside a vehicle are spoken of
_LIVING = "people_animals"  # the lexicon's section
# How much an anchor's known front counts against the viewer at the room's centre.
FRONT_SHARE = {"left_of": 0.5, "right_of": 0.5, "in_front_of": 1.0, "behind": 1.0}


def score_directed(
    state: Resolution,
    clause: Relate,
    rows: np.ndarray,
    anchors: np.ndarray,
    likely: np.ndarray,
    top: bool,
) -> np.ndarray:
    """(T, A) a view-dependent relation, averaged over the frames that are plausible."""
    graph, total = state.graph, np.zeros((len(rows), len(anchors)))
    if clause.frame == "self" and (own := own_heading(graph)[rows]).any():
        return _score_own_side(state, clause, rows, anchors, own)
    best = int(likely.argmax())
    for kind, share in _frame_shares(state, clause, anchors[best]):
        frames = [_frame_for(state, kind, int(row)) for row in anchors]
        forward = np.array([frame.viewpoint.forward[:2] for frame in frames])
        total += share * score_relation(
            graph,
            clause.relation,
            rows,
            anchors,
            forward=forward,
            distance=clause.distance,
            hour=clause.hour,
            limits=state.limits,
        )
        if top:
            frame = frames[best]
            used = WeightedFrame(frame.kind, share, frame.viewpoint)
            state.frames.append((clause.text, used))
    return total


def own_heading(graph: SceneGraph) -> np.ndarray:
    """(M,) bool: what drives or walks with a known front; it has a left whoever looks."""
    heads = [canonical(str(one)) or "" for one in graph.instances.label]
    moves = np.array([section(head) == _LIVING for head in heads], dtype=bool)
    moves |= match_labels("vehicle", graph.instances.label.astype(str).tolist()) >= KNOWN
    return moves & (graph.fronts.confidence == 1)


def _score_own_side(
    state: Resolution, clause: Relate, rows: np.ndarray, anchors: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """(T, A) what lies on a mover's own side, up to a lane away; 0 for what has no own side."""
    pairs = np.zeros((len(rows), len(anchors)))
    movers = rows[own]
    converse = RELATIONS[clause.relation].converse or clause.relation
    forward = state.graph.fronts.direction[movers, :2]
    limits = replace(state.limits, side_gap=max(state.limits.side_gap, LANE_WIDTH))
    pairs[own] = score_relation(
        state.graph, converse, anchors, movers, forward=forward, limits=limits
    ).T
    return pairs


def _frame_shares(state: Resolution, clause: Relate, anchor: int) -> list[tuple[str, float]]:
    """Which kinds of frame an anchor may be seen in, with weights that sum to 1."""
    front = front_frame(state.graph, anchor)
    if clause.frame == "object" and front is not None:
        sideways = clause.relation in ("left_of", "right_of")
        return [("object" if sideways else "front", 1.0)]
    if state.stated:
        return [("stated", 1.0)]
    share = 0.0 if front is None else FRONT_SHARE.get(clause.relation, 0.5) * front.weight
    return [(kind, part) for kind, part in (("front", share), ("room", 1.0 - share)) if part > 0]


def _frame_for(state: Resolution, kind: str, row: int) -> WeightedFrame:
    if kind == "stated":
        return state.stated[0]
    front = front_frame(state.graph, row) if kind != "room" else None
    if front is not None and kind == "object":
        return own_frame(front)
    return front or room_frame(state.graph, state.graph.instances.center[row, :2])


def viewer_distance(state: Resolution, rows: np.ndarray) -> np.ndarray | None:
    """(T,) metres from the viewer, for "the closest chair"; None where nobody said who looks."""
    if not state.stated:
        return None
    place = state.stated[0].viewpoint.position[:2]
    return np.linalg.norm(state.graph.instances.center[rows, :2] - place, axis=1)


def along_view(
    state: Resolution, clause: Rank, rows: np.ndarray, membership: np.ndarray, top: bool
) -> np.ndarray:
    """(T,) metres to the right of the viewer, or towards the viewer for "front"."""
    centers = state.graph.instances.center[rows, :2]
    middle = (membership / membership.sum()) @ centers
    frame = state.stated[0] if state.stated else room_frame(state.graph, middle)
    if top:
        state.frames.append((clause.text, frame))
    forward = frame.viewpoint.forward[:2]
    forward = forward / np.linalg.norm(forward)
    offset = centers - frame.viewpoint.position[:2]
    away = left_of_forward(forward) if clause.key == "rightness" else forward
    return -(offset @ away)

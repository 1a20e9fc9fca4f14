"""What depends on the viewer: directed relations, left to right, near to far; frames weighed."""

from __future__ import annotations

import numpy as np

from ..geometry.directions import left_of_forward
from ..graph.relations import score_relation
from ..language.query import Rank, Relate
from .frames import WeightedFrame, front_frame, own_frame, room_frame
from .resolution import Resolution

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

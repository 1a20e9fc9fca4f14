"""Frames of reference: from where, and looking which way, the words left and front are meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from ..graph.scene_graph import SceneGraph
from ..records import Viewpoint

EYE_HEIGHT = 1.5  # metres above the floor
_HALF_FIELD = 35.0  # degrees to either side that a speaker's eyes or camera take in
_FIELD_SOFTNESS = 8.0  # degrees
_OUT_OF_VIEW = 0.1
_GAZE_SPREAD = 12.0  # degrees, standard deviation of what people speak of from where they look
_OFF_GAZE = 0.1  # of what is in view but far from the line of sight
_LEVEL = 1e-3  # vertical part of a direction under which nothing is known of its tilt
_SURE_FRONT = 0.9  # confidence from which "facing the desk" means its front
_ONE_WAY = 60.0  # degrees to either side that are looked at together
_LONG = 3.0  # length over depth from which a thing is faced across its long side


@dataclass(frozen=True, eq=False)
class WeightedFrame:
    """One plausible viewer: its kind ("stated", "given", "front", "room"), weight and place."""

    kind: str
    weight: float
    viewpoint: Viewpoint


def stated_frame(
    graph: SceneGraph, at: np.ndarray | None, facing: np.ndarray | None, *, reverse: bool
) -> WeightedFrame | None:
    """The frame of a viewpoint said in words.

    Args:
        graph: the scene.
        at: (M,) how surely each object is the one stood at, or None where no place is said.
        facing: (M,) how surely each object is looked at, or None: then into the room.
        reverse: True for "with your back to": look away from it.

    Returns:
        The frame, or None where neither thing is in the scene.
    """
    place = None if at is None else _middle(graph, at)
    facing = None if facing is None else _in_one_direction(graph, facing, place)
    seen = None if facing is None else _middle(graph, facing)
    center = room_center(graph, seen if place is None else place)
    if seen is not None and place is None:
        assert facing is not None
        sight = _square_on(graph, facing, seen, center)
        place = seen - sight * max(float(np.linalg.norm(seen - center)), 0.5)
    elif place is not None:
        goal = center if seen is None else seen
        sight = _unit(goal - place)
    else:
        return None
    return _frame(graph, "stated", 1.0, place, -sight if reverse else sight)


def room_frame(graph: SceneGraph, point: np.ndarray, *, weight: float = 1.0) -> WeightedFrame:
    """The viewer at the room's centre who looks at `point` (2,), metres."""
    center = room_center(graph, point)
    return _frame(graph, "room", weight, center, _unit(point - center))


def front_frame(graph: SceneGraph, row: int) -> WeightedFrame | None:
    """The viewer who faces the front of object `row`; None where nothing tells of a front.

    Its weight is the confidence in the front: 1 where it is annotated.
    """
    sure = float(graph.fronts.confidence[row])
    if sure <= 0:
        return None
    front = _unit(graph.fronts.direction[row, :2])
    place = graph.instances.center[row, :2] + 1.5 * front
    return _frame(graph, "front", sure, place, -front)


def own_frame(front: WeightedFrame) -> WeightedFrame:
    """The object's own left and right, from the frame of one who faces its front."""
    turned = Viewpoint(front.viewpoint.position, -front.viewpoint.forward)
    return WeightedFrame("object", front.weight, turned)


def given_frame(viewpoint: Viewpoint) -> WeightedFrame:
    """The viewpoint a caller handed in."""
    return WeightedFrame("given", 1.0, viewpoint)


def in_view(graph: SceneGraph, viewpoint: Viewpoint) -> np.ndarray:
    """How plausible it is that somebody who stands and looks so speaks of each object.

    Args:
        graph: the scene, M objects.
        viewpoint: where the speaker stands and looks.

    Returns:
        (M,) near 1 along the line of sight, less beside it, least behind the back. A level
        sight says nothing of height.
    """
    offset = graph.instances.center - viewpoint.position
    aside = _angle_between(offset[:, :2], viewpoint.forward[:2])
    tilted = abs(viewpoint.forward[2]) > _LEVEL
    off_gaze = _angle_between(offset, viewpoint.forward) if tilted else aside
    seen = expit((_HALF_FIELD - aside) / _FIELD_SOFTNESS)
    spoken_of = np.exp(-0.5 * (off_gaze / _GAZE_SPREAD) ** 2)
    return (_OUT_OF_VIEW + (1.0 - _OUT_OF_VIEW) * seen) * (
        _OFF_GAZE + (1.0 - _OFF_GAZE) * spoken_of
    )


def _angle_between(offset: np.ndarray, sight: np.ndarray) -> np.ndarray:
    """(M,) degrees between M directions and the sight."""
    length = np.linalg.norm(offset, axis=1) * np.linalg.norm(sight)
    return np.degrees(np.arccos(np.clip(offset @ sight / np.maximum(length, 1e-6), -1.0, 1.0)))


def room_center(graph: SceneGraph, point: np.ndarray | None) -> np.ndarray:
    """(2,) middle of the room that holds `point`, or of the scene where none is given."""
    if not len(graph):
        return np.zeros(2)
    row = 0 if point is None else int(_nearest_row(graph, point))
    outline = graph.rooms[int(graph.room_of[row])].outline
    return (outline.min(axis=0) + outline.max(axis=0)) / 2


def _nearest_row(graph: SceneGraph, point: np.ndarray) -> int:
    return int(np.linalg.norm(graph.instances.center[:, :2] - point, axis=1).argmin())


def _middle(graph: SceneGraph, membership: np.ndarray) -> np.ndarray | None:
    """(2,) middle of the likely objects, or None where nothing fits."""
    if not membership.size or membership.max() <= 0:
        return None
    likely = membership * (membership > 0.5 * membership.max())
    return (likely / likely.sum()) @ graph.instances.center[:, :2]


def _in_one_direction(
    graph: SceneGraph, facing: np.ndarray, place: np.ndarray | None
) -> np.ndarray:
    """(M,) of what may be looked at, what lies one way: nobody faces windows in opposite walls."""
    rows = np.flatnonzero(facing > 0.5 * facing.max(initial=0.0))
    if len(rows) < 2:
        return facing
    eye = room_center(graph, _middle(graph, facing)) if place is None else place
    offset = graph.instances.center[rows, :2] - eye
    way = offset / np.maximum(np.linalg.norm(offset, axis=1, keepdims=True), 1e-6)
    together = way @ way.T > np.cos(np.radians(_ONE_WAY))
    np.fill_diagonal(together, True)
    kept = rows[together[int((together @ facing[rows]).argmax())]]
    return np.where(np.isin(np.arange(len(facing)), kept), facing, 0.0)


def _square_on(
    graph: SceneGraph, facing: np.ndarray, seen: np.ndarray, center: np.ndarray
) -> np.ndarray:
    """(2,) the line of sight of somebody who faces a thing or a row of things squarely.

    One thing with a known front is looked at from its front; flat or long things (windows, a row
    of pictures) across their long side; others along the line from the room's centre.
    """
    toward = seen - center
    rows = np.flatnonzero(facing > 0.5 * facing.max())
    front = front_frame(graph, int(rows[0])) if len(rows) == 1 else None
    if front is not None and front.weight >= _SURE_FRONT:
        return _unit(front.viewpoint.forward[:2])
    spread = np.ptp(np.vstack([graph.footprint[row] for row in rows]), axis=0)
    if max(spread) > _LONG * max(min(spread), 1e-3) or np.linalg.norm(toward) < 0.3:
        across = np.array([1.0, 0.0]) if spread[0] < spread[1] else np.array([0.0, 1.0])
        return across if across @ toward >= 0 else -across
    return _unit(toward)


def _frame(
    graph: SceneGraph, kind: str, weight: float, place: np.ndarray, sight: np.ndarray
) -> WeightedFrame:
    floor = min((room.floor_z for room in graph.rooms), default=0.0)
    position = np.array([place[0], place[1], floor + EYE_HEIGHT])
    return WeightedFrame(kind, weight, Viewpoint(position, np.array([sight[0], sight[1], 0.0])))


def _unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 1e-6 else np.array([0.0, 1.0])

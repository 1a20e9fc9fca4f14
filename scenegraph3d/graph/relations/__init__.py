"""Spatial relations: rows of a graph in, scores in [0, 1] out, under the vocabulary's names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...config import RelationThresholds
from ...geometry.directions import unit_horizontal
from ...vocabulary import BINARY, GROUP, RELATIONS, UNARY
from ..scene_graph import SceneGraph
from . import comparison, orientation
from .pairs import Pairs
from .table import DEFINITIONS

DEFAULT_LIMITS = RelationThresholds()
_PAIRS_AT_ONCE = 65_536


def score_relation(
    graph: SceneGraph,
    name: str,
    targets: np.ndarray,
    anchors: np.ndarray | None = None,
    *,
    forward: np.ndarray | None = None,
    distance: float | None = None,
    hour: int | None = None,
    limits: RelationThresholds = DEFAULT_LIMITS,
) -> np.ndarray:
    """Score how well targets stand in a relation, to each anchor where it takes one.

    Args:
        graph: the scene.
        name: a unary or binary relation of the vocabulary.
        targets: (T,) int rows.
        anchors: (A,) int rows; None for a unary relation.
        forward: (A, 2) horizontal unit direction the viewer looks in, one an anchor; needed
            by view-dependent relations. Left is to the viewer's left, in front is on the
            viewer's side of the anchor and behind is beyond it. A viewer who faces the front
            of an anchor looks along minus that front.
        distance: metres, for at_distance and within_distance, and "two metres to the left".
        hour: 1 to 12, for at_oclock.
        limits: where scores cross 0.5.

    Returns:
        (T, A) float64 in [0, 1], 0 where target and anchor are one object; (T,) if unary.

    Raises:
        ValueError: the name is unknown or of another arity, or a needed argument is missing.
    """
    targets = np.asarray(targets, dtype=np.int64)
    _check_name(name, (UNARY, BINARY))
    if RELATIONS[name].arity == UNARY:
        return DEFINITIONS[name].score(Pairs(graph, targets, targets[:0], limits))
    if anchors is None:
        raise ValueError(f"relation {name!r} needs anchors, got None")
    anchors = np.asarray(anchors, dtype=np.int64)
    if forward is not None:
        forward = _checked_forward(forward, len(anchors))
    elif RELATIONS[name].view_dependent:
        raise ValueError(f"relation {name!r} depends on the view: forward must be given")
    score = np.empty((len(targets), len(anchors)))
    for block in _blocks(len(targets), len(anchors)):
        pairs = Pairs(graph, targets[block], anchors, limits, forward, distance, hour)
        score[block] = DEFINITIONS[name].score(pairs)
    score[targets[:, None] == anchors] = 0.0
    return score


def score_between(
    graph: SceneGraph,
    targets: np.ndarray,
    anchors_a: np.ndarray,
    anchors_b: np.ndarray,
    *,
    limits: RelationThresholds = DEFAULT_LIMITS,
) -> np.ndarray:
    """Score how well targets stand between two anchors.

    Args:
        graph: the scene.
        targets: (T,) int rows.
        anchors_a: (A,) int rows.
        anchors_b: (B,) int rows.
        limits: where scores cross 0.5.

    Returns:
        (T, A, B) float64 in [0, 1], 0 where two of the three are one object.
    """
    targets, anchors_a, anchors_b = (
        np.asarray(rows, dtype=np.int64) for rows in (targets, anchors_a, anchors_b)
    )
    score = DEFINITIONS["between"].score(graph, targets, anchors_a, anchors_b, limits)
    t, a = targets[:, None, None], anchors_a[:, None]
    return np.where((t == a) | (t == anchors_b) | (a == anchors_b), 0.0, score)


def score_group(
    graph: SceneGraph,
    name: str,
    targets: np.ndarray,
    members: np.ndarray,
    *,
    limits: RelationThresholds = DEFAULT_LIMITS,
) -> np.ndarray:
    """Score how well targets stand in a relation to a group of objects.

    Args:
        graph: the scene.
        name: a group relation of the vocabulary.
        targets: (T,) int rows.
        members: (A,) int rows of the group.
        limits: where scores cross 0.5.

    Returns:
        (T,) float64 in [0, 1]; 0 for a group without members.
    """
    _check_name(name, (GROUP,))
    targets = np.asarray(targets, dtype=np.int64)
    members = np.asarray(members, dtype=np.int64)
    if len(members) == 0:
        return np.zeros(len(targets))
    return DEFINITIONS[name].score(graph, targets, members, limits)


def measure(graph: SceneGraph, key: str, rows: np.ndarray) -> np.ndarray:
    """What a superlative ranks by.

    Args:
        graph: the scene.
        key: elevation, size, height, length, width, depth, thickness or brightness.
        rows: (T,) int rows.

    Returns:
        (T,) float64, in metres, cubic metres or 0..255; NaN where unknown.
    """
    if key not in comparison.MEASURES:
        raise ValueError(f"unknown measure {key!r}; choose from: {', '.join(comparison.MEASURES)}")
    return comparison.MEASURES[key](graph)[np.asarray(rows, dtype=np.int64)]


def pair_distance(graph: SceneGraph, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """The distance that closest and farthest go by: 0.8 of the gap and 0.2 of the centres'.

    On Sr3D's development rows it picks the gold object in all 2,704 closest and farthest rows,
    as does the gap alone (centres alone: 99.4 %); on human sentences it is right in .70, the
    gap alone in .67.

    Args:
        graph: the scene.
        targets: (T,) int rows.
        anchors: (A,) int rows.

    Returns:
        (T, A) metres.
    """
    return _pairs(graph, targets, anchors).reach


def surface_gap(graph: SceneGraph, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """The empty space between surfaces, what "two metres apart" measures.

    Args:
        graph: the scene.
        targets: (T,) int rows.
        anchors: (A,) int rows.

    Returns:
        (T, A) metres, 0 where the objects touch or overlap.
    """
    return _pairs(graph, targets, anchors).gap


def angle_between(graph: SceneGraph, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """The angle between two things' headings.

    Args:
        graph: the scene.
        targets: (T,) int rows.
        anchors: (A,) int rows.

    Returns:
        (T, A) radians: in [0, pi] between fronts where both are known, else in [0, pi / 2]
        between long sides; NaN where one thing is square and has no front.
    """
    return orientation.heading_angle(_pairs(graph, targets, anchors))


PAIR_MEASURES = {"gap": surface_gap, "distance": pair_distance, "angle": angle_between}


def _blocks(num_targets: int, num_anchors: int) -> Iterator[slice]:
    """Targets a bounded number of pairs at a time, so that what is computed stays in the cache."""
    step = max(1, _PAIRS_AT_ONCE // max(num_anchors, 1))
    for start in range(0, num_targets, step):
        yield slice(start, start + step)


def _pairs(graph: SceneGraph, targets: np.ndarray, anchors: np.ndarray) -> Pairs:
    targets, anchors = (np.asarray(rows, dtype=np.int64) for rows in (targets, anchors))
    return Pairs(graph, targets, anchors, DEFAULT_LIMITS)


def _checked_forward(forward: np.ndarray, num_anchors: int) -> np.ndarray:
    """Directions as (2, 1, A), their horizontal part at length 1."""
    forward = np.asarray(forward, dtype=np.float64)
    if forward.shape != (num_anchors, 2):
        raise ValueError(f"forward must have shape ({num_anchors}, 2), got {forward.shape}")
    return unit_horizontal(forward).T[:, None]


def _check_name(name: str, arities: tuple[str, ...]) -> None:
    if name not in RELATIONS:
        known = [term.name for term in RELATIONS.values() if term.arity in arities]
        raise ValueError(f"unknown relation {name!r}; choose from: {', '.join(known)}")
    if RELATIONS[name].arity not in arities:
        raise ValueError(
            f"relation {name!r} is {RELATIONS[name].arity}, not {' or '.join(arities)}"
        )

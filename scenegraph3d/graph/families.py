"""Who is supported by, attached to or close to whom: three families of relations, all pairs."""

from __future__ import annotations

import numpy as np

from .relations import score_relation
from .scene_graph import SceneGraph
from .structure import CEILINGS, FLOORS, STRUCTURE, WALLS, labelled

MOST = 3  # relations of one object and family
LEAST = 0.3  # score of the faintest one
_BY_DEFAULT = 0.5  # score of what holds where nothing else does: a scan may miss a thing's feet
_LOW = 0.5  # metres above the floor; what begins lower has feet that the scan missed
_CLOSE_ON = 0.9  # of what rests on it, "close by" is said less
FAMILIES = ("support", "attachment", "proximity")


def family_scores(graph: SceneGraph) -> dict[str, np.ndarray]:
    """How surely each object stands to each other one in each family of FAMILIES.

    Args:
        graph: the scene.

    Returns:
        (M, M) scores in [0, 1] a family, row the one that is supported, attached or close. Things
        that rest on nothing and begin low, or hang on nothing, rest on the floor; walls are
        attached to it.
    """
    support, attachment = _support(graph), _attachment(graph)
    _rest_on_floor(graph, support, attachment)
    rows = np.arange(len(graph))
    movable = ~labelled(graph.instances.label, STRUCTURE)
    proximity = score_relation(graph, "near", rows, rows) * movable * movable[:, None]
    proximity[np.maximum(support, support.T) > _BY_DEFAULT] *= _CLOSE_ON
    return {"support": support, "attachment": attachment, "proximity": proximity}


def strongest(scores: np.ndarray) -> np.ndarray:
    """The columns of the MOST highest scores of each row, at least LEAST.

    Args:
        scores: (M, M) of one family.

    Returns:
        (E, 2) int64 pairs of rows, best first within a row.
    """
    order = np.argsort(-scores, axis=1, kind="stable")[:, :MOST]
    at, rank = np.nonzero(np.take_along_axis(scores, order, axis=1) >= LEAST)
    return np.stack([at, order[at, rank]], axis=1)


def _support(graph: SceneGraph) -> np.ndarray:
    """On or in, of things that can move; walls and ceilings carry nothing."""
    rows, label = np.arange(len(graph)), graph.instances.label
    score = np.maximum(*(score_relation(graph, name, rows, rows) for name in ("on", "in")))
    score[:, labelled(label, WALLS | CEILINGS)] = 0.0
    score[labelled(label, STRUCTURE)] = 0.0
    return score


def _attachment(graph: SceneGraph) -> np.ndarray:
    """Attached, or else leaning on a wall or in one; walls to floors."""
    rows, label = np.arange(len(graph)), graph.instances.label
    wall, floor = labelled(label, WALLS), labelled(label, FLOORS)
    score = score_relation(graph, "attached_to", rows, rows)
    for name, share in (("leaning_on", 0.9), ("part_of", 0.9), ("in", 0.9)):
        score = np.maximum(score, share * wall * score_relation(graph, name, rows, rows))
    score[labelled(label, STRUCTURE)] = 0.0
    score[:, floor | labelled(label, CEILINGS)] = 0.0
    score[np.ix_(wall, floor)] = _BY_DEFAULT
    return score


def _rest_on_floor(graph: SceneGraph, support: np.ndarray, attachment: np.ndarray) -> None:
    """Let what has nothing to rest or hang on rest on the floors, in place."""
    label = graph.instances.label
    loose = ~labelled(label, STRUCTURE) & (support.max(axis=1, initial=0.0) < LEAST)
    floors = np.array([room.floor_z for room in graph.rooms])[graph.room_of]
    low = graph.shapes.aabb[:, 2] - floors < _LOW
    loose &= low | (attachment.max(axis=1, initial=0.0) < _BY_DEFAULT)
    support[np.ix_(loose, labelled(label, FLOORS))] = _BY_DEFAULT

"""Who rests on whom: the best supporter of each object."""

from __future__ import annotations

import numpy as np

from ..config import RelationThresholds
from .relations.pairs import Pairs
from .relations.support import rests_on
from .scene_graph import SceneGraph
from .structure import STRUCTURE, labelled


def find_supporters(graph: SceneGraph) -> np.ndarray:
    """The object that each object most likely rests on.

    Args:
        graph: the scene; its own `supporter` is not read.

    Returns:
        (M,) int64 rows, -1 for the floor or none. A supporter's bottom is always the lower one,
        so following supporters ends.
    """
    rows = np.arange(len(graph))
    if len(rows) == 0:
        return rows
    score = rests_on(Pairs(graph, rows, rows, RelationThresholds()))
    bottom = graph.shapes.aabb[:, 2]
    score[bottom[:, None] <= bottom] = 0.0
    score[:, labelled(graph.instances.label, STRUCTURE)] = 0.0
    best = score.argmax(axis=1)
    return np.where(score[rows, best] >= 0.5, best, -1)

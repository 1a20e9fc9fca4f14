"""Who rests on whom: the best supporter of each object."""

from __future__ import annotations

import numpy as np

from ..config import RelationThresholds
from ..geometry.neighbours import neighbour_blocks
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
    supporter = np.full(len(graph), -1, dtype=np.int64)
    limits, aabb = RelationThresholds(), graph.shapes.aabb
    carries = ~labelled(graph.instances.label, STRUCTURE)
    # A score of 0.5 needs footprints that overlap and surfaces within the limit.
    for targets, anchors in neighbour_blocks(aabb, aabb, reach=2 * limits.support_gap):
        score = rests_on(Pairs(graph, targets, anchors, limits))
        score *= carries[anchors] & (aabb[targets, 2][:, None] > aabb[anchors, 2])
        best = score.argmax(axis=1)
        found = score[np.arange(len(targets)), best] >= 0.5
        supporter[targets[found]] = anchors[best[found]]
    return supporter

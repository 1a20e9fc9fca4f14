"""Which landmark each hint means at one place: different ones, or none on this map."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...graph.scene_graph import SceneGraph
from .answer import HintMatch
from .likelihood import Spoken


def assign_hints(
    graph: SceneGraph, spoken: list[Spoken], shares: np.ndarray, lost: np.ndarray
) -> tuple[HintMatch, ...]:
    """The likeliest joint meaning of H hints at a place.

    Args:
        graph: the map of M landmarks.
        spoken: the hints.
        shares: (H, M) likelihood of each hint through each landmark.
        lost: (H,) likelihood of each hint through nothing on the map.

    Returns:
        A match a hint; no landmark is meant twice, "not on this map" may be.
    """
    num_hints = len(spoken)
    alone = np.full((num_hints, num_hints), 1e-300)
    np.fill_diagonal(alone, np.maximum(lost, 1e-300))
    cost = -np.log(np.maximum(np.hstack([shares, alone]), 1e-300))
    _, column = linear_sum_assignment(cost)
    total = shares.sum(axis=1) + lost
    matches = []
    for k, hint in enumerate(spoken):
        missing = float(lost[k] / total[k])
        row = int(column[k])
        if row >= len(graph) or hint.hint.negated:
            matches.append(HintMatch(hint.hint.text, None, "", missing, missing))
            continue
        matches.append(
            HintMatch(
                text=hint.hint.text,
                instance_id=int(graph.instances.instance_id[row]),
                label=str(graph.instances.label[row]),
                probability=float(shares[k, row] / total[k]),
                missing=missing,
            )
        )
    return tuple(matches)

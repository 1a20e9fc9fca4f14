"""Which landmark each hint means at one place: different ones, or none on this map."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...graph.scene_graph import SceneGraph
from .answer import HintMatch
from .likelihood import Spoken


def assign_hints(
    graph: SceneGraph, spoken: list[Spoken], share: np.ndarray
) -> tuple[HintMatch, ...]:
    """The likeliest joint meaning of H hints at a place.

    Args:
        graph: the map of M landmarks.
        spoken: the hints.
        share: (H, M + 1) what each means by itself; the last column: nothing on the map.

    Returns:
        A match a hint; no landmark is meant twice, "not on this map" may be.
    """
    missing = np.full((len(spoken), len(spoken)), 1e-300)
    # Nothing is weighed against all that a hint may mean, not against each of several doors.
    on_map = share[:, :-1]
    total = on_map.sum(axis=1)
    most = on_map.max(axis=1, initial=0.0)
    alone = np.divide(most, total, out=np.ones(len(total)), where=total > 0)
    np.fill_diagonal(missing, share[:, -1] * alone)
    each = np.maximum(np.hstack([share[:, :-1], missing]), 1e-300)
    _, column = linear_sum_assignment(-np.log(each))
    return tuple(_match(graph, hint, share[k], int(column[k])) for k, hint in enumerate(spoken))


def _match(graph: SceneGraph, hint: Spoken, share: np.ndarray, row: int) -> HintMatch:
    missing = float(share[-1])
    if row >= len(graph) or hint.hint.negated:
        return HintMatch(hint.hint.text, None, "", missing, missing)
    return HintMatch(
        text=hint.hint.text,
        instance_id=int(graph.instances.instance_id[row]),
        label=str(graph.instances.label[row]),
        probability=float(share[row]),
        missing=missing,
    )

"""Fronts of objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..geometry.directions import unit_horizontal

if TYPE_CHECKING:
    from .scene_graph import SceneGraph


@dataclass(frozen=True, eq=False)
class Fronts:
    """Which way M objects face.

    Attributes:
        direction: (M, 3) unit horizontal directions; NaN where nothing tells.
        confidence: (M,) in [0, 1]: 1 for an annotation, 0 where nothing tells.
    """

    direction: np.ndarray
    confidence: np.ndarray


def find_fronts(graph: SceneGraph) -> Fronts:
    """The annotated fronts, with confidence 1.

    Args:
        graph: the scene.
    """
    flat = unit_horizontal(graph.instances.front)
    d = np.column_stack([flat, np.zeros(len(flat))])
    d[np.isnan(flat[:, 0])] = np.nan
    return Fronts(d, np.isfinite(d[:, 0]).astype(float))

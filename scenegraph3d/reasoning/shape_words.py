"""How well objects have a shape that is said: "the round table", "the L-shaped couch"."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from ..geometry.outlines import covered_share, outline
from ..graph.scene_graph import SceneGraph

_CELL = 0.05  # metres, what one point covers
_UNTOLD = 0.5  # what a labelled box does not tell
_LOOSELY = 0.4  # a third of the tables that people call square are longer than wide


class _Form(NamedTuple):
    """How surely, in [0, 1], a thing is as long as wide, a box, a disc, three-cornered, hollow."""

    even: float
    angular: float
    rounded: float
    triangular: float
    hollow: float
    cubic: float


_SHAPES: dict[str, Callable[[_Form], float]] = {
    "round": lambda form: form.even * form.rounded,
    "cylindrical": lambda form: form.even * form.rounded,
    "oval": lambda form: (1.0 - form.even) * form.rounded,
    "square": lambda form: (_LOOSELY + (1.0 - _LOOSELY) * form.even) * form.angular,
    "rectangular": lambda form: form.angular,
    "triangular": lambda form: form.triangular,
    "l-shaped": lambda form: form.hollow,
    "u-shaped": lambda form: form.hollow,
    "cubic": lambda form: form.cubic,
}


def shape_scores(graph: SceneGraph, word: str, rows: np.ndarray) -> np.ndarray | None:
    """How well each candidate has a shape, mostly seen from above.

    A labelled box tells its sides alone: it can speak against "round" but not for it.

    Args:
        graph: the scene.
        word: the shape, by its name in the lexicon.
        rows: (T,) candidate rows.

    Returns:
        (T,) in [0, 1]; None for a word that is not measured, such as "curved".
    """
    fits = _SHAPES.get(word)
    if fits is None:
        return None
    return np.array([fits(_form(graph, int(row))) for row in rows], dtype=np.float64)


def _form(graph: SceneGraph, row: int) -> _Form:
    corners = graph.footprint[row]
    fill, aspect = outline(corners)
    sides = np.sort(graph.instances.extent[row])
    even, cubic = _above(aspect, 0.8, 0.05), _above(sides[0] / max(sides[2], 1e-9), 0.8, 0.05)
    points = _top_view(graph, row)
    if not len(points):
        return _Form(even, _UNTOLD, _UNTOLD, _UNTOLD, _UNTOLD, cubic)
    # Halfway from a circle's pi / 4 to a rectangle's 1, and from a triangle's half to a circle.
    angular, triangular = _above(fill, 0.89, 0.03), 1.0 - _above(fill, 0.64, 0.03)
    # A couch around two sides of a table covers 0.8 of its hull and less: scans have gaps.
    hollow = 1.0 - _above(covered_share(points, corners, cell=_CELL), 0.78, 0.04)
    rounded = (1.0 - angular) * (1.0 - triangular) * (1.0 - hollow)
    return _Form(even, angular, rounded, triangular, hollow, cubic)


def _top_view(graph: SceneGraph, row: int) -> np.ndarray:
    """(N, 2) the points of an object seen from above; none for a labelled box."""
    if graph.cloud is None or graph.point_row is None:
        return np.empty((0, 2))
    return graph.cloud.points[graph.point_row == row, :2]


def _above(value: float, half: float, step: float) -> float:
    """How surely a measure lies above a limit, in [0, 1]; 0.5 at the limit."""
    return float(expit((value - half) / step))

"""Many cells, coarse to fine: which cell a description was given in, and where in it.

First every cell is judged by whether it holds what was said, then the best by how it is laid out
on a coarse grid, then the best of those in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...config import LocalizationSettings
from ...graph.scene_graph import SceneGraph
from ...language.query import Query
from .answer import Localization
from .landmarks import Outlook
from .likelihood import UNMAPPED, Spoken, place_fit, reach_of, side_fit, speak
from .localize import localize
from .wording import name_likelihood, stray_likelihood

_KEPT = 1000  # cells whose layout is looked at
_STEPS = 6  # places along each side of a cell in the coarse look
_COARSE_REACH = 0.5  # of the reach: how far off things are spoken of, in the coarse look
_SHADES = 16  # steps of each colour channel that colours are told apart by
_DEFAULTS = LocalizationSettings()


@dataclass(frozen=True, eq=False)
class CellMatch:
    """A cell the description may have been given in.

    Attributes:
        cell: its row in the index.
        probability: among all cells.
        answer: the place in it.
    """

    cell: int
    probability: float
    answer: Localization


@dataclass(frozen=True, eq=False)
class CellIndex:
    """C cells and their N landmarks as flat arrays, those of one cell in a row.

    Attributes:
        graphs: the cells.
        limits: (C, 4) x_min y_min x_max y_max, metres.
        start: (C + 1,) first landmark of each cell.
        box: (N, 4) x_min y_min x_max y_max of each landmark, metres.
        look: (N,) row of its name and colour in the two that follow.
        name: (L,) str.
        color: (L, 3) RGB, NaN where unknown.
    """

    graphs: tuple[SceneGraph, ...]
    limits: np.ndarray
    start: np.ndarray
    box: np.ndarray
    look: np.ndarray
    name: np.ndarray
    color: np.ndarray

    @classmethod
    def of(cls, graphs: Sequence[SceneGraph], limits: np.ndarray) -> CellIndex:
        """Index cells by their landmarks.

        Args:
            graphs: the C cells, each with a landmark at least.
            limits: (C, 4) x_min y_min x_max y_max of each, metres.

        Raises:
            ValueError: there is no cell, one without landmarks, or not a row of limits for each.
        """
        limits = np.asarray(limits, dtype=np.float64)
        if limits.shape != (len(graphs), 4):
            raise ValueError(f"limits must have shape ({len(graphs)}, 4), got {limits.shape}")
        if not (np.isfinite(limits).all() and (limits[:, 2:] > limits[:, :2]).all()):
            raise ValueError("limits must be x_min y_min x_max y_max in metres for each cell")
        counts = np.array([len(graph) for graph in graphs], dtype=np.int64)
        if not len(counts) or counts.min() == 0:
            raise ValueError("an index must have cells with landmarks, got an empty one")
        aabb = np.concatenate([graph.instances.aabb for graph in graphs])
        label = np.concatenate([graph.instances.label.astype(str) for graph in graphs])
        color = np.concatenate([graph.instances.color for graph in graphs])
        _, name = np.unique(label, return_inverse=True)
        shade = np.where(np.isfinite(color), color // _SHADES, -1).astype(np.int64)
        key = ((name * 32 + shade[:, 0] + 1) * 32 + shade[:, 1] + 1) * 32 + shade[:, 2] + 1
        _, first, look = np.unique(key, return_index=True, return_inverse=True)
        return cls(
            graphs=tuple(graphs),
            limits=limits,
            start=np.concatenate([[0], np.cumsum(counts)]),
            box=aabb[:, [0, 1, 3, 4]],
            look=look,
            name=label[first],
            color=color[first],
        )

    def __len__(self) -> int:
        return len(self.graphs)


def search_cells(
    index: CellIndex,
    query: Query,
    *,
    top: int = 5,
    settings: LocalizationSettings = _DEFAULTS,
) -> tuple[CellMatch, ...]:
    """Find the cells a description may have been given in, and the place in each.

    Args:
        index: the cells.
        query: what `parse_location` read.
        top: how many cells to return at most.
        settings: how people describe where they are.

    Returns:
        The likeliest cells first; none where nothing was said of where things lie, or of nothing
        that any of the cells holds.
    """
    hints = tuple(hint for hint in query.hints if not hint.negated)
    if not hints:
        return ()
    looks = [
        name_likelihood(index.name, index.color, hint.landmark, settings.wrong_color)
        for hint in hints
    ]
    spoken = speak(hints, looks, [stray_likelihood(hint.landmark) for hint in hints])
    kept = _by_content(index, spoken, settings)[:_KEPT]
    coarse = _by_layout(index, spoken, kept, settings)
    best = kept[np.argsort(-coarse, kind="stable")[:top]]
    found = [
        localize(index.graphs[cell], query, limits=index.limits[cell], settings=settings)
        for cell in best
    ]
    evidence = np.array([answer.log_evidence for answer in found])
    if not np.isfinite(evidence).any():
        return ()
    others = np.sort(coarse)[::-1][top:] - coarse.max() + evidence.max()
    total = np.logaddexp.reduce(np.concatenate([evidence, others]))
    share = np.exp(evidence - total)
    return tuple(
        CellMatch(int(best[k]), float(share[k]), found[k])
        for k in np.argsort(-evidence, kind="stable")
    )


def _by_content(
    index: CellIndex, spoken: list[Spoken], settings: LocalizationSettings
) -> np.ndarray:
    """(C,) cells, those first that hold what was said, wherever it lies."""
    counts = np.diff(index.start)
    score = np.zeros(len(index))
    for hint in spoken:
        told = np.add.reduceat(hint.words[index.look], index.start[:-1]) / counts
        score += np.log((1 - settings.missing) * told + settings.missing * hint.lost + 1e-12)
    return np.argsort(-score, kind="stable")


def _by_layout(
    index: CellIndex, spoken: list[Spoken], cells: np.ndarray, settings: LocalizationSettings
) -> np.ndarray:
    """(K,) log-evidence of cells from a coarse grid of places; a viewer's sides are left out."""
    counts = np.diff(index.start)[cells]
    of_cell = np.repeat(np.arange(len(cells)), counts)
    start = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rows = np.arange(len(of_cell)) - start[of_cell] + index.start[cells][of_cell]
    reach = np.array([reach_of(limits, settings) for limits in index.limits[cells]])
    outlook = _coarse_outlook(index.box[rows], _coarse_places(index.limits[cells])[of_cell])
    near = np.exp(-outlook.distance / (_COARSE_REACH * reach[of_cell, None]))
    near /= (np.add.reduceat(near, start) + UNMAPPED)[of_cell]
    log_place = np.zeros((len(cells), _STEPS**2))
    for hint in spoken:
        words = hint.words[index.look[rows]]
        said = np.flatnonzero(words > 0)
        seen = Outlook(outlook.distance[said], outlook.bearing[said], outlook.middle_bearing[said])
        fit = near[said] * words[said, None] * place_fit(hint, seen, float(np.median(reach)))
        if hint.hint.side is not None and not hint.of_viewer:
            fit = fit * side_fit(hint, seen, settings.wrong_side)
        told = np.zeros_like(log_place)
        np.add.at(told, of_cell[said], fit)
        log_place += np.log((1 - settings.missing) * told + settings.missing * hint.lost)
    return np.logaddexp.reduce(log_place, axis=1)


def _coarse_places(limits: np.ndarray) -> np.ndarray:
    """(K, S, 2) places spread over K cells."""
    along = (np.arange(_STEPS) + 0.5) / _STEPS
    share = np.stack(np.meshgrid(along, along), axis=2).reshape(-1, 2)
    low, high = limits[:, None, :2], limits[:, None, 2:]
    return low + share * (high - low)


def _coarse_outlook(box: np.ndarray, places: np.ndarray) -> Outlook:
    """What (N, S, 2) places see of the one landmark each row has, by its box."""
    low, high = box[:, None, :2], box[:, None, 2:]
    to_middle = (low + high) / 2 - places
    nearest = np.clip(places, low, high) - places
    distance = np.linalg.norm(nearest, axis=2)
    nearest = np.where(distance[..., None] > 0, nearest, to_middle)
    bearing = np.arctan2(nearest[..., 1], nearest[..., 0])
    return Outlook(distance, bearing, np.arctan2(to_middle[..., 1], to_middle[..., 0]))

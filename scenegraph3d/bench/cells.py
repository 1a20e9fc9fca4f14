"""Localization on generated cells: ours and plain baselines on the same cells, R@5, 10 and 15 m."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..config import LocalizationSettings
from ..graph.build import build_graph
from ..graph.scene_graph import SceneGraph
from ..language.location import parse_location
from ..language.query import Query
from ..reasoning.localization import localize
from ..synthetic.cells import CELL_SIZE, CellTask, generate_cells
from .independent_hints import independent_hints

if TYPE_CHECKING:
    from rich.table import Table

RADII = (5.0, 10.0, 15.0)  # metres
_RESAMPLES = 2000
_LIMITS = np.array([0.0, 0.0, CELL_SIZE, CELL_SIZE])
OURS, INDEPENDENT = "posterior with partial assignment (ours)", "independent hints on a grid"
FULL, BLIND, CENTER = "ours, full assignment", "ours, directions dropped", "the cell's centre"
_SETTINGS = {
    OURS: LocalizationSettings(),
    FULL: replace(LocalizationSettings(), missing=1e-9, wrong_side=1e-5),
    BLIND: replace(LocalizationSettings(), wrong_side=1.0),
}


@dataclass(frozen=True, eq=False)
class CellReport:
    """Errors of each method on the same descriptions.

    Attributes:
        errors: method to (Q,) metres between the answer and the place.
        seeds: the cells' seeds.
    """

    errors: dict[str, np.ndarray]
    seeds: tuple[int, ...]

    def recall(self, method: str) -> np.ndarray:
        """(3,) shares of the answers within 5, 10 and 15 m."""
        return np.array([(self.errors[method] <= radius).mean() for radius in RADII])

    def gain(self, method: str, column: int) -> np.ndarray:
        """(3,) how much ours is ahead at RADII[column]: mean, and its paired 95 % interval."""
        hit = [(self.errors[name] <= RADII[column]).astype(float) for name in (OURS, method)]
        ahead = hit[0] - hit[1]
        rng = np.random.default_rng(0)
        means = ahead[rng.integers(len(ahead), size=(_RESAMPLES, len(ahead)))].mean(axis=1)
        return np.array([ahead.mean(), *np.percentile(means, [2.5, 97.5])])

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "queries": len(self.errors[OURS]),
            "seeds": list(self.seeds),
            "recall": {name: self.recall(name).round(4).tolist() for name in self.errors},
            "ours_ahead": {
                name: [self.gain(name, k).round(4).tolist() for k in range(len(RADII))]
                for name in self.errors
                if name != OURS
            },
        }

    def table(self) -> Table:
        """The report for people."""
        from rich.table import Table

        rows = len(self.errors[OURS])
        title = f"{rows} descriptions in generated cells of {CELL_SIZE:.0f} m, seeds {self.seeds}"
        table = Table(title=title)
        for head in ("", "R@5", "R@10", "R@15", "ours ahead at 5 m", "at 15 m"):
            table.add_column(head, justify="left" if not head else "right")
        for name in self.errors:
            shares = [f"{100 * share:.1f}" for share in self.recall(name)]
            ahead = ["", ""] if name == OURS else [_interval(self.gain(name, k)) for k in (0, 2)]
            table.add_row(name, *shares, *ahead)
        return table


def run(
    seeds: tuple[int, ...] = (0, 1, 2, 3),
    *,
    num_queries: int = 400,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> CellReport:
    """Score all methods on `num_queries` cells of each seed, one description a cell."""
    errors: dict[str, list[float]] = {}
    total = len(seeds) * num_queries
    tasks = (task for seed in seeds for task in generate_cells(num_queries, seed))
    for done, task in enumerate(tasks, start=1):
        for name, place in _answers(task).items():
            errors.setdefault(name, []).append(float(np.linalg.norm(place - task.position)))
        progress(done, total)
    return CellReport({name: np.array(found) for name, found in errors.items()}, seeds)


def _answers(task: CellTask) -> dict[str, np.ndarray]:
    """Each method's place."""
    graph, query = build_graph(task.map), parse_location(task.text)
    center = _LIMITS.reshape(2, 2).mean(axis=0)
    places = {name: _localized(graph, query, settings) for name, settings in _SETTINGS.items()}
    return {
        **places,
        INDEPENDENT: independent_hints(graph, query, _LIMITS),
        CENTER: center,
    }


def _localized(graph: SceneGraph, query: Query, settings: LocalizationSettings) -> np.ndarray:
    answer = localize(graph, query, limits=_LIMITS, settings=settings)
    center = _LIMITS.reshape(2, 2).mean(axis=0)
    return answer.position if np.isfinite(answer.position).all() else center


def _interval(gain: np.ndarray) -> str:
    mean, low, high = 100 * gain
    return f"{mean:+.1f} [{low:+.1f}, {high:+.1f}]"

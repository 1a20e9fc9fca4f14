"""What a query has found on its way through a graph: clause scores, anchors, frames, gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..config import RelationThresholds
from ..graph.scene_graph import SceneGraph
from .frames import WeightedFrame
from .sight import Sight

SAME_KIND = 0.6  # of the best name's fit, from which a thing counts among "the chairs"
NO_ROWS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ClauseScore:
    """What one clause of the target said: its words and its score for each candidate row.

    `kind` is "category", "color" (or another attribute), "relation", "absence" (of a relation) or
    "rank"; a rank always somebody wins, and so does "near". `anchors` are the rows a relation was
    measured against.
    """

    text: str
    kind: str
    rows: np.ndarray
    scores: np.ndarray
    anchors: np.ndarray


@dataclass
class Resolution:
    """Everything found on the way to the answer, for the explanation.

    Of the target, `name_fit` (M,) is how well each object goes by the name, 1 for the best, and
    `name_weight` (M,) what that is worth in its score.
    """

    graph: SceneGraph
    stated: tuple[WeightedFrame, ...]
    limits: RelationThresholds = field(default_factory=RelationThresholds)
    sight: Sight | None = None
    clauses: list[ClauseScore] = field(default_factory=list)
    anchors: list[tuple[str, np.ndarray]] = field(default_factory=list)
    frames: list[tuple[str, WeightedFrame]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    name_fit: np.ndarray = field(default_factory=lambda: np.empty(0))
    name_weight: np.ndarray = field(default_factory=lambda: np.empty(0))
    last_anchors: np.ndarray = field(default_factory=lambda: NO_ROWS)

    def note(self, text: str, kind: str, rows: np.ndarray, scores: np.ndarray) -> None:
        """Keep what a clause scored, with the anchors that were last looked up for it."""
        anchors, self.last_anchors = self.last_anchors, NO_ROWS
        self.clauses.append(ClauseScore(text, kind, rows, scores, anchors))

    def of_one_kind(self, scores: np.ndarray) -> np.ndarray:
        """(M,) scores as if all names that are good enough were as good as the best.

        One chair is meant by the better name, but "all chairs" takes in the office chairs.
        """
        if not self.name_fit.size:  # no name was asked for
            return scores
        alike = self.name_fit >= SAME_KIND
        return np.where(alike, scores / np.where(alike, self.name_weight, 1.0), 0.0)

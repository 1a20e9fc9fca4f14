"""What a query has found on its way through a graph: clause scores, anchors, frames, gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..config import RelationThresholds
from ..graph.scene_graph import SceneGraph
from .frames import WeightedFrame
from .sight import Sight

NO_ROWS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ClauseScore:
    """What one clause of the target said: its words and its score for each candidate row.

    `kind` is "category", "color" (or another attribute), "relation" or "rank"; a rank always
    somebody wins, and so does "near". `anchors` are the rows a relation was measured against.
    """

    text: str
    kind: str
    rows: np.ndarray
    scores: np.ndarray
    anchors: np.ndarray


@dataclass
class Resolution:
    """Everything found on the way to the answer, for the explanation."""

    graph: SceneGraph
    stated: tuple[WeightedFrame, ...]
    limits: RelationThresholds = field(default_factory=RelationThresholds)
    sight: Sight | None = None
    clauses: list[ClauseScore] = field(default_factory=list)
    anchors: list[tuple[str, np.ndarray]] = field(default_factory=list)
    frames: list[tuple[str, WeightedFrame]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    last_anchors: np.ndarray = field(default_factory=lambda: NO_ROWS)

    def note(self, text: str, kind: str, rows: np.ndarray, scores: np.ndarray) -> None:
        """Keep what a clause scored, with the anchors that were last looked up for it."""
        anchors, self.last_anchors = self.last_anchors, NO_ROWS
        self.clauses.append(ClauseScore(text, kind, rows, scores, anchors))

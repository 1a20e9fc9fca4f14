"""Who plays which part in an answer: rows of the graph that are target, anchor or candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.footprints import box_footprints
from ..graph.scene_graph import SceneGraph
from ..reasoning.answer import Grounding
from ..records import Boxes
from .summary import MIN_GUESS, MIN_SHOWN

TARGET_COLOR = "#e11d48"
UNSURE_COLOR = "#d97706"  # what could be meant, where the answer is "ambiguous"
ANCHOR_COLOR = "#2563eb"
CANDIDATE_COLOR = "#9f1239"
VIEWER_COLOR = "#047857"

_MAX_CANDIDATES = 15
_MIN_ANCHOR_PROBABILITY = 0.15
_MAX_ANCHORS = 6


@dataclass(frozen=True)
class Roles:
    """Probabilities of the rows (of `graph.instances`) that an answer speaks of, most likely first.

    A row is in one of the three only: a target is not drawn as an anchor too.
    """

    targets: dict[int, float]
    anchors: dict[int, float]
    candidates: dict[int, float]
    unsure: bool = False

    @property
    def target_color(self) -> str:
        """Red for an answer, amber for what could be meant."""
        return UNSURE_COLOR if self.unsure else TARGET_COLOR

    def among(self, rows: set[int]) -> Roles:
        """The same without what is elsewhere, such as on another storey."""
        kept = [
            {row: p for row, p in part.items() if row in rows}
            for part in (self.targets, self.anchors, self.candidates)
        ]
        return Roles(*kept, unsure=self.unsure)

    @property
    def rows(self) -> list[int]:
        """Every row with a part to play, the most important first."""
        return [*self.targets, *self.anchors, *self.candidates]


def cast_roles(graph: SceneGraph, answer: Grounding | None) -> Roles:
    """The parts the graph's objects play in `answer`; none without one."""
    if answer is None:
        return Roles({}, {}, {})
    row_of = {int(key): row for row, key in enumerate(graph.instances.instance_id)}
    ranked = {
        row_of[r.instance_id]: r.probability
        for r in answer.results
        if r.region is None and r.instance_id is not None
    }
    targets = {row: ranked.get(row, 1.0) for row in (row_of[key] for key in answer.answer_ids)}
    anchors = _likely_anchors(answer, row_of)
    least = MIN_SHOWN if targets else MIN_GUESS
    return Roles(
        targets=targets,
        anchors={row: p for row, p in anchors.items() if row not in targets},
        candidates={
            row: p
            for row, p in list(ranked.items())[:_MAX_CANDIDATES]
            if p >= least and row not in targets and row not in anchors
        },
        unsure=answer.status == "ambiguous",
    )


def add_regions(roles: Roles, graph: SceneGraph, answer: Grounding | None) -> Roles:
    """The same where the answer is a region: its boxes count as rows behind those of the graph.

    Row M + k is the k-th result; the things that parts belong to are drawn like anchors.
    """
    if answer is None or not any(result.region for result in answer.results):
        return roles
    shares = {len(graph) + k: r.probability for k, r in enumerate(answer.results)}
    shown = dict(list(shares.items())[: answer.num_regions + _MAX_CANDIDATES])
    last = len(graph) + answer.num_regions
    return Roles(
        targets={row: p for row, p in shown.items() if row < last},
        anchors=roles.targets | roles.anchors,
        candidates={row: p for row, p in shown.items() if row >= last and p >= MIN_SHOWN},
        unsure=roles.unsure,
    )


def region_footprints(answer: Grounding | None) -> np.ndarray:
    """(K, 4, 2) top views of the results that are regions, metres; none of objects."""
    if answer is None or not any(result.region for result in answer.results):
        return np.empty((0, 4, 2))
    return np.concatenate(
        [
            box_footprints(Boxes(r.obb_center[None], r.extent[None], r.R_world_box[None]))
            for r in answer.results
        ]
    )


def region_names(answer: Grounding | None) -> list[str]:
    """What the results that are regions are called, in their order."""
    if answer is None or not any(result.region for result in answer.results):
        return []
    return [result.name for result in answer.results]


def row_colors(graph: SceneGraph, roles: Roles) -> np.ndarray:
    """(M, 3) uint8 highlight colour of each row, black where it plays no part."""
    colors = np.zeros((len(graph), 3), dtype=np.uint8)
    for rows, color in ((roles.anchors, ANCHOR_COLOR), (roles.targets, roles.target_color)):
        colors[list(rows)] = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return colors


def _likely_anchors(answer: Grounding, row_of: dict[int, int]) -> dict[int, float]:
    """The anchors worth drawing: a phrase's spread-out doubts are not."""
    best: dict[int, float] = {}
    for anchor in sorted(answer.anchors, key=lambda a: -a.probability):
        if anchor.probability >= _MIN_ANCHOR_PROBABILITY:
            best.setdefault(row_of[anchor.instance_id], anchor.probability)
    return dict(list(best.items())[:_MAX_ANCHORS])

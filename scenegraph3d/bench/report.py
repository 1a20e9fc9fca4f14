"""The report of a benchmark of one target a row: outcomes go in, scores and a table come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .metrics import Score, auroc, expected_calibration_error, is_easy, mean, score_rows
from .outcomes import (
    Outcome,
    abstained_share,
    chance_of,
    count_scenes,
    failures_in_words,
    query_times,
    unparsed_share,
)

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True, eq=False)
class Report:
    """Scores over all rows; a row that failed in any way counts as wrong.

    Attributes:
        benchmark: its name, for people.
        outcomes: one a row.
        by_box: judge by Acc@0.25 of the chosen box, where detections have ids of their own; else by
            the chosen id.
        with_boxes: whether the report has acc25, acc50, unique and multiple.
    """

    benchmark: str
    outcomes: tuple[Outcome, ...]
    by_box: bool = False
    with_boxes: bool = False

    def is_correct(self, outcome: Outcome) -> bool:
        """Whether the first result is the target, whatever the status."""
        if self.by_box:
            return outcome.iou >= 0.25
        return outcome.chosen_id is not None and outcome.chosen_id in outcome.row.target_ids

    @cached_property
    def overall(self) -> Score:
        """Accuracy and chance over all rows."""
        return self._score(lambda outcome: True)

    @cached_property
    def subsets(self) -> dict[str, Score]:
        """Easy and hard, view-dependent and independent, and with boxes unique and multiple."""
        return {
            "easy": self._score(lambda o: _class_size(o) > 0 and is_easy(_class_size(o))),
            "hard": self._score(lambda o: not is_easy(_class_size(o))),
            "view_dependent": self._score(lambda o: o.row.view_dependent),
            "view_independent": self._score(lambda o: not o.row.view_dependent),
            **(self._uniqueness() if self.with_boxes else {}),
        }

    @cached_property
    def by_relation(self) -> dict[str, Score]:
        """The score of each annotated relation, by name."""
        names = sorted({o.row.relation for o in self.outcomes if o.row.relation})
        return {name: self._score(lambda o, n=name: o.row.relation == n) for name in names}

    @property
    def accuracy_ok(self) -> float | None:
        """Accuracy of the rows whose status is "ok"."""
        return self._score(lambda o: o.status == "ok").accuracy

    @cached_property
    def calibration(self) -> tuple[float | None, float | None]:
        """Expected calibration error and AUROC of the first result's probability."""
        stated = [o.probability for o in self.outcomes]
        correct = [self.is_correct(o) for o in self.outcomes]
        return expected_calibration_error(stated, correct), auroc(stated, correct)

    @property
    def protocol(self) -> str:
        """What was judged and how, in one line."""
        boxes = "predicted boxes and labels" if self.by_box else "annotated boxes and labels"
        judged = "Acc@0.25 of" if self.by_box else "the instance id of"
        parts = [
            f"{self.benchmark}, {boxes}, the sentence alone is given",
            f"accuracy is {judged} results[0] over all rows, whatever the status",
            "chance guesses among the objects of the target's class",
            *failures_in_words(self.outcomes),
        ]
        if self.by_box:
            missed = sum(o.best_iou < 0.25 for o in self.outcomes)
            parts.append(f"rows without a box at IoU 0.25 to choose: {missed}")
        return "; ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types; shares in 0..1, null where there are no rows."""
        ece, area = self.calibration
        return {
            "rows": self.overall.rows,
            "accuracy": self.overall.accuracy,
            "chance": self.overall.chance,
            **{name: score.accuracy for name, score in self.subsets.items()},
            **(self._box_accuracy() if self.with_boxes else {}),
            "abstained": abstained_share(self.outcomes),
            "accuracy_ok": self.accuracy_ok,
            "unparsed": unparsed_share(self.outcomes),
            "ms_per_query": mean(query_times(self.outcomes)),
            "by_relation": {name: score.to_dict() for name, score in self.by_relation.items()},
            "ece": ece,
            "auroc": area,
            "num_scenes": count_scenes(self.outcomes),
            "protocol": self.protocol,
        }

    def table(self) -> Table:
        """The report as a table for people, chance beside every score."""
        from .tables import report_table

        return report_table(self)

    def _score(self, keep: Callable[[Outcome], bool]) -> Score:
        kept = [outcome for outcome in self.outcomes if keep(outcome)]
        return score_rows([self.is_correct(o) for o in kept], [chance_of(o) for o in kept])

    def _uniqueness(self) -> dict[str, Score]:
        return {
            "unique": self._score(lambda o: _class_size(o) == 1),
            "multiple": self._score(lambda o: _class_size(o) > 1),
        }

    def _box_accuracy(self) -> dict[str, float]:
        overlap = np.array([o.iou for o in self.outcomes])
        return {"acc25": float((overlap >= 0.25).mean()), "acc50": float((overlap >= 0.5).mean())}


def _class_size(outcome: Outcome) -> int:
    """Objects of the target's class, the target included; 0 where nothing tells."""
    return outcome.row.num_same_class or 0

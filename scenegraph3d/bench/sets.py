"""The report of a benchmark whose answers are sets of objects: outcomes go in, scores come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .metrics import Score, mean, score_rows, set_f1
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
class SetReport:
    """Scores over all rows; a row is right where exactly the wanted objects are answered.

    Attributes:
        benchmark: its name, for people.
        outcomes: one a row.
    """

    benchmark: str
    outcomes: tuple[Outcome, ...]

    def is_correct(self, outcome: Outcome) -> bool:
        """Whether the answer is exactly the wanted set.

        Where nothing is wanted, only the status "not_found" is right: a sentence that was not
        understood has no answer either, and that is no merit.
        """
        return self.f1_of(outcome) == 1.0

    def f1_of(self, outcome: Outcome) -> float:
        """F1 of one answered set; 1 for "not_found" where nothing is wanted, else 0 there."""
        if not outcome.row.target_ids:
            return float(outcome.status == "not_found" and not outcome.answer_ids)
        return set_f1(outcome.answer_ids, outcome.row.target_ids)

    @cached_property
    def overall(self) -> Score:
        """Exact-set accuracy and chance over all rows."""
        return self._score(lambda outcome: True)

    @cached_property
    def by_count(self) -> dict[str, Score]:
        """The score of the rows that want zero, one and many objects."""
        return {
            "zero": self._score(lambda o: len(o.row.target_ids) == 0),
            "one": self._score(lambda o: len(o.row.target_ids) == 1),
            "many": self._score(lambda o: len(o.row.target_ids) > 1),
        }

    @cached_property
    def by_phenomenon(self) -> dict[str, Score]:
        """The score of each phenomenon the rows are tagged with, by name."""
        names = sorted({tag for o in self.outcomes for tag in o.row.tags})
        return {name: self._score(lambda o, n=name: n in o.row.tags) for name in names}

    @property
    def protocol(self) -> str:
        """What was judged and how, in one line."""
        parts = [
            f"{self.benchmark}, annotated boxes and labels, the sentence alone is given",
            "accuracy is exactly the wanted set of ids over all rows",
            "where no object is wanted the status must be not_found",
            "chance guesses one object of the target's class",
            *failures_in_words(self.outcomes),
        ]
        return "; ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types; shares in 0..1, null where there are no rows."""
        return {
            "rows": self.overall.rows,
            "accuracy": self.overall.accuracy,
            "chance": self.overall.chance,
            "f1": mean(self.f1_of(o) for o in self.outcomes),
            **{name: score.accuracy for name, score in self.by_count.items()},
            "abstained": abstained_share(self.outcomes),
            "accuracy_ok": self._score(lambda o: o.status == "ok").accuracy,
            "unparsed": unparsed_share(self.outcomes),
            "ms_per_query": mean(query_times(self.outcomes)),
            "by_phenomenon": {name: s.to_dict() for name, s in self.by_phenomenon.items()},
            "num_scenes": count_scenes(self.outcomes),
            "protocol": self.protocol,
        }

    def table(self) -> Table:
        """The report as a table for people, chance beside every score."""
        from .tables import set_table

        return set_table(self)

    def _score(self, keep: Callable[[Outcome], bool]) -> Score:
        kept = [outcome for outcome in self.outcomes if keep(outcome)]
        return score_rows([self.is_correct(o) for o in kept], [chance_of(o) for o in kept])

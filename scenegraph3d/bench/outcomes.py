"""Outcomes: what became of each row, and the shares that every benchmark reports of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..language.query import Query
from ..reasoning.answer import Grounding
from .rows import Row


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one row.

    Attributes:
        row: the sentence, with the size of the target's class filled in from the scene's labels.
        status: the answer's, or "no scene" where it could not be asked, "error" where it raised.
        chosen_id: the first result, whatever the status; None for an empty list.
        probability: of the first result; 0 for an empty list.
        answer_ids: all objects the answer names.
        iou: overlap of the first result's box with the target's; 0 without either.
        best_iou: overlap of the best box there was to choose with the target's.
        unparsed: whether the parse narrowed nothing down, see `is_unparsed`.
        milliseconds: wall time of `ground`; None where it was not asked.
        query: the parse; None where there is none.
        reason: the answer's reason, or the error's message.
    """

    row: Row
    status: str
    chosen_id: int | None = None
    probability: float = 0.0
    answer_ids: tuple[int, ...] = ()
    iou: float = 0.0
    best_iou: float = 0.0
    unparsed: bool = True
    milliseconds: float | None = None
    query: Query | None = None
    reason: str = ""


def is_unparsed(answer: Grounding) -> bool:
    """Whether the parser understood nothing usable of a sentence.

    That is a status of "unsupported", or a target without category, attribute and clause, which
    every object of the scene satisfies.
    """
    target = answer.query.target
    says_nothing = target.category in ("", "thing") and not (target.attributes or target.clauses)
    return answer.status == "unsupported" or says_nothing


def abstained_share(outcomes: Sequence[Outcome]) -> float:
    """Share of rows whose status is not "ok"."""
    return sum(o.status != "ok" for o in outcomes) / len(outcomes)


def unparsed_share(outcomes: Sequence[Outcome]) -> float:
    """Share of rows of which the parser understood nothing usable, see `is_unparsed`."""
    return sum(o.unparsed for o in outcomes) / len(outcomes)


def query_times(outcomes: Sequence[Outcome]) -> list[float]:
    """Milliseconds of each `ground`, building excluded."""
    return [o.milliseconds for o in outcomes if o.milliseconds is not None]


def count_scenes(outcomes: Sequence[Outcome]) -> int:
    """Scenes that were asked."""
    return len({o.row.scene for o in outcomes if o.status != "no scene"})


def chance_of(outcome: Outcome) -> float:
    """How probably a guess among the objects of the target's class is the whole answer.

    0 where the answer is not exactly one object, or nothing tells how many there are.
    """
    size = outcome.row.num_same_class
    return 1 / size if size and len(outcome.row.target_ids) == 1 else 0.0


def failures_in_words(outcomes: Sequence[Outcome]) -> list[str]:
    """Rows that could not be asked and rows that raised, for the protocol; [] where none did."""
    missing = sum(o.status == "no scene" for o in outcomes)
    errors = [o.reason for o in outcomes if o.status == "error"]
    return [
        *([f"rows without a scene: {missing}, counted as wrong"] if missing else []),
        *([f"rows that raised: {len(errors)}, first {errors[0]}"] if errors else []),
    ]

"""Scores of boxes anywhere: outcomes of rows go in, overlap and error by level come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..records import Boxes
from .metrics import mean
from .rows import Row

if TYPE_CHECKING:
    from rich.table import Table

LEVELS = ("object_level", "part_level", "area_level", "space_level")
LEAST_IOU = 0.25


@dataclass(frozen=True, eq=False)
class BoxRow:
    """One expression with its box; `row.tags` holds the level and the expression's type."""

    row: Row
    box: Boxes

    @property
    def level(self) -> str:
        """One of LEVELS."""
        return self.row.tags[0]


@dataclass(frozen=True, eq=False)
class BoxOutcome:
    """What became of one row.

    Attributes:
        asked: the row.
        status: the answer's, or "no scene", or "error" where it raised.
        iou: overlap of the first result with the annotated box; 0 without a result.
        error: metres between their middles; None without a result.
        anchor_iou: overlap of the same box, put at the middle of the sentence's first anchor.
        anchor_error: metres from that middle; None where no anchor was found.
        chance: share of the scene's objects that overlap the annotated box by LEAST_IOU.
        best_iou: the overlap of the object that fits it best.
        milliseconds: wall time; None where it was not asked.
        reason: the answer's reason, or the error's message.
    """

    asked: BoxRow
    status: str
    iou: float = 0.0
    error: float | None = None
    anchor_iou: float = 0.0
    anchor_error: float | None = None
    chance: float = 0.0
    best_iou: float = 0.0
    milliseconds: float | None = None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class BoxReport:
    """Scores by level; a row without an answer counts as a miss."""

    benchmark: str
    outcomes: tuple[BoxOutcome, ...]

    @cached_property
    def by_level(self) -> dict[str, tuple[BoxOutcome, ...]]:
        """The outcomes of each level that has rows."""
        found = {
            level: tuple(o for o in self.outcomes if o.asked.level == level) for level in LEVELS
        }
        return {level: outcomes for level, outcomes in found.items() if outcomes}

    @property
    def protocol(self) -> str:
        """What was judged and how, in one line."""
        return (
            f"{self.benchmark}; annotated boxes and labels, the sentence alone is given; the first "
            "result is judged, whatever the status; a row without one counts as a miss and as an "
            "infinite error; chance: a random object of the scene; best object: the one that fits "
            "best; at anchor: the same box at the middle of the first thing named"
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types; shares in 0..1, metres, null where nothing is known."""
        return {
            "rows": len(self.outcomes),
            "levels": {level: _scores(found) for level, found in self.by_level.items()},
            "protocol": self.protocol,
        }

    def table(self) -> Table:
        """The report as a table for people."""
        from rich.table import Table

        table = Table(title=self.benchmark, caption=self.protocol, caption_justify="left")
        for place, column in enumerate(
            (
                *("", "rows", "IoU>=.25 %", "IoU>=.5 %", "error m", "chance %", "best object %"),
                *("at anchor %", "m", "answered %"),
            )
        ):
            table.add_column(column, justify="right" if place else "left")
        for level, found in self.by_level.items():
            scores = _scores(found)
            shares = [scores[key] for key in ("acc25", "acc50")]
            table.add_row(
                level.replace("_", " "),
                str(scores["rows"]),
                *(f"{100 * share:.1f}" for share in shares),
                _metres(scores["error_median"]),
                *(f"{100 * scores[key]:.1f}" for key in ("chance", "best_object", "anchor_acc25")),
                _metres(scores["anchor_error_median"]),
                f"{100 * scores['answered']:.1f}",
            )
        return table


def _scores(outcomes: Sequence[BoxOutcome]) -> dict[str, Any]:
    return {
        "rows": len(outcomes),
        "acc25": mean(o.iou >= LEAST_IOU for o in outcomes),
        "acc50": mean(o.iou >= 2 * LEAST_IOU for o in outcomes),
        "error_median": _median([o.error for o in outcomes]),
        "chance": mean(o.chance for o in outcomes),
        "best_object": mean(o.best_iou >= LEAST_IOU for o in outcomes),
        "anchor_acc25": mean(o.anchor_iou >= LEAST_IOU for o in outcomes),
        "anchor_error_median": _median([o.anchor_error for o in outcomes]),
        "answered": mean(o.error is not None for o in outcomes),
        "ms_per_query": mean(o.milliseconds for o in outcomes if o.milliseconds is not None),
    }


def _median(errors: Sequence[float | None]) -> float | None:
    """The median, a missing error counting as infinite; None where that is the median."""
    middle = float(np.median([np.inf if error is None else error for error in errors]))
    return middle if np.isfinite(middle) else None


def _metres(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"

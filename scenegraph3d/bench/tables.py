"""Tables for people: a report goes in, a rich table with chance beside every score comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from .metrics import Score
from .outcomes import query_times

if TYPE_CHECKING:
    from rich.table import Table

    from .report import Report
    from .sets import SetReport


def report_table(report: Report) -> Table:
    """The scores of a benchmark of one target a row, the protocol below."""
    table = score_table(report.benchmark, report.protocol)
    add_score(table, "all", report.overall)
    for name, score in report.subsets.items():
        add_score(table, name.replace("_", " "), score)
    table.add_section()
    for name, score in report.by_relation.items():
        add_score(table, name, score)
    table.add_section()
    values = report.to_dict()
    if report.with_boxes:
        add_values(table, {"Acc@0.25": values["acc25"], "Acc@0.5": values["acc50"]})
    add_values(
        table,
        {
            "abstained": values["abstained"],
            "accuracy where ok": values["accuracy_ok"],
            "unparsed": values["unparsed"],
            "calibration error": values["ece"],
            "AUROC of probability": values["auroc"],
        },
    )
    add_times(table, query_times(report.outcomes))
    return table


def set_table(report: SetReport) -> Table:
    """The scores of a benchmark of zero, one or many targets, the protocol below."""
    table = score_table(report.benchmark, report.protocol)
    add_score(table, "all", report.overall)
    for name, score in report.by_count.items():
        add_score(table, f"{name} target{'' if name == 'one' else 's'}", score)
    table.add_section()
    for name, score in report.by_phenomenon.items():
        add_score(table, name.replace("_", " "), score)
    table.add_section()
    values = report.to_dict()
    add_values(
        table,
        {
            "F1 of the sets": values["f1"],
            "abstained": values["abstained"],
            "accuracy where ok": values["accuracy_ok"],
            "unparsed": values["unparsed"],
        },
    )
    add_times(table, query_times(report.outcomes))
    return table


def score_table(title: str, protocol: str) -> Table:
    """An empty table of scores; the protocol stands below it."""
    from rich.table import Table

    table = Table(title=title, caption=protocol, caption_justify="left", min_width=60)
    for column in ("accuracy %", "chance %", "rows"):
        if not table.columns:
            table.add_column("")
        table.add_column(column, justify="right")
    return table


def add_score(table: Table, name: str, score: Score) -> None:
    """Add a line with accuracy, chance and rows."""
    table.add_row(name, percent(score.accuracy), percent(score.chance), str(score.rows))


def add_values(table: Table, values: dict[str, float | None]) -> None:
    """Add lines of single shares."""
    for name, value in values.items():
        table.add_row(name, percent(value), "", "")


def add_times(table: Table, milliseconds: Iterable[float]) -> None:
    """Add mean and median wall time of a query, in milliseconds."""
    times = list(milliseconds)
    if times:
        table.add_row("ms a query, mean", f"{np.mean(times):.2f}", "", "")
        table.add_row("ms a query, median", f"{np.median(times):.2f}", "", "")


def percent(share: float | None) -> str:
    """A share as percent with one decimal, a dash for None."""
    return "-" if share is None else f"{share * 100:.1f}"

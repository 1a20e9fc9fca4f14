"""Beacon3D: its json of chained expressions goes in, accuracy and F1 of the sets come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .evaluate import Build, Progress, Scenes, evaluate_rows
from .files import read_json_records, whole_number
from .metrics import is_view_dependent
from .rows import Row, describe_rows, select_rows, text_tokens
from .sets import SetReport

KEYS = ("scan_id", "target_id", "utterance")


# Six arguments: what is asked (queries, fold, limit), in what, and how it is run.
def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    fold: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> SetReport:
    """Score the expressions of a Beacon3D json; the arguments are those of `referit3d.run`."""
    rows = select_rows(read_rows(queries), fold=fold, limit=limit)
    outcomes = evaluate_rows(rows, scenes, build=build, progress=progress)
    return SetReport(f"Beacon3D {describe_rows(queries, fold=fold, limit=limit)}", tuple(outcomes))


def read_rows(path: str | Path) -> list[Row]:
    """Read the rows of a Beacon3D json.

    `target_id` is one id or a list of them. What follows the last underscore of `item_id`, such as
    "class-spatial", tags the row with what its expression speaks of.
    """
    records = read_json_records(path, KEYS)
    return [_row(record, number, path) for number, record in enumerate(records, start=1)]


def _row(record: dict[str, Any], number: int, path: str | Path) -> Row:
    wanted, text = record["target_id"], str(record["utterance"])
    cells = wanted if isinstance(wanted, list) else [wanted]
    ids = [whole_number(cell, name="target_id", number=number, path=path) for cell in cells]
    item = str(record.get("item_id", ""))
    return Row(
        number=number,
        scene=str(record["scan_id"]),
        text=text,
        target_ids=tuple(ids),
        view_dependent=is_view_dependent(text_tokens(text)),
        tags=tuple(item.rsplit("_", 1)[1].split("-")) if "_" in item else (),
        key=item,
    )

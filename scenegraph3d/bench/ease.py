"""EaSe's single-relation cases: its json and a table of scans go in, a report comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .evaluate import Build, Progress, Scenes, evaluate_rows
from .files import read_json_records, whole_number
from .metrics import is_view_dependent
from .report import Report
from .rows import Row, describe_rows, select_rows, text_tokens

KEYS = ("scan_id",)
TEXT_KEYS = ("sentence", "utterance")  # the files differ


# Six arguments: what is asked (queries, fold, limit), in what, and how it is run.
def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    fold: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> Report:
    """Score the sentences of a relation's json that have a target, as `referit3d.run` does."""
    rows = select_rows(read_rows(queries), fold=fold, limit=limit)
    outcomes = evaluate_rows(rows, scenes, build=build, progress=progress)
    return Report(f"EaSe {describe_rows(queries, fold=fold, limit=limit)}", tuple(outcomes))


def read_rows(path: str | Path) -> list[Row]:
    """Read the rows that have a `target`; the file's name is their relation."""
    records = read_json_records(path, KEYS)
    rows = [_row(r, number, path) for number, r in enumerate(records, start=1) if "target" in r]
    if not rows:
        raise ValueError(f"{path} must give a target in some object, got none in {len(records)}")
    return rows


def _row(record: dict[str, Any], number: int, path: str | Path) -> Row:
    target_id = whole_number(record["target"], name="target", number=number, path=path)
    texts = [str(record[key]) for key in TEXT_KEYS if key in record]
    if not texts:
        raise ValueError(f"{path} object {number} must give one of {', '.join(TEXT_KEYS)}")
    return Row(
        number=number,
        scene=str(record["scan_id"]),
        text=texts[0],
        target_ids=(target_id,),
        view_dependent=is_view_dependent(text_tokens(texts[0])),
        relation=Path(path).stem,
    )

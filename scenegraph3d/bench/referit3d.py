"""ReferIt3D (Nr3D and Sr3D): its official csv and a table of scans go in, a report comes out."""

from __future__ import annotations

import ast
from pathlib import Path

from .evaluate import Build, Progress, Scenes, evaluate_rows
from .files import read_csv_records, whole_number
from .metrics import is_view_dependent
from .report import Report
from .rows import Row, describe_rows, select_rows, text_tokens

COLUMNS = ("scan_id", "target_id", "utterance")


# Seven arguments: what is asked (queries, fold, limit), in what, and how it is run.
def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    predicted: Scenes | None = None,
    fold: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> Report:
    """Score the sentences of an Nr3D or Sr3D csv.

    Args:
        queries: the official csv.
        scenes: a table of annotated scans, or the scans.
        predicted: a table of detections to ask instead, judged by Acc@0.25 against the annotation.
        fold: "even" or "odd" rooms only.
        limit: the first rows only.
        build: makes an askable scene from a scan; None uses `scenegraph3d.pipeline.build`.
        progress: called with the rows done and the rows in all.
    """
    rows = select_rows(read_rows(queries), fold=fold, limit=limit)
    outcomes = evaluate_rows(rows, scenes, predicted=predicted, build=build, progress=progress)
    boxes = predicted is not None
    name = f"ReferIt3D {describe_rows(queries, fold=fold, limit=limit)}"
    return Report(name, tuple(outcomes), by_box=boxes, with_boxes=boxes)


def read_rows(path: str | Path) -> list[Row]:
    """Read the rows of an Nr3D or Sr3D csv; columns are found by their header.

    `scan_id`, `target_id` and `utterance` must be there. `tokens`, `stimulus_id`, `distractor_ids`
    and `reference_type` are used where they are.
    """
    records = read_csv_records(path, COLUMNS)
    return [_row(record, number, path) for number, record in enumerate(records, start=1)]


def num_same_class(record: dict[str, str]) -> int | None:
    """Objects of the target's class, itself included, as the csv states them.

    The stimulus id is "scene-label-count-target-distractors", where a label has no dash; without
    one the list of distractors is counted.
    """
    parts = record.get("stimulus_id", "").split("-")
    if len(parts) >= 4 and parts[2].isdecimal() and int(parts[2]) > 0:
        return int(parts[2])
    if record.get("distractor_ids"):
        return 1 + len(_listed(record["distractor_ids"]))
    return None


def _row(record: dict[str, str], number: int, path: str | Path) -> Row:
    target_id = whole_number(record["target_id"], name="target_id", number=number, path=path)
    tokens = _listed(record.get("tokens", "")) or text_tokens(record["utterance"])
    return Row(
        number=number,
        scene=record["scan_id"],
        text=record["utterance"],
        target_ids=(target_id,),
        num_same_class=num_same_class(record),
        view_dependent=is_view_dependent(str(token) for token in tokens),
        relation=record.get("reference_type", ""),
    )


def _listed(cell: str) -> list[object]:
    """The list written in a cell, such as "['the', 'chair']" or "[4, 7]"; [] where it is none."""
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError):
        return []
    return list(value) if isinstance(value, list | tuple) else []

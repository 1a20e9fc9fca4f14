"""ScanRefer: its official json and a table of scans go in, a report with Acc@IoU comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..records import Viewpoint
from .evaluate import Build, Progress, Scenes, evaluate_rows
from .files import read_json_records, whole_number
from .metrics import is_view_dependent
from .report import Report
from .rows import Row, describe_rows, select_rows, text_tokens

KEYS = ("scene_id", "object_id", "description")


# Eight arguments: what is asked (queries, fold, limit), in what, and how it is run.
def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    predicted: Scenes | None = None,
    viewpoints: dict[str, Viewpoint] | None = None,
    fold: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> Report:
    """Score the descriptions of a ScanRefer json.

    Unique and multiple go by the label in the table of scenes: unique is the only object with its
    label. (The official split merges labels into 18 classes first, so fewer rows are unique there.)

    Args:
        queries: the official json.
        scenes: a table of annotated scans, or the scans.
        predicted: a table of detections to ask instead, judged by Acc@0.25 against the annotation.
        viewpoints: the camera of some descriptions, by "scene/object/annotation", see `cameras`.
        fold: "even" or "odd" rooms only.
        limit: the first rows only.
        build: makes an askable scene from a scan; None uses `scenegraph3d.pipeline.build`.
        progress: called with the rows done and the rows in all.
    """
    rows = select_rows(read_rows(queries), fold=fold, limit=limit)
    outcomes = evaluate_rows(
        rows, scenes, predicted=predicted, viewpoints=viewpoints, build=build, progress=progress
    )
    name = f"ScanRefer {describe_rows(queries, fold=fold, limit=limit)}"
    if viewpoints is not None:
        name += ", cameras given"
    return Report(name, tuple(outcomes), by_box=predicted is not None, with_boxes=True)


def read_rows(path: str | Path) -> list[Row]:
    """Read the rows of a ScanRefer json: `scene_id`, `object_id`, `description` in every object."""
    records = read_json_records(path, KEYS)
    return [_row(record, number, path) for number, record in enumerate(records, start=1)]


def _row(record: dict[str, Any], number: int, path: str | Path) -> Row:
    target_id = whole_number(record["object_id"], name="object_id", number=number, path=path)
    text, tokens = str(record["description"]), record.get("token")
    words = [str(token) for token in tokens] if isinstance(tokens, list) else text_tokens(text)
    return Row(
        number=number,
        scene=str(record["scene_id"]),
        text=text,
        target_ids=(target_id,),
        view_dependent=is_view_dependent(words),
        key=annotation_key(record),
    )


def annotation_key(record: dict[str, Any]) -> str:
    """What joins a description with its camera: scene, object and annotation."""
    return "/".join(str(record.get(name, "")) for name in ("scene_id", "object_id", "ann_id"))

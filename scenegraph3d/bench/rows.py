"""Benchmark rows: a csv or json file of sentences goes in, checked records come out."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDS = {"even": 0, "odd": 1}


@dataclass(frozen=True)
class Row:
    """One sentence of a benchmark and what its answer is judged by.

    The system is handed `text` alone (and the camera, where one is given); nothing else.

    Attributes:
        number: 1-based place in the file, for messages.
        scene: the scan's name, such as "scene0000_00".
        text: the sentence as written.
        target_ids: instance ids of the true answer; empty where nothing in the scene fits.
        num_same_class: objects of the target's class in the scene, the target included; None where
            the file does not tell and the scene's labels do.
        view_dependent: by ReferIt3D's token rule.
        relation: the annotated relation, "" where there is none.
        tags: phenomena the row is annotated with.
        key: what joins the row to other files, such as a camera.
    """

    number: int
    scene: str
    text: str
    target_ids: tuple[int, ...]
    num_same_class: int | None = None
    view_dependent: bool = False
    relation: str = ""
    tags: tuple[str, ...] = ()
    key: str = ""


def select_rows(rows: Sequence[Row], *, fold: str | None, limit: int | None) -> list[Row]:
    """The rows of one fold, at most `limit` of them.

    Args:
        rows: all rows of a file.
        fold: "even" or "odd" keeps the rooms whose number has that parity, all scans of a room
            together; None keeps all.
        limit: how many rows to keep from the start; None keeps all.
    """
    if fold is not None and fold not in FOLDS:
        raise ValueError(f"unknown fold {fold!r}; choose from: {', '.join(FOLDS)}")
    if limit is not None and limit < 1:
        raise ValueError(f"limit must be at least 1 row, got {limit}")
    kept = [row for row in rows if fold is None or room_number(row.scene) % 2 == FOLDS[fold]]
    if not kept:
        raise ValueError(f"no row is left in the {fold} fold of {len(rows)} rows")
    return kept[:limit]


def room_number(scene: str) -> int:
    """The room's number in a scan's name, without the rescan suffix: 46 of "scene0046_01"."""
    digits = re.search(r"\d+", scene)
    if digits is None:
        raise ValueError(f"a fold needs numbered scenes such as scene0046_01, got {scene!r}")
    return int(digits.group())


def read_csv_records(path: str | Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a csv with a header that has at least `columns`; a cell that is not there is ""."""
    path = _existing_file(path)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            header = list(reader.fieldnames or ())
            missing = [name for name in columns if name not in header]
            if missing and header:
                found = ", ".join(header)[:200]
                raise ValueError(f"{path} must have the columns {', '.join(columns)}; got {found}")
            records = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} must be a csv text file, got {error}") from error
    if not records:
        raise ValueError(f"{path} must hold a header and at least one row, got an empty csv")
    return records


def read_json_records(path: str | Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Read a json list of objects that each have at least `keys`."""
    path = _existing_file(path)
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} must be a json file, got {error}") from error
    if not isinstance(records, list) or not records:
        raise ValueError(f"{path} must hold a json list of objects, got {_kind(records)}")
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise ValueError(f"{path} must hold a list of objects, got {_kind(record)} as {number}")
        missing = [key for key in keys if key not in record]
        if missing:
            raise ValueError(
                f"{path} must give {', '.join(keys)} in every object; "
                f"object {number} has no {missing[0]}"
            )
    return records


def whole_number(value: Any, *, name: str, number: int, path: str | Path) -> int:
    """The integer in a cell; otherwise one line that names the cell."""
    try:
        return int(str(value).strip())
    except ValueError:
        raise ValueError(
            f"{name} must be a whole number, got {str(value)!r} in row {number} of {path}"
        ) from None


def text_tokens(text: str) -> list[str]:
    """Lower-case words of a sentence, for files that come without tokens."""
    return re.findall(r"[a-z0-9']+", text.lower())


def _existing_file(path: str | Path) -> Path:
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no such file: {path.absolute()}")
    if not path.is_file():
        raise ValueError(f"queries must be one file, got the folder {path}")
    return path


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an empty list", str: "a string", type(None): "null"}
    return names.get(type(value), f"a {type(value).__name__}")

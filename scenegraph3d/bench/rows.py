"""Benchmark rows: one sentence each, with its scene and true answer; and which of them to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def describe_rows(path: str | Path, *, fold: str | None, limit: int | None) -> str:
    """The file asked and the part of it, for people: "nr3d.csv, odd rooms, first 100 rows"."""
    parts = [Path(path).name]
    parts += [f"{fold} rooms"] if fold is not None else []
    parts += [f"first {limit} rows"] if limit is not None else []
    return ", ".join(parts)


def room_number(scene: str) -> int:
    """The room's number in a scan's name, without the rescan suffix: 46 of "scene0046_01"."""
    digits = re.search(r"\d+", scene)
    if digits is None:
        raise ValueError(f"a fold needs numbered scenes such as scene0046_01, got {scene!r}")
    return int(digits.group())


def text_tokens(text: str) -> list[str]:
    """Lower-case words of a sentence, for files that come without tokens."""
    return re.findall(r"[a-z0-9']+", text.lower())

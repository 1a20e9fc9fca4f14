"""Anywhere3D: its jsonl of boxes anywhere goes in; overlap and centre error by level come out.

The four levels are a place where something is to be put (`space_level`, asked with `place`), and
an area, a part or a whole object (asked with `ground`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..geometry.boxes import rotation_about_z
from ..geometry.footprints import box_footprints, footprint_areas, overlap_areas
from ..records import Boxes, Scan
from .box_report import LEAST_IOU, LEVELS, BoxOutcome, BoxReport, BoxRow
from .evaluate import Progress, Scenes, load_scans
from .files import read_json_lines
from .rows import Row, describe_rows, select_rows

if TYPE_CHECKING:
    from ..reasoning.answer import Grounding, Result
    from ..reasoning.placement import Placement

KEYS = (
    "grounding_level", "expression_type", "scene_id", "referring_expressions",
    "box_x", "box_y", "box_z", "box_width", "box_length", "box_height", "box_rot_angle",
)  # fmt: skip


class PlacingScene(Protocol):
    """What the benchmark needs of a scene: `scenegraph3d.pipeline.Scene` has it."""

    def ground(self, query: str) -> Grounding:
        """Resolve a sentence to a box."""
        ...

    def place(self, query: str) -> Placement:
        """Find where something can be put."""
        ...


Build = Callable[[Scan], PlacingScene]


def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    level: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> BoxReport:
    """Score the expressions of an Anywhere3D jsonl.

    Args:
        queries: the file.
        scenes: tables of annotated scans, or the scans.
        level: one of LEVELS; None asks all.
        limit: how many rows to ask from the start.
        build: makes a scene that can be asked; None uses `scenegraph3d.pipeline.build`.
        progress: called with the rows done and the rows in all.
    """
    rows = [row for row in read_rows(queries) if level in (None, row.level)]
    if not rows:
        raise ValueError(f"no row has the level {level!r}; choose from: {', '.join(LEVELS)}")
    kept = {row.number for row in select_rows([r.row for r in rows], fold=None, limit=limit)}
    rows = [row for row in rows if row.row.number in kept]
    outcomes = ask_rows(rows, scenes, build=build, progress=progress)
    name = f"Anywhere3D {describe_rows(queries, fold=None, limit=limit)}"
    return BoxReport(name, tuple(outcomes))


def read_rows(path: str | Path) -> list[BoxRow]:
    """Read an Anywhere3D jsonl; width is the box's x, length its y, the angle in degrees."""
    records = read_json_lines(path, KEYS)
    rows = [_row(record, number, path) for number, record in enumerate(records, start=1)]
    if not rows:
        raise ValueError(f"{path} must hold at least one row, got an empty file")
    return rows


def _row(record: dict[str, Any], number: int, path: str | Path) -> BoxRow:
    level = record["grounding_level"]
    if level not in LEVELS:
        known = ", ".join(LEVELS)
        raise ValueError(f"grounding_level must be one of {known}, got {level!r} in row {number}")
    try:
        numbers = [float(record[key]) for key in KEYS[4:]]
        yaw = np.radians(numbers[6:])
        box = Boxes(
            np.array([numbers[:3]]), np.array([numbers[3:6]]), rotation_about_z(np.array(yaw))
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"row {number} of {path} must give a box in numbers: {error}") from error
    row = Row(
        number=number,
        scene=record["scene_id"],
        text=record["referring_expressions"],
        target_ids=(),
        tags=(level, record["expression_type"]),
    )
    return BoxRow(row, box)


def ask_rows(
    rows: Sequence[BoxRow],
    scenes: Scenes,
    *,
    build: Build | None = None,
    progress: Progress | None = None,
) -> list[BoxOutcome]:
    """Ask every expression in its scene; one outcome a row, in the order of `rows`."""
    scans = load_scans(scenes, {row.row.scene for row in rows})
    if not scans:
        raise ValueError(f"no row's scene is in the table, such as {rows[0].row.scene!r}")
    built: dict[str, PlacingScene] = {}
    outcomes: list[BoxOutcome] = []
    for row in rows:
        name = row.row.scene
        if name not in scans:
            outcomes.append(BoxOutcome(row, "no scene", reason=f"{name} is not in the table"))
        else:
            built[name] = built.get(name) or _build(scans[name], build)
            whole = _whole_objects(scans[name], row)
            told = {"chance": float((whole >= LEAST_IOU).mean()), "best_iou": float(whole.max())}
            outcomes.append(replace(_ask(built[name], row), **told))
        if progress is not None:
            progress(len(outcomes), len(rows))
    return outcomes


def _whole_objects(scan: Scan, row: BoxRow) -> np.ndarray:
    """(M,) overlap of each whole object of the scene with the annotated box."""
    aabb = scan.instances.aabb
    boxes = [Boxes.axis_aligned((b[:3] + b[3:]) / 2, b[3:] - b[:3]) for b in aabb]
    return np.array([upright_iou(box, row.box) for box in boxes] or [0.0])


def _build(scan: Scan, build: Build | None) -> PlacingScene:
    if build is not None:
        return build(scan)
    from .. import pipeline

    scene: Any = pipeline.build(scan)
    return scene


def _ask(scene: PlacingScene, row: BoxRow) -> BoxOutcome:
    started = time.perf_counter()
    try:
        answer = (scene.place if row.level == "space_level" else scene.ground)(row.row.text)
    except Exception as error:  # one row must not lose the others: it counts as a miss.
        return BoxOutcome(row, "error", reason=f"{type(error).__name__}: {error}")
    milliseconds = (time.perf_counter() - started) * 1000
    told = {"milliseconds": milliseconds, "reason": answer.reason}
    if not answer.results:
        return BoxOutcome(row, answer.status, **told)
    box = answer_box(answer.results[0])
    outcome = {"iou": upright_iou(box, row.box), "error": _apart(box.center, row.box.center)}
    if answer.anchors:
        anchor = answer.anchors[0].aabb
        middle = ((anchor[:3] + anchor[3:]) / 2)[None]
        outcome["anchor_iou"] = upright_iou(Boxes(middle, box.extent, box.R_world_box), row.box)
        outcome["anchor_error"] = _apart(middle, row.box.center)
    return BoxOutcome(row, answer.status, **outcome, **told)


def answer_box(result: Result) -> Boxes:
    """The box of a result: a whole object's is axis-aligned, a region's keeps its turn."""
    if result.region is None:
        low, high = result.aabb[:3], result.aabb[3:]
        return Boxes.axis_aligned((low + high) / 2, high - low)
    return Boxes(result.obb_center[None], result.extent[None], result.R_world_box[None])


def upright_iou(first: Boxes, second: Boxes) -> float:
    """Overlap of two single boxes that stand upright: shared volume over joint volume."""
    corners = box_footprints(first), box_footprints(second)
    low = np.maximum(*(box.center[0, 2] - box.extent[0, 2] / 2 for box in (first, second)))
    high = np.minimum(*(box.center[0, 2] + box.extent[0, 2] / 2 for box in (first, second)))
    shared = float(overlap_areas(*corners)[0]) * max(float(high - low), 0.0)
    volumes = [
        float(footprint_areas(corner)[0] * box.extent[0, 2])
        for corner, box in zip(corners, (first, second), strict=True)
    ]
    joint = sum(volumes) - shared
    return shared / joint if joint > 0 else 0.0


def _apart(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.linalg.norm(first - second))

"""Ask every sentence in its scene: rows and scans go in, one judged outcome a row comes out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from ..geometry.boxes import iou_aabb
from ..reasoning.answer import Grounding
from ..records import Scan, Viewpoint
from .outcomes import Outcome, is_unparsed
from .rows import Row

Progress = Callable[[int, int], None]
Scenes = str | Path | Iterable[Scan] | Iterable[Path]  # one table, several, or scans in memory


class AskableScene(Protocol):
    """What a benchmark needs of a scene: `scenegraph3d.pipeline.Scene` has it."""

    def ground(self, query: str, *, viewpoint: Viewpoint | None = None) -> Grounding:
        """Resolve a sentence in this scene."""
        ...


Build = Callable[[Scan], AskableScene]


def evaluate_rows(
    rows: Sequence[Row],
    scenes: Scenes,
    *,
    predicted: Scenes | None = None,
    viewpoints: dict[str, Viewpoint] | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Ask every row's sentence in its scene, each scene built once.

    Args:
        rows: the sentences.
        scenes: tables of annotated scans, or the scans; the judge's truth.
        predicted: scans of a detector to ask instead; None asks the annotated ones.
        viewpoints: the speaker's viewpoint by `Row.key`, for the rows that have one.
        build: makes a scene that can be asked from a scan; None uses `scenegraph3d.pipeline.build`.
        progress: called with the rows done and the rows in all.

    Returns:
        One outcome a row, in the order of `rows`. A row whose scan is not in the table is there
        with the status "no scene"; if all rows are, that is an error.
    """
    names = {row.scene for row in rows}
    truth = load_scans(scenes, names)
    if not truth:
        raise ValueError(
            f"no row's scene is in the table of scenes; the first row asks for {rows[0].scene!r}"
        )
    rows = [_with_class_size(row, truth.get(row.scene)) for row in rows]
    asked = truth if predicted is None else load_scans(predicted, names)
    if not asked:
        raise ValueError("no row's scene is in the table of predicted detections")
    outcomes: dict[int, Outcome] = {}
    for name, places in _places_by_scene(rows).items():
        scene = _build(asked[name], build) if name in asked and name in truth else None
        for place in places:
            row = rows[place]
            outcome = Outcome(row, "no scene", reason=f"{name} is not in the table of scenes")
            if scene is not None:
                outcome = _ask(scene, row, (viewpoints or {}).get(row.key))
                outcome = _measure(outcome, truth[name], asked[name])
            outcomes[place] = outcome
            if progress is not None:
                progress(len(outcomes), len(rows))
    return [outcomes[place] for place in range(len(rows))]


def load_scans(scenes: Scenes, names: set[str]) -> dict[str, Scan]:
    """The scans named, by name, from tables of scenes on disk or from memory."""
    listed = [Path(scenes)] if isinstance(scenes, str | Path) else scenes
    return {scan.name: scan for entry in listed for scan in _scans_of(entry) if scan.name in names}


def _scans_of(entry: Path | Scan) -> Iterable[Scan]:
    if isinstance(entry, Scan):
        return [entry]
    from ..io import read_scenes

    return read_scenes(entry)


def _with_class_size(row: Row, scan: Scan | None) -> Row:
    if scan is None:
        return row
    labels = dict(zip(scan.instances.instance_id.tolist(), scan.instances.label, strict=True))
    for target_id in row.target_ids:
        if target_id not in labels:
            raise ValueError(
                f"target id {target_id} of row {row.number} must be an object of {row.scene}, "
                f"which has {len(labels)} objects and not this one"
            )
    if row.num_same_class is not None or not row.target_ids:
        return row
    target_label = labels[row.target_ids[0]]
    return replace(row, num_same_class=list(labels.values()).count(target_label))


def _places_by_scene(rows: Sequence[Row]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.scene].append(place)
    return places


def _build(scan: Scan, build: Build | None) -> AskableScene:
    if build is not None:
        return build(scan)
    from .. import pipeline

    scene: Any = pipeline.build(scan)
    return scene


def _ask(scene: AskableScene, row: Row, viewpoint: Viewpoint | None) -> Outcome:
    started = time.perf_counter()
    try:
        answer = scene.ground(row.text, viewpoint=viewpoint)
    except Exception as error:  # One failing row must not lose the others: it counts as wrong.
        reason = f"{type(error).__name__}: {error}"
        return Outcome(row, "error", reason=reason, milliseconds=_since(started))
    milliseconds = _since(started)
    first = answer.results[0] if answer.results else None
    return Outcome(
        row=row,
        status=answer.status,
        chosen_id=None if first is None else first.instance_id,
        probability=0.0 if first is None else first.probability,
        answer_ids=answer.answer_ids,
        unparsed=is_unparsed(answer),
        milliseconds=milliseconds,
        query=answer.query,
        reason=answer.reason,
    )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _measure(outcome: Outcome, truth: Scan, asked: Scan) -> Outcome:
    """Fill in the overlaps with the box of the row's only target."""
    if len(outcome.row.target_ids) != 1:
        return outcome
    target = truth.instances.aabb[truth.instances.instance_id == outcome.row.target_ids[0]]
    overlap = iou_aabb(asked.instances.aabb, target)[:, 0]  # (M,)
    chosen = asked.instances.instance_id == outcome.chosen_id
    return replace(
        outcome,
        iou=float(overlap[chosen].max(initial=0.0)),
        best_iou=float(overlap.max(initial=0.0)),
    )

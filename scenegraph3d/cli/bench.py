"""`sg3d bench`: a benchmark's official files go in, scores with their protocol come out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .bar import Bar
from .inputs import AsJson, check_output
from .output import print_json

app = typer.Typer(help="Score the published benchmarks' files.", no_args_is_help=True)

Queries = Annotated[Path, typer.Option(help="The benchmark's file of sentences.")]
Scenes = Annotated[list[Path], typer.Option(help="JSONL table of annotated scans; repeatable.")]
Predicted = Annotated[Path | None, typer.Option(help="JSONL table of detections to ask instead.")]
Fold = Annotated[str | None, typer.Option(help="even or odd: rooms of one parity only.")]
Limit = Annotated[int | None, typer.Option(help="The first rows only.")]
Failures = Annotated[Path | None, typer.Option(help="Write the wrong rows here, one JSON a line.")]
Cameras = Annotated[Path | None, typer.Option(help="JSONL of cameras; gives the viewpoints.")]


@app.command()
def referit3d(
    queries: Queries,
    scenes: Scenes,
    predicted: Predicted = None,
    fold: Fold = None,
    limit: Limit = None,
    as_json: AsJson = False,
    failures: Failures = None,
) -> None:
    """Score an Nr3D or Sr3D csv."""
    from ..bench import referit3d as benchmark

    check_output(failures)
    with Bar() as bar:
        report = benchmark.run(
            queries, scenes, predicted=predicted, fold=fold, limit=limit, progress=bar.advance
        )
    _hand_over(report, as_json, failures)


@app.command()
def scanrefer(
    queries: Queries,
    scenes: Scenes,
    predicted: Predicted = None,
    cameras: Cameras = None,
    fold: Fold = None,
    limit: Limit = None,
    as_json: AsJson = False,
    failures: Failures = None,
) -> None:
    """Score a ScanRefer json."""
    from ..bench import scanrefer as benchmark
    from ..bench.cameras import read_viewpoints

    check_output(failures)
    viewpoints = None if cameras is None else read_viewpoints(cameras, scenes)
    with Bar() as bar:
        report = benchmark.run(
            queries,
            scenes,
            predicted=predicted,
            viewpoints=viewpoints,
            fold=fold,
            limit=limit,
            progress=bar.advance,
        )
    _hand_over(report, as_json, failures)


@app.command()
def ease(
    queries: Queries,
    scenes: Scenes,
    fold: Fold = None,
    limit: Limit = None,
    as_json: AsJson = False,
    failures: Failures = None,
) -> None:
    """Score the single-relation cases of EaSe that have a target."""
    from ..bench import ease as benchmark

    check_output(failures)
    with Bar() as bar:
        report = benchmark.run(queries, scenes, fold=fold, limit=limit, progress=bar.advance)
    _hand_over(report, as_json, failures)


@app.command()
def vigil3d(
    queries: Queries,
    scenes: Scenes,
    fold: Fold = None,
    limit: Limit = None,
    as_json: AsJson = False,
    failures: Failures = None,
) -> None:
    """Score a ViGiL3D csv: zero, one or many targets."""
    from ..bench import vigil3d as benchmark

    check_output(failures)
    with Bar() as bar:
        report = benchmark.run(queries, scenes, fold=fold, limit=limit, progress=bar.advance)
    _hand_over(report, as_json, failures)


@app.command()
def beacon3d(
    queries: Queries,
    scenes: Scenes,
    fold: Fold = None,
    limit: Limit = None,
    as_json: AsJson = False,
    failures: Failures = None,
) -> None:
    """Score a Beacon3D json: one or many targets."""
    from ..bench import beacon3d as benchmark

    check_output(failures)
    with Bar() as bar:
        report = benchmark.run(queries, scenes, fold=fold, limit=limit, progress=bar.advance)
    _hand_over(report, as_json, failures)


@app.command()
def anywhere3d(
    queries: Queries,
    scenes: Scenes,
    level: Annotated[
        str | None, typer.Option(help="space_level, part_level, area_level or object_level.")
    ] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Score an Anywhere3D jsonl: boxes of objects, parts, areas and empty places."""
    from ..bench import anywhere3d as benchmark

    with Bar() as bar:
        report = benchmark.run(queries, scenes, level=level, limit=limit, progress=bar.advance)
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command("argoverse-prompts")
def argoverse_prompts(
    prompts: Annotated[Path, typer.Argument(help="JSON of prompts by log.")],
    logs: Annotated[Path, typer.Argument(help="The folder that holds the logs.")],
    as_json: AsJson = False,
) -> None:
    """Score prompts over Argoverse 2 logs: which boxes are meant, frame by frame."""
    from ..bench import argoverse as benchmark

    report = benchmark.run(prompts, logs)
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command("argoverse-places")
def argoverse_places(
    logs: Annotated[list[Path], typer.Argument(help="Folders of logs.")],
    as_json: AsJson = False,
) -> None:
    """Score localization on Argoverse 2 logs: held-out moments are described and searched for."""
    from ..bench import argoverse_places as benchmark

    with Bar() as bar:
        report = benchmark.run(logs, progress=bar.advance)
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command()
def cells(
    queries: Annotated[int, typer.Option(min=1, help="Descriptions of each seed.")] = 400,
    seed: Annotated[list[int] | None, typer.Option(min=0, help="Repeatable: 0 1 2 3.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score localization on generated cells, beside plain baselines on the same cells."""
    from ..bench import cells as benchmark

    with Bar() as bar:
        report = benchmark.run(
            tuple(seed or (0, 1, 2, 3)), num_queries=queries, progress=bar.advance
        )
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command()
def coverage(
    corpora: Annotated[
        list[Path], typer.Argument(help="Files of sentences: jsonl, csv, json, txt.")
    ],
    top: Annotated[int, typer.Option(min=1, help="How many unknown words to list.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Share of sentences the parser fully understands, and the words it does not."""
    from ..bench import coverage as benchmark

    with Bar() as bar:
        report = benchmark.run(corpora, progress=bar.advance)
    _show(report.to_dict(top=top) if as_json else report.table(top=top), as_json)


@app.command()
def ssg(
    annotation: Annotated[Path, typer.Argument(help="JSON of relations; its .npz lies beside.")],
    as_json: AsJson = False,
) -> None:
    """Score support, attachment and proximity on a scan of 3DSSG."""
    from ..bench import ssg as benchmark

    report = benchmark.run(annotation)
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command()
def hierarchy(
    voxels: Annotated[Path, typer.Option(help="NPZ of a home's voxels with room ids.")],
    objects: Annotated[Path, typer.Option(help="JSON of its objects with their rooms.")],
    as_json: AsJson = False,
) -> None:
    """Score the rooms of a home found from its surfaces."""
    from ..bench import hierarchy as benchmark

    report = benchmark.run(voxels, objects)
    _show(report.to_dict() if as_json else report.table(), as_json)


@app.command()
def simulate(
    scenes: Annotated[Path, typer.Argument(help="JSONL table of annotated scans.")],
    out: Annotated[Path, typer.Argument(help="JSONL table to write, .gz or not.")],
    seed: Annotated[int, typer.Option(min=0, help="Of the noise.")] = 0,
) -> None:
    """Write detections as a noisy detector would see the annotated scans."""
    from ..bench.simulate import simulate_detections

    print(f"{simulate_detections(scenes, out, seed=seed)} detections written to {out}")


def _hand_over(report: Any, as_json: bool, failures: Path | None) -> None:
    """Write the failures where asked, then print the report."""
    if failures is not None:
        from ..bench.failures import write_failures

        write_failures(failures, report.outcomes, report.is_correct)
    _show(report.to_dict() if as_json else report.table(), as_json)


def _show(content: Any, as_json: bool) -> None:
    """Print JSON alone, or a table for people."""
    if as_json:
        print_json(content)
        return
    from rich.console import Console

    Console().print(content)

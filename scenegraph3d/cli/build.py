"""`sg3d build`: a scan goes in, a scene file that opens at once comes out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from .inputs import AsJson, Format, ScanPath, SceneName, check_output
from .output import print_json


def build(
    scan: ScanPath,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file.  [default: NAME.sg3d]")
    ] = None,
    format: Format = None,
    scene: SceneName = None,
    as_json: AsJson = False,
) -> None:
    """Build a scan's graph and save it to one file."""
    check_output(out, ".sg3d")
    from ..pipeline import build as build_scene

    built = build_scene(scan, format=format, scene=scene)
    path = out if out is not None else _default_path(built.graph.name)
    check_output(path)
    built.save(path)
    graph = built.graph
    num_points = None if graph.cloud is None else len(graph.cloud)
    if as_json:
        counts = {"objects": len(graph), "rooms": len(graph.rooms), "points": num_points}
        print_json({"name": graph.name, "path": str(path), **counts})
        return
    from ..viz.summary import counted, one_line

    points = "no points" if num_points is None else counted(num_points, "point")
    content = f"{counted(len(graph), 'object')}, {counted(len(graph.rooms), 'room')}, {points}"
    typer.echo(f"{one_line(graph.name)}: {content}")
    typer.echo(f"written: {path}")


def _default_path(name: str) -> Path:
    """A file in the working folder: a scene's name comes from a file and may hold anything."""
    plain = re.sub(r"[^\w. -]+", "_", name).strip(". ")
    return Path(f"{plain[:100] or 'scene'}.sg3d")

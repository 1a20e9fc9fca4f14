"""`sg3d ground`: a scan and a sentence go in, the box it means comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import EXIT_UNSURE
from .inputs import (
    AsJson,
    ConfigFile,
    Format,
    ScanPath,
    SceneName,
    check_output,
    open_scene,
    parse_viewpoint,
)
from .output import print_json
from .sentence import Llm, LlmTimeout, LlmUrl, read_sentence

if TYPE_CHECKING:
    from ..graph.scene_graph import SceneGraph
    from ..language.query import Query
    from ..pipeline import Scene
    from ..reasoning.answer import Grounding
    from ..records import Viewpoint


# The verb's options are its arguments: that is why there are more than five.
def ground(
    scan: ScanPath,
    sentence: Annotated[str, typer.Argument(help='Such as "the mug next to the lamp".')],
    as_json: AsJson = False,
    bev: Annotated[Path | None, typer.Option(help="Write a top view (.png, .svg, .pdf).")] = None,
    ply: Annotated[Path | None, typer.Option(help="Write the points, target coloured.")] = None,
    heatmap: Annotated[
        Path | None, typer.Option(help="Write the points by how they look like the target (.ply).")
    ] = None,
    format: Format = None,
    scene: SceneName = None,
    viewpoint: Annotated[
        str | None, typer.Option(help="The speaker's place and sight: x,y,z,yaw_degrees.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="How many candidates to print.  [default: 5]")
    ] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Print each clause's scores.")] = False,
    config: ConfigFile = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    llm_timeout: LlmTimeout = None,
) -> None:
    """Resolve a sentence to boxes in a scan."""
    view = parse_viewpoint(viewpoint)
    _check_outputs(bev, ply)
    check_output(heatmap, ".ply")
    opened = open_scene(scan, format=format, scene=scene, config=config)
    query = read_sentence(sentence, llm, llm_url=llm_url, llm_timeout=llm_timeout)
    answer = opened.ground(query, viewpoint=view)
    _write_pictures(opened.graph, answer, bev, ply, view)
    painted = _write_heatmap(heatmap, opened, query)
    if as_json:
        content = answer.to_dict()
        content["results"] = content["results"][:top]
        print_json(content)
    else:
        from .answer_table import print_answer, print_trace

        print_answer(answer, opened.graph.name, top)
        if trace:
            print_trace(answer, top)
        for path in filter(None, (bev, ply)):
            typer.echo(f"written: {path}")
        if painted:
            typer.echo(painted)
    if answer.status != "ok":
        raise typer.Exit(EXIT_UNSURE)


def _write_heatmap(path: Path | None, scene: Scene, query: Query) -> str:
    if path is None:
        return ""
    from .heat import write_heatmap

    return f"written: {path}, {write_heatmap(path, scene, query)}"


def _check_outputs(bev: Path | None, ply: Path | None) -> None:
    from ..viz.picture import FORMATS

    check_output(bev, FORMATS)
    check_output(ply, ".ply")


def _write_pictures(
    graph: SceneGraph,
    answer: Grounding,
    bev: Path | None,
    ply: Path | None,
    view: Viewpoint | None,
) -> None:
    if bev is not None:
        from ..viz.bev import save_bev

        save_bev(bev, graph, answer, viewpoint=view)
    if ply is not None:
        from ..viz.cloud import save_ply

        save_ply(ply, graph, answer)

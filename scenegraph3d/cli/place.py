"""`sg3d place`: a scan and a request go in, the best free place for a thing comes out."""

from __future__ import annotations

from collections.abc import Iterable
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
    clean_sentence,
    open_scene,
    parse_viewpoint,
)
from .output import STATUS_COLORS, print_json, print_table

if TYPE_CHECKING:
    from ..language.query import Query
    from ..reasoning.placement import Placement


# The verb's options are its arguments: that is why there are more than five.
def place(
    scan: ScanPath,
    sentence: Annotated[str, typer.Argument(help='Such as "the cup on the desk by the lamp".')],
    size: Annotated[
        str | None, typer.Option(help="Length x width x height in metres: 0.3x0.2x0.1.")
    ] = None,
    as_json: AsJson = False,
    bev: Annotated[Path | None, typer.Option(help="Write a top view (.png, .svg, .pdf).")] = None,
    format: Format = None,
    scene: SceneName = None,
    viewpoint: Annotated[
        str | None, typer.Option(help="The speaker's place and sight: x,y,z,yaw_degrees.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Find where a thing can be put in a scan."""
    from ..viz.picture import FORMATS

    view = parse_viewpoint(viewpoint)
    check_output(bev, FORMATS)
    query = read_request(sentence, size)
    opened = open_scene(scan, format=format, scene=scene, config=config)
    placement = opened.place(query, viewpoint=view)
    if bev is not None:
        from ..viz.placement import save_placement

        save_placement(bev, opened.graph, placement)
    if as_json:
        print_json(placement.to_dict())
    else:
        print_placement(placement)
        if bev is not None:
            typer.echo(f"written: {bev}")
    if placement.status != "ok":
        raise typer.Exit(EXIT_UNSURE)


def read_request(sentence: str, size: str | None) -> Query:
    """The Query of a request; a size of the command line replaces the words'."""
    from ..language.placing import parse_place
    from ..language.query import Size

    query = parse_place(clean_sentence(sentence))
    if size is None or query.place is None:
        return query
    length, width, height = _sides(size)
    said = query.place.model_copy(update={"size": Size(length=length, width=width, height=height)})
    return query.model_copy(update={"place": said})


def _sides(size: str) -> tuple[float, float, float]:
    try:
        length, width, height = (
            float(part) for part in size.lower().replace("\u00d7", "x").split("x")
        )
        if not min(length, width, height) > 0 or max(length, width, height) > 100:
            raise ValueError(size)
    except ValueError:
        wanted = "length x width x height in positive metres, such as 0.3x0.2x0.1"
        raise ValueError(f"--size must be {wanted}, got '{size}'") from None
    return length, width, height


def print_placement(placement: Placement) -> None:
    """Print the places, the best first, and what there is to say about them."""
    from ..viz.summary import frame_line, one_line

    typer.secho(f'"{one_line(placement.query.text)}"\n', bold=True)
    if placement.results:
        head = ("", "#", "probability", "center x, y, z", "size x, y, z (m)")
        chosen = ">" if placement.status == "ok" else ""
        rows = [
            (
                chosen if number <= placement.num_placed else "",
                str(number),
                f"{result.probability:.2f}",
                _numbers(result.obb_center),
                _numbers(result.aabb[3:] - result.aabb[:3]),
            )
            for number, result in enumerate(placement.results, 1)
        ]
        print_table(head, rows, right=" rr")
        typer.echo()
    status = placement.status.replace("_", " ")
    typer.secho(status, fg=STATUS_COLORS[placement.status], bold=True, nl=False)
    typer.echo(f": {one_line(placement.reason, 400)}")
    if placement.free is not None:
        typer.echo(f"free for its middle: {placement.free.area:.2f} m2 of {placement.support}")
    for frame in placement.frame:
        typer.echo(frame_line(frame))
    if placement.not_understood:
        typer.echo(f"not understood: {one_line(', '.join(placement.not_understood))}")


def _numbers(vector: Iterable[float]) -> str:
    return " ".join(f"{value + 0.0:5.2f}" for value in vector)

"""`sg3d localize`: a map and a description go in, the place where it was given comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import EXIT_UNSURE
from .inputs import (
    AsJson,
    ConfigFile,
    Format,
    SceneName,
    check_output,
    clean_sentence,
    open_scene,
)
from .output import STATUS_COLORS, print_json, print_table

if TYPE_CHECKING:
    from ..reasoning.localization import HintMatch, Localization


# The verb's options are its arguments: that is why there are more than five.
def localize(
    scan: Annotated[
        Path, typer.Argument(metavar="MAP", help="A scan, an outdoor map or a built .sg3d scene.")
    ],
    description: Annotated[
        str, typer.Argument(help='Such as "a kiosk ahead of me and bins on my left".')
    ],
    as_json: AsJson = False,
    bev: Annotated[Path | None, typer.Option(help="Draw the posterior on the map.")] = None,
    format: Format = None,
    scene: SceneName = None,
    config: ConfigFile = None,
) -> None:
    """Say where on a map a description was given."""
    from ..viz.picture import FORMATS

    check_output(bev, FORMATS)
    text = clean_sentence(description)
    opened = open_scene(scan, format=format, scene=scene, config=config)
    answer = opened.localize(text)
    if bev is not None:
        from ..viz.posterior import save_posterior

        save_posterior(bev, opened.graph, answer)
    if as_json:
        print_json(answer.to_dict())
    else:
        _print(answer, opened.graph.name)
        if bev is not None:
            typer.echo(f"written: {bev}")
    if answer.status != "ok":
        raise typer.Exit(EXIT_UNSURE)


def _print(answer: Localization, name: str) -> None:
    """The places, what each hint means, and what there is to say about them."""
    from ..viz.summary import one_line

    asked = one_line(answer.query.text)
    typer.secho(f'"{asked}"', bold=True, nl=False)
    typer.echo(f"  on {one_line(name, 80)}\n")
    rows = [
        (str(number), f"{peak.probability:.2f}", f"{peak.position[0]:8.2f} {peak.position[1]:8.2f}")
        for number, peak in enumerate(answer.peaks, 1)
    ]
    if rows:
        print_table(("#", "probability", "x, y (m)"), rows, right="rr")
        typer.echo()
    told = [(match.text, *_meaning(match)) for match in answer.hints]
    if told:
        print_table(("hint", "means", "probability"), told, right="  r")
        typer.echo()
    status = answer.status.replace("_", " ")
    typer.secho(status, fg=STATUS_COLORS[answer.status], bold=True, nl=False)
    typer.echo(f": {one_line(answer.reason, 400)}")
    if answer.heading is not None:
        from math import degrees

        typer.echo(f"looking {degrees(answer.heading) % 360:.0f} degrees from +x towards +y")
    if answer.query.not_understood:
        typer.echo(f"not understood: {one_line(', '.join(answer.query.not_understood))}")


def _meaning(match: HintMatch) -> tuple[str, str]:
    if match.instance_id is None:
        return "not on this map", f"{match.missing:.2f}"
    return f"{match.label} {match.instance_id}", f"{match.probability:.2f}"

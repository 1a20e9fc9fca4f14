"""`sg3d bev`: a scan goes in, its map from above comes out, placed in the world."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .inputs import AsJson, ConfigFile, Format, ScanPath, SceneName, check_output, open_scene
from .output import print_json

if TYPE_CHECKING:
    import numpy as np

    from ..bev import BevMap

_CELL_PIXELS = 224  # along a side of a cell, as CityLoc has them


class Colors(str, Enum):
    """What the map's colours are."""

    mean = "mean"
    label = "label"


# The verb's options are its arguments: that is why there are more than five.
def bev(
    scan: ScanPath,
    output: Annotated[Path, typer.Option("--output", "-o", help="The picture to write (.png).")],
    resolution: Annotated[
        float | None,
        typer.Option(help="Metres to a pixel.  [default: up to 500 pixels, or 224 to a cell]"),
    ] = None,
    colors: Annotated[
        Colors | None,
        typer.Option(
            help="The mean of what is on top, or one for each name.  "
            "[default: mean, where colours are known]"
        ),
    ] = None,
    size: Annotated[float | None, typer.Option(help="Draw a square cell of this side, m.")] = None,
    center: Annotated[str | None, typer.Option(help="The cell's middle: x,y.")] = None,
    storey: Annotated[int | None, typer.Option(help="Which storey, 0 the lowest.")] = None,
    layers: Annotated[
        Path | None, typer.Option(help="Write height, occupancy, labels and ids (.npz).")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="The map's own pixels, without title and legend.")
    ] = False,
    as_json: AsJson = False,
    format: Format = None,
    scene: SceneName = None,
    config: ConfigFile = None,
) -> None:
    """Draw a map from above: a picture, a world file beside it, and the layers."""
    check_output(output, ".png")
    check_output(layers, ".npz")
    limits = cell_of(size, center)
    graph = open_scene(scan, format=format, scene=scene, config=config).graph
    from ..bev import fitting_resolution, known_colors, render, save_picture, world_file_path
    from ..viz.map_page import Sheet, draw_sheet

    if resolution is None:
        resolution = (
            fitting_resolution(graph, storey=storey) if size is None else size / _CELL_PIXELS
        )
    kind = known_colors(graph) if colors is None else colors.value
    drawn = render(graph, resolution, limits=limits, colors=kind, storey=storey)
    sheet = Sheet(drawn.image, drawn.grid)
    if not plain:
        sheet = draw_sheet(graph, drawn, colors=kind)
    save_picture(output, sheet.image, sheet.grid)
    if layers is not None:
        drawn.save_layers(layers)
    written = [output, world_file_path(output), *([layers] if layers is not None else [])]
    _report(drawn, written, as_json=as_json)


def cell_of(size: float | None, center: str | None) -> np.ndarray | None:
    """(4,) limits of the cell of --size and --center, or None without both."""
    if size is None and center is None:
        return None
    if size is None or center is None:
        raise ValueError("a cell needs both --size and --center, got one of them")
    from ..bev import cell_limits

    try:
        x, y = (float(part) for part in center.split(","))
    except ValueError:
        raise ValueError(f"--center must be two numbers x,y, got '{center}'") from None
    return cell_limits((x, y), size)


def _report(drawn: BevMap, written: list[Path], *, as_json: bool) -> None:
    """What was written and where the map lies."""
    grid = drawn.grid
    if as_json:
        print_json(
            {
                "limits": grid.limits.tolist(),
                "resolution": grid.resolution,
                "width": grid.width,
                "height": grid.height,
                "coverage": float(drawn.coverage.mean()),
                "written": [str(path) for path in written],
            }
        )
        return
    seen = f"{100 * drawn.coverage.mean():.0f} % seen"
    typer.echo(f"{grid.width} x {grid.height} pixels of {grid.resolution:.3g} m, {seen}")
    for path in written:
        typer.echo(f"written: {path}")

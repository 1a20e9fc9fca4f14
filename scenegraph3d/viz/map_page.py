"""A map as a sheet: a BEV goes in; its pixels with legend, scale bar and north arrow come out.

The sheet is itself a north-up raster on a grid. Each pixel of the map becomes k x k pixels, and
the margins are land where nothing is drawn, so that one world file places the whole picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Patch

from ..bev.bev_map import BevMap
from ..bev.palette import label_color
from ..bev.stuff import OBJECT_RANK, draw_ranks
from ..geometry.map_grid import MapGrid
from ..graph.scene_graph import SceneGraph
from .page import FAINT, INK, MUTED, draw_scale_bar, without_glyph_warnings
from .summary import counted, one_line

_LONG_SIDE = 1000  # pixels, of the map on the sheet, at least
_BOTTOM = 0.06  # of the sheet's width, as the scale bar's height is
_LEAST_HEIGHT = 420  # pixels, of the map and the margin under it
_ROW, _ARROW = 22, 130  # pixels, of a line of the legend and of the arrow under it
_DPI = 110  # at 1000 pixels


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture and where it lies.

    Attributes:
        image: (H, W, 3) uint8 RGB, row 0 in the north.
        grid: its pixels in the world.
    """

    image: np.ndarray
    grid: MapGrid


@dataclass(frozen=True)
class Layout:
    """Margins around the map, in pixels of the sheet.

    Attributes:
        zoom: sheet pixels along a side of a map pixel.
        scale: how much larger than 1000 pixels the map is drawn: letters grow with it.
        left: nothing is in it.
        top: holds the title.
        right: holds the legend.
        bottom: holds the scale bar.
    """

    zoom: int
    scale: float
    left: int
    top: int
    right: int
    bottom: int


def draw_sheet(graph: SceneGraph, bev: BevMap, *, colors: str = "mean") -> Sheet:
    """Draw a map with its title, legend, scale bar and north arrow.

    Args:
        graph: the scene the map was made of.
        bev: the map.
        colors: what the map's colours are, as `bev.render` was asked: for "mean" the objects are
            outlined in the colours of their labels.

    Returns:
        The sheet; where nothing is drawn over the map its pixels are those of `bev.image`.
    """
    layout = plan_layout(bev.grid)
    figure, axes = new_sheet(bev.image, bev.grid, layout)
    if colors == "mean":
        _outline_objects(axes, graph, bev)
    kind = "one for each name" if colors == "label" else "mean of what is on top"
    if colors == "mean" and graph.cloud is not None and graph.cloud.colors is None:
        kind = "the higher, the lighter"
    write_title(figure, layout, graph, f"{_length(bev.grid.resolution)} pixels, colours: {kind}")
    room = legend_rows(bev.grid, layout)
    draw_map_legend(figure, layout, label_marks(bev, room, outlined=colors == "mean"))
    draw_scale_bar(axes)
    draw_north(axes, layout)
    return finish_sheet(figure, bev.grid, layout)


def plan_layout(grid: MapGrid, *, top: float = 84, right: float = 250) -> Layout:
    """Magnification and margins for a map; `top` and `right` for one of 1000 pixels."""
    longer = max(grid.width, grid.height)
    zoom = max(-(-_LONG_SIDE // longer), 1)
    scale = longer * zoom / _LONG_SIDE
    left, above, beside = (round(scale * pixels) for pixels in (30, top, right))
    bottom = round(_BOTTOM * (left + grid.width * zoom + beside))
    low = round(scale * _LEAST_HEIGHT) - grid.height * zoom  # of a map too low for its legend
    return Layout(zoom, scale, left, above, beside, max(bottom, low))


def legend_rows(grid: MapGrid, layout: Layout) -> int:
    """How many lines fit over the north arrow."""
    height = (grid.height * layout.zoom + layout.bottom) / layout.scale
    return int((height - _ARROW) // _ROW)


def sheet_grid(grid: MapGrid, layout: Layout) -> MapGrid:
    """Where the pixels of the whole sheet lie."""
    step = grid.resolution / layout.zoom
    return MapGrid(
        grid.x_min - layout.left * step,
        grid.y_max + layout.top * step,
        step,
        grid.width * layout.zoom + layout.left + layout.right,
        grid.height * layout.zoom + layout.top + layout.bottom,
    )


def new_sheet(image: np.ndarray, grid: MapGrid, layout: Layout) -> tuple[Figure, Axes]:
    """A figure of exact pixels, and axes over all of it in metres."""
    sheet = sheet_grid(grid, layout)
    dpi = _DPI * layout.scale
    figure = Figure(figsize=(sheet.width / dpi, sheet.height / dpi), dpi=dpi, facecolor="white")
    FigureCanvasAgg(figure)
    zoomed = image.repeat(layout.zoom, axis=0).repeat(layout.zoom, axis=1)
    figure.figimage(zoomed, layout.left, layout.bottom, origin="upper", zorder=-1)
    axes = figure.add_axes((0, 0, 1, 1), facecolor="none")
    x_min, y_min, x_max, y_max = sheet.limits
    axes.set(xlim=(x_min, x_max), ylim=(y_min, y_max))
    axes.set_axis_off()
    x_min, y_min, x_max, y_max = grid.limits
    corners = [(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max)]
    axes.add_collection(PolyCollection([corners], facecolors="none", edgecolors=FAINT, lw=0.8))
    return figure, axes


def finish_sheet(figure: Figure, grid: MapGrid, layout: Layout) -> Sheet:
    """The pixels of a figure made by `new_sheet`."""
    canvas = FigureCanvasAgg(figure)
    with without_glyph_warnings():
        canvas.draw()
    return Sheet(np.asarray(canvas.buffer_rgba())[..., :3].copy(), sheet_grid(grid, layout))


def write_title(figure: Figure, layout: Layout, graph: SceneGraph, facts: str) -> None:
    """The scene's name, and a line of what the map shows."""
    width, height = figure.bbox.width, figure.bbox.height
    x = layout.left / width
    y = 1 - 14 * layout.scale / height
    style = {"va": "top", "parse_math": False}
    name = one_line(graph.name, 60) or "scene"
    figure.text(x, y, name, fontsize=14, fontweight="bold", color=INK, **style)
    y -= 34 * layout.scale / height
    line = f"{counted(len(graph), 'object')}, {facts}"
    figure.text(x, y, line, fontsize=8.5, color=MUTED, **style)


def draw_map_legend(figure: Figure, layout: Layout, marks: Sequence[Artist]) -> None:
    """A column of labelled marks right of the map."""
    width, height = figure.bbox.width, figure.bbox.height
    place = (1 - (layout.right - 12 * layout.scale) / width, 1 - layout.top / height)
    figure.legend(
        handles=list(marks),
        loc="upper left",
        bbox_to_anchor=place,
        frameon=False,
        fontsize=8.5,
        labelcolor=INK,
        handlelength=1.2,
        handleheight=0.9,
        labelspacing=0.55,
        borderaxespad=0.0,
        borderpad=0.0,
    )


def draw_north(axes: Axes, layout: Layout) -> None:
    """An arrow along +y in the lower right corner of the sheet."""
    width, height = axes.figure.bbox.width, axes.figure.bbox.height
    x = 1 - 0.5 * layout.right / width
    low, high = (pixels * layout.scale / height for pixels in (26, 92))
    axes.add_patch(
        FancyArrowPatch(
            (x, low),
            (x, high),
            transform=axes.transAxes,
            arrowstyle="-|>",
            mutation_scale=16,
            linewidth=2.0,
            color=INK,
            shrinkA=0,
            shrinkB=0,
        )
    )
    style = {"transform": axes.transAxes, "ha": "center", "color": INK}
    axes.text(x, high, "N", va="bottom", fontsize=11, fontweight="bold", **style)
    axes.text(x, low - 4 * layout.scale / height, "+y", va="top", fontsize=7, **style)


def label_marks(bev: BevMap, room: int, *, outlined: bool) -> list[Patch]:
    """At most `room` marks for the labels on the map, those that cover most first.

    Where objects are `outlined`, only they are listed: the ground shows its own colours.
    """
    counts = np.bincount(bev.label[bev.label >= 0], minlength=len(bev.labels))
    rank = draw_ranks(np.array(bev.labels, dtype=object))[:-1]
    shown = (counts > 0) & ((rank == OBJECT_RANK) | (not outlined))
    names = [bev.labels[k] for k in np.argsort(-counts, kind="stable") if shown[k]]
    nameless = not outlined and bool((bev.coverage & (bev.label < 0)).any())
    kept = len(names) if len(names) + nameless <= room else max(room - 1 - nameless, 0)
    marks = [_mark(name, outlined=outlined) for name in names[:kept]]
    marks += [_filled("", "on nothing named")] * nameless
    if kept < len(names):
        more = counted(len(names) - kept, "more name")
        marks.append(Patch(facecolor="none", edgecolor="none", label=f"and {more}"))
    return marks


def _mark(label: str, *, outlined: bool) -> Patch:
    if not outlined:
        return _filled(label, one_line(label, 28))
    edge = label_rgb(label)
    return Patch(facecolor="none", edgecolor=edge, linewidth=1.6, label=one_line(label, 28))


def _filled(label: str, text: str) -> Patch:
    return Patch(facecolor=label_rgb(label), edgecolor=FAINT, linewidth=0.5, label=text)


def label_rgb(label: str) -> tuple[float, float, float]:
    """A label's colour as matplotlib has it, 0 to 1."""
    red, green, blue = label_color(label)
    return red / 255, green / 255, blue / 255


def _outline_objects(axes: Axes, graph: SceneGraph, bev: BevMap) -> None:
    """The footprints of the objects on the map, in the colours of their labels."""
    rows = np.unique(bev.instance[bev.instance >= 0])
    rank = draw_ranks(graph.instances.label)
    rows = [int(row) for row in rows if rank[row] == OBJECT_RANK and len(graph.footprint[row]) >= 3]
    if not rows:
        return
    colors = [label_rgb(str(graph.instances.label[row])) for row in rows]
    shapes = [graph.footprint[row] for row in rows]
    axes.add_collection(
        PolyCollection(shapes, facecolors="none", edgecolors=colors, lw=1.5, zorder=3)
    )


def _length(metres: float) -> str:
    """Such as "2 cm" or "0.25 m"."""
    return f"{100 * metres:.3g} cm" if metres < 0.2 else f"{metres:.3g} m"

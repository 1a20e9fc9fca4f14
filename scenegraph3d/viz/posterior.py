"""Where somebody may be, on the map: a Localization goes in, a picture of its posterior comes out.

The likelier a place, the redder; peaks carry their probability, and the landmarks that the hints
were taken for are tied to the best of them.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, FancyArrowPatch, Patch, Polygon
from matplotlib.patheffects import withStroke

from ..bev import known_colors, render, save_picture
from ..bev.bev_map import BevMap
from ..graph.scene_graph import SceneGraph
from ..reasoning.localization.answer import HintMatch, Localization
from .map_page import (
    Layout,
    Sheet,
    draw_map_legend,
    draw_north,
    finish_sheet,
    new_sheet,
    plan_layout,
)
from .page import INK, MUTED, STATUS_COLORS, draw_scale_bar
from .roles import ANCHOR_COLOR, TARGET_COLOR
from .summary import one_line

_MAP_PIXELS = 500  # along the longer side, before they are magnified
_PALE = 0.55  # share of white mixed into the map, so that the posterior stands out
_LEAST_SHARE = 0.02  # of the highest posterior, under which nothing is drawn
_MOST_PEAKS = 6
_DEVIATIONS = 2.0  # to the rim of the ellipse
_HEAT = LinearSegmentedColormap.from_list("heat", ["#fde68a", "#fb923c", "#e11d48", "#881337"])
_HALO = [withStroke(linewidth=2.5, foreground="white")]
_MOST_TITLE = 420  # characters


def draw_posterior(graph: SceneGraph, found: Localization) -> Sheet:
    """Draw an answer to a description on the map it was looked for on.

    Args:
        graph: the map.
        found: the answer.

    Returns:
        A picture of exact pixels and their grid, as `draw_sheet` makes it.
    """
    grid = found.grid
    longer = max(grid.width, grid.height) * grid.resolution
    resolution = longer / _MAP_PIXELS
    bev = render(graph, resolution, limits=grid.limits, colors=known_colors(graph))
    title = _title_lines(found, bev)
    layout = plan_layout(bev.grid, top=62 + 24 * len(title), right=360)
    figure, axes = new_sheet(_paled(bev.image), bev.grid, layout)
    _draw_heat(axes, found)
    _draw_landmarks(axes, graph, found)
    _draw_place(axes, found)
    _draw_peaks(axes, found)
    _write_title(figure, layout, found, title)
    draw_map_legend(figure, layout, _marks(found))
    _write_hints(figure, layout, found)
    draw_scale_bar(axes)
    draw_north(axes, layout)
    return finish_sheet(figure, bev.grid, layout)


def save_posterior(path: str | Path, graph: SceneGraph, found: Localization) -> None:
    """Write the picture to a .png and its world file beside it.

    Args:
        path: ends in .png; its folder must exist.
        graph: the map.
        found: the answer.
    """
    sheet = draw_posterior(graph, found)
    save_picture(path, sheet.image, sheet.grid)


def _paled(image: np.ndarray) -> np.ndarray:
    return (image * (1 - _PALE) + 255 * _PALE).astype(np.uint8)


def _draw_heat(axes: Axes, found: Localization) -> None:
    """The posterior as a share of its highest value: opaque where likely, clear where not."""
    share = found.posterior / max(float(found.posterior.max()), 1e-300)
    x_min, y_min, x_max, y_max = found.grid.limits
    alpha = np.where(share > _LEAST_SHARE, 0.2 + 0.5 * np.sqrt(share), 0.0)
    axes.imshow(
        np.sqrt(share),
        cmap=_HEAT,
        vmin=0.0,
        vmax=1.0,
        alpha=alpha,
        extent=(x_min, x_max, y_min, y_max),
        interpolation="nearest",
        aspect="auto",
        zorder=2,
    )


def _draw_landmarks(axes: Axes, graph: SceneGraph, found: Localization) -> None:
    """Outline what the hints were taken for, with their letters, tied to the place."""
    row_of = {int(key): row for row, key in enumerate(graph.instances.instance_id)}
    letters: dict[int, str] = {}
    for letter, hint in _lettered(found):
        if hint.instance_id is not None:
            row = row_of[hint.instance_id]
            letters[row] = f"{letters[row]}, {letter}" if row in letters else letter
    for row, letter in letters.items():
        corners = graph.footprint[row]
        axes.add_patch(Polygon(corners, closed=True, facecolor=ANCHOR_COLOR, alpha=0.2, zorder=3))
        axes.add_patch(
            Polygon(corners, closed=True, fill=False, edgecolor=ANCHOR_COLOR, lw=2.0, zorder=4)
        )
        end = _nearest_place(corners, found.position)
        style = {"color": ANCHOR_COLOR, "linewidth": 1.3, "linestyle": (0, (1, 2))}
        axes.plot(*np.stack([found.position, end]).T, zorder=4, **style)
        _tag(axes, end, letter, ANCHOR_COLOR)


def _draw_place(axes: Axes, found: Localization) -> None:
    """The ellipse of the covariance, and the heading where the words tell it."""
    if not np.isfinite(found.position).all():
        return
    values, vectors = np.linalg.eigh(found.covariance)
    width, height = 2 * _DEVIATIONS * np.sqrt(np.maximum(values[::-1], 0.0))
    angle = float(np.rad2deg(np.arctan2(vectors[1, 1], vectors[0, 1])))
    axes.add_patch(
        Ellipse(
            (float(found.position[0]), float(found.position[1])),
            float(width),
            float(height),
            angle=angle,
            fill=False,
            edgecolor=INK,
            linewidth=1.6,
            linestyle="--",
            zorder=5,
        )
    )
    if found.heading is not None:
        ahead = np.array([np.cos(found.heading), np.sin(found.heading)])
        end = found.position + 1.5 * found.radius * ahead
        ends = (found.position.tolist(), end.tolist())
        arrow = FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=16, color=INK, lw=2.0)
        axes.add_patch(arrow)
        arrow.set_zorder(6)


def _draw_peaks(axes: Axes, found: Localization) -> None:
    """A mark at each peak, with its number and probability; the best one larger."""
    x_min, _, x_max, _ = found.grid.limits
    for number, peak in list(enumerate(found.peaks, start=1))[:_MOST_PEAKS]:
        size = 15 if number == 1 else 9
        at_edge = peak.position[0] > x_min + 0.9 * (x_max - x_min)
        axes.plot(
            *peak.position,
            marker="*",
            markersize=size,
            color=TARGET_COLOR,
            markeredgecolor="white",
            markeredgewidth=1.0,
            zorder=8,
        )
        axes.annotate(
            f"{number}: {peak.probability:.2f}",
            peak.position.tolist(),
            xytext=(-7, 6) if at_edge else (7, 6),
            ha="right" if at_edge else "left",
            textcoords="offset points",
            fontsize=9 if number == 1 else 8,
            fontweight="bold",
            color=INK,
            path_effects=_HALO,
            zorder=9,
        )


def _tag(axes: Axes, place: np.ndarray, text: str, color: str) -> None:
    box = {"boxstyle": "round,pad=0.25", "facecolor": color, "edgecolor": "white"}
    style = {"color": "white", "fontweight": "bold", "fontsize": 8.5, "bbox": box, "zorder": 7}
    x, y = place.tolist()
    axes.text(x, y, text, ha="center", va="center", parse_math=False, **style)


def _nearest_place(corners: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(2,) the nearest place on the outline of a polygon (K, 2)."""
    along = np.roll(corners, -1, axis=0) - corners
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((place - corners) * along).sum(axis=1) / length, 0, 1)
    ends = corners + share[:, None] * along
    return ends[int(((ends - place) ** 2).sum(axis=1).argmin())]


def _lettered(found: Localization) -> list[tuple[str, HintMatch]]:
    """The hints with the letters a, b, c ...; after z, numbers."""
    names = [chr(ord("a") + k) if k < 26 else str(k + 1) for k in range(len(found.hints))]
    return list(zip(names, found.hints, strict=True))


def _title_lines(found: Localization, bev: BevMap) -> list[str]:
    asked = one_line(found.query.text, 2 * _MOST_TITLE)
    sentence = textwrap.shorten(asked, _MOST_TITLE, placeholder=" …") or "(a description)"
    shape = bev.grid.width / max(bev.grid.width, bev.grid.height)
    return textwrap.wrap(f"“{sentence}”", round(45 + 75 * shape))


def _write_title(figure: Figure, layout: Layout, found: Localization, title: list[str]) -> None:
    """The description, the status on a tag, and the reason."""
    width, height = figure.bbox.width, figure.bbox.height
    x, y = layout.left / width, 1 - 14 * layout.scale / height
    line = 24 * layout.scale / height
    for text in title:
        style = {"fontsize": 10.5, "fontweight": "bold", "color": INK, "parse_math": False}
        figure.text(x, y, text, va="top", **style)
        y -= line
    tag = {"boxstyle": "round,pad=0.3", "facecolor": STATUS_COLORS.get(found.status, MUTED)}
    status = found.status.replace("_", " ")
    style = {"fontsize": 8.5, "va": "top", "parse_math": False}
    y -= 0.35 * line
    shown = figure.text(
        x + 6 / width, y, status, color="white", fontweight="bold", bbox=tag | {"lw": 0}, **style
    )
    right = shown.get_window_extent().x1 / width + 14 * layout.scale / width
    figure.text(right, y, one_line(found.reason, 130), color=MUTED, **style)


def _marks(found: Localization) -> list[Artist]:
    """What the signs on the map mean."""
    deviations = f"{_DEVIATIONS:.0f} standard deviations"
    star = {"marker": "*", "linestyle": "none", "markersize": 11, "color": TARGET_COLOR}
    marks: list[Artist] = [
        Patch(facecolor=_HEAT(1.0), label="likeliest"),
        Patch(facecolor=_HEAT(0.3), label="a tenth as likely"),
        Line2D([], [], label="peak: its probability", **star),
        Line2D([], [], color=INK, linestyle="--", label=deviations),
        Patch(facecolor="#c8d8fb", edgecolor=ANCHOR_COLOR, label="landmark of a hint"),
    ]
    if found.heading is not None:
        marks.append(Line2D([], [], color=INK, label="heading"))
    return marks


def _write_hints(figure: Figure, layout: Layout, found: Localization) -> None:
    """Under the legend: each hint and the landmark it was taken for, or that none is here."""
    width, height = figure.bbox.width, figure.bbox.height
    x = 1 - (layout.right - 12 * layout.scale) / width
    y = 1 - (layout.top + 22 * 6.7 * layout.scale) / height
    lowest = (130 * layout.scale) / height
    for letter, hint in _lettered(found):
        if hint.instance_id is None:
            meant, color = f"not on this map ({hint.missing:.2f})", MUTED
        else:
            meant = f"{hint.label} {hint.instance_id} ({hint.probability:.2f})"
            color = ANCHOR_COLOR
        said = textwrap.wrap(f"{letter}  {one_line(hint.text, 90)}", 44)
        for text, shade in [*((line, INK) for line in said), (f"     {meant}", color)]:
            if y < lowest:
                return
            figure.text(x, y, text, fontsize=8, color=shade, va="top", parse_math=False)
            y -= 17 * layout.scale / height
        y -= 6 * layout.scale / height

"""The empty page of a top view: a figure with its title, its map axes and a scale bar."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ..reasoning.answer import Grounding
from .summary import counted, one_line

INK, MUTED, FAINT = "#111827", "#6b7280", "#d1d5db"
STATUS_COLORS = {
    "ok": "#047857",
    "ambiguous": "#b45309",
    "not_found": "#4b5563",
    "unsupported": "#4b5563",
}

_WIDTH = 10.0  # inches
_MARGIN = 0.35
_MIN_MAP, _MAX_MAP = 4.2, 11.0  # inches, height of the map
_FOOTER = 0.5
_TITLE_LINE, _REASON_LINE = 0.32, 0.22
_MAX_TITLE, _MAX_REASON = 220, 260  # characters


@dataclass(frozen=True)
class Heading:
    """The lines above the map; `status` is "" where nothing was asked."""

    title: list[str]
    status: str
    reason: list[str]

    @property
    def height(self) -> float:
        """Inches taken on the page."""
        lines = len(self.title) * _TITLE_LINE + max(len(self.reason), 1) * _REASON_LINE
        return _MARGIN + lines + 0.1


@contextmanager
def without_glyph_warnings() -> Iterator[None]:
    """Draw a letter that the font lacks as a box, and do not say so for each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


def heading_of(name: str, num_objects: int, answer: Grounding | None) -> Heading:
    """What to write above the map: the sentence and its outcome, or the scene's name."""
    if answer is None:
        return Heading([one_line(name, 80) or "scene"], "", [counted(num_objects, "object")])
    asked = one_line(answer.query.text, 2 * _MAX_TITLE)
    sentence = textwrap.shorten(asked, _MAX_TITLE, placeholder=" …") or "(a query)"
    count = "" if answer.count is None else f"count: {answer.count}.  "
    said = one_line(f"{count}{answer.reason}", 2 * _MAX_REASON)
    reason = textwrap.shorten(said, _MAX_REASON, placeholder=" …")
    return Heading(textwrap.wrap(f"“{sentence}”", 62), answer.status, textwrap.wrap(reason, 118))


def new_page(limits: np.ndarray, heading: Heading) -> tuple[Figure, Axes]:
    """A figure whose map shows at least `limits` (x_min, y_min, x_max, y_max), metres."""
    limits = _shaped(limits)
    width = _WIDTH - 2 * _MARGIN
    height = width * (limits[3] - limits[1]) / (limits[2] - limits[0])
    total = height + heading.height + _FOOTER
    figure = Figure(figsize=(_WIDTH, total), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)  # the figure keeps it: names are measured on it
    box = (_MARGIN / _WIDTH, _FOOTER / total, width / _WIDTH, height / total)
    axes = figure.add_axes(box)
    axes.set(xlim=limits[[0, 2]], ylim=limits[[1, 3]], aspect="equal", facecolor="#f8fafc")
    _quiet_frame(axes)
    _write_heading(figure, heading)
    return figure, axes


def draw_scale_bar(axes: Axes, avoid: np.ndarray | None = None) -> Rectangle:
    """A black bar of a round length, about a sixth of the map wide, in a lower corner.

    Args:
        axes: the map.
        avoid: (P, 2) places, metres, that had better stay visible: the bar moves to the right
            where it would hide one.
    """
    (x, far), (y, _) = axes.get_xlim(), axes.get_ylim()
    width = far - x
    length = _round_length(width / 6)
    pad, thickness = 0.02 * width, 0.005 * width
    if (
        avoid is not None
        and ((avoid - (x, y)) < (length + 2 * pad, thickness + 3 * pad)).all(1).any()
    ):
        x = far - length - 2 * pad
    axes.add_patch(
        Rectangle(
            (x + 0.6 * pad, y + 0.6 * pad),
            length + 0.8 * pad,
            thickness + 1.9 * pad,
            facecolor="white",
            alpha=0.85,
            linewidth=0,
            zorder=8,
        )
    )
    bar = Rectangle((x + pad, y + pad), length, thickness, facecolor=INK, linewidth=0, zorder=9)
    axes.add_patch(bar)
    middle = (x + pad + length / 2, y + pad + thickness + 0.004 * width)
    axes.text(*middle, f"{length:g} m", ha="center", va="bottom", fontsize=8, color=INK, zorder=9)
    return bar


def draw_legend(figure: Figure, marks: list[Patch]) -> None:
    """A line of labelled marks under the map: what each colour stands for."""
    left = (_MARGIN - 0.05) / figure.get_size_inches()[0]
    figure.legend(
        handles=marks,
        loc="lower left",
        bbox_to_anchor=(left, 0.0),
        ncols=max(len(marks), 1),
        frameon=False,
        fontsize=8,
        labelcolor="#4b5563",
        handlelength=1.0,
        handleheight=0.8,
        columnspacing=1.6,
        borderaxespad=0.2,
        borderpad=0.2,
    )


def _shaped(limits: np.ndarray) -> np.ndarray:
    """Limits grown to a shape that fits the page, with a little air around."""
    middle = (limits[:2] + limits[2:]) / 2
    size = np.maximum(limits[2:] - limits[:2], 0.5)
    size = size + 2 * max(0.04 * float(size.max()), 0.15)
    width = _WIDTH - 2 * _MARGIN
    size[1] = max(size[1], size[0] * _MIN_MAP / width)
    size[0] = max(size[0], size[1] * width / _MAX_MAP)
    return np.concatenate([middle - size / 2, middle + size / 2])


def _round_length(length: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not longer than `length`."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length * (1 + 1e-9)))


def _quiet_frame(axes: Axes) -> None:
    axes.tick_params(length=0, labelsize=7, labelcolor="#9ca3af", pad=3)
    for spine in axes.spines.values():
        spine.set(color=FAINT, linewidth=0.8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(9, steps=[1, 2, 5, 10]))  # short numbers fit the margin
        axis.set_major_formatter("{x:g}")
    note = {"fontsize": 7, "color": "#9ca3af", "labelpad": 2}
    axes.set_xlabel("metres, seen from above: x right, y up", loc="right", **note)


def _write_heading(figure: Figure, heading: Heading) -> None:
    width, total = figure.get_size_inches()
    left, y = _MARGIN / width, total - 0.75 * _MARGIN
    for line in heading.title:
        style = {"fontsize": 15, "fontweight": "bold", "color": INK, "parse_math": False}
        figure.text(left, y / total, line, va="top", **style)
        y -= _TITLE_LINE
    if heading.status:
        left = _write_status(figure, heading.status, (left, y / total))
    for line in heading.reason:
        style = {"fontsize": 9, "color": "#4b5563", "parse_math": False}
        figure.text(left, y / total, line, va="top", **style)
        y -= _REASON_LINE


def _write_status(figure: Figure, status: str, place: tuple[float, float]) -> float:
    """The status on a coloured tag; returns where it ends, as a share of the page's width."""
    color = STATUS_COLORS.get(status, MUTED)
    tag = {"boxstyle": "round,pad=0.3", "facecolor": color, "edgecolor": "none"}
    indent = 0.006
    text = figure.text(
        place[0] + indent,
        place[1],
        status.replace("_", " "),
        va="top",
        fontsize=9,
        fontweight="bold",
        color="white",
        bbox=tag,
    )
    extent = text.get_window_extent()
    return extent.x1 / figure.bbox.width + 2.5 * indent

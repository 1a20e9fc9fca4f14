"""What is drawn on the map: the boxes by their part, ties between them, and who looks where."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Wedge

from ..reasoning.answer import Grounding
from ..records import Viewpoint
from .roles import ANCHOR_COLOR, CANDIDATE_COLOR, VIEWER_COLOR, Roles

BACKGROUND = ("wall", "floor", "ceiling", "room")  # first words of names that get no box
_MIN_WEIGHT = 0.2  # of a frame of reference that is drawn
_SMALL = 0.03  # of the map's width: the radius of the ring around a small target
_SIGHT = np.rad2deg(0.5)  # half the drawn angle of sight


def draw_boxes(axes: Axes, corners: np.ndarray, roles: Roles, plain: list[int]) -> None:
    """Outline every row: (M, 4, 2) `corners`; `plain` are the rows without a part to draw."""
    rows = [row for row in plain if row not in roles.rows]
    if rows:
        axes.add_collection(
            PolyCollection(
                list(corners[rows]),
                facecolors=(1, 1, 1, 0.10),
                edgecolors=(0.25, 0.28, 0.33, 0.55),
                linewidths=0.7,
                zorder=3,
            )
        )
    for row in roles.candidates:
        _outline(axes, corners[row], CANDIDATE_COLOR, width=1.3, fill=0.05, dashed=True, zorder=4)
    for row in roles.anchors:
        _outline(axes, corners[row], ANCHOR_COLOR, width=2.2, fill=0.16, zorder=5)
    for row in roles.targets:
        _outline(axes, corners[row], roles.target_color, width=3.2, fill=0.30, zorder=6)
        _ring_if_small(axes, corners[row], roles.target_color)


def draw_ties(axes: Axes, centers: np.ndarray, roles: Roles) -> None:
    """Dotted lines from the likeliest target to each anchor; (M, 2) `centers`."""
    for target in list(roles.targets)[:1]:
        for anchor in roles.anchors:
            ends = centers[[target, anchor]]
            axes.plot(*ends.T, color=ANCHOR_COLOR, linewidth=1.2, linestyle=(0, (1, 2.5)), zorder=5)


def viewer_poses(answer: Grounding | None, viewpoint: Viewpoint | None) -> dict[float, np.ndarray]:
    """The poses (4, 4) `T_world_viewer` that the answer was read from, by weight."""
    if viewpoint is not None:
        return {1.0: viewpoint.T_world_viewer}
    frames = answer.frame if answer is not None else ()
    return {f.weight: f.T_world_viewer for f in frames if f.weight >= _MIN_WEIGHT}


def draw_viewer(axes: Axes, T_world_viewer: np.ndarray, weight: float) -> None:
    """A dot where the viewer stands, the field of sight, and an arrow along it."""
    (x, y), (dx, dy) = T_world_viewer[:2, 3], T_world_viewer[:2, 0]
    scale = _map_width(axes)
    alpha = 0.35 + 0.65 * min(weight, 1.0)
    angle = float(np.rad2deg(np.arctan2(dy, dx)))
    axes.add_patch(
        Wedge(
            (x, y),
            0.16 * scale,
            angle - _SIGHT,
            angle + _SIGHT,
            facecolor=VIEWER_COLOR,
            alpha=0.16 * alpha,
            linewidth=0,
            zorder=6,
        )
    )
    axes.add_patch(
        FancyArrowPatch(
            (x, y),
            (x + 0.085 * scale * dx, y + 0.085 * scale * dy),
            arrowstyle="-|>",
            mutation_scale=16,
            linewidth=2.4,
            color=VIEWER_COLOR,
            alpha=alpha,
            shrinkA=0,
            shrinkB=0,
            zorder=7,
        )
    )
    axes.add_patch(
        Circle(
            (x, y),
            0.011 * scale,
            facecolor=VIEWER_COLOR,
            edgecolor="white",
            linewidth=1.4,
            alpha=alpha,
            zorder=7,
        )
    )


def is_background(label: str) -> bool:
    """True for walls, floors and ceilings: they hold the rest and are not outlined."""
    words = label.split()
    return bool(words) and words[0] in BACKGROUND and len(words) == 1


def ring_radius(axes: Axes) -> float:
    """Metres: a target smaller than this gets a ring of this radius around it."""
    return _SMALL * _map_width(axes)


def _outline(
    axes: Axes,
    corners: np.ndarray,
    color: str,
    *,
    width: float,
    fill: float,
    dashed: bool = False,
    zorder: int,
) -> None:
    axes.add_patch(Polygon(corners, closed=True, facecolor=color, alpha=fill, zorder=zorder))
    style = (0, (4, 3)) if dashed else "-"
    axes.add_patch(
        Polygon(
            corners,
            closed=True,
            fill=False,
            edgecolor=color,
            linewidth=width,
            linestyle=style,
            joinstyle="round",
            zorder=zorder,
        )
    )


def _ring_if_small(axes: Axes, corners: np.ndarray, color: str) -> None:
    radius = ring_radius(axes)
    if float(np.ptp(corners, axis=0).max()) < radius:
        ring = Circle(corners.mean(axis=0).tolist(), radius, fill=False, edgecolor=color, zorder=6)
        ring.set_linewidth(2)
        axes.add_patch(ring)


def _map_width(axes: Axes) -> float:
    low, high = axes.get_xlim()
    return high - low

"""The picture of a placement: where the item fits, the box that was chosen, what it leans on."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Polygon

from ..geometry.footprints import box_footprints
from ..graph.scene_graph import SceneGraph
from ..reasoning.answer import Result
from ..reasoning.placement import Placement
from ..records import Boxes
from .marks import draw_boxes, draw_viewer, is_background, ring_radius
from .names import write_names
from .page import (
    Heading,
    draw_legend,
    draw_scale_bar,
    new_page,
    without_glyph_warnings,
)
from .picture import check_picture_path
from .roles import ANCHOR_COLOR, CANDIDATE_COLOR, TARGET_COLOR, UNSURE_COLOR, VIEWER_COLOR, Roles
from .summary import one_line
from .surface import render_top_view

FREE_COLOR = "#10b981"
MEANT_COLOR = "#4b5563"  # the place that was meant where something is in the way
_CHOSEN = {"ok": TARGET_COLOR, "ambiguous": UNSURE_COLOR}
_AROUND = 0.7  # metres shown around a support that is smaller than the room


@without_glyph_warnings()
def draw_placement(graph: SceneGraph, placement: Placement) -> Figure:
    """Draw a placement from above: x right, y up, metres.

    Args:
        graph: the scene.
        placement: its answer.

    Returns:
        A matplotlib figure that belongs to no window.
    """
    corners = box_footprints(graph.instances.boxes)
    roles = _roles(graph, placement)
    limits = _limits(graph, placement, corners, roles)
    figure, axes = new_page(limits, _heading(placement))
    shown = np.array([*axes.get_xlim(), *axes.get_ylim()])
    rows = _shown_rows(graph, corners, shown)
    _draw_ground(axes, graph)
    _draw_free(axes, placement)
    draw_boxes(axes, corners, roles, rows)
    viewers = {frame.weight: frame.T_world_viewer for frame in placement.frame}
    for weight, T_world_viewer in viewers.items():
        draw_viewer(axes, T_world_viewer, weight)
    _draw_results(axes, placement)
    axes.set(xlim=shown[:2], ylim=shown[2:])
    draw_scale_bar(axes)
    draw_legend(figure, _legend(placement, roles, bool(viewers)))
    spots = np.array([T[:2, 3] for T in viewers.values()]).reshape(-1, 2)
    write_names(axes, graph.instances, corners, roles, plain=rows, viewers=spots)
    return figure


def save_placement(path: str | Path, graph: SceneGraph, placement: Placement) -> None:
    """Write the picture to a .png, .jpg, .pdf or .svg file, beside and then renamed."""
    from ..io.files import atomic_write

    path = check_picture_path(path)
    figure = draw_placement(graph, placement)
    with atomic_write(path) as file, without_glyph_warnings():
        figure.savefig(file, format=path.suffix.lower().lstrip("."))


def _heading(placement: Placement) -> Heading:
    asked = textwrap.shorten(one_line(placement.query.text, 400), 220, placeholder=" ...")
    reason = textwrap.shorten(one_line(placement.reason, 400), 260, placeholder=" ...")
    title = textwrap.wrap(f"\u201c{asked or '(a query)'}\u201d", 62)
    return Heading(title, placement.status, textwrap.wrap(reason, 118))


def _roles(graph: SceneGraph, placement: Placement) -> Roles:
    row_of = {int(key): row for row, key in enumerate(graph.instances.instance_id)}
    anchors = {row_of[a.instance_id]: a.probability for a in placement.anchors}
    return Roles({}, anchors, {})


def _limits(
    graph: SceneGraph, placement: Placement, corners: np.ndarray, roles: Roles
) -> np.ndarray:
    """(4,) x_min y_min x_max y_max: the room, or the support and what is around it."""
    free = placement.free
    shown = [_footprint(result) for result in placement.results[:1]]
    shown += [corners[row] for row in roles.anchors]
    whole = np.concatenate([room.outline for room in graph.rooms])
    if free is None or placement.support == "floor":
        spots = [whole] if not shown else [_own_outline(graph, shown[0])]
    else:
        margin = np.array([[-_AROUND], [_AROUND]])
        spots = [free.grid.limits.reshape(2, 2) + margin]
    every = np.concatenate([*spots, *shown])
    return np.concatenate([every.min(axis=0), every.max(axis=0)])


def _own_outline(graph: SceneGraph, footprint: np.ndarray) -> np.ndarray:
    """The outline of the room that a footprint lies in."""
    middle = footprint.mean(axis=0)
    for room in graph.rooms:
        low, high = room.outline.min(axis=0), room.outline.max(axis=0)
        if (low <= middle).all() and (middle <= high).all():
            return room.outline
    return np.concatenate([room.outline for room in graph.rooms])


def _shown_rows(graph: SceneGraph, corners: np.ndarray, shown: np.ndarray) -> list[int]:
    middle = corners.mean(axis=1)
    inside = (middle[:, 0] > shown[0]) & (middle[:, 0] < shown[1])
    inside &= (middle[:, 1] > shown[2]) & (middle[:, 1] < shown[3])
    return [int(r) for r in np.flatnonzero(inside) if not is_background(graph.instances.label[r])]


def _draw_ground(axes: Axes, graph: SceneGraph) -> None:
    surface = render_top_view(graph, graph.rooms[0].storey)
    if surface is not None:
        axes.imshow(surface.image, extent=surface.extent, origin="lower", zorder=1)
        return
    for room in graph.rooms:
        axes.fill(*room.outline.T, facecolor="white", edgecolor="#cbd5e1", lw=1.5, zorder=0.5)
    for wall in graph.walls:
        axes.fill(*wall.T, facecolor="#cbd5e1", lw=0, zorder=0.6)


def _draw_free(axes: Axes, placement: Placement) -> None:
    """Tint where the middle of the item may be."""
    if placement.free is None:
        return
    mask = placement.free.mask
    image = np.zeros((*mask.shape, 4))
    image[mask] = (*(int(FREE_COLOR[k : k + 2], 16) / 255 for k in (1, 3, 5)), 0.35)
    x_min, y_min, x_max, y_max = placement.free.grid.limits
    axes.imshow(image, extent=(x_min, x_max, y_min, y_max), interpolation="nearest", zorder=2)


def _draw_results(axes: Axes, placement: Placement) -> None:
    """The chosen box in full, the next best dashed."""
    for result in placement.results[placement.num_placed :]:
        _outline(axes, _footprint(result), CANDIDATE_COLOR, width=1.2, fill=0.05, dashed=True)
    for result in placement.results[: placement.num_placed]:
        color = _CHOSEN.get(placement.status, MEANT_COLOR)
        corners = _footprint(result)
        _outline(axes, corners, color, width=3.0, fill=0.35, dashed=placement.status != "ok")
        if float(np.ptp(corners, axis=0).max()) < ring_radius(axes):
            ring = Circle(corners.mean(axis=0).tolist(), ring_radius(axes), fill=False, zorder=7)
            ring.set(edgecolor=color, linewidth=2)
            axes.add_patch(ring)


def _outline(
    axes: Axes, corners: np.ndarray, color: str, *, width: float, fill: float, dashed: bool
) -> None:
    axes.add_patch(Polygon(corners, closed=True, facecolor=color, alpha=fill, zorder=6))
    style = (0, (4, 3)) if dashed else "-"
    edge = {"edgecolor": color, "linewidth": width, "linestyle": style}
    axes.add_patch(Polygon(corners, closed=True, fill=False, zorder=7, **edge))


def _footprint(result: Result) -> np.ndarray:
    box = Boxes(result.obb_center[None], result.extent[None], result.R_world_box[None])
    return box_footprints(box)[0]


def _legend(placement: Placement, roles: Roles, has_viewer: bool) -> list[Patch]:
    """A mark for each colour in use."""
    said = {"ok": "the place", "ambiguous": "could be meant"}
    chosen = Patch(
        facecolor=_CHOSEN.get(placement.status, MEANT_COLOR),
        label=said.get(placement.status, "what was meant, but taken"),
    )
    free = Patch(facecolor=FREE_COLOR, alpha=0.35, label="its middle may be here")
    dashed = Patch(fill=False, edgecolor=CANDIDATE_COLOR, linestyle="--", label="next best")
    marks = (
        (bool(placement.results), chosen),
        (placement.free is not None, free),
        (len(placement.results) > placement.num_placed, dashed),
        (bool(roles.anchors), Patch(facecolor=ANCHOR_COLOR, label="named in the sentence")),
        (has_viewer, Patch(facecolor=VIEWER_COLOR, label="viewer")),
    )
    return [mark for used, mark in marks if used]

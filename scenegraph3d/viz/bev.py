"""The top view of a scene: a graph and perhaps an answer go in, a picture comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ..geometry.footprints import box_footprints
from ..graph.scene_graph import SceneGraph
from ..reasoning.answer import Grounding
from ..records import Viewpoint
from .marks import draw_boxes, draw_ties, draw_viewer, is_background, viewer_poses
from .names import write_names
from .page import draw_legend, draw_scale_bar, heading_of, new_page, without_glyph_warnings
from .picture import check_picture_path
from .roles import (
    ANCHOR_COLOR,
    CANDIDATE_COLOR,
    VIEWER_COLOR,
    Roles,
    add_regions,
    cast_roles,
    region_footprints,
    region_names,
)
from .surface import TopView, render_top_view


@without_glyph_warnings()
def draw(
    graph: SceneGraph, answer: Grounding | None = None, *, viewpoint: Viewpoint | None = None
) -> Figure:
    """Draw a scene from above: points, boxes, names, and the answer's target and anchors.

    Args:
        graph: the scene; only the storey of the answer is drawn.
        answer: what to highlight; its frame of reference gives the viewer that is drawn.
        viewpoint: a viewer to draw instead.

    Returns:
        A matplotlib figure that belongs to no window; x points right, y up, metres.
    """
    roles = cast_roles(graph, answer)
    storey = _shown_storey(graph, roles, answer)
    rows = _rows_on(graph, storey)
    roles = add_regions(roles.among(set(rows.tolist())), graph, answer)
    regions = region_footprints(answer)
    corners = np.concatenate([box_footprints(graph.instances.boxes), regions])
    surface = render_top_view(graph, storey)
    viewers = viewer_poses(answer, viewpoint)

    spots = np.array([T[:2, 3] for T in viewers.values()]).reshape(-1, 2)
    shown = np.concatenate([corners[rows], regions])
    limits = _map_limits(shown, surface, spots)
    figure, axes = new_page(limits, heading_of(graph.name, len(graph), answer))
    if surface is not None:
        axes.imshow(
            surface.image, extent=surface.extent, origin="lower", interpolation="nearest", zorder=1
        )
        axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    _draw_rooms(axes, graph, storey)
    plain = [row for row in rows if not is_background(str(graph.instances.label[row]))]
    draw_boxes(axes, corners, roles, plain)
    draw_ties(axes, corners.mean(axis=1), roles)
    for weight, T_world_viewer in viewers.items():
        draw_viewer(axes, T_world_viewer, weight)
    draw_scale_bar(axes, corners[[*roles.targets, *roles.anchors]].reshape(-1, 2))
    draw_legend(figure, _legend(roles, bool(viewers)))
    names = region_names(answer)
    write_names(axes, graph.instances, corners, roles, plain=plain, viewers=spots, regions=names)
    return figure


def save_bev(
    path: str | Path,
    graph: SceneGraph,
    answer: Grounding | None = None,
    *,
    viewpoint: Viewpoint | None = None,
) -> None:
    """Write the top view to a picture file, beside and then renamed.

    Args:
        path: ends in .png, .jpg, .jpeg, .pdf or .svg; its folder must exist.
        graph: the scene.
        answer: what to highlight.
        viewpoint: a viewer to draw.
    """
    from ..io.files import atomic_write

    path = check_picture_path(path)
    figure = draw(graph, answer, viewpoint=viewpoint)
    with atomic_write(path) as file, without_glyph_warnings():
        figure.savefig(file, format=path.suffix.lower().lstrip("."))


def _shown_storey(graph: SceneGraph, roles: Roles, answer: Grounding | None) -> int:
    """The storey of the answer, or the one with the most objects."""
    if not graph.rooms:
        return 0
    storey_of = np.array([room.storey for room in graph.rooms])
    if roles.rows:
        return int(storey_of[graph.room_of[roles.rows[0]]])
    if answer is not None and answer.num_regions:
        floors = np.array([room.floor_z for room in graph.rooms])
        return int(storey_of[np.abs(floors - answer.results[0].aabb[2]).argmin()])
    if len(graph) == 0:
        return int(storey_of[0])
    storeys, counts = np.unique(storey_of[graph.room_of], return_counts=True)
    return int(storeys[counts.argmax()])


def _rows_on(graph: SceneGraph, storey: int) -> np.ndarray:
    if not graph.rooms or len(graph) == 0:
        return np.arange(len(graph))
    storey_of = np.array([room.storey for room in graph.rooms])
    return np.flatnonzero(storey_of[graph.room_of] == storey)


def _legend(roles: Roles, has_viewer: bool) -> list[Patch]:
    """A mark for each colour in use."""
    answer = "could be meant" if roles.unsure else "answer"
    dashed = Patch(fill=False, edgecolor=CANDIDATE_COLOR, linestyle="--", label="other candidates")
    marks = (
        (bool(roles.targets), Patch(facecolor=roles.target_color, label=answer)),
        (bool(roles.anchors), Patch(facecolor=ANCHOR_COLOR, label="named in the sentence")),
        (bool(roles.candidates), dashed),
        (has_viewer, Patch(facecolor=VIEWER_COLOR, label="viewer")),
    )
    return [mark for used, mark in marks if used]


def _map_limits(corners: np.ndarray, surface: TopView | None, viewers: np.ndarray) -> np.ndarray:
    """(4,) x_min y_min x_max y_max around the boxes, the points and the viewers."""
    spots = [corners.reshape(-1, 2), viewers]
    if surface is not None:
        spots.append(np.array(surface.extent).reshape(2, 2).T)
    every = np.concatenate(spots)
    if len(every) == 0:
        return np.array([-1.5, -1.5, 1.5, 1.5])
    return np.concatenate([every.min(axis=0), every.max(axis=0)])


def _draw_rooms(axes: Axes, graph: SceneGraph, storey: int) -> None:
    """The outlines of the rooms, where the points do not show them."""
    if graph.cloud is not None:
        return
    for room in graph.rooms:
        if room.storey == storey and len(room.outline) >= 3:
            axes.fill(*room.outline.T, facecolor="white", edgecolor="#cbd5e1", lw=1.5, zorder=0.5)

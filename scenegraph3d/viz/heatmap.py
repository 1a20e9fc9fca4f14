"""A cloud and how well each point fits a phrase go in, a PLY file coloured by it comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..graph.scene_graph import SceneGraph
from ..io.ply import write_ply
from ..reasoning.sight import UNDECIDED, Sight
from ..records import PointCloud
from ..records.checks import check_shape
from .cloud import box_edges, check_ply_path

_GREY = 150  # where a scan has no colours
_UNKNOWN = np.array([190.0, 190.0, 190.0])
_SURFACE = 0.25  # share of the surface's own brightness that stays visible
_LUMA = np.array([0.299, 0.587, 0.114])  # BT.601
# Relevancy to colour: cold to hot, the middle where a phrase fits no better than "object".
_STOPS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_COLORS = np.array(
    [[48, 18, 99], [42, 96, 190], [140, 190, 200], [245, 180, 60], [215, 35, 25]], dtype=np.float64
)


def save_heatmap(path: str | Path, cloud: PointCloud, relevancy: np.ndarray) -> None:
    """Write a cloud coloured from cold (0) to hot (1), grey where nothing is known.

    Args:
        path: ends in .ply; its folder must exist.
        cloud: N points.
        relevancy: (N,) in [0, 1], NaN where unknown, such as `heat_map` of a field gives.

    Raises:
        ValueError: another ending, another number of values, or values outside [0, 1].
    """
    path = check_ply_path(path)
    check_shape("relevancy", relevancy, (len(cloud),))
    known = np.isfinite(relevancy)
    if known.any() and not (relevancy[known].min() >= 0 and relevancy[known].max() <= 1):
        low, high = relevancy[known].min(), relevancy[known].max()
        raise ValueError(f"relevancy must be in [0, 1], got {low:.3g} to {high:.3g}")
    write_ply(path, cloud, colors=heat_colors(cloud, relevancy))


def heat_colors(cloud: PointCloud, relevancy: np.ndarray) -> np.ndarray:
    """(N, 3) uint8 colours of relevancy, with some of the surface's light and shade."""
    own = np.full((len(cloud), 3), _GREY) if cloud.colors is None else cloud.colors
    light = (own @ _LUMA / 255)[:, None]
    value = np.nan_to_num(relevancy)
    heat = np.stack([np.interp(value, _STOPS, column) for column in _COLORS.T], axis=1)
    heat = np.where(np.isfinite(relevancy)[:, None], heat, _UNKNOWN)
    return (heat * (1 - _SURFACE + _SURFACE * light)).clip(0, 255).astype(np.uint8)


def object_heat(graph: SceneGraph, sight: Sight | None, phrase: str) -> np.ndarray:
    """(M,) relevancy of a phrase for each object of a scene.

    Raises:
        ValueError: the scene's objects have no image features, or their encoder is not at hand.
    """
    if graph.instances.feature is None:
        raise ValueError(
            f"a heat map needs image features, but {graph.name} has none: build it from frames "
            "with an encoder"
        )
    if sight is None:
        raise ValueError(
            f"a heat map needs the encoder that made the features of {graph.name}, "
            f"{graph.encoder or 'unknown'}, but it is not at hand"
        )
    return sight(phrase)


def paint_objects(graph: SceneGraph, heat: np.ndarray) -> tuple[PointCloud, np.ndarray]:
    """The points of a scene, or of the edges of its boxes, and the heat of each one's object.

    Args:
        graph: the scene.
        heat: (M,) of its objects, NaN unknown.

    Returns:
        N points and (N,) values; NaN on no object.
    """
    check_shape("heat", heat, (len(graph),))
    cloud, row = graph.cloud, graph.point_row
    if cloud is None or row is None:
        cloud, row = box_edges(graph.instances.boxes)
    return cloud, np.append(heat, np.nan)[row]


def save_scene_heatmap(
    path: str | Path, graph: SceneGraph, sight: Sight | None, phrase: str
) -> float:
    """Write a scene coloured by how well its objects look like a phrase.

    Returns:
        The best object's relevancy; below UNDECIDED (0.5) none looks like it.

    Raises:
        ValueError: the scene has no image features, or their encoder is not at hand.
    """
    heat = object_heat(graph, sight, phrase)
    save_heatmap(path, *paint_objects(graph, heat))
    return float(np.nanmax(heat)) if np.isfinite(heat).any() else UNDECIDED

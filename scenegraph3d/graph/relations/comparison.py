"""Comparisons of size, and the measures that superlatives rank by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..scene_graph import SceneGraph
from .pairs import Pairs, over, within


def elevation(graph: SceneGraph) -> np.ndarray:
    """(M,) height of the box's middle, metres."""
    return graph.shapes.center[:, 2]


def volume(graph: SceneGraph) -> np.ndarray:
    """(M,) of the oriented box, cubic metres."""
    return graph.instances.boxes.extent.prod(axis=1)


def height(graph: SceneGraph) -> np.ndarray:
    """(M,) vertical side, metres."""
    return graph.shapes.extent[:, 2]


def length(graph: SceneGraph) -> np.ndarray:
    """(M,) longer horizontal side, metres."""
    return _horizontal_sides(graph).max(axis=1)


def depth(graph: SceneGraph) -> np.ndarray:
    """(M,) shorter horizontal side, metres."""
    return _horizontal_sides(graph).min(axis=1)


def thickness(graph: SceneGraph) -> np.ndarray:
    """(M,) shortest side of the oriented box, metres."""
    return graph.instances.boxes.extent.min(axis=1)


def brightness(graph: SceneGraph) -> np.ndarray:
    """(M,) luma of the mean colour in 0..255 (ITU-R BT.601), NaN where it is unknown."""
    return graph.instances.color @ np.array([0.299, 0.587, 0.114])


MEASURES: dict[str, Callable[[SceneGraph], np.ndarray]] = {
    "elevation": elevation,
    "size": volume,
    "height": height,
    "length": length,
    "width": length,
    "depth": depth,
    "thickness": thickness,
    "brightness": brightness,
}


def bigger_than(pairs: Pairs) -> np.ndarray:
    """Larger in volume."""
    return _more(pairs, volume(pairs.graph), 1e-6)


def taller_than(pairs: Pairs) -> np.ndarray:
    """Larger in vertical extent."""
    return _more(pairs, height(pairs.graph), 1e-3)


def wider_than(pairs: Pairs) -> np.ndarray:
    """Larger in the longer horizontal side."""
    return _more(pairs, length(pairs.graph), 1e-3)


def deeper_than(pairs: Pairs) -> np.ndarray:
    """Larger in the shorter horizontal side."""
    return _more(pairs, depth(pairs.graph), 1e-3)


def thicker_than(pairs: Pairs) -> np.ndarray:
    """Larger in the shortest side of all."""
    return _more(pairs, thickness(pairs.graph), 1e-3)


def lighter_than(pairs: Pairs) -> np.ndarray:
    """Brighter in colour; 0.5 where one colour is not known."""
    target, anchor = pairs.both(brightness(pairs.graph))
    score = over(target - anchor, 0.0, 10.0)
    return np.where(np.isnan(score), 0.5, score)


def same_size(pairs: Pairs) -> np.ndarray:
    """The volumes agree."""
    target, anchor = pairs.both(np.log(np.maximum(volume(pairs.graph), 1e-6)))
    return within(target - anchor, 3 * np.log(pairs.limits.same_size_ratio))


def _more(pairs: Pairs, values: np.ndarray, least: float) -> np.ndarray:
    target, anchor = pairs.both(np.log(np.maximum(values, least)))
    return over(target - anchor, 0.0, 0.1)


def _horizontal_sides(graph: SceneGraph) -> np.ndarray:
    boxes = graph.instances.boxes
    upright = np.argmax(np.abs(boxes.R_world_box[:, 2]), axis=1)
    level = np.array([[1, 2], [0, 2], [0, 1]])[upright]
    return np.take_along_axis(boxes.extent, level, axis=1)

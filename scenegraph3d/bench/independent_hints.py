"""A plain baseline of localization: every hint votes on a grid by itself, and the best cell wins.

A hint's vote at a place is that of the landmark that fits it best: the name matches, times how
near the colour is, times the side of the compass, times the distance's decay; 0.05 at least.
"""

from __future__ import annotations

import numpy as np

from ..geometry.map_grid import MapGrid
from ..graph.scene_graph import SceneGraph
from ..language.colors import color_score
from ..language.lexicon import match_labels
from ..language.query import Find, Query

_RESOLUTION = 1.0  # metres
_DECAY = 15.0  # metres
_LEAST = 0.05
_OPPOSITE_COLOR = 0.3  # a colour's least weight
_BEARING = {"east": 0.0, "north": np.pi / 2, "west": np.pi, "south": -np.pi / 2}


def independent_hints(graph: SceneGraph, query: Query, limits: np.ndarray) -> np.ndarray:
    """(2,) the place, metres, with the highest product of the hints' votes."""
    grid = MapGrid.covering(limits, _RESOLUTION)
    places = grid.middles().reshape(-1, 2)
    low, high = graph.instances.aabb[:, :2], graph.instances.aabb[:, 3:5]
    offset = np.clip(places[:, None], low, high) - places[:, None]  # (G, M, 2)
    distance = np.linalg.norm(offset, axis=2)
    offset = np.where(distance[..., None] > 0, offset, (low + high) / 2 - places[:, None])
    bearing = np.arctan2(offset[..., 1], offset[..., 0])
    near = np.exp(-distance / _DECAY)
    votes = np.zeros(len(places))
    for hint in query.hints:
        fit = near * _name_and_color(graph, hint.landmark)
        if hint.on:
            fit = fit * np.exp(-distance)
        elif hint.side in _BEARING:
            fit = fit * np.maximum(np.cos(bearing - _BEARING[hint.side]), 0.0)
        votes += np.log(np.maximum(fit.max(axis=1), _LEAST))
    return places[int(votes.argmax())]


def _name_and_color(graph: SceneGraph, find: Find) -> np.ndarray:
    score = match_labels(find.category, graph.instances.label.astype(str).tolist())
    for attribute in find.attributes:
        if attribute.kind == "color":
            color = color_score(attribute.value, graph.instances.color)
            score = score * np.maximum(color, _OPPOSITE_COLOR)
    return score

"""Rooms as anchors: "in the kitchen" means among the things that make a room a kitchen."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..graph.scene_graph import SceneGraph
from ..language.lexicon import lexicon, match_labels, section

REACH = 1.5  # metres over which a stove makes its surroundings a kitchen


def names_room(category: str) -> bool:
    """True for "kitchen", "bathroom" and the like."""
    return section(category) == "rooms"


def room_scores(graph: SceneGraph, category: str, rows: np.ndarray) -> np.ndarray | None:
    """How well the surroundings of each candidate fit the name of a room.

    Where the graph knows several rooms, each is judged by all that stands in it; else a thing is
    judged by what stands near it. Another name that fits better takes its share away.

    Args:
        graph: the scene.
        category: such as "kitchen".
        rows: (T,) candidate rows.

    Returns:
        (T,) in [0, 1]; None where nothing in the scene tells of such a room.
    """
    labels = graph.instances.label.astype(str).tolist()
    asked = match_labels(category, labels)  # (M,)
    if asked.max(initial=0.0) <= 0:
        return None
    signs = np.stack([asked, *(match_labels(name, labels) for name in _room_names())])  # (R, M)
    evidence = signs @ _surroundings(graph, rows).T  # (R, T)
    return evidence[0] / np.maximum(evidence.max(axis=0), 1e-6)


@lru_cache(maxsize=1)
def _room_names() -> tuple[str, ...]:
    sections = lexicon().sections
    return tuple(name for name in sections if sections[name] == "rooms")


def _surroundings(graph: SceneGraph, rows: np.ndarray) -> np.ndarray:
    """(T, M) how much each object belongs to the surroundings of each candidate."""
    if len(graph.rooms) > 1:
        return (graph.room_of[rows, None] == graph.room_of[None]).astype(float)
    place = graph.instances.center[:, :2]
    far = np.linalg.norm(place[rows, None] - place[None], axis=2)
    near = np.exp(-0.5 * (far / REACH) ** 2)
    near[rows[:, None] == np.arange(len(graph))[None]] = 0.0
    return near

"""Rooms and storeys as anchors: "in the kitchen", "in the room with the piano", "upstairs"."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ..graph.scene_graph import Room, SceneGraph
from ..language.lexicon import lexicon, match, match_labels, section
from ..language.query import AnyOf, Attribute, Clause, Find, Not, Relate

REACH = 1.5  # metres over which a stove makes its surroundings a kitchen, and rooms are neighbours
_FLOOR = 0.05  # what a clause that fails leaves of a room's score
_NAMED = 0.5  # match of a room's own name from which it is that room
_BESIDE = ("near", "next_to", "touching", "opposite")
_HOLDING = ("has_part", "containing", "carrying", "supporting")
_INSIDE = ("in", "on", "part_of")
_ORDINALS = ("first", "second", "third", "fourth")
_LEVELS = ("floor", "storey", "story", "level")

# Scores of all M objects for an anchor phrase, as `resolve` gives them.
Scorer = Callable[[Find], np.ndarray]


def names_room(category: str) -> bool:
    """True for "kitchen", "room", "upstairs", "second floor" and the like."""
    return section(category) == "rooms" or names_storey(category)


def names_storey(category: str) -> bool:
    """True for "upstairs", "ground floor" and the like."""
    return _storey_of_name(category, 1) is not None


def room_scores(
    graph: SceneGraph, find: Find, rows: np.ndarray, score_anchor: Scorer
) -> np.ndarray | None:
    """How well the place of each candidate fits a phrase for a room or a storey.

    Where the graph knows several rooms, each is judged by its name, by what stands in it, by its
    storey and by what else the phrase says of it; else a thing is judged by what stands near it.

    Args:
        graph: the scene.
        find: such as "the bedroom upstairs" or "the room with the piano".
        rows: (T,) candidate rows.
        score_anchor: how well each object fits a phrase within `find`.

    Returns:
        (T,) in [0, 1]; None where nothing in the scene tells of such a place.
    """
    if len(graph.rooms) < 2:
        return None if names_storey(find.category) else _near_signs(graph, find.category, rows)
    fit = _fit_of_rooms(graph, find, score_anchor)
    return None if fit is None else fit[graph.room_of[rows]]


def _fit_of_rooms(graph: SceneGraph, find: Find, score_anchor: Scorer) -> np.ndarray | None:
    """(R,) how well each room fits the phrase; None where no room does."""
    storeys = np.array([room.storey for room in graph.rooms])
    if names_storey(find.category):
        wanted = _storey_of_name(find.category, int(storeys.max()))
        fit = (storeys == wanted).astype(float)
        if find.category == "upstairs":
            fit = (storeys > 0).astype(float)
    elif find.category == "room":
        fit = np.ones(len(graph.rooms))
    else:
        fit = _fit_of_names(graph, find.category)
    for clause in find.clauses:
        said = _fit_of_clause(graph, clause, score_anchor)
        if said is not None:
            fit = fit * (_FLOOR + (1.0 - _FLOOR) * said)
    for attribute in find.attributes:
        fit = fit * _fit_of_attribute(graph, attribute)
    return fit / fit.max() if fit.max(initial=0.0) > 0 else None


def _fit_of_names(graph: SceneGraph, category: str) -> np.ndarray:
    """(R,) how well each room answers to a name; a name that fits better takes its share away."""
    labels = graph.instances.label.astype(str).tolist()
    inside = (graph.room_of[None] == np.arange(len(graph.rooms))[:, None]).astype(float)  # (R, M)
    evidence = _signs(category, labels) @ inside.T  # (names, R)
    told = evidence[0] / np.maximum(evidence.max(axis=0), 1e-6)
    named = np.array([match(category, room.label) if room.label else 0.0 for room in graph.rooms])
    return np.where(named >= _NAMED, 1.0, _NAMED * told)


def _near_signs(graph: SceneGraph, category: str, rows: np.ndarray) -> np.ndarray | None:
    """(T,) how much what stands near each candidate makes it such a room."""
    signs = _signs(category, graph.instances.label.astype(str).tolist())
    if signs[0].max(initial=0.0) <= 0:
        return None
    place = graph.instances.center[:, :2]
    far = np.linalg.norm(place[rows, None] - place[None], axis=2)
    near = np.exp(-0.5 * (far / REACH) ** 2)
    near[rows[:, None] == np.arange(len(graph))[None]] = 0.0
    evidence = signs @ near.T  # (names, T)
    return evidence[0] / np.maximum(evidence.max(axis=0), 1e-6)


def _signs(category: str, labels: list[str]) -> np.ndarray:
    """(1 + names, M) how much each label speaks for the room asked for, and for all rooms."""
    return np.stack([match_labels(name, labels) for name in (category, *_room_names())])


@lru_cache(maxsize=1)
def _room_names() -> tuple[str, ...]:
    sections = lexicon().sections
    return tuple(name for name in sections if sections[name] == "rooms")


def _storey_of_name(category: str, top: int) -> int | None:
    """The storey that words name, counted from 0 at the lowest; None where they name none.

    `top` is the highest. Floors are counted as in the USA: the first is the ground floor.
    """
    words = category.lower().split()
    if words == ["downstairs"]:
        return 0
    if words == ["upstairs"]:
        return top
    if len(words) == 2 and words[1] in _LEVELS:
        if words[0] in ("ground", "lower", "bottom"):
            return 0
        if words[0] in ("top", "upper"):
            return top
        if words[0] in _ORDINALS:
            return _ORDINALS.index(words[0])
    return None


def _fit_of_clause(graph: SceneGraph, clause: Clause, score_anchor: Scorer) -> np.ndarray | None:
    """(R,) how well each room satisfies one clause said of it; None where that is unknown."""
    if isinstance(clause, Not):
        inner = _fit_of_clause(graph, clause.clause, score_anchor)
        return None if inner is None else 1.0 - inner
    if isinstance(clause, AnyOf):
        parts = [_fit_of_clause(graph, part, score_anchor) for part in clause.clauses]
        known = [part for part in parts if part is not None]
        return np.max(known, axis=0) if known else None
    if not isinstance(clause, Relate) or not clause.anchors:
        return None
    anchor = clause.anchors[0]
    if clause.relation in _HOLDING and not names_room(anchor.category):
        return _fit_of_content(graph, score_anchor(anchor))
    if clause.relation in _INSIDE and names_room(anchor.category):
        return _fit_of_rooms(graph, anchor, score_anchor)
    if clause.relation in _BESIDE:
        return _fit_of_neighbours(graph, anchor, score_anchor)
    return None


def _fit_of_content(graph: SceneGraph, scores: np.ndarray) -> np.ndarray | None:
    """(R,) how surely each room holds the thing that has these (M,) scores."""
    if scores.max(initial=0.0) <= 0:
        return None
    held = np.zeros(len(graph.rooms))
    np.maximum.at(held, graph.room_of, scores / scores.max())
    return held


def _fit_of_neighbours(graph: SceneGraph, anchor: Find, score_anchor: Scorer) -> np.ndarray | None:
    """(R,) how near each room is to another room, or to the room of a thing."""
    if names_room(anchor.category):
        fit = _fit_of_rooms(graph, anchor, score_anchor)
    else:
        fit = _fit_of_content(graph, score_anchor(anchor))
    if fit is None:
        return None
    gap = np.array([[_gap(one, other) for other in graph.rooms] for one in graph.rooms])
    near = np.exp(-((gap / REACH) ** 2))
    np.fill_diagonal(near, 0.0)
    return (near * fit).max(axis=1)


def _gap(one: Room, other: Room) -> float:
    """Metres between the outlines' bounds; rooms of other storeys are far away."""
    if one.storey != other.storey:
        return np.inf
    low = np.maximum(one.outline.min(axis=0), other.outline.min(axis=0))
    high = np.minimum(one.outline.max(axis=0), other.outline.max(axis=0))
    return float(np.linalg.norm(np.maximum(low - high, 0.0)))


def _fit_of_attribute(graph: SceneGraph, attribute: Attribute) -> np.ndarray:
    """(R,) how well each room has a size; ones for what else may be said of it."""
    sides = np.array([np.ptp(room.outline, axis=0) for room in graph.rooms])
    share = sides.prod(axis=1) / sides.prod(axis=1).max()
    if attribute.kind == "size" and attribute.value in ("big", "large", "huge"):
        return share
    if attribute.kind == "size" and attribute.value in ("small", "little", "tiny"):
        return share.min() / share
    return np.ones(len(share))

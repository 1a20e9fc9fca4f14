"""How likely a landmark is to be described in a hint's words: its name and its colour."""

from __future__ import annotations

import numpy as np

from ...colors import REFERENCE_RGB, color_likeness
from ...graph.scene_graph import SceneGraph
from ...language.colors import color_score
from ...language.lexicon import canonical, match_labels, section
from ...language.query import Attribute, Find, Hint
from ..membership import KNOWN, attribute_scores
from ..resolution import Resolution
from ..resolve import clause_scores

_SHARPNESS = 3.0  # a couch is seldom called a bed, though it answers to it
_ONE_KIND = 0.01  # of the kinds people speak of
_ONE_COLOR = 0.15  # of the colour words
_TOLD_ROOMS = ("bathroom", "bedroom", "kitchen", "living room", "laundry room", "office")
_LOOSE = 0.1  # what a clause that does not hold leaves of a landmark
_NAMES = tuple(REFERENCE_RGB)


def word_likelihood(graph: SceneGraph, find: Find, wrong_color: float) -> np.ndarray:
    """(M,) how likely each landmark would be described so, were it described at all.

    `wrong_color` is the share of colour words that say nothing.
    """
    instances = graph.instances
    likely = name_likelihood(instances.label.astype(str), instances.color, find, wrong_color)
    likely = likely * _of_rooms_called(graph, find.category)
    state = Resolution(graph, ())
    for attribute in find.attributes:
        if not _is_color(attribute):
            likely = likely * _attribute(state, attribute, find, likely)
    for clause in find.clauses:
        held = clause_scores(state, clause, np.arange(len(graph)), likely, False)
        if held is not None:
            likely = likely * (_LOOSE + (1 - _LOOSE) * held)
    return likely


def nearby_if_room(graph: SceneGraph, hint: Hint) -> Hint:
    """The hint, "in the kitchen" as near what tells of a kitchen; nobody is on all of that."""
    if not hint.on or section(hint.landmark.category) != "rooms":
        return hint
    labels = graph.instances.label.astype(str).tolist()
    named = match_labels(hint.landmark.category, labels).max(initial=0.0) >= KNOWN
    if named:
        return hint
    return hint.model_copy(update={"on": False, "text": hint.text.replace("under me", "near")})


def _of_rooms_called(graph: SceneGraph, category: str) -> np.ndarray:
    """(M,) bool: what may stand for a room by its name; all where another thing is named.

    A sink is in kitchens and in bathrooms: it stands for a kitchen where a stove does as well.
    """
    room = canonical(category) or category
    if section(room) != "rooms":
        return np.ones(len(graph), dtype=bool)
    labels = [str(one).lower() for one in graph.instances.label]
    others = np.max([match_labels(name, labels) for name in _TOLD_ROOMS if name != room], axis=0)
    first = [canonical(label.split()[0]) if label else "" for label in labels]
    elsewhere = np.array([name in _TOLD_ROOMS and name != room for name in first])
    certain = (match_labels(category, labels) > 0) & (others == 0) & ~elsewhere
    return np.isin(graph.room_of, graph.room_of[certain]) & ~elsewhere


def name_likelihood(
    label: np.ndarray, color: np.ndarray, find: Find, wrong_color: float
) -> np.ndarray:
    """(M,) how likely things of (M,) names and (M, 3) colours are called so."""
    labels, inverse = np.unique(label, return_inverse=True)
    told_room = canonical(find.category) in _TOLD_ROOMS  # what stands for it never fits in full
    sharpness = 1.0 if told_room else _SHARPNESS
    likely = match_labels(find.category, labels.tolist())[inverse] ** sharpness
    for attribute in find.attributes:
        if _is_color(attribute):
            likely = likely * _color(attribute.value, color, wrong_color)
    return likely


def stray_likelihood(find: Find) -> float:
    """How likely words are for a thing nobody knows: one kind, and one colour, among many."""
    colors = sum(_is_color(attribute) for attribute in find.attributes)
    return _ONE_KIND * _ONE_COLOR**colors


def _is_color(attribute: Attribute) -> bool:
    return attribute.kind == "color" and not attribute.negated


def _attribute(
    state: Resolution, attribute: Attribute, find: Find, likely: np.ndarray
) -> np.ndarray:
    rows = np.arange(len(likely))
    score = attribute_scores(state, attribute, find.category, rows=rows, weight=likely)
    return 0.25 + 0.5 * score


def _color(word: str, rgb: np.ndarray, wrong: float) -> np.ndarray:
    """(M,) probability of a colour word for measured colours, among all colour words."""
    known = np.asarray(np.isfinite(rgb).all(axis=1))
    rgb = np.where(known[:, None], rgb, 128.0)
    every = np.sum([color_likeness(name, rgb) for name in _NAMES], axis=0)
    share = color_score(word, rgb) / np.maximum(every, 1e-3)
    share = np.where(known, share, 1 / len(_NAMES))
    return (1 - wrong) * np.minimum(share, 1.0) + wrong / len(_NAMES)

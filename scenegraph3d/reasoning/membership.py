"""How well each object of a scene fits a noun phrase's own words: its kind and its attributes."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from ..graph.relations import measure
from ..graph.scene_graph import SceneGraph
from ..language.adjectives import size_rank
from ..language.colors import color_score
from ..language.lexicon import match_labels
from ..language.query import Attribute, Find
from .resolution import Resolution
from .shape_words import shape_scores
from .sight import Sight, seen_attribute, seen_names

RELIABILITY = 0.25  # power of a detector's score; 0 would trust every box alike
KNOWN = 0.5  # score from which a label answers to a name
NAME_FLOOR = 0.25  # a word this far from every label names nothing here
OTHER_WORDS = 0.75  # what a synonym is worth beside the label's own words
STANDING_SPEED = 0.5  # metres a second, from which a thing moves; boxes of parked cars jitter
_MOTION = ("stopped", "moving")
_LOAD = {"empty": -1.0, "tidy": -1.0, "messy": 1.0}  # how much lies on it, the less or the more
NEUTRAL = 0.5  # score of an attribute nobody can measure


def category_scores(graph: SceneGraph, find: Find, sight: Sight | None) -> np.ndarray:
    """(M,) how well each object's name, or its looks where it has none, fit the phrase, in [0, 1].

    A name said in the label's own words, number included, beats a mere synonym: where a scene
    has "cabinet" and "cabinets", the speaker had the choice. A doubtful detection counts less.
    """
    labels, inverse = np.unique(graph.instances.label.astype(str), return_inverse=True)
    scores = match_labels(find.category, labels.tolist())
    said = f" {find.text or find.category}"
    own_words = np.array([said.endswith(f" {label.lower()}") for label in labels])
    own_words |= find.category == "thing"  # "the object" names no kind, not what is labelled so
    named = (scores * np.where(own_words, 1.0, OTHER_WORDS))[inverse]
    if sight is not None:
        named = np.maximum(named, seen_names(sight, find, graph.instances.label))
    return named * graph.instances.score**RELIABILITY


def attribute_scores(
    state: Resolution, attribute: Attribute, category: str, *, rows: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """How well each candidate has one attribute, relative to the other candidates.

    Args:
        state: the scene, and what its image features say.
        attribute: the kind and the word.
        category: the noun it stands beside.
        rows: (T,) candidate rows.
        weight: (T,) how surely each candidate is of the kind asked for.

    Returns:
        (T,) in [0, 1]; `NEUTRAL` where nothing can be measured.
    """
    score = _measured(state, attribute, rows, weight)
    if score is None and state.sight is not None:
        looks = seen_attribute(state.sight, attribute.value, category)[rows]
        score = relative_size(looks, weight) if np.isfinite(looks).all() else None
    if score is None:
        return np.full(len(rows), NEUTRAL)
    return 1.0 - score if attribute.negated else score


def _measured(
    state: Resolution, attribute: Attribute, rows: np.ndarray, weight: np.ndarray
) -> np.ndarray | None:
    """(T,) what colour, size, shape or motion say; None for words that geometry cannot judge."""
    graph, word = state.graph, attribute.value
    if attribute.kind == "color":
        return color_score(word, graph.instances.color[rows])
    if attribute.kind == "size" and (rank := size_rank(word)) is not None:
        sign = 1.0 if rank.order == "descending" else -1.0
        return relative_size(sign * measure(graph, rank.key, rows), weight)
    if attribute.kind == "shape":
        return shape_scores(graph, word, rows)
    if attribute.kind == "other" and attribute.negated:  # "something that is not a plant"
        return match_labels(word, graph.instances.label[rows].astype(str).tolist())
    if word in _MOTION and graph.instances.speed is not None:
        return moving_score(word, graph.instances.speed[rows])
    return _load_scores(graph, word, rows, weight) if word in _LOAD else None


def _load_scores(
    graph: SceneGraph, word: str, rows: np.ndarray, weight: np.ndarray
) -> np.ndarray | None:
    """(T,) how well "empty" or "messy" holds; None where nothing stands on any candidate."""
    carried = np.bincount(graph.supporter[graph.supporter >= 0], minlength=len(graph))[rows]
    return relative_size(_LOAD[word] * carried, weight) if carried.any() else None


def moving_score(word: str, speed: np.ndarray) -> np.ndarray:
    """(T,) how well "stopped" or "moving" holds of (T,) speeds; NEUTRAL where they are NaN."""
    stands = expit((STANDING_SPEED - speed) / (0.2 * STANDING_SPEED))
    score = stands if word == "stopped" else 1.0 - stands
    return np.where(np.isnan(speed), NEUTRAL, score)


def relative_size(value: np.ndarray, membership: np.ndarray) -> np.ndarray:
    """(T,) the share of the other candidates that a candidate exceeds, ties counting half."""
    weight = membership / max(membership.sum(), 1e-9)
    spread = max(float(np.ptp(value)), 1e-9)
    ahead = expit(12.0 * (value[:, None] - value[None, :]) / spread)
    return ahead @ weight


def known_in(state: Resolution, find: Find, *, least: float = KNOWN) -> bool:
    """True where something in the scene goes by the phrase's noun."""
    scores = category_scores(state.graph, find, state.sight)
    return float(scores.max(initial=0.0)) >= least

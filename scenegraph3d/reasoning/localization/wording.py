"""How likely a landmark is to be described in a hint's words: its name and its colour."""

from __future__ import annotations

import numpy as np

from ...colors import REFERENCE_RGB, color_likeness
from ...graph.scene_graph import SceneGraph
from ...language.colors import color_score
from ...language.lexicon import match_labels
from ...language.query import Attribute, Find
from ..membership import attribute_scores
from ..resolution import Resolution
from ..resolve import clause_scores

_NAMES = tuple(REFERENCE_RGB)


def word_likelihood(graph: SceneGraph, find: Find, wrong_color: float) -> np.ndarray:
    """(M,) how likely each landmark would be described so, were it described at all.

    `wrong_color` is the share of colour words that say nothing.
    """
    labels, inverse = np.unique(graph.instances.label.astype(str), return_inverse=True)
    likely = match_labels(find.category, labels.tolist())[inverse]
    rows = np.arange(len(graph))
    state = Resolution(graph, ())
    for attribute in find.attributes:
        if attribute.kind == "color" and not attribute.negated:
            likely = likely * _color(attribute.value, graph.instances.color, wrong_color)
        else:
            likely = likely * _attribute(state, attribute, find, likely)
    for clause in find.clauses:
        held = clause_scores(state, clause, rows, likely, False)
        if held is not None:
            likely = likely * (0.1 + 0.9 * held)
    return likely


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

"""How well one name answers to another: what was said and a scene's label in, [0, 1] out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from .names import ANYTHING, SAID_CLASS, canonical, exact, lexicon, normal, section

STRUCTURE = frozenset(("wall", "floor", "ceiling", "room", "structure"))

LABEL_ANYTHING = 0.1  # "chair", object
TWO_STEPS = 0.5  # the price of going over a third name
EXTRA_MODIFIER = 0.95  # "chair", red chair
MISSING_MODIFIER = 0.85  # "red chair", chair
OTHER_MODIFIER = 0.6  # "red chair", blue chair


def match_labels(category: str, labels: Sequence[str]) -> np.ndarray:
    """Scores of many labels for one said category: (M,) float64 in [0, 1]."""
    return np.array([match(category, label) for label in labels], dtype=np.float64)


@lru_cache(maxsize=1 << 16)
def match(category: str, label: str) -> float:
    """How well a scene label answers to the name somebody said, in [0, 1].

    >>> match("sofa", "couch"), match("cabinet", "kitchen cabinets"), match("desk", "toilet")
    (1.0, 0.9, 0.0)
    """
    if category.strip().lower() == label.strip().lower() != "":
        return 1.0  # in whatever language
    said, seen = normal(category), normal(label)
    if said in ANYTHING:
        return 0.2 if seen and _analysed(seen)[0] in STRUCTURE else 1.0
    if not said or not seen:
        return 0.0
    if said == seen:
        return 1.0
    (said_head, said_rest), (seen_head, seen_rest) = _analysed(said), _analysed(seen)
    if said_head is None or seen_head is None:
        return _likeness(said, seen)
    if said_head == seen_head and seen_rest and not said_rest and _is_class(said_head):
        return SAID_CLASS  # "vehicle": a "large vehicle" is one no more than a car is
    return _related(said_head, seen_head) * _modifiers(said_rest, seen_rest)


def _is_class(head: str) -> bool:
    return section(head) == "classes"


def _modifiers(said: frozenset[str], seen: frozenset[str]) -> float:
    if said == seen:
        return 1.0
    if said <= seen:
        return EXTRA_MODIFIER
    return MISSING_MODIFIER if seen <= said else OTHER_MODIFIER


@lru_cache(maxsize=1 << 16)
def _related(said: str, seen: str) -> float:
    """The best way from one head to the other over at most one third."""
    if said == seen:
        return 1.0
    if seen == "thing":
        return LABEL_ANYTHING
    scores = lexicon().scores
    direct = scores.get(said, {}).get(seen, 0.0)
    over = max(
        (score * scores[middle].get(seen, 0.0) for middle, score in scores.get(said, {}).items()),
        default=0.0,
    )
    return max(direct, round(TWO_STEPS * over, 3))


def _likeness(said: str, seen: str) -> float:
    """A score for names no table holds: the spelling, else the same last word."""
    spelling = fuzz.ratio(said, seen) / 100
    if spelling >= 0.85:
        return round(0.9 * spelling, 3)
    if set(said.split()) <= set(seen.split()) or set(seen.split()) <= set(said.split()):
        return 0.7
    return 0.5 if said.split()[-1] == seen.split()[-1] else 0.0


@lru_cache(maxsize=1 << 14)
def _analysed(phrase: str) -> tuple[str | None, frozenset[str]]:
    """The head of a phrase and its remaining words: "old oak desk" -> desk, {old, oak}."""
    head = canonical(phrase)
    if head:
        return head, frozenset()
    before, of, after = phrase.partition(" of ")
    if of:
        head, rest = _analysed(after)
        return head, rest | frozenset(before.split())
    words = phrase.split()
    for start in range(1, len(words)):
        head = exact(" ".join(words[start:]))
        if head:
            return head, frozenset(words[:start])
    for end in range(len(words) - 1, 0, -1):  # "curtain panel", "kitchen cabinet section"
        head = exact(" ".join(words[:end]))
        if head:
            return head, frozenset(words[end:])
    return None, frozenset()

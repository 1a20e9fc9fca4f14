"""What image features say of a phrase: how well it describes what each object looks like."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..language.query import Find

UNNAMED = frozenset(("", "object", "thing", "unknown", "otherprop", "otherfurniture"))
_NOTHING = 1e-3  # excess over the negatives that is but rounding
UNDECIDED = 0.5  # relevancy at which a phrase fits no better than the negatives


class Sight(Protocol):
    """Image features that can be asked."""

    def __call__(self, phrase: str, *, negatives: tuple[str, ...] = ()) -> np.ndarray:
        """(M,) relevancy of a phrase for each object, in [0, 1]; NaN where nothing is known.

        0.5 means that the phrase fits as well as the best of the negatives; without any given,
        those that mean nothing in particular.
        """
        ...


def seen_names(sight: Sight, find: Find, labels: np.ndarray) -> np.ndarray:
    """(M,) how well objects that nobody named look like the phrase's noun, in [0, 1]."""
    unnamed = np.array([label.lower() in UNNAMED for label in labels.astype(str)], dtype=bool)
    if not unnamed.any():
        return np.zeros(len(labels))
    excess = np.nan_to_num(2.0 * (sight(find.category) - UNDECIDED))
    return np.where(unnamed & (excess > _NOTHING), excess, 0.0)


def seen_attribute(sight: Sight, word: str, category: str) -> np.ndarray:
    """(M,) how much better "wooden chair" describes each object than "chair" does; NaN unknown."""
    return sight(f"{word} {category}", negatives=(category,))

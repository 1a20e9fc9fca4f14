"""Features of objects in, a name for each that surely has one of some names out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .encoders import Encoder
from .relevancy import NEGATIVES, relevancy

SURE = 0.9  # relevancy from which a name fits
LEAD = 0.1  # cosine by which it must fit better than the next


def surely_named(encoder: Encoder, feature: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Name objects by what they look like.

    Args:
        encoder: what made the features.
        feature: (M, D) float32 unit features; a row with NaN is unknown.
        names: at least two to choose from.

    Returns:
        (M,) str, the name that fits best; "" where it does not surely fit, or hardly better than
        the next one.

    Raises:
        ValueError: fewer than two names.
    """
    if len(names) < 2:
        raise ValueError(f"names must be at least two to choose from, got {len(names)}")
    said = encoder.encode_texts(names)
    fits = relevancy(said, feature, encoder.encode_texts(NEGATIVES))  # (L, M)
    cosine = np.nan_to_num(said @ feature.T)
    order = np.argsort(-cosine, axis=0, kind="stable")
    columns = np.arange(len(feature))
    lead = cosine[order[0], columns] - cosine[order[1], columns]
    sure = (np.nan_to_num(fits[order[0], columns]) >= SURE) & (lead >= LEAD)
    return np.where(sure, np.array(names, dtype=object)[order[0]], "")

"""How much better a phrase fits a feature than words that mean nothing do (LERF, 2023)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .encoders import Encoder

NEGATIVES = ("object", "things", "stuff", "texture")  # LERF's canonical phrases
TEMPERATURE = 10.0  # LERF's
# Halfway between what is there and what is not, with rivals, on generated rooms (docs/field.md).
LEAST_RELEVANCY = 0.6


def relevancy(
    text: np.ndarray, image: np.ndarray, negative: np.ndarray, *, temperature: float = TEMPERATURE
) -> np.ndarray:
    """The least of the pairwise softmaxes against the negatives.

    Args:
        text: (Q, D) unit features of phrases.
        image: (M, D) unit features of objects; a row with NaN is unknown.
        negative: (K, D) unit features of phrases to compare with, K > 0.
        temperature: what cosines are multiplied by.

    Returns:
        (Q, M) float64 in (0, 1), 0.5 where the best negative fits as well; NaN where unknown.
    """
    if not len(negative):
        raise ValueError("relevancy needs negatives to compare with, got none")
    fits = text.astype(np.float64) @ image.T.astype(np.float64)  # (Q, M)
    rival = (negative.astype(np.float64) @ image.T.astype(np.float64)).max(axis=0)  # (M,)
    # The pairwise softmax falls as its negative fits better, so the best negative gives the least.
    return 1.0 / (1.0 + np.exp(-temperature * (fits - rival)))


class Looks:
    """What the features of M objects say of phrases, through the encoder that made them."""

    def __init__(self, encoder: Encoder, feature: np.ndarray) -> None:
        """Keep (M, D) features for questions."""
        self._encoder = encoder
        self._feature = feature

    def __call__(self, phrase: str, *, negatives: Sequence[str] = ()) -> np.ndarray:
        """(M,) relevancy of a phrase against the negatives, by default against NEGATIVES."""
        text = self._encoder.encode_texts([phrase])
        against = self._encoder.encode_texts(tuple(negatives) or NEGATIVES)
        return relevancy(text, self._feature, against)[0]

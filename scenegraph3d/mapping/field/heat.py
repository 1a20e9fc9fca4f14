"""A field and a phrase in; how well each point fits it out."""

from __future__ import annotations

import numpy as np

from ...perception.encoders import Encoder
from ...perception.relevancy import NEGATIVES, relevancy
from .field import FeatureField

_CHUNK = 32768


def heat_map(
    field: FeatureField, encoder: Encoder, phrase: str, points: np.ndarray | None = None
) -> np.ndarray:
    """How well points fit a phrase, against phrases that mean nothing in particular.

    Args:
        field: with language features.
        encoder: what made them.
        phrase: such as "red chair".
        points: (N, 3) metres; those of the field's surface where None.

    Returns:
        (N,) float64 in [0, 1], the least of the pairwise softmaxes against "object", "things",
        "stuff" and "texture" at temperature 10, the best of the field's typical scales; 0.5 fits
        no better than those, NaN away from any surface.

    Raises:
        ValueError: the field has no language features, or those of another encoder.
    """
    check_encoder(field.encoder, encoder)
    points = field.surface.points if points is None else points
    text, against = encoder.encode_texts([phrase]), encoder.encode_texts(NEGATIVES)
    heat = np.full(len(points), np.nan)
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        by_scale = [
            relevancy(text, field.language(chunk, scale), against)[0] for scale in field.scales
        ]
        heat[start : start + _CHUNK] = np.fmax.reduce(by_scale)
    return heat


def check_encoder(made_by: str, encoder: Encoder) -> None:
    """Raise ValueError where a field's language features are not of this encoder."""
    if made_by != encoder.name:
        made = made_by or "no encoder"
        raise ValueError(f"the field has features of {made}, got the encoder {encoder.name}")

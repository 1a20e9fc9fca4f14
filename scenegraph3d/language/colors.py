"""Colour words against measured mean colours: rows of RGB come in, scores in [0, 1] go out."""

from __future__ import annotations

import numpy as np

from ..colors import REFERENCE_RGB, SHADE_SHIFT, color_likeness, shade_likeness
from .adjectives import adjective

UNKNOWN = 0.5
_LEAST = 0.02  # score of a plainly different colour: light plays tricks


def color_score(word: str, rgb: np.ndarray) -> np.ndarray:
    """How well measured colours answer to a colour word.

    Args:
        word: a colour word, with a shade where there is one ("dark blue").
        rgb: (M, 3) mean colours, 0 to 255; NaN rows are unknown.

    Returns:
        (M,) float64 scores in [0, 1]; 0.5 for unknown colours and unknown words.
    """
    rgb = np.asarray(rgb, dtype=np.float64)
    if rgb.ndim != 2 or rgb.shape[1] != 3:
        raise ValueError(f"rgb must have shape (M, 3), got {rgb.shape}")
    score = np.maximum(_score(word, rgb), _LEAST)
    return np.where(np.isfinite(rgb).all(axis=1), score, UNKNOWN)


def _score(word: str, rgb: np.ndarray) -> np.ndarray:
    known = adjective(word)
    *shades, name = (known.value if known else word).split()
    if name in SHADE_SHIFT:
        return shade_likeness(name, rgb)
    if name not in REFERENCE_RGB:
        return np.full(len(rgb), UNKNOWN)
    return color_likeness(name, rgb, shades=tuple(shades))

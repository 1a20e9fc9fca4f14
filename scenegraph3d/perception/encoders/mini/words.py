"""The text tower without torch: a phrase in, its unit feature out, as towers.TextTower gives it.

Scenes are asked where torch is not installed, and asking must start at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import erf

from .tokens import tokenize

HEADS = 4  # of attention
LAYERS = 2
_EPSILON = 1e-5  # of the variance, in layer normalisation


class Words:
    """The weights of the text tower, ready to be asked."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        """Take the arrays that `weights.read_weights` gives."""
        self._weights = {
            name.removeprefix("text."): array
            for name, array in weights.items()
            if name.startswith("text.")
        }

    def encode(self, text: str) -> np.ndarray:
        """(D,) float32 unit feature."""
        w = self._weights
        tokens = tokenize([text])[0]
        tokens = tokens[: max(1, int((tokens[:, 0] > 0).sum()))]  # (T, GRAMS)
        x = np.stack([_mean(w["grams.weight"], grams) for grams in tokens])
        x = x + w["places"][: len(x)]
        for layer in range(LAYERS):
            name = f"layers.layers.{layer}"
            x = x + self._attend(_normalised(x, w, f"{name}.norm1"), f"{name}.self_attn")
            x = x + self._bend(_normalised(x, w, f"{name}.norm2"), name)
        feature = _linear(x.mean(axis=0), w["head.weight"], w["head.bias"])
        return (feature / max(float(np.linalg.norm(feature)), 1e-12)).astype(np.float32)

    def _attend(self, x: np.ndarray, name: str) -> np.ndarray:
        """(T, E) each word's mean of all words, by how much it asks for each."""
        w = self._weights
        asked = _linear(x, w[f"{name}.in_proj_weight"], w[f"{name}.in_proj_bias"])
        query, key, value = asked.reshape(len(x), 3, HEADS, -1).transpose(1, 2, 0, 3)  # (A, T, E/A)
        fits = query @ key.transpose(0, 2, 1) / query.shape[-1] ** 0.5
        share = np.exp(fits - fits.max(axis=-1, keepdims=True))
        share /= share.sum(axis=-1, keepdims=True)
        mixed = (share @ value).transpose(1, 0, 2).reshape(x.shape)
        return _linear(mixed, w[f"{name}.out_proj.weight"], w[f"{name}.out_proj.bias"])

    def _bend(self, x: np.ndarray, name: str) -> np.ndarray:
        w = self._weights
        wide = _linear(x, w[f"{name}.linear1.weight"], w[f"{name}.linear1.bias"])
        bent = 0.5 * wide * (1 + erf(wide / 2**0.5))  # GELU
        return _linear(bent, w[f"{name}.linear2.weight"], w[f"{name}.linear2.bias"])


def _linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return x @ weight.T + bias


def _normalised(x: np.ndarray, weights: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    away = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((away**2).mean(axis=-1, keepdims=True) + _EPSILON)
    return away / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _mean(table: np.ndarray, rows: np.ndarray) -> np.ndarray:
    rows = rows[rows > 0]
    return table[rows].mean(axis=0) if len(rows) else np.zeros(table.shape[1], dtype=table.dtype)

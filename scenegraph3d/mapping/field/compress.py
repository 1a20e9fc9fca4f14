"""Features of many numbers in, their few main directions out, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Compression:
    """Main directions of features, through the origin: angles are what is compared.

    Attributes:
        basis: (D, K) float32, orthonormal columns, the heaviest first.
    """

    basis: np.ndarray

    def encode(self, feature: np.ndarray) -> np.ndarray:
        """(N, K) float32 of (N, D) features."""
        return (feature @ self.basis).astype(np.float32)

    def decode(self, code: np.ndarray) -> np.ndarray:
        """(N, D) float32 unit features of (N, K) codes; NaN where a code is NaN or 0."""
        feature = code @ self.basis.T
        length = np.linalg.norm(feature, axis=1, keepdims=True)
        unknown = np.full_like(feature, np.nan)
        return np.divide(feature, length, out=unknown, where=length > 0).astype(np.float32)


def fit_compression(
    feature: np.ndarray, weight: np.ndarray | None = None, *, most: int
) -> Compression:
    """The directions in which (N, D) features extend most, at most `most` of them.

    Rows with NaN do not count; `weight` (N,) says how much the others do. The sign of a direction
    is such that its largest number is positive, so that the same features give the same codes.
    """
    if not feature.shape[1]:
        return Compression(np.zeros((0, 0), dtype=np.float32))
    known = np.isfinite(feature).all(axis=1)
    heavy = np.ones(len(feature)) if weight is None else weight
    rows = feature[known].astype(np.float64) * np.sqrt(heavy[known])[:, None]
    # The directions of the (D, D) second moments; N can be far larger than D.
    values, vectors = np.linalg.eigh(rows.T @ rows)
    order = np.argsort(-values, kind="stable")[: min(most, feature.shape[1])]
    basis = vectors[:, order]
    largest = basis[np.abs(basis).argmax(axis=0), np.arange(basis.shape[1])]
    return Compression((basis * np.where(largest < 0, -1, 1)).astype(np.float32))

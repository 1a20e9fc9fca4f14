"""What a field's features should be, as numbers that fall towards it."""

from __future__ import annotations

import torch


def language_loss(code: torch.Tensor, wanted: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Mean of 1 - cosine, which no outlier makes larger than 2.

    Args:
        code: (B, K) codes of the field.
        wanted: (B, K) codes of the masks.
        weight: (B,) how much each counts, at least 0.
    """
    cosine = torch.nn.functional.cosine_similarity(code, wanted, dim=1, eps=1e-6)
    return (weight * (1 - cosine)).sum() / weight.sum().clamp(min=1e-6)


def contrastive_loss(
    apart: torch.Tensor, together: torch.Tensor, weight: torch.Tensor, margin: float
) -> torch.Tensor:
    """Pull pairs together, push others apart up to a margin.

    Args:
        apart: (P,) squared distance of two instance features.
        together: (P,) bool, whether they should be one.
        weight: (P,) how much each pair counts, at least 0; the pulled and the pushed count alike.
        margin: distance from which a pair is apart enough.
    """
    far = (margin - (apart + 1e-8).sqrt()).clamp(min=0) ** 2
    pulled, pushed = weight * together, weight * ~together
    return (apart * pulled).sum() / pulled.sum().clamp(min=1e-6) + (
        far * pushed
    ).sum() / pushed.sum().clamp(min=1e-6)

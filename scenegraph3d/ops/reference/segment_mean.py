"""The mean of each segment's rows, in plain torch."""

from __future__ import annotations

import torch

CHUNK = 65536  # rows widened to double at a time: 256 MB for 512 numbers a row


def segment_mean(
    features: torch.Tensor, segment: torch.Tensor, weight: torch.Tensor | None, num_segments: int
) -> torch.Tensor:
    """See `ops.segment_mean`; summed in double. Rows of no segment in range are left out."""
    kept = ((segment >= 0) & (segment < num_segments)).nonzero().flatten()
    like = {"dtype": torch.float64, "device": features.device}
    total = torch.zeros((num_segments, features.shape[1]), **like)
    mass = torch.zeros(num_segments, **like)
    for rows in kept.split(CHUNK):
        share = torch.ones(len(rows), **like) if weight is None else weight[rows].double()
        mass.index_add_(0, segment[rows], share)
        total.index_add_(0, segment[rows], features[rows].double() * share[:, None])
    mean = total / mass[:, None]
    return torch.where(mass[:, None] > 0, mean, 0.0).float()

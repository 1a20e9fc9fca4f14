"""Rows of features and the segment of each in, the mean row of each segment out."""

from __future__ import annotations

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.segment_mean import segment_mean as _reference


def segment_mean(
    features: torch.Tensor,
    segment: torch.Tensor,
    num_segments: int,
    weight: torch.Tensor | None = None,
) -> torch.Tensor:
    """The weighted mean of each segment's rows, summed so that no number of rows loses digits.

    On a CPU the same input gives the same bits, whatever the number of threads.

    Args:
        features: (N, D) float32 or float16.
        segment: (N,) int64 in -1..num_segments - 1; rows of segment -1 are left out.
        num_segments: S.
        weight: (N,) float32, finite and at least 0; None weighs all rows alike.

    Returns:
        (S, D) float32; zeros where a segment has no rows or no weight.

    Raises:
        TypeError: an argument is no tensor or of another dtype.
        ValueError: shapes or devices that do not match, a segment out of range, a weight that is
            negative or not finite.
    """
    check_tensor("features", features, (None, None), torch.float32, torch.float16)
    check_tensor("segment", segment, (len(features),), torch.int64)
    if weight is not None:
        check_tensor("weight", weight, (len(features),), torch.float32)
    check_same_device(features=features, segment=segment, weight=weight)
    if num_segments < 0:
        raise ValueError(f"num_segments must be at least 0, got {num_segments}")
    _check_values(segment, num_segments, weight)
    return _op(
        features.contiguous(),
        segment.contiguous(),
        None if weight is None else weight.contiguous(),
        num_segments,
    )


def _check_values(segment: torch.Tensor, num_segments: int, weight: torch.Tensor | None) -> None:
    if not len(segment):
        return
    low, high = (int(bound) for bound in segment.aminmax())
    if low < -1 or high >= num_segments:
        raise ValueError(
            f"segment must be -1 to {num_segments - 1}, got {low if low < -1 else high}"
        )
    if weight is not None:
        low, high = (float(bound) for bound in weight.aminmax())
        if not (low >= 0 and high < float("inf")):
            raise ValueError(f"weight must be finite and at least 0, got {low} to {high}")


def _fake(
    features: torch.Tensor, segment: torch.Tensor, weight: torch.Tensor | None, num_segments: int
) -> torch.Tensor:
    return features.new_empty((num_segments, features.shape[1]), dtype=torch.float32)


_op = define_op(
    "segment_mean(Tensor features, Tensor segment, Tensor? weight, int num_segments) -> Tensor",
    reference=_reference,
    fake=_fake,
)

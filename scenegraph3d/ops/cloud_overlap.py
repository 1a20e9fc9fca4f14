"""Clouds of points in, how many points of each lie near each other one out."""

from __future__ import annotations

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.cloud_overlap import cloud_overlap as _reference

MAX_POINTS = 2**31 - 1  # Kernels keep rows of points in 32 bits.


def cloud_overlap(points: torch.Tensor, offsets: torch.Tensor, *, radius: float) -> torch.Tensor:
    """Count, for every two clouds, the points of one that have a point of the other near them.

    Exact: coordinates are subtracted, squared and added in float64, x and y first, and compared
    with radius * radius.

    Args:
        points: (N, 3) float32 metres, finite, cloud after cloud.
        offsets: (S + 1,) int64; cloud s is points[offsets[s]:offsets[s + 1]], possibly empty.
        radius: metres; a point at this very distance counts.

    Returns:
        (S, S) int64: [a, b] is the number of points of cloud a that have a point of cloud b
        within the radius; the diagonal holds the sizes.

    Raises:
        TypeError: points or offsets are no tensors or of another dtype.
        ValueError: shapes or devices that do not match, offsets that are no partition of the
            points, points or a radius that are not finite.
    """
    check_tensor("points", points, (None, 3), torch.float32)
    check_tensor("offsets", offsets, (None,), torch.int64)
    check_same_device(points=points, offsets=offsets)
    if not 0 < radius < float("inf"):
        raise ValueError(f"radius must be positive metres, got {radius}")
    _check_points(points)
    _check_offsets(offsets, len(points))
    return _op(points.contiguous(), offsets.contiguous(), radius)


def _check_points(points: torch.Tensor) -> None:
    if len(points) > MAX_POINTS:
        raise ValueError(f"points must be at most {MAX_POINTS}, got {len(points)}")
    if not points.isfinite().all():
        bad = int((~points.isfinite()).any(dim=1).sum())
        raise ValueError(f"points must be finite, got NaN or infinity in {bad} of {len(points)}")


def _check_offsets(offsets: torch.Tensor, num_points: int) -> None:
    if len(offsets) == 0:
        raise ValueError("offsets must begin with 0, got none")
    first, last = int(offsets[0]), int(offsets[-1])
    if first != 0 or last != num_points:
        raise ValueError(f"offsets must run from 0 to {num_points} points, got {first} to {last}")
    if (offsets.diff() < 0).any():
        raise ValueError("offsets must not fall")


def _fake(points: torch.Tensor, offsets: torch.Tensor, radius: float) -> torch.Tensor:
    num_clouds = offsets.shape[0] - 1
    return offsets.new_empty((num_clouds, num_clouds))


_op = define_op(
    "cloud_overlap(Tensor points, Tensor offsets, float radius) -> Tensor",
    reference=_reference,
    fake=_fake,
)

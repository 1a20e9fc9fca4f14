"""Oriented boxes in, the overlap of every two out."""

from __future__ import annotations

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.obb_iou import obb_iou as _reference

MAX_SKEW = 1e-4  # how far R^T R may be from 1: what single precision and text files leave


def obb_iou(
    center_a: torch.Tensor,
    extent_a: torch.Tensor,
    R_a: torch.Tensor,
    center_b: torch.Tensor,
    extent_b: torch.Tensor,
    R_b: torch.Tensor,
) -> torch.Tensor:
    """Overlap of every box of one set with every box of another: shared over joint volume.

    Exact, in float64, near the origin and 25 km away from it. Boxes that touch, or that overlap
    along some axis by less than 1e-9 of their widths, share nothing; nor does a box without
    volume, even with itself.

    Args:
        center_a: (A, 3) float64 metres.
        extent_a: (A, 3) float64 full side lengths along the axes of the box, metres.
        R_a: (A, 3, 3) float64 rotations, the axes of the box in columns.
        center_b: (B, 3) float64, like `center_a`.
        extent_b: (B, 3) float64, like `extent_a`.
        R_b: (B, 3, 3) float64, like `R_a`.

    Returns:
        (A, B) float32 in [0, 1].

    Raises:
        TypeError: an argument is no tensor or no float64.
        ValueError: shapes or devices that do not match, what is not finite, a negative extent, a
            matrix that is no rotation.
    """
    _check_boxes("a", center_a, extent_a, R_a)
    _check_boxes("b", center_b, extent_b, R_b)
    check_same_device(center_a=center_a, center_b=center_b)
    boxes = (center_a, extent_a, R_a, center_b, extent_b, R_b)
    return _op(*(tensor.contiguous() for tensor in boxes))


def _check_boxes(which: str, center: torch.Tensor, extent: torch.Tensor, R: torch.Tensor) -> None:
    check_tensor(f"center_{which}", center, (None, 3), torch.float64)
    check_tensor(f"extent_{which}", extent, (len(center), 3), torch.float64)
    check_tensor(f"R_{which}", R, (len(center), 3, 3), torch.float64)
    named = {f"center_{which}": center, f"extent_{which}": extent, f"R_{which}": R}
    check_same_device(**named)
    for name, tensor in named.items():
        _refuse(name, "finite", ~tensor.isfinite().flatten(1).all(dim=1))
    _refuse(f"extent_{which}", "at least 0 metres", (extent < 0).any(dim=1))
    skew = (R.mT @ R - torch.eye(3, dtype=R.dtype, device=R.device)).abs().amax(dim=(1, 2))
    _refuse(f"R_{which}", "rotations", (skew > MAX_SKEW) | (torch.linalg.det(R) < 0))


def _refuse(name: str, wanted: str, bad: torch.Tensor) -> None:
    if bad.any():
        row = int(bad.nonzero()[0])
        raise ValueError(f"{name} must be {wanted}, which box {row} of {len(bad)} is not")


def _fake(
    center_a: torch.Tensor,
    extent_a: torch.Tensor,
    R_a: torch.Tensor,
    center_b: torch.Tensor,
    extent_b: torch.Tensor,
    R_b: torch.Tensor,
) -> torch.Tensor:
    return center_a.new_empty((center_a.shape[0], center_b.shape[0]), dtype=torch.float32)


_op = define_op(
    "obb_iou(Tensor center_a, Tensor extent_a, Tensor R_a, Tensor center_b, Tensor extent_b,"
    " Tensor R_b) -> Tensor",
    reference=_reference,
    fake=_fake,
)

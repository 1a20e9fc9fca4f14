"""The masks of points in frames in, how many points each pair of masks shares out."""

from __future__ import annotations

import torch

from .checks import check_tensor
from .library import define_op
from .reference.mask_cooccur import mask_cooccur as _reference

MAX_COUNT = 2**31 - 1  # Counts are 32 bits.


def mask_cooccur(ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
    """The number of points that each pair of masks shares.

    The masks of all frames are numbered on: mask `i` of frame `f` is row `offsets[f] + i`.

    Args:
        ids: (F, N) int16, the mask of each point in each frame, negative for none; what
            `project_gather` returns. Fastest where neighbours in memory are neighbours in space.
        offsets: (F + 1,) int64, 0 and the running total of the frames' numbers of masks, on any
            device.

    Returns:
        (M, M) int32 with M = offsets[-1], symmetric: [a, b] points carry both mask a and mask b,
        [a, a] carry mask a.

    Raises:
        TypeError: an argument is no tensor or of another dtype.
        ValueError: a shape that does not match, offsets that do not start at 0 or that fall, an
            id past its frame's number of masks.
    """
    check_tensor("ids", ids, (None, None), torch.int16)
    check_tensor("offsets", offsets, (len(ids) + 1,), torch.int64)
    if ids.shape[1] > MAX_COUNT:
        raise ValueError(f"points must be at most {MAX_COUNT}, got {ids.shape[1]}")
    offsets = offsets.cpu()
    sizes = offsets.diff()
    if offsets[0] != 0 or (sizes < 0).any() or offsets[-1] > MAX_COUNT:
        raise ValueError(
            f"offsets must rise from 0 to at most {MAX_COUNT}, got {_brief(offsets)}:"
            " the running total of the frames' numbers of masks"
        )
    _check_ids(ids, sizes)
    return _op(ids.contiguous(), offsets.to(ids.device), int(offsets[-1]))


def _brief(offsets: torch.Tensor) -> str:
    """The first few numbers."""
    return ", ".join(str(int(offset)) for offset in offsets[:6]) + (
        "..." if len(offsets) > 6 else ""
    )


def _check_ids(ids: torch.Tensor, sizes: torch.Tensor) -> None:
    if not ids.numel():
        return
    highest = ids.amax(1).cpu().long()
    wrong = (highest >= sizes).nonzero().flatten()
    wrong = wrong[highest[wrong] >= 0]
    if len(wrong):
        frame = int(wrong[0])
        raise ValueError(
            f"ids of frame {frame} must be below its {int(sizes[frame])} masks,"
            f" got {int(highest[frame])}"
        )


def _fake(ids: torch.Tensor, offsets: torch.Tensor, num_masks: int) -> torch.Tensor:
    return ids.new_empty((num_masks, num_masks), dtype=torch.int32)


_op = define_op(
    "mask_cooccur(Tensor ids, Tensor offsets, int num_masks) -> Tensor",
    reference=_reference,
    fake=_fake,
)

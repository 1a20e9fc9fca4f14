"""Overlapping masks in, one image of the masks that are seen out: small ones lie over large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...records import Masks

LEAST_SEEN = 0.1  # of a mask, that others must leave of it; less is no mask any more


def flatten_masks(
    masks: Sequence[np.ndarray],
    *,
    label: Sequence[str],
    score: Sequence[float],
    shape: tuple[int, int],
) -> Masks:
    """Lay masks over each other, the largest first and equal ones by falling score.

    Args:
        masks: M boolean images (H, W).
        label: M names, "" for none.
        score: M confidences in [0, 1].
        shape: (H, W).

    Returns:
        The masks of which enough is still seen, in the order given.
    """
    area = np.array([int(mask.sum()) for mask in masks])
    image = np.full(shape, -1, dtype=np.int64)
    for row in sorted(range(len(masks)), key=lambda row: (-area[row], score[row])):
        image[masks[row]] = row
    seen = np.bincount(image[image >= 0], minlength=len(masks))
    kept = np.flatnonzero((seen > 0) & (seen >= LEAST_SEEN * area)).tolist()
    number = np.full(len(masks) + 1, -1, dtype=np.int16)  # the last one is the -1 of no mask
    number[kept] = np.arange(len(kept))
    return Masks(
        image=number[image],
        label=np.array([label[row] for row in kept], dtype=object),
        score=np.array([score[row] for row in kept], dtype=np.float64),
    )

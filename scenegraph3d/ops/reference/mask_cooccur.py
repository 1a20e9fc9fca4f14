"""Points that masks share, in plain torch."""

from __future__ import annotations

import torch


def mask_cooccur(ids: torch.Tensor, offsets: torch.Tensor, num_masks: int) -> torch.Tensor:
    """See `ops.mask_cooccur`."""
    counts = torch.zeros(num_masks * num_masks, dtype=torch.int32, device=ids.device)
    for frame in range(len(ids)):
        rows, later = _rows_together(ids[frame:], offsets[frame:-1])
        cells = rows * num_masks + later
        counts.index_add_(0, cells, torch.ones_like(cells, dtype=torch.int32))
    upper = counts.reshape(num_masks, num_masks)
    return upper + upper.T - upper.diag().diag()


def _rows_together(ids: torch.Tensor, offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of the masks of the first frame, and of every frame, that a point carries both of."""
    ids = ids[:, ids[0] >= 0].long()
    rows = ids + offsets[:, None]
    both = ids >= 0
    return rows[:1].expand_as(rows)[both], rows[both]

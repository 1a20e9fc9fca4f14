"""Which row of a volume holds which block: sorted keys, searched by halving."""

from __future__ import annotations

import torch

_BITS = 21  # a coordinate: a million blocks each way, 160 km of 16 cm blocks
_HALF = 1 << (_BITS - 1)


class BlockIndex:
    """Rows 0, 1, ... of blocks, in the order in which they were added.

    Sorted keys rather than a hash: the same on every device, and no two runs differ.
    """

    def __init__(self, device: str | torch.device = "cpu") -> None:
        self.blocks = torch.zeros((0, 3), dtype=torch.int64, device=device)
        self._keys = torch.zeros(0, dtype=torch.int64, device=device)
        self._rows = torch.zeros(0, dtype=torch.int64, device=device)

    def __len__(self) -> int:
        return len(self.blocks)

    def find(self, blocks: torch.Tensor) -> torch.Tensor:
        """(..., 3) int64 block coordinates to (...) int64 rows, -1 for a block that is not here."""
        keys = _keys_of(blocks)
        if not len(self):
            return torch.full_like(keys, -1)
        at = torch.searchsorted(self._keys, keys).clamp(max=len(self) - 1)
        return torch.where(self._keys[at] == keys, self._rows[at], -1)

    def add(self, blocks: torch.Tensor) -> None:
        """Give the next rows to (T, 3) int64 blocks, none of them here and all different."""
        keys, order = _keys_of(blocks).sort()
        rows = torch.arange(len(self), len(self) + len(blocks), device=blocks.device)[order]
        after = torch.searchsorted(self._keys, keys) + torch.arange(len(keys), device=keys.device)
        self._keys = _insert(self._keys, keys, after)
        self._rows = _insert(self._rows, rows, after)
        self.blocks = torch.cat([self.blocks, blocks])


def _keys_of(blocks: torch.Tensor) -> torch.Tensor:
    if blocks.numel() and int(blocks.abs().max()) >= _HALF:
        far = int(blocks.abs().max())
        raise ValueError(f"blocks must lie within {_HALF} of the origin, got one at {far}")
    shifted = blocks + _HALF
    return (shifted[..., 0] << 2 * _BITS) | (shifted[..., 1] << _BITS) | shifted[..., 2]


def _insert(old: torch.Tensor, new: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """`new` stands at the places `at`, `old` fills the others in order."""
    merged = torch.empty(len(old) + len(new), dtype=old.dtype, device=old.device)
    free = torch.ones(len(merged), dtype=torch.bool, device=old.device)
    free[at] = False
    merged[at] = new
    merged[free] = old
    return merged

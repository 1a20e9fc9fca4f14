"""Voxels where surfaces are: blocks of 8 x 8 x 8, found by their coordinates, kept in rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from ..ops.tsdf_integrate import BLOCK
from .block_index import BlockIndex

_GROWTH = 1.5  # of the rows when they run out
_SHAPES = {"tsdf": (), "weight": (), "color": (3,)}  # what stands between B and 8, 8, 8


class VoxelBlocks:
    """The tensors of `ops.tsdf_integrate` with room to grow; a block takes 5 kB.

    Attributes:
        tsdf: (C, 8, 8, 8) int16 of which the first `len(self)` rows are in use.
        weight: (C, 8, 8, 8) int16.
        color: (C, 3, 8, 8, 8) int16.
        index: where the blocks are.
    """

    def __init__(self, device: str | torch.device) -> None:
        self.index = BlockIndex(device)
        self.tsdf, self.weight, self.color = (
            torch.zeros((0, *shape, BLOCK, BLOCK, BLOCK), dtype=torch.int16, device=device)
            for shape in _SHAPES.values()
        )

    def __len__(self) -> int:
        return len(self.index)

    def rows_of(self, blocks: torch.Tensor) -> torch.Tensor:
        """(T,) int64 rows of (T, 3) int64 blocks, all different; empty ones for those not here."""
        missing = self.index.find(blocks) < 0
        if bool(missing.any()):
            self.index.add(blocks[missing])
            self._make_room(len(self.index))
        return self.index.find(blocks)

    def _make_room(self, num_blocks: int) -> None:
        if num_blocks <= len(self.tsdf):
            return
        rows = max(num_blocks, int(_GROWTH * len(self.tsdf)))
        for name in _SHAPES:
            held = getattr(self, name)
            grown = held.new_zeros((rows, *held.shape[1:]))
            grown[: len(held)] = held
            setattr(self, name, grown)

    def state(self) -> dict[str, np.ndarray]:
        """Arrays by name, B rows each: what `from_state` makes the same blocks of."""
        arrays = {name: getattr(self, name)[: len(self)] for name in _SHAPES}
        arrays["blocks"] = self.index.blocks
        return {name: tensor.cpu().contiguous().numpy() for name, tensor in arrays.items()}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray], device: str | torch.device) -> VoxelBlocks:
        """The blocks that `state` gave.

        Raises:
            ValueError: an array is missing or has another shape.
        """
        made = cls(device)
        blocks = _array(state, "blocks", np.int64, (3,))
        made.index.add(torch.from_numpy(blocks).to(device))
        for name, shape in _SHAPES.items():
            array = _array(state, name, np.int16, (*shape, BLOCK, BLOCK, BLOCK))
            if len(array) != len(blocks):
                raise ValueError(
                    f"{name} of a volume's state must have a row a block, got {len(array)} rows"
                    f" for {len(blocks)} blocks"
                )
            setattr(made, name, torch.from_numpy(array.copy()).to(device))
        return made


def _array(
    state: Mapping[str, np.ndarray], name: str, dtype: type, shape: tuple[int, ...]
) -> np.ndarray:
    if name not in state:
        raise ValueError(f"a volume's state must hold {name!r}, got {sorted(state)}")
    array = state[name]
    if array.dtype != dtype or array.shape[1:] != shape:
        raise ValueError(
            f"{name} of a volume's state must be {dtype.__name__} of shape (B, {shape}), got"
            f" {array.dtype} of shape {array.shape}"
        )
    return array

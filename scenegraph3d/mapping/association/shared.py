"""Which mask each view shows each point on in, how many points each two masks share out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import torch

from ...ops.mask_cooccur import mask_cooccur

_MOST_ROWS = 3000  # counted against as many others at once: a table of 144 MB


@dataclass(frozen=True, eq=False)
class SharedPoints:
    """Points that each two of R rows share; a view has a row for bare points, then its masks'.

    Attributes:
        count: (R, R) sparse float32, [a, b] points carry both a and b, [a, a] carry a.
        offsets: (F + 1,) int64; the masks of view f are rows offsets[f] + 1 to offsets[f + 1] - 1.
    """

    count: sp.csr_array
    offsets: np.ndarray

    @property
    def view(self) -> np.ndarray:
        """(R,) int64 view of each row."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @property
    def bare(self) -> np.ndarray:
        """(R,) bool: rows that stand for points on no mask."""
        bare = np.zeros(int(self.offsets[-1]), dtype=bool)
        bare[self.offsets[:-1]] = True
        return bare


def count_shared(sightings: np.ndarray, offsets: np.ndarray) -> SharedPoints:
    """Count the points that each two masks share.

    Args:
        sightings: (F, N) int16 as `sight_masks` gives them.
        offsets: (F + 1,) int64 first row of each view.
    """
    blocks = _blocks(np.diff(offsets))
    ids = torch.from_numpy(sightings)
    if len(blocks) == 1:
        return SharedPoints(sp.csr_array(_counts(ids, offsets).astype(np.float32)), offsets)
    parts = [
        _between(ids, offsets, blocks[i], blocks[j])
        for i in range(len(blocks))
        for j in range(i + 1, len(blocks))
    ]
    return SharedPoints(_joined(parts, int(offsets[-1])), offsets)


def _blocks(num_rows: np.ndarray) -> list[np.ndarray]:
    """Runs of views with at most _MOST_ROWS rows each, one view at least."""
    if num_rows.sum() <= 2 * _MOST_ROWS:
        return [np.arange(len(num_rows))]
    block, filled = np.zeros(len(num_rows), dtype=np.int64), 0
    for view in range(1, len(num_rows)):
        filled += num_rows[view - 1]
        new = filled + num_rows[view] > _MOST_ROWS
        block[view] = block[view - 1] + new
        filled = 0 if new else filled
    return [np.flatnonzero(block == number) for number in range(int(block[-1]) + 1)]


def _counts(ids: torch.Tensor, offsets: np.ndarray) -> np.ndarray:
    return mask_cooccur(ids, torch.from_numpy(offsets)).numpy()


def _between(
    ids: torch.Tensor, offsets: np.ndarray, first: np.ndarray, second: np.ndarray
) -> sp.coo_array:
    """What the rows of two blocks of views share; counts within a block come once a partner."""
    views = np.concatenate([first, second])
    sizes = np.diff(offsets)[views]
    starts = np.repeat(offsets[views], sizes)
    rows = starts + np.concatenate([np.arange(size) for size in sizes.tolist()])
    counts = sp.coo_array(_counts(ids[views], np.concatenate([[0], np.cumsum(sizes)])))
    return sp.coo_array(
        (counts.data.astype(np.float32), (rows[counts.row], rows[counts.col])),
        shape=(int(offsets[-1]), int(offsets[-1])),
    )


def _joined(parts: list[sp.coo_array], num_rows: int) -> sp.csr_array:
    """One table; where several parts hold a count they hold the same one."""
    row = np.concatenate([part.row for part in parts]).astype(np.int64)
    col = np.concatenate([part.col for part in parts])
    cells, first = np.unique(row * num_rows + col, return_index=True)
    data = np.concatenate([part.data for part in parts])[first]
    place = (cells // num_rows, cells % num_rows)
    return sp.csr_array((data, place), shape=(num_rows, num_rows))

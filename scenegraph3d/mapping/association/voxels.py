"""Points as they come in, one point a voxel out."""

from __future__ import annotations

import numpy as np

_BITS = 21  # of a voxel's number along an axis: 40 km at 2 cm
_HALF = 1 << (_BITS - 1)


class GrowingVoxels:
    """The voxels that points have fallen in so far, each with the mean of its first points.

    Attributes:
        voxel_size: metres.
        points: (V, 3) float32, metres; a voxel keeps its row.
    """

    def __init__(self, voxel_size: float) -> None:
        """Start with no voxels."""
        self.voxel_size = voxel_size
        self.points = np.zeros((0, 3), dtype=np.float32)
        self._keys = np.zeros(0, dtype=np.int64)

    def add(self, points: np.ndarray) -> None:
        """Add the voxels that (N, 3) points, metres, are the first to fall in."""
        cells = np.floor(points / self.voxel_size).astype(np.int64) + _HALF
        keys = (cells[:, 0] << 2 * _BITS) | (cells[:, 1] << _BITS) | cells[:, 2]
        keys, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        means = [np.bincount(inverse, axis, len(keys)) / counts for axis in points.T]
        new = ~np.isin(keys, self._keys)
        self._keys = np.concatenate([self._keys, keys[new]])
        added = np.stack(means, axis=1)[new].astype(np.float32)
        self.points = np.concatenate([self.points, added])

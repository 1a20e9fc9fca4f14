"""Oriented boxes in the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class Boxes:
    """M oriented boxes in the world frame.

    Attributes:
        center: (M, 3) float64, metres.
        extent: (M, 3) float64, full side lengths along the box axes, metres, not negative.
        R_world_box: (M, 3, 3) float64 rotations, box axes in columns.
    """

    center: np.ndarray
    extent: np.ndarray
    R_world_box: np.ndarray

    def __post_init__(self) -> None:
        num_boxes = len(self.center)
        check_shape("box center", self.center, (None, 3))
        check_shape("box extent", self.extent, (num_boxes, 3))
        check_shape("R_world_box", self.R_world_box, (num_boxes, 3, 3))
        check_finite("box center", self.center)
        check_finite("box extent", self.extent)
        if (self.extent < 0).any():
            row = int(np.flatnonzero((self.extent < 0).any(axis=1))[0])
            got = self.extent[row].tolist()
            raise ValueError(f"box extent must be at least 0 metres, got {got} in box {row}")

    def __len__(self) -> int:
        return len(self.center)

    def __repr__(self) -> str:
        return f"Boxes({len(self)} boxes)"

    def __getitem__(self, rows: Any) -> Boxes:
        return Boxes(self.center[rows], self.extent[rows], self.R_world_box[rows])

    @classmethod
    def axis_aligned(cls, center: np.ndarray, extent: np.ndarray) -> Boxes:
        """Boxes whose axes are the world's, from (M, 3) centers and (M, 3) full sizes."""
        center = np.asarray(center, dtype=np.float64).reshape(-1, 3)
        extent = np.asarray(extent, dtype=np.float64).reshape(-1, 3)
        return cls(center, extent, np.tile(np.eye(3), (len(center), 1, 1)))

    @property
    def aabb(self) -> np.ndarray:
        """(M, 6) the axis-aligned boxes that enclose these."""
        half = np.einsum("mij,mj->mi", np.abs(self.R_world_box), self.extent) / 2
        return np.hstack([self.center - half, self.center + half])

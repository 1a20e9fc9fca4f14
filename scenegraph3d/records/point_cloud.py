"""Points in the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class PointCloud:
    """N points in the world frame.

    Attributes:
        points: (N, 3) float32, metres, z up.
        colors: (N, 3) uint8 RGB, or None where the scan has no colour.
        normals: (N, 3) float32 unit, out of the surface, or None where they are not known.
        num_views: (N,) int32 frames that saw the point, or None for a cloud not made of frames.
    """

    points: np.ndarray
    colors: np.ndarray | None = None
    normals: np.ndarray | None = None
    num_views: np.ndarray | None = None

    def __post_init__(self) -> None:
        check_shape("points", self.points, (None, 3))
        check_finite("points", self.points)
        if self.colors is not None:
            check_shape("colors", self.colors, (len(self.points), 3))
        if self.normals is not None:
            check_shape("normals", self.normals, (len(self.points), 3))
        if self.num_views is not None:
            check_shape("num_views", self.num_views, (len(self.points),))

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        return f"PointCloud({len(self)} points)"

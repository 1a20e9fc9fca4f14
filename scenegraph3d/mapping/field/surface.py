"""The fused surface as the field knows it: how sure it is that a point lies on something."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from ...records import PointCloud

_HALF_SURE = 2.0  # views that make a surface half sure


class Surface:
    """Points of a fused volume, their colours and the views that saw them.

    Attributes:
        points: (N, 3) float32, metres.
        colors: (N, 3) uint8.
        views: (N,) int32.
        spacing: metres between neighbouring points.
    """

    def __init__(
        self, points: np.ndarray, colors: np.ndarray, views: np.ndarray, spacing: float
    ) -> None:
        """Keep the arrays as they are."""
        self.points, self.colors, self.views = points, colors, views
        self.spacing = float(spacing)

    @classmethod
    def of(cls, cloud: PointCloud) -> Surface:
        """The surface of a cloud of at least 2 points.

        Raises:
            ValueError: fewer points.
        """
        if len(cloud) < 2:
            raise ValueError(f"a field needs a surface of 2 points or more, got {len(cloud)}")
        some = cloud.points[:: max(1, len(cloud) // 2000)]
        away = np.asarray(cKDTree(cloud.points).query(some, k=2)[0])
        spacing = float(np.median(away[:, 1]))
        grey = np.full((len(cloud), 3), 128, dtype=np.uint8)
        views = np.full(len(cloud), 255) if cloud.num_views is None else cloud.num_views
        colors = grey if cloud.colors is None else cloud.colors
        return cls(cloud.points, colors, views.astype(np.int32), max(spacing, 1e-3))

    def __len__(self) -> int:
        return len(self.points)

    @property
    def cloud(self) -> PointCloud:
        """As a record."""
        return PointCloud(self.points, self.colors, num_views=self.views)

    @cached_property
    def tree(self) -> cKDTree:
        """For nearest points."""
        return cKDTree(self.points)

    def nearest(self, points: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
        """(N,) row of the nearest surface point, and the distance in metres; inf beyond reach."""
        away, row = self.tree.query(points, distance_upper_bound=reach)
        away = np.asarray(away)
        return np.where(np.isfinite(away), row, 0), away

    def opacity(self, row: np.ndarray, away: np.ndarray) -> np.ndarray:
        """(N,) float32 in [0, 1): falls with the distance from a surface point that few views saw.

        Args:
            row: (N,) of the nearest surface points.
            away: (N,) metres to them, inf for none.
        """
        # A surface is a few points deep: the depth of a pixel is not exact.
        near = np.exp(-0.5 * (np.where(np.isfinite(away), away, 1e3) / (2 * self.spacing)) ** 2)
        seen = self.views[row]
        return (near * seen / (seen + _HALF_SURE)).astype(np.float32)

"""Groups of points in, what can be measured of each out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .levels import Levels
from .working_cloud import WorkingCloud

_EDGE = 3.0  # percentiles left out at either end of heights and sides
UPRIGHT = 0.5  # |z| of the normals of an upright surface: 60 degrees
FACING_UP = 0.85  # z of the normals of a level one: 32 degrees


@dataclass(frozen=True, eq=False)
class Groups:
    """G groups of a working cloud of V points.

    Attributes:
        number: (V,) int64 group of each point, -1 for none.
        rows: of each group, its points.
        area: (G,) square metres.
        low: (G,) metres above the floor.
        high: (G,) metres above the floor.
        upright: (G,) share of its surface.
        level: (G,) share of its surface that faces up.
        sides: (G, 3) metres along its own axes, shortest first.
        thin_axis: (G, 3) unit, along the shortest side.
    """

    number: np.ndarray
    rows: list[np.ndarray]
    area: np.ndarray
    low: np.ndarray
    high: np.ndarray
    upright: np.ndarray
    level: np.ndarray
    sides: np.ndarray
    thin_axis: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def count(self) -> np.ndarray:
        """(G,) points of each group."""
        return np.array([len(rows) for rows in self.rows], dtype=np.int64)

    def mean(self, cloud: WorkingCloud, values: np.ndarray) -> np.ndarray:
        """(G,) mean of (V,) values over the surface of each group."""
        weighted = [(cloud.area[rows] * values[rows]).sum() for rows in self.rows]
        return np.array(weighted, dtype=np.float64) / np.maximum(self.area, 1e-12)


def renumbered(number: np.ndarray) -> np.ndarray:
    """The same groups, numbered 0..G-1 in the old order; -1 stays."""
    out = np.full(len(number), -1)
    out[number >= 0] = np.unique(number[number >= 0], return_inverse=True)[1]
    return out


def measure_groups(cloud: WorkingCloud, levels: Levels, number: np.ndarray) -> Groups:
    """Measure the groups that (V,) numbers 0..G-1 and -1 make."""
    num_groups = int(number.max(initial=-1)) + 1
    order = np.argsort(number, kind="stable")
    start = np.searchsorted(number[order], np.arange(num_groups + 1))
    rows = [order[a:b] for a, b in pairwise(start)]
    z = cloud.normals[:, 2]
    facing = np.column_stack([np.abs(z) < UPRIGHT, z > FACING_UP])
    area = np.array([cloud.area[r].sum() for r in rows], dtype=np.float64)
    ends = [np.percentile(levels.height[r], [_EDGE, 100 - _EDGE]) for r in rows]
    low, high = np.array(ends).reshape(-1, 2).T
    axes = [_sides(cloud.points[r]) for r in rows]
    sides = np.array([s for s, _ in axes]).reshape(-1, 3)
    thin = np.array([t for _, t in axes]).reshape(-1, 3)
    share = np.array([cloud.area[r] @ facing[r] for r in rows]).reshape(-1, 2)
    share = share / np.maximum(area, 1e-12)[:, None]
    return Groups(number, rows, area, low, high, share[:, 0], share[:, 1], sides, thin)


def _sides(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(3,) extents along the axes of (N, 3) points, narrowest spread first, and the first axis."""
    centered = points - points.mean(axis=0)
    axes = np.linalg.eigh(centered.T @ centered)[1]
    return np.ptp(np.percentile(centered @ axes, [_EDGE, 100 - _EDGE], axis=0), axis=0), axes[:, 0]

"""Superpoints in, planar patches made of those that lie in one plane out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .merging import merge_regions, region_borders

_TOLERANCE = 0.67  # of the resolution: how far points lie off their plane, root mean square
_ROUGHER = 1.5  # times that: what the larger patch, and the two together, may be off
_MAX_BEND = 20.0  # degrees between patches of one plane
_LEAST_EDGES = 2  # that make two superpoints neighbours


@dataclass(frozen=True, eq=False)
class Patches:
    """P planar patches of a cloud of N points; what is not planar is a patch of its own.

    Attributes:
        number: (N,) int64 patch of each point.
        area: (P,) square metres.
        mean: (P, 3) metres.
        normal: (P, 3) unit, out of the surface.
        rows: of each patch, the points on it.
    """

    number: np.ndarray
    area: np.ndarray
    mean: np.ndarray
    normal: np.ndarray
    rows: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.area)


def planar_patches(
    points: np.ndarray,
    normals: np.ndarray,
    superpoint: np.ndarray,
    edges: np.ndarray,
    *,
    resolution: float,
) -> np.ndarray:
    """Join neighbouring superpoints that lie in one plane, flattest first.

    Agglomerative as in Feng et al., Fast Plane Extraction in Organized Point Clouds, ICRA 2014,
    but a superpoint must also lie in the plane of the patch that it joins: averages over a large
    patch would hide it.

    Args:
        points: (N, 3) metres.
        normals: (N, 3) unit, out of the surface.
        superpoint: (N,) numbers 0..S-1.
        edges: (E, 2) rows of points that are neighbours.
        resolution: metres between points.

    Returns:
        (N,) int64 patches 0..P-1.
    """
    num_superpoints = int(superpoint.max(initial=-1)) + 1
    flat = _Flatness(points - points.mean(axis=0), normals, superpoint, num_superpoints)
    flat.tolerance = _TOLERANCE * resolution
    nothing = np.zeros((len(edges), 0))
    borders = region_borders(superpoint, num_superpoints, edges, nothing, least=_LEAST_EDGES)
    root = merge_regions(
        borders, lambda a, b, _: flat.score(a, b), flat.join, lowest=-_ROUGHER * flat.tolerance
    )
    return np.unique(root, return_inverse=True)[1][superpoint]


def measure_patches(
    points: np.ndarray, normals: np.ndarray, number: np.ndarray, area: np.ndarray
) -> Patches:
    """The patches that (N,) numbers 0..P-1 make of points with (N,) areas."""
    num_patches = int(number.max(initial=-1)) + 1
    flat = _Flatness(points, normals, number, num_patches)
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number, minlength=num_patches))[:-1]
    middle = flat.sum / flat.count[:, None]
    normal = _normals(flat)
    return Patches(
        number=number,
        area=np.bincount(number, area, num_patches),
        mean=middle,
        normal=normal,
        rows=np.split(order, ends) if num_patches else [],
    )


class _Flatness:
    """Moments of regions, kept up to date as they join."""

    tolerance = 0.0  # metres

    def __init__(
        self, points: np.ndarray, normals: np.ndarray, region: np.ndarray, num_regions: int
    ) -> None:
        def total(values: np.ndarray) -> np.ndarray:
            return np.bincount(region, values, num_regions)

        self.count = total(np.ones(len(points)))
        self.sum = np.stack([total(column) for column in points.T], axis=1)
        self.normal = np.stack([total(column) for column in normals.T], axis=1)
        self.square = np.empty((num_regions, 3, 3))
        for i, j in np.ndindex(3, 3):
            self.square[:, i, j] = total(points[:, i] * points[:, j])

    def join(self, kept: int, gone: int) -> None:
        for moment in (self.count, self.sum, self.normal, self.square):
            moment[kept] += moment[gone]

    def score(self, a: int, b: int) -> float:
        """Minus how far the two lie off their common plane; minus infinity for two planes."""
        large, small = (a, b) if self.count[a] >= self.count[b] else (b, a)
        lengths = np.linalg.norm(self.normal[a]) * np.linalg.norm(self.normal[b])
        if self.normal[a] @ self.normal[b] < np.cos(np.radians(_MAX_BEND)) * lengths:
            return -np.inf
        variances, axes = np.linalg.eigh(self._covariance(self.count[large], large, large))
        if variances[0] > (_ROUGHER * self.tolerance) ** 2:
            return -np.inf
        if self._off(small, axes[:, 0], self.sum[large] / self.count[large]) > self.tolerance**2:
            return -np.inf
        both = self._covariance(self.count[a] + self.count[b], a, b)
        return -float(np.sqrt(max(np.linalg.eigvalsh(both)[0], 0.0)))

    def _covariance(self, count: float, a: int, b: int) -> np.ndarray:
        """Of the points of one region, or of two."""
        total = self.sum[a] if a == b else self.sum[a] + self.sum[b]
        square = self.square[a] if a == b else self.square[a] + self.square[b]
        return square / count - np.outer(total, total) / count**2

    def _off(self, region: int, axis: np.ndarray, origin: np.ndarray) -> float:
        """Mean squared distance of a region's points to a plane."""
        count, height = self.count[region], axis @ origin
        linear = axis @ self.sum[region] / count
        return float(axis @ self.square[region] @ axis / count - 2 * linear * height + height**2)


def _normals(flat: _Flatness) -> np.ndarray:
    middle = flat.sum / flat.count[:, None]
    covariance = flat.square / flat.count[:, None, None]
    covariance = covariance - middle[:, :, None] * middle[:, None, :]
    normal = np.linalg.eigh(covariance)[1][:, :, 0]
    inwards = (normal * flat.normal).sum(axis=1) < 0
    return np.where(inwards[:, None], -normal, normal)

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
    root = merge_regions(borders, flat.score, flat.join, lowest=-_ROUGHER * flat.tolerance)
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

    def score(self, region: int, others: np.ndarray, _: np.ndarray) -> np.ndarray:
        """Minus how far each pair lies off its common plane; minus infinity for two planes."""
        count, total, square = self.count[others], self.sum[others], self.square[others]
        both = count + self.count[region]
        score = -self._roughness(both, total + self.sum[region], square + self.square[region])
        normal, own = self.normal[others], self.normal[region]
        lengths = np.linalg.norm(normal, axis=1) * np.linalg.norm(own)
        apart = normal @ own < np.cos(np.radians(_MAX_BEND)) * lengths
        # The plane is that of the larger one, and the smaller one's points must lie in it.
        larger = count > self.count[region]
        plane = np.where(larger, others, region)
        added = np.where(larger, region, others)
        variance, axis, origin = self._planes(plane)
        apart |= variance > (_ROUGHER * self.tolerance) ** 2
        apart |= self._off(added, axis, origin) > self.tolerance**2
        return np.where(apart, -np.inf, score)

    def _roughness(self, count: np.ndarray, total: np.ndarray, square: np.ndarray) -> np.ndarray:
        """(K,) root mean square distance to the best plane, from (K, ...) moments."""
        least = np.linalg.eigvalsh(_covariance(count, total, square))[:, 0]
        return np.sqrt(np.maximum(least, 0.0))

    def _planes(self, regions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(K,) variance across, (K, 3) normal and (K, 3) middle of the best plane of each."""
        unique, back = np.unique(regions, return_inverse=True)
        count, total = self.count[unique], self.sum[unique]
        variances, axes = np.linalg.eigh(_covariance(count, total, self.square[unique]))
        return variances[back, 0], axes[back, :, 0], (total / count[:, None])[back]

    def _off(self, regions: np.ndarray, axis: np.ndarray, origin: np.ndarray) -> np.ndarray:
        """(K,) mean squared distance of each region's points to a plane of its own."""
        count, height = self.count[regions], (axis * origin).sum(axis=1)
        linear = (axis * self.sum[regions]).sum(axis=1) / count
        square = np.einsum("ki,kij,kj->k", axis, self.square[regions], axis) / count
        return square - 2 * linear * height + height**2


def _covariance(count: np.ndarray, total: np.ndarray, square: np.ndarray) -> np.ndarray:
    mean = total / count[:, None]
    return square / count[:, None, None] - mean[:, :, None] * mean[:, None, :]


def _normals(flat: _Flatness) -> np.ndarray:
    covariance = _covariance(flat.count, flat.sum, flat.square)
    normal = np.linalg.eigh(covariance)[1][:, :, 0]
    inwards = (normal * flat.normal).sum(axis=1) < 0
    return np.where(inwards[:, None], -normal, normal)

"""Peaks of a posterior on a grid: where one would look first, and how spread out it is there."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.signal import fftconvolve

from ...geometry.map_grid import MapGrid
from .answer import Peak

_MOST = 5
_AS_GOOD = 0.9  # of a summit's surroundings: a place that good is as good
_LEAST_SHARE = 0.05  # of the best peak's probability that another must have


def mass_within(posterior: np.ndarray, grid: MapGrid, radius: float) -> np.ndarray:
    """(H, W) probability that the place lies within `radius` metres of each pixel."""
    reach = max(int(np.ceil(radius / grid.resolution)), 0)
    steps = np.arange(-reach, reach + 1) * grid.resolution
    disc = (steps[:, None] ** 2 + steps[None, :] ** 2 <= radius**2 + 1e-9).astype(float)
    return np.maximum(fftconvolve(posterior, disc, mode="same"), 0.0)


def find_peaks(posterior: np.ndarray, grid: MapGrid, radius: float) -> tuple[Peak, ...]:
    """The places that hold most of the posterior within a radius, at least two radii apart."""
    mass = mass_within(posterior, grid, radius)
    size = 2 * int(np.ceil(radius / grid.resolution)) + 1
    summit = (mass >= ndimage.maximum_filter(mass, size=size)) & (mass > 0)
    v, u = np.nonzero(summit)
    order = np.argsort(-mass[v, u], kind="stable")
    places = grid.places_of(np.stack([u, v], axis=1))
    kept: list[int] = []
    for k in order:
        weak = kept and mass[v[k], u[k]] < _LEAST_SHARE * mass[v[kept[0]], u[kept[0]]]
        if weak or len(kept) == _MOST:
            break
        if all(np.linalg.norm(places[k] - places[other]) >= 2 * radius for other in kept):
            kept.append(int(k))
    return tuple(_peak(posterior, mass, grid, near=places[k], radius=radius) for k in kept)


def _peak(
    posterior: np.ndarray, mass: np.ndarray, grid: MapGrid, *, near: np.ndarray, radius: float
) -> Peak:
    """The likeliest place by a summit, among those whose surroundings hold about as much."""
    within = ((grid.middles() - near) ** 2).sum(2) <= radius**2
    as_good = within & (mass >= _AS_GOOD * mass[within].max())
    v, u = np.unravel_index(int(np.where(as_good, posterior, -1.0).argmax()), posterior.shape)
    place = grid.places_of(np.array([[u, v]]))[0]
    return Peak(place, float(min(mass[v, u], 1.0)))


def mass_around(posterior: np.ndarray, grid: MapGrid, center: np.ndarray, radius: float) -> float:
    """Probability that the place lies within `radius` metres of `center`."""
    near = ((grid.middles() - center) ** 2).sum(2) <= radius**2
    return float(posterior[near].sum())


def spread_around(
    posterior: np.ndarray, grid: MapGrid, center: np.ndarray, radius: float
) -> np.ndarray:
    """(2, 2) covariance, square metres, of the posterior within `radius` of a place."""
    offset = grid.middles() - center
    weight = np.where((offset**2).sum(2) <= radius**2, posterior, 0.0)
    weight = weight / max(float(weight.sum()), 1e-300)
    mean = (offset * weight[..., None]).sum((0, 1))
    apart = offset - mean
    within = np.eye(2) * grid.resolution**2 / 12  # a pixel is not a point
    return np.einsum("hw,hwi,hwj->ij", weight, apart, apart) + within

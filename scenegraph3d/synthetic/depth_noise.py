"""What a real depth sensor does to exact depth: noise, steps, lost edges and flying pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter, minimum_filter, uniform_filter

_EDGE_JUMP = 0.05  # of the depth, between neighbouring pixels on two surfaces
_BLOCK = 3  # pixels over which errors are alike: a sensor matches blocks, not pixels


@dataclass(frozen=True)
class DepthNoise:
    """How a structured-light sensor reads depth; the defaults are a first Kinect's.

    Attributes:
        sigma: standard deviation at 1 m, metres; it grows with the square of depth (Nguyen, Izadi
            and Lovell 2012).
        step: between neighbouring readings at 1 m, metres; it grows with the square of depth
            (Khoshelham and Elberink 2012). 0 for none.
        edge_dropout: share of pixels at the edges of surfaces that get no reading.
        flying: share of pixels at the edges that read a depth between the two surfaces.
        max_depth: metres; nothing farther is read.
    """

    sigma: float = 0.0019
    step: float = 0.00285
    edge_dropout: float = 0.3
    flying: float = 0.1
    max_depth: float = 5.0

    def __post_init__(self) -> None:
        if min(self.sigma, self.step, self.edge_dropout, self.flying) < 0:
            raise ValueError(f"depth noise must not be negative, got {self}")
        if self.edge_dropout + self.flying > 1:
            raise ValueError(
                "edge_dropout and flying must be shares that sum to at most 1, "
                f"got {self.edge_dropout} and {self.flying}"
            )
        if self.max_depth <= 0:
            raise ValueError(f"max_depth must be positive metres, got {self.max_depth}")


def add_depth_noise(depth: np.ndarray, noise: DepthNoise, rng: np.random.Generator) -> np.ndarray:
    """The (H, W) float32 depth image, metres, as the sensor would read it; 0 marks no reading."""
    read = depth > 0
    near = np.where(read, minimum_filter(np.where(read, depth, np.inf), 3), 0.0)
    far = maximum_filter(depth, 3)
    edge = read & (far - near > _EDGE_JUMP * depth)
    lot = rng.random(depth.shape, dtype=np.float32)
    share = rng.random(depth.shape, dtype=np.float32)
    flying = edge & (lot < noise.flying)
    noisy = np.where(flying, near + share * (far - near), depth)
    # The mean over a block has 1 / _BLOCK of one pixel's deviation.
    errors = uniform_filter(rng.standard_normal(depth.shape, dtype=np.float32), _BLOCK) * _BLOCK
    noisy = noisy + noise.sigma * noisy**2 * errors
    if noise.step > 0:
        noisy = _quantised(noisy, noise.step)
    lost = edge & (lot >= 1 - noise.edge_dropout)
    kept = read & ~lost & (noisy > 0) & (noisy <= noise.max_depth)
    return np.where(kept, noisy, 0.0).astype(np.float32)


def _quantised(depth: np.ndarray, step: float) -> np.ndarray:
    """Depth at whole steps of disparity: steps of z grow with its square."""
    disparity = np.round(1.0 / (step * np.maximum(depth, 1e-6)))
    return 1.0 / (step * np.maximum(disparity, 1.0))

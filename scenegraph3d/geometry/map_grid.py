"""A raster over the ground: places in metres go in, pixels come out, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class MapGrid:
    """A north-up image of the ground plane: u runs along +x, v along -y.

    Attributes:
        x_min: outer edge of the leftmost pixels, metres, world.
        y_max: outer edge of the topmost pixels, metres, world.
        resolution: edge of a pixel, metres.
        width: pixels along x.
        height: pixels along y.
    """

    x_min: float
    y_max: float
    resolution: float
    width: int
    height: int

    def __post_init__(self) -> None:
        if not (np.isfinite(self.resolution) and self.resolution > 0):
            raise ValueError(f"resolution must be positive metres, got {self.resolution}")
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a map needs pixels, got {self.width} x {self.height}")

    @classmethod
    def covering(cls, limits: np.ndarray, resolution: float) -> MapGrid:
        """The smallest grid over `limits`, (4,) x_min y_min x_max y_max in metres."""
        x_min, y_min, x_max, y_max = (float(value) for value in limits)
        if not (np.isfinite(resolution) and resolution > 0):
            raise ValueError(f"resolution must be positive metres, got {resolution}")
        width = max(int(np.ceil((x_max - x_min) / resolution - 1e-9)), 1)
        height = max(int(np.ceil((y_max - y_min) / resolution - 1e-9)), 1)
        return cls(x_min, y_max, float(resolution), width, height)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), the shape of an image on this grid."""
        return self.height, self.width

    @property
    def limits(self) -> np.ndarray:
        """(4,) x_min y_min x_max y_max of the outer edges, metres."""
        x_max = self.x_min + self.width * self.resolution
        y_min = self.y_max - self.height * self.resolution
        return np.array([self.x_min, y_min, x_max, self.y_max])

    def pixels_of(self, places: np.ndarray) -> np.ndarray:
        """(N, 2) int64 pixels (u, v) that places (N, 2 or more) lie in; they may be outside."""
        places = np.asarray(places, dtype=np.float64)
        u = np.floor((places[:, 0] - self.x_min) / self.resolution)
        v = np.floor((self.y_max - places[:, 1]) / self.resolution)
        return np.stack([u, v], axis=1).astype(np.int64)

    def places_of(self, pixels: np.ndarray) -> np.ndarray:
        """(N, 2) float64 middles, metres, of pixels (N, 2) given as (u, v)."""
        pixels = np.asarray(pixels, dtype=np.float64)
        x = self.x_min + (pixels[:, 0] + 0.5) * self.resolution
        y = self.y_max - (pixels[:, 1] + 0.5) * self.resolution
        return np.stack([x, y], axis=1)

    def holds(self, pixels: np.ndarray) -> np.ndarray:
        """(N,) bool, which of the pixels (N, 2) lie on the grid."""
        pixels = np.asarray(pixels)
        return np.all((pixels >= 0) & (pixels < [self.width, self.height]), axis=1)

    def middles(self) -> np.ndarray:
        """(H, W, 2) float64 middles of all pixels, metres."""
        x = self.x_min + (np.arange(self.width) + 0.5) * self.resolution
        y = self.y_max - (np.arange(self.height) + 0.5) * self.resolution
        return np.stack(np.meshgrid(x, y), axis=2)

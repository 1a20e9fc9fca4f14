"""A map's grid with a rim around it, so that what lies just outside fills gaps at the edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.map_grid import MapGrid


@dataclass(frozen=True)
class Canvas:
    """What is drawn on: the pixels of `grid`, and `rim` more on each side.

    Attributes:
        grid: the map.
        rim: pixels.
    """

    grid: MapGrid
    rim: int

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) with the rim."""
        return self.grid.height + 2 * self.rim, self.grid.width + 2 * self.rim

    @property
    def num_pixels(self) -> int:
        """How many pixels there are, with the rim."""
        return self.shape[0] * self.shape[1]

    def cut(self, layer: np.ndarray) -> np.ndarray:
        """The map's part of a layer of all pixels."""
        return layer[self.rim : self.rim + self.grid.height, self.rim : self.rim + self.grid.width]

    def numbers_of(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Numbers v * width + u of the pixels that points lie in, and which are on the canvas.

        Args:
            points: (N, 2 or more), metres.

        Returns:
            (N,) int64 numbers, of no meaning off the canvas, and (N,) bool.
        """
        # As MapGrid.pixels_of, to the last bit, but without the copies.
        u = points[:, 0].astype(np.float64)
        u -= self.grid.x_min
        u /= self.grid.resolution
        v = self.grid.y_max - points[:, 1].astype(np.float64)
        v /= self.grid.resolution
        height, width = self.shape
        u, v = np.floor(u, out=u), np.floor(v, out=v)
        u += self.rim
        v += self.rim
        inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
        v *= width
        v += u
        return v.astype(np.int64), inside

"""Regions of a picture and their borders, as sums that stay true when regions are joined."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .borders import Borders, measure_borders
from .picture import Picture

MAX_PLANES = 8  # of floor, ceiling and walls in one picture


class RegionGraph:
    """Regions, at first one a patch, and what is known of them and of their borders.

    Attributes:
        region_of_patch: (P,) int64.
        pixels: (R,) pixels in each region.
        area: (R,) square metres, as if seen straight on.
        top: (R,) metres, the highest point.
        open_above: (R,) columns of pixels with nothing known above the region.
        on_plane: (R, MAX_PLANES) pixels on each plane of the room; set from outside.
        pairs: (E, 2) int64 regions that share a border, the smaller number first.
        borders: what happens on the E borders.
    """

    def __init__(self, picture: Picture, strength: np.ndarray, patches: np.ndarray) -> None:
        """One region for each patch of the (h, w) image of patches."""
        inside = patches >= 0
        patch, count = patches[inside], int(patches.max(initial=-1)) + 1
        images = (picture.lab, picture.normals, picture.points)
        self.region_of_patch = np.arange(count)
        self.pixels = np.bincount(patch, minlength=count).astype(np.float64)
        self._pixel_area = picture.pixel_area
        self.area = picture.pixel_area * np.bincount(patch, picture.depth[inside] ** 2, count)
        self.top = _max_by(patch, picture.points[inside, 2], count)
        highest = patches[inside.argmax(axis=0), np.arange(inside.shape[1])]
        self.open_above = np.bincount(highest[highest >= 0], minlength=count)
        self.on_plane = np.zeros((count, MAX_PLANES))
        self._sums = _sum_by(patch, np.concatenate([i[inside] for i in images], axis=1), count)
        pairs, borders = measure_borders(picture, strength, patches)
        self._set_borders(pairs, borders)

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def color(self) -> np.ndarray:
        """(R, 3) mean Oklab."""
        return self._sums[:, :3] / self.pixels[:, None]

    @property
    def normal(self) -> np.ndarray:
        """(R, 3) mean normal, shorter than 1 where the surface turns."""
        return self._sums[:, 3:6] / self.pixels[:, None]

    @property
    def center(self) -> np.ndarray:
        """(R, 3) mean point, metres."""
        return self._sums[:, 6:] / self.pixels[:, None]

    @property
    def squared_depth(self) -> np.ndarray:
        """(R,) mean square of the depth, square metres."""
        return self.area / (self.pixels * self._pixel_area)

    def join(self, rows: np.ndarray) -> None:
        """Make one region of the two sides of each of these borders."""
        first, second = self.pairs[rows].T
        links = coo_matrix((np.ones(len(rows)), (first, second)), shape=(len(self), len(self)))
        count, joined = connected_components(links, directed=False)
        self.region_of_patch = joined[self.region_of_patch]
        self.on_plane = _sum_by(joined, self.on_plane, count)
        self._sums = _sum_by(joined, self._sums, count)
        self.area = np.bincount(joined, self.area, count)
        self.open_above = np.bincount(joined, self.open_above, count)
        self.top = _max_by(joined, self.top, count)
        self.pixels = np.bincount(joined, self.pixels, count)
        self._set_borders(joined[self.pairs], self.borders)

    def _set_borders(self, pairs: np.ndarray, borders: Borders) -> None:
        """Gather borders by the regions on their sides, and drop those within a region."""
        apart = np.flatnonzero(pairs[:, 0] != pairs[:, 1])
        low, high = np.sort(pairs[apart], axis=1).T
        keys, into = np.unique(low.astype(np.int64) * len(self) + high, return_inverse=True)
        self.pairs = np.stack([keys // len(self), keys % len(self)], axis=1)
        self.borders = borders[apart].summed(into, len(keys))


def _sum_by(group: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """(count, C) sums of the rows of (N, C) values in each group."""
    return np.stack([np.bincount(group, column, count) for column in values.T], axis=1)


def _max_by(group: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """(count,) the largest of the (N,) values in each group."""
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, group, values)
    return largest

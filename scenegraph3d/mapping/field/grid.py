"""Points of a surface in; sparse grids of cells about them, and the corners of any point, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_BITS = 21  # of each coordinate in a key: two million cells either way
_HALF = 1 << (_BITS - 1)
_CORNERS = (np.arange(8)[:, None] >> np.arange(3)) & 1  # (8, 3)


@dataclass(frozen=True, eq=False)
class Corners:
    """The grid vertices about N points.

    Attributes:
        row: (N, 8) int64 rows of vertices, 0 for those that the grid does not have.
        weight: (N, 8) float32 trilinear weights, 0 for those; they add up to 1, or to 0 where
            none is there.
    """

    row: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True, eq=False)
class SparseGrid:
    """One grid of cubic cells, of which those that hold a point exist.

    Attributes:
        edge: of a cell, metres.
        keys: (V,) int64, sorted, one for each vertex of a cell that exists.
    """

    edge: float
    keys: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def about(cls, points: np.ndarray, edge: float, *, max_vertices: int) -> SparseGrid:
        """The grid about (N, 3) points; its cells grow until it has few enough vertices."""
        while True:
            cells = np.unique(_keys(np.floor(points / edge).astype(np.int64)))
            keys = np.unique((cells[:, None] + _keys_of_steps()).ravel())
            if len(keys) <= max_vertices:
                return cls(float(edge), keys)
            edge *= max(1.1, (len(keys) / max_vertices) ** 0.5)

    def corners(self, points: np.ndarray) -> Corners:
        """The eight vertices about each of (N, 3) points."""
        place = points.astype(np.float64) / self.edge
        cell = np.floor(place)
        inside = (place - cell)[:, None]  # (N, 1, 3)
        weight = np.where(_CORNERS == 1, inside, 1 - inside).prod(axis=2)
        wanted = _keys(cell.astype(np.int64))[:, None] + _keys_of_steps()
        row = np.searchsorted(self.keys, wanted).clip(max=len(self.keys) - 1)
        weight = np.where(self.keys[row] == wanted, weight, 0.0)
        total = weight.sum(axis=1, keepdims=True)
        weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 1e-6)
        return Corners(np.where(weight > 0, row, 0), weight.astype(np.float32))


def build_grids(
    points: np.ndarray, *, levels: int, finest: float, growth: float, max_vertices: int
) -> tuple[SparseGrid, ...]:
    """Grids about (N, 3) points, the finest first."""
    return tuple(
        SparseGrid.about(points, finest * growth**level, max_vertices=max_vertices)
        for level in range(levels)
    )


def _keys(cells: np.ndarray) -> np.ndarray:
    """One int64 for each integer cell (..., 3)."""
    x, y, z = np.moveaxis(cells + _HALF, -1, 0)
    return (((x << _BITS) + y) << _BITS) + z


def _keys_of_steps() -> np.ndarray:
    """(8,) what to add to a cell's key for its corners."""
    x, y, z = _CORNERS.astype(np.int64).T
    return (((x << _BITS) + y) << _BITS) + z

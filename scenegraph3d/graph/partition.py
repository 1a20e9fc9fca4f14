"""Free space in, rooms out: basins of the distance to walls, parted where it is narrow."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

WIDEST_NECK = 2.0  # metres; a wider opening parts no rooms
_DEEPEST_NECK = 0.9  # of the smaller room's half width; wider, it is a bend and no neck
_SMALLEST_ROOM = 3.0  # square metres
WALL_BAND = (0.4, 2.0)  # metres above the floor in which walls show
_WALL_SHARE = 0.65  # of the band that a wall fills
_SEEN_BELOW = 1.5  # metres; what is higher, such as a lamp's light outdoors, is no ground
_CLOSING = 2  # cells; unseen floor up to twice as wide is taken for seen
_LEAST_WALL = 3  # cells; smaller blobs are posts of lamps and noise
_STEPS = tuple((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)


def rooms_from_free_space(free: np.ndarray, cell: float) -> np.ndarray:
    """Part free space into rooms; doors and other necks up to 2 m wide are where rooms end.

    Args:
        free: (X, Y) bool, where somebody could stand, furniture counting as free; or (X, Y, Z)
            bool, open air in voxels, z up: then a column counts that is open over half of the
            height that is open anywhere.
        cell: side of a cell, metres.

    Returns:
        (X, Y) int64 numbers of the rooms from 1 on, in the order of their first cell; 0 for what
        is not free or lies in no room of at least 3 square metres.

    Raises:
        TypeError: `free` is not an array of booleans.
        ValueError: it has another shape, or the cell is not positive.
    """
    free = _checked(free, cell)
    room_of = np.zeros(free.shape, dtype=np.int64)
    if not free.any():
        return room_of
    reach = ndimage.distance_transform_edt(np.pad(free, 1))[1:-1, 1:-1]  # cells
    basin = _basins(reach, free)
    merged = _merge_basins(basin, reach, cell)
    large = np.bincount(merged[free]) * cell**2 >= _SMALLEST_ROOM
    kept = free & large[merged]
    names, first, inverse = np.unique(merged[kept], return_index=True, return_inverse=True)
    order = np.empty(len(names), dtype=np.int64)
    order[np.argsort(first)] = np.arange(1, len(names) + 1)
    room_of[kept] = order[inverse]
    return room_of


def rooms_from_surfaces(occupied: np.ndarray, cell: float, *, floor: int = 0) -> np.ndarray:
    """Part one storey into rooms, from where its surfaces were seen.

    Args:
        occupied: (X, Y, Z) bool, voxels that hold a surface (floor, wall, furniture), z up.
        cell: edge of a voxel, metres.
        floor: index along z of the floor.

    Returns:
        (X, Y) int64 as from `rooms_from_free_space`.

    Raises:
        TypeError: `occupied` is not an array of booleans.
        ValueError: it has another shape, or the cell is not positive.
    """
    if np.ndim(occupied) != 3:
        raise ValueError(f"occupied must have shape (X, Y, Z), got {np.shape(occupied)}")
    _checked(occupied, cell)
    height = (np.arange(occupied.shape[2]) - floor + 0.5) * cell
    return rooms_from_free_space(free_of_surfaces(occupied, occupied, height), cell)


def free_of_surfaces(seen: np.ndarray, solid: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Where somebody could stand, given what surfaces were seen.

    Args:
        seen: (X, Y, Z) bool, a surface of any kind in each voxel.
        solid: (X, Y, Z) bool, one that may be a wall's.
        height: (Z,) of the voxels' middles above the floor, metres.

    Returns:
        (X, Y) bool.
    """
    band = (height > WALL_BAND[0]) & (height < WALL_BAND[1])
    wall = solid[:, :, band].sum(axis=2) >= max(_WALL_SHARE * band.sum(), 1)
    blobs, _ = ndimage.label(wall, np.ones((3, 3), dtype=bool))
    wall &= np.bincount(blobs.ravel())[blobs] >= _LEAST_WALL
    ground = np.pad(seen[:, :, height < _SEEN_BELOW].any(axis=2), _CLOSING + 1)
    ground = ndimage.binary_closing(ground, np.ones((3, 3), dtype=bool), iterations=_CLOSING)
    inner = slice(_CLOSING + 1, -_CLOSING - 1)
    return ground[inner, inner] & ~wall


def _checked(free: np.ndarray, cell: float) -> np.ndarray:
    """`free` as (X, Y)."""
    if not isinstance(free, np.ndarray) or free.dtype != bool:
        kind = free.dtype if isinstance(free, np.ndarray) else type(free).__name__
        raise TypeError(f"free space must be an array of bool, got {kind}")
    if free.ndim not in (2, 3):
        raise ValueError(f"free space must have shape (X, Y) or (X, Y, Z), got {free.shape}")
    if not (np.isfinite(cell) and cell > 0):
        raise ValueError(f"cell must be positive metres, got {cell}")
    if free.ndim == 2:
        return free
    levels = np.flatnonzero(free.any(axis=(0, 1)))
    if len(levels) == 0:
        return np.zeros(free.shape[:2], dtype=bool)
    span = levels[-1] - levels[0] + 1
    return free.sum(axis=2) >= span / 2


def _basins(reach: np.ndarray, free: np.ndarray) -> np.ndarray:
    """(X, Y) number of the local maximum that each free cell climbs to, from 1; 0 elsewhere."""
    # A trace of the smoothed distance lets plateaus climb to their middle.
    slope = np.where(free, reach + 1e-3 * ndimage.gaussian_filter(reach, 2.0), -1.0)
    number = np.arange(free.size).reshape(free.shape)
    around, names = np.pad(slope, 1, constant_values=-1.0), np.pad(number, 1)
    best, uphill = slope.copy(), number.copy()
    for dx, dy in _STEPS:
        shifted = (slice(1 + dx, around.shape[0] - 1 + dx), slice(1 + dy, around.shape[1] - 1 + dy))
        higher = around[shifted] > best
        best = np.where(higher, around[shifted], best)
        uphill = np.where(higher, names[shifted], uphill)
    top = uphill.ravel()
    while (top[top] != top).any():
        top = top[top]
    basin = np.zeros(free.size, dtype=np.int64)
    inside = free.ravel()
    basin[inside] = np.unique(top[inside], return_inverse=True)[1] + 1
    return basin.reshape(free.shape)


def _merge_basins(basin: np.ndarray, reach: np.ndarray, cell: float) -> np.ndarray:
    """Basins with those joined that no neck parts."""
    count = int(basin.max()) + 1
    area = np.bincount(basin.ravel(), minlength=count) * cell**2
    peak = np.zeros(count)
    np.maximum.at(peak, basin.ravel(), reach.ravel())
    root = np.arange(count)
    saddles = _saddles(basin, reach, count)
    while len(saddles):
        low = np.minimum(peak[saddles.a], peak[saddles.b])
        high = np.maximum(peak[saddles.a], peak[saddles.b])
        wide = (2 * saddles.height - 1) * cell > WIDEST_NECK
        joined = wide | (saddles.height > _DEEPEST_NECK * low)
        joined |= np.minimum(area[saddles.a], area[saddles.b]) < _SMALLEST_ROOM
        if not joined.any():
            break
        # Widest first; of equals the pair of narrow ones, so that a passage stays whole.
        rank = np.lexsort((saddles.b, saddles.a, high, -saddles.height, ~joined))[0]
        kept, gone = saddles.a[rank], saddles.b[rank]
        if peak[kept] < peak[gone]:
            kept, gone = gone, kept
        root[root == gone] = kept
        area[kept] += area[gone]
        saddles = saddles.contracted(int(gone), int(kept), count)
    return root[basin]


class _Saddles:
    """Pairs a < b of neighbouring basins and the highest pass (cells) between them."""

    def __init__(self, a: np.ndarray, b: np.ndarray, height: np.ndarray, count: int) -> None:
        key = np.minimum(a, b) * count + np.maximum(a, b)
        order = np.lexsort((-height, key))
        key, height = key[order], height[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        self.a, self.b = np.divmod(key[first], count)
        self.height = height[first]

    def __len__(self) -> int:
        return len(self.a)

    def contracted(self, gone: int, kept: int, count: int) -> _Saddles:
        """The pairs after basin `gone` has become part of `kept`."""
        a, b = np.where(self.a == gone, kept, self.a), np.where(self.b == gone, kept, self.b)
        apart = a != b
        return _Saddles(a[apart], b[apart], self.height[apart], count)


def _saddles(basin: np.ndarray, reach: np.ndarray, count: int) -> _Saddles:
    ends = [(np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])]
    a = np.concatenate([basin[one].ravel() for one, _ in ends])
    b = np.concatenate([basin[other].ravel() for _, other in ends])
    height = np.concatenate([np.minimum(reach[i], reach[j]).ravel() for i, j in ends])
    border = (a != b) & (a > 0) & (b > 0)
    return _Saddles(a[border], b[border], height[border], count)

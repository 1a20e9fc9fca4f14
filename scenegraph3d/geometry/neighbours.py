"""Which boxes are near which: two sets of boxes in, small blocks or pairs of rows out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_PAIRS_AT_ONCE = 65_536  # of a block, so that what is measured on it stays in the cache


def neighbour_blocks(
    first: np.ndarray, second: np.ndarray, *, reach: float = 0.0
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Part two sets of boxes into blocks of rows that hold every pair within a reach.

    The first set is halved across its longest side until a block has at most 65,536 pairs, so
    memory is bounded and the work grows with the number of neighbours, not of pairs.

    Args:
        first: (A, 2 D) boxes in D dimensions, low corner then high, metres.
        second: (B, 2 D) boxes.
        reach: metres along each axis.

    Yields:
        Rows of `first` and rows of `second`, both rising. A row of `first` with neighbours is in
        exactly one block, together with all of them: the boxes whose spans are at most `reach`
        from its own along every axis. The other rows of a block may be farther away.
    """
    half = first.shape[1] // 2
    grown = np.hstack([first[:, :half] - reach, first[:, half:] + reach])
    yield from _halved(grown, second, np.arange(len(first)), np.arange(len(second)))


def neighbour_pairs(
    first: np.ndarray, second: np.ndarray, *, reach: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of rows of two sets of boxes within a reach, those of one row side by side.

    Args:
        first: (A, 2 D) boxes in D dimensions, low corner then high, metres.
        second: (B, 2 D) boxes.
        reach: metres along each axis.

    Returns:
        (P,) rows of `first` and (P,) rows of `second`: the boxes whose spans are at most `reach`
        apart along every axis.
    """
    half = first.shape[1] // 2
    found = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]
    for rows, others in neighbour_blocks(first, second, reach=reach):
        near = np.ones((len(rows), len(others)), dtype=bool)
        for axis in range(half):
            near &= first[rows, axis, None] - reach <= second[others, half + axis]
            near &= first[rows, half + axis, None] + reach >= second[others, axis]
        at, beside = np.nonzero(near)
        found.append((rows[at], others[beside]))
    rows, others = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(others)


def _halved(
    first: np.ndarray, second: np.ndarray, rows: np.ndarray, others: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The blocks of some rows, whose neighbours are all among `others`."""
    if not len(rows):
        return
    half = first.shape[1] // 2
    low, high = first[rows, :half].min(axis=0), first[rows, half:].max(axis=0)
    met = (second[others, :half] <= high) & (second[others, half:] >= low)
    others = others[met.all(axis=1)]
    if not len(others):
        return
    if len(rows) == 1 or len(rows) * len(others) <= _PAIRS_AT_ONCE:
        yield np.sort(rows), others
        return
    middle = first[rows, :half] + first[rows, half:]
    order = rows[np.argsort(middle[:, np.ptp(middle, axis=0).argmax()], kind="stable")]
    for part in np.array_split(order, 2):
        yield from _halved(first, second, part, others)

"""Rows with lists, such as a PLY file's faces, in; the byte at which they end out."""

from __future__ import annotations

from struct import Struct

import numpy as np

Layout = list[tuple[str, str]]
"""For each property the type of its list's count, "" where it is no list, and its own type."""


def end_of_lists(layout: Layout, num_rows: int, data: bytes, offset: int, order: str) -> int:
    """Where rows of a binary PLY element end; beyond the end of `data` where it is cut short.

    Args:
        layout: the properties in file order.
        num_rows: how many rows the header promises.
        data: the whole file.
        offset: where the first row begins.
        order: "<" or ">".
    """
    sizes = [
        (Struct(order + np.dtype(count).char) if count else None, np.dtype(kind).itemsize)
        for count, kind in layout
    ]
    first = _end_of_row(sizes, data, offset)
    end = offset + num_rows * (first - offset)
    if end <= len(data) and _is_uniform(layout, num_rows, data, offset, order):
        return end
    for _ in range(num_rows):
        if offset > len(data):
            break
        offset = _end_of_row(sizes, data, offset)
    return offset


def _end_of_row(sizes: list[tuple[Struct | None, int]], data: bytes, offset: int) -> int:
    for count, bytes_each in sizes:
        length = 1
        if count is not None:
            if offset + count.size > len(data):
                return len(data) + 1
            length = max(int(count.unpack_from(data, offset)[0]), 0)
            offset += count.size
        offset += length * bytes_each
    return offset


def _is_uniform(layout: Layout, num_rows: int, data: bytes, offset: int, order: str) -> bool:
    """Whether every row has lists as long as the first row's, as in a mesh of triangles."""
    columns: list[tuple[str, str, tuple[int]]] = []
    for column, (count, kind) in enumerate(layout):
        length = 1
        if count:
            columns.append((f"count {column}", order + count, (1,)))
            place = offset + np.dtype(columns).itemsize - np.dtype(count).itemsize
            length = max(int(np.frombuffer(data, order + count, 1, place)[0]), 0)
        columns.append((f"value {column}", order + kind, (length,)))
    rows = np.frombuffer(data, np.dtype(columns), num_rows, offset)
    counts = [rows[name] for name, *_ in columns if name.startswith("count")]
    return all(bool((count == count[:1]).all()) for count in counts)

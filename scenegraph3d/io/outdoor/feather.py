"""Feather tables: a file and the columns wanted in, checked numpy arrays out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..files import one_line, require_file

NEEDS = 'Argoverse 2 logs need pyarrow: pip install "scenegraph3d[outdoor]"'


def read_columns(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns of a feather file, by name; all of one length.

    Args:
        path: the file.
        names: the columns wanted; others are passed over.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: no feather file, a column missing, or empty cells.
        ImportError: pyarrow is not installed.
    """
    require_file(path)
    try:
        from pyarrow import ArrowException, feather
    except ImportError as error:
        raise ImportError(NEEDS) from error
    try:
        table = feather.read_table(path, memory_map=False)
    except (ArrowException, OSError) as error:
        raise ValueError(f"{path} must be a feather file, got: {one_line(error)}") from error
    missing = [name for name in names if name not in table.column_names]
    if missing:
        raise ValueError(
            f"{path} must have the column '{missing[0]}', got: {', '.join(table.column_names)}"
        )
    for name in names:
        if table[name].null_count:
            raise ValueError(f"{path}: column '{name}' must be full, got empty cells")
    return {name: table[name].to_numpy() for name in names}


def whole_numbers(columns: dict[str, np.ndarray], name: str, where: str) -> np.ndarray:
    """(N,) int64 of a column of whole numbers; `where` is the file to name in an error."""
    if columns[name].dtype.kind not in "iu":
        got = columns[name].dtype
        raise ValueError(f"{where}: column '{name}' must hold whole numbers, got {got}")
    return columns[name].astype(np.int64)


def check_texts(columns: dict[str, np.ndarray], names: tuple[str, ...], where: str) -> None:
    """Refuse columns that hold anything but text; `where` is the file to name in an error."""
    for name in names:
        wrong = next((one for one in columns[name] if not isinstance(one, str)), None)
        if wrong is not None:
            got = type(wrong).__name__
            raise ValueError(f"{where}: column '{name}' must hold text, got {got}")


def stack_columns(columns: dict[str, np.ndarray], names: tuple[str, ...], where: str) -> np.ndarray:
    """(N, K) float64 of K columns of numbers; `where` is the file to name in an error."""
    for name in names:
        if columns[name].dtype.kind not in "fiu":
            raise ValueError(f"{where}: column '{name}' must hold numbers, got text")
    return np.column_stack([columns[name].astype(np.float64) for name in names])

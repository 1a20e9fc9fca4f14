"""Numbers in text files in, intrinsics and rigid transforms out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...records.checks import check_shape
from ...records.frame import check_rigid
from ..files import read_bytes, shorten


def read_numbers(source: str | Path, where: str = "") -> np.ndarray:
    """(N,) float64 numbers of a text, or of a text file, parted by blanks, commas or lines.

    Args:
        source: the text, or the path of a file that holds it; what follows a # is left out.
        where: what to call a text in an error; a file is called by its path.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a word is no number; nan and inf are numbers here.
    """
    if isinstance(source, Path):
        where, source = str(source), read_bytes(source).decode("utf-8-sig", "replace")
    lines = (line.partition("#")[0].replace(",", " ") for line in source.splitlines())
    words = [word for line in lines for word in line.split()]
    try:
        return np.array([float(word) for word in words])
    except ValueError as error:
        raise ValueError(f"{where} must hold numbers, got {shorten(str(error))}") from None


def read_matrix(source: str | Path, where: str = "") -> np.ndarray:
    """(4, 4) float64 from 16 numbers, or from the 12 of its first three rows; any numbers.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: another count of numbers, or words that are none.
    """
    numbers = read_numbers(source, where)
    where = str(source) if isinstance(source, Path) else where
    if len(numbers) == 12:
        numbers = np.concatenate([numbers, [0.0, 0.0, 0.0, 1.0]])
    if len(numbers) != 16:
        raise ValueError(f"{where} must hold the 16 numbers of a 4 x 4 matrix, got {len(numbers)}")
    return numbers.reshape(4, 4)


def read_rigid(source: str | Path, where: str = "") -> np.ndarray:
    """(4, 4) float64 as `read_matrix`, which must be a rotation and a translation."""
    return rigid(read_matrix(source, where), str(source) if isinstance(source, Path) else where)


def read_intrinsics(source: str | Path, where: str = "") -> np.ndarray:
    """(3, 3) float64 K from fx, fy, cx, cy, from a 3 x 3 matrix or from the corner of a 4 x 4 one.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: another count of numbers, or words that are none.
    """
    numbers = read_numbers(source, where)
    where = str(source) if isinstance(source, Path) else where
    if len(numbers) == 4:
        return intrinsics(*numbers)
    if len(numbers) not in (9, 16):
        raise ValueError(
            f"{where} must hold fx, fy, cx, cy or a 3 x 3 or 4 x 4 matrix, "
            f"got {len(numbers)} numbers"
        )
    edge = int(len(numbers) ** 0.5)
    return numbers.reshape(edge, edge)[:3, :3].copy()


def intrinsics(fx: float, fy: float, cx: float, cy: float) -> np.ndarray:
    """(3, 3) float64 K, pixels."""
    return np.array([[fx, 0.0, cx], [0.0, fy, cy], [0.0, 0.0, 1.0]])


def matrix_from_quaternion(translation: np.ndarray, wxyz: np.ndarray) -> np.ndarray:
    """(4, 4) float64 of a translation, metres, and a quaternion of any length but zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        w, x, y, z = wxyz / np.linalg.norm(wxyz)
    T = np.eye(4)
    T[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    T[:3, 3] = translation
    return T


def rigid(T: np.ndarray, where: str) -> np.ndarray:
    """The rigid transform nearest to a (4, 4) array that was written with few digits.

    Raises:
        ValueError: it is no rotation and translation in finite numbers.
    """
    check_shape(where, T, (4, 4))
    check_rigid(where, T)
    U, _, Vt = np.linalg.svd(T[:3, :3])
    nearest = np.eye(4)
    nearest[:3, :3] = U @ Vt
    nearest[:3, 3] = T[:3, 3]
    return nearest

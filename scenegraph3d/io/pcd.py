"""PCD files in, their points as a structured array out, through pypcd4 (extra `io`)."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from .files import one_line, read_bytes

log = logging.getLogger(__name__)

LZF_MOST = 100  # LZF packs at most 264 bytes into 3


def read_pcd(path: Path) -> np.ndarray:
    """The points of an ASCII, binary or compressed PCD file.

    Packed `rgb` becomes the fields red, green and blue. PCD marks a pixel without a reading by
    NaN; such points are dropped, and the log says how many.

    Returns:
        (N,) structured array with x, y, z and the file's other fields.

    Raises:
        FileNotFoundError: there is no such file.
        ImportError: pypcd4 is not installed.
        ValueError: the file is damaged or its header promises more than it holds.
    """
    try:
        from pypcd4.pypcd4 import PointCloud
    except ImportError as error:
        raise ImportError('PCD files need pypcd4: pip install "scenegraph3d[io]"') from error
    promised = _check_room(path, read_bytes(path))
    try:
        rows = PointCloud.from_path(path).pc_data
    except Exception as error:  # pypcd4 lets through whatever its parsing meets.
        raise ValueError(f"{path} must be a whole PCD file, got: {one_line(error)}") from error
    rows = np.atleast_1d(rows)
    if len(rows) != promised:
        raise ValueError(
            f"{path} must hold the {promised} points its header promises, got {len(rows)}: "
            "is it cut short?"
        )
    names = rows.dtype.names or ()
    if not {"x", "y", "z"} <= set(names):
        raise ValueError(f"{path}: points must have x, y and z, got the fields: {', '.join(names)}")
    return _unpack_rgb(_drop_missing(rows, path))


def _check_room(path: Path, data: bytes) -> int:
    """The number of points the header promises, if the file is long enough for them."""
    from pypcd4.pypcd4 import MetaData

    lines = data[:4096].decode("latin-1").splitlines()
    rows = [n for n, line in enumerate(lines) if line.startswith("DATA")]
    if not rows:
        raise ValueError(f"{path} must be a PCD file, got one without a DATA line in its header")
    try:
        header = MetaData.parse_header([line for line in lines[: rows[0] + 1] if line[:1] != "#"])
        bytes_each = header.build_dtype().itemsize
    except Exception as error:  # pydantic, int() and table look-ups of pypcd4.
        raise ValueError(f"{path}: the PCD header cannot be read: {one_line(error)}") from error
    encoding = header.data.value
    least = 2 * len(header.fields) if encoding == "ascii" else bytes_each
    most = len(data) * (1 if encoding in ("ascii", "binary") else LZF_MOST)
    if header.points * least > most:
        raise ValueError(
            f"{path} must hold the {header.points} points its header promises, "
            f"got {len(data)} bytes: is it cut short?"
        )
    return header.points


def _drop_missing(rows: np.ndarray, path: Path) -> np.ndarray:
    missing = np.isnan(rows["x"]) | np.isnan(rows["y"]) | np.isnan(rows["z"])
    if missing.any():
        log.warning("%s: dropped %d of %d points without a reading", path, missing.sum(), len(rows))
    return rows[~missing]


def _unpack_rgb(rows: np.ndarray) -> np.ndarray:
    from numpy.lib.recfunctions import append_fields

    packed = next((n for n in ("rgb", "rgba") if n in (rows.dtype.names or ())), None)
    if packed is None or rows.dtype[packed].itemsize != 4:
        return rows
    bits = np.ascontiguousarray(rows[packed]).view(np.uint32)
    channels = [((bits >> shift) & 255).astype(np.uint8) for shift in (16, 8, 0)]
    return append_fields(rows, ["red", "green", "blue"], channels, usemask=False)

"""NumPy archives in, a Scan out.

Keys read: `xyz` or `points` (N, 3) metres; `rgb` or `colors` (N, 3), optional; ids, optional, from
the first present of

    instance                    0 unannotated, else instance_id + 1
    instance_id                 negative is unannotated
    object_id, objectId, label  0 or negative is unannotated, else the instance_id

and `nyu40` (N,) classes, optional. Names come from the JSON file beside it (see names.py), else
from the most frequent NYU40 class of an instance. Nothing pickled is ever loaded.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..records import Scan
from .fields import as_ids, as_nyu40, make_cloud
from .files import one_line, require_file
from .names import read_names_beside
from .segments import scan_from_points

name = "npz"
POINT_KEYS = ("xyz", "points")
COLOR_KEYS = ("rgb", "colors")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
ID_KEYS = ("instance", "instance_id", "object_id", "objectId", "label")


def matches(path: Path) -> bool:
    """Whether the file is called .npz."""
    return path.suffix.lower() == ".npz"


def read(path: Path, scene: str | None = None) -> Scan:
    """Read a labelled cloud from an archive of arrays.

    Args:
        path: the .npz file.
        scene: not used, such a file holds one scene.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: damaged, pickled objects, missing points, NaN, or columns that do not fit.
    """
    arrays = _load(path, (*POINT_KEYS, *COLOR_KEYS, *ID_KEYS, "nyu40"))
    points = _first(arrays, POINT_KEYS)
    if points is None:
        raise ValueError(f"{path} must hold points under 'xyz' or 'points', got {_keys(path)}")
    cloud = make_cloud(points, _first(arrays, COLOR_KEYS), str(path))
    id_key = next((key for key in ID_KEYS if key in arrays), None)
    if id_key is None:
        return scan_from_points(path.stem, cloud, None)
    ids = as_ids(arrays[id_key], len(cloud), f"{path}: '{id_key}'")
    point_instance = _instance_ids(ids, id_key)
    nyu40 = None
    if "nyu40" in arrays:
        nyu40 = as_nyu40(arrays["nyu40"], len(cloud), f"{path}: 'nyu40'")
    names = read_names_beside(path, np.unique(point_instance))
    return scan_from_points(path.stem, cloud, point_instance, names=names, nyu40=nyu40)


def _instance_ids(ids: np.ndarray, key: str) -> np.ndarray:
    if key == "instance":
        return np.maximum(ids, 0) - 1
    return np.where(ids < 0 if key == "instance_id" else ids <= 0, -1, ids)


def _first(arrays: dict[str, np.ndarray], keys: tuple[str, ...]) -> np.ndarray | None:
    return next((arrays[key] for key in keys if key in arrays), None)


def _load(path: Path, wanted: tuple[str, ...]) -> dict[str, np.ndarray]:
    require_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                entry.filename.removesuffix(".npy"): _read_array(archive, entry)
                for entry in archive.infolist()
                if entry.filename.removesuffix(".npy") in wanted
            }
    except DAMAGED as error:
        raise ValueError(f"{path} must be a whole .npz archive, got: {one_line(error)}") from error


def _read_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    """Read one array, after comparing the shape it promises with the bytes it has."""
    with archive.open(entry) as file:
        version = np.lib.format.read_magic(file)
        read_header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read_header(file)
    if dtype.hasobject:
        raise ValueError(f"'{entry.filename}' holds Python objects, which are never loaded")
    promised = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if promised > entry.file_size:
        raise ValueError(f"'{entry.filename}' promises {promised} bytes but has {entry.file_size}")
    with archive.open(entry) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _keys(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [entry.removesuffix(".npy") for entry in archive.namelist()]
    return ", ".join(names[:8]) or "an empty archive"

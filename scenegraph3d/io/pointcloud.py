"""Clouds and meshes: .ply .pcd .xyz .txt .pts and .obj .glb .gltf .stl .off in, a Scan out.

PLY and PCD points may carry an instance id in a field called `instance`, `instance_id`,
`objectId` or `object_id`: negative numbers, and 0 in an unsigned field, are no instance. Their
names come from `<name>.instances.json` beside the file, else from a field `label` or `nyu40` with
NYU40 classes. A file without such a field is a bare cloud: a Scan without instances.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ..records import Scan
from .fields import as_ids, as_nyu40, make_cloud
from .files import one_line, read_bytes, shorten
from .mesh import MESH_SUFFIXES, read_mesh
from .names import read_names_beside
from .pcd import read_pcd
from .ply import read_ply_vertices
from .segments import scan_from_points

name = "pointcloud"
TEXT_SUFFIXES = (".xyz", ".txt", ".pts")
INSTANCE_FIELDS = ("instance", "instance_id", "objectId", "object_id")
NYU40_FIELDS = ("label", "nyu40", "NYU40")
RGB_FIELDS = (
    ("red", "green", "blue"),
    ("r", "g", "b"),
    ("diffuse_red", "diffuse_green", "diffuse_blue"),
)


def matches(path: Path) -> bool:
    """Whether the file is called like a cloud or a mesh."""
    return path.suffix.lower() in (".ply", ".pcd", *TEXT_SUFFIXES, *MESH_SUFFIXES)


def read(path: Path, scene: str | None = None) -> Scan:
    """Read a cloud or a mesh; the points of a mesh are its vertices.

    Args:
        path: the file; z must be up, except in .glb and .gltf, which are y-up by definition.
        scene: not used, such a file holds one scene.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, empty, or holds NaN or misfitting fields.
        ImportError: a .pcd without the `io` extra.
    """
    suffix = path.suffix.lower()
    if suffix == ".ply":
        return _scan_from_fields(path, read_ply_vertices(path))
    if suffix == ".pcd":
        return _scan_from_fields(path, read_pcd(path))
    return _read_text(path) if suffix in TEXT_SUFFIXES else read_mesh(path)


def _scan_from_fields(path: Path, rows: np.ndarray) -> Scan:
    fields = rows.dtype.names or ()
    points = np.stack([rows["x"], rows["y"], rows["z"]], axis=1)
    rgb = next((names for names in RGB_FIELDS if set(names) <= set(fields)), None)
    colors = None if rgb is None else np.stack([rows[n] for n in rgb], axis=1)
    cloud = make_cloud(points, colors, str(path))
    instance_field = next((n for n in INSTANCE_FIELDS if n in fields), None)
    if instance_field is None:
        return scan_from_points(path.stem, cloud, None)
    point_instance = _instance_ids(rows[instance_field], f"{path}: field '{instance_field}'")
    nyu40_field = next((n for n in NYU40_FIELDS if n in fields), None)
    nyu40 = (
        as_nyu40(rows[nyu40_field], len(rows), f"{path}: field '{nyu40_field}'")
        if nyu40_field
        else None
    )
    names = read_names_beside(path, np.unique(point_instance))
    return scan_from_points(path.stem, cloud, point_instance, names=names, nyu40=nyu40)


def _instance_ids(values: np.ndarray, where: str) -> np.ndarray:
    ids = as_ids(values, len(values), where)
    is_none = ids <= 0 if values.dtype.kind == "u" else ids < 0
    return np.where(is_none, -1, ids)


def _read_text(path: Path) -> Scan:
    """Read lines of `x y z`, `x y z r g b`, `x y z intensity` or `x y z intensity r g b`."""
    try:
        lines = read_bytes(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} must be text (UTF-8), got: {one_line(error)}") from error
    if lines and re.fullmatch(r"\s*\d+\s*", lines[0]):  # .pts begins with the number of points
        promised, lines = int(lines[0]), lines[1:]
    else:
        promised = None
    lines = [line for line in lines if line.split("#")[0].strip()]
    if not lines:
        raise ValueError(f"{path}: a cloud needs at least 1 point, got 0")
    if promised not in (None, len(lines)):
        raise ValueError(
            f"{path} must hold the {promised} points its first line promises, got {len(lines)}: "
            "is it cut short?"
        )
    if re.search(r"\d,\d+[;\s]+-?\d+,\d", lines[0]):
        raise ValueError(
            f"{path}: decimals must be written with a point, got '{shorten(lines[0], 60)}'"
        )
    rows = [re.sub(r"[,;\t]", " ", line) for line in lines]
    try:
        table = np.loadtxt(rows, dtype=np.float64, ndmin=2)
    except ValueError as error:
        raise ValueError(
            f"{path} must hold lines of numbers, x y z [r g b], got: {one_line(error)}"
        ) from error
    if table.shape[1] not in (3, 4, 6, 7):
        raise ValueError(
            f"{path} must have 3 columns (x y z), 6 (x y z r g b), or an intensity after z, "
            f"got {table.shape[1]}"
        )
    colors = table[:, -3:] if table.shape[1] >= 6 else None
    return scan_from_points(path.stem, make_cloud(table[:, :3], colors, str(path)), None)

"""A ScanNet scan folder, as distributed, in; a Scan in the axis-aligned frame out.

The folder `<id>/` holds `<id>_vh_clean_2.ply` (vertices), `<id>_vh_clean_2.0.010000.segs.json`
(segment of each vertex), `<id>.aggregation.json` (segments of each object), `<id>.txt`
(axisAlignment) and, optionally, `<id>_vh_clean_2.labels.ply` (NYU40 class of each vertex).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..records import Scan
from .fields import as_nyu40, check_coordinates, make_cloud
from .files import parse_json, read_bytes
from .ply import read_ply_vertices
from .segments import scan_from_points

log = logging.getLogger(__name__)

name = "scannet"
MESH = "_vh_clean_2.ply"
SEGMENTS = "_vh_clean_2.0.010000.segs.json"
AGGREGATIONS = (".aggregation.json", "_vh_clean.aggregation.json")
LABELS = "_vh_clean_2.labels.ply"


class _Group(BaseModel):
    model_config = ConfigDict(strict=True)
    objectId: Annotated[int, Field(ge=0, lt=2**53)]
    segments: list[int]
    label: str


class _Aggregation(BaseModel):
    segGroups: list[_Group]


class _Segmentation(BaseModel):
    segIndices: list[int]


_AGGREGATION = TypeAdapter(_Aggregation)
_SEGMENTATION = TypeAdapter(_Segmentation)


def matches(path: Path) -> bool:
    """Whether the path is a scan's folder, or the mesh inside one that has annotations."""
    if path.is_dir():
        return _scan_id(path) is not None
    if not path.name.endswith(MESH):
        return False
    scan_id = path.name.removesuffix(MESH)
    return any((path.parent / f"{scan_id}{ending}").is_file() for ending in AGGREGATIONS)


def read(path: Path, scene: str | None = None) -> Scan:
    """Read a scan; instance_id is ScanNet's objectId.

    Args:
        path: the scan's folder, or the `_vh_clean_2.ply` in it.
        scene: not used, a folder holds one scan.

    Raises:
        FileNotFoundError: a part of the scan is missing; the message says what it is for.
        ValueError: a part is damaged, or the parts do not belong together.
    """
    folder = path if path.is_dir() else path.parent
    scan_id = _scan_id(folder) if path.is_dir() else path.name.removesuffix(MESH)
    if scan_id is None:
        raise FileNotFoundError(f"{folder / (folder.name + MESH)} is missing: the scan's vertices")
    mesh = _part(folder, scan_id, (MESH,), "the scan's vertices")
    vertices = read_ply_vertices(mesh)
    point_instance, labels = _read_objects(folder, scan_id, len(vertices))
    points = np.stack([vertices[axis] for axis in "xyz"], axis=1)
    check_coordinates(points, str(mesh))
    T_world_raw = _read_axis_alignment(folder, scan_id)
    points_world = points.astype(np.float64) @ T_world_raw[:3, :3].T + T_world_raw[:3, 3]
    rgb = None
    if {"red", "green", "blue"} <= set(vertices.dtype.names or ()):
        rgb = np.stack([vertices[channel] for channel in ("red", "green", "blue")], axis=1)
    return scan_from_points(
        scan_id,
        make_cloud(points_world, rgb, str(mesh)),
        point_instance,
        names=labels,
        nyu40=_read_nyu40(folder, scan_id, len(vertices)),
    )


def _scan_id(folder: Path) -> str | None:
    """The scan's name: the folder's where that fits its files, else the only one among them."""
    endings = (MESH, SEGMENTS, *AGGREGATIONS)
    found = {
        file.name.removesuffix(ending) for ending in endings for file in folder.glob(f"*{ending}")
    }
    found -= {scan_id for scan_id in found if scan_id.endswith("_vh_clean")}
    if folder.name in found:
        return folder.name
    return found.pop() if len(found) == 1 else None


def _part(folder: Path, scan_id: str, endings: tuple[str, ...], purpose: str) -> Path:
    for ending in endings:
        if (folder / f"{scan_id}{ending}").is_file():
            return folder / f"{scan_id}{ending}"
    raise FileNotFoundError(f"{folder / (scan_id + endings[0])} is missing: {purpose}")


def _read_objects(folder: Path, scan_id: str, num_points: int) -> tuple[np.ndarray, dict[int, str]]:
    """(N,) objectId of each vertex, -1 for none, and the label of each objectId."""
    bare = f"for the cloud alone give {scan_id}{MESH} with format 'pointcloud'"
    segments_path = _part(folder, scan_id, (SEGMENTS,), f"the segment of each vertex; {bare}")
    groups_path = _part(folder, scan_id, AGGREGATIONS, f"the segments of each object; {bare}")
    segments = parse_json(read_bytes(segments_path), _SEGMENTATION, str(segments_path)).segIndices
    if len(segments) != num_points:
        raise ValueError(
            f"{segments_path} must give a segment to each of the {num_points} vertices "
            f"of {scan_id}{MESH}, got {len(segments)}: are they of the same scan?"
        )
    groups = parse_json(read_bytes(groups_path), _AGGREGATION, str(groups_path)).segGroups
    _check_groups(groups, set(segments), groups_path, segments_path)
    object_of_segment = {segment: g.objectId for g in groups for segment in g.segments}
    point_instance = np.array([object_of_segment.get(s, -1) for s in segments], dtype=np.int64)
    _log_dropped(groups, set(point_instance.tolist()), groups_path)
    return point_instance, {g.objectId: g.label for g in groups}


def _check_groups(
    groups: list[_Group], segments: set[int], groups_path: Path, segments_path: Path
) -> None:
    ids = [g.objectId for g in groups]
    if len(set(ids)) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise ValueError(f"{groups_path}: objectId must be unique, got {twice} twice")
    wanted = {segment for g in groups for segment in g.segments}
    unknown = len(wanted - segments)
    if unknown > len(wanted) / 2:
        raise ValueError(
            f"{groups_path} must use the segments of {segments_path.name}, but {unknown} of its "
            f"{len(wanted)} segments do not occur there: are they of the same mesh?"
        )


def _log_dropped(groups: list[_Group], present: set[int], groups_path: Path) -> None:
    dropped = [g for g in groups if g.objectId not in present]
    if dropped:
        log.warning(
            "%s: dropped %d objects without points: %s",
            groups_path,
            len(dropped),
            ", ".join(f"{g.objectId} ({g.label})" for g in dropped[:10]),
        )


def _read_axis_alignment(folder: Path, scan_id: str) -> np.ndarray:
    """(4, 4) T_world_raw from `<id>.txt`; the identity, logged, where the file gives none."""
    path = _part(folder, scan_id, (".txt",), "its axisAlignment turns the scan along the axes")
    for line in read_bytes(path).decode("utf-8-sig", "replace").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "axisAlignment":
            return _rigid_transform(value, path)
    log.warning("%s has no axisAlignment: the scan stays in its own frame", path)
    return np.eye(4)


def _rigid_transform(text: str, path: Path) -> np.ndarray:
    try:
        T = np.array([float(word) for word in text.split()]).reshape(4, 4)
    except ValueError as error:
        raise ValueError(
            f"{path}: axisAlignment must be 16 numbers, got {len(text.split())} words"
        ) from error
    R = T[:3, :3]
    is_rotation = np.isfinite(T).all() and np.abs(R @ R.T - np.eye(3)).max() <= 1e-3
    if not is_rotation or np.linalg.det(R) < 0 or np.abs(T[3] - [0, 0, 0, 1]).max() > 1e-6:
        raise ValueError(
            f"{path}: axisAlignment must be a rotation and a translation, "
            f"got {' '.join(text.split())}"
        )
    return T


def _read_nyu40(folder: Path, scan_id: str, num_points: int) -> np.ndarray | None:
    path = folder / f"{scan_id}{LABELS}"
    if not path.is_file():
        return None
    rows = read_ply_vertices(path)
    if len(rows) != num_points:
        raise ValueError(
            f"{path} must label each of the {num_points} vertices of {scan_id}{MESH}, "
            f"got {len(rows)}: are they of the same scan?"
        )
    if "label" not in (rows.dtype.names or ()):
        raise ValueError(f"{path}: vertices must have a field 'label', got none")
    return as_nyu40(rows["label"], num_points, f"{path}: field 'label'")

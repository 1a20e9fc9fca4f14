"""KITTI360Pose (Text2Pos): pickles of cells, poses and their descriptions in, records out.

    <data>/cells/<drive>.pkl   a list of cells: labelled objects with points, 30 m wide
    <data>/poses/<drive>.pkl   a list of poses, each with its hints

The pickles are read without running anything of theirs (see inert_pickle.py). Objects are stored
in units of the cell; they come out in metres, in the drive's frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...records import PointCloud, Scan
from ...records.checks import check_finite, check_shape
from ..fields import check_coordinates
from ..files import read_bytes
from ..segments import scan_from_points
from .inert_pickle import Record, load_records

name = "kitti360pose"
MODULES = ("datapreparation.kitti360pose.imports", "datapreparation.kitti360.imports")
CLASSES = ("Object3d", "Cell", "Pose", "DescriptionPoseCell", "DescriptionBestCell")
MOST_ID = 2**53  # above which a number of a float is no longer its own
RECORDS = frozenset(f"{module}.{one}" for module in MODULES for one in CLASSES)


@dataclass(frozen=True, eq=False)
class DescribedPose:
    """A place and what was said of it.

    Attributes:
        position: (3,) float64, metres, the drive's frame.
        cell_id: the cell of the data that it lies in, such as "0010_00012".
        scene_name: the drive.
        hints: the official sentences, such as "The pose is north of a gray road."
    """

    position: np.ndarray
    cell_id: str
    scene_name: str
    hints: tuple[str, ...]

    @property
    def text(self) -> str:
        """All hints as one description."""
        return " ".join(self.hints)


def matches(path: Path) -> bool:
    """Whether the file ends in .pkl."""
    return path.suffix.lower() == ".pkl"


def read(path: Path, scene: str | None = None) -> Scan:
    """Read one cell.

    Args:
        path: a pickle of cells.
        scene: the cell's id; may be left out where the file holds one.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: as `read_cells`; no such cell, or several to choose from.
    """
    cells = read_cells(path)
    chosen = [cell for cell in cells if scene in (None, cell.name)]
    if len(chosen) != 1:
        problem = f"holds {len(cells)} cells" if scene is None else f"holds no cell {scene!r}"
        names = ", ".join(repr(cell.name) for cell in cells[:3])
        raise ValueError(f"{path} {problem}: choose one with scene= (--scene), such as {names}")
    return chosen[0]


def read_cells(path: str | Path) -> list[Scan]:
    """The cells of a pickle, each a scan named by its id, in metres and with its points.

    Args:
        path: the .pkl file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: no such pickle: it asks for code, is damaged, or holds other records.
    """
    return [_cell(record, str(path)) for record in _records(Path(path), "Cell")]


def read_poses(path: str | Path) -> list[DescribedPose]:
    """The poses of a pickle with their hints.

    Args:
        path: the .pkl file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: as `read_cells`.
    """
    return [_pose(record, str(path)) for record in _records(Path(path), "Pose")]


def _records(path: Path, kind: str) -> list[Record]:
    found = load_records(read_bytes(path), RECORDS, str(path))
    if not isinstance(found, list) or not found:
        raise ValueError(f"{path} must hold a list of {kind} records, got {type(found).__name__}")
    for one in found:
        if not isinstance(one, Record) or one.kind != kind:
            got = one.kind if isinstance(one, Record) else type(one).__name__
            raise ValueError(f"{path} must hold {kind} records, got {got}")
    return found


def _cell(cell: Record, where: str) -> Scan:
    limits = _numbers(cell, "bbox_w", (6,), where)
    size = float(_numbers(cell, "cell_size", (), where))
    objects = cell.get("objects")
    if not isinstance(objects, list) or not objects or not size > 0:
        raise ValueError(f"{where}: a cell must have objects and a positive size")
    points, colors, ids, names = [], [], [], {}
    for one in objects:
        if not isinstance(one, Record) or one.kind != "Object3d":
            raise ValueError(f"{where}: a cell must hold Object3d records")
        number = int(_numbers(one, "id", (), where))
        if not 0 <= number < MOST_ID:
            raise ValueError(f"{where}: the ids of objects must be from 0 to 2**53, got {number:g}")
        xyz = _numbers(one, "xyz", (None, 3), where)
        with np.errstate(over="ignore"):  # what is too far is refused below
            points.append(limits[:3] + xyz * size)
        colors.append(_numbers(one, "rgb", (len(xyz), 3), where))
        ids.append(np.full(len(xyz), number))
        names[number] = _text(one, "label", where)
    if len(names) < len(objects):
        raise ValueError(f"{where}: the objects of a cell must have different ids")
    world = np.vstack(points)
    if not len(world):
        raise ValueError(f"{where}: a cell must have points, got none")
    check_coordinates(world, where)
    rgb = np.round(np.clip(np.vstack(colors), 0, 1) * 255).astype(np.uint8)
    cloud = PointCloud(world.astype(np.float32), rgb)
    return scan_from_points(_text(cell, "id", where), cloud, np.concatenate(ids), names=names)


def _pose(pose: Record, where: str) -> DescribedPose:
    hints = pose.get("descriptions")
    if not isinstance(hints, list) or not all(isinstance(one, Record) for one in hints):
        raise ValueError(f"{where}: a pose must have a list of descriptions")
    return DescribedPose(
        position=_numbers(pose, "pose_w", (3,), where),
        cell_id=_text(pose, "cell_id", where),
        scene_name=_text(pose, "scene_name", where),
        hints=tuple(_sentence(one, where) for one in hints),
    )


def _sentence(hint: Record, where: str) -> str:
    keys = ("direction", "object_color_text", "object_label")
    direction, color, label = (_text(hint, key, where) for key in keys)
    return f"The pose is {direction} of a {color} {label}."


def _text(record: Record, key: str, where: str) -> str:
    """One attribute that is text, or a number that names something."""
    value = record.get(key)
    if not isinstance(value, str | int | float):
        raise ValueError(f"{where}: '{key}' must be text, got {type(value).__name__}")
    return str(value)


def _numbers(record: Record, key: str, shape: tuple[int | None, ...], where: str) -> np.ndarray:
    """A finite float64 array of one attribute; () for a single number."""
    value: Any = record.get(key)
    parts = value if isinstance(value, list | tuple) else ()
    flat = all(isinstance(part, int | float) for part in parts)  # lists within lists may be endless
    if not isinstance(value, np.ndarray | int | float | list | tuple) or not flat:
        raise ValueError(f"{where}: '{key}' must hold numbers, got {type(value).__name__}")
    try:
        array = np.asarray(value, dtype=np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"{where}: '{key}' must hold numbers") from error
    check_shape(f"{where}: '{key}'", array, shape)
    check_finite(f"{where}: '{key}'", np.atleast_1d(array))
    return array

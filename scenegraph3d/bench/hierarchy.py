"""Rooms of a scanned home: labelled voxels and objects go in, room IoU and accuracy come out."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from ..graph.occupancy import Plan, plan_of_points
from ..graph.storeys import levels_of_points
from ..io.files import one_line, read_bytes, require_file

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class HierarchyReport:
    """How well the rooms of one storey were found.

    Attributes:
        iou: for each true room, by its id, the overlap with the found room matched to it one to
            one; 0 where none is left for it.
        num_found: rooms found.
        num_objects: objects with a room.
        num_right: objects found in the room matched to theirs.
    """

    iou: dict[int, float]
    num_found: int
    num_objects: int
    num_right: int

    @property
    def mean_iou(self) -> float:
        """Mean over the true rooms."""
        return sum(self.iou.values()) / len(self.iou)

    @property
    def accuracy(self) -> float:
        """Share of the objects found in their room; NaN without objects."""
        return self.num_right / self.num_objects if self.num_objects else float("nan")

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "rooms": len(self.iou),
            "rooms_found": self.num_found,
            "mean_iou": self.mean_iou,
            "iou": {str(room): value for room, value in self.iou.items()},
            "objects": self.num_objects,
            "object_to_room_accuracy": self.accuracy if self.num_objects else None,
        }

    def table(self) -> Table:
        """The report as a table for people."""
        from rich.table import Table

        title = f"{self.num_found} rooms found of {len(self.iou)}, mean IoU {self.mean_iou:.3f}"
        table = Table("room", "IoU", title=title, min_width=60)
        for room, value in self.iou.items():
            table.add_row(str(room), f"{value:.3f}")
        table.caption = f"{self.num_right} of {self.num_objects} objects in their room"
        return table


def run(voxels: str | Path, objects: str | Path) -> HierarchyReport:
    """Part a home into rooms by where its surfaces are, and score that against its room ids.

    Args:
        voxels: an .npz with `room_id` (X, Y, Z), 0 where there is nothing, `origin_center` (3,)
            and `voxel_size`; which ids there are is used for scoring alone.
        objects: a json with `objects`, each with `location` (3,) metres and `parent_room`.

    Returns:
        The report.

    Raises:
        FileNotFoundError: a file is not there.
        ValueError: a file is not as described.
    """
    room_id, origin, voxel_size = _read_voxels(Path(voxels))
    places, parents = _read_objects(Path(objects))
    filled = np.argwhere(room_id > 0)
    points = origin + filled * voxel_size
    floor_z = float(levels_of_points(points)[0])
    plan = plan_of_points(points, np.ones(len(points), dtype=bool), floor_z)
    return _score(plan, points[:, :2], room_id[tuple(filled.T)], places[:, :2], parents)


def _score(
    plan: Plan, points: np.ndarray, truth: np.ndarray, places: np.ndarray, parents: np.ndarray
) -> HierarchyReport:
    """The report, from surface points (N, 2) with their rooms and objects (M, 2) with theirs."""
    columns = np.unique(np.column_stack([points, truth]), axis=0)  # once for each room in it
    rooms = np.unique(truth)
    if plan.num_regions == 0:
        return HierarchyReport({int(room): 0.0 for room in rooms}, 0, len(parents), 0)
    found = plan.region_at(columns[:, :2])
    shared = np.zeros((len(rooms), plan.num_regions))
    np.add.at(shared, (np.searchsorted(rooms, columns[:, 2]), found - 1), 1)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    iou = shared / np.maximum(union, 1)
    matched = dict(zip(*(side.tolist() for side in linear_sum_assignment(-iou)), strict=True))
    region = plan.region_at(places) - 1 if len(places) else np.zeros(0)
    wanted = [matched.get(int(np.searchsorted(rooms, parent)), -1) for parent in parents]
    return HierarchyReport(
        iou={
            int(room): float(iou[row, matched[row]]) if row in matched else 0.0
            for row, room in enumerate(rooms)
        },
        num_found=plan.num_regions,
        num_objects=len(parents),
        num_right=int((region == np.array(wanted)).sum()),
    )


def _read_voxels(path: Path) -> tuple[np.ndarray, np.ndarray, float]:
    require_file(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            room_id, origin = file["room_id"], file["origin_center"].astype(np.float64)
            voxel_size = float(file["voxel_size"])
    except KeyError as error:
        raise ValueError(f"{path} must hold room voxels: {one_line(error)}") from error
    except (ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} must be an npz of room voxels: {one_line(error)}") from error
    whole = room_id.ndim == 3 and origin.shape == (3,) and np.issubdtype(room_id.dtype, np.integer)
    if not (whole and voxel_size > 0 and np.isfinite(origin).all() and (room_id > 0).any()):
        raise ValueError(
            f"{path} must hold room_id (X, Y, Z) with some room, origin_center (3,) and a positive "
            f"voxel_size, got {room_id.shape}, {origin.shape} and {voxel_size}"
        )
    return room_id, origin, voxel_size


def _read_objects(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """(M, 3) places and (M,) rooms of the objects that have a room."""
    try:
        things = json.loads(read_bytes(path).decode("utf-8"))["objects"]
        housed = [thing for thing in things if thing.get("parent_room") is not None]
        places = np.array([thing["location"] for thing in housed], dtype=np.float64)
        parents = np.array([int(thing["parent_room"]) for thing in housed], dtype=np.int64)
        places = places.reshape(len(housed), 3)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f"{path} must be a json with objects that have location and parent_room: "
            f"{one_line(error)}"
        ) from error
    return places, parents

"""Labelled boxes as JSON: two spellings of a scene in, Instances out, and back.

The spelling to write by hand, which `write_boxes` writes too:

    {"name": "kitchen", "objects": [
        {"id": 3, "label": "chair", "center": [1.0, 2.0, 0.45], "size": [0.5, 0.5, 0.9],
         "yaw": 0.3, "color": [120, 60, 20], "front_direction": [1, 0, 0], "score": 0.9},
        {"id": 4, "label": "lamp", "min": [0, 0, 1.0], "max": [0.2, 0.2, 1.4]}]}

Metres, z up. `size` is along the box's own axes, which `yaw` (radians, counter-clockwise seen from
above) or `R_world_box` (3 rows, axes in columns) turns; `min` and `max` are the axis-aligned box.
One of the two is enough. `id` may be left out of all objects; their positions then count from 0.

The compact spelling of object tables:

    {"scan_id": "scene0000_00", "objects": [
        {"id": 2, "label": "table", "c": [1.1, 2.2, 0.6], "s": [0.5, 2.5, 1.2],
         "rgb": [128, 112, 94], "obb": [1.2, 2.0, 0.75, 0.72, 2.8, 1.12], "yaw": 3.05,
         "front": [1.55, 1.98, 0.75], "score": 0.9}]}

`scan_id` may be left out: the keys of the first object tell the two spellings apart.

`c` and `s` are centre and full size of the axis-aligned box. `obb` is x y z length width height of
the oriented one: its length runs along its own x axis, which `yaw` turns. `front` is a point on
the face the object turns to people; in the tables made from Scan2CAD it is always the middle of
the -x face of `obb`, and that is taken where a box is too thin for the point to show a direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from ..geometry.boxes import rotation_about_z
from ..records import Boxes, Instances, Scan
from .fields import MAX_COORDINATE
from .files import parse_json

Finite = Annotated[float, Field(allow_inf_nan=False)]
Coordinate = Annotated[Finite, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Side = Annotated[Finite, Field(ge=0, le=MAX_COORDINATE)]
Channel = Annotated[Finite, Field(ge=0, le=255)]
Score = Annotated[Finite, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Point = tuple[Coordinate, Coordinate, Coordinate]
Size = tuple[Side, Side, Side]
Color = tuple[Channel, Channel, Channel]

UNKNOWN = (np.nan, np.nan, np.nan)
LEAST_OFFSET = 0.01  # metres from centre to front point; below, rounding decides the direction


class _PlainObject(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    id: Count | None = None
    label: str = ""
    center: Point | None = None
    size: Size | None = None
    yaw: Finite | None = None
    R_world_box: tuple[Point, Point, Point] | None = None
    min: Point | None = None
    max: Point | None = None
    color: Color | None = None
    front_direction: Point | None = None
    score: Score = 1.0
    num_points: Count | None = None

    @model_validator(mode="after")
    def _is_a_box(self) -> _PlainObject:
        if (self.center is None) != (self.size is None) or (self.min is None) != (self.max is None):
            raise ValueError("'center' goes with 'size', and 'min' with 'max'")
        if self.center is None and self.min is None:
            raise ValueError("a box is needed: 'center' and 'size', or 'min' and 'max'")
        if self.min and self.max and any(a > b for a, b in zip(self.min, self.max, strict=True)):
            raise ValueError(f"'min' must not exceed 'max', got {self.min} and {self.max}")
        if self.R_world_box is not None and not _is_rotation(np.array(self.R_world_box)):
            raise ValueError("'R_world_box' must be a rotation")
        return self


class _CompactObject(BaseModel):
    model_config = ConfigDict(strict=True)

    id: Count
    label: str
    c: Point
    s: Size
    rgb: Color | None = None
    obb: tuple[Coordinate, Coordinate, Coordinate, Side, Side, Side] | None = None
    yaw: Finite = 0.0
    front: Point | None = None
    score: Score = 1.0


class _PlainScene(BaseModel):
    name: str | None = None
    scan_id: str | None = None
    objects: list[_PlainObject]


class _CompactScene(BaseModel):
    scan_id: str | None = None
    objects: list[_CompactObject]


class _Head(BaseModel):
    """What tells one scene of a table from the next."""

    scan_id: Any = None
    name: Any = None


class _Spelling(_Head):
    """What tells the two spellings apart."""

    objects: Any = None

    @property
    def is_compact(self) -> bool:
        listed = self.objects if isinstance(self.objects, list) else []
        keys = set(listed[0]) if listed and isinstance(listed[0], dict) else set()
        if keys & {"center", "size", "min", "max"}:
            return False
        return self.scan_id is not None or bool(keys & {"c", "s"})


_PLAIN = TypeAdapter(_PlainScene)
_COMPACT = TypeAdapter(_CompactScene)
_HEAD = TypeAdapter(_Head)
_SPELLING = TypeAdapter(_Spelling)


def scene_name(data: bytes, where: str) -> str | None:
    """The name in a scene's JSON, read without checking the rest; None where it has none."""
    head = parse_json(data, _HEAD, where)
    found = head.name if head.scan_id is None else head.scan_id
    return found if isinstance(found, str) else None


def parse_scene(data: bytes, where: str, default_name: str) -> Scan:
    """Read one scene in either spelling.

    Args:
        data: the JSON text, UTF-8.
        where: the file (and line) to name in an error.
        default_name: the scene's name where the JSON gives none.

    Raises:
        ValueError: not JSON, keys missing or of the wrong kind, numbers out of range, or ids twice.
    """
    if parse_json(data, _SPELLING, where).is_compact:
        compact = parse_json(data, _COMPACT, where)
        _check_ids([o.id for o in compact.objects], where)
        return Scan(compact.scan_id or default_name, _from_compact(compact.objects))
    plain = parse_json(data, _PLAIN, where)
    ids = [o.id for o in plain.objects if o.id is not None]
    if ids and len(ids) < len(plain.objects):
        raise ValueError(f"{where}: 'id' must be given to all objects or to none")
    _check_ids(ids, where)
    return Scan(plain.name or plain.scan_id or default_name, _from_plain(plain.objects))


def dump_scene(scan: Scan) -> dict[str, Any]:
    """A scene as JSON data in the spelling to write by hand; points are left out."""
    one = scan.instances
    rows = range(len(one))
    return {"name": scan.name, "objects": [_dump_object(one, row) for row in rows]}


def _dump_object(instances: Instances, row: int) -> dict[str, Any]:
    R = instances.boxes.R_world_box[row]
    yaw = float(np.arctan2(R[1, 0], R[0, 0]))
    is_upright = np.allclose(R, rotation_about_z(np.array([yaw]))[0], atol=1e-9)
    found: dict[str, Any] = {
        "id": int(instances.instance_id[row]),
        "label": str(instances.label[row]),
        "center": instances.boxes.center[row].tolist(),
        "size": instances.boxes.extent[row].tolist(),
        **({"yaw": yaw} if is_upright else {"R_world_box": R.tolist()}),
        "min": instances.aabb[row, :3].tolist(),
        "max": instances.aabb[row, 3:].tolist(),
        "score": float(instances.score[row]),
    }
    if np.isfinite(instances.color[row]).all():
        found["color"] = instances.color[row].tolist()
    if np.isfinite(instances.front[row]).all():
        found["front_direction"] = instances.front[row].tolist()
    if instances.num_points is not None:
        found["num_points"] = int(instances.num_points[row])
    return found


def _from_compact(objects: list[_CompactObject]) -> Instances:
    center, size = _table([o.c for o in objects]), _table([o.s for o in objects])
    rows = [(*o.c, *o.s) if o.obb is None else o.obb for o in objects]
    yaw = np.array([0.0 if o.obb is None else o.yaw for o in objects])
    obb = np.array(rows, dtype=np.float64).reshape(-1, 6)
    boxes = Boxes(obb[:, :3], obb[:, 3:], rotation_about_z(yaw))
    front = _table([UNKNOWN if o.front is None else o.front for o in objects])
    return Instances.from_aabb(
        np.hstack([center - size / 2, center + size / 2]),
        [o.label for o in objects],
        instance_id=np.array([o.id for o in objects], dtype=np.int64),
        boxes=boxes,
        color=_table([UNKNOWN if o.rgb is None else o.rgb for o in objects]),
        front=_front_directions(front - boxes.center, boxes),
        score=np.array([o.score for o in objects]),
    )


def _from_plain(objects: list[_PlainObject]) -> Instances:
    boxes = _boxes_of(objects)
    aabb = boxes.aabb
    for row, o in enumerate(objects):
        if o.min is not None and o.max is not None:
            aabb[row] = (*o.min, *o.max)
    counts = [o.num_points for o in objects if o.num_points is not None]
    return Instances.from_aabb(
        aabb,
        [o.label for o in objects],
        instance_id=np.array(
            [r if o.id is None else o.id for r, o in enumerate(objects)], np.int64
        ),
        boxes=boxes,
        color=_table([UNKNOWN if o.color is None else o.color for o in objects]),
        front=_unit(
            _table([UNKNOWN if o.front_direction is None else o.front_direction for o in objects])
        ),
        score=np.array([o.score for o in objects]),
        num_points=np.array(counts) if objects and len(counts) == len(objects) else None,
    )


def _boxes_of(objects: list[_PlainObject]) -> Boxes:
    center, extent, R = [], [], []
    for o in objects:
        low, high = np.array(o.min or UNKNOWN), np.array(o.max or UNKNOWN)
        center.append((low + high) / 2 if o.center is None else o.center)
        extent.append(high - low if o.size is None else o.size)
        turned = rotation_about_z(np.array([o.yaw or 0.0]))[0]
        R.append(turned if o.R_world_box is None else np.array(o.R_world_box))
    rotations = np.array(R, dtype=np.float64).reshape(-1, 3, 3)
    return Boxes(_table(center), _table(extent), rotations)


def _table(rows: Sequence[Any]) -> np.ndarray:
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _unit(directions: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(directions, axis=1, keepdims=True)
    return directions / np.where(length > 1e-9, length, np.nan)


def _front_directions(offset: np.ndarray, boxes: Boxes) -> np.ndarray:
    """(M, 3) unit directions from (M, 3) offsets of front points from the box centres."""
    is_thin = np.linalg.norm(offset, axis=1, keepdims=True) < LEAST_OFFSET
    return np.where(is_thin, -boxes.R_world_box[:, :, 0], _unit(offset))


def _is_rotation(R: np.ndarray) -> bool:
    return bool(np.abs(R @ R.T - np.eye(3)).max() < 1e-6 and np.linalg.det(R) > 0)


def _check_ids(ids: list[int], where: str) -> None:
    if len(set(ids)) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise ValueError(f"{where}: object ids must be unique, got {twice} twice")

"""nuScenes tables: the folder of JSON tables in, a scene's standing objects or one sample out.

    <root>/v1.0-*/scene.json sample.json sample_annotation.json instance.json category.json
                  ego_pose.json sample_data.json (the last two for poses alone)

With `scene` the name of a scene ("scene-0061") the result is what stands still all along; with a
sample's token it is the objects of that moment. Global frame of the scene's map, metres, z up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter

from ...records import Scan
from ..fields import MAX_COORDINATE, check_coordinates
from ..files import parse_json, read_bytes
from .poses import EgoPoses, rigid, rotations_of
from .tracks import Tracks

name = "nuscenes"
Number = Annotated[float, Field(allow_inf_nan=False, ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Side = Annotated[float, Field(ge=0, le=MAX_COORDINATE)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Place = tuple[Number, Number, Number]
Quaternion = tuple[Number, Number, Number, Number]
# Categories in people's words, by the last parts of their names that tell them.
LABELS = {
    "human.pedestrian.adult": "pedestrian",
    "human.pedestrian.child": "pedestrian",
    "human.pedestrian.construction_worker": "construction worker",
    "human.pedestrian.police_officer": "police officer",
    "human.pedestrian.personal_mobility": "wheeled rider",
    "movable_object.trafficcone": "traffic cone",
    "movable_object.pushable_pullable": "cart",
    "vehicle.bus.bendy": "bus",
    "vehicle.bus.rigid": "bus",
    "vehicle.construction": "construction vehicle",
    "vehicle.emergency.police": "police car",
}
MOVING = ("human", "animal")  # never part of a map, however long they stand still
FRONTLESS = ("movable_object", "static_object")


class _Row(BaseModel):
    token: str


class _Scene(_Row):
    name: str


class _Sample(_Row):
    timestamp: Count
    scene_token: str


class _Annotation(_Row):
    sample_token: str
    instance_token: str
    translation: Place
    size: tuple[Side, Side, Side]  # width, length, height
    rotation: Quaternion
    num_lidar_pts: Count = 0


class _Instance(_Row):
    category_token: str


class _Category(_Row):
    name: str


class _Data(_Row):
    sample_token: str
    ego_pose_token: str


class _Pose(_Row):
    timestamp: Count
    translation: Place
    rotation: Quaternion


_T = TypeVar("_T")
_SCENES, _SAMPLES = TypeAdapter(list[_Scene]), TypeAdapter(list[_Sample])
_ANNOTATIONS, _INSTANCES = TypeAdapter(list[_Annotation]), TypeAdapter(list[_Instance])
_CATEGORIES, _DATA = TypeAdapter(list[_Category]), TypeAdapter(list[_Data])
_POSES = TypeAdapter(list[_Pose])


def matches(path: Path) -> bool:
    """Whether the folder holds the tables, or a folder v1.0-* that does."""
    return path.is_dir() and any((one / "sample_annotation.json").exists() for one in _homes(path))


def read(path: Path, scene: str | None = None) -> Scan:
    """Read the standing objects of a scene, or the objects of one sample.

    Args:
        path: the folder of the tables, or the one above it.
        scene: a scene's name or a sample's token; may be left out where there is one scene.

    Returns:
        The scan, without points. Ids count the scene's instances in the order of their tokens.

    Raises:
        FileNotFoundError: a table is missing.
        ValueError: a damaged table, tokens that lead nowhere, or no such scene or sample.
    """
    home = _home(path)
    samples = _table(home, "sample", _SAMPLES)
    chosen, sample = _choose(home, samples, scene)
    here = {one.token: one for one in samples if one.scene_token == chosen.token}
    tracks, category = _read_tracks(home, here)
    if sample is None:
        boxes, speed = tracks.standing(), None
        boxes = boxes[~_begins(category, boxes.instance_id, MOVING)]
    else:
        rows = np.flatnonzero(tracks.time == (sample.timestamp - _start(here)) / 1e6)
        boxes, speed = tracks[rows], tracks.speeds(rows)
    front = ~_begins(category, boxes.instance_id, FRONTLESS)
    return Scan(scene or chosen.name, boxes.instances(front, speed))


def read_ego_poses(path: str | Path, scene: str | None = None) -> EgoPoses:
    """The poses of the vehicle through a scene, global frame; timestamps in microseconds.

    Args:
        path: as for `read`.
        scene: a scene's name; may be left out where there is one.

    Raises:
        FileNotFoundError, ValueError: as `read`.
    """
    home = _home(Path(path))
    samples = _table(home, "sample", _SAMPLES)
    chosen, _ = _choose(home, samples, scene)
    here = {one.token for one in samples if one.scene_token == chosen.token}
    wanted = {
        d.ego_pose_token for d in _table(home, "sample_data", _DATA) if d.sample_token in here
    }
    poses = [pose for pose in _table(home, "ego_pose", _POSES) if pose.token in wanted]
    if not poses:
        raise ValueError(f"{home} must hold poses of {chosen.name}, got none")
    poses.sort(key=lambda pose: pose.timestamp)
    R = rotations_of(np.array([pose.rotation for pose in poses]), f"{home}/ego_pose.json")
    T = rigid(R, np.array([pose.translation for pose in poses]))
    return EgoPoses(np.array([pose.timestamp for pose in poses], dtype=np.int64), T)


def _homes(path: Path) -> list[Path]:
    return [path, *sorted(path.glob("v1.0-*"))]


def _home(path: Path) -> Path:
    found = [one for one in _homes(path) if (one / "sample_annotation.json").exists()]
    if not found:
        raise FileNotFoundError(f"nuScenes tables must hold sample_annotation.json: {path}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise ValueError(f"{path} holds several versions: give the folder of one of {names}")
    return found[0]


def _table(home: Path, table: str, shape: TypeAdapter[list[_T]]) -> list[_T]:
    path = home / f"{table}.json"
    return parse_json(read_bytes(path), shape, str(path))


def _choose(
    home: Path, samples: list[_Sample], wanted: str | None
) -> tuple[_Scene, _Sample | None]:
    """The scene of a name or of a sample's token, and the sample."""
    scenes = _table(home, "scene", _SCENES)
    sample = next((one for one in samples if one.token == wanted), None)
    for scene in scenes:
        if scene.name == wanted or (sample is not None and sample.scene_token == scene.token):
            return scene, sample
    if wanted is None and len(scenes) == 1:
        return scenes[0], None
    problem = f"{len(scenes)} scenes" if wanted is None else f"no scene or sample {wanted!r}"
    names = ", ".join(repr(scene.name) for scene in scenes[:3])
    raise ValueError(f"{home} holds {problem}: choose with scene= (--scene), such as {names}")


def _start(samples: dict[str, _Sample]) -> int:
    return min(sample.timestamp for sample in samples.values())


def _read_tracks(home: Path, samples: dict[str, _Sample]) -> tuple[Tracks, dict[int, str]]:
    """The boxes of a scene's samples, and the category of each instance_id."""
    where = str(home / "sample_annotation.json")
    rows = [
        one
        for one in _table(home, "sample_annotation", _ANNOTATIONS)
        if one.sample_token in samples
    ]
    if not rows:
        raise ValueError(f"{where} must hold boxes of the scene, got none")
    tokens, ids = np.unique([one.instance_token for one in rows], return_inverse=True)
    category = _categories(home, tokens.tolist())
    width, length, height = np.array([one.size for one in rows], dtype=np.float64).T
    center = np.array([one.translation for one in rows], dtype=np.float64)
    check_coordinates(center, where)
    start = _start(samples)
    tracks = Tracks(
        time=np.array([(samples[one.sample_token].timestamp - start) / 1e6 for one in rows]),
        instance_id=ids.astype(np.int64),
        label=np.array([_label(category[int(one)]) for one in ids], dtype=object),
        center=center,
        extent=np.column_stack([length, width, height]),
        R_world_box=rotations_of(np.array([one.rotation for one in rows]), where),
        num_points=np.array([one.num_lidar_pts for one in rows], dtype=np.int64),
    )
    return tracks, category


def _categories(home: Path, tokens: list[str]) -> dict[int, str]:
    names = {one.token: one.name for one in _table(home, "category", _CATEGORIES)}
    of = {one.token: one.category_token for one in _table(home, "instance", _INSTANCES)}
    found: dict[int, str] = {}
    for number, token in enumerate(tokens):
        if of.get(token) not in names:
            raise ValueError(f"{home}: the instance {token!r} has no category in the tables")
        found[number] = names[of[token]]
    return found


def _label(category: str) -> str:
    return LABELS.get(category, category.rsplit(".", 1)[-1].replace("_", " "))


def _begins(category: dict[int, str], ids: np.ndarray, kinds: tuple[str, ...]) -> np.ndarray:
    return np.array([category[int(i)].startswith(kinds) for i in ids], dtype=bool)

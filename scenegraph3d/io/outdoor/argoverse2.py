"""Argoverse 2 logs: a folder of annotations, poses, a map and sweeps in, a Scan out.

    <log>/annotations.feather (or annotations_with_ego.feather)   boxes in the vehicle's frame
    <log>/city_SE3_egovehicle.feather                             the vehicle's poses
    <log>/map/log_map_archive_*.json, *_ground_height_surface*.npy   the HD map, may be missing
    <log>/sensors/lidar/<timestamp_ns>.feather                    sweeps, may be missing

Without `scene` the log becomes its static map: what stands still all along and the surfaces of
the HD map. With `scene=<timestamp_ns>` it becomes the objects of that moment, with the sweep's
points where it is there. Everything is in the city frame, metres, z up.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...records import Instances, PointCloud, Scan
from ...records.checks import check_finite
from ..fields import check_coordinates
from ..files import one_line
from .argoverse_map import read_map
from .feather import check_texts, read_columns, stack_columns, whole_numbers
from .join import join_instances, points_in_boxes
from .poses import EgoPoses, rigid, rotations_of
from .tracks import Tracks

name = "argoverse2"
ANNOTATIONS = ("annotations.feather", "annotations_with_ego.feather")
POSES = "city_SE3_egovehicle.feather"
SWEEPS = Path("sensors/lidar")
QUATERNION, TRANSLATION = ("qw", "qx", "qy", "qz"), ("tx_m", "ty_m", "tz_m")
EXTENT = ("length_m", "width_m", "height_m")
# Names in people's words; of the others the underscores become spaces.
LABELS = {
    "REGULAR_VEHICLE": "car",
    "VEHICULAR_TRAILER": "trailer",
    "MOBILE_PEDESTRIAN_CROSSING_SIGN": "pedestrian crossing sign",
    "SIGN": "traffic sign",
    "CONSTRUCTION_CONE": "traffic cone",
}
# Never part of a map, however long they stand still.
LIVING = (
    "pedestrian", "bicyclist", "motorcyclist", "wheeled rider", "official signaler", "dog",
    "animal", "stroller", "wheelchair", "ego vehicle",
)  # fmt: skip
FRONTLESS = (
    "bollard", "construction barrel", "traffic cone", "traffic sign", "stop sign",
    "pedestrian crossing sign",
)  # fmt: skip


def matches(path: Path) -> bool:
    """Whether the folder is a log: it has annotations and poses."""
    return (path / POSES).exists() and any((path / one).exists() for one in ANNOTATIONS)


def read(path: Path, scene: str | None = None) -> Scan:
    """Read a log's static map, or the objects of one moment.

    Args:
        path: the log's folder.
        scene: an annotated timestamp in nanoseconds, such as "315971916960141000"; None or the
            log's name for the static map.

    Returns:
        The scan. Ids of tracks count from 0 in the order of their uuids (see `read_track_ids`)
        and are the same at every moment; the map's surfaces follow.

    Raises:
        FileNotFoundError: a table is missing.
        ValueError: a damaged table, or no such timestamp.
        ImportError: pyarrow is not installed.
    """
    if scene is None or scene == path.resolve().name:
        return read_standing(path)
    tracks, timestamp = _read_tracks(path)
    surfaces = _surfaces(path, tracks)
    rows = np.flatnonzero(timestamp == _chosen(scene, timestamp, path))
    now = _instances(tracks[rows], tracks.speeds(rows))
    sweep = path / SWEEPS / f"{scene}.feather"
    if not sweep.exists():
        return _scan(scene, now, surfaces)
    objects = join_instances(now, surfaces.instances)
    cloud = PointCloud(_read_sweep(sweep, read_ego_poses(path)).astype(np.float32))
    return Scan(scene, objects, cloud, points_in_boxes(cloud.points, objects[: len(now)]))


def read_standing(path: str | Path, *, leave_out: np.ndarray | None = None) -> Scan:
    """The static map of a log: what stands still all along, and the surfaces of the HD map.

    Args:
        path: the log's folder.
        leave_out: timestamps whose boxes are not used, nanoseconds.

    Raises:
        FileNotFoundError, ValueError, ImportError: as `read`.
    """
    path = Path(path)
    tracks, timestamp = _read_tracks(path)
    used = tracks if leave_out is None else tracks[~np.isin(timestamp, leave_out)]
    standing = used.standing()
    standing = standing[~_is_among(standing.label, LIVING)]
    return _scan(path.resolve().name, _instances(standing), _surfaces(path, tracks))


def read_ego_poses(path: str | Path) -> EgoPoses:
    """The poses of a log's vehicle in the city frame, in the order of time.

    Args:
        path: the log's folder.

    Raises:
        FileNotFoundError, ValueError, ImportError: as `read`.
    """
    table = Path(path) / POSES
    columns = read_columns(table, ("timestamp_ns", *QUATERNION, *TRANSLATION))
    timestamp = whole_numbers(columns, "timestamp_ns", str(table))
    order = np.argsort(timestamp, kind="stable")
    if not len(order):
        raise ValueError(f"{table} must hold poses, got none")
    R = rotations_of(stack_columns(columns, QUATERNION, str(table)), str(table))
    t = stack_columns(columns, TRANSLATION, str(table))
    check_finite(str(table), t)
    return EgoPoses(timestamp[order], rigid(R, t)[order])


def read_timestamps(path: str | Path) -> np.ndarray:
    """(F,) int64 annotated moments of a log, nanoseconds, rising."""
    return np.unique(read_columns(_annotations(Path(path)), ("timestamp_ns",))["timestamp_ns"])


def read_track_ids(path: str | Path) -> np.ndarray:
    """(T,) str uuids of a log's tracks; a track's place here is its instance_id."""
    return np.unique(read_columns(_annotations(Path(path)), ("track_uuid",))["track_uuid"])


def _annotations(path: Path) -> Path:
    found = next((path / one for one in ANNOTATIONS if (path / one).exists()), None)
    if found is None:
        raise FileNotFoundError(f"an Argoverse 2 log must hold {ANNOTATIONS[0]}: {path}")
    return found


def _read_tracks(path: Path) -> tuple[Tracks, np.ndarray]:
    """All boxes of a log in the city frame, and the (B,) timestamp of each."""
    table = _annotations(path)
    names = ("timestamp_ns", "track_uuid", "category", "num_interior_pts")
    columns = read_columns(table, (*names, *EXTENT, *QUATERNION, *TRANSLATION))
    timestamp = whole_numbers(columns, "timestamp_ns", str(table))
    check_texts(columns, ("track_uuid", "category"), str(table))
    if not len(timestamp):
        raise ValueError(f"{table} must hold boxes, got none")
    poses = read_ego_poses(path)
    T_city_ego = poses.T_city_ego[poses.rows_at(timestamp)]
    R_ego_box = rotations_of(stack_columns(columns, QUATERNION, str(table)), str(table))
    center = stack_columns(columns, TRANSLATION, str(table))
    center_city = np.einsum("bij,bj->bi", T_city_ego[:, :3, :3], center) + T_city_ego[:, :3, 3]
    check_coordinates(center_city, str(table))
    tracks = Tracks(
        time=(timestamp - timestamp.min()) / 1e9,
        instance_id=np.unique(columns["track_uuid"], return_inverse=True)[1].astype(np.int64),
        label=_labels(columns["category"]),
        center=center_city,
        extent=stack_columns(columns, EXTENT, str(table)),
        R_world_box=_upright(T_city_ego[:, :3, :3] @ R_ego_box),
        num_points=whole_numbers(columns, "num_interior_pts", str(table)),
    )
    return tracks, timestamp


def _is_among(label: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    return np.array([one in names for one in label], dtype=bool)


def _labels(category: np.ndarray) -> np.ndarray:
    readable = {one: LABELS.get(one, one.lower().replace("_", " ")) for one in set(category)}
    return np.array([readable[one] for one in category], dtype=object)


def _upright(R: np.ndarray) -> np.ndarray:
    """(B, 3, 3) rotations without their tilt: the vehicle's pitch says nothing of the boxes."""
    from ...geometry.boxes import rotation_about_z

    return rotation_about_z(np.arctan2(R[:, 1, 0], R[:, 0, 0]))


def _chosen(scene: str, timestamp: np.ndarray, path: Path) -> int:
    """The annotated timestamp that `scene` names."""
    known = np.unique(timestamp)
    try:
        wanted = int(scene)
    except ValueError:
        wanted = -1
    if wanted in known:
        return wanted
    raise ValueError(
        f"no timestamp {scene!r} among the {len(known)} of {path}; they go from {known[0]} to "
        f"{known[-1]}, nanoseconds: without scene= (--scene) the log is its static map"
    )


def _instances(tracks: Tracks, speed: np.ndarray | None = None) -> Instances:
    return tracks.instances(~_is_among(tracks.label, FRONTLESS), speed)


def _surfaces(path: Path, tracks: Tracks) -> Scan:
    return read_map(path / "map", first_id=int(tracks.instance_id.max(initial=-1)) + 1)


def _scan(name: str, objects: Instances, surfaces: Scan) -> Scan:
    """The objects and the map's surfaces together; only the surfaces have points."""
    joined = join_instances(objects, surfaces.instances)
    return Scan(name, joined, surfaces.cloud, surfaces.point_instance)


def _read_sweep(path: Path, poses: EgoPoses) -> np.ndarray:
    """(N, 3) points of one sweep in the city frame."""
    points = stack_columns(read_columns(path, ("x", "y", "z")), ("x", "y", "z"), str(path))
    try:
        row = poses.rows_at(np.array([int(path.stem)]))[0]
    except ValueError as error:
        raise ValueError(f"{path} must be named by its timestamp: {one_line(error)}") from error
    T = poses.T_city_ego[row]
    points = points @ T[:3, :3].T + T[:3, 3]
    check_coordinates(points, str(path))
    return points

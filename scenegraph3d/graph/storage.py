"""A scene graph in one file: safetensors arrays, and a JSON header for names and rooms."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from ..io.files import atomic_write, one_line, require_file
from ..records import Boxes, Instances, PointCloud
from .groups import find_groups
from .part_files import part_arrays, parts_from
from .scene_graph import Group, Room, SceneGraph

FORMAT = "scenegraph3d graph"  # the key of the header
VERSION = 4  # 1 had no groups, 2 no features, normals or views, 3 no parts or undetected things

_OF_INSTANCES = (
    "num_points",
    "feature",
    "feature_confidence",
    "views",
    "speed",
)  # arrays that may lack
_OF_POINTS = ("colors", "normals", "num_views")


def save_graph(graph: SceneGraph, path: str | Path) -> None:
    """Write a graph to one file, beside its place and then renamed.

    Args:
        graph: what to write.
        path: the file, ending in .sg3d; an older one is replaced.

    Raises:
        FileNotFoundError: the folder to write into does not exist.
        ValueError: the path does not end in .sg3d, or is a folder.
    """
    if Path(path).suffix != ".sg3d":
        raise ValueError(f"a scene's file must end in .sg3d, got {path}")
    arrays = {key: np.ascontiguousarray(value) for key, value in _arrays(graph).items()}
    header = {
        "version": VERSION,
        "name": graph.name,
        "encoder": graph.encoder,
        "labels": [str(label) for label in graph.instances.label],
        "rooms": [asdict(room) | {"outline": None} for room in graph.rooms],
        "groups": [asdict(group) for group in graph.groups],
        "parts": [] if graph.parts is None else [str(label) for label in graph.parts.label],
    }
    with atomic_write(path) as file:
        file.write(to_bytes(arrays, {FORMAT: json.dumps(header)}))


def load_graph(path: str | Path) -> SceneGraph:
    """Read a graph that `save_graph` wrote, in this or an earlier version.

    Args:
        path: the file.

    Returns:
        A graph equal to the one written, array for array.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no such file, of another version, cut short or damaged.
    """
    path = Path(path)
    require_file(path)
    try:
        with safe_open(path, framework="numpy") as file:
            header = json.loads((file.metadata() or {})[FORMAT])
            if header["version"] not in range(1, VERSION + 1):
                raise ValueError(f"version 1 to {VERSION} is needed, got {header['version']}")
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        graph = _graph(header, arrays)
        _check_rows(graph)
        if header["version"] == 1:
            graph = replace(graph, groups=find_groups(graph))
    except KeyError as error:
        raise ValueError(f"{path} must be a whole .sg3d file, but {error} is missing") from error
    except (SafetensorError, ValueError, TypeError, IndexError) as error:
        raise ValueError(f"{path} must be a whole .sg3d file: {one_line(error)}") from error
    return graph


def _arrays(graph: SceneGraph) -> dict[str, np.ndarray]:
    instances = graph.instances
    arrays = {
        "instance_id": instances.instance_id,
        "aabb": instances.aabb,
        "box_center": instances.boxes.center,
        "box_extent": instances.boxes.extent,
        "R_world_box": instances.boxes.R_world_box,
        "color": instances.color,
        "front": instances.front,
        "score": instances.score,
        "room_of": graph.room_of,
        "supporter": graph.supporter,
        **_packed("footprint", graph.footprint),
        **_packed("outline", tuple(room.outline for room in graph.rooms)),
    }
    for name in _OF_INSTANCES:
        if (values := getattr(instances, name)) is not None:
            arrays[name] = values
    if graph.undetected is not None:
        arrays["undetected"] = graph.undetected
    if graph.parts is not None:
        arrays |= part_arrays(graph.parts)
    if graph.cloud is not None and graph.point_row is not None:
        arrays |= {"points": graph.cloud.points, "point_row": graph.point_row}
        for name in _OF_POINTS:
            if (values := getattr(graph.cloud, name)) is not None:
                arrays[f"point_{name}"] = values
    return arrays


def _graph(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> SceneGraph:
    rooms = zip(header["rooms"], _unpacked("outline", arrays), strict=True)
    cloud = None
    if "points" in arrays:
        more = {name: arrays.get(f"point_{name}") for name in _OF_POINTS}
        cloud = PointCloud(arrays["points"], **more)
    return SceneGraph(
        name=header["name"],
        instances=Instances(
            instance_id=arrays["instance_id"],
            label=np.array(header["labels"], dtype=object),
            aabb=arrays["aabb"],
            boxes=Boxes(arrays["box_center"], arrays["box_extent"], arrays["R_world_box"]),
            color=arrays["color"],
            front=arrays["front"],
            score=arrays["score"],
            **{name: arrays.get(name) for name in _OF_INSTANCES},
        ),
        cloud=cloud,
        point_row=arrays["point_row"] if cloud is not None else None,
        rooms=tuple(Room(**(room | {"outline": outline})) for room, outline in rooms),
        room_of=arrays["room_of"],
        supporter=arrays["supporter"],
        footprint=tuple(_unpacked("footprint", arrays)),
        groups=tuple(_group(group) for group in header.get("groups", ())),
        encoder=str(header.get("encoder", "")),
        undetected=arrays.get("undetected"),
        parts=parts_from(arrays, header.get("parts", [])),
    )


def _group(group: dict[str, Any]) -> Group:
    source = str(group.get("source", "geometry"))
    return Group(str(group["kind"]), tuple(map(int, group["members"])), group["anchor"], source)


def _packed(name: str, polygons: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
    """Polygons (K, 2) of different lengths as one array and their lengths."""
    corners = np.concatenate([np.zeros((0, 2)), *polygons])
    return {name: corners, f"{name}_len": np.array([len(p) for p in polygons], dtype=np.int64)}


def _unpacked(name: str, arrays: dict[str, np.ndarray]) -> list[np.ndarray]:
    lengths = arrays[f"{name}_len"]
    if lengths.sum() != len(arrays[name]) or (lengths < 1).any():
        raise ValueError(f"the corners of {name} do not add up")
    return np.split(arrays[name], np.cumsum(lengths)[:-1]) if len(lengths) else []


def _check_rows(graph: SceneGraph) -> None:
    """Raise ValueError where one part of the graph points outside another."""
    num_instances = len(graph)
    rows = [("supporter", graph.supporter, num_instances, num_instances, -1)]
    rows.append(("room_of", graph.room_of, num_instances, len(graph.rooms), 0))
    if graph.cloud is not None and graph.point_row is not None:
        rows.append(("point_row", graph.point_row, len(graph.cloud), num_instances, -1))
    for name, values, length, end, least in rows:
        if values.shape != (length,) or ((values < least) | (values >= end)).any():
            raise ValueError(f"{name} must hold {length} rows below {end}")
    for group in graph.groups:
        at = [*group.members, *([] if group.anchor is None else [group.anchor])]
        if not group.members or min(at) < 0 or max(at) >= num_instances:
            raise ValueError(f"a group must hold rows below {num_instances}, got {at}")
    if graph.undetected is not None and graph.undetected.shape != (num_instances,):
        raise ValueError(f"undetected must hold {num_instances} rows, got {graph.undetected.shape}")
    if (
        graph.parts is not None
        and not np.isin(graph.parts.whole_id, graph.instances.instance_id).all()
    ):
        raise ValueError("parts must be of instances")
    if len(graph.footprint) != num_instances:
        raise ValueError(f"{num_instances} footprints are needed, got {len(graph.footprint)}")

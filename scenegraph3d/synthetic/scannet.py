"""Write a house as a ScanNet scan folder, file for file as the data set is distributed."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .house import House
from .sample import DENSITY, Mesh, to_mesh
from .truth import describe_truth

_COLOR_PROPERTIES = ("red", "green", "blue", "alpha")
_SEGMENT_PARAMS = {
    "kThresh": "0.0001",
    "segMinVerts": "20",
    "minPoints": "750",
    "maxPoints": "30000",
    "thinThresh": "0.05",
    "flatThresh": "0.001",
    "minLength": "0.02",
    "maxLength": "1",
}
_SCENE_TYPES = {
    "bedroom": "Bedroom / Hotel",
    "office": "Office",
    "living room": "Living room / Lounge",
    "kitchen": "Kitchen",
    "dining room": "Dinning Room",
    "bathroom": "Bathroom",
    "meeting room": "Conference Room",
}


def write_scannet(house: House, folder: str | Path, *, density: float = DENSITY) -> Path:
    """Write the scan folder of a house, complete or not at all.

    The files are in the scan's raw frame; `axisAlignment` in the text file maps it to the
    world frame. Beside ScanNet's own files lies truth.json (see `truth.describe_truth`).

    Args:
        house: a generated house; its objects keep their ids as objectId.
        folder: where scans are kept; the scan goes to `folder / house.name`.
        density: vertices per square metre (see `sample.to_mesh`).

    Returns:
        The path of the new scan folder.

    Raises:
        FileExistsError: where that path is taken.
    """
    path = Path(folder).resolve() / house.name
    if path.exists():
        raise FileExistsError(f"{path} exists already; remove it or choose another folder")
    mesh = to_mesh(house, density=density)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{house.name}.", dir=path.parent))
    try:
        _write_files(house, mesh, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return path


def _write_files(house: House, mesh: Mesh, folder: Path) -> None:
    name = house.name
    segment_ids = _segment_ids(mesh)
    nyu40 = np.array([thing.nyu40 for thing in house.things])[mesh.point_instance]
    vertices = mesh.vertices @ house.T_world_raw[:3, :3]  # R.T @ v, row-wise
    vertices -= house.T_world_raw[:3, 3] @ house.T_world_raw[:3, :3]
    _write_ply(folder / f"{name}_vh_clean_2.ply", vertices, mesh)
    _write_ply(folder / f"{name}_vh_clean_2.labels.ply", vertices, mesh, labels=nyu40)
    _write_json(folder / f"{name}.aggregation.json", _aggregation(house, mesh, segment_ids))
    _write_json(
        folder / f"{name}_vh_clean_2.0.010000.segs.json",
        {"params": _SEGMENT_PARAMS, "sceneId": name, "segIndices": segment_ids.tolist()},
    )
    (folder / f"{name}.txt").write_text(_scan_text(house), encoding="ascii")
    _write_json(folder / "truth.json", describe_truth(house))


def _segment_ids(mesh: Mesh) -> np.ndarray:
    """(N,) the segment of each vertex, named as in ScanNet by the row of one of its vertices."""
    _, first, inverse = np.unique(mesh.point_segment, return_index=True, return_inverse=True)
    return first[inverse]


def _aggregation(house: House, mesh: Mesh, segment_ids: np.ndarray) -> dict[str, Any]:
    pairs = np.unique(np.stack([mesh.point_instance, segment_ids], axis=1), axis=0)
    return {
        "sceneId": f"scannet.{house.name}",
        "appId": "Aggregator.v2",
        "segGroups": [
            {
                "id": thing.instance_id,
                "objectId": thing.instance_id,
                "segments": pairs[pairs[:, 0] == thing.instance_id, 1].tolist(),
                "label": thing.label,
            }
            for thing in house.things
        ],
        "segmentsFile": f"scannet.{house.name}_vh_clean_2.0.010000.segs.json",
    }


def _scan_text(house: House) -> str:
    alignment = " ".join(f"{value:.6f}" for value in house.T_world_raw.ravel())
    lines = {
        "axisAlignment": alignment,
        "colorHeight": 968,
        "colorWidth": 1296,
        "depthHeight": 480,
        "depthWidth": 640,
        "fx_color": 1170.187988,
        "fx_depth": 570.924255,
        "fy_color": 1170.187988,
        "fy_depth": 570.924316,
        "mx_color": 647.75,
        "mx_depth": 319.5,
        "my_color": 483.75,
        "my_depth": 239.5,
        "numColorFrames": 0,
        "numDepthFrames": 0,
        "numIMUmeasurements": 0,
        "sceneType": _SCENE_TYPES[house.rooms[0].type] if len(house.rooms) == 1 else "Apartment",
    }
    return "".join(f"{key} = {value}\n" for key, value in lines.items())


def _write_ply(
    path: Path, vertices: np.ndarray, mesh: Mesh, *, labels: np.ndarray | None = None
) -> None:
    fields: list[tuple[str, str]] = [(axis, "<f4") for axis in "xyz"]
    fields += [(name, "u1") for name in _COLOR_PROPERTIES]
    fields += [] if labels is None else [("label", "<u2")]
    table = np.zeros(len(vertices), dtype=fields)
    table["x"], table["y"], table["z"] = vertices.T
    table["red"], table["green"], table["blue"] = mesh.colors.T
    table["alpha"] = 255
    if labels is not None:
        table["label"] = labels
    faces = np.zeros(len(mesh.faces), dtype=[("count", "u1"), ("vertex_indices", "<i4", (3,))])
    faces["count"], faces["vertex_indices"] = 3, mesh.faces
    header = _ply_header(len(table), len(faces), labels is not None)
    path.write_bytes(header.encode("ascii") + table.tobytes() + faces.tobytes())


def _ply_header(num_vertices: int, num_faces: int, has_labels: bool) -> str:
    lines = ["ply", "format binary_little_endian 1.0", f"element vertex {num_vertices}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    lines += [f"property uchar {name}" for name in _COLOR_PROPERTIES]
    lines += ["property ushort label"] if has_labels else []
    lines += [f"element face {num_faces}", "property list uchar int vertex_indices", "end_header"]
    return "\n".join(lines) + "\n"


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")

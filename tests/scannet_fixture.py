"""Write a tiny ScanNet scan folder in the official layout, with nothing of the code under test."""

import json
import struct
from pathlib import Path

import numpy as np

# A quarter turn about z and a shift: world = (-y + 1, x + 2, z + 0.5).
AXIS_ALIGNMENT = [0, -1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 0.5, 0, 0, 0, 1]

# objectId, label, the two opposite corners in the raw frame, RGB.
OBJECTS = [
    (0, "floor", (0, 0, 0), (4, 3, 0), (90, 80, 70)),
    (3, "office chair", (1, 1, 0), (1.5, 1.5, 1), (200, 10, 10)),
    (7, "lamp", (2, 2, 1), (2.2, 2.4, 1.5), (10, 200, 10)),
]
LABELS = {"floor": 2, "office chair": 5, "lamp": 35}


def write_scannet_folder(parent: Path, scan_id: str = "scene0000_00") -> Path:
    """Eight vertices an object and one vertex of no object; returns the scan's folder."""
    folder = parent / scan_id
    folder.mkdir(parents=True)
    vertices, segments, groups, classes = [], [], [], []
    for row, (object_id, label, low, high, rgb) in enumerate(OBJECTS):
        corners = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(3, -1).T
        vertices += [(*corner, *rgb) for corner in corners]
        # Each object is made of two segments, as in the real scans.
        segments += [100 + 10 * row] * 4 + [101 + 10 * row] * 4
        classes += [LABELS[label]] * 8
        groups.append(
            {
                "id": row,
                "objectId": object_id,
                "segments": [100 + 10 * row, 101 + 10 * row],
                "label": label,
            }
        )
    vertices.append((3.5, 2.5, 2.0, 0, 0, 0))
    write_json(folder / f"{scan_id}.aggregation.json", {"sceneId": scan_id, "segGroups": groups})
    write_json(
        folder / f"{scan_id}_vh_clean_2.0.010000.segs.json",
        {"params": {"kThresh": "0.0001"}, "sceneId": scan_id, "segIndices": [*segments, 999]},
    )
    alignment = " ".join(f"{value:f}" for value in AXIS_ALIGNMENT)
    (folder / f"{scan_id}.txt").write_text(
        f"appVersionId = 88\naxisAlignment = {alignment} \nsceneType = Office\n"
    )
    write_ply(folder / f"{scan_id}_vh_clean_2.ply", vertices)
    write_ply(folder / f"{scan_id}_vh_clean_2.labels.ply", vertices, labels=[*classes, 0])
    return folder


def write_ply(path: Path, vertices: list[tuple], labels: list[int] | None = None) -> None:
    """The binary layout of ScanNet's meshes, with one face."""
    names = ["float x", "float y", "float z", "uchar red", "uchar green", "uchar blue"]
    names += ["uchar alpha", *(["ushort label"] if labels else [])]
    header = "ply\nformat binary_little_endian 1.0\ncomment VCGLIB generated\n"
    header += f"element vertex {len(vertices)}\n"
    header += "".join(f"property {name}\n" for name in names)
    header += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    body = b""
    for row, vertex in enumerate(vertices):
        body += struct.pack("<fffBBBB", *vertex, 255)
        body += struct.pack("<H", labels[row]) if labels else b""
    path.write_bytes(header.encode() + body + struct.pack("<Biii", 3, 0, 1, 2))


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))

"""Meshes through trimesh in, a Scan of their vertices out; each named part is an instance."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from ..records import Scan
from .fields import make_cloud
from .files import one_line, require_file
from .segments import scan_from_points

MESH_SUFFIXES = (".obj", ".glb", ".gltf", ".stl", ".off")
WORLD_FROM_GLTF = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # y up to z up


def read_mesh(path: Path) -> Scan:
    """Read a mesh file; its points are its vertices.

    A file of several named parts (nodes of a .glb, objects of a .obj) gives one instance a part,
    numbered in the order of their names. The label is the name without the counter that editors
    append: "coffee_table.001" becomes "coffee table". A file of one part has no instances. glTF
    is y-up by definition and is turned; the other formats say nothing and are taken as z-up.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged or has no vertices.
    """
    require_file(path)
    import trimesh

    try:
        loaded = trimesh.load_scene(path, split_objects=True, group_material=False)
        parts = sorted((node, *loaded.graph[node]) for node in loaded.graph.nodes_geometry)
        meshes = [
            (node, _moved(loaded.geometry[key].vertices, T), loaded.geometry[key])
            for node, T, key in parts
        ]
    except Exception as error:  # trimesh lets through whatever its parsing meets.
        raise ValueError(
            f"{path} must be a readable {path.suffix[1:].upper()} mesh, got: {one_line(error)}"
        ) from error
    if not meshes:
        raise ValueError(f"{path}: a mesh needs at least 1 vertex, got 0")
    return _scan_from_parts(path, meshes)


def _moved(vertices: Any, T_world_part: np.ndarray) -> np.ndarray:
    return np.asarray(vertices) @ T_world_part[:3, :3].T + T_world_part[:3, 3]


def _scan_from_parts(path: Path, meshes: list[tuple[str, np.ndarray, Any]]) -> Scan:
    points = np.concatenate([vertices for _, vertices, _ in meshes])
    if path.suffix.lower() in (".glb", ".gltf"):
        points = points @ WORLD_FROM_GLTF.T
    colors = [_vertex_colors(mesh, len(vertices)) for _, vertices, mesh in meshes]
    known = [c for c in colors if c is not None]
    cloud = make_cloud(
        points, np.concatenate(known) if len(known) == len(colors) else None, str(path)
    )
    if len(meshes) == 1:
        return scan_from_points(path.stem, cloud, None)
    counts = [len(vertices) for _, vertices, _ in meshes]
    names = {row: _label(node) for row, (node, _, _) in enumerate(meshes)}
    return scan_from_points(
        path.stem, cloud, np.repeat(np.arange(len(meshes)), counts), names=names
    )


def _label(node: str) -> str:
    words = node.replace("_", " ").strip()
    return re.sub(r"[.\s-]*\d+$", "", words) or words


def _vertex_colors(mesh: Any, num_vertices: int) -> np.ndarray | None:
    """(N, 3) uint8 RGB from vertex colours, texture or material, or None."""
    visual = getattr(mesh, "visual", None)
    if visual is None or not visual.defined:
        return None
    if visual.kind == "texture":
        if visual.uv is None:
            return np.tile(visual.material.main_color[:3], (num_vertices, 1))
        visual = visual.to_color()
    return np.broadcast_to(np.asarray(visual.vertex_colors)[..., :3], (num_vertices, 3))

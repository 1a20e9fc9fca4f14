"""Meshes through trimesh in, a Scan of their vertices out; each named part is an instance."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

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
    from trimesh.resolvers import FilePathResolver

    try:
        loaded = trimesh.load_scene(
            _as_utf8(path),
            file_type=path.suffix[1:].lower(),
            resolver=FilePathResolver(str(path)),
            split_objects=True,
            group_material=False,
        )
        nodes = sorted(loaded.graph.nodes_geometry)
        parts = [_part(node, loaded) for node in nodes]
    except ModuleNotFoundError as error:  # trimesh wants to guess an encoding.
        raise ValueError(
            f"{path} must be a readable {path.suffix[1:].upper()} mesh, "
            "got text that is not UTF-8: is it damaged?"
        ) from error
    except Exception as error:  # trimesh lets through whatever its parsing meets.
        raise ValueError(
            f"{path} must be a readable {path.suffix[1:].upper()} mesh, got: {one_line(error)}"
        ) from error
    if not parts:
        raise ValueError(f"{path}: a mesh needs at least 1 vertex, got 0")
    return _scan_from_parts(path, parts)


def _as_utf8(path: Path) -> BytesIO:
    """The file's content, with the names in a text of old encoding made readable."""
    content = path.read_bytes()
    if path.suffix.lower() in (".obj", ".off"):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            content = content.decode("latin-1").encode("utf-8")
    return BytesIO(content)


class _Part(NamedTuple):
    name: str
    vertices: np.ndarray
    colors: np.ndarray | None


def _part(node: str, loaded: Any) -> _Part:
    T_world_part, key = loaded.graph[node]
    mesh = loaded.geometry[key]
    vertices = np.asarray(mesh.vertices) @ T_world_part[:3, :3].T + T_world_part[:3, 3]
    return _Part(node, vertices, _vertex_colors(mesh, len(vertices)))


def _scan_from_parts(path: Path, parts: list[_Part]) -> Scan:
    points = np.concatenate([part.vertices for part in parts])
    if path.suffix.lower() in (".glb", ".gltf"):
        points = points @ WORLD_FROM_GLTF.T
    known = [part.colors for part in parts if part.colors is not None]
    colors = np.concatenate(known) if len(known) == len(parts) else None
    cloud = make_cloud(points, colors, str(path))
    if len(parts) == 1:
        return scan_from_points(path.stem, cloud, None)
    point_instance = np.repeat(np.arange(len(parts)), [len(part.vertices) for part in parts])
    names = {row: _label(part.name) for row, part in enumerate(parts)}
    return scan_from_points(path.stem, cloud, point_instance, names=names)


def _label(node: str) -> str:
    words = node.replace("_", " ").strip()
    return re.sub(r"[.\s-]*\d+$", "", words) or words


def _vertex_colors(mesh: Any, num_vertices: int) -> np.ndarray | None:
    """(N, 3) uint8 RGB from vertex colours, texture or material, or None."""
    visual: Any = getattr(mesh, "visual", None)
    if getattr(visual, "kind", None) == "texture":
        if visual.uv is None:
            return np.tile(visual.material.main_color[:3], (num_vertices, 1))
        visual = visual.to_color()
    elif not getattr(visual, "defined", True):  # Points have no such flag.
        return None
    colors = np.asarray(getattr(visual, "vertex_colors", None))
    if colors.ndim == 0 or len(colors) == 0:
        return None
    return np.broadcast_to(colors[..., :3], (num_vertices, 3))

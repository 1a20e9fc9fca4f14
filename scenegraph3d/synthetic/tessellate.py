"""Parts to triangle patches: every shape is a few grids, bent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .shapes import Part


@dataclass(frozen=True, eq=False)
class Patch:
    """One bent grid: (N, 3) points, (N, 3) unit normals out of the solid, (T, 3) faces."""

    points: np.ndarray
    normals: np.ndarray
    faces: np.ndarray


def tessellate_part(part: Part, step: float) -> Patch:
    """The surface of a part in its thing's frame, with vertices about `step` metres apart."""
    build = {"box": _box, "cylinder": _cylinder, "ellipsoid": _ellipsoid}[part.shape]
    patch = join_patches(build(part, step))
    return Patch(patch.points + part.center, patch.normals, patch.faces)


def join_patches(patches: list[Patch]) -> Patch:
    """All patches as one, faces renumbered."""
    offsets = np.cumsum([0, *(len(p.points) for p in patches[:-1])])
    return Patch(
        np.concatenate([p.points for p in patches]),
        np.concatenate([p.normals for p in patches]),
        np.concatenate([p.faces + o for p, o in zip(patches, offsets, strict=True)]),
    )


def part_area(part: Part) -> float:
    """Seen surface of a part, square metres: exact for boxes, a fair guess for round shapes."""
    x, y, z = part.extent
    faces = {"x": y * z, "y": z * x, "z": x * y}
    share = {"box": 1.0, "cylinder": 0.8, "ellipsoid": 0.55}[part.shape]
    hidden = sum(faces[axis] for axis in part.hidden if axis in faces)
    return float(2 * sum(faces.values()) * share - hidden)


def _box(part: Part, step: float) -> list[Patch]:
    return [
        _side(part, axis, sign, step)
        for axis in range(3)
        for sign in (-1, 1)
        if f"{'+' if sign > 0 else '-'}{'xyz'[axis]}" not in part.hidden
    ]


def _side(part: Part, axis: int, sign: int, step: float) -> Patch:
    b, c = (axis + 1) % 3, (axis + 2) % 3
    grid, faces = _grid(_cells(part.extent[b], step), _cells(part.extent[c], step))
    points = np.empty((len(grid), 3))
    points[:, axis] = sign * part.extent[axis] / 2
    points[:, b], points[:, c] = grid[:, 0] * part.extent[b] / 2, grid[:, 1] * part.extent[c] / 2
    normals = np.zeros_like(points)
    normals[:, axis] = sign
    return Patch(points, normals, faces if sign > 0 else faces[:, ::-1])


def _cylinder(part: Part, step: float) -> list[Patch]:
    half = part.extent / 2
    low, high = min(1.0, 1.0 / part.taper), min(1.0, part.taper)
    around = max(12, _cells(np.pi * (half[0] + half[1]), step))
    grid, faces = _grid(around, _cells(part.extent[2], step))
    angle, radius = grid[:, 0] * np.pi, low + (high - low) * (grid[:, 1] + 1) / 2
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.column_stack([ring * radius[:, None] * half[:2], grid[:, 1] * half[2]])
    slope = np.full(len(ring), (low - high) * half[:2].mean() / part.extent[2])
    side = Patch(points, _unit(np.column_stack([ring / half[:2] * half[:2].mean(), slope])), faces)
    return [side, _cap(part, low, -1, step), _cap(part, high, 1, step)]


def _cap(part: Part, radius: float, sign: int, step: float) -> Patch:
    half = part.extent / 2
    cells = max(3, _cells(radius * half[:2].mean() * 1.77, step))
    grid, faces = _grid(cells, cells)
    # Concentric map: squares become rings, and equal areas stay equal.
    reach = np.abs(grid).max(axis=1)
    horizontal = np.abs(grid[:, 0]) >= np.abs(grid[:, 1])
    ratio = np.where(horizontal, grid[:, 1], grid[:, 0]) / np.maximum(reach, 1e-12)
    facing = np.sign(np.where(horizontal, grid[:, 0], grid[:, 1])) * reach
    major, minor = facing * np.cos(ratio * np.pi / 4), reach * np.sin(ratio * np.pi / 4)
    disc = np.where(horizontal[:, None], np.stack([major, minor], 1), np.stack([minor, major], 1))
    points = np.column_stack([disc * radius * half[:2], np.full(len(disc), sign * half[2])])
    normals = np.tile([0.0, 0.0, float(sign)], (len(disc), 1))
    return Patch(points, normals, faces if sign > 0 else faces[:, ::-1])


def _ellipsoid(part: Part, step: float) -> list[Patch]:
    half = part.extent / 2
    cells = max(4, _cells(np.sort(half)[1:].mean() * np.pi / 2, step))
    grid, faces = _grid(cells, cells)
    bent = np.tan(grid * np.pi / 4)
    patches = []
    for axis in range(3):
        for sign in (-1, 1):
            cube = np.empty((len(bent), 3))
            cube[:, axis] = sign
            cube[:, (axis + 1) % 3], cube[:, (axis + 2) % 3] = bent.T
            sphere = _unit(cube)
            turned = faces if sign > 0 else faces[:, ::-1]
            patches.append(Patch(sphere * half, _unit(sphere / half), turned))
    return patches


@lru_cache(maxsize=4096)
def _grid(num_u: int, num_v: int) -> tuple[np.ndarray, np.ndarray]:
    """Vertices in [-1, 1]^2 and the two counter-clockwise triangles of every cell."""
    u, v = np.meshgrid(np.linspace(-1, 1, num_u + 1), np.linspace(-1, 1, num_v + 1), indexing="ij")
    corner = (np.arange(num_u)[:, None] * (num_v + 1) + np.arange(num_v)).ravel()
    right, up = corner + num_v + 1, corner + 1
    faces = np.concatenate(
        [np.stack([corner, right, right + 1], 1), np.stack([corner, right + 1, up], 1)]
    )
    return np.stack([u.ravel(), v.ravel()], axis=1), faces


def _cells(length: float, step: float) -> int:
    return max(1, int(np.ceil(length / step - 1e-9)))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

"""Sample a house: meshes with faces as a scanner gives, and points anywhere on the surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records import Boxes, Instances, PointCloud, Scan
from .house import House, Thing
from .shapes import Part
from .tessellate import join_patches, part_area, tessellate_part

DENSITY = 400.0  # points per square metre: 50,000 to 100,000 in a room
_MIN_POINTS = 200  # of one thing, however small
_MAX_POINTS = 20_000_000
_COLOR_NOISE = 4.0  # standard deviation, of 255


@dataclass(frozen=True, eq=False)
class Mesh:
    """A coloured triangle mesh whose vertices know what they lie on.

    Attributes:
        vertices: (N, 3) float64, metres, world.
        normals: (N, 3) float64 unit, pointing out of the solid.
        colors: (N, 3) uint8 RGB.
        faces: (T, 3) int32 rows of `vertices`, counter-clockwise seen from outside.
        point_instance: (N,) int64 instance_id of the thing.
        point_segment: (N,) int64 number of the part, counted over the whole house.
    """

    vertices: np.ndarray
    normals: np.ndarray
    colors: np.ndarray
    faces: np.ndarray
    point_instance: np.ndarray
    point_segment: np.ndarray


@dataclass(frozen=True, eq=False)
class SurfacePoints:
    """(N, 3) points drawn evenly from surfaces, world, and what each lies on.

    Attributes:
        points: (N, 3) float64, metres.
        normals: (N, 3) float64 unit, pointing out of the solid.
        colors: (N, 3) uint8 RGB.
        point_instance: (N,) int64 instance_id of the thing.
    """

    points: np.ndarray
    normals: np.ndarray
    colors: np.ndarray
    point_instance: np.ndarray


def to_mesh(house: House, *, density: float = DENSITY) -> Mesh:
    """Mesh all surfaces, hidden sides of things included.

    Args:
        house: a generated house.
        density: vertices per square metre, positive; small things get more, at least
            about 200 each.

    Returns:
        The mesh in the world frame; the same house and density give the same mesh.

    Raises:
        ValueError: for a density that is not positive or asks for over 20 million points.
    """
    _check_density(house, density)
    parts = [(thing, part) for thing in house.things for part in thing.parts]
    steps = {t.instance_id: _step(t, density) for t in house.things}
    poses = {t.instance_id: t.T_world_thing for t in house.things}
    patches = [tessellate_part(part, steps[thing.instance_id]) for thing, part in parts]
    counts = np.array([len(p.points) for p in patches])
    whole = join_patches(patches)
    point_segment = np.repeat(np.arange(len(parts)), counts)
    T = np.array([poses[thing.instance_id] for thing, _ in parts])[point_segment]  # (N, 4, 4)
    rgb = np.array([part.rgb for _, part in parts], dtype=np.float64)[point_segment]
    return Mesh(
        vertices=np.einsum("nij,nj->ni", T[:, :3, :3], whole.points) + T[:, :3, 3],
        normals=np.einsum("nij,nj->ni", T[:, :3, :3], whole.normals),
        colors=_with_noise(rgb, np.random.default_rng([house.seed, 1])),
        faces=whole.faces.astype(np.int32),
        point_instance=np.array([t.instance_id for t, _ in parts], dtype=np.int64)[point_segment],
        point_segment=point_segment.astype(np.int64),
    )


def to_scan(house: House, *, density: float = DENSITY) -> Scan:
    """The house as a scan in memory, with true oriented boxes and fronts.

    Args:
        house: a generated house.
        density: points per square metre (see `to_mesh`).

    Returns:
        A scan in the world frame whose points are the vertices of `to_mesh`.
    """
    mesh = to_mesh(house, density=density)
    order = np.argsort(mesh.point_instance, kind="stable")
    starts = np.searchsorted(mesh.point_instance[order], np.arange(len(house.things)))
    counts = np.bincount(mesh.point_instance, minlength=len(house.things))
    points, colors = mesh.vertices[order], mesh.colors[order].astype(np.float64)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    boxes = [thing.box for thing in house.things]
    nowhere = np.full(3, np.nan)
    fronts = [thing.front for thing in house.things]
    instances = Instances.from_aabb(
        np.hstack([low, high]),
        [thing.label for thing in house.things],
        boxes=Boxes(
            np.concatenate([b.center for b in boxes]),
            np.concatenate([b.extent for b in boxes]),
            np.concatenate([b.R_world_box for b in boxes]),
        ),
        color=np.add.reduceat(colors, starts) / counts[:, None],
        front=np.array([nowhere if front is None else front for front in fronts]),
        num_points=counts,
    )
    cloud = PointCloud(mesh.vertices.astype(np.float32), mesh.colors)
    return Scan(house.name, instances, cloud, mesh.point_instance)


def sample_points(house: House, *, density: float = DENSITY, seed: int = 0) -> SurfacePoints:
    """Points drawn evenly at random from all surfaces.

    Args:
        house: a generated house.
        density: points per square metre, positive.
        seed: of the draw.

    Returns:
        Points with normals and colours in the world frame.
    """
    _check_density(house, density)
    rng = np.random.default_rng([house.seed, seed])
    clouds = [_draw_points(thing, density, rng) for thing in house.things]
    return SurfacePoints(
        np.concatenate([c.points for c in clouds]),
        np.concatenate([c.normals for c in clouds]),
        np.concatenate([c.colors for c in clouds]),
        np.concatenate([c.point_instance for c in clouds]),
    )


def sample_surface(thing: Thing, num_points: int, rng: np.random.Generator) -> np.ndarray:
    """(num_points, 3) points drawn evenly from the surface of one thing, world, metres."""
    rows, points, _ = _draw(thing, num_points, rng)
    return points[: len(rows)]


def sample_volume(thing: Thing, num_points: int, rng: np.random.Generator) -> np.ndarray:
    """(num_points, 3) points drawn from the solids of one thing by volume, world, metres."""
    volumes = np.array([float(np.prod(part.extent)) for part in thing.parts])
    counts = rng.multinomial(num_points, volumes / volumes.sum())
    local = [_fill(part, n, rng) for part, n in zip(thing.parts, counts, strict=True)]
    T = thing.T_world_thing
    return np.concatenate(local) @ T[:3, :3].T + T[:3, 3]


def _fill(part: Part, num_points: int, rng: np.random.Generator) -> np.ndarray:
    unit = rng.uniform(-1.0, 1.0, (num_points, 3))
    if part.shape == "cylinder":
        angle, radius = unit[:, 0] * np.pi, np.sqrt((unit[:, 1] + 1) / 2)
        low, high = min(1.0, 1.0 / part.taper), min(1.0, part.taper)
        radius = radius * (low + (high - low) * (unit[:, 2] + 1) / 2)
        unit[:, 0], unit[:, 1] = radius * np.cos(angle), radius * np.sin(angle)
    if part.shape == "ellipsoid":
        ray = rng.normal(size=(num_points, 3))
        ray /= np.linalg.norm(ray, axis=1, keepdims=True)
        unit = ray * ((unit[:, :1] + 1) / 2) ** (1 / 3)
    return part.center + unit * part.extent / 2


def _draw_points(thing: Thing, density: float, rng: np.random.Generator) -> SurfacePoints:
    area = sum(part_area(part) for part in thing.parts)
    part_rows, points, normals = _draw(thing, max(1, round(area * density)), rng)
    rgb = np.array([part.rgb for part in thing.parts], dtype=np.float64)[part_rows]
    ids = np.full(len(points), thing.instance_id, dtype=np.int64)
    return SurfacePoints(points, normals, _with_noise(rgb, rng), ids)


def _draw(
    thing: Thing, num_points: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Part rows (N,), points (N, 3) and normals (N, 3) drawn by area, world."""
    patches = [tessellate_part(part, float(max(part.extent)) / 6) for part in thing.parts]
    whole = join_patches(patches)
    part_of_face = np.repeat(np.arange(len(patches)), [len(p.faces) for p in patches])
    corners = whole.points[whole.faces]  # (T, 3, 3)
    edges = corners[:, 1:] - corners[:, :1]
    area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
    face = rng.choice(len(area), num_points, p=area / area.sum())
    u, v = rng.uniform(0.0, 1.0, (2, num_points, 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    points = corners[face, 0] + u * edges[face, 0] + v * edges[face, 1]
    T = thing.T_world_thing
    normals = whole.normals[whole.faces[face, 0]] @ T[:3, :3].T
    return part_of_face[face], points @ T[:3, :3].T + T[:3, 3], normals


def _step(thing: Thing, density: float) -> float:
    area = sum(part_area(part) for part in thing.parts)
    return float(min(density**-0.5, (area / _MIN_POINTS) ** 0.5))


def _with_noise(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    noisy = rgb + rng.normal(0.0, _COLOR_NOISE, rgb.shape)
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


def _check_density(house: House, density: float) -> None:
    if not isinstance(density, int | float | np.floating) or isinstance(density, bool):
        raise TypeError(f"density must be a number, got {type(density).__name__}")
    if not (np.isfinite(density) and density > 0):
        raise ValueError(f"density must be positive points per square metre, got {density}")
    area = sum(part_area(part) for thing in house.things for part in thing.parts)
    if area * density > _MAX_POINTS:
        raise ValueError(
            f"density must ask for at most {_MAX_POINTS} points, "
            f"got {area * density:.0f} at {density:g} per square metre"
        )

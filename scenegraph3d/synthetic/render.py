"""Render a mesh from posed cameras: RGB-D frames, and which instance each pixel shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..records import Camera, Frame
from ..records.checks import check_finite, check_shape
from .depth_noise import DepthNoise, add_depth_noise
from .sample import Mesh

_AMBIENT, _SUN, _LAMP = 0.45, 0.35, 0.25  # shares of a colour: everywhere, from above, camera's
_SUN_WAY = np.array([0.36, 0.48, 0.8], dtype=np.float32)  # unit, towards the light, world
_BACKGROUND = 0  # grey level of pixels that see nothing
_TILE = 64  # cells along each side of the texture block, repeated through space
_GRAIN = 0.02  # metres, edge of a cell


@dataclass(frozen=True, eq=False)
class Rendering:
    """One rendered picture and its truth.

    Attributes:
        frame: the posed RGB-D frame; depth is 0 where the camera sees nothing.
        instance: (H, W) int64 instance_id of the surface behind each pixel, -1 for none. It is
            exact also where depth noise took the reading away.
    """

    frame: Frame
    instance: np.ndarray


class Renderer:
    """Casts the rays of any camera at one mesh; built once, then one picture a pose."""

    def __init__(self, mesh: Mesh, *, texture: float = 0.0, seed: int = 0) -> None:
        """Take the mesh.

        Args:
            mesh: with at least one face.
            texture: how far a seeded cloudy pattern brightens or darkens the surfaces, as a
                share of their colour in [0, 1); 0 for plain colours.
            seed: of the texture and of depth noise.

        Raises:
            ValueError: for a mesh without faces or a texture outside [0, 1).
            ImportError: without Open3D.
        """
        if not len(mesh.faces):
            raise ValueError("a mesh to render must have faces, got 0")
        if not 0 <= texture < 1:
            raise ValueError(f"texture must be in [0, 1), got {texture}")
        # Rays are cast in float32: near the origin they keep their precision.
        self._origin = mesh.vertices.mean(axis=0)
        self._scene = _cast_scene(mesh.vertices - self._origin, mesh.faces)
        colors = mesh.colors[mesh.faces].astype(np.float32)  # (T, 3, 3)
        colors[:, 1:] -= colors[:, :1]
        self._colors = colors.reshape(-1, 9)
        self._instances = mesh.point_instance[mesh.faces]  # (T, 3)
        self._grain = _cloudy_tile(texture, seed) if texture else None
        self._seed = seed
        self._last: tuple[Camera, np.ndarray] | None = None  # the camera and its rays

    def render(
        self,
        camera: Camera,
        T_world_camera: np.ndarray,
        *,
        name: str = "frame-000000",
        noise: DepthNoise | None = None,
    ) -> Rendering:
        """One picture.

        Args:
            camera: any camera; depth is what it defines as depth.
            T_world_camera: (4, 4) camera to world.
            name: of the frame; depth noise differs between names.
            noise: of the depth sensor; None for exact depth.
        """
        rays = self._rays_of(camera)
        R = T_world_camera[:3, :3].astype(np.float32)
        start = (T_world_camera[:3, 3] - self._origin).astype(np.float32)
        ways = rays @ R.T  # (H * W, 3)
        depth, face, uv, normals = _cast(self._scene, start, ways)
        hit = np.flatnonzero(np.isfinite(depth))
        depth[~np.isfinite(depth)] = 0.0
        color = np.full((len(depth), 3), _BACKGROUND, dtype=np.uint8)
        color[hit] = self._shade(face[hit], uv[hit], normals[hit], ways[hit], start, depth[hit])
        instance = np.full(len(depth), -1, dtype=np.int64)
        instance[hit] = self._instances[face[hit], _nearest_corner(uv[hit])]
        shape = camera.height, camera.width
        depth = depth.reshape(shape)
        if noise is not None:
            depth = add_depth_noise(depth, noise, _generator(self._seed, name))
        frame = Frame(name, color.reshape(*shape, 3), depth, camera, T_world_camera)
        return Rendering(frame, instance.reshape(shape))

    def instance_at(self, points: np.ndarray, *, reach: float = 0.05) -> np.ndarray:
        """(N,) int64 instance_id of the surface nearest to each of (N, 3) world points.

        -1 where the surface shows no instance, or lies more than `reach` metres away.
        """
        import open3d

        local = (points - self._origin).astype(np.float32)
        found = self._scene.compute_closest_points(open3d.core.Tensor.from_numpy(local))
        names = "points", "primitive_ids", "primitive_uvs"
        nearest, face, uv = (found[name].numpy() for name in names)
        instance = self._instances[face, _nearest_corner(uv)]
        return np.where(np.linalg.norm(nearest - local, axis=1) <= reach, instance, -1)

    def _rays_of(self, camera: Camera) -> np.ndarray:
        if self._last is None or self._last[0] is not camera:
            self._last = camera, camera.rays().reshape(-1, 3)
        return self._last[1]

    def _shade(
        self,
        face: np.ndarray,
        uv: np.ndarray,
        normals: np.ndarray,
        ways: np.ndarray,
        start: np.ndarray,
        depth: np.ndarray,
    ) -> np.ndarray:
        """(K, 3) uint8 colours of K hits."""
        corner = self._colors[face]  # (K, 9): one corner and the way to the two others
        color = corner[:, :3] + uv[:, :1] * corner[:, 3:6] + uv[:, 1:] * corner[:, 6:]
        facing = np.einsum("kc,kc->k", normals, ways)
        length = np.sqrt(np.einsum("kc,kc->k", ways, ways))
        # A surface is lit on the side that the camera sees, whichever way its faces turn.
        sun = np.maximum(-np.sign(facing) * (normals @ _SUN_WAY), 0)
        light = _AMBIENT + _SUN * sun + _LAMP * np.abs(facing) / length
        if self._grain is not None:
            points = start + ways * depth[:, None]
            cell = np.floor(points / _GRAIN).astype(np.int32) % _TILE
            light = light * self._grain[cell[:, 0], cell[:, 1], cell[:, 2]]
        return np.clip(color * light[:, None] + 0.5, 0, 255).astype(np.uint8)


def render_frames(
    renderer: Renderer,
    camera: Camera,
    poses: Iterable[np.ndarray],
    *,
    noise: DepthNoise | None = None,
) -> Iterator[Rendering]:
    """One picture a (4, 4) pose, named "frame-000000" and on, each made when it is asked for."""
    for number, T_world_camera in enumerate(poses):
        yield renderer.render(camera, T_world_camera, name=f"frame-{number:06d}", noise=noise)


def label_mesh(
    vertices: np.ndarray, faces: np.ndarray, colors: np.ndarray, point_instance: np.ndarray
) -> Mesh:
    """A mesh of any source, such as a real scan, ready to be rendered.

    Args:
        vertices: (N, 3) metres, world.
        faces: (T, 3) rows of `vertices`.
        colors: (N, 3) uint8 RGB.
        point_instance: (N,) instance_id of each vertex, -1 for none.

    Returns:
        The mesh; its normals are the area-weighted means of the faces around each vertex.

    Raises:
        ValueError: for shapes that do not fit, or faces that name vertices which are not there.
    """
    check_shape("vertices", vertices, (None, 3))
    check_finite("vertices", vertices)
    check_shape("faces", faces, (None, 3))
    check_shape("colors", colors, (len(vertices), 3))
    check_shape("point_instance", point_instance, (len(vertices),))
    if faces.size and not 0 <= faces.min() <= faces.max() < len(vertices):
        raise ValueError(
            f"faces must name vertices 0..{len(vertices) - 1}, got {faces.min()}..{faces.max()}"
        )
    vertices = vertices.astype(np.float64)
    return Mesh(
        vertices=vertices,
        normals=_vertex_normals(vertices, faces),
        colors=colors.astype(np.uint8),
        faces=faces.astype(np.int32),
        point_instance=point_instance.astype(np.int64),
        point_segment=np.zeros(len(vertices), dtype=np.int64),
    )


def _vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    corners = vertices[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    np.add.at(normals, faces.ravel(), np.repeat(across, 3, axis=0))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(length > 0, normals / np.maximum(length, 1e-30), [0.0, 0.0, 1.0])


def _cast_scene(vertices: np.ndarray, faces: np.ndarray) -> Any:
    try:
        import open3d
    except ImportError as error:
        raise ImportError(
            'rendering needs open3d: pip install "scenegraph3d[perception]" and the system '
            f"packages libusb-1.0-0 libgl1 libegl1 libx11-6 ({error})"
        ) from error
    scene = open3d.t.geometry.RaycastingScene()
    corners = np.ascontiguousarray(faces, dtype=np.uint32)
    scene.add_triangles(
        open3d.core.Tensor.from_numpy(vertices.astype(np.float32)),
        open3d.core.Tensor.from_numpy(corners),
    )
    return scene


def _cast(
    scene: Any, start: np.ndarray, ways: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Distances in lengths of the ways (inf for no hit), faces, barycentric uv and normals."""
    import open3d

    rays = np.empty((len(ways), 6), dtype=np.float32)
    rays[:, :3], rays[:, 3:] = start, ways
    found = scene.cast_rays(open3d.core.Tensor.from_numpy(rays))
    names = "t_hit", "primitive_ids", "primitive_uvs", "primitive_normals"
    depth, face, uv, normals = (found[name].numpy() for name in names)
    return depth, face, uv, normals


def _nearest_corner(uv: np.ndarray) -> np.ndarray:
    """(K,) which of a face's corners 0..2 each of K hits is nearest to."""
    u, v = uv.T
    first = 1 - u - v
    return np.where((first >= u) & (first >= v), 0, np.where(u >= v, 1, 2))


def _cloudy_tile(texture: float, seed: int) -> np.ndarray:
    """(64, 64, 64) float32 factors about 1 that repeat without a seam."""
    from scipy.ndimage import gaussian_filter

    block = np.random.default_rng([seed, 2]).normal(size=(_TILE,) * 3)
    block = gaussian_filter(block, 1.0, mode="wrap") + 2 * gaussian_filter(block, 3.0, mode="wrap")
    block = block / (2 * block.std())
    return (1 + texture * np.clip(block, -1, 1)).astype(np.float32)


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, 3, *name.encode("utf-8")])

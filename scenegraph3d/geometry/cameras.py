"""Cameras: pinhole and panoramic; pixels to points and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..records import Camera


@dataclass(frozen=True, eq=False)
class Pinhole:
    """A pinhole camera without distortion; depth is the distance along z.

    Attributes:
        K: (3, 3) float64 intrinsics, pixels, integers at pixel centres.
        width: of the image, pixels.
        height: of the image, pixels.
    """

    K: np.ndarray
    width: int
    height: int

    def __post_init__(self) -> None:
        if np.shape(self.K) != (3, 3) or not np.isfinite(self.K).all():
            raise ValueError(f"K must be a finite (3, 3) matrix, got {np.asarray(self.K).tolist()}")
        if np.any(self.K[[1, 2, 2], [0, 0, 1]] != 0) or self.K[2, 2] != 1:
            raise ValueError(
                f"K must be upper triangular with 1 in its corner, got {self.K.tolist()}"
            )
        if self.K[0, 0] <= 0 or self.K[1, 1] <= 0:
            raise ValueError(
                f"focal lengths must be positive pixels, got {self.K[0, 0]} and {self.K[1, 1]}"
            )

    @classmethod
    def from_focal(
        cls, fx: float, fy: float, *, cx: float, cy: float, width: int, height: int
    ) -> Pinhole:
        """The camera with these focal lengths and this principal point, pixels."""
        return cls(np.array([[fx, 0.0, cx], [0.0, fy, cy], [0.0, 0.0, 1.0]]), width, height)

    def project(self, points_camera: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N, 2) pixels and (N,) depths of (N, 3) points; see `Camera`."""
        x, y, z = np.asarray(points_camera, dtype=np.float64).T
        ahead = z > 0
        depth = np.where(ahead, z, 1.0)
        (fx, skew, cx), (_, fy, cy), _ = self.K
        u = (fx * x + skew * y) / depth + cx
        v = fy * y / depth + cy
        pixels = np.where(ahead[:, None], np.stack([u, v], axis=1), -1.0)
        return pixels, np.where(ahead, z, 0.0)

    def rays(self) -> np.ndarray:
        """(H, W, 3) float32: the camera point of each pixel at z = 1; shared, for reading only."""
        return self._rays

    @cached_property
    def _rays(self) -> np.ndarray:
        u, v = np.meshgrid(np.arange(self.width), np.arange(self.height))
        pixels = np.stack([u, v, np.ones_like(u)], axis=-1).astype(np.float64)
        return (pixels @ np.linalg.inv(self.K).T).astype(np.float32)


@dataclass(frozen=True)
class Panorama:
    """An equirectangular camera that looks along z in its middle; depth is the distance.

    Attributes:
        width: of the image, pixels, once around.
        height: of the image, pixels, straight up to straight down.
    """

    width: int
    height: int

    def project(self, points_camera: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N, 2) pixels and (N,) depths of (N, 3) points; see `Camera`."""
        points_camera = np.asarray(points_camera, dtype=np.float64)
        x, y, z = points_camera.T
        depth = np.linalg.norm(points_camera, axis=1)
        around = np.arctan2(x, z) / (2 * np.pi) + 0.5
        down = np.arcsin(np.clip(y / np.maximum(depth, 1e-12), -1, 1)) / np.pi + 0.5
        pixels = np.stack([around * self.width - 0.5, down * self.height - 0.5], axis=1)
        return np.where(depth[:, None] > 0, pixels, -1.0), depth

    def rays(self) -> np.ndarray:
        """(H, W, 3) float32: the unit ray of each pixel; shared, for reading only."""
        return self._rays

    @cached_property
    def _rays(self) -> np.ndarray:
        around = ((np.arange(self.width) + 0.5) / self.width - 0.5) * 2 * np.pi
        down = ((np.arange(self.height) + 0.5) / self.height - 0.5) * np.pi
        across = np.cos(down)[:, None]
        rays = np.empty((self.height, self.width, 3))
        rays[..., 0] = across * np.sin(around)
        rays[..., 1] = np.sin(down)[:, None]
        rays[..., 2] = across * np.cos(around)
        return rays.astype(np.float32)


def nearest_pixels(camera: Camera, pixels: np.ndarray) -> np.ndarray:
    """Where projected points fall in an image.

    Args:
        camera: of the image.
        pixels: (N, 2) u, v as `Camera.project` gives them; a panorama closes on itself.

    Returns:
        (N,) int64 places in the image's pixels in row-major order, -1 outside of it.
    """
    nearest = np.rint(np.clip(pixels, -1.0, 1e9)).astype(np.int64)
    column, row = nearest.T
    if isinstance(camera, Panorama):
        column = column % camera.width
        row = np.minimum(row, camera.height - 1)
    inside = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
    return np.where(inside, row * camera.width + column, -1)


def backproject_depth(depth: np.ndarray, camera: Camera, T_world_camera: np.ndarray) -> np.ndarray:
    """Lift a depth image to world points.

    Args:
        depth: (H, W) float32, metres as the camera defines depth; 0 marks no reading.
        camera: the camera whose image `depth` is.
        T_world_camera: (4, 4) float64, camera to world.

    Returns:
        (N, 3) float64 world points, metres, in row-major pixel order, N <= H * W.
    """
    read = depth > 0
    points_camera = camera.rays()[read] * depth[read][:, None]
    return points_camera.astype(np.float64) @ T_world_camera[:3, :3].T + T_world_camera[:3, 3]


def invert_rigid(T: np.ndarray) -> np.ndarray:
    """The inverse of a rigid (4, 4) transform: T_b_a of T_a_b."""
    R = T[:3, :3].T
    inverse = np.eye(4)
    inverse[:3, :3] = R
    inverse[:3, 3] = -R @ T[:3, 3]
    return inverse

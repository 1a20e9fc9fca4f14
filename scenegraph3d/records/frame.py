"""One posed RGB-D picture, and what a camera must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .checks import check_finite, check_shape

_ROTATION_TOLERANCE = 1e-2  # of R^T R from the identity: poses are often written with few digits


class Camera(Protocol):
    """What maps between camera coordinates (x right, y down, z forward) and pixels.

    Depth is what multiplies a pixel's ray to give its point: the distance along z of a pinhole
    camera, the distance from the centre of a panoramic one. 0 marks no reading.
    """

    @property
    def width(self) -> int:
        """Of the image, pixels."""
        ...

    @property
    def height(self) -> int:
        """Of the image, pixels."""
        ...

    def project(self, points_camera: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Project (N, 3) points to (N, 2) pixels u, v and (N,) depths.

        Points that the camera cannot see have depth 0 and pixel -1, -1; pixels may lie outside
        the image.
        """
        ...

    def rays(self) -> np.ndarray:
        """(H, W, 3) float32: the camera point of each pixel at depth 1."""
        ...


@dataclass(frozen=True, eq=False)
class Frame:
    """One posed RGB-D picture; depth is registered to the colour camera.

    Attributes:
        name: what the source calls it, such as "frame-000010".
        color: (H, W, 3) uint8 RGB.
        depth: (H, W) float32, metres as the camera defines depth; 0 marks no reading.
        camera: the colour camera.
        T_world_camera: (4, 4) float64 rigid, camera to world, OpenCV axes.
    """

    name: str
    color: np.ndarray
    depth: np.ndarray
    camera: Camera
    T_world_camera: np.ndarray

    def __post_init__(self) -> None:
        height, width = self.camera.height, self.camera.width
        check_shape(f"color of frame {self.name}", self.color, (height, width, 3))
        check_shape(f"depth of frame {self.name}", self.depth, (height, width))
        check_shape(f"T_world_camera of frame {self.name}", self.T_world_camera, (4, 4))
        check_rigid(f"T_world_camera of frame {self.name}", self.T_world_camera)

    def __repr__(self) -> str:
        return f"Frame({self.name!r}, {self.camera.width} x {self.camera.height})"


def check_rigid(name: str, T: np.ndarray) -> None:
    """Refuse a (4, 4) array that is no rotation and translation in finite numbers."""
    check_finite(name, T)
    R = T[:3, :3]
    rigid = np.abs(R.T @ R - np.eye(3)).max() < _ROTATION_TOLERANCE and np.linalg.det(R) > 0
    if not rigid or not np.allclose(T[3], [0, 0, 0, 1], atol=1e-6):
        raise ValueError(f"{name} must be rigid, a rotation and a translation, got {T.tolist()}")

"""A textured room of boxes, drawn by cutting rays with planes: posed RGB-D frames whose truth is
known without the code under test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.records import Camera

ROOM = np.array([0.0, 0.0, 0.0, 5.0, 4.0, 2.6])  # metres: x y z of the low and the high corner
FURNITURE = np.array(
    [
        [0.3, 0.3, 0.0, 1.5, 0.9, 0.75],
        [3.6, 0.2, 0.0, 4.4, 1.0, 0.45],
        [2.2, 1.7, 0.0, 2.9, 2.3, 0.8],
        [4.3, 2.2, 0.0, 4.9, 3.4, 1.9],
        [0.2, 2.6, 0.0, 0.8, 3.7, 1.2],
        [2.0, 3.4, 0.0, 3.2, 3.9, 0.6],
        [0.6, 0.4, 0.75, 0.9, 0.7, 1.05],
        [2.4, 3.5, 0.6, 2.7, 3.8, 1.0],
    ]
)
CHECKER = 0.4  # metres


@dataclass(frozen=True)
class Shot:
    """One frame as a sensor would give it: (H, W, 3) uint8, (H, W) float32 metres, (4, 4)."""

    color: np.ndarray
    depth: np.ndarray
    T_world_camera: np.ndarray


def small_camera(width: int = 96, height: int = 72) -> Pinhole:
    """62 degrees wide; its middle is a little off the image's."""
    f = 0.83 * width
    return Pinhole.from_focal(
        f, f, cx=width / 2 - 1.5, cy=height / 2 + 0.5, width=width, height=height
    )


def look(position: np.ndarray, yaw: float, pitch: float) -> np.ndarray:
    """(4, 4) T_world_camera that looks along yaw (from +x to +y) and down by pitch, radians."""
    forward = np.array([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), -np.sin(pitch)])
    right = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
    T = np.eye(4)
    T[:3, :3] = np.stack([right, np.cross(forward, right), forward], axis=1)
    T[:3, 3] = position
    return T


def walk(num_frames: int) -> list[np.ndarray]:
    """Poses on a loop through the room that look ahead and down, with uneven turns."""
    poses = []
    for number in range(num_frames):
        around = 2 * np.pi * number / max(num_frames, 24)
        position = [
            2.5 + 0.9 * np.cos(around),
            2.0 + 0.7 * np.sin(around),
            1.5 + 0.1 * np.sin(3 * around),
        ]
        pitch = 0.35 + 0.15 * np.sin(2 * around)
        poses.append(look(np.array(position), around + 2.6 + 0.2 * np.sin(5 * around), pitch))
    return poses


def shoot(camera: Camera, T_world_camera: np.ndarray) -> Shot:
    """Draw the room; depth is what multiplies a pixel's ray."""
    rays = camera.rays().reshape(-1, 3).astype(np.float64) @ T_world_camera[:3, :3].T
    origin = T_world_camera[:3, 3]
    distance, axis = _leave(ROOM, origin, rays)
    surface = np.where(rays[np.arange(len(rays)), axis] > 0, 3, 0) + axis
    for number, box in enumerate(FURNITURE, start=1):
        enter, box_axis = _enter(box, origin, rays)
        nearer = enter < distance
        distance = np.where(nearer, enter, distance)
        surface = np.where(nearer, 6 * number + box_axis, surface)
    shape = (camera.height, camera.width)
    color = _paint(origin + rays * distance[:, None], surface)
    return Shot(
        color.reshape(*shape, 3), distance.reshape(shape).astype(np.float32), T_world_camera
    )


def _slabs(box: np.ndarray, origin: np.ndarray, rays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(divide="ignore"):
        cuts = (box.reshape(2, 3)[:, None] - origin) / rays
    return cuts.min(axis=0), cuts.max(axis=0)


def _leave(box: np.ndarray, origin: np.ndarray, rays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    high = _slabs(box, origin, rays)[1]
    return high.min(axis=1), high.argmin(axis=1)


def _enter(box: np.ndarray, origin: np.ndarray, rays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = _slabs(box, origin, rays)
    enter = low.max(axis=1)
    hit = (enter < high.min(axis=1)) & (enter > 0)
    return np.where(hit, enter, np.inf), low.argmax(axis=1)


def _paint(points: np.ndarray, surface: np.ndarray) -> np.ndarray:
    """(N, 3) uint8: a colour a surface, with squares in a lighter shade of it."""
    base = np.random.default_rng(0).integers(40, 200, size=(6 * (len(FURNITURE) + 1), 3))
    squares = np.floor(points / CHECKER + 1e-6).astype(int).sum(axis=1) % 2
    return np.clip(base[surface] + 25 * squares[:, None], 0, 255).astype(np.uint8)

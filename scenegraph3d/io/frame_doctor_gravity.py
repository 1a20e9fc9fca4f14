"""Posed frames in; whether z is up and the floor lies at z = 0, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.gravity import find_floor, find_up, gravity_transform
from ..records import Frame
from .doctor import Finding
from .frames import FrameOptions, FrameSequence

NUM_POINTS = 2000  # of a frame
MOST_CAMERA_TILT = 50.0  # degrees between up and the cameras' upper sides, on average
MOST_TILT = 5.0  # degrees between the floor's normal and z
MOST_FLOOR_HEIGHT = 0.2  # metres from z = 0, of a floor in a world with z up


@dataclass(frozen=True, eq=False)
class Level:
    """How a world lies to gravity.

    Attributes:
        up: (3,) unit, up.
        floor: height of the floor along it, metres.
    """

    up: np.ndarray
    floor: float

    @property
    def tilt_degrees(self) -> float:
        """Between up and z."""
        return float(np.rad2deg(np.arccos(np.clip(self.up[2], -1, 1))))

    @property
    def T_gravity_world(self) -> np.ndarray:
        """(4, 4) to a world with z up and the floor at z = 0."""
        return gravity_transform(self.up, self.floor)


def up_finding(
    sequence: FrameSequence, frames: dict[int, Frame], mended: FrameOptions
) -> list[Finding]:
    """Whether the dominant level surface faces +z.

    Args:
        sequence: the frames' own.
        frames: some of them, by row.
        mended: the options with which depth and poses agree.

    Returns:
        One finding, or none where too little surface was seen.
    """
    scale = (mended.depth_scale or sequence.depth_scale) / sequence.depth_scale
    poses = {row: sequence.T_world_camera(row, mended) for row in frames}
    found = measure_level(frames, poses, scale)
    return [] if found is None else [_finding(found, mended)]


def measure_level(
    frames: dict[int, Frame], poses: dict[int, np.ndarray], scale: float = 1.0
) -> Level | None:
    """Which way is up in frames, and where the floor is; None where too little surface was seen.

    Args:
        frames: some frames, by row.
        poses: the (4, 4) camera to world of each.
        scale: what their depth is multiplied by.
    """
    points = np.concatenate([_points(frames[row], poses[row], scale) for row in frames])
    try:
        up = find_up(points, up_hint=_up_hint(list(poses.values())))
    except ValueError:
        return None
    return Level(up, find_floor(points, up))


def _finding(level: Level, mended: FrameOptions) -> Finding:
    tilt, floor = level.tilt_degrees, level.floor
    message = "the floor faces ({:.2f}, {:.2f}, {:.2f})".format(*(level.up + 0.0))
    T = level.T_gravity_world
    if mended.T_gravity_world is not None:
        T = T @ mended.T_gravity_world
    numbers = ",".join(f"{number:.4f}" for number in T[:3].ravel())
    advice = f"read with T_gravity_world={numbers}"
    if tilt > MOST_TILT:
        return Finding("z up", "warning", f"{message}, {tilt:.0f} degrees from +z", advice)
    message = f"{message} and lies at z = {floor:+.2f} m"
    if abs(floor) > MOST_FLOOR_HEIGHT:
        return Finding("z up", "ok", message, f"{advice} if heights above the floor matter")
    return Finding("z up", "ok", message)


def _up_hint(poses: list[np.ndarray]) -> np.ndarray:
    """+z where the cameras can be upright under it, else the mean of their upper sides."""
    upper = -np.mean([T[:3, 1] for T in poses], axis=0)
    z_is_possible = upper[2] > np.cos(np.deg2rad(MOST_CAMERA_TILT)) * np.linalg.norm(upper)
    return np.array([0.0, 0.0, 1.0]) if z_is_possible else upper


def _points(frame: Frame, T_world_camera: np.ndarray, scale: float) -> np.ndarray:
    """(NUM_POINTS, 3) world points spread over the image."""
    read = np.flatnonzero(frame.depth)
    read = read[np.random.default_rng(0).integers(len(read), size=NUM_POINTS)]
    depth = frame.depth.ravel()[read].astype(np.float64) * scale
    points_camera = frame.camera.rays().reshape(-1, 3)[read] * depth[:, None]
    return points_camera @ T_world_camera[:3, :3].T + T_world_camera[:3, 3]

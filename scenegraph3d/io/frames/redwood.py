"""Open3D's and Redwood's folders.

    color/ or image/ or rgb/   .jpg or .png
    depth/                     .png, uint16 millimetres, 0 none; registered to colour
    trajectory.log             here or in scene/: five lines a frame, three numbers and a 4 x 4,
                               camera to world, OpenCV axes, metres
    camera_intrinsic.json      as Open3D writes it (also intrinsic.json, camera_primesense.json);
                               without it, the PrimeSense camera's 525, 525, 319.5, 239.5

Images are paired by their order, and so are the poses; where the trajectory has another count, the
first of a pose's three numbers is the row of its frame.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter

from ..files import parse_json, read_bytes
from .frame_files import frame_of_files, images
from .matrices import intrinsics, read_numbers
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "redwood"
CONVENTIONS = Conventions(depth_scale=0.001, invalid_depth=(0, 65535))
PRIMESENSE_K = intrinsics(525.0, 525.0, 319.5, 239.5)
COLOR_FOLDERS = ("color", "image", "rgb")
TRAJECTORIES = ("trajectory.log", "scene/trajectory.log")
CAMERAS = ("camera_intrinsic.json", "intrinsic.json", "camera_primesense.json", "camera.json")


class _Intrinsics(BaseModel):
    intrinsic_matrix: Annotated[list[float], Field(min_length=9, max_length=9)]


_INTRINSICS = TypeAdapter(_Intrinsics)


def matches(path: Path) -> bool:
    """Whether the folder has depth/ and a trajectory.log."""
    return (path / "depth").is_dir() and any((path / file).is_file() for file in TRAJECTORIES)


def read(path: Path) -> FrameSource:
    """The frames of a folder, by order.

    Raises:
        FileNotFoundError: the trajectory, or all colour images, are missing.
        ValueError: trajectory or camera are no such files, or images do not pair.
    """
    poses = _read_trajectory(path)
    colors = next((found for name in COLOR_FOLDERS if (found := images(path / name))), [])
    depths = images(path / "depth")
    if not colors:
        raise FileNotFoundError(f"{path} must hold images in {', '.join(COLOR_FOLDERS)}, has none")
    if len(depths) != len(colors):
        raise ValueError(
            f"{path} must hold one depth image a colour image, "
            f"got {len(depths)} and {len(colors)}: remove those without a partner"
        )
    K = _read_camera(path)
    pose_of_row = _place_poses(poses, len(colors))
    frames: list[RawFrame | SkippedFrame] = [
        frame_of_files(color.stem, color, depth, pose_of_row[row], K_color=K)
        if row in pose_of_row
        else SkippedFrame(color.stem, f"no pose: the trajectory has {len(poses)}")
        for row, (color, depth) in enumerate(zip(colors, depths, strict=True))
    ]
    return FrameSource(path.resolve().name, CONVENTIONS, frames)


def _read_trajectory(path: Path) -> np.ndarray:
    """(F, 19): three numbers and a matrix a pose."""
    file = next((path / name for name in TRAJECTORIES if (path / name).is_file()), None)
    if file is None:
        raise FileNotFoundError(f"{path / TRAJECTORIES[0]} is missing: the poses")
    numbers = read_numbers(file)
    if len(numbers) % 19:
        raise ValueError(f"{file} must hold 19 numbers a frame, got {len(numbers)} in all")
    return numbers.reshape(-1, 19)


def _place_poses(poses: np.ndarray, num_frames: int) -> dict[int, np.ndarray]:
    """The (4, 4) pose of each frame's row that has one."""
    rows = range(num_frames) if len(poses) == num_frames else poses[:, 0].astype(int).tolist()
    return {row: pose[3:].reshape(4, 4) for row, pose in zip(rows, poses, strict=True)}


def _read_camera(path: Path) -> np.ndarray:
    file = next((path / name for name in CAMERAS if (path / name).is_file()), None)
    if file is None:
        return PRIMESENSE_K
    numbers = parse_json(read_bytes(file), _INTRINSICS, str(file)).intrinsic_matrix
    return np.array(numbers).reshape(3, 3).T  # Open3D writes it column by column.

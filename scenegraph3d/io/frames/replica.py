"""Replica as NICE-SLAM lays it out.

results/frame000000.jpg
results/depth000000.png   uint16, 6553.5 to the metre, 0 none; registered to colour
traj.txt                  a line a frame: the 16 numbers of camera to world, OpenCV axes, z up
cam_params.json           {"camera": {w, h, fx, fy, cx, cy, scale}}; here or in the folder above
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter

from ..files import parse_json, read_bytes
from .frame_files import frame_of_files, numbered
from .matrices import intrinsics, read_numbers
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "replica"

_Positive = Annotated[float, Field(gt=0)]


class _Camera(BaseModel):
    fx: _Positive
    fy: _Positive
    cx: float
    cy: float
    scale: _Positive


class _Parameters(BaseModel):
    camera: _Camera


_PARAMETERS = TypeAdapter(_Parameters)


def matches(path: Path) -> bool:
    """Whether the folder has results/ and traj.txt."""
    return (path / "results").is_dir() and (path / "traj.txt").is_file()


def read(path: Path) -> FrameSource:
    """The frames of a rendered scene, by number.

    Raises:
        FileNotFoundError: cam_params.json, traj.txt or all images are missing.
        ValueError: one of them is no such file.
    """
    camera = _read_camera(path)
    poses = read_poses(path / "traj.txt")
    colors = numbered(path / "results", "frame*")
    if not colors:
        raise FileNotFoundError(f"{path / 'results'} must hold frame*.jpg, but has none")
    K = intrinsics(camera.fx, camera.fy, camera.cx, camera.cy)
    frames = [_frame(color, row, poses, K) for row, color in enumerate(colors)]
    return FrameSource(path.resolve().name, Conventions(depth_scale=1 / camera.scale), frames)


def read_poses(file: Path) -> np.ndarray:
    """(F, 4, 4) from a text file of 16 numbers a frame; any numbers.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the numbers are no whole count of matrices.
    """
    numbers = read_numbers(file)
    if len(numbers) % 16:
        raise ValueError(f"{file} must hold 16 numbers a frame, got {len(numbers)} in all")
    return numbers.reshape(-1, 4, 4)


def _frame(color: Path, row: int, poses: np.ndarray, K: np.ndarray) -> RawFrame | SkippedFrame:
    if row >= len(poses):
        return SkippedFrame(color.stem, f"no pose: traj.txt has {len(poses)} lines")
    depth = color.with_name(f"depth{color.stem.removeprefix('frame')}.png")
    return frame_of_files(color.stem, color, depth, poses[row], K_color=K)


def _read_camera(path: Path) -> _Camera:
    places = (path / "cam_params.json", path.parent / "cam_params.json")
    found = next((file for file in places if file.is_file()), None)
    if found is None:
        raise FileNotFoundError(
            f"{places[0]} is missing: the camera; nor is it in the folder above"
        )
    return parse_json(read_bytes(found), _PARAMETERS, str(found)).camera

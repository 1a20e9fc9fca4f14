"""nerfstudio's transforms.json.

    fl_x, fl_y, cx, cy    of the file or of a frame, pixels, 0.5 at the first pixel's centre
    frames                file_path, depth_file_path, transform_matrix: camera to world, OpenGL axes
    depth_unit_scale_factor    metres of one unit of the depth images; 0.001 where it is not there

Depth images that are smaller or larger than colour show the same view. A distorted camera is
refused: undistort the images first. The world keeps the unit and the axes of the file, which need
not be metres after structure from motion: `pose_scale` mends it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..files import parse_json, read_bytes
from .frame_files import frame_of_files
from .matrices import intrinsics
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "transforms"
FILE = "transforms.json"
CAMERA_MODELS = ("OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "PERSPECTIVE")
DISTORTIONS = ("k1", "k2", "k3", "k4", "p1", "p2")
CENTER = 0.5  # pixels; nerfstudio, as COLMAP, has the first pixel's centre there

_Row = Annotated[list[float], Field(min_length=4, max_length=4)]
_Positive = Annotated[float, Field(gt=0)]


class _Camera(BaseModel):
    model_config = ConfigDict(allow_inf_nan=True)
    camera_model: str | None = None
    fl_x: _Positive | None = None
    fl_y: _Positive | None = None
    cx: float | None = None
    cy: float | None = None
    k1: float | None = None
    k2: float | None = None
    k3: float | None = None
    k4: float | None = None
    p1: float | None = None
    p2: float | None = None


class _Frame(_Camera):
    file_path: str
    depth_file_path: str | None = None
    transform_matrix: Annotated[list[_Row], Field(min_length=3, max_length=4)]


class _Transforms(_Camera):
    frames: list[_Frame]
    depth_unit_scale_factor: _Positive = 0.001


_TRANSFORMS = TypeAdapter(_Transforms)


def matches(path: Path) -> bool:
    """Whether the path is a transforms.json, or a folder that has one."""
    return path.name == FILE or (path / FILE).is_file()


def read(path: Path) -> FrameSource:
    """The frames of a file, by the path of their colour images.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no such JSON, or a camera is distorted or lacks intrinsics.
    """
    file = path / FILE if path.is_dir() else path
    content = parse_json(read_bytes(file), _TRANSFORMS, str(file))
    content.frames.sort(key=lambda frame: frame.file_path)
    names = _names([Path(frame.file_path) for frame in content.frames])
    frames = [
        _frame(file, name, frame, content)
        for name, frame in zip(names, content.frames, strict=True)
    ]
    scale = content.depth_unit_scale_factor
    conventions = Conventions(depth_scale=scale, axes="opengl", same_view=True)
    return FrameSource(file.resolve().parent.name, conventions, frames)


def _names(paths: list[Path]) -> list[str]:
    """The images' names; with their folders' where several images have one name."""
    stems = [path.stem for path in paths]
    if len(set(stems)) == len(stems):
        return stems
    return ["_".join(path.with_suffix("").parts) for path in paths]


def _frame(file: Path, name: str, frame: _Frame, shared: _Transforms) -> RawFrame | SkippedFrame:
    color = file.parent / frame.file_path
    if frame.depth_file_path is None:
        return SkippedFrame(name, f"{file.name} gives it no depth_file_path")
    T_written = np.eye(4)
    T_written[: len(frame.transform_matrix)] = frame.transform_matrix
    K = _intrinsics(f"{file}: frame {frame.file_path}", frame, shared)
    return frame_of_files(name, color, file.parent / frame.depth_file_path, T_written, K_color=K)


def _intrinsics(where: str, frame: _Frame, shared: _Transforms) -> np.ndarray:
    """(3, 3) K of a frame, its own numbers before the shared ones."""

    def get(key: str):
        own = getattr(frame, key)
        return getattr(shared, key) if own is None else own

    if (model := get("camera_model") or "PINHOLE") not in CAMERA_MODELS:
        raise ValueError(f"{where}: camera_model must be a pinhole's (OPENCV), got {model}")
    distortion = [key for key in DISTORTIONS if get(key)]
    if distortion:
        raise ValueError(
            f"{where}: the camera must have no distortion, got {distortion[0]}="
            f"{get(distortion[0]):g}: undistort the images first"
        )
    missing = [key for key in ("fl_x", "cx", "cy") if get(key) is None]
    if missing:
        raise ValueError(f"{where}: {missing[0]} is missing, of the frame or of the file")
    fl_y = get("fl_x") if get("fl_y") is None else get("fl_y")
    return intrinsics(get("fl_x"), fl_y, get("cx") - CENTER, get("cy") - CENTER)

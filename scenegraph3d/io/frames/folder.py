"""Any folder, described by a small YAML file.

    color: frames/*.color.jpg             # what the * stands for pairs colour, depth and pose
    depth: frames/*.depth.png
    poses: frames/*.pose.txt              # a file a frame, or one file with a line a frame
    depth_scale: 0.001                    # metres of one unit
    pose_convention: camera_to_world      # or world_to_camera
    axes: opencv                          # or opengl
    color_intrinsics: [525, 525, 319.5, 239.5]

Paths are relative to the YAML file and may leave its folder. Where a matrix is asked for, it may
be a file of numbers or a list. docs/frames.md has the other keys.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from ..files import parse_json, read_bytes
from .frame_files import frame_of_files
from .matrices import matrix_from_quaternion, read_intrinsics, read_numbers, read_rigid
from .options import Axes
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "folder"
Matrix = str | list[float] | list[list[float]]
POSE_SIZES = {"matrix": (16, 12), "quaternion_xyzw": (7,), "quaternion_wxyz": (7,)}
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Description(BaseModel):
    """The YAML file's keys; those without a default must be there."""

    model_config = ConfigDict(extra="forbid")
    color: str
    depth: str
    poses: str
    depth_scale: _Positive
    pose_convention: Literal["camera_to_world", "world_to_camera"]
    axes: Axes
    camera: Literal["pinhole", "equirectangular"] = "pinhole"
    color_intrinsics: Matrix | None = None
    depth_intrinsics: Matrix | None = None
    T_color_depth: Matrix | None = None
    invalid_depth: list[float] = [0]
    pose_format: Literal["matrix", "quaternion_xyzw", "quaternion_wxyz"] = "matrix"
    poses_of: Literal["color", "depth"] = "color"
    T_world_source: Matrix | None = None

    @model_validator(mode="after")
    def _check_camera(self) -> Description:
        if self.camera == "pinhole" and self.color_intrinsics is None:
            raise ValueError("a pinhole camera needs color_intrinsics")
        two_cameras = (self.color_intrinsics, self.depth_intrinsics, self.T_color_depth)
        if self.camera == "equirectangular" and any(two_cameras):
            raise ValueError("an equirectangular camera has no intrinsics, and depth its pixels")
        return self


_DESCRIPTION = TypeAdapter(Description)


def matches(path: Path) -> bool:
    """Whether the file is called .yaml or .yml."""
    return path.suffix.lower() in (".yaml", ".yml")


def read(path: Path) -> FrameSource:
    """The frames that a description finds, by the names that its * stand for.

    Raises:
        FileNotFoundError: the description, a file it names, or all colour images are missing.
        ValueError: an unknown key, a value that does not fit, or poses that are no such numbers.
    """
    told = _read_description(path)
    colors = _find(path.parent, told.color, "color")
    if not colors:
        raise FileNotFoundError(f"{path}: color finds no file: {path.parent / told.color}")
    depths = _find(path.parent, told.depth, "depth")
    poses = _find_poses(path, told, list(colors))
    T_world_source = _matrix(path, told.T_world_source, "T_world_source", read_rigid)
    return FrameSource(
        path.stem,
        _conventions(told),
        _pair(path, told, colors, depths, poses),
        T_color_depth=_matrix(path, told.T_color_depth, "T_color_depth", read_rigid),
        T_world_source=np.eye(4) if T_world_source is None else T_world_source,
    )


def _pair(
    path: Path,
    told: Description,
    colors: Mapping[str, Path],
    depths: Mapping[str, Path],
    poses: Mapping[str, Path | np.ndarray],
) -> list[RawFrame | SkippedFrame]:
    """A frame for each colour image."""
    make_frame = partial(
        frame_of_files,
        K_color=_matrix(path, told.color_intrinsics, "color_intrinsics", read_intrinsics),
        K_depth=_matrix(path, told.depth_intrinsics, "depth_intrinsics", read_intrinsics),
        read_pose=partial(_read_pose, form=told.pose_format),
    )
    frames: list[RawFrame | SkippedFrame] = []
    for key, color in colors.items():
        missing = [part for part, of in (("depth", depths), ("pose", poses)) if key not in of]
        if missing:
            frames.append(SkippedFrame(key, f"no {missing[0]} where * is '{key}'"))
        else:
            frames.append(make_frame(key, color, depths[key], poses[key]))
    return frames


def _read_description(path: Path) -> Description:
    try:
        content: Any = yaml.safe_load(read_bytes(path).decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    return parse_json(json.dumps(content, default=str).encode(), _DESCRIPTION, str(path))


def _conventions(told: Description) -> Conventions:
    return Conventions(
        depth_scale=told.depth_scale,
        invalid_depth=tuple(told.invalid_depth),
        poses=told.pose_convention,
        axes=told.axes,
        poses_of=told.poses_of,
    )


def _find(folder: Path, pattern: str, key: str) -> dict[str, Path]:
    """The files that a pattern finds, in the order of what its * stand for, which is their key."""
    parts = str(folder / pattern).split("*")
    if len(parts) == 1:
        raise ValueError(f"{key} must hold a * that names the frame, got '{pattern}'")
    wild = re.compile("([^/]*)".join(re.escape(part) for part in parts))
    found = {}
    for file in glob.glob("*".join(glob.escape(part) for part in parts)):
        match = wild.fullmatch(Path(file).as_posix())
        assert match is not None, "a glob and its pattern agree"
        found["_".join(match.groups())] = Path(file)
    return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))


def _find_poses(path: Path, told: Description, keys: list[str]) -> Mapping[str, Path | np.ndarray]:
    """The pose file of each frame, or the (4, 4) pose from the one file of them all."""
    if "*" in told.poses:
        return _find(path.parent, told.poses, "poses")
    file = path.parent / told.poses
    lines = read_bytes(file).decode("utf-8-sig", "replace").splitlines()
    rows = [line for line in lines if line.partition("#")[0].strip()]
    if len(rows) != len(keys):
        raise ValueError(
            f"{file} must hold a line for each of the {len(keys)} colour images, got {len(rows)}"
        )
    return {
        key: _pose(read_numbers(row, str(file)), told.pose_format, str(file))
        for key, row in zip(keys, rows, strict=True)
    }


def _read_pose(file: Path, form: str) -> np.ndarray:
    return _pose(read_numbers(file), form, str(file))


def _pose(numbers: np.ndarray, form: str, where: str) -> np.ndarray:
    """(4, 4) of 16 or 12 numbers of a matrix, or of 7: a translation and a quaternion."""
    if len(numbers) not in POSE_SIZES[form]:
        wanted = " or ".join(map(str, POSE_SIZES[form]))
        raise ValueError(f"{where}: a pose must be {wanted} numbers ({form}), got {len(numbers)}")
    if form == "matrix":
        return np.vstack([numbers.reshape(-1, 4), np.eye(4)[len(numbers) // 4 :]])
    wxyz = numbers[[6, 3, 4, 5]] if form == "quaternion_xyzw" else numbers[3:]
    return matrix_from_quaternion(numbers[:3], wxyz)


def _matrix(
    path: Path, told: Matrix | None, key: str, read: Callable[[str | Path, str], np.ndarray]
) -> np.ndarray | None:
    """A matrix given as the name of a file, or as numbers in a list or in rows."""
    if told is None:
        return None
    where = f"{path}: {key}"
    if isinstance(told, str):
        return read(path.parent / told, where)
    return read(" ".join(map(str, np.ravel(told))), where)

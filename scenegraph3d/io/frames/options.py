"""What a user may state about frames against their format: the options that the doctor names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from ...records.checks import check_shape
from .matrices import read_intrinsics, read_rigid, rigid

Axes = Literal["opencv", "opengl"]
AXES: tuple[Axes, ...] = ("opencv", "opengl")
_MATRICES = ("T_color_depth", "T_gravity_world")
_INTRINSICS = ("color_intrinsics", "depth_intrinsics")
_NUMBERS = ("depth_scale", "pose_scale")


@dataclass(frozen=True, eq=False)
class FrameOptions:
    """Statements that replace a reader's own; None keeps what the format says.

    Attributes:
        depth_scale: metres of one unit of the depth images.
        pose_scale: metres of one unit of the poses' translations.
        invert_poses: the poses are the inverse of what the format says.
        axes: of the camera in the poses, "opencv" (y down, z forward) or "opengl" (y up, z back).
        color_intrinsics: (3, 3) K of the colour camera, pixels.
        depth_intrinsics: (3, 3) K of the depth camera, pixels; depth is warped into the colour
            camera where the two differ.
        T_color_depth: (4, 4) depth camera to colour camera, metres; depth is warped by it.
        T_gravity_world: (4, 4) from the poses' world to one with z up and the floor at z = 0.
    """

    depth_scale: float | None = None
    pose_scale: float = 1.0
    invert_poses: bool = False
    axes: Axes | None = None
    color_intrinsics: np.ndarray | None = None
    depth_intrinsics: np.ndarray | None = None
    T_color_depth: np.ndarray | None = None
    T_gravity_world: np.ndarray | None = None

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            number = getattr(self, name)
            if number is not None and not 0 < number < np.inf:
                raise ValueError(f"{name} must be a positive number, got {number}")
        if self.axes not in (None, *AXES):
            raise ValueError(f"axes must be one of {', '.join(AXES)}, got {self.axes!r}")
        for name in _INTRINSICS:
            if getattr(self, name) is not None:
                check_shape(name, getattr(self, name), (3, 3))
        for name in _MATRICES:
            if getattr(self, name) is not None:
                rigid(getattr(self, name), name)


def parse_options(assignments: list[str]) -> FrameOptions:
    """The options written as `name=value`, as on a command line.

    Args:
        assignments: such as "depth_scale=0.0002", "invert_poses=true", "axes=opengl",
            "color_intrinsics=525,525,319.5,239.5" and "T_gravity_world=gravity.txt": matrices
            are numbers (fx,fy,cx,cy for intrinsics) or the name of a text file of them.

    Raises:
        FileNotFoundError: a file that is named does not exist.
        ValueError: an unknown option, or a value that does not fit it; one line that says which.
    """
    values: dict[str, object] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise ValueError(f"a frame option must be written name=value, got '{assignment}'")
        values[name] = _parse_value(name, text.strip())
    return FrameOptions(**cast("Any", values))


def _parse_value(name: str, text: str) -> object:
    if name in _NUMBERS:
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"{name} must be a number, got '{text}'") from None
    if name == "invert_poses":
        if text not in ("true", "false"):
            raise ValueError(f"invert_poses must be true or false, got '{text}'")
        return text == "true"
    if name == "axes":
        return text
    if name in _INTRINSICS:
        return read_intrinsics(_text_or_file(text), name)
    if name in _MATRICES:
        return read_rigid(_text_or_file(text), name)
    known = ", ".join(field.name for field in fields(FrameOptions))
    raise ValueError(f"unknown frame option {name!r}; choose from: {known}")


def _text_or_file(text: str) -> str | Path:
    is_numbers = "," in text or len(text.split()) > 1
    return text if is_numbers else Path(text)

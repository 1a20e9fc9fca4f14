"""What a reader hands over: its conventions in words, and its frames before they are decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .options import Axes


@dataclass(frozen=True)
class SkippedFrame:
    """A frame that was left out.

    Attributes:
        name: what the source calls it.
        reason: one line that says why.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Conventions:
    """How a source writes depth and poses.

    Attributes:
        depth_scale: metres of one unit of the depth images.
        invalid_depth: stored numbers that mean "no reading", besides NaN and what is not positive.
        poses: which way the written matrices map.
        axes: of the camera in the poses, "opencv" (y down, z forward) or "opengl" (y up, z back).
        poses_of: what the poses place: the colour camera, the depth camera, or a device that
            holds both.
        same_view: depth images of another size than colour show the same view, resampled.
    """

    depth_scale: float
    invalid_depth: tuple[float, ...] = (0,)
    poses: Literal["camera_to_world", "world_to_camera"] = "camera_to_world"
    axes: Axes = "opencv"
    poses_of: Literal["color", "depth", "device"] = "color"
    same_view: bool = False


@dataclass(frozen=True, eq=False)
class RawFrame:
    """A frame as its source has it, images not yet read.

    Attributes:
        name: what the source calls it.
        read_color: gives (H, W, 3) uint8 RGB.
        read_depth: gives (H', W') numbers as stored.
        T_written: (4, 4) pose as the source's conventions have it; it may be unusable.
        K_color: (3, 3) of the colour camera; None where it is panoramic.
        K_depth: (3, 3) of the depth camera; None where depth is in the colour image's pixels.
    """

    name: str
    read_color: Callable[[], np.ndarray]
    read_depth: Callable[[], np.ndarray]
    T_written: np.ndarray
    K_color: np.ndarray | None
    K_depth: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class FrameSource:
    """A sequence of posed RGB-D frames as a reader finds it.

    Attributes:
        name: of the sequence.
        conventions: of depth and poses.
        frames: in order; those that lack a part are there as SkippedFrame.
        T_color_depth: (4, 4) depth camera to colour camera; None where they are one.
        T_device_color: (4, 4) colour camera to the device, where the poses place that.
        T_world_source: (4, 4) from the world of the written poses to the one to use.
    """

    name: str
    conventions: Conventions
    frames: list[RawFrame | SkippedFrame]
    T_color_depth: np.ndarray | None = None
    T_device_color: np.ndarray = field(default_factory=lambda: np.eye(4))
    T_world_source: np.ndarray = field(default_factory=lambda: np.eye(4))

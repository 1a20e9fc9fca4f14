"""ScanNet's exported frame folders, as its SensReader writes them.

    color/0.jpg
    depth/0.png    uint16 millimetres; 0 means no reading
    pose/0.txt     4 x 4 device to world, OpenCV axes, metres; -inf where it was lost
    intrinsic/     intrinsic_color.txt, intrinsic_depth.txt (4 x 4), and, optional,
                   extrinsic_color.txt, extrinsic_depth.txt (device to camera, mostly the identity)

The intrinsics may also be called intrinsics_color.txt and lie beside the folders, as in the
25k-frames export. Images that were resized afterwards need color_intrinsics of their new size.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...geometry.cameras import invert_rigid
from .frame_files import frame_of_files, images
from .matrices import read_intrinsics, read_rigid
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "scannet_frames"
CONVENTIONS = Conventions(depth_scale=0.001, poses_of="device")


def matches(path: Path) -> bool:
    """Whether the folder has the three folders of images and poses."""
    return all((path / part).is_dir() for part in ("color", "depth", "pose"))


def read(path: Path) -> FrameSource:
    """The frames of an exported scan, by number.

    Raises:
        FileNotFoundError: the intrinsics of a camera, or all colour images, are missing.
        ValueError: intrinsics or extrinsics are no such numbers.
    """
    K_color, K_depth = (_intrinsics(path, camera) for camera in ("color", "depth"))
    T_color_device, T_depth_device = (_extrinsics(path, camera) for camera in ("color", "depth"))
    colors = images(path / "color")
    if not colors:
        raise FileNotFoundError(f"{path / 'color'} must hold .jpg or .png images, but has none")
    return FrameSource(
        path.resolve().name,
        CONVENTIONS,
        [_frame(path, color, K_color, K_depth) for color in colors],
        T_color_depth=T_color_device @ invert_rigid(T_depth_device),
        T_device_color=invert_rigid(T_color_device),
    )


def _frame(
    path: Path, color: Path, K_color: np.ndarray, K_depth: np.ndarray
) -> RawFrame | SkippedFrame:
    depth, pose = path / "depth" / f"{color.stem}.png", path / "pose" / f"{color.stem}.txt"
    return frame_of_files(color.stem, color, depth, pose, K_color=K_color, K_depth=K_depth)


def _intrinsics(path: Path, camera: str) -> np.ndarray:
    places = [
        path / f"intrinsic/intrinsic_{camera}.txt",
        path / f"intrinsics_{camera}.txt",
        path / f"intrinsic_{camera}.txt",
    ]
    found = next((file for file in places if file.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{places[0]} is missing: the intrinsics of the {camera} camera")
    return read_intrinsics(found)


def _extrinsics(path: Path, camera: str) -> np.ndarray:
    file = path / f"intrinsic/extrinsic_{camera}.txt"
    return read_rigid(file) if file.is_file() else np.eye(4)

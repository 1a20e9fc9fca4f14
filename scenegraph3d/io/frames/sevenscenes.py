"""7-Scenes and 3DMatch folders.

    frame-000000.color.png or .jpg
    frame-000000.depth.png   uint16 millimetres; 0 and 65535 mean no reading
    frame-000000.pose.txt    4 x 4 camera to world of the depth camera, OpenCV axes, metres
    camera-intrinsics.txt    3 x 3 of the depth camera; here or in the folder above, optional

The format states nothing of the colour camera, so colour and depth are taken as one camera. In
the recordings they are two, which the doctor tells. A pose that was lost is written as -inf.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .frame_files import frame_of_files
from .matrices import intrinsics, read_intrinsics
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "sevenscenes"
CONVENTIONS = Conventions(depth_scale=0.001, invalid_depth=(0, 65535), poses_of="depth")
DEFAULT_K = intrinsics(585.0, 585.0, 320.0, 240.0)  # of the Kinect, as the data set's page states


def matches(path: Path) -> bool:
    """Whether the folder holds colour images called as 7-Scenes calls them."""
    return path.is_dir() and bool(_colors(path))


def read(path: Path) -> FrameSource:
    """The frames of a folder, by name.

    Raises:
        FileNotFoundError: the folder holds no colour image of this format.
        ValueError: the intrinsics are no such numbers.
    """
    colors = _colors(path)
    if not colors:
        raise FileNotFoundError(f"{path} must hold *.color.png or *.color.jpg, but has none")
    places = (path / "camera-intrinsics.txt", path.parent / "camera-intrinsics.txt")
    found = next((file for file in places if file.is_file()), None)
    K = read_intrinsics(found) if found else DEFAULT_K
    return FrameSource(path.resolve().name, CONVENTIONS, [_frame(color, K) for color in colors])


def _colors(path: Path) -> list[Path]:
    return sorted([*path.glob("*.color.png"), *path.glob("*.color.jpg")])


def _frame(color: Path, K: np.ndarray) -> RawFrame | SkippedFrame:
    stem = color.name.partition(".color.")[0]
    depth, pose = color.with_name(f"{stem}.depth.png"), color.with_name(f"{stem}.pose.txt")
    return frame_of_files(stem, color, depth, pose, K_color=K, K_depth=K)

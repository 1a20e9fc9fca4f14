"""TUM RGB-D folders.

    rgb.txt          lines of: timestamp, file of a colour image
    depth.txt        lines of: timestamp, file of a depth image: uint16, 5000 to the metre, 0 none
    groundtruth.txt  lines of: timestamp tx ty tz qx qy qz qw, colour camera to world, OpenCV axes

Depth is registered to colour. To each colour image belong the depth image and the pose nearest in
time, at most 20 ms away. The files state no intrinsics: those of freiburg3 are its undistorted
images', for the rest, the driver's that the data set's page recommends. Distortion is not undone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..files import read_bytes
from .frame_files import frame_of_files
from .matrices import intrinsics, matrix_from_quaternion
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "tum"
CONVENTIONS = Conventions(depth_scale=1 / 5000)
MAX_GAP = 0.02  # seconds; of the data set's own association
DRIVER_K = intrinsics(525.0, 525.0, 319.5, 239.5)
FREIBURG3_K = intrinsics(535.4, 539.2, 320.1, 247.6)


def matches(path: Path) -> bool:
    """Whether the folder has the three lists."""
    return all((path / part).is_file() for part in ("rgb.txt", "depth.txt", "groundtruth.txt"))


def read(path: Path) -> FrameSource:
    """The frames of a sequence, by the time of the colour images.

    Raises:
        FileNotFoundError: one of the three lists is missing.
        ValueError: a line of them is no such line.
    """
    color_times, color_files = _read_list(path / "rgb.txt", 2)
    depth_times, depth_files = _read_list(path / "depth.txt", 2)
    pose_times, poses = _read_list(path / "groundtruth.txt", 8)
    T_world_camera = [_pose(words) for words in poses]
    sequence = path.resolve().name
    K = FREIBURG3_K if "freiburg3" in sequence else DRIVER_K
    frames: list[RawFrame | SkippedFrame] = []
    for time, (color,) in zip(color_times, color_files, strict=True):
        stem = Path(color).stem
        depth_row, pose_row = _nearest(depth_times, time), _nearest(pose_times, time)
        if depth_row is None or pose_row is None:
            what = "depth image" if depth_row is None else "pose"
            frames.append(SkippedFrame(stem, f"no {what} within {MAX_GAP * 1000:g} ms"))
            continue
        depth = path / depth_files[depth_row][0]
        frames.append(
            frame_of_files(stem, path / color, depth, T_world_camera[pose_row], K_color=K)
        )
    return FrameSource(sequence, CONVENTIONS, frames)


def _read_list(file: Path, num_words: int) -> tuple[np.ndarray, list[list[str]]]:
    """The times of a list's lines, ascending, and the other words of each."""
    lines = read_bytes(file).decode("utf-8", "replace").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != num_words or not _is_number(row[0]):
            raise ValueError(f"{file}: a line must be {num_words} words, got '{' '.join(row)}'")
    rows.sort(key=lambda row: float(row[0]))
    return np.array([float(row[0]) for row in rows]), [row[1:] for row in rows]


def _is_number(word: str) -> bool:
    try:
        return float(word) == float(word)
    except ValueError:
        return False


def _pose(words: list[str]) -> np.ndarray:
    """(4, 4) of tx ty tz qx qy qz qw; NaN where a word is no number."""
    numbers = np.array([float(word) if _is_number(word) else np.nan for word in words])
    return matrix_from_quaternion(numbers[:3], numbers[[6, 3, 4, 5]])


def _nearest(times: np.ndarray, time: float) -> int | None:
    """Row of the nearest of ascending times, None where it is more than MAX_GAP away."""
    if len(times) == 0:
        return None
    after = int(np.searchsorted(times, time))
    rows = [row for row in (after - 1, after) if 0 <= row < len(times)]
    row = min(rows, key=lambda row: abs(times[row] - time))
    return row if abs(times[row] - time) <= MAX_GAP else None

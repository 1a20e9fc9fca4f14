"""Three files of a frame (colour, depth, pose) in, a frame not yet decoded out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from .images import read_color, read_depth
from .matrices import read_matrix
from .source import RawFrame, SkippedFrame


def frame_of_files(
    name: str,
    color: Path,
    depth: Path,
    pose: Path | np.ndarray,
    *,
    K_color: np.ndarray | None,
    K_depth: np.ndarray | None = None,
    read_pose: Callable[[Path], np.ndarray] = read_matrix,
) -> RawFrame | SkippedFrame:
    """The frame, or the reason why it must be left out: a file that is missing, a broken pose.

    Args:
        name: what the source calls the frame.
        color: an image file.
        depth: an image file of one channel, or a .npy file.
        pose: a text file, or the (4, 4) matrix.
        K_color: (3, 3) of the colour camera; None where it is panoramic.
        K_depth: (3, 3) of the depth camera; None where depth is in the colour image's pixels.
        read_pose: makes a (4, 4) matrix of the text file.
    """
    files = (color, depth, *([pose] if isinstance(pose, Path) else []))
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        return SkippedFrame(name, f"{missing} is missing")
    try:
        T_written = read_pose(pose) if isinstance(pose, Path) else pose
    except ValueError as error:
        return SkippedFrame(name, str(error))
    return RawFrame(
        name, partial(read_color, color), partial(read_depth, depth), T_written, K_color, K_depth
    )


def numbered(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder that a glob finds, 2 before 10."""
    return sorted(folder.glob(pattern), key=lambda file: (len(file.stem), file.name))


def images(folder: Path) -> list[Path]:
    """The .jpg and .png files of a folder, 2 before 10."""
    return [file for file in numbered(folder, "*") if file.suffix.lower() in (".jpg", ".png")]

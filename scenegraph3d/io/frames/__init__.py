"""Posed RGB-D frames on disk in, `Frame` records out: one reader a format, and their table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from . import folder, redwood, replica, scannet_frames, sens, sevenscenes, transforms, tum
from .options import FrameOptions, parse_options
from .sequence import FrameSequence
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

__all__ = [
    "FRAME_READERS",
    "Conventions",
    "FrameOptions",
    "FrameReader",
    "FrameSequence",
    "FrameSource",
    "RawFrame",
    "SkippedFrame",
    "frames_format",
    "open_frames",
    "parse_options",
]


class FrameReader(Protocol):
    """What a format of frames is: a module with these three."""

    name: str

    def matches(self, path: Path) -> bool:
        """Whether the path looks like frames of this format."""
        ...

    def read(self, path: Path) -> FrameSource:
        """Find the frames, their poses and cameras; no image is decoded."""
        ...


FRAME_READERS: dict[str, FrameReader] = {
    "sens": sens,
    "transforms": transforms,
    "folder": folder,
    "tum": tum,
    "replica": replica,
    "scannet_frames": scannet_frames,
    "redwood": redwood,
    "sevenscenes": sevenscenes,
}
_PLAIN_NAMES = ("frames", "images", "rgbd", "data")
_NO_OPTIONS = FrameOptions()


def open_frames(
    path: str | Path,
    *,
    format: str | None = None,
    every: int = 1,
    options: FrameOptions = _NO_OPTIONS,
) -> FrameSequence:
    """Open posed RGB-D frames; images are decoded as the sequence is iterated.

    Args:
        path: a folder of frames, a .sens file, a transforms.json, or a YAML description.
        format: a name of FRAME_READERS, where it cannot be guessed from the path.
        every: take the first frame and each `every`-th after it.
        options: what holds instead of the format's own conventions.

    Returns:
        The frames, depth in metres and registered to colour, poses camera to world in OpenCV
        axes. Those that must be left out are named in `skipped`.

    Raises:
        FileNotFoundError: the path, or a part that all frames need, does not exist.
        ValueError: unknown format, a damaged file, no usable frame, or depth that fits no colour.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no such file or folder: {path}")
    if format is not None and format not in FRAME_READERS:
        raise ValueError(
            f"unknown format {format!r}; choose from: {', '.join(sorted(FRAME_READERS))}"
        )
    found = format or frames_format(path)
    if found is None:
        raise ValueError(
            f"{path} looks like frames of no known format: choose format= (--format) from "
            f"{', '.join(sorted(FRAME_READERS))}, or describe the folder in a YAML file"
        )
    source = FRAME_READERS[found].read(path)
    if source.name in _PLAIN_NAMES:  # SCENE/frames is called SCENE
        source = replace(source, name=path.resolve().parent.name or source.name)
    return FrameSequence(source, options, every)


def frames_format(path: str | Path) -> str | None:
    """The name in FRAME_READERS of the format that a path looks like; None where it is none."""
    readers = FRAME_READERS.items()
    return next((name for name, reader in readers if reader.matches(Path(path))), None)

"""Scans on disk in, `Scan` records out: one reader a format, and the table of them."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Protocol

from ..records import Scan
from . import boxes, npz, pointcloud, scannet, table
from .boxes import write_boxes
from .doctor import Finding, examine
from .frames import FRAME_READERS, frames_format
from .frames.transforms import FILE as TRANSFORMS
from .outdoor import argoverse2, kitti360, kitti360pose, nuscenes, semantickitti
from .ply import write_ply

__all__ = [
    "READERS",
    "Finding",
    "Reader",
    "examine",
    "guess_format",
    "is_frames",
    "read_scan",
    "read_scenes",
    "write_boxes",
    "write_ply",
]


class Reader(Protocol):
    """What a format is: a module with these three."""

    name: str

    def matches(self, path: Path) -> bool:
        """Whether the path is called like a scan of this format."""
        ...

    def read(self, path: Path, scene: str | None = None) -> Scan:
        """Read the scan, or the scene called `scene` of a table."""
        ...


READERS: dict[str, Reader] = {
    "scannet": scannet,
    "argoverse2": argoverse2,
    "nuscenes": nuscenes,
    "kitti360": kitti360,
    "semantickitti": semantickitti,
    "kitti360pose": kitti360pose,
    "pointcloud": pointcloud,
    "npz": npz,
    "boxes": boxes,
    "table": table,
}


def read_scan(path: str | Path, *, format: str | None = None, scene: str | None = None) -> Scan:
    """Read one scan.

    Args:
        path: a ScanNet folder, a cloud or mesh, a .npz, labelled boxes as .json or .jsonl, or the
            log of a car (see `outdoor`).
        format: a name of READERS, where it cannot be guessed from the path.
        scene: which scene, in a table that holds several.

    Returns:
        The scan: metres, z up. It has no instances where the file carries none.

    Raises:
        FileNotFoundError: the path, or a part of the scan, does not exist.
        ValueError: unknown format or scene, or a damaged file; one line that says which.
        ImportError: the format needs an extra that is not installed.
    """
    path = _as_path(path)
    if not isinstance(scene, str | None):
        raise TypeError(f"scene must be a name (str), got {type(scene).__name__}")
    reader = _reader(path, format)
    scan = reader.read(path, scene)
    if scene is not None and scan.name != scene:
        raise ValueError(f"{path} holds the one scene {scan.name!r}, got scene={scene!r}")
    return scan


def read_scenes(path: str | Path, *, format: str | None = None) -> Iterator[Scan]:
    """Stream every scene of a table; of any other scan, the one it is.

    Args:
        path: as for `read_scan`.
        format: a name of READERS, where it cannot be guessed from the path.

    Raises:
        As `read_scan`, when the scene that is wrong is reached.
    """
    path = _as_path(path)
    if _reader(path, format) is READERS["table"]:
        yield from table.read_all(path)
    else:
        yield read_scan(path, format=format)


def guess_format(path: str | Path) -> str:
    """The name in READERS of the format that a path is called like.

    Raises:
        FileNotFoundError: the path does not exist.
        ValueError: no reader takes it; the message lists the formats.
    """
    path = _as_path(path)
    if not path.exists():
        raise FileNotFoundError(f"no such file or folder: {path}")
    if path.suffix == ".sg3d":
        raise ValueError(f"{path} is a built scene: open it with scenegraph3d.open")
    found = next((reader.name for reader in READERS.values() if reader.matches(path)), None)
    if found is not None:
        return found
    if path.is_dir():
        raise ValueError(
            f"{path} is a folder but no ScanNet scan, which holds <id>{scannet.MESH}, no log of "
            "Argoverse 2 or nuScenes, and no frames of a known format; for another scan give its "
            "file, for other frames a YAML file"
        )
    raise ValueError(
        f"cannot tell the format of {path} from its name: "
        f"choose format= (--format) from {', '.join(sorted(READERS))}"
    )


def is_frames(path: str | Path, format: str | None = None) -> bool:
    """Whether a path holds posed frames and no scan, or `format` is one of frames."""
    if format is not None:
        return format in FRAME_READERS
    path = _as_path(path)
    if not path.exists() or frames_format(path) is None:
        return False
    return path.name == TRANSFORMS or not any(r.matches(path) for r in READERS.values())


def _as_path(path: str | Path) -> Path:
    if not isinstance(path, str | PathLike):
        raise TypeError(f"a scan must be given as a path (str or Path), got {type(path).__name__}")
    return Path(path)


def _reader(path: Path, format: str | None) -> Reader:
    if format is None:
        return READERS[guess_format(path)]
    if format not in READERS:
        raise ValueError(f"unknown format {format!r}; choose from: {', '.join(sorted(READERS))}")
    return READERS[format]

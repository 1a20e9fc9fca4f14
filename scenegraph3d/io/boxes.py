"""A JSON file of labelled boxes, one scene, in and out; scene_json.py shows its two spellings."""

from __future__ import annotations

import json
from pathlib import Path

from ..records import Scan
from .files import atomic_write, read_bytes
from .scene_json import dump_scene, parse_scene

name = "boxes"


def matches(path: Path) -> bool:
    """Whether the file is called .json (or .json.gz)."""
    return path.name.lower().endswith((".json", ".json.gz"))


def read(path: Path, scene: str | None = None) -> Scan:
    """Read a scene of labelled boxes; it has no points.

    Args:
        path: the .json file.
        scene: not used, such a file holds one scene.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not JSON, or not of this shape; the message names the object and the key.
    """
    return parse_scene(read_bytes(path), str(path), path.name.split(".")[0])


def write_boxes(path: str | Path, scan: Scan) -> None:
    """Write a scan's instances as labelled boxes, beside and then renamed; points are left out.

    Args:
        path: the .json file to write.
        scan: what to write; `read_scan` gives its instances back.
    """
    with atomic_write(path) as file:
        file.write(json.dumps(dump_scene(scan), allow_nan=False, indent=1).encode() + b"\n")

"""Tables of many scenes, a JSON line each (.jsonl, .jsonl.gz), in; one Scan or all of them out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..records import Scan
from .files import read_lines, require_file
from .scene_json import parse_scene, scene_name

name = "table"


def matches(path: Path) -> bool:
    """Whether the file is called .jsonl (or .jsonl.gz)."""
    return path.name.lower().endswith((".jsonl", ".jsonl.gz"))


def read(path: Path, scene: str | None = None) -> Scan:
    """Read one scene of a table.

    Args:
        path: the table.
        scene: the scene's name; may be left out where the table holds only one.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: no such scene, several to choose from, or a line that is not a scene.
    """
    names: list[str] = []
    found: tuple[bytes, str] | None = None
    for line, where in _lines(path):
        names.append(scene_name(line, where) or f"line {len(names) + 1}")
        if scene in (None, names[-1]) and found is None:
            found = (line, where)
            if scene is not None:
                break
    if found is None or (scene is None and len(names) > 1):
        raise ValueError(_which_scene(path, scene, names))
    return parse_scene(*found, names[-1])


def read_all(path: Path) -> Iterator[Scan]:
    """Stream the scenes of a table in file order, a line in memory at a time.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a line that is not a scene.
    """
    for row, (line, where) in enumerate(_lines(path), start=1):
        yield parse_scene(line, where, f"line {row}")


def _lines(path: Path) -> Iterator[tuple[bytes, str]]:
    """Lines that are not blank, each with the place to name in an error."""
    require_file(path)
    for row, line in enumerate(read_lines(path), start=1):
        if line.strip():
            yield line, f"{path} line {row}"


def _which_scene(path: Path, scene: str | None, names: list[str]) -> str:
    if not names:
        return f"{path} must hold at least 1 scene, got 0"
    if scene is None:
        return (
            f"{path} holds {len(names)} scenes: choose one with scene= (--scene), "
            f"such as {', '.join(repr(n) for n in names[:3])}"
        )
    from rapidfuzz import process

    close = [match for match, _, _ in process.extract(scene, names, limit=3)]
    return (
        f"no scene {scene!r} among the {len(names)} of {path}; "
        f"close to it: {', '.join(repr(n) for n in close)}"
    )

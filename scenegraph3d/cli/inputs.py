"""What verbs take: a scan or a built scene, a viewpoint in words, and places to write to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..pipeline import Scene
    from ..records import Viewpoint

ScanPath = Annotated[
    Path,
    typer.Argument(metavar="SCAN", help="A scan, posed RGB-D frames, or a built .sg3d scene."),
]
Format = Annotated[
    str | None, typer.Option(help="The scan's format, where the name does not tell it.")
]
SceneName = Annotated[str | None, typer.Option(help="Which scene, in a file of several.")]
ConfigFile = Annotated[
    Path | None, typer.Option(help="A YAML file that overrides thresholds (configs/default.yaml).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def open_scene(
    path: Path, *, format: str | None, scene: str | None, config: Path | None = None
) -> Scene:
    """The scene of a scan or of frames, built now, or of an .sg3d file, built before."""
    from .. import pipeline
    from ..io import is_frames

    if is_frames(path, format):
        from .frames import frame_settings, progress

        with progress(frame_settings()) as settings:
            return pipeline.build(path, format=format, config=config, frames=settings)
    if path.suffix != ".sg3d":
        return pipeline.build(path, format=format, scene=scene, config=config)
    if format is not None or scene is not None:
        raise ValueError(f"--format and --scene are for scans, but {path} is a built scene")
    return pipeline.open(path, config=config)


def check_output(path: Path | None, check_name: str | tuple[str, ...] = ()) -> None:
    """Refuse a file that could not be written, before any work is done for it."""
    if path is None:
        return
    endings = (check_name,) if isinstance(check_name, str) else check_name
    if endings and path.suffix.lower() not in endings:
        raise ValueError(f"the output's name must end in {' or '.join(endings)}, got '{path}'")
    folder = path.parent
    if not folder.is_dir():
        raise FileNotFoundError(f"the folder to write {path.name} into does not exist: {folder}")
    if path.is_dir():
        raise ValueError(f"a file name is needed to write to, got the folder {path}")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"the folder to write {path.name} into is not writable: {folder}")


def parse_viewpoint(text: str | None) -> Viewpoint | None:
    """The viewpoint of "x,y,z,yaw_degrees": metres, and degrees from +x towards +y."""
    if text is None:
        return None
    import numpy as np

    from ..records import Viewpoint

    try:
        x, y, z, yaw_degrees = numbers = [float(part) for part in text.split(",")]
        if not np.isfinite(numbers).all():
            raise ValueError(text)
    except ValueError:
        wanted = "four finite numbers x,y,z,yaw_degrees, such as 1.5,0,1.6,90"
        raise ValueError(f"--viewpoint must be {wanted}, got '{text}'") from None
    yaw = np.deg2rad(yaw_degrees)
    return Viewpoint(np.array([x, y, z]), np.array([np.cos(yaw), np.sin(yaw), 0.0]))


def clean_sentence(text: str) -> str:
    """The sentence with bytes that are no letters replaced, so that it can be printed again."""
    return text.encode("utf-8", "replace").decode("utf-8")

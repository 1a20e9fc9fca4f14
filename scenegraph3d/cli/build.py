"""`sg3d build`: a scan or frames go in, a scene file that opens at once comes out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .frames import (
    Device,
    EncoderName,
    Every,
    Read,
    SegmenterName,
    Weights,
    frame_settings,
    partial_folder,
    progress,
    told,
)
from .inputs import AsJson, ConfigFile, Format, ScanPath, SceneName, check_output
from .output import print_json

if TYPE_CHECKING:
    from ..mapping.scan_frames import FrameSettings, MappedFrames
    from ..pipeline import Scene


# The verb's options are its arguments: that is why there are more than five.
def build(
    scan: ScanPath,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file.  [default: NAME.sg3d]")
    ] = None,
    format: Format = None,
    scene: SceneName = None,
    config: ConfigFile = None,
    segmenter: SegmenterName = "regions",
    encoder: EncoderName = "mini",
    weights: Weights = None,
    device: Device = "cpu",
    every: Every = 1,
    read: Read = None,
    field: Annotated[
        bool, typer.Option("--field", help="Frames: distil a feature field; lies beside the scene.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Frames: go on with a run that was stopped.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build a scan's graph and save it to one file; map frames to a scan first."""
    check_output(out if out is not None else _default_path(scan.stem), ".sg3d")
    from .. import pipeline
    from ..io import is_frames

    mapped = None
    if is_frames(scan, format):
        settings = frame_settings(
            segmenter=segmenter,
            encoder=encoder,
            weights=weights,
            device=device,
            every=every,
            distil=field,
            read=read,
        )
        out = _default_path(scan.stem) if out is None else out
        mapped = _mapped(scan, settings, out=out, format=format, config=config, resume=resume)
        built = pipeline.build_scene(mapped.scan, pipeline.read_config(config), mapped.encoder)
    elif field:
        raise ValueError(f"--field is for frames, but {scan} is a scan")
    else:
        built = pipeline.build(scan, format=format, scene=scene, config=config)
    path = out if out is not None else _default_path(built.graph.name)
    check_output(path)
    built.save(path)
    if mapped is not None and mapped.field is not None:
        from ..mapping.field import save_field
        from ..mapping.field_source import field_path

        save_field(field_path(path), mapped.field, mapped.things)
    _tell(built, path, mapped, as_json=as_json)


def _mapped(
    path: Path,
    settings: FrameSettings,
    *,
    out: Path,
    format: str | None,
    config: Path | None,
    resume: bool,
) -> MappedFrames:
    from ..mapping.scan_frames import scan_frames
    from ..pipeline import read_config

    folder = partial_folder(out)
    if folder.exists() and not resume:
        raise ValueError(
            f"{folder} holds a run that was stopped: go on with --resume, or delete it"
        )
    with progress(replace(settings, folder=folder)) as watched:
        return scan_frames(path, watched, read_config(config), format=format)


def _tell(built: Scene, path: Path, mapped: MappedFrames | None, *, as_json: bool) -> None:
    graph = built.graph
    num_points = None if graph.cloud is None else len(graph.cloud)
    if as_json:
        counts: dict[str, Any] = {
            "objects": len(graph), "rooms": len(graph.rooms), "points": num_points,
            "groups": len(graph.groups),
        }  # fmt: skip
        if graph.parts is not None:
            counts["parts"] = len(graph.parts)
        if mapped is not None:
            counts["frames"] = mapped.num_frames
            counts["keyframes"] = mapped.num_keyframes
            counts["skipped"] = {frame.name: frame.reason for frame in mapped.skipped}
            counts["seconds"] = {stage: round(s, 3) for stage, s in mapped.seconds.items()}
        print_json({"name": graph.name, "path": str(path), **counts})
        return
    from ..viz.summary import counted, one_line

    points = "no points" if num_points is None else counted(num_points, "point")
    content = f"{counted(len(graph), 'object')}, {counted(len(graph.rooms), 'room')}, {points}"
    typer.echo(f"{one_line(graph.name)}: {content}")
    if graph.parts is not None:
        loads = [group for group in graph.groups if group.kind == "load"]
        of_field = sum(group.source == "field" for group in loads)
        things = f"{counted(len(loads), 'thing')} with what is on it ({of_field} by the field)"
        typer.echo(f"{counted(len(graph.parts), 'part')} of objects, {things}")
    for line in told(mapped) if mapped is not None else []:
        typer.echo(line)
    typer.echo(f"written: {path}")


def _default_path(name: str) -> Path:
    """A file in the working folder: a scene's name comes from a file and may hold anything."""
    plain = re.sub(r"[^\w. -]+", "_", name).strip(". ")
    return Path(f"{plain[:100] or 'scene'}.sg3d")

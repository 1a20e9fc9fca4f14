"""`sg3d doctor`: a scan goes in, what is wrong with it and the way out come out."""

from __future__ import annotations

from dataclasses import asdict

import typer

from . import EXIT_USER_ERROR
from .frames import Read
from .inputs import AsJson, Format, ScanPath, SceneName
from .output import print_json

_COLORS = {"ok": "green", "warning": "yellow", "problem": "red"}


def doctor(
    scan: ScanPath,
    format: Format = None,
    scene: SceneName = None,
    read: Read = None,
    as_json: AsJson = False,
) -> None:
    """Check a scan or frames for what people get wrong.

    Units, axes, floor and annotations of a scan or a map of streets; depth scale, poses, up and
    registration of frames. The exit code is 1 where there is a problem.
    """
    from ..io import examine, is_frames, read_scan

    if is_frames(scan, format):
        from ..io.frame_doctor import examine_frames
        from ..io.frames import open_frames, parse_options

        frames = open_frames(scan, format=format, options=parse_options(read or []))
        findings = examine_frames(frames)
    else:
        from ..graph.structure import STREETS, labelled

        opened = read_scan(scan, format=format, scene=scene)
        # By their names alone: a room in millimetres is as long as a street.
        outdoors = bool(labelled(opened.instances.label, STREETS).any())
        findings = examine(opened, outdoors=outdoors)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        width = max(len(finding.check) for finding in findings)
        for finding in findings:
            typer.secho(f"{finding.status:8}", fg=_COLORS[finding.status], nl=False)
            typer.echo(f" {finding.check:{width}}  {finding.message}")
            if finding.advice:
                typer.echo(f"{'':9}{'':{width}}  -> {finding.advice}")
    if any(finding.status == "problem" for finding in findings):
        raise typer.Exit(EXIT_USER_ERROR)

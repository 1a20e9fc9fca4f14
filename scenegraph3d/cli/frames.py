"""What verbs take about frames, and what they tell while frames are mapped."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..mapping.scan_frames import FrameSettings, MappedFrames

SegmenterName = Annotated[
    str, typer.Option("--segmenter", help="Frames: regions, sam or folder (of masks).")
]
EncoderName = Annotated[
    str, typer.Option("--encoder", help="Frames: mini, colour_shape, open_clip or none.")
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weights",
        metavar="[NAME=]WHAT",
        help="sam=CHECKPOINT, folder=MASKS, open_clip=ARCHITECTURE:TAG_OR_PATH; "
        "the name may be left out where only one of them is used.",
    ),
]
Device = Annotated[str, typer.Option("--device", help="Frames: cpu, cuda or cuda:N.")]
Every = Annotated[int, typer.Option("--every", min=1, help="Frames: take every n-th.")]
Read = Annotated[
    list[str] | None,
    typer.Option(
        "--read", metavar="NAME=VALUE", help="Frames: a convention that `sg3d doctor` names."
    ),
]


def frame_settings(
    *,
    segmenter: str = "regions",
    encoder: str = "mini",
    weights: list[str] | None = None,
    device: str = "cpu",
    every: int = 1,
    distil: bool = False,
    read: list[str] | None = None,
) -> FrameSettings:
    """The settings of the options, checked before any frame is read."""
    from ..io.frames import parse_options
    from ..mapping.scan_frames import FrameSettings

    encoder = "" if encoder == "none" else encoder
    wants = [name for name in (segmenter, encoder) if name in ("sam", "folder", "open_clip")]
    given = dict(_named(each, wants) for each in weights or [])
    return FrameSettings(
        segmenter=segmenter,
        segmenter_weights=given.pop(segmenter, None),
        encoder=encoder,
        encoder_weights=given.pop(encoder, None),
        device=device,
        every=every,
        distil=distil,
        options=parse_options(read or []),
    )


def _named(text: str, wants: list[str]) -> tuple[str, str]:
    """Whose weights these are, and what."""
    name, equals, what = text.partition("=")
    if equals and name in wants:
        return name, what
    if len(wants) == 1 and (not equals or "/" in name):
        return wants[0], text
    if not wants:
        raise ValueError(f"neither regions nor colour_shape takes weights, got --weights {text}")
    raise ValueError(
        f"--weights must be written {' or '.join(f'{w}=...' for w in wants)}, got {text}"
    )


@contextmanager
def progress(settings: FrameSettings) -> Iterator[FrameSettings]:
    """The settings with a progress bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield settings
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("frames"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("frames", total=None)
        yield replace(
            settings, report=lambda done, total: bar.update(task, completed=done, total=total)
        )


def told(mapped: MappedFrames) -> list[str]:
    """What to say of a mapped sequence: frames, those left out, and where the time went."""
    from ..viz.summary import counted, one_line

    lines = [f"{counted(mapped.num_frames, 'frame')}, {mapped.num_keyframes} of them with masks"]
    if mapped.skipped:
        names = ", ".join(frame.name for frame in mapped.skipped)
        lines.append(one_line(f"left out {counted(len(mapped.skipped), 'frame')}: {names}", 400))
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in mapped.seconds.items())
    return [*lines, f"time: {times}"]


def partial_folder(out: Path) -> Path:
    """Where a stopped run to `out` is kept."""
    return out.with_name(f"{out.name}.partial")

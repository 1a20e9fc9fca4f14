"""Frames on disk in; the scan they show, and how it was made, out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch

from ..config import Config, FieldSettings
from ..io.files import one_line
from ..io.frame_level import level_options
from ..io.frames import FrameOptions, FrameSequence, SkippedFrame, open_frames
from ..perception.encoders import Encoder, make_encoder
from ..perception.naming import surely_named
from ..perception.segmenters import make_segmenter
from ..records import Scan
from .field import FeatureField, FieldThings, train_field, with_field_features, with_hierarchy
from .map_frames import map_frames
from .mapper import Mapper

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FrameSettings:
    """How frames become a scan.

    Attributes:
        segmenter: "regions" needs no weights; "sam"; "folder", for masks that others wrote.
        segmenter_weights: SAM's checkpoint or the folder of masks.
        encoder: "mini" ships its weights; "colour_shape" has none; "open_clip"; "" for no
            features.
        encoder_weights: "ARCHITECTURE:TAG" or "ARCHITECTURE:PATH" for open_clip; for mini a file
            in place of the weights that ship.
        device: where torch runs: "cpu", "cuda", "cuda:1".
        every: take every n-th frame.
        distil: train a feature field on the masks too; the objects then have its features, parts
            and groups.
        options: what holds instead of the frames' own conventions.
        folder: where a stopped run is kept and gone on with; None keeps nothing.
        report: called with the frames done and their number in all, after each frame.
    """

    segmenter: str = "regions"
    segmenter_weights: str | Path | None = None
    encoder: str = "mini"
    encoder_weights: str | None = None
    device: str = "cpu"
    every: int = 1
    distil: bool = False
    options: FrameOptions = field(default_factory=FrameOptions)
    folder: Path | None = None
    report: Callable[[int, int], None] | None = None


@dataclass(frozen=True, eq=False)
class MappedFrames:
    """A scan made of frames.

    Attributes:
        scan: its cloud and instances.
        encoder: what made the instances' features; None without.
        field: distilled from the masks, where it was asked for.
        things: of the field.
        seconds: wall-clock time by stage.
        num_frames: frames taken in.
        num_keyframes: those of them with masks.
        skipped: frames left out, and why.
    """

    scan: Scan
    encoder: Encoder | None
    field: FeatureField | None
    things: FieldThings | None
    seconds: dict[str, float]
    num_frames: int
    num_keyframes: int
    skipped: tuple[SkippedFrame, ...]


def scan_frames(
    path: str | Path, settings: FrameSettings, config: Config, *, format: str | None = None
) -> MappedFrames:
    """Map frames on disk; a world that does not have z up is turned upright.

    Args:
        path: frames of a format in `scenegraph3d.io.frames.FRAME_READERS`.
        settings: how.
        config: thresholds of the mapping, and what a field is made of.
        format: the frames' format, where it cannot be guessed.

    Raises:
        FileNotFoundError: the path, or weights, do not exist.
        ValueError: no usable frames, wrong weights, no such device, or frames that show no
            surface twice.
        ImportError: a package of the `perception` extra is missing.
    """
    if settings.distil and not settings.encoder:
        raise ValueError("a field is distilled from an encoder's features, got no encoder")
    _check_device(settings.device)
    segmenter = make_segmenter(
        settings.segmenter, weights=settings.segmenter_weights, device=settings.device
    )
    encoder = None
    if settings.encoder:
        encoder = make_encoder(
            settings.encoder, weights=settings.encoder_weights, device=settings.device
        )
    sequence = _upright(path, settings, format)
    mapper = Mapper(
        segmenter=segmenter, encoder=encoder, limits=config.mapping, device=settings.device
    )
    scan = map_frames(sequence, mapper, folder=settings.folder, report=settings.report)
    scan = scan if encoder is None else _named(scan, encoder)
    distilled = things = None
    if settings.distil and encoder is not None:
        with mapper.stopwatch.time("distil a field"):
            made = {"encoder": encoder, "settings": config.field, "device": settings.device}
            scan, distilled, things = _distilled(scan, mapper, **made)
    return MappedFrames(
        scan=scan,
        encoder=encoder,
        field=distilled,
        things=things,
        seconds=mapper.stopwatch.seconds,
        num_frames=mapper.num_frames,
        num_keyframes=len(mapper.views),
        skipped=tuple(sequence.skipped),
    )


def _distilled(
    scan: Scan, mapper: Mapper, *, encoder: Encoder, settings: FieldSettings, device: str
) -> tuple[Scan, FeatureField, FieldThings]:
    """The scan with the features, parts and groups of a field; the field, and its things."""
    cloud = scan.cloud
    assert cloud is not None  # frames always have a surface
    field = train_field(cloud, mapper.views, settings, encoder=encoder.name, device=device)
    # A field names some things that pooled features do not, and loses others: either may.
    scan = with_hierarchy(_named(with_field_features(scan, field), encoder), field)
    return scan, field, FieldThings.of(field, cloud, encoder)


def _named(scan: Scan, encoder: Encoder) -> Scan:
    """The scan, its nameless objects named where an encoder that knows names is sure of one."""
    names = getattr(encoder, "names", ())
    feature = scan.instances.feature
    if not names or feature is None:
        return scan
    nameless = scan.instances.label == ""
    label = np.where(nameless, surely_named(encoder, feature, names), scan.instances.label)
    return replace(scan, instances=replace(scan.instances, label=label))


def _check_device(device: str) -> None:
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # the latter: torch built without CUDA
        raise ValueError(
            f"device must be one that torch can use here, such as cpu, got {device!r}: "
            f"{one_line(error)}"
        ) from error


def _upright(path: str | Path, settings: FrameSettings, format: str | None) -> FrameSequence:
    given = {"format": format, "every": settings.every}
    sequence = open_frames(path, options=settings.options, **given)
    options = level_options(sequence)
    if options is None:
        return sequence
    assert options.T_gravity_world is not None
    rows = ",".join(f"{number:.4f}" for number in options.T_gravity_world[:3].ravel())
    log.warning("%s: z is not up: turned by T_gravity_world=%s", sequence.name, rows)
    return open_frames(path, options=options, **given)

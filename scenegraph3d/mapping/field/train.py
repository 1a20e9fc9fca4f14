"""A cloud and its masked views in, a trained field out; a stopped run goes on where it was."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from time import monotonic

import numpy as np

from ...config import FieldSettings
from ...records import PointCloud
from ..views import MaskedView
from .field import FeatureField
from .files import read_state, write_state
from .samples import FieldSamples, draw_samples
from .surface import Surface
from .training import FieldTrainer

log = logging.getLogger(__name__)

SAVE_AFTER = 20.0  # seconds; what is lost at most when a run is stopped
_AT_ONCE = 25  # steps between looks at the clock
_STATE = "field-training.safetensors"


def train_field(
    cloud: PointCloud,
    views: Sequence[MaskedView],
    settings: FieldSettings | None = None,
    *,
    encoder: str = "",
    folder: Path | None = None,
    device: str = "cpu",
    report: Callable[[int, int], None] | None = None,
) -> FeatureField:
    """Train a field on the masks of views.

    Args:
        cloud: the fused surface, best with colours and the number of views of each point.
        views: keyframes as `Mapper.views` keeps them. Several of one number, one after the other,
            are one frame with masks of several granularities.
        settings: size and length of the training.
        encoder: the name of what made the views' features.
        folder: where a stopped run is kept and gone on with; None keeps nothing.
        device: "cpu" or a CUDA device of torch.
        report: called with the steps done and their number in all.

    Returns:
        The field. On the CPU the same input gives the same numbers, stopped or not.

    Raises:
        ValueError: no view shows the surface on a mask, features of different length, or a folder
            that holds a run with other views or settings.
    """
    settings = FieldSettings() if settings is None else settings
    surface = Surface.of(cloud)
    samples = draw_samples(surface, views, settings)
    trainer = FieldTrainer(surface, samples, settings, device)
    run = None if folder is None else Path(folder) / _STATE
    mark = {"run": _fingerprint(surface, samples, settings)}
    if run is not None and run.exists():
        arrays, found = read_state(run)
        if found != mark:
            raise ValueError(
                f"{run} holds a run with other views or settings; delete it to start over, "
                "or repeat the run's own options"
            )
        trainer.restore(arrays)
    saved_at = monotonic()
    while trainer.steps_done < settings.steps:
        trainer.train(min(_AT_ONCE, settings.steps - trainer.steps_done))
        if report is not None:
            report(trainer.steps_done, settings.steps)
        if run is not None and monotonic() - saved_at > SAVE_AFTER:
            write_state(run, trainer.state(), mark)
            saved_at = monotonic()
    if run is not None:
        run.unlink(missing_ok=True)
    log.info("field of %d samples, losses %.3f %.3f", len(samples), *trainer.losses)
    return FeatureField(
        surface,
        trainer.grids,
        trainer.network,
        trainer.compression,
        scales=_typical(samples),
        settings=settings,
        encoder=encoder if samples.feature.shape[1] else "",
    )


def _typical(samples: FieldSamples) -> np.ndarray:
    """(3,) scales below which a tenth, half and nine tenths of the masks lie."""
    used = np.unique(samples.mask[samples.mask >= 0])
    return np.quantile(samples.scale[used].astype(np.float64), [0.1, 0.5, 0.9])


def _fingerprint(surface: Surface, samples: FieldSamples, settings: FieldSettings) -> str:
    digest = blake2b(digest_size=8)
    digest.update(repr(asdict(settings)).encode())
    for array in (surface.points, samples.point, samples.mask, samples.weight, samples.feature):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()

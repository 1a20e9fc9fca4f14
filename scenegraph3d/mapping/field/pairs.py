"""Samples in; for each step the pixels, pairs and scales that a field learns from out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import FieldSettings
from .samples import FieldSamples

_WITHIN = 0.5  # of the partners are of the same mask
_CANDIDATES = 12  # of which the nearest is a rival: things that touch are hardest to tell apart


@dataclass(frozen=True, eq=False)
class Batch:
    """B pixels, what each should say, and a partner of the same frame for each.

    Attributes:
        sample: (B,) int64 rows of the samples.
        partner: (B,) int64 rows.
        mask: (B,) int64 number of the mask whose feature each pixel should give.
        mask_scale: (B,) float32 metres, the scale at which it should.
        together: (B,) bool, whether pixel and partner should have one instance feature.
        scale: (B,) float32 metres, the scale at which that is so.
        pair_weight: (B,) float32.
    """

    sample: np.ndarray
    partner: np.ndarray
    mask: np.ndarray
    mask_scale: np.ndarray
    together: np.ndarray
    scale: np.ndarray
    pair_weight: np.ndarray


class PairDrawer:
    """Draws batches; the same step gives the same batch."""

    def __init__(self, samples: FieldSamples, points: np.ndarray, settings: FieldSettings) -> None:
        """Sort the pixels, which show (N, 3) points of the surface, by mask."""
        self._samples, self._settings = samples, settings
        pixel, level = np.nonzero(samples.mask >= 0)
        mask = samples.mask[pixel, level]
        order = np.argsort(mask, kind="stable")
        self._pixel = pixel[order]
        count = np.bincount(mask, minlength=len(samples.scale))
        self._count = count
        self._first = np.cumsum(count) - count
        chance = np.sqrt(count)  # a small thing is asked about oftener than its pixels say
        self._chance = np.cumsum(chance) / chance.sum()
        self._frame = np.repeat(np.arange(len(samples.start) - 1), np.diff(samples.start))
        self._place = points[samples.point]
        # Masks are numbered frame by frame: those of one frame follow each other.
        self._masks = np.flatnonzero(count)
        frame_of_mask = self._frame[self._pixel[self._first[self._masks]]]
        frames = np.arange(len(samples.start))
        self._first_mask = np.searchsorted(frame_of_mask, frames)

    def draw(self, step: int) -> Batch:
        """The batch of a step."""
        samples, size = self._samples, self._settings.batch
        rng = np.random.default_rng([self._settings.seed, 2, step])
        mask = np.searchsorted(self._chance, rng.random(size)).clip(max=len(self._count) - 1)
        sample = self._pixel_of(mask, rng)
        partner = np.where(
            rng.random(size) < _WITHIN, self._pixel_of(mask, rng), self._rival(sample, mask, rng)
        )
        together, scale = self._supervision(sample, partner, rng)
        said, said_at = self._saying(sample, rng)
        weight = samples.weight[sample] * samples.weight[partner] * samples.quality[mask]
        return Batch(
            sample=sample,
            partner=partner,
            mask=said,
            mask_scale=said_at.astype(np.float32),
            together=together,
            scale=scale.astype(np.float32),
            pair_weight=weight.astype(np.float32),
        )

    def _pixel_of(self, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return self._pixel[
            self._first[mask] + (rng.random(mask.shape) * self._count[mask]).astype(np.int64)
        ]

    def _rival(self, sample: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(B,) a pixel of another mask of the frame where there is one, oftener one near by."""
        first = self._first_mask[self._frame[sample]]
        count = self._first_mask[self._frame[sample] + 1] - first
        shape = _CANDIDATES, len(sample)
        drawn = self._masks[first + (rng.random(shape) * count).astype(np.int64)]
        pixel = self._pixel_of(drawn, rng)  # (C, B)
        away = np.linalg.norm(self._place[pixel] - self._place[sample], axis=2)
        away = np.where(drawn == mask, np.inf, away)
        # Every other rival is the nearest of all, the rest are any.
        some = np.where(np.arange(len(sample)) % 2, _CANDIDATES, 1)
        away[np.arange(_CANDIDATES)[:, None] >= some] = np.inf
        return pixel[away.argmin(axis=0), np.arange(len(sample))]

    def _saying(
        self, sample: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Scales in metres, and the smallest mask of each pixel that is as large, else its largest.

        So every point has a feature at every scale, also one that no mask of it has.
        """
        least, most = self._settings.smallest_scale, self._settings.largest_scale
        asked = least * (most / least) ** rng.random(len(sample))
        masks = self._samples.mask[sample]  # (B, L)
        size = np.where(masks >= 0, self._samples.scale[masks], -np.inf)
        cost = np.where(size >= asked[:, None], size, 1e3 - size)
        return masks[np.arange(len(sample)), cost.argmin(axis=1)], asked

    def _supervision(
        self, sample: np.ndarray, partner: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Whether pairs belong together, (B,) bool, and a scale in metres at which that is so.

        Two pixels are one from the scale of the smallest mask that holds both on, and two up to
        the scale of the masks that hold but one of them; two for ever where no mask holds both.
        """
        least, most = self._settings.smallest_scale, self._settings.largest_scale
        one, other = self._samples.mask[sample], self._samples.mask[partner]  # (B, L)
        shared = (one == other) & (one >= 0)
        size = self._samples.scale
        joint = np.where(shared, size[one], np.inf).min(axis=1)
        alone = [np.where((m >= 0) & ~shared, size[m], 0).max(axis=1) for m in (one, other)]
        both = np.minimum(*alone)
        split = np.minimum(np.where(both > 0, both, np.maximum(*alone)), joint)
        split = np.where(np.isfinite(joint), split, most)
        undivided = (np.maximum(*alone) <= 0) & np.isfinite(joint)
        joint = np.where(undivided, least, joint)
        together = np.where(
            undivided, True, np.isfinite(joint) & (rng.random(len(sample)) < 0.5)
        ).astype(bool)
        low = np.where(together, joint, least).clip(least, most)
        high = np.where(together, most, split).clip(least, most)
        return together, np.exp(np.log(low) + rng.random(len(low)) * np.log(high / low))

"""The 2D masks of one frame: what a segmenter returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import check_shape


@dataclass(frozen=True, eq=False)
class Masks:
    """M masks of one frame that do not overlap, as one image of their rows.

    Attributes:
        image: (H, W) int16, the row in 0..M-1 of the mask on each pixel, -1 for none.
        label: (M,) str, the name that the segmenter gives, "" where it gives none.
        score: (M,) float64, its confidence in [0, 1].
    """

    image: np.ndarray
    label: np.ndarray
    score: np.ndarray

    def __post_init__(self) -> None:
        check_shape("mask image", self.image, (None, None))
        check_shape("mask score", self.score, (len(self.label),))
        if self.image.dtype != np.int16:
            raise TypeError(f"mask image must be int16, got {self.image.dtype}")
        if self.image.size and not -1 <= self.image.min() <= self.image.max() < len(self.label):
            raise ValueError(
                f"mask image must hold rows -1..{len(self.label) - 1}, "
                f"got {self.image.min()}..{self.image.max()}"
            )

    def __len__(self) -> int:
        return len(self.label)

    @classmethod
    def unnamed(cls, image: np.ndarray) -> Masks:
        """Masks without names, of full confidence, from an (H, W) image of rows and -1."""
        image = np.asarray(image, dtype=np.int16)
        count = int(image.max(initial=-1)) + 1
        return cls(image, np.full(count, "", dtype=object), np.ones(count))

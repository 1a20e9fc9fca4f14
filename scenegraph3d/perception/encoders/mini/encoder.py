"""Masks of a frame and phrases to features of the small encoder that ships with the package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ....records import Frame, Masks
from ....synthetic.catalogue import KINDS
from ...digest import digest
from ...extra import require
from .crops import cut_crops
from .weights import SHIPPED, VERSION, read_weights
from .words import Words

if TYPE_CHECKING:
    from .towers import ImageTower

BATCH = 64  # pictures at once


class Mini:
    """A small dual encoder, trained on renderings of generated rooms alone (see docs/mini.md).

    Phrases need no torch: a scene that was built elsewhere can be asked without it.

    Attributes:
        name: format, version and digest of the weights.
        dimension: numbers in a feature.
        names: what it learnt to name, one from another (for `naming.surely_named`).
    """

    names = tuple(dict.fromkeys(kind.label for kind in KINDS.values()))

    def __init__(self, weights: Path | None = None, *, device: str = "cpu") -> None:
        """Load the weights.

        Args:
            weights: a file that training/mini wrote; None for those that ship.
            device: a device of torch, for masks.

        Raises:
            FileNotFoundError: no such file.
            ValueError: a file of something else.
        """
        path = SHIPPED if weights is None else weights
        self._weights = read_weights(path)
        self._device = device
        self._words = Words(self._weights)
        self._tower: ImageTower | None = None
        self.name = f"mini:{VERSION}:{digest(path)}"
        self.dimension = len(self._weights["image.head.2.weight"])
        self._texts: dict[str, np.ndarray] = {}

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """(M, D) float32 unit feature of each mask with its surroundings, depth and size.

        Raises:
            ImportError: torch is not installed.
        """
        crops = cut_crops(frame, masks)
        features = [np.zeros((0, self.dimension), dtype=np.float32)]
        for start in range(0, len(masks), BATCH):
            pictures = crops.pictures[start : start + BATCH]
            features.append(self._encode(pictures, crops.measures[start : start + BATCH]))
        return np.concatenate(features)

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) float32 unit feature of each phrase; phrases are remembered."""
        for text in dict.fromkeys(texts):
            if text not in self._texts:
                self._texts[text] = self._words.encode(text)
        rows = [self._texts[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _encode(self, pictures: np.ndarray, measures: np.ndarray) -> np.ndarray:
        torch = require("torch", "the encoder 'mini'")
        if self._tower is None:
            from .towers import load_towers

            self._tower = load_towers(self._weights).image.to(self._device)
        with torch.inference_mode():
            seen = torch.from_numpy(pictures).to(self._device).float() / 255
            measured = torch.from_numpy(measures).to(self._device)
            return self._tower(seen, measured).cpu().numpy()

"""Segment Anything (Kirillov et al. 2023): masks from a checkpoint on disk, on any device."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from ...records import Frame, Masks
from ..digest import digest
from ..extra import require
from .flatten import flatten_masks

log = logging.getLogger(__name__)

POINTS_PER_SIDE = 32  # of the grid of prompts; segment-anything's own
POINTS_PER_BATCH = 64
_TINY = 100  # pixels; smaller masks are noise, and holes of that size are filled


class Sam:
    """Masks of whatever there is in a frame, and of what points or boxes prompt for."""

    def __init__(
        self,
        checkpoint: str | Path,
        *,
        device: str = "cpu",
        points_per_side: int = POINTS_PER_SIDE,
        points_per_batch: int = POINTS_PER_BATCH,
    ) -> None:
        """Load a checkpoint; which of the models it is follows from its shapes.

        Args:
            checkpoint: a file of segment-anything, or one of the same architecture.
            device: a device of torch; half precision on CUDA.
            points_per_side: prompts along each side of the frame.
            points_per_batch: prompts at once; halved once where the GPU's memory is too small.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: it holds no SAM.
            ImportError: segment-anything is not installed.
        """
        from .sam_model import load_sam

        self._anything = require("segment_anything", "masks by SAM")
        self._model = load_sam(Path(checkpoint)).to(device).eval()
        self._device = device
        self._side = points_per_side
        self._batch = points_per_batch
        self._name = f"sam:{digest(Path(checkpoint))}"

    @property
    def name(self) -> str:
        """ "sam" and the digest of the checkpoint."""
        return self._name

    def segment(self, frame: Frame) -> Masks:
        """Every mask that a grid of points prompts for."""
        import torch

        try:
            found = self._everything(frame.color)
        except torch.cuda.OutOfMemoryError:
            torch.cuda.empty_cache()
            self._batch = max(1, self._batch // 2)
            log.warning("SAM ran out of GPU memory: going on with %d points at once", self._batch)
            found = self._everything(frame.color)
        return flatten_masks(
            [mask["segmentation"] for mask in found],
            label=[""] * len(found),
            score=[_score(mask["predicted_iou"], mask["stability_score"]) for mask in found],
            shape=frame.depth.shape,
        )

    def segment_boxes(self, frame: Frame, boxes: np.ndarray) -> Masks:
        """The best mask in each of (B, 4) boxes u_min, v_min, u_max, v_max, pixels."""
        return self._prompted(frame, [{"box": np.asarray(box, dtype=float)} for box in boxes])

    def segment_points(self, frame: Frame, pixels: np.ndarray) -> Masks:
        """The best mask at each of (P, 2) pixels u, v."""
        one = np.ones(1, dtype=int)
        at = [np.asarray(pixel, dtype=float)[None] for pixel in pixels]
        return self._prompted(frame, [{"point_coords": p, "point_labels": one} for p in at])

    def _everything(self, color: np.ndarray) -> list[dict[str, Any]]:
        generator = self._anything.SamAutomaticMaskGenerator(
            self._model,
            points_per_side=self._side,
            points_per_batch=self._batch,
            min_mask_region_area=_TINY,
        )
        with self._precision():
            return generator.generate(np.ascontiguousarray(color))

    def _prompted(self, frame: Frame, prompts: list[dict[str, Any]]) -> Masks:
        predictor = self._anything.SamPredictor(self._model)
        masks, scores = [], []
        with self._precision():
            predictor.set_image(np.ascontiguousarray(frame.color))
            for prompt in prompts:
                found, quality, _ = predictor.predict(**prompt, multimask_output=True)
                masks.append(found[quality.argmax()].astype(bool))
                scores.append(_score(float(quality.max()), 1.0))
        label = [""] * len(masks)
        return flatten_masks(masks, label=label, score=scores, shape=frame.depth.shape)

    def _precision(self) -> AbstractContextManager[object]:
        import torch

        if torch.device(self._device).type != "cuda":
            return nullcontext()
        return torch.autocast("cuda", dtype=torch.float16)


def _score(predicted_iou: float, stability: float) -> float:
    return float(np.clip(predicted_iou, 0, 1) * np.clip(stability, 0, 1))

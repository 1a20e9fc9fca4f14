"""CLIP features by open_clip, of any architecture: crops of masks and phrases in one space."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...io.files import one_line
from ...records import Frame, Masks
from ..digest import digest
from ..extra import require

log = logging.getLogger(__name__)

# Phrases are put into sentences, and the sentences' features averaged (Radford et al. 2021).
TEMPLATES = ("a photo of a {}.", "a photo of the {}.", "a {} in a room.")
MARGINS = (0.0, 0.2, 0.5)  # of a mask's box, added around it: what stands by says what it is
BATCH = 64  # crops at once; halved once where the GPU's memory is too small
_BLANK = 127  # grey beside a mask, in the crop that shows nothing else
_LEAST_SIDE = 8  # pixels of a crop


class OpenClip:
    """A CLIP model: image and text towers, and the pictures' preparation that goes with them."""

    def __init__(self, weights: str, *, device: str = "cpu", batch: int = BATCH) -> None:
        """Load a model.

        Args:
            weights: "ARCHITECTURE:TAG" for weights that open_clip downloads, or
                "ARCHITECTURE:PATH" for a file.
            device: a device of torch; half precision on CUDA.
            batch: crops at once.

        Raises:
            ValueError: an unknown architecture or tag, or a file of another model.
            ImportError: open_clip is not installed.
        """
        architecture, _, source = weights.partition(":")
        if not source:
            raise ValueError(
                f"CLIP weights must be written ARCHITECTURE:TAG or ARCHITECTURE:PATH, got {weights}"
            )
        self._torch = require("torch", "CLIP features")
        self._model, self._prepare, self._tokenize = _load(architecture, source, device)
        self._device = device
        self._batch = batch
        path = Path(source)
        self.name = f"open_clip:{architecture}:{digest(path) if path.is_file() else source}"
        self._texts: dict[str, np.ndarray] = {}
        self.dimension = int(self.encode_texts(["thing"]).shape[1])

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """(M, D) float32 unit: the mean over crops with different margins, and one masked out."""
        crops = [
            crop for row in range(len(masks)) for crop in _crops(frame.color, masks.image == row)
        ]
        if not crops:
            return np.zeros((0, self.dimension), dtype=np.float32)
        try:
            features = self._encode(crops)
        except self._torch.cuda.OutOfMemoryError:
            self._torch.cuda.empty_cache()
            self._batch = max(1, self._batch // 2)
            log.warning("CLIP ran out of GPU memory: going on with %d crops at once", self._batch)
            features = self._encode(crops)
        return _unit(features.reshape(len(masks), -1, self.dimension).mean(axis=1))

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) float32 unit: the mean over the templates; phrases are remembered."""
        for text in dict.fromkeys(texts):
            if text not in self._texts:
                self._texts[text] = self._encode_text(text)
        rows = [self._texts[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _encode_text(self, text: str) -> np.ndarray:
        tokens = self._tokenize([template.format(text) for template in TEMPLATES])
        with self._torch.inference_mode():
            found = self._model.encode_text(tokens.to(self._device), normalize=True)
        return _unit(found.float().cpu().numpy().mean(axis=0, keepdims=True))[0]

    def _encode(self, crops: list[Image.Image]) -> np.ndarray:
        """(C, D) unit features of pictures."""
        found = []
        for start in range(0, len(crops), self._batch):
            batch = self._torch.stack(
                [self._prepare(c) for c in crops[start : start + self._batch]]
            )
            with self._torch.inference_mode():
                dtype = next(self._model.parameters()).dtype
                images = batch.to(self._device, dtype=dtype)
                found.append(self._model.encode_image(images, normalize=True).float().cpu().numpy())
        return np.concatenate(found)


def _load(architecture: str, source: str, device: str) -> tuple[Any, Any, Any]:
    library = require("open_clip", "CLIP features")
    if architecture not in library.list_models():
        raise ValueError(
            f"unknown CLIP architecture {architecture!r}; "
            "`python -c 'import open_clip; print(open_clip.list_models())'` lists them"
        )
    tags = library.list_pretrained_tags_by_model(architecture)
    if not Path(source).is_file() and source not in tags:
        raise ValueError(
            f"{source!r} is neither a file of weights nor a tag of {architecture}; "
            f"its tags are: {', '.join(tags) or 'none'}"
        )
    try:
        model, _, prepare = library.create_model_and_transforms(
            architecture,
            pretrained=source,
            device=device,
            precision="fp16" if str(device).startswith("cuda") else "fp32",
            weights_only=True,
        )
    except Exception as error:  # a file of something else fails in half a dozen ways
        raise ValueError(
            f"{source} must hold weights of {architecture}, got: {one_line(error)}"
        ) from error
    model.eval()
    return model, prepare, library.get_tokenizer(architecture)


def _crops(color: np.ndarray, mask: np.ndarray) -> Iterator[Image.Image]:
    """The picture around a mask, once for each margin, and the mask alone on grey."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = (0, 0, 0, 0) if not len(rows) else (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)
    for margin in MARGINS:
        top, bottom, left, right = _grown(box, margin, mask.shape)
        yield Image.fromarray(color[top:bottom, left:right])
    top, bottom, left, right = _grown(box, MARGINS[0], mask.shape)
    alone = np.where(mask[..., None], color, np.uint8(_BLANK))
    yield Image.fromarray(alone[top:bottom, left:right])


def _grown(
    box: tuple[int, int, int, int], margin: float, shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """The box with a margin, and of _LEAST_SIDE at least, within the image."""
    sides = []
    for low, high, end in ((box[0], box[1], shape[0]), (box[2], box[3], shape[1])):
        grow = max(margin * (high - low), (_LEAST_SIDE - (high - low)) / 2, 0)
        sides += [max(0, int(low - grow)), min(end, int(np.ceil(high + grow)))]
    return sides[0], sides[1], sides[2], sides[3]


def _unit(rows: np.ndarray) -> np.ndarray:
    rows = rows.astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

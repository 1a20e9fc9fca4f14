"""COCO's run-length encoded masks, compressed or not, and its polygons: JSON in, masks out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

_FIRST = 48  # the character of zero
_BITS, _MORE, _NEGATIVE = 5, 0x20, 0x10


def decode_segmentation(segmentation: Any, shape: tuple[int, int]) -> np.ndarray:
    """The mask of one COCO annotation.

    Args:
        segmentation: {"size": [H, W], "counts": text or numbers}, or polygons as lists of
            u, v, u, v, ..., pixels.
        shape: (H, W) of the image.

    Returns:
        (H, W) bool.

    Raises:
        ValueError: it is neither, of another size, or its runs do not add up.
    """
    if isinstance(segmentation, dict):
        return _decode_runs(segmentation, shape)
    if isinstance(segmentation, list) and all(isinstance(part, list) for part in segmentation):
        return _fill_polygons(segmentation, shape)
    kind = type(segmentation).__name__
    raise ValueError(f"a segmentation must be run lengths or a list of polygons, got {kind}")


def _decode_runs(segmentation: dict[str, Any], shape: tuple[int, int]) -> np.ndarray:
    size, counts = segmentation.get("size"), segmentation.get("counts")
    if size != list(shape):
        raise ValueError(f"run lengths must be of size {list(shape)}, got {size}")
    runs = np.array(_unpack(counts) if isinstance(counts, str) else counts, dtype=np.int64)
    if runs.ndim != 1 or (runs < 0).any() or runs.sum() != shape[0] * shape[1]:
        raise ValueError(f"run lengths must add up to {shape[0] * shape[1]}, got {runs.sum()}")
    inside = np.arange(len(runs)) % 2 == 1  # the first run lies outside
    return np.repeat(inside, runs).reshape(shape, order="F")


def _unpack(text: str) -> list[int]:
    """Run lengths of five bits a character; from the third on, differences to the last but one."""
    runs: list[int] = []
    value = shift = 0
    for character in text.encode("ascii"):
        bits = character - _FIRST
        value |= (bits & (_MORE - 1)) << shift
        shift += _BITS
        if bits & _MORE:
            continue
        value |= (-1 << shift) if bits & _NEGATIVE else 0
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return runs


def _fill_polygons(polygons: list[Sequence[float]], shape: tuple[int, int]) -> np.ndarray:
    image = Image.new("1", (shape[1], shape[0]))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        if len(polygon) < 6 or len(polygon) % 2:
            raise ValueError(f"a polygon must have 3 corners at least, got {len(polygon)} numbers")
        draw.polygon([(u, v) for u, v in zip(polygon[::2], polygon[1::2], strict=True)], fill=1)
    return np.array(image, dtype=bool)

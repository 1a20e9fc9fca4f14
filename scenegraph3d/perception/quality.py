"""How well a picture shows each mask: sharp, whole and large enough, in [0, 1]."""

from __future__ import annotations

import numpy as np

from ..records import Frame, Masks

_SHARP = 20.0  # standard deviation of the Laplacian, of 255, of a picture in focus
_AREA = 0.02  # of the image, from which a mask is large enough
_BORDER = 0.5  # of the quality that is left where the image's border cuts a mask
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # BT.601


def mask_quality(frame: Frame, masks: Masks) -> np.ndarray:
    """Judge each mask of a frame.

    Returns:
        (M,) float64 in [0, 1]: the product of sharpness and size, half of it for a mask that
        touches the image's border.
    """
    inside = masks.image >= 0
    rows = masks.image[inside]
    count = np.bincount(rows, minlength=len(masks)).astype(np.float64)
    edges = _laplacian(frame.color)[inside]
    spread = np.bincount(rows, weights=edges**2, minlength=len(masks)) / np.maximum(count, 1)
    sharp = np.clip(np.sqrt(spread) / _SHARP, 0.1, 1.0)
    size = np.clip(np.sqrt(count / (_AREA * masks.image.size)), 0.1, 1.0)
    border = np.concatenate(
        [masks.image[0], masks.image[-1], masks.image[:, 0], masks.image[:, -1]]
    )
    whole = np.ones(len(masks))
    whole[np.unique(border[border >= 0])] = _BORDER
    return sharp * size * whole * (count > 0)


def _laplacian(color: np.ndarray) -> np.ndarray:
    """(H, W) float32 Laplacian of the brightness, 0 at the border."""
    luma = color.astype(np.float32) @ _LUMA
    result = np.zeros_like(luma)
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    result[1:-1, 1:-1] = around - 4 * luma[1:-1, 1:-1]
    return result

"""Image files, or the bytes of one, in; colour and depth arrays out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, UnidentifiedImageError

from ..files import one_line, require_file

DAMAGED = (OSError, SyntaxError, UnidentifiedImageError, ValueError, Image.DecompressionBombError)


def read_color(source: Path | bytes) -> np.ndarray:
    """(H, W, 3) uint8 RGB of an image file, or of the bytes of one.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no whole image.
    """
    try:
        with Image.open(_open(source)) as image:
            return np.array(image.convert("RGB"))  # writable, as torch wants it
    except FileNotFoundError:
        raise
    except DAMAGED as error:
        raise ValueError(f"{_name(source)} must be a whole image, got: {one_line(error)}") from None


def read_depth(source: Path | bytes) -> np.ndarray:
    """(H, W) numbers as stored in a one-channel image or a .npy file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no whole image, or has channels.
    """
    try:
        if isinstance(source, Path) and source.suffix == ".npy":
            require_file(source)
            stored = np.load(source, allow_pickle=False)
        else:
            with Image.open(_open(source)) as image:
                stored = np.asarray(image)
    except FileNotFoundError:
        raise
    except DAMAGED as error:
        raise ValueError(f"{_name(source)} must be a whole image, got: {one_line(error)}") from None
    if stored.ndim == 3 and stored.shape[2] == 1:
        stored = stored[:, :, 0]
    if stored.ndim != 2 or stored.dtype.kind not in "fiu":
        raise ValueError(
            f"{_name(source)} must be depth, an image of one channel, "
            f"got {stored.dtype} of shape {stored.shape}"
        )
    return stored


def depth_in_metres(
    stored: np.ndarray, scale: float, invalid: tuple[float, ...] = (0,)
) -> np.ndarray:
    """(H, W) float32 metres of stored numbers; 0 where there is no reading.

    Args:
        stored: (H, W) numbers of any kind.
        scale: metres of one unit.
        invalid: stored numbers that mean "no reading", besides what is not positive or finite.
    """
    depth = stored.astype(np.float32)
    unread = ~((depth > 0) & (depth < np.inf))
    for value in invalid:
        unread |= stored == value
    depth *= np.float32(scale)
    depth[unread] = 0
    return depth


def _open(source: Path | bytes) -> Path | BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    require_file(source)
    return source


def _name(source: Path | bytes) -> str:
    return str(source) if isinstance(source, Path) else "the image"

"""Masks that any detector wrote, a file a frame: id images, COCO annotations, or arrays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from ...io.files import one_line, read_bytes
from ...records import Frame, Masks
from .flatten import flatten_masks
from .rle import decode_segmentation


class MaskFolder:
    """Reads `<frame name>.png`, `.json` or `.npz` of a folder.

    A PNG holds numbers of masks, 0 for none. A JSON file holds a list of COCO annotations (or an
    object with them under "annotations"): `segmentation`, and `label` or `category_name`, and
    `score`, where there are any. An .npz file holds `masks` (M, H, W) or `boxes` (M, 4) as
    u_min, v_min, u_max, v_max, and `labels` (M,) and `scores` (M,) where there are any.
    """

    def __init__(self, folder: str | Path) -> None:
        """Masks in `folder`.

        Raises:
            FileNotFoundError: there is no such folder.
        """
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise FileNotFoundError(f"no such folder of masks: {self.folder}")

    @property
    def name(self) -> str:
        """ "folder" and the folder's own name."""
        return f"folder:{self.folder.name}"

    def segment(self, frame: Frame) -> Masks:
        """The masks of a frame.

        Raises:
            FileNotFoundError: there is no file of the frame's name.
            ValueError: it is damaged, or of another size than the frame.
        """
        for ending, read in _READERS.items():
            path = self.folder / f"{frame.name}{ending}"
            if path.is_file():
                try:
                    return read(path, frame.depth.shape)
                except (ValueError, KeyError, OSError) as error:
                    raise ValueError(f"{path} must hold masks, got: {one_line(error)}") from error
        endings = ", ".join(_READERS)
        raise FileNotFoundError(
            f"no masks of frame {frame.name} in {self.folder}: "
            f"a file of that name is needed, with one of the endings {endings}"
        )


def _read_ids(path: Path, shape: tuple[int, int]) -> Masks:
    try:
        with Image.open(path) as image:
            numbers = np.array(image)
    except UnidentifiedImageError as error:
        raise ValueError("it is no image") from error
    if numbers.shape != shape:
        raise ValueError(f"the image must be of size {shape}, got {numbers.shape}")
    found, rows = np.unique(numbers, return_inverse=True)
    first = int(found[0] == 0)  # 0 stands for no mask
    return Masks.unnamed(rows.reshape(shape) - first)


def _read_coco(path: Path, shape: tuple[int, int]) -> Masks:
    content = json.loads(read_bytes(path))
    annotations: Any = content.get("annotations") if isinstance(content, dict) else content
    if not isinstance(annotations, list):
        raise ValueError('a list of annotations is needed, or an object with "annotations"')
    return flatten_masks(
        [decode_segmentation(each["segmentation"], shape) for each in annotations],
        label=[str(each.get("label", each.get("category_name", ""))) for each in annotations],
        score=[float(each.get("score", 1.0)) for each in annotations],
        shape=shape,
    )


def _read_arrays(path: Path, shape: tuple[int, int]) -> Masks:
    with np.load(path, allow_pickle=False) as arrays:
        masks = arrays["masks"] if "masks" in arrays else _boxed(arrays["boxes"], shape)
        count = len(masks)
        label = arrays["labels"] if "labels" in arrays else np.full(count, "")
        score = arrays["scores"] if "scores" in arrays else np.ones(count)
    if masks.shape[1:] != shape or not len(label) == len(score) == count:
        raise ValueError(
            f"masks must be of size {shape}, with as many labels and scores, "
            f"got {masks.shape}, {len(label)} labels and {len(score)} scores"
        )
    return flatten_masks(
        list(masks.astype(bool)),
        label=label.astype(str).tolist(),
        score=score.tolist(),
        shape=shape,
    )


def _boxed(boxes: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(M, H, W) the pixels whose centres lie in boxes (M, 4)."""
    v, u = np.mgrid[: shape[0], : shape[1]]
    low, high = boxes[:, None, None, :2], boxes[:, None, None, 2:]
    across = (u >= low[..., 0]) & (u <= high[..., 0])
    return across & (v >= low[..., 1]) & (v <= high[..., 1])


_READERS: dict[str, Callable[[Path, tuple[int, int]], Masks]] = {
    ".png": _read_ids,
    ".json": _read_coco,
    ".npz": _read_arrays,
}

"""Segmenters: a frame in, its 2D masks out; without weights, by SAM, or read from files."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ...records import Frame, Masks
from ..extra import require

SEGMENTERS = ("regions", "sam", "folder")


class Segmenter(Protocol):
    """What finds the masks of a frame."""

    @property
    def name(self) -> str:
        """What it is, the model included: two of one name give the same masks."""
        ...

    def segment(self, frame: Frame) -> Masks:
        """The masks of a frame, which do not overlap."""
        ...


def make_segmenter(
    name: str, *, weights: str | Path | None = None, device: str = "cpu"
) -> Segmenter:
    """A segmenter by its name.

    Args:
        name: "regions", "sam" or "folder".
        weights: SAM's checkpoint, or the folder of masks; "regions" takes none.
        device: where SAM runs: "cpu", "cuda", "cuda:1".

    Raises:
        ValueError: an unknown name, or weights that are missing or not wanted.
        FileNotFoundError: the weights do not exist.
        ImportError: the segmenter needs an extra that is not installed.
    """
    if name not in SEGMENTERS:
        raise ValueError(f"unknown segmenter {name!r}; choose from: {', '.join(SEGMENTERS)}")
    if name == "regions":
        if weights is not None:
            raise ValueError(f"the segmenter 'regions' takes no weights, got {weights}")
        require("cv2", "masks by regions")
        from .regions import Regions

        return Regions()
    if weights is None:
        what = "a checkpoint of segment-anything" if name == "sam" else "a folder of masks"
        raise ValueError(f"the segmenter {name!r} needs {what} as weights, got none")
    if name == "sam":
        from .sam import Sam

        return Sam(weights, device=device)
    from .folder import MaskFolder

    return MaskFolder(weights)

"""Encoders: masks of a frame and phrases in, unit features in one space out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from ...records import Frame, Masks

ENCODERS = ("colour_shape", "open_clip", "mini")
_SHIPPED = ("colour_shape", "mini")  # they need nothing that is not in the package


class Encoder(Protocol):
    """What turns pictures and words into features that can be compared."""

    @property
    def name(self) -> str:
        """What it is, model and weights included: features of one name can be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a feature."""
        ...

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """(M, D) float32 unit feature of each mask."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) float32 unit feature of each phrase."""
        ...


def make_encoder(name: str, *, weights: str | None = None, device: str = "cpu") -> Encoder:
    """An encoder by its name.

    Args:
        name: "colour_shape", "mini" or "open_clip".
        weights: for open_clip an architecture with a pretrained tag or a path, such as
            "ViT-B-32:laion2b_s34b_b79k" or "ViT-B-32:weights.pt"; for mini a file that
            training/mini wrote, in place of those that ship; colour_shape takes none.
        device: where open_clip and mini run: "cpu", "cuda", "cuda:1".

    Raises:
        ValueError: an unknown name, or weights that are missing, wrong or not wanted.
        FileNotFoundError: weights of mini that do not exist.
        ImportError: the encoder needs an extra that is not installed.
    """
    if name not in ENCODERS:
        raise ValueError(f"unknown encoder {name!r}; choose from: {', '.join(ENCODERS)}")
    if name == "colour_shape":
        if weights is not None:
            raise ValueError(f"the encoder 'colour_shape' takes no weights, got {weights}")
        from .colour_shape import ColourShape

        return ColourShape()
    if name == "mini":
        from .mini.encoder import Mini

        return Mini(None if weights is None else Path(weights), device=device)
    if weights is None:
        raise ValueError(
            "the encoder 'open_clip' needs an architecture and its weights, such as "
            "ViT-B-32:laion2b_s34b_b79k, got none"
        )
    from .open_clip import OpenClip

    return OpenClip(weights, device=device)


def shipped_encoder(made_by: str) -> Encoder | None:
    """The encoder that ships with the package and made features, by the name it left with them.

    Args:
        made_by: `Encoder.name` of what made the features; "" for no features.

    Returns:
        The encoder; None where it was one that needs weights from elsewhere.

    Raises:
        ValueError: it had other weights than the one that ships.
    """
    name = made_by.partition(":")[0]
    if name not in _SHIPPED:
        return None
    encoder = make_encoder(name)
    if encoder.name != made_by:
        raise ValueError(
            f"features were made by {made_by}, but the one that ships is {encoder.name}: build the "
            "scene again, or give the encoder with the weights it was built with"
        )
    return encoder

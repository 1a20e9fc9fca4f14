"""Features without weights: how much of a mask has each named colour, and what shape it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...colors import REFERENCE_RGB, color_likeness
from ...records import Frame, Masks

_COLORS = tuple(REFERENCE_RGB)
_SHAPES = ("tall", "flat", "long", "big", "small")
# Other words for the same.
_SYNONYMS = {
    **dict.fromkeys(("gray",), "grey"),
    **dict.fromkeys(("high", "upright"), "tall"),
    **dict.fromkeys(("thin", "low"), "flat"),
    **dict.fromkeys(("wide", "elongated"), "long"),
    **dict.fromkeys(("large", "huge"), "big"),
    **dict.fromkeys(("little", "tiny"), "small"),
}
_SHAPE_WEIGHT = 0.5  # of shape beside colour: what one view shows of a thing is but a part of it
_MAX_PIXELS = 500  # of a mask, looked at
_SOFTNESS = 0.25  # of the logarithm of a ratio, from which a shape is half so
_BIG, _SMALL = 1.0, 0.3  # metres, longest side


class ColourShape:
    """Colour words and words of shape and size, and nothing else.

    A phrase without any such word has the feature of no word in particular, so that it fits all
    things as well as the words that mean nothing do.
    """

    name = "colour_shape:1"
    dimension = len(_COLORS) + len(_SHAPES)

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """(M, D) float32 unit: shares of the colours, and the shape of the visible points."""
        color = np.array([_colors(frame.color[masks.image == row]) for row in range(len(masks))])
        shape = np.array([_shape(frame, masks.image == row) for row in range(len(masks))])
        if not len(masks):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _unit(np.hstack([_unit(color), _SHAPE_WEIGHT * shape])).astype(np.float32)

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) float32 unit: the words known; all of them alike where none is."""
        known = np.array([_words(text) for text in texts]).reshape(-1, self.dimension)
        nothing = ~known.any(axis=1)
        known[nothing] = 1.0
        return _unit(known).astype(np.float32)


def _words(text: str) -> np.ndarray:
    said = {_SYNONYMS.get(word, word) for word in text.lower().replace("-", " ").split()}
    return np.array([float(name in said) for name in (*_COLORS, *_SHAPES)])


def _colors(rgb: np.ndarray) -> np.ndarray:
    """(C,) how much of the (P, 3) pixels answers to each colour name."""
    if not len(rgb):
        return np.ones(len(_COLORS))
    rgb = rgb[:: -(-len(rgb) // _MAX_PIXELS)].astype(np.float64)
    likeness = np.stack([color_likeness(name, rgb) for name in _COLORS], axis=1)  # (P, C)
    # A pixel is named by the name that fits best, not by all that fit a little.
    named = likeness**2 / np.maximum((likeness**2).sum(axis=1, keepdims=True), 1e-9)
    return named.mean(axis=0)


def _shape(frame: Frame, mask: np.ndarray) -> np.ndarray:
    """(S,) in [0, 1]: how tall, flat, long, big and small the visible points are."""
    read = np.flatnonzero(mask & (frame.depth > 0))
    if len(read) < 3:
        return np.zeros(len(_SHAPES))
    read = read[:: -(-len(read) // _MAX_PIXELS)]
    rays = frame.camera.rays().reshape(-1, 3)[read].astype(np.float64)
    points = rays * frame.depth.ravel()[read][:, None] @ frame.T_world_camera[:3, :3].T
    low, high = np.percentile(points[:, 2], [2, 98])
    level = points[:, :2] - points[:, :2].mean(axis=0)
    _, axes = np.linalg.eigh(level.T @ level)
    narrow, wide = np.ptp(np.percentile(level @ axes, [2, 98], axis=0), axis=0)
    height, narrow, wide = (max(side, 1e-3) for side in (high - low, narrow, wide))
    longest = max(height, wide)
    tests = np.log([
        height / (1.3 * wide), wide / (4.0 * height), wide / (2.5 * narrow),
        longest / _BIG, _SMALL / longest,
    ])  # fmt: skip
    return 1 / (1 + np.exp(-tests / _SOFTNESS))


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

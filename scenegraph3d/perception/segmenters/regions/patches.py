"""A reduced picture in, small patches out that keep to the edges of depth, shape and colour."""

from __future__ import annotations

import cv2
import numpy as np

from .picture import Picture

# What makes a full edge, each across a few pixels.
_INVERSE_DEPTH_BEND = 0.02  # 1/m, second difference: 0 on planes however slanted
_TURN = 1.25  # length of the difference of unit normals
_COLOR = 17.0  # distance in Oklab, L in 0..100
_CELL = 8  # pixels, side of a patch where nothing else is seen
_CENTERING = 0.01  # strength per pixel away from a cell's middle: what makes patches compact
_BLUR = 0.8  # pixels
_AROUND = [(v, u) for v in (-1, 0, 1) for u in (-1, 0, 1) if v or u]


def edge_strength(picture: Picture) -> np.ndarray:
    """(h, w) float32 in [0, 1]: how surely an edge runs through each pixel."""
    inverse = 1 / picture.depth
    strength = np.zeros(inverse.shape, dtype=np.float32)
    for axis in (0, 1):
        bend = np.roll(inverse, 2, axis) + np.roll(inverse, -2, axis) - 2 * inverse
        turn = np.roll(picture.normals, 2, axis) - np.roll(picture.normals, -2, axis)
        color = np.roll(picture.lab, 1, axis) - np.roll(picture.lab, -1, axis)
        for measured, full in (
            (np.abs(bend), _INVERSE_DEPTH_BEND),
            (_length(turn), _TURN),
            (_length(color), _COLOR),
        ):
            np.maximum(strength, np.minimum(measured / full, 1), out=strength)
    return strength


def split_into_patches(strength: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Let every pixel run down to the nearest low of the edges: a watershed by rainfall.

    Args:
        strength: (h, w) edges.
        known: (h, w) bool, pixels with depth.

    Returns:
        (h, w) int64 patches 0..P-1, -1 without depth.
    """
    height, width = strength.shape
    ground = cv2.GaussianBlur(strength, (0, 0), _BLUR) + _CENTERING * _off_center(height, width)
    ground = np.where(known, ground, np.inf)
    lower = _lowest_neighbour(ground).ravel()
    while not np.array_equal(lower[lower], lower):
        lower = lower[lower]
    lows = (lower == np.arange(lower.size)) & known.ravel()
    number = np.cumsum(lows) - 1
    return np.where(known, number[lower].reshape(height, width), -1)


def _lowest_neighbour(ground: np.ndarray) -> np.ndarray:
    """(h, w) flat index of the lowest of each pixel and its 8 neighbours."""
    height, width = ground.shape
    framed = np.pad(ground, 1, constant_values=np.inf)
    here = np.arange(height * width).reshape(height, width)
    lowest, target = ground.copy(), here.copy()
    for v, u in _AROUND:
        neighbour = framed[1 + v : 1 + v + height, 1 + u : 1 + u + width]
        less = neighbour < lowest
        lowest[less] = neighbour[less]
        target[less] = here[less] + v * width + u
    return target


def _off_center(height: int, width: int) -> np.ndarray:
    """(h, w) float32 distance to the middle of the pixel's cell, pixels."""
    v, u = (np.arange(side) % _CELL - (_CELL - 1) / 2 for side in (height, width))
    return np.hypot(v[:, None], u).astype(np.float32)


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("hwc,hwc->hw", vectors, vectors))

"""Colour words against measured mean colours: rows of RGB come in, scores in [0, 1] go out."""

from __future__ import annotations

import numpy as np

from .adjectives import adjective

# Typical sRGB colours of things people call so.
REFERENCE_RGB: dict[str, tuple[int, int, int]] = {
    "black": (35, 35, 38),
    "white": (225, 225, 222),
    "grey": (125, 125, 125),
    "red": (170, 40, 45),
    "orange": (215, 115, 45),
    "yellow": (215, 185, 65),
    "green": (75, 130, 75),
    "blue": (55, 85, 155),
    "purple": (105, 65, 130),
    "pink": (220, 130, 155),
    "brown": (105, 72, 48),
    "beige": (200, 180, 150),
    "tan": (180, 145, 105),
    "cream": (225, 210, 180),
    "maroon": (105, 35, 45),
    "navy": (35, 45, 85),
    "teal": (45, 120, 125),
    "turquoise": (75, 180, 185),
    "gold": (190, 150, 70),
    "silver": (165, 168, 172),
}
UNKNOWN = 0.5
# Mean colours of scans are dim and pale: lightness is trusted less, chroma is boosted.
_SPREAD = 20.0  # CIELAB units at which a score has fallen to 0.6
_LIGHTNESS_WEIGHT = 0.7
_CHROMA_BOOST = 1.4
_LEAST = 0.02  # score of a plainly different colour: light plays tricks
_SHADE_SHIFT = {"dark": -18.0, "light": 18.0}  # lightness


def color_score(word: str, rgb: np.ndarray) -> np.ndarray:
    """How well measured colours answer to a colour word.

    Args:
        word: a colour word, with a shade where there is one ("dark blue").
        rgb: (M, 3) mean colours, 0 to 255; NaN rows are unknown.

    Returns:
        (M,) float64 scores in [0, 1]; 0.5 for unknown colours and unknown words.
    """
    rgb = np.asarray(rgb, dtype=np.float64)
    if rgb.ndim != 2 or rgb.shape[1] != 3:
        raise ValueError(f"rgb must have shape (M, 3), got {rgb.shape}")
    lab = lab_from_rgb(rgb)
    lab[:, 1:] *= _CHROMA_BOOST
    score = np.maximum(_score(word, lab), _LEAST)
    return np.where(np.isfinite(rgb).all(axis=1), score, UNKNOWN)


def lab_from_rgb(rgb: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of sRGB colours: (M, 3) 0 to 255 in, (M, 3) L a b out."""
    c = np.clip(rgb, 0, 255) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = linear @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def _score(word: str, lab: np.ndarray) -> np.ndarray:
    known = adjective(word)
    *shades, name = (known.value if known else word).split()
    if name in _SHADE_SHIFT:
        sign = np.sign(_SHADE_SHIFT[name])
        return 1 / (1 + np.exp(-sign * (lab[:, 0] - 45) / 12))
    if name not in REFERENCE_RGB:
        return np.full(len(lab), UNKNOWN)
    reference = lab_from_rgb(np.array([REFERENCE_RGB[name]], dtype=np.float64))[0]
    reference[0] += sum(_SHADE_SHIFT[shade] for shade in shades)
    distance = np.linalg.norm((lab - reference) * [_LIGHTNESS_WEIGHT, 1, 1], axis=1)
    return np.exp(-0.5 * (distance / _SPREAD) ** 2)

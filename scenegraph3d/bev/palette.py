"""Colours of labels: a name goes in, the same colour comes out on every map."""

from __future__ import annotations

import colorsys
from zlib import crc32

import numpy as np

from .stuff import plain_name

NO_LABEL = (203, 205, 210)
_FIXED = {
    "floor": (226, 220, 208),
    "ground": (214, 205, 188),
    "wall": (120, 124, 132),
    "walls": (120, 124, 132),
    "building": (196, 160, 136),
    "house": (196, 160, 136),
    "garage": (176, 146, 128),
    "road": (96, 98, 106),
    "street": (96, 98, 106),
    "lane": (110, 112, 120),
    "drivable area": (96, 98, 106),
    "crosswalk": (232, 232, 224),
    "pedestrian crossing": (232, 232, 224),
    "driveway": (140, 136, 134),
    "parking": (138, 132, 150),
    "parking lot": (138, 132, 150),
    "sidewalk": (188, 180, 178),
    "pavement": (188, 180, 178),
    "grass": (150, 196, 110),
    "lawn": (150, 196, 110),
    "terrain": (178, 196, 130),
    "vegetation": (72, 134, 74),
    "hedge": (88, 150, 84),
    "tree": (48, 112, 62),
    "fence": (168, 140, 100),
    "water": (110, 168, 214),
    "door": (190, 134, 66),
    "window": (130, 196, 226),
}
# Saturation and value of the hues: strong enough to part from the pale ground.
_TONES = ((0.85, 0.80), (0.60, 0.95), (0.70, 0.60))


def label_color(label: str) -> tuple[int, int, int]:
    """The sRGB colour of a label, 0 to 255; it depends on the name alone."""
    name = plain_name(label)
    if not name:
        return NO_LABEL
    if name in _FIXED:
        return _FIXED[name]
    drawn = crc32(name.encode())
    saturation, value = _TONES[drawn % len(_TONES)]
    hue = (drawn // len(_TONES) % 3600) / 3600
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(255 * red), round(255 * green), round(255 * blue)


def row_colors(label: np.ndarray) -> np.ndarray:
    """(M + 1, 3) uint8 colours of M labels; the last is that of points on no object."""
    return np.array([*(label_color(one) for one in label), NO_LABEL], dtype=np.uint8)

"""Colours of labels: a name goes in, the same colour comes out on every map.

There are more names than colours that an eye can tell apart, so two rare names may share one.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from .stuff import plain_name

NO_LABEL = (203, 205, 210)
_FIXED = {
    "object": (158, 168, 186),
    "unknown": (158, 168, 186),
    "otherprop": (158, 168, 186),
    "otherfurniture": (140, 150, 170),
    "otherstructure": (174, 182, 198),
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
    "intersection": (128, 124, 148),
    "bike lane": (134, 108, 104),
    "bus lane": (112, 104, 92),
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
# Far apart from each other and from the colours above in Oklab.
# fmt: off
_PALETTE = (
    (248, 20, 248), (20, 20, 248), (152, 20, 200), (224, 20, 104), (20, 248, 20),
    (128, 20, 20), (44, 116, 248), (68, 44, 140), (248, 140, 248), (20, 248, 212),
    (176, 116, 236), (176, 68, 20), (248, 104, 140), (224, 224, 20), (164, 20, 104),
    (20, 188, 20), (20, 92, 176), (20, 80, 32), (176, 80, 164), (104, 56, 248),
    (248, 164, 20), (236, 80, 20), (188, 44, 248), (20, 188, 164), (116, 20, 104),
    (116, 68, 152), (236, 56, 176), (116, 104, 188), (92, 20, 200), (20, 140, 188),
    (248, 152, 176), (152, 164, 20), (188, 152, 224), (188, 92, 104), (20, 32, 188),
    (20, 224, 116), (152, 116, 20), (248, 128, 80), (128, 68, 20), (248, 188, 248),
)
# fmt: on
# Places in the palette of names that are often on one map; the others' follow from their letters.
_COMMON = {
    "chair": 16,
    "table": 11,
    "sofa": 2,
    "couch": 2,
    "bed": 21,
    "cabinet": 36,
    "desk": 38,
    "shelf": 33,
    "bookshelf": 5,
    "lamp": 13,
    "curtain": 32,
    "toilet": 23,
    "sink": 29,
    "bathtub": 6,
    "refrigerator": 7,
    "monitor": 1,
    "tv": 19,
    "pillow": 30,
    "picture": 8,
    "box": 37,
    "trash can": 15,
    "backpack": 3,
    "counter": 31,
    "kitchen counter": 31,
    "nightstand": 14,
    "stool": 20,
    "bench": 25,
    "dresser": 24,
    "mirror": 9,
    "plant": 17,
    "keyboard": 27,
    "shower": 4,
    "car": 34,
    "truck": 26,
    "bus": 20,
    "bicycle": 0,
    "motorcycle": 28,
    "pole": 18,
    "traffic light": 21,
    "traffic sign": 16,
}


def label_color(label: str) -> tuple[int, int, int]:
    """The sRGB colour of a label, 0 to 255; it depends on the name alone."""
    name = plain_name(label)
    if not name:
        return NO_LABEL
    if name in _FIXED:
        return _FIXED[name]
    return _PALETTE[_COMMON.get(name, crc32(name.encode()) % len(_PALETTE))]


def row_colors(label: np.ndarray) -> np.ndarray:
    """(M + 1, 3) uint8 colours of M labels; the last is that of points on no object."""
    return np.array([*(label_color(one) for one in label), NO_LABEL], dtype=np.uint8)

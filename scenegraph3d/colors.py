"""Colour names and what they look like: sRGB colours come in, how well a name fits goes out."""

from __future__ import annotations

import numpy as np

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
# Colours that can be any amount stronger than their typical one.
_VIVID = frozenset(
    "red orange yellow green blue purple pink teal turquoise gold".split()  # noqa: SIM905
)
_LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Mean colours of scans are dim and pale: lightness is trusted less, chroma is boosted.
_SPREAD = 20.0  # distance at which a score has fallen to 0.6, where L runs from 0 to 100
_CHROMA_SCALE = 2.8  # makes a step of chroma look as large as one of lightness
_LIGHTNESS_WEIGHT = 0.7
_CHROMA_BOOST = 1.4
SHADE_SHIFT = {"dark": -18.0, "light": 18.0}  # lightness


def color_likeness(name: str, rgb: np.ndarray, *, shades: tuple[str, ...] = ()) -> np.ndarray:
    """How near measured colours are to what a name means.

    Args:
        name: a key of REFERENCE_RGB.
        rgb: (M, 3) colours, 0 to 255.
        shades: keys of SHADE_SHIFT that go before the name.

    Returns:
        (M,) float64 in [0, 1], NaN where a colour is.
    """
    measured = _boosted(rgb)
    reference = 100 * oklab_from_rgb(np.array([REFERENCE_RGB[name]], dtype=np.float64))[0]
    reference[1:] *= _CHROMA_SCALE
    reference[0] += sum(SHADE_SHIFT[shade] for shade in shades)
    if name in _VIVID:
        measured = _at_most_as_vivid(measured, float(np.hypot(*reference[1:])))
    distance = np.linalg.norm((measured - reference) * [_LIGHTNESS_WEIGHT, 1, 1], axis=1)
    return np.exp(-0.5 * (distance / _SPREAD) ** 2)


def shade_likeness(shade: str, rgb: np.ndarray) -> np.ndarray:
    """(M,) how dark or light, a key of SHADE_SHIFT, (M, 3) colours are, in [0, 1]."""
    sign = np.sign(SHADE_SHIFT[shade])
    return 1 / (1 + np.exp(-sign * (_boosted(rgb)[:, 0] - 45) / 12))


def oklab_from_rgb(rgb: np.ndarray) -> np.ndarray:
    """Oklab of sRGB colours (Ottosson 2020): (M, 3) 0 to 255 in, (M, 3) L a b out, L in 0..1.

    Unlike CIELAB it keeps the hue of a blue that gets stronger.
    """
    c = np.clip(rgb, 0, 255) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _LMS_FROM_RGB.T) @ _LAB_FROM_LMS.T


def _boosted(rgb: np.ndarray) -> np.ndarray:
    """Measured colours in the units of the references, their chroma lifted."""
    return (
        100
        * oklab_from_rgb(rgb)
        * [1, _CHROMA_SCALE * _CHROMA_BOOST, _CHROMA_SCALE * _CHROMA_BOOST]
    )


def _at_most_as_vivid(lab: np.ndarray, chroma: float) -> np.ndarray:
    """The colours with their chroma cut to `chroma`: no red is too red to be called red."""
    measured = np.hypot(lab[:, 1], lab[:, 2])
    cut = np.minimum(1.0, chroma / np.maximum(measured, 1e-9))
    return lab * np.stack([np.ones_like(cut), cut, cut], axis=1)

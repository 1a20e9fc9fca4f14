"""Parts: the solid pieces that objects are made of, and short ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RGB = tuple[int, int, int]
Span = tuple[float, float]

METAL: RGB = (150, 152, 156)
DARK: RGB = (45, 45, 48)
PALE: RGB = (236, 234, 228)
WOOD: RGB = (125, 86, 52)
GLASS: RGB = (176, 205, 222)


@dataclass(frozen=True, eq=False)
class Part:
    """One solid piece of an object, in the object's frame: front +x, left +y, up +z.

    The origin of that frame lies under the object's middle, on the plane it stands on.

    Attributes:
        name: what the piece is, such as "seat"; equal for equal pieces ("leg").
        shape: "box", "cylinder" (upright) or "ellipsoid".
        center: (3,) float64, metres.
        extent: (3,) float64, full side lengths, metres.
        rgb: its colour.
        taper: a cylinder's radius at the top over that at the bottom; `extent` is the wide end.
        hidden: faces of a box that no scanner sees and no mesh gets, such as "-x-z".
    """

    name: str
    shape: str
    center: np.ndarray
    extent: np.ndarray
    rgb: RGB
    taper: float = 1.0
    hidden: str = ""


def box(name: str, x: Span, y: Span, z: Span, rgb: RGB, *, hidden: str = "") -> Part:
    """A box that fills the three spans (lowest, highest), metres."""
    return _filling(name, "box", (x, y, z), rgb, hidden=hidden)


def cylinder(name: str, x: Span, y: Span, z: Span, rgb: RGB, *, taper: float = 1.0) -> Part:
    """An upright (elliptic) cylinder or frustum that fills the three spans."""
    return _filling(name, "cylinder", (x, y, z), rgb, taper=taper)


def ellipsoid(name: str, x: Span, y: Span, z: Span, rgb: RGB) -> Part:
    """An ellipsoid that fills the three spans."""
    return _filling(name, "ellipsoid", (x, y, z), rgb)


def span(length: float, middle: float = 0.0) -> Span:
    """The interval of `length` metres around `middle`."""
    return middle - length / 2, middle + length / 2


def legs(x: Span, y: Span, height: float, thickness: float, rgb: RGB) -> list[Part]:
    """Four square legs under the corners of the rectangle x by y."""
    corners = [(a, b) for a in _ends(x, thickness) for b in _ends(y, thickness)]
    return [box("leg", a, b, (0.0, height), rgb) for a, b in corners]


def shell(x: Span, y: Span, z: Span, thickness: float, rgb: RGB) -> list[Part]:
    """A box open at the top: four sides and a bottom."""
    inner_y = (y[0] + thickness, y[1] - thickness)
    walls = [box("side", a, inner_y, z, rgb) for a in _ends(x, thickness)]
    walls += [box("side", x, b, z, rgb) for b in _ends(y, thickness)]
    inner_x = (x[0] + thickness, x[1] - thickness)
    return [*walls, box("bottom", inner_x, inner_y, (z[0], z[0] + thickness), rgb)]


def shade(rgb: RGB, factor: float) -> RGB:
    """The colour made darker (factor < 1) or lighter (factor > 1)."""
    red, green, blue = (int(min(255, max(0, round(c * factor)))) for c in rgb)
    return red, green, blue


def _ends(interval: Span, thickness: float) -> list[Span]:
    low, high = interval
    return [(low, low + thickness), (high - thickness, high)]


def _filling(
    name: str, shape: str, spans: tuple[Span, Span, Span], rgb: RGB, **options: float | str
) -> Part:
    low, high = np.array(spans, dtype=np.float64).T
    return Part(name, shape, (low + high) / 2, high - low, rgb, **options)  # type: ignore[arg-type]

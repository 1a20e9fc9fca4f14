"""Recipes of small things and wall hangings; the same contract as furniture."""

from __future__ import annotations

from .shapes import (
    DARK,
    GLASS,
    METAL,
    PALE,
    RGB,
    WOOD,
    Part,
    box,
    cylinder,
    ellipsoid,
    shade,
    span,
)


def mouse(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A computer mouse or another rounded thing."""
    return [ellipsoid("body", span(depth), span(width), (0, height), rgb)]


def lamp(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A foot, a pole and a shade in the lamp's colour; for tables and floors."""
    shade_z = height - min(0.3, height * 0.5)
    return [
        cylinder("foot", span(depth * 0.6), span(width * 0.6), (0, 0.025), DARK),
        cylinder("pole", span(0.03), span(0.03), (0.025, shade_z), METAL),
        cylinder("shade", span(depth), span(width), (shade_z, height), rgb, taper=0.65),
    ]


def mug(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A cup with a handle at its left."""
    body = width - 0.03
    low = -width / 2
    return [
        cylinder("body", span(depth), (low, low + body), (0, height), rgb),
        box("handle", span(0.015), (low + body, width / 2), (height * 0.2, height * 0.8), rgb),
    ]


def book(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Pages between two covers and a spine; it lies when flat and stands when high."""
    lying = height < width
    cover = 0.006
    if lying:
        pages = span(depth - 0.01), span(width - 0.012), (cover, height - cover)
        sheets = [box("cover", span(depth), span(width), z, rgb) for z in _skins(height, cover)]
        return [*sheets, box("pages", *pages, PALE)]
    pages = span(depth - 0.01), span(width - 2 * cover), (0.002, height - 0.005)
    sides = [(-width / 2, -width / 2 + cover), (width / 2 - cover, width / 2)]
    spine = (depth / 2 - 0.005, depth / 2), span(width - 2 * cover), (0, height)
    sheets = [box("cover", (-depth / 2, depth / 2), y, (0, height), rgb) for y in sides]
    return [*sheets, box("cover", *spine, rgb), box("pages", *pages, PALE)]


def pillow(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A soft cushion: one flat ellipsoid."""
    return [ellipsoid("body", span(depth), span(width), (0, height), rgb)]


def plant(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Leaves in the plant's colour over a stem in a clay pot."""
    pot = min(0.3, height * 0.3)
    crown = pot + (height - pot) * 0.25
    middle = (crown + height) / 2
    radius = min(depth, width) * 0.3
    return [
        cylinder("pot", span(radius * 2), span(radius * 2), (0, pot), (150, 88, 60), taper=1.3),
        cylinder("stem", span(0.02), span(0.02), (pot, crown), WOOD),
        ellipsoid("leaves", span(depth), span(width), (crown, height - 0.1 * (height - pot)), rgb),
        ellipsoid("leaves", span(depth * 0.6), span(width * 0.6), (middle, height), rgb),
    ]


def tub(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A round vessel wider at the top: trash can, bowl, vase, basket."""
    return [
        cylinder("body", span(depth), span(width), (0, height * 0.94), rgb, taper=1.25),
        cylinder("rim", span(depth), span(width), (height * 0.94, height), shade(rgb, 0.8)),
    ]


def carton(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A closed box with a strip of tape."""
    return [
        box("body", span(depth), span(width), (0, height - 0.004), rgb),
        box("tape", span(depth), span(0.05), (height - 0.004, height), PALE),
    ]


def backpack(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A sack with a pocket in front and two straps behind."""
    back, front = -depth / 2, depth / 2
    straps = [span(0.05, side) for side in (-width / 4, width / 4)]
    return [
        box("sack", (back + 0.02, front - 0.06), span(width), (0, height * 0.85), rgb),
        ellipsoid("flap", (back + 0.02, front - 0.06), span(width), (height * 0.7, height), rgb),
        box("pocket", (front - 0.06, front), span(width * 0.7), (0.03, height * 0.45), rgb),
        *(box("strap", (back, back + 0.02), y, (0.05, height * 0.8), DARK) for y in straps),
    ]


def suitcase(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """An upright case on wheels with a pulled-out handle."""
    top = height - 0.15
    wheels = [(x, y) for x in (-depth / 3, depth / 3) for y in (-width / 3, width / 3)]
    return [
        box("body", span(depth), span(width), (0.05, top), rgb),
        *(box("wheel", span(0.04, x), span(0.03, y), (0, 0.05), DARK) for x, y in wheels),
        *(box("rod", span(0.015), span(0.015, y), (top, height), METAL) for y in (-0.07, 0.07)),
        box("grip", span(0.03), span(0.11), (height - 0.02, height), DARK),
    ]


def bottle(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A body, a neck and a cap."""
    neck = height * 0.65
    return [
        cylinder("body", span(depth), span(width), (0, neck), rgb),
        cylinder("neck", span(depth * 0.45), span(width * 0.45), (neck, height * 0.93), rgb),
        cylinder("cap", span(depth * 0.5), span(width * 0.5), (height * 0.93, height), PALE),
    ]


def kettle(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A jug with a spout in front and a handle behind."""
    radius = depth * 0.7
    belly = (-depth / 2 + 0.05, -depth / 2 + 0.05 + radius)
    return [
        cylinder("jug", belly, span(width), (0, height), rgb, taper=0.75),
        box("handle", (-depth / 2, belly[0] + 0.02), span(0.025), span(0.1, height * 0.6), DARK),
        box("spout", (belly[1] - 0.02, depth / 2), span(0.04), span(0.05, height * 0.75), rgb),
    ]


def picture(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A frame around a coloured canvas; mirrors and whiteboards are made alike."""
    return _framed(depth, width, height, DARK, rgb)


def mirror(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A frame in the mirror's colour around glass."""
    return _framed(depth, width, height, rgb, GLASS)


def whiteboard(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A white board with a tray for pens."""
    tray = (-depth / 2 + 0.02, depth / 2), span(width * 0.5), (0.0, 0.02)
    board = (-depth / 2, -depth / 2 + 0.02), span(width), (0.0, height)
    return [box("board", *board, rgb), box("tray", *tray, METAL)]


def slab(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """One flat piece: a rug or a towel."""
    return [box("body", span(depth), span(width), (0, height), rgb)]


def _skins(height: float, thickness: float) -> list[tuple[float, float]]:
    return [(0.0, thickness), (height - thickness, height)]


def _framed(depth: float, width: float, height: float, frame: RGB, inside: RGB) -> list[Part]:
    bar, x = 0.04, span(depth)
    inner_z = (bar, height - bar)
    return [
        *(box("frame", x, span(width), z, frame) for z in ((0, bar), (height - bar, height))),
        *(
            box("frame", x, span(bar, y), inner_z, frame)
            for y in (-(width - bar) / 2, (width - bar) / 2)
        ),
        box("inside", (-depth / 2, depth / 2 - 0.01), span(width - 2 * bar), inner_z, inside),
    ]

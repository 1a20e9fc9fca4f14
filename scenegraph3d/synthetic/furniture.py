"""Recipes of furniture: a size and a colour go in, the parts of one piece come out.

Every recipe takes (depth, width, height) in metres and an RGB colour, and fills
x in [-depth/2, depth/2], y in [-width/2, width/2], z in [0, height] with the front at +x.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .shapes import (
    DARK,
    METAL,
    PALE,
    RGB,
    WOOD,
    Part,
    Span,
    box,
    cylinder,
    legs,
    shade,
    shell,
    span,
)


def bed(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A bed: headboard at the back, frame, sheet at the head and a coloured blanket."""
    y, back, head, foot = span(width), -depth / 2, -depth / 2 + 0.06, depth / 2
    tuck = back + 0.32 * depth
    return [
        box("headboard", (back, head), y, (0, height), shade(rgb, 0.7)),
        *legs((head, foot), y, 0.14, 0.06, WOOD),
        box("frame", (head, foot), y, (0.14, 0.28), shade(rgb, 0.8)),
        box("sheet", (head, tuck), span(width - 0.04), (0.28, 0.5), PALE),
        box("blanket", (tuck, foot - 0.01), y, (0.28, 0.51), rgb),
    ]


def sofa(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A sofa or armchair: a base, a back, two arms, and seat cushions about 0.7 m wide."""
    back, front, arm = -depth / 2, depth / 2, 0.16
    inner = width - 2 * arm
    num_seats = max(1, round(inner / 0.7))
    seats = np.linspace(-inner / 2, inner / 2, num_seats + 1)
    return [
        box("base", (back, front), span(width), (0.06, 0.26), shade(rgb, 0.85)),
        *legs((back, front), span(width), 0.06, 0.06, DARK),
        box("back", (back, back + 0.2), span(inner), (0.26, height), rgb),
        *(box("arm", (back, front), span(arm, s), (0.26, 0.6), rgb) for s in _sides(width, arm)),
        *(
            box("cushion", (back + 0.2, front), (a + 0.01, b - 0.01), (0.26, 0.43), rgb)
            for a, b in pairwise(seats)
        ),
    ]


def table(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A table or desk: a top on four legs."""
    x, y = span(depth), span(width)
    return [
        box("top", x, y, (height - 0.035, height), rgb),
        *legs(span(depth - 0.06), span(width - 0.06), height - 0.035, 0.06, shade(rgb, 0.8)),
    ]


def round_table(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A round table: a disc on a pedestal."""
    return [
        cylinder("top", span(depth), span(width), (height - 0.04, height), rgb),
        cylinder("pedestal", span(0.1), span(0.1), (0.04, height - 0.04), shade(rgb, 0.8)),
        cylinder("foot", span(depth / 2), span(width / 2), (0, 0.04), shade(rgb, 0.8)),
    ]


def chair(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A chair: four legs, a seat, two posts and a backrest."""
    x, y, back = span(depth), span(width), -depth / 2
    return [
        *legs(x, y, 0.43, 0.04, shade(rgb, 0.8)),
        box("seat", x, y, (0.43, 0.47), rgb),
        *(
            box("post", (back, back + 0.04), span(0.04, s), (0.47, height), shade(rgb, 0.8))
            for s in _sides(width, 0.04)
        ),
        box("back", (back, back + 0.03), span(width - 0.08), (0.62, height), rgb),
    ]


def office_chair(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """An office chair: a star base, a post, a seat, a backrest and arm rests."""
    back = -depth / 2
    return [
        box("base", span(depth), span(0.07), (0.0, 0.08), DARK),
        *(
            box("base", span(0.07), (a, b), (0.0, 0.08), DARK)
            for a, b in ((-width / 2, -0.035), (0.035, width / 2))
        ),
        cylinder("post", span(0.07), span(0.07), (0.08, 0.42), METAL),
        box("seat", (back + 0.06, depth / 2), span(width - 0.1), (0.42, 0.5), rgb),
        box("back", (back, back + 0.07), span(width - 0.14), (0.56, height), rgb),
        box("spine", (back, back + 0.06), span(0.08), (0.44, 0.56), DARK),
        *(
            box("arm", span(depth / 2), span(0.05, s), (0.62, 0.65), DARK)
            for s in _sides(width, 0.05)
        ),
        *(
            box("arm post", span(0.05), span(0.05, s), (0.46, 0.62), DARK)
            for s in _sides(width, 0.05)
        ),
    ]


def stool(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A stool: a round seat on four legs."""
    inner = span(depth * 0.68), span(width * 0.68)
    return [
        cylinder("seat", span(depth), span(width), (height - 0.05, height), rgb),
        *legs(*inner, height - 0.05, 0.035, shade(rgb, 0.8)),
    ]


def bookshelf(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Open shelves: two sides, a back, and boards about 0.36 m apart."""
    num_boards = max(3, round(height / 0.36) + 1)
    levels = np.linspace(0.06, height - 0.02, num_boards)
    return [*_open_case(depth, width, height, rgb), *_boards(depth, width, levels, rgb)]


def wardrobe(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A wardrobe that stands half open: one door, a shelf, a floor and a top."""
    front, half = depth / 2, width / 2
    levels = np.array([0.08, 0.5 * height, height - 0.02])
    return [
        *_open_case(depth - 0.02, width, height, rgb, middle=-0.01),
        *_boards(depth - 0.02, width, levels, rgb, middle=-0.01),
        box("door", (front - 0.02, front), (0.01, half), (0.06, height), shade(rgb, 1.1)),
    ]


def tv_stand(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A low open case for a television, with a middle post."""
    levels = np.array([0.06, height - 0.02])
    post = box("post", span(depth - 0.04), span(0.03), (0.07, height - 0.03), rgb)
    return [*_open_case(depth, width, height, rgb), *_boards(depth, width, levels, rgb), post]


def wall_shelf(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """One board on two brackets."""
    low = (0.0, height - 0.025)
    return [
        box("board", span(depth), span(width), (height - 0.025, height), rgb),
        *(
            box("bracket", span(depth), span(0.03, s), low, METAL)
            for s in _sides(width - 0.2, 0.03)
        ),
    ]


def chest(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A closed body with drawers: nightstand, dresser, file cabinet; about 0.8 m a column."""
    return _fronted(depth, width, height, rgb, rows=max(1, round(height / 0.26)), column=0.8)


def cupboard(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A closed body with doors about 0.45 m wide: cabinets."""
    return _fronted(depth, width, height, rgb, rows=1, column=0.45)


def counter(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Base cabinets with doors under a worktop."""
    body = _fronted(depth - 0.02, width, height - 0.04, rgb, rows=1, column=0.5)
    return [*body, box("worktop", span(depth), span(width), (height - 0.04, height), (92, 90, 88))]


def radiator(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Upright ribs joined at the back."""
    ribs = np.arange(-width / 2 + 0.03, width / 2 - 0.02, 0.08)
    back = -depth / 2
    return [
        box("plate", (back, back + 0.03), span(width), (0.08, height - 0.02), rgb),
        *legs((back, 0.0), span(width), 0.08, 0.02, METAL),
        *(box("rib", (back + 0.03, depth / 2), span(0.05, y), (0.08, height), rgb) for y in ribs),
    ]


def toilet(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A bowl with a seat in front of a tank."""
    back, neck = -depth / 2, -depth / 2 + 0.2
    return [
        box("tank", (back, neck), span(width), (0.35, height), rgb),
        box("foot", (back, neck + 0.1), span(width * 0.6), (0.0, 0.35), rgb),
        cylinder("bowl", (neck, depth / 2), span(width * 0.95), (0.0, 0.38), rgb, taper=1.5),
        cylinder("seat", (neck, depth / 2), span(width), (0.38, 0.42), shade(rgb, 0.95)),
    ]


def bathtub(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A hollow tub."""
    return shell(span(depth), span(width), (0.0, height), 0.08, rgb)


def _open_case(
    depth: float, width: float, height: float, rgb: RGB, *, middle: float = 0.0
) -> list[Part]:
    back = middle - depth / 2
    sides = [
        box("side", span(depth, middle), span(0.02, s), (0, height), rgb)
        for s in _sides(width, 0.02)
    ]
    plate = box("back", (back, back + 0.01), span(width - 0.04), (0.04, height), shade(rgb, 0.85))
    return [*sides, plate]


def _boards(
    depth: float, width: float, levels: np.ndarray, rgb: RGB, *, middle: float = 0.0
) -> list[Part]:
    x = (middle - depth / 2 + 0.01, middle + depth / 2)
    return [box("board", x, span(width - 0.04), (z, z + 0.02), rgb) for z in levels]


def _fronted(
    depth: float, width: float, height: float, rgb: RGB, *, rows: int, column: float
) -> list[Part]:
    back, face, front = -depth / 2, depth / 2 - 0.04, depth / 2 - 0.02
    num_columns = max(1, round(width / column))
    edges_y = np.linspace(-width / 2, width / 2, num_columns + 1)
    edges_z = np.linspace(0.05, height, rows + 1)
    parts = [box("body", (back, face), span(width), (0.0, height), rgb)]
    for y in zip(edges_y[:-1] + 0.01, edges_y[1:] - 0.01, strict=True):
        for z in zip(edges_z[:-1] + 0.01, edges_z[1:] - 0.02, strict=True):
            parts.append(box("front", (face, front), y, z, shade(rgb, 1.12)))
            parts.append(_handle(depth / 2, y, z))
    return parts


def _handle(front: float, y: Span, z: Span) -> Part:
    middle, top = sum(y) / 2, z[1] - 0.04
    return box("handle", (front - 0.02, front), span(0.12, middle), (top - 0.02, top), METAL)


def _sides(width: float, thickness: float) -> tuple[float, float]:
    return -(width - thickness) / 2, (width - thickness) / 2

"""Recipes of appliances, doors and windows; the same contract as furniture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .shapes import DARK, GLASS, METAL, RGB, Part, box, cylinder, shade, shell, span


def refrigerator(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A body with a freezer door over a fridge door, and two handles."""
    face, front, split, y = depth / 2 - 0.06, depth / 2 - 0.03, height * 0.66, span(width)
    handle_y = span(0.03, width / 2 - 0.08)
    return [
        box("body", (-depth / 2, face), y, (0, height), rgb),
        box("door", (face, front), y, (0.06, split - 0.01), shade(rgb, 1.05)),
        box("door", (face, front), y, (split, height), shade(rgb, 1.05)),
        box("handle", (front, depth / 2), handle_y, (split - 0.5, split - 0.08), METAL),
        box("handle", (front, depth / 2), handle_y, (split + 0.08, split + 0.35), METAL),
    ]


def stove(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """An oven under four burners."""
    front, top = depth / 2, height - 0.02
    hobs = [(x, y) for x in (-depth / 5, depth / 5) for y in (-width / 4, width / 4)]
    return [
        box("body", (-front, front - 0.04), span(width), (0, top), rgb),
        box("door", (front - 0.04, front - 0.02), span(width - 0.06), (0.15, 0.65), DARK),
        box("handle", (front - 0.02, front), span(width - 0.16), (0.67, 0.7), METAL),
        *(cylinder("burner", span(0.17, x), span(0.17, y), (top, height), DARK) for x, y in hobs),
    ]


def washing_machine(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A body with a dark window and a control panel."""
    face = depth / 2 - 0.02
    return [
        box("body", (-depth / 2, face), span(width), (0, height), rgb),
        box("window", (face, depth / 2), span(width * 0.5), (0.25, 0.55), DARK),
        box("panel", (face, depth / 2), span(width * 0.9), (height - 0.12, height - 0.03), METAL),
    ]


def microwave(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A body with a dark door and a panel of buttons."""
    face, split = depth / 2 - 0.02, width / 2 - 0.1
    return [
        box("body", (-depth / 2, face), span(width), (0, height), rgb),
        box("door", (face, depth / 2), (-width / 2 + 0.01, split), (0.02, height - 0.02), DARK),
        box("panel", (face, depth / 2), (split + 0.01, width / 2), (0.02, height - 0.02), METAL),
    ]


def printer(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A body with a paper tray in front."""
    return [
        box("body", (-depth / 2, depth / 2 - 0.08), span(width), (0, height), rgb),
        box("tray", (depth / 2 - 0.08, depth / 2), span(width * 0.7), (0.04, 0.07), DARK),
    ]


def sink(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A basin with a tap at its back."""
    back, rim = -depth / 2, height * 0.45
    return [
        *shell(span(depth), span(width), (0.0, rim), 0.03, rgb),
        box("tap", span(0.025, back + 0.015), span(0.04), (rim, height), METAL),
        box("spout", (back + 0.03, back + 0.18), span(0.03), (height - 0.03, height), METAL),
    ]


def screen(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A television or monitor: a panel on a foot, the picture to the front."""
    return [
        box("panel", span(0.05), span(width), (0.1, height), rgb),
        box("stem", span(0.04), span(0.08), (0.015, 0.1), rgb),
        box("foot", span(depth), span(width * 0.35), (0.0, 0.015), rgb),
    ]


def laptop(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """An open laptop: the base with keys and an upright screen at its back."""
    back = -depth / 2
    return [
        box("base", span(depth), span(width), (0, 0.018), rgb),
        box("keys", span(depth * 0.4), span(width * 0.85), (0.018, 0.022), DARK),
        box("lid", (back, back + 0.012), span(width), (0.022, height), rgb),
    ]


def keyboard(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A flat body with rows of keys."""
    rows = np.linspace(-depth / 2, depth / 2, 5)
    return [
        box("body", span(depth), span(width), (0, height * 0.6), rgb),
        *(
            box("keys", (a + 0.004, b - 0.004), span(width * 0.94), (height * 0.6, height), rgb)
            for a, b in pairwise(rows)
        ),
    ]


def curtain(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """Folds that hang from a rod."""
    edges = np.linspace(-width / 2, width / 2, max(3, round(width / 0.08)) + 1)
    folds = [(-depth / 2, depth * 0.1), (-depth * 0.1, depth / 2)]
    return [
        box("rod", span(0.02), span(width), (height - 0.02, height), METAL),
        *(
            box("fold", folds[i % 2], (edges[i], edges[i + 1]), (0, height - 0.02), rgb)
            for i in range(len(edges) - 1)
        ),
    ]


def window(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A frame with a middle bar, and glass."""
    bar, x = 0.05, span(depth)
    inner_z = (bar, height - bar)
    return [
        *(box("frame", x, span(width), z, rgb) for z in ((0, bar), (height - bar, height))),
        *(
            box("frame", x, span(bar, y), inner_z, rgb)
            for y in (-(width - bar) / 2, 0.0, (width - bar) / 2)
        ),
        *(
            box("glass", span(0.02), span(width / 2 - 1.5 * bar, y), inner_z, GLASS)
            for y in (-(width - bar) / 4, (width - bar) / 4)
        ),
    ]


def door(depth: float, width: float, height: float, rgb: RGB) -> list[Part]:
    """A leaf with a knob on either side, away from the hinge at +y."""
    leaf, knob = 0.04, -width / 2 + 0.08
    sides = [(-depth / 2, -leaf / 2), (leaf / 2, depth / 2)]
    return [
        box("leaf", span(leaf), span(width), (0, height), rgb),
        *(box("knob", x, span(0.06, knob), span(0.04, 1.0), METAL) for x in sides),
    ]

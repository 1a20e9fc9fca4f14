"""Repaint a generated house: the same things in the same places, in other colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from .catalogue import KINDS, PALETTE
from .house import House, Thing, part_bounds
from .shapes import RGB, Part

Paint = Callable[[Thing], tuple[str, RGB]]
_SHADES = 8  # of 255, by which two things of one colour differ


def repaint(house: House, paint: Paint) -> House:
    """The house with the colour name and RGB that `paint` gives each of its things.

    Parts with a colour of their own, such as a metal handle, keep it.
    """
    return replace(house, things=tuple(_repainted(thing, *paint(thing)) for thing in house.things))


def repaint_from(house: House, palette: Mapping[str, RGB], *, seed: int = 0) -> House:
    """The house in another palette: things keep their colours' names, and get its RGB for them.

    Args:
        house: a generated house.
        palette: an RGB for each name of `catalogue.PALETTE`.
        seed: of the small differences between things of one colour.

    Raises:
        ValueError: the palette lacks a name.
    """
    if missing := sorted(set(PALETTE) - set(palette)):
        raise ValueError(f"a palette must name {', '.join(PALETTE)}; it lacks {', '.join(missing)}")
    rng = np.random.default_rng([seed, 8])

    def paint(thing: Thing) -> tuple[str, RGB]:
        if thing.color_name not in palette:
            return thing.color_name, thing.rgb
        shaded = np.array(palette[thing.color_name]) + rng.integers(-_SHADES, _SHADES + 1, 3)
        red, green, blue = (int(c) for c in np.clip(shaded, 0, 255))
        return thing.color_name, (red, green, blue)

    return repaint(house, paint)


def _repainted(thing: Thing, color_name: str, rgb: RGB) -> Thing:
    return replace(thing, color_name=color_name, rgb=rgb, parts=_parts(thing, rgb))


def _parts(thing: Thing, rgb: RGB) -> tuple[Part, ...]:
    """Its parts, each in the colour that the thing's recipe gives it for `rgb`."""
    model = _model(thing, rgb)
    if model is None:
        return tuple(replace(p, rgb=rgb) if p.rgb == thing.rgb else p for p in thing.parts)
    return tuple(replace(p, rgb=q.rgb) for p, q in zip(thing.parts, model, strict=True))


def _model(thing: Thing, rgb: RGB) -> list[Part] | None:
    """Parts made anew; None where they do not answer to the thing's, as with walls."""
    if thing.kind not in KINDS:
        return None
    low, high = part_bounds(thing.parts)
    depth, width, height = (float(side) for side in high - low)
    model = KINDS[thing.kind].recipe(depth, width, height, rgb)
    return model if [p.name for p in model] == [p.name for p in thing.parts] else None

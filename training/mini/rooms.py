"""Rooms to learn from: generated, repainted at random, their parts' colours known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from colours import COMMON, LIKE_WALLS, NAMES, draw_rgb

from scenegraph3d.synthetic import House, Thing, generate
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.programs import PROGRAMS
from scenegraph3d.synthetic.repaint import repaint
from scenegraph3d.synthetic.shapes import Part, shade

STRUCTURE = ("wall", "floor", "ceiling")
KIND_NAMES = (*KINDS, *STRUCTURE)
# Parts that people speak of, by the generator's names for them.
PART_WORDS: dict[str, tuple[str, ...]] = {
    "cushion": ("cushion", "seat cushion", "cushions"),
    "seat": ("seat",),
    "back": ("back", "backrest"),
    "arm": ("arms", "armrests"),
    "leg": ("legs", "feet"),
    "blanket": ("blanket", "cover", "bedspread"),
    "headboard": ("headboard",),
    "shade": ("shade", "lampshade"),
    "pot": ("pot", "flower pot"),
    "top": ("top", "tabletop"),
    "front": ("front", "drawers", "doors"),
    "door": ("door",),
    "board": ("boards", "shelves"),
    "rim": ("rim", "edge"),
    "frame": ("frame",),
    "pocket": ("pocket",),
    "cap": ("cap", "lid"),
    "handle": ("handle", "handles"),
    "worktop": ("worktop", "countertop"),
}
PART_NAMES = tuple(PART_WORDS)
_NO_PART, _UNSURE = -1, -2
_OWN_COLOURS, _KEPT_PARTS, _KEPT_SIDE_COLOURS = 0.5, 0.6, 0.7  # shares of rooms, things, parts


@dataclass(frozen=True, eq=False)
class Room:
    """A painted house and what was painted.

    Attributes:
        house: the house.
        kind: (T,) rows of KIND_NAMES, by instance_id.
        colour: (T,) rows of colours.NAMES; -1 where its colour has no name.
        parts: (T, P) rows of colours.NAMES for each of PART_NAMES; -1 for a part it has not, -2
            for one of unclear colour.
        extent: (T, 3) depth, width and height, metres.
    """

    house: House
    kind: np.ndarray
    colour: np.ndarray
    parts: np.ndarray
    extent: np.ndarray


def paint_room(seed: int) -> Room:
    """A room of a type drawn by the seed, in colours drawn by it."""
    rng = np.random.default_rng([seed, 11])
    kind = list(PROGRAMS)[int(rng.integers(len(PROGRAMS)))]
    house = generate(seed, room_types=(kind,), ceiling=bool(rng.random() < 0.2))
    own = bool(rng.random() < _OWN_COLOURS)
    walls = _draw_structure(rng)
    house = repaint(house, lambda thing: _paint(thing, walls, rng, own=own))
    painted = [_paint_parts(thing, rng) for thing in house.things]
    house = replace(house, things=tuple(thing for thing, _ in painted))
    return Room(
        house,
        np.array([KIND_NAMES.index(thing.kind) for thing in house.things]),
        np.array([_number(thing.color_name) for thing in house.things]),
        np.array([parts for _, parts in painted]),
        np.array([thing.box.extent[0] for thing in house.things]),
    )


def _draw_structure(rng: np.random.Generator) -> dict[str, str]:
    return {name: str(rng.choice(LIKE_WALLS)) for name in STRUCTURE}


def _paint(
    thing: Thing, walls: Mapping[str, str], rng: np.random.Generator, *, own: bool
) -> tuple[str, tuple[int, int, int]]:
    """Half the rooms keep the colours' names that the generator gave, and only those."""
    if thing.kind in walls:
        name = walls[thing.kind]
    elif own:
        name = thing.color_name
    else:
        name = str(rng.choice(COMMON if rng.random() < 0.7 else NAMES))
    return name, draw_rgb(name, rng)


def _paint_parts(thing: Thing, rng: np.random.Generator) -> tuple[Thing, np.ndarray]:
    """Some parts get colours of their own; and (P,) what is known of all parts' colours."""
    main = _main_parts(thing)
    chosen: dict[str, tuple[str, tuple[int, int, int]]] = {}
    gain = float(rng.uniform(0.8, 1.2))
    if thing.kind in KINDS and rng.random() > _KEPT_PARTS:
        for name in sorted({part.name for part in thing.parts} - main):
            if rng.random() > _KEPT_SIDE_COLOURS:
                color = str(rng.choice(COMMON))
                chosen[name] = color, draw_rgb(color, rng)
    parts = tuple(_repainted(part, thing, chosen, gain) for part in thing.parts)
    return replace(thing, parts=parts), _known_parts(thing, chosen)


def _repainted(
    part: Part, thing: Thing, chosen: Mapping[str, tuple[str, tuple[int, int, int]]], gain: float
) -> Part:
    if part.name in chosen:
        return replace(part, rgb=chosen[part.name][1])
    return part if part.rgb == thing.rgb else replace(part, rgb=shade(part.rgb, gain))


def _main_parts(thing: Thing) -> set[str]:
    """The parts that make most of its surface: by them the thing's own colour is named."""
    area: dict[str, float] = {}
    for part in thing.parts:
        x, y, z = part.extent
        area[part.name] = area.get(part.name, 0.0) + x * y + y * z + z * x
    ranked = sorted(area, key=lambda name: -area[name])
    return {name for name in ranked if area[name] > 0.3 * sum(area.values())} | set(ranked[:1])


def _known_parts(
    thing: Thing, chosen: Mapping[str, tuple[str, tuple[int, int, int]]]
) -> np.ndarray:
    known = np.full(len(PART_NAMES), _NO_PART)
    for part in thing.parts:
        if part.name in PART_WORDS:
            same = _number(thing.color_name) if part.rgb == thing.rgb else _UNSURE
            color = _number(chosen[part.name][0]) if part.name in chosen else same
            known[PART_NAMES.index(part.name)] = color
    return known


def _number(color_name: str) -> int:
    return NAMES.index(color_name) if color_name in NAMES else -1

"""How people might describe the place they stand in: sightings go in, sentences come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

COLORS: dict[str, tuple[int, int, int]] = {
    "black": (40, 40, 42),
    "gray": (122, 124, 126),
    "light gray": (182, 184, 184),
    "white": (228, 228, 226),
    "green": (84, 132, 70),
    "dark green": (42, 74, 40),
    "brown": (112, 80, 54),
    "beige": (198, 180, 150),
    "red": (168, 46, 44),
    "blue": (52, 84, 158),
    "yellow": (214, 186, 62),
}
# Other words for a kind, none of them the map's.
_SAID_AS: dict[str, tuple[str, ...]] = {
    "road": ("street",),
    "sidewalk": ("footpath", "walkway"),
    "parking": ("parking lot", "parking area"),
    "terrain": ("lawn", "patch of grass"),
    "building": ("house",),
    "garage": ("carport",),
    "wall": ("stone wall",),
    "fence": ("railing",),
    "vegetation": ("bush", "tree", "hedge"),
    "pole": ("post",),
    "lamp": ("street lamp", "lamppost"),
    "traffic sign": ("road sign", "street sign"),
    "traffic light": ("stoplight", "traffic signal"),
    "trash bin": ("garbage can", "bin"),
    "box": ("electrical box", "utility box"),
    "vending machine": ("ticket machine",),
}
_OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}


@dataclass(frozen=True)
class Sighting:
    """A landmark as it is described: `side` of the compass it lies on, None under one's feet."""

    label: str
    color: str
    side: str | None


def tell(sightings: list[Sighting], rng: np.random.Generator) -> str:
    """A description: one sentence a sighting, in one of four manners, in random order."""
    manner = _MANNERS[rng.integers(len(_MANNERS))]
    told = [manner(sightings[k], rng) for k in rng.permutation(len(sightings))]
    return " ".join(told)


def _formal(sighting: Sighting, rng: np.random.Generator) -> str:
    thing = f"a {sighting.color} {sighting.label}"
    if sighting.side is None:
        return f"The pose is on top of {thing}."
    return f"The pose is {_OPPOSITE[sighting.side]} of {thing}."


def _target(sighting: Sighting, rng: np.random.Generator) -> str:
    thing = f"a {sighting.color} {sighting.label}"
    if sighting.side is None:
        return f"The target is on {thing}."
    return f"The target is {_OPPOSITE[sighting.side]} of {thing}."


def _chatty(sighting: Sighting, rng: np.random.Generator) -> str:
    thing = f"a {sighting.color} {_other_word(sighting.label, rng)}"
    if sighting.side is None:
        return f"I am standing on {thing}."
    return f"There is {thing} to the {sighting.side}."


def _inverted(sighting: Sighting, rng: np.random.Generator) -> str:
    thing = f"a {sighting.color} {_other_word(sighting.label, rng)}"
    if sighting.side is None:
        return f"Under my feet is {thing}."
    return f"To my {sighting.side} I can see {thing}."


_MANNERS = (_formal, _target, _chatty, _inverted)


def _other_word(label: str, rng: np.random.Generator) -> str:
    return str(rng.choice([label, *_SAID_AS[label]]))

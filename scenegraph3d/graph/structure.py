"""What a building itself is made of: names of floors, walls, ceilings and openings."""

from __future__ import annotations

import numpy as np

from ..records import Instances

FLOORS = frozenset({"floor", "ground"})
WALLS = frozenset({"wall", "walls"})
CEILINGS = frozenset({"ceiling", "roof"})
OPENINGS = frozenset({"door", "doorframe", "door frame", "doorway", "window", "windows"})
STRUCTURE = FLOORS | WALLS | CEILINGS

INDOORS = OPENINGS | frozenset({"floor", "ceiling"})
STREETS = frozenset({"road", "sidewalk", "crosswalk", "terrain", "vegetation", "parking"})
_WIDEST_BUILDING = 60.0  # metres, of a scan that names its things and yet no floor or door


def is_open_ground(instances: Instances) -> bool:
    """Whether the objects are those of a street, which has no rooms.

    Something has a name that only streets have, or things with names lie wider apart than rooms
    do and none is called floor, ceiling, door or window.
    """
    label = instances.label
    if labelled(label, STREETS).any():
        return True
    if not any(str(one) for one in label) or labelled(label, INDOORS).any():
        return False
    return float(np.ptp(instances.center[:, :2], axis=0).max()) > _WIDEST_BUILDING


def last_word(label: object) -> str:
    """The noun of a label in lower case, "table" of "Coffee table"; "" where there is none."""
    return "".join(str(label).lower().split()[-1:])


def labelled(label: np.ndarray, names: frozenset[str]) -> np.ndarray:
    """(M,) bool: which of M labels are among the names, whatever their case."""
    return np.array([str(one).lower() in names for one in label], dtype=bool)

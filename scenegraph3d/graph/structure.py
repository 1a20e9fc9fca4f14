"""What a building itself is made of: names of floors, walls, ceilings and openings."""

from __future__ import annotations

import numpy as np

FLOORS = frozenset({"floor", "ground"})
WALLS = frozenset({"wall", "walls"})
CEILINGS = frozenset({"ceiling", "roof"})
OPENINGS = frozenset({"door", "doorframe", "door frame", "doorway", "window", "windows"})
STRUCTURE = FLOORS | WALLS | CEILINGS


def labelled(label: np.ndarray, names: frozenset[str]) -> np.ndarray:
    """(M,) bool: which of M labels are among the names, whatever their case."""
    return np.array([str(one).lower() in names for one in label], dtype=bool)

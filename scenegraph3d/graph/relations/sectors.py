"""Sectors around a thing: one function for left and right, quadrants, eighths and o'clock."""

from __future__ import annotations

import numpy as np

from ...geometry.directions import angle_off
from .pairs import under

# Name, middle and half width in degrees, clockwise from straight ahead.
_Sector = tuple[str, float, float]


def _equal(*names: str) -> tuple[_Sector, ...]:
    step = 360 / len(names)
    return tuple((name, k * step, step / 2) for k, name in enumerate(names))


SECTORS: dict[int, tuple[_Sector, ...]] = {
    2: (("right", 90.0, 90.0), ("left", -90.0, 90.0)),
    3: (("right", 67.5, 67.5), ("back", 180.0, 45.0), ("left", -67.5, 67.5)),
    4: _equal("front", "right", "back", "left"),
    8: _equal(
        *("front", "front right", "right", "back right"),
        *("back", "back left", "left", "front left"),
    ),
    12: _equal("12 o'clock", *(f"{hour} o'clock" for hour in range(1, 12))),
}


def sector_score(bearing: np.ndarray, num_sectors: int, which: int) -> np.ndarray:
    """How surely bearings fall in one sector of a set.

    Args:
        bearing: (...) radians, clockwise from straight ahead.
        num_sectors: 2 (left, right), 3 (and back, beyond 135 degrees), 4, 8 or 12 (o'clock).
        which: row of SECTORS[num_sectors].

    Returns:
        (...) in [0, 1]; 0.5 on a border.

    Raises:
        ValueError: there is no such set.
    """
    if num_sectors not in SECTORS:
        known = ", ".join(map(str, SECTORS))
        raise ValueError(f"unknown number of sectors {num_sectors}; choose from: {known}")
    middle, half = np.radians(SECTORS[num_sectors][which][1:])
    return under(angle_off(bearing, middle), half, half / 4)


def name_sectors(bearing: np.ndarray, num_sectors: int) -> np.ndarray:
    """The names of the sectors that bearings (...) in radians fall in, (...) str."""
    names = [sector[0] for sector in SECTORS.get(num_sectors, ())]
    scores = [sector_score(bearing, num_sectors, k) for k in range(max(len(names), 1))]
    return np.array(names)[np.argmax(scores, axis=0)]

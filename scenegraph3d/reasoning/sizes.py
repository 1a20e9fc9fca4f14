"""How well objects have a measured size: "about 1.1 metres tall", "2.8 square metres"."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from ..geometry.footprints import footprint_areas
from ..language.query import Sized
from .perspective import viewer_distance
from .resolution import Resolution

_SHARE = 0.08  # of a length, by which people and boxes miss it
_LEAST = 0.04  # metres, the same for small things
_STEP = 0.05  # of a length, over which "more than" takes hold
_OTHER_SIDE = 0.6  # what is left where "length" is said of the shorter side
_POWER = {"area": 2.0}


def size_scores(state: Resolution, size: Sized, rows: np.ndarray) -> np.ndarray | None:
    """(T,) how well each candidate has a size; None where nobody said who looks.

    A box has two horizontal sides: the length is the longer one, or, less likely, the other.
    """
    if size.kind == "distance":
        away = viewer_distance(state, rows)
        return None if away is None else _fits(size, away, 1.0)
    sides = _sides(state, rows)
    if size.per is not None:
        return _fits(size, sides[size.kind] / np.maximum(sides[size.per], 1e-6), 1.0)
    power = _POWER.get(size.kind, 1.0)
    if size.kind == "area":
        hull = np.array([float(footprint_areas(state.graph.footprint[row])) for row in rows])
        return np.maximum(_fits(size, sides["area"], power), _fits(size, hull, power))
    fit = _fits(size, sides[size.kind], power)
    if size.kind == "height":
        return fit
    other = "width" if size.kind == "length" else "length"
    return np.maximum(fit, _OTHER_SIDE * _fits(size, sides[other], power))


def _sides(state: Resolution, rows: np.ndarray) -> dict[str, np.ndarray]:
    """(T,) each of the kinds of size that a box has, metres and square metres."""
    aabb = state.graph.instances.aabb[rows]
    size = aabb[:, 3:] - aabb[:, :3]
    across = np.sort(size[:, :2], axis=1)
    return {
        "height": size[:, 2],
        "width": across[:, 0],
        "depth": across[:, 0],
        "length": across[:, 1],
        "area": across.prod(axis=1),
    }


def _fits(size: Sized, measured: np.ndarray, power: float) -> np.ndarray:
    """(T,) in [0, 1]: how well measured sizes agree with what is said."""
    # An area is off by the errors of two lengths.
    said, seen = size.value ** (1 / power), np.maximum(measured, 1e-9) ** (1 / power)
    if size.compare == "about":
        spread = max(_LEAST, _SHARE * said)
        return np.exp(-0.5 * ((seen - said) / spread) ** 2)
    sign = 1 if size.compare == "more" else -1
    return expit(sign * (seen - said) / max(_LEAST, _STEP * said))

"""Points drawn densely from one thing, and what they say of it alone."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from .catalogue import PALETTE
from .house import Thing
from .margins import MARGINS
from .sample import sample_surface, sample_volume
from .tessellate import part_area

_DENSITY = 1500.0  # sampled points per square metre
_FEWEST, _MOST = 400, 6000  # sampled points of one thing


class Samples:
    """Points drawn from one thing, and what follows from them alone."""

    def __init__(self, thing: Thing, rng: np.random.Generator) -> None:
        area = sum(part_area(part) for part in thing.parts)
        count = int(np.clip(area * _DENSITY, _FEWEST, _MOST))
        self.thing = thing
        self.surface = sample_surface(thing, count, rng)  # (N, 3)
        self.volume = sample_volume(thing, _FEWEST, rng)  # (N, 3)
        self.low, self.high = self.surface.min(axis=0), self.surface.max(axis=0)

    @cached_property
    def tree(self) -> cKDTree:
        """The surface points, ready to be searched in space."""
        return cKDTree(self.surface)

    @cached_property
    def footprint(self) -> np.ndarray:
        """(K, 2) corners of the convex outline seen from above."""
        return self.surface[ConvexHull(self.surface[:, :2]).vertices, :2]

    @cached_property
    def center(self) -> np.ndarray:
        """(3,) middle of the sampled extent."""
        return (self.low + self.high) / 2

    @cached_property
    def extent(self) -> np.ndarray:
        """(3,) sampled extent along the world's axes."""
        return self.high - self.low

    @cached_property
    def hull_volume(self) -> float:
        """Volume of the convex hull of the sampled surface, cubic metres."""
        return float(ConvexHull(self.surface).volume)

    @cached_property
    def color_name(self) -> str | None:
        """The palette name nearest to the mean colour, or None where none is near."""
        areas = np.array([part_area(part) for part in self.thing.parts])
        mean = areas @ np.array([part.rgb for part in self.thing.parts]) / areas.sum()
        distance = {name: np.linalg.norm(mean - rgb) for name, rgb in PALETTE.items()}
        name = min(distance, key=lambda key: float(distance[key]))
        return name if distance[name] < MARGINS.color and name == self.thing.color_name else None

"""Names on a picture that do not cover each other: each goes to the first free place near its box.

Everything here is in pixels of the figure's canvas; a rectangle is (x_min, y_min, x_max, y_max).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

_GAP = 6.0  # pixels between a box and its name
_RINGS = (1.0, 1.8, 2.8, 4.0, 6.0, 9.0)  # how far to look, in heights of the name
_DIRECTIONS = tuple(
    (float(np.cos(a)), float(np.sin(a))) for a in np.deg2rad(np.arange(90, 450, 30))
)


@dataclass
class Page:
    """The free space of a picture: its limits and the rectangles already taken."""

    limits: np.ndarray
    taken: list[np.ndarray] = field(default_factory=list)

    def place_inside(self, size: np.ndarray, box: np.ndarray) -> np.ndarray | None:
        """Middle for a name of (2,) `size` inside `box`, or None where that is taken.

        The middle of the box comes first; above and below it only where the box has room.
        """
        middle, free = (box[:2] + box[2:]) / 2, (box[3] - box[1] - size[1]) / 2
        steps = [step for step in (0.0, size[1], -size[1]) if abs(step) <= max(free, 0.0)]
        return self._take(size, [middle + np.array([0.0, step]) for step in steps])

    def place_beside(self, size: np.ndarray, box: np.ndarray) -> np.ndarray:
        """Middle for a name of (2,) `size` close to `box`: always found, free where possible."""
        spots = list(_spots_around(size, box))
        found = self._take(size, spots)
        if found is None:
            found = _clamped(spots[0], size, self.limits)
            self.taken.append(_rectangle(found, size))
        return found

    def _take(self, size: np.ndarray, spots: list[np.ndarray]) -> np.ndarray | None:
        for spot in spots:
            rectangle = _rectangle(spot, size)
            if _inside(rectangle, self.limits) and not self._is_taken(rectangle):
                self.taken.append(rectangle)
                return spot
        return None

    def _is_taken(self, rectangle: np.ndarray) -> bool:
        if not self.taken:
            return False
        taken = np.stack(self.taken)
        apart = (taken[:, :2] >= rectangle[2:]) | (taken[:, 2:] <= rectangle[:2])
        return not bool(apart.any(axis=1).all())


def _spots_around(size: np.ndarray, box: np.ndarray) -> Iterator[np.ndarray]:
    """Places beside the box, nearest first; above comes before the sides."""
    middle, half = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) / 2
    for ring in _RINGS:
        reach = half + size / 2 + _GAP + (ring - 1) * size[1]
        for x, y in _DIRECTIONS:
            # Stretch the direction to the rim of the rectangle `reach` around the middle.
            stretch = min(reach[0] / max(abs(x), 1e-9), reach[1] / max(abs(y), 1e-9))
            yield middle + stretch * np.array([x, y])


def _rectangle(middle: np.ndarray, size: np.ndarray) -> np.ndarray:
    return np.concatenate([middle - size / 2, middle + size / 2])


def _inside(rectangle: np.ndarray, limits: np.ndarray) -> bool:
    return bool((rectangle[:2] >= limits[:2]).all() and (rectangle[2:] <= limits[2:]).all())


def _clamped(middle: np.ndarray, size: np.ndarray, limits: np.ndarray) -> np.ndarray:
    return np.clip(middle, limits[:2] + size / 2, np.maximum(limits[2:] - size / 2, limits[:2]))

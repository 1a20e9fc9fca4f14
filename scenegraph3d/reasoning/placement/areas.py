"""Empty areas as answers: from the best place the largest free rectangle that grows there."""

from __future__ import annotations

import numpy as np

from ...geometry.map_grid import MapGrid

AREAS = frozenset("area space spot place gap room floor".split())  # noqa: SIM905
PROBE = (0.2, 0.2, 1.0)  # metres, of what must fit everywhere in an empty area
LEAST_SHARE = 0.08  # of the best place's score, that still belongs to the area


def grow(mask: np.ndarray, start: tuple[int, int]) -> tuple[int, int, int, int]:
    """Grow a rectangle from one pixel of a mask, a line of pixels a side in turn.

    Args:
        mask: (H, W) bool.
        start: row and column, where the mask is True.

    Returns:
        First and last row, first and last column.
    """
    top, left = bottom, right = start
    grown = True
    while grown:
        grown = False
        if top > 0 and mask[top - 1, left : right + 1].all():
            top, grown = top - 1, True
        if bottom + 1 < mask.shape[0] and mask[bottom + 1, left : right + 1].all():
            bottom, grown = bottom + 1, True
        if left > 0 and mask[top : bottom + 1, left - 1].all():
            left, grown = left - 1, True
        if right + 1 < mask.shape[1] and mask[top : bottom + 1, right + 1].all():
            right, grown = right + 1, True
    return top, bottom, left, right


def rectangle_of(grid: MapGrid, lines: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """(2,) middle and (2,) sides, metres, of what a probe covers with its middle in `lines`."""
    top, bottom, left, right = lines
    corners = grid.places_of(np.array([[left, bottom], [right, top]]))
    return corners.mean(axis=0), corners[1] - corners[0] + np.array(PROBE[:2])

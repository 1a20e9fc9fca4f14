"""Several places at once: scored cells go in, cells that leave each other room come out."""

from __future__ import annotations

import numpy as np

_GAP = 0.01  # metres left between things that stand side by side
_LEAST_APART = 0.3  # metres between the middles of places that people take for different ones


def clearly_apart(sides: np.ndarray) -> float:
    """Metres between two different places of a thing with (2,) sides: at least its diagonal."""
    return max(float(np.hypot(*sides)), _LEAST_APART)


def pick_apart(
    scores: np.ndarray, points: np.ndarray, *, apart: float, most: int
) -> list[tuple[int, int]]:
    """The best cells that are `apart` metres from each other.

    Args:
        scores: (T, K) of each turn at each cell, not above 0 where the item does not fit.
        points: (K, 2) the cells, metres.
        apart: metres.
        most: how many to pick.

    Returns:
        (turn, cell) of each, the best first.
    """
    left, picked = scores.copy(), []
    while len(picked) < most and left.size and left.max() > 0:
        turn, at = (int(k) for k in np.unravel_index(int(left.argmax()), left.shape))
        picked.append((turn, at))
        left[:, np.linalg.norm(points - points[at], axis=1) < apart] = -1.0
    return picked


def pick_several(
    scores: np.ndarray, points: np.ndarray, *, axes: np.ndarray, sides: np.ndarray, count: int
) -> list[tuple[int, int]]:
    """Cells for `count` equal things: far apart where there is room, else side by side.

    Args:
        scores: (T, K), as for `pick_apart`.
        points: (K, 2) metres.
        axes: (T, 2, 2) unit directions of the things' sides for each turn.
        sides: (2,) their lengths, metres.
        count: how many things there are.

    Returns:
        (turn, cell) of each; fewer than `count` where no more fit.
    """
    picked: list[tuple[int, int]] = []
    for apart in (clearly_apart(sides), float(np.hypot(*sides)) + _GAP):
        picked = max(picked, pick_apart(scores, points, apart=apart, most=count), key=len)
        if len(picked) == count:
            return picked
    for turn in range(len(scores)):
        packed = _packed(scores[turn], points @ axes[turn].T, sides + _GAP, count)
        picked = max(picked, [(turn, at) for at in packed], key=len)
    return picked


def _packed(score: np.ndarray, place: np.ndarray, sides: np.ndarray, count: int) -> list[int]:
    """Cells filled row by row, as many as fit, for things that are all turned one way."""
    order = np.lexsort((place[:, 0], place[:, 1]))
    left = order[score[order] > 0]
    packed: list[int] = []
    while len(left) and len(packed) < count:
        packed.append(int(left[0]))
        clear = (np.abs(place[left] - place[left[0]]) >= sides - 1e-9).any(axis=1)
        left = left[clear]
    return packed

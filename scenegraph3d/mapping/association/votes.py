"""Masks grouped to objects in, the object each point belongs to out."""

from __future__ import annotations

import numpy as np

_CELLS_AT_ONCE = 4_000_000  # votes of points for groups, counted side by side: 32 MB


def vote_points(
    sightings: np.ndarray, offsets: np.ndarray, group: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let the masks that each point lies on vote for their groups.

    Args:
        sightings: (F, N) int16 as `sight_masks` gives them.
        offsets: (F + 1,) first row of each view's masks.
        group: (R,) int64 group of each row, -1 for none.

    Returns:
        (N,) int64 group with the most votes, of equal ones the first, -1 without votes; and
        (N,) float64 share of the views which show the point that voted so.
    """
    num_groups = int(group.max(initial=-1)) + 1
    num_points = sightings.shape[1]
    winner = np.full(num_points, -1, dtype=np.int64)
    share = np.zeros(num_points)
    table = np.append(group, -1)
    step = max(1, _CELLS_AT_ONCE // max(num_groups, len(sightings), 1))
    for start in range(0, num_points if num_groups else 0, step):
        part = slice(start, start + step)
        seen = sightings[:, part]
        votes = _count_votes(table[_rows(seen, offsets)], num_groups)
        most = votes.max(axis=1)
        winner[part] = np.where(most > 0, votes.argmax(axis=1), -1)
        share[part] = most / np.maximum((seen >= 0).sum(axis=0), 1)
    return winner, share


def _rows(seen: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """(F, n) row of each sighting, -1 for points that are not shown."""
    return np.where(seen >= 0, seen + offsets[:-1, None], -1)


def _count_votes(voted: np.ndarray, num_groups: int) -> np.ndarray:
    """(n, K) votes from (F, n) groups, -1 for no vote."""
    num_points = voted.shape[1]
    view, point = np.nonzero(voted >= 0)
    cells = point * num_groups + voted[view, point]
    return np.bincount(cells, minlength=num_points * num_groups).reshape(num_points, num_groups)

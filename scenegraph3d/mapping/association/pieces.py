"""Groups of points in, the same without floaters and parted where pieces lie far apart out."""

from __future__ import annotations

import cc3d
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ...config import MappingSettings
from .splits import CutMasks

_FLOATER = 10  # points; fewer on their own are no piece of anything
_MOST_CELLS = 50_000_000  # of the box around a group, a byte each; in a larger one cells grow
_MOST_PIECES = 32  # of a group; more are small and go with the floaters


def part_pieces(
    points: np.ndarray, point_group: np.ndarray, masks: CutMasks, limits: MappingSettings
) -> np.ndarray:
    """Take off floaters, and part pieces that lie apart unless views show them on one mask.

    Args:
        points: (N, 3) metres.
        point_group: (N,) int64, -1 for none.
        masks: what each view shows each point on.
        limits: the gap, and how few points are no instance.

    Returns:
        (N,) int64 group of each point, numbered anew without a gap, the largest first.
    """
    parted = np.full(len(points), -1, dtype=np.int64)
    order = np.argsort(point_group, kind="stable")
    starts = np.flatnonzero(np.diff(point_group[order], prepend=-1))
    free = 0
    for rows in np.split(order, starts)[1:]:
        piece = _pieces(points[rows], limits.gap)
        thing = _things(piece, masks, rows, limits.same_share)[piece]
        parted[rows] = np.where(thing >= 0, thing + free, -1)
        free += int(thing.max(initial=-1)) + 1
    return _largest_first(parted, limits.min_points)


def _pieces(points: np.ndarray, gap: float) -> np.ndarray:
    """(N,) int64 piece of each point, the largest 0; cells of `gap` that touch are one piece."""
    extent = np.ptp(points.astype(np.float64), axis=0)
    while np.prod(extent / gap + 1) > _MOST_CELLS:
        gap *= 2
    cell = np.floor((points - points.min(axis=0)) / gap).astype(np.int64)
    filled = np.zeros(cell.max(axis=0) + 1, dtype=np.uint8)
    filled[tuple(cell.T)] = 1
    number = cc3d.connected_components(filled, connectivity=26)[tuple(cell.T)].astype(np.int64) - 1
    sizes = np.bincount(number)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[number]


def _things(piece: np.ndarray, masks: CutMasks, rows: np.ndarray, same_share: float) -> np.ndarray:
    """(P,) number of the thing that each piece belongs to, -1 for floaters."""
    sizes = np.bincount(piece)
    thing = np.full(len(sizes), -1, dtype=np.int64)
    real = np.flatnonzero(sizes[:_MOST_PIECES] >= _FLOATER)
    if len(real) > 1:
        shown = np.stack([_main_mask(masks.sightings[:, rows[piece == one]]) for one in real])
        thing[real] = _joined(shown, same_share)
    else:
        thing[real] = np.arange(len(real))
    return thing


def _main_mask(sightings: np.ndarray) -> np.ndarray:
    """(F,) the mask that most of the points lie on in each view, 0 where none or too few do."""
    main = np.zeros(len(sightings), dtype=np.int64)
    for view, seen in enumerate(sightings):
        votes = np.bincount(seen[seen > 0], minlength=1)
        main[view] = votes.argmax() if votes.max() >= _FLOATER // 2 else 0
    return main


def _joined(shown: np.ndarray, same_share: float) -> np.ndarray:
    """(P,) number of each piece's thing; views join two pieces that they show on one mask."""
    both = (shown[:, None] > 0) & (shown[None] > 0)  # (P, P, F)
    same = (both & (shown[:, None] == shown[None])).sum(axis=2)
    together = (same > 0) & (same >= same_share * both.sum(axis=2))
    return connected_components(csr_array(together), directed=False)[1].astype(np.int64)


def _largest_first(point_group: np.ndarray, min_points: int) -> np.ndarray:
    """Groups numbered by falling size, of equal ones the first point first; small ones gone."""
    grouped = point_group >= 0
    groups, first, inverse, sizes = np.unique(
        point_group[grouped], return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    number = np.empty(len(groups), dtype=np.int64)
    number[order] = np.arange(len(groups))
    number[sizes < min_points] = -1
    numbered = np.full(len(point_group), -1, dtype=np.int64)
    numbered[grouped] = number[inverse]
    return numbered

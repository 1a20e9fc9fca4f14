"""Points that masks share in, what the views say of each mask out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from ...config import MappingSettings
from .shared import SharedPoints

_LEAST_SHARE = 0.02  # of a mask on another, to be kept: less is the play of borders


@dataclass(frozen=True, eq=False)
class Evidence:
    """What F views say of R rows, the masks and bare points of all views.

    Attributes:
        share: (R, R) sparse float32: of what the view of mask x shows of mask a on any mask, the
            share on x. 0 where that view does not judge a.
        judges: (R, F) bool: views that see enough of a mask on masks to judge it.
        torn: (R,) float64: share of the judging views that show a mask torn between masks.
        size: (R,) float64 points.
        view: (R,) int64 view of each row.
    """

    share: sp.csr_array
    judges: np.ndarray
    torn: np.ndarray
    size: np.ndarray
    view: np.ndarray


def weigh_evidence(shared: SharedPoints, limits: MappingSettings) -> Evidence:
    """Turn counts of points into what each view says of each mask."""
    pairs = shared.count.tocoo()
    a, x, count = pairs.row, pairs.col, pairs.data.astype(np.float64)
    view = shared.view[x].astype(np.int64)
    on_mask = ~shared.bare[x]
    shape = shared.count.shape[0], len(shared.offsets) - 1
    seen = _total(a, view, count, shape)
    masked = _total(a, view, count * on_mask, shape)
    size = shared.count.diagonal().astype(np.float64)
    judges = (seen >= limits.seen_share * size[:, None]) & (seen > 0)
    judges &= masked >= limits.masked_share * seen
    kept = on_mask & judges[a, view]
    a, x, view = a[kept], x[kept], view[kept]
    share = count[kept] / masked[a, view]
    largest = np.zeros(shape)
    np.maximum.at(largest, (a, view), share)
    torn = (judges & (largest < limits.whole_share)).sum(axis=1) / np.maximum(judges.sum(axis=1), 1)
    kept = share >= _LEAST_SHARE
    place = (a[kept], x[kept])
    sparse = sp.csr_array((share[kept].astype(np.float32), place), shape=(shape[0], shape[0]))
    return Evidence(sparse, judges, torn, size, shared.view)


def _total(
    a: np.ndarray, view: np.ndarray, count: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """(R, F) sum of `count` at each row and view."""
    cells = a.astype(np.int64) * shape[1] + view
    return np.bincount(cells, count, shape[0] * shape[1]).reshape(shape)

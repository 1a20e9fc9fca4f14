"""What views say of each mask in, masks grouped to objects out.

View consensus after MaskClustering (Yan et al., CVPR 2024): two masks are one object if most views
that can judge both show them on one mask; pairs that many views judge are merged first. Two things
differ: a view's say is a share, the chance that a point of one and a point of the other lie on one
of its masks, so that views which cut the object apart or run it together are outvoted, not
believed; and groups are joined by the mean over all their pairs (average linkage), so that one
wrong mask joins nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from .evidence import Evidence

_LEVELS = 95, 80, 60, 40, 20, 0  # percentiles of judging views; pairs that many judge go first
_PAIRS_AT_ONCE = 50_000


def cluster_masks(evidence: Evidence, rows: np.ndarray, same_share: float) -> np.ndarray:
    """Group masks that most views show as one object.

    Args:
        evidence: of R rows.
        rows: (K,) int64 the rows to group.
        same_share: in [0, 1], share of the judging views that must agree.

    Returns:
        (K,) int64 number of each mask's group, 0 to the last without a gap.
    """
    cluster = np.arange(len(rows))
    if not len(rows):
        return cluster
    judges = evidence.judges[rows].astype(np.float32)
    groups = _Groups(evidence.share[rows], judges, judges)
    for least in _levels(groups):
        while (number := _best_merges(groups, least, same_share)) is not None:
            groups = groups.merged(number)
            cluster = number[cluster]
    return cluster


@dataclass(frozen=True, eq=False)
class _Groups:
    """K groups of masks.

    Attributes:
        share: (K, R) sparse, the sum of the members' shares on each mask.
        judges: (K, F) float32, how many members each view judges.
        views: (K, F) float32, 1 where a view judges any member.
    """

    share: sp.csr_array
    judges: np.ndarray
    views: np.ndarray

    def merged(self, number: np.ndarray) -> _Groups:
        """The groups whose k-th has gone into `number[k]`."""
        num_groups = len(number)
        into = sp.csr_array(
            (np.ones(num_groups, dtype=np.float32), (number, np.arange(num_groups))),
            shape=(int(number.max()) + 1, num_groups),
        )
        views = np.minimum(into @ self.views, 1)
        return _Groups(sp.csr_array(into @ self.share), into @ self.judges, views)

    def pairs(self) -> _Pairs:
        """Every pair that some view shows on one mask, at least in part."""
        together = sp.triu(self.share @ self.share.T, 1).tocoo()
        a, b = together.row.astype(np.int64), together.col.astype(np.int64)
        agree = together.data / np.maximum(_dot(self.judges, a, b), 1)
        return _Pairs(a, b, agree, _dot(self.views, a, b))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs a < b of groups: (P,) share of views that agree, and (P,) views that judge both."""

    a: np.ndarray
    b: np.ndarray
    agree: np.ndarray
    num_views: np.ndarray


def _levels(groups: _Groups) -> list[int]:
    """Numbers of judging views to ask for, falling to 1."""
    num_views = groups.pairs().num_views
    if not len(num_views):
        return []
    levels = np.maximum(np.percentile(num_views, _LEVELS).astype(int), 1)
    return sorted(set(levels.tolist()), reverse=True)


def _best_merges(groups: _Groups, least: int, same_share: float) -> np.ndarray | None:
    """(K,) the new number of each group, pairs that are each other's best merged; None if none.

    Merging all such pairs at once gives the same groups as merging the best pair each time.
    """
    pairs = groups.pairs()
    kept = np.flatnonzero((pairs.num_views >= least) & (pairs.agree >= same_share))
    if not len(kept):
        return None
    a, b, num_groups = pairs.a[kept], pairs.b[kept], len(groups.judges)
    # Equal pairs in an order that looks drawn by lot: by number, they would merge one a round.
    lot = (a * 0x9E3779B1 + b * 0x85EBCA77) % 0xFFFFFFFB
    order = np.lexsort((b, a, lot, -pairs.num_views[kept], -pairs.agree[kept].round(6)))
    best = np.full(num_groups, len(order))
    np.minimum.at(best, a[order], np.arange(len(order)))
    np.minimum.at(best, b[order], np.arange(len(order)))
    mutual = order[np.flatnonzero(best[a[order]] == best[b[order]])]
    number = np.arange(num_groups)
    number[b[mutual]] = a[mutual]
    return np.unique(number, return_inverse=True)[1]


def _dot(table: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(P,) products of rows a and b of a table, some pairs at a time to bound the memory."""
    products = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        products[part] = np.einsum("pf,pf->p", table[a[part]], table[b[part]])
    return products

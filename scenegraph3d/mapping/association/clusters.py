"""What views say of each mask in, masks grouped to objects out.

View consensus after MaskClustering (Yan et al., CVPR 2024): two masks are one object if most views
that can judge both show them on one mask; pairs that many views judge are merged first. Two things
differ: a view's say is a share, the chance that a point of one and a point of the other lie on one
of its masks, so that views which cut the object apart or run it together are outvoted, not
believed; and groups are joined by the mean over all pairs of their masks (average linkage), so that
one wrong mask joins nothing. Every view has one vote, however many of the masks it can judge.
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
    groups = _Groups(evidence.share[rows], evidence.judges[rows].astype(np.float32))
    view = evidence.view
    for least in _levels(groups.pairs(view)):
        while (number := _best_merges(groups.pairs(view), least, same_share)) is not None:
            groups = groups.merged(number)
            cluster = number[cluster]
    return cluster


def attach_masks(
    evidence: Evidence, rows: np.ndarray, group: np.ndarray, same_share: float
) -> np.ndarray:
    """Let masks join the group that most views show them one object with; groups do not change.

    Args:
        evidence: of R rows.
        rows: (K,) int64 the rows that may join.
        group: (R,) int64 group of each mask, -1 for none.
        same_share: in [0, 1], share of the judging views that must agree.

    Returns:
        (K,) int64 group that each joins, -1 for none.
    """
    members = np.flatnonzero(group >= 0)
    if not len(members) or not len(rows):
        return np.full(len(rows), -1)
    judges = evidence.judges.astype(np.float32)
    groups = _Groups(evidence.share[members], judges[members]).merged(group[members])
    both = judges[rows] @ (groups.judges > 0).astype(np.float32).T  # (K, groups)
    together = (evidence.share[rows] @ groups.mean_share(evidence.view).T).toarray()
    agree = together / np.maximum(both, 1)
    return np.where(agree.max(axis=1) >= same_share, agree.argmax(axis=1), -1)


@dataclass(frozen=True, eq=False)
class _Groups:
    """K groups of masks.

    Attributes:
        share: (K, R) sparse, the sum of the members' shares on each mask.
        judges: (K, F) float32, how many members each view judges.
    """

    share: sp.csr_array
    judges: np.ndarray

    def merged(self, number: np.ndarray) -> _Groups:
        """The groups whose k-th has gone into `number[k]`."""
        num_groups = len(number)
        into = sp.csr_array(
            (np.ones(num_groups, dtype=np.float32), (number, np.arange(num_groups))),
            shape=(int(number.max()) + 1, num_groups),
        )
        return _Groups(sp.csr_array(into @ self.share), into @ self.judges)

    def mean_share(self, view: np.ndarray) -> sp.csr_array:
        """(K, R) mean of the members' shares on each mask, of those that its view judges.

        Args:
            view: (R,) int64 view of each mask.
        """
        mean = self.share.tocoo()
        mean.data = mean.data / self.judges[mean.row, view[mean.col]]
        return mean.tocsr()

    def pairs(self, view: np.ndarray) -> _Pairs:
        """Every pair that some view shows on one mask, at least in part."""
        mean = self.mean_share(view)
        together = sp.triu(mean @ mean.T, 1).tocoo()
        a, b = together.row.astype(np.int64), together.col.astype(np.int64)
        num_views = _dot((self.judges > 0).astype(np.float32), a, b)
        return _Pairs(a, b, len(self.judges), together.data / num_views, num_views)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """P pairs a < b of K groups: (P,) share of views that agree, of (P,) views that judge both."""

    a: np.ndarray
    b: np.ndarray
    num_groups: int
    agree: np.ndarray
    num_views: np.ndarray


def _levels(pairs: _Pairs) -> list[int]:
    """Numbers of judging views to ask for, falling to 1."""
    if not len(pairs.a):
        return []
    levels = np.maximum(np.percentile(pairs.num_views, _LEVELS).astype(int), 1)
    return sorted(set(levels.tolist()), reverse=True)


def _best_merges(pairs: _Pairs, least: int, same_share: float) -> np.ndarray | None:
    """(K,) the new number of each group, pairs that are each other's best merged; None if none."""
    kept = np.flatnonzero((pairs.num_views >= least) & (pairs.agree >= same_share))
    if not len(kept):
        return None
    a, b = pairs.a[kept], pairs.b[kept]
    # Equal pairs in an order that looks drawn by lot: by number, they would merge one a round.
    lot = (a * 0x9E3779B1 + b * 0x85EBCA77) % 0xFFFFFFFB
    order = np.lexsort((b, a, lot, -pairs.num_views[kept], -pairs.agree[kept].round(6)))
    best = np.full(pairs.num_groups, len(order))
    np.minimum.at(best, a[order], np.arange(len(order)))
    np.minimum.at(best, b[order], np.arange(len(order)))
    mutual = order[np.flatnonzero(best[a[order]] == best[b[order]])]
    number = np.arange(pairs.num_groups)
    number[b[mutual]] = a[mutual]
    return np.unique(number, return_inverse=True)[1]


def _dot(table: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(P,) products of rows a and b of a table, some pairs at a time to bound the memory."""
    products = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        products[part] = np.einsum("pf,pf->p", table[a[part]], table[b[part]])
    return products

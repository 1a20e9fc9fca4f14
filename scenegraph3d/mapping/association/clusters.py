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

_LEVELS = 97, 90, 75, 50, 25, 10, 0  # percentiles of judging views; pairs that many judge go first
_ROWS_AT_ONCE = 512  # compared with all others: bounds the memory
_PAIRS_AT_ONCE = 50_000


def cluster_masks(evidence: Evidence, rows: np.ndarray, same_share: float) -> np.ndarray:
    """Group masks that most views show as one object.

    Args:
        evidence: of R rows.
        rows: (K,) int64 the rows to group.
        same_share: in (0, 1], share of the judging views that must agree.

    Returns:
        (K,) int64 number of each mask's group, 0 to the last without a gap.
    """
    cluster = np.arange(len(rows))
    groups = _Groups(evidence.share[rows], evidence.judges[rows].astype(np.float32), evidence.view)
    pairs = groups.agreeing(cluster, same_share)
    for least in _levels(pairs):
        while len(best := pairs.mutual_best(least)):
            number = np.arange(len(groups.judges))
            number[pairs.b[best]] = pairs.a[best]
            number = np.unique(number, return_inverse=True)[1]
            changed = np.unique(number[pairs.a[best]])
            groups = groups.merged(number)
            # What did not change agrees as before.
            pairs = pairs.without(number, changed).joined(groups.agreeing(changed, same_share))
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
        same_share: in (0, 1], share of the judging views that must agree.

    Returns:
        (K,) int64 group that each joins, -1 for none.
    """
    members = np.flatnonzero(group >= 0)
    if not len(members) or not len(rows):
        return np.full(len(rows), -1)
    judges = evidence.judges.astype(np.float32)
    single = _Groups(evidence.share[members], judges[members], evidence.view)
    groups = single.merged(group[members])
    both = judges[rows] @ (groups.judges > 0).astype(np.float32).T  # (K, groups)
    together = (evidence.share[rows] @ groups.mean_share().T).toarray()
    agree = together / np.maximum(both, 1)
    return np.where(agree.max(axis=1) >= same_share, agree.argmax(axis=1), -1)


@dataclass(frozen=True, eq=False)
class _Groups:
    """K groups of masks.

    Attributes:
        share: (K, R) sparse, the sum of the members' shares on each mask.
        judges: (K, F) float32, how many members each view judges.
        view: (R,) int64 view of each mask.
    """

    share: sp.csr_array
    judges: np.ndarray
    view: np.ndarray

    def merged(self, number: np.ndarray) -> _Groups:
        """The groups whose k-th has gone into `number[k]`."""
        num_groups = len(number)
        into = sp.csr_array(
            (np.ones(num_groups, dtype=np.float32), (number, np.arange(num_groups))),
            shape=(int(number.max()) + 1, num_groups),
        )
        return _Groups(sp.csr_array(into @ self.share), into @ self.judges, self.view)

    def mean_share(self) -> sp.csr_array:
        """(K, R) mean of the members' shares on each mask, of those that its view judges."""
        mean = self.share.tocoo()
        mean.data = mean.data / self.judges[mean.row, self.view[mean.col]]
        return mean.tocsr()

    def agreeing(self, rows: np.ndarray, same_share: float) -> _Pairs:
        """The pairs, of a group among `rows` and any other, that enough views agree on."""
        mean, seen = self.mean_share(), (self.judges > 0).astype(np.float32)
        asked = np.zeros(len(seen), dtype=bool)
        asked[rows] = True
        found = _Pairs.none()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            together = (mean[part] @ mean.T).tocoo()
            a, b = part[together.row], together.col.astype(np.int64)
            # The sum over views must reach same_share where a single one judges both.
            likely = (together.data >= same_share) & (~asked[b] | (a < b)) & (a != b)
            a, b = a[likely], b[likely]
            num_views = _dot(seen, a, b)
            agree = together.data[likely] / num_views
            kept = agree >= same_share
            low, high = np.minimum(a, b)[kept], np.maximum(a, b)[kept]
            found = found.joined(_Pairs(low, high, agree[kept], num_views[kept]))
        return found


@dataclass(frozen=True, eq=False)
class _Pairs:
    """P pairs a < b of groups: (P,) share of views that agree, of (P,) views that judge both."""

    a: np.ndarray
    b: np.ndarray
    agree: np.ndarray
    num_views: np.ndarray

    @classmethod
    def none(cls) -> _Pairs:
        """No pairs."""
        rows, shares = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return cls(rows, rows, shares, shares)

    def joined(self, other: _Pairs) -> _Pairs:
        """These pairs and others."""
        return _Pairs(
            np.concatenate([self.a, other.a]),
            np.concatenate([self.b, other.b]),
            np.concatenate([self.agree, other.agree]),
            np.concatenate([self.num_views, other.num_views]),
        )

    def without(self, number: np.ndarray, changed: np.ndarray) -> _Pairs:
        """The pairs under new numbers of the groups, but for those of changed groups."""
        a, b = number[self.a], number[self.b]
        gone = np.zeros(int(number.max()) + 1, dtype=bool)
        gone[changed] = True
        kept = ~gone[a] & ~gone[b]
        a, b = a[kept], b[kept]
        low, high = np.minimum(a, b), np.maximum(a, b)
        return _Pairs(low, high, self.agree[kept], self.num_views[kept])

    def mutual_best(self, least: int) -> np.ndarray:
        """(B,) the pairs, judged by at least so many views, that are the best of both groups."""
        asked = np.flatnonzero(self.num_views >= least)
        a, b = self.a[asked], self.b[asked]
        # Equal pairs in an order that looks drawn by lot: by number, they would merge one a round.
        lot = (a * 0x9E3779B1 + b * 0x85EBCA77) % 0xFFFFFFFB
        order = np.lexsort((b, a, lot, -self.num_views[asked], -self.agree[asked].round(6)))
        place = np.empty(len(asked), dtype=np.int64)
        place[order] = np.arange(len(asked))
        best = np.full(int(b.max(initial=-1)) + 1, len(asked))
        np.minimum.at(best, a, place)
        np.minimum.at(best, b, place)
        return asked[(best[a] == place) & (best[b] == place)]


def _dot(table: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(P,) products of rows a and b of a table, some pairs at a time to bound the memory."""
    products = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        products[part] = np.einsum("pf,pf->p", table[a[part]], table[b[part]])
    return products


def _levels(pairs: _Pairs) -> list[int]:
    """Numbers of judging views to ask for, falling to 1."""
    if not len(pairs.a):
        return []
    levels = np.maximum(np.percentile(pairs.num_views, _LEVELS).astype(int), 1)
    return sorted(set(levels.tolist()), reverse=True)

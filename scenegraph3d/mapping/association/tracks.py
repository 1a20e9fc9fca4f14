"""Masks of one view after the other in, the id of the instance that each shows out."""

from __future__ import annotations

import numpy as np

from ..views import MaskedView

_JOIN_SHARE = 0.5  # of the points of a mask, or of what its view shows of an instance, in both


class Tracks:
    """Instances while masks come in: which points they hold, and what they look like.

    Attributes:
        of_view: for each view the (M,) int64 id of each of its masks.
        point_id: (V,) int64 id that each point has, -1 for none; points are numbered on.
    """

    def __init__(self) -> None:
        """Start with no instances."""
        self.of_view: list[np.ndarray] = []
        self.point_id = np.zeros(0, dtype=np.int64)
        self._feature = np.zeros((0, 0))  # (ids, D), the sum of each instance's features
        self._next = 0

    def add(self, seen: np.ndarray, view: MaskedView) -> None:
        """Give each mask of a view an id.

        Args:
            seen: (V,) int16 what the view shows each point on, as `sight_masks` gives it.
            view: the view.
        """
        new = np.full(len(seen) - len(self.point_id), -1, dtype=np.int64)
        self.point_id = np.concatenate([self.point_id, new])
        overlap = self._overlap(seen, len(view.masks))
        ids = np.full(len(view.masks), -1, dtype=np.int64)
        if self._next and len(ids):
            best = (overlap * self._likeness(view.feature)).argmax(axis=1)
            joins = overlap[np.arange(len(ids)), best] >= _JOIN_SHARE
            ids[joins] = best[joins]
        starts = ids < 0
        ids[starts] = self._next + np.arange(starts.sum())
        self._next += int(starts.sum())
        self.of_view.append(ids)
        self._remember(ids, view.feature)
        bare = (seen > 0) & (self.point_id < 0)
        self.point_id[bare] = ids[seen[bare] - 1]

    def regroup(
        self, point_group: np.ndarray, mask_group: list[np.ndarray], views: list[MaskedView]
    ) -> None:
        """Take over groups found anew; each keeps the id that most of its points had.

        Args:
            point_group: (V,) int64 group of each point, -1 for none.
            mask_group: for each view the (M,) int64 group of each mask, -1 for none.
            views: the views so far.
        """
        num_groups = 1 + max(int(group.max(initial=-1)) for group in [point_group, *mask_group])
        id_of = self._kept_ids(point_group, num_groups)
        self.point_id = np.append(id_of, -1)[point_group]
        for number, group in enumerate(mask_group):
            self.of_view[number] = np.where(group >= 0, id_of[group], self.of_view[number])
        self._feature = np.zeros((0, 0))
        for ids, view in zip(self.of_view, views, strict=True):
            self._remember(ids, view.feature)

    def _overlap(self, seen: np.ndarray, num_masks: int) -> np.ndarray:
        """(M, ids) share of the smaller of a mask and what the view shows of an instance."""
        held = (seen >= 0) & (self.point_id >= 0)
        cells = seen[held] * max(self._next, 1) + self.point_id[held]
        shape = num_masks + 1, max(self._next, 1)
        shared = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
        size = np.bincount(seen[seen > 0], minlength=num_masks + 1)[1:]
        smaller = np.minimum(size[:, None], shared.sum(axis=0))
        return shared[1:] / np.maximum(smaller, 1)

    def _likeness(self, feature: np.ndarray) -> np.ndarray:
        """(M, ids) in [0, 1], how alike features are; 1 where there are none."""
        length = np.linalg.norm(self._feature, axis=1, keepdims=True)
        if not feature.shape[1] or not len(length):
            return np.ones((len(feature), max(self._next, 1)))
        cosine = np.nan_to_num(feature) @ (self._feature / np.maximum(length, 1e-12)).T
        return (1 + cosine) / 2

    def _remember(self, ids: np.ndarray, feature: np.ndarray) -> None:
        grown = np.zeros((self._next, feature.shape[1]))
        grown[: len(self._feature), : self._feature.shape[1]] = self._feature
        np.add.at(grown, ids, np.nan_to_num(feature))
        self._feature = grown

    def _kept_ids(self, point_group: np.ndarray, num_groups: int) -> np.ndarray:
        """(K,) the id of each group: the largest overlap with an old id first, else a new one."""
        both = (point_group >= 0) & (self.point_id >= 0)
        cells, counts = np.unique(
            point_group[both] * max(self._next, 1) + self.point_id[both], return_counts=True
        )
        id_of, taken = np.full(num_groups, -1, dtype=np.int64), set[int]()
        for cell in cells[np.argsort(-counts, kind="stable")].tolist():
            group, old = divmod(cell, self._next)
            if id_of[group] < 0 and old not in taken:
                id_of[group] = old
                taken.add(old)
        new = id_of < 0
        id_of[new] = self._next + np.arange(new.sum())
        self._next += int(new.sum())
        return id_of

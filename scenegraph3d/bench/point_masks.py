"""Which found masks are which true objects: overlaps, greedy matching and average precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records import Instances, Scan
from ..records.checks import check_shape


@dataclass(frozen=True, eq=False)
class PointMasks:
    """M masks over N points that do not overlap.

    Attributes:
        point_instance: (N,) int64 instance_id of each point, -1 for none.
        instance_id: (M,) int64, unique.
        label: (M,) str, "" where not named.
        score: (M,) float64 confidence.
    """

    point_instance: np.ndarray
    instance_id: np.ndarray
    label: np.ndarray
    score: np.ndarray

    def __post_init__(self) -> None:
        check_shape("point_instance", self.point_instance, (None,))
        check_shape("mask label", self.label, (len(self.instance_id),))
        check_shape("mask score", self.score, (len(self.instance_id),))
        if len(np.unique(self.instance_id)) != len(self.instance_id):
            raise ValueError("instance ids of masks must be unique, got one twice")
        used = np.unique(self.point_instance[self.point_instance >= 0])
        unknown = np.setdiff1d(used, self.instance_id)
        if len(unknown):
            raise ValueError(f"points must carry the masks' instance ids, got {unknown[0]}")

    def __len__(self) -> int:
        return len(self.instance_id)

    @classmethod
    def from_instances(cls, instances: Instances, point_instance: np.ndarray) -> PointMasks:
        """The masks of (N,) points with these instances' ids; other ids count as none."""
        known = np.isin(point_instance, instances.instance_id)
        ids = np.where(known, point_instance, -1)
        return cls(ids, instances.instance_id, instances.label, instances.score)

    @classmethod
    def from_scan(cls, scan: Scan) -> PointMasks:
        """The masks of a scan that has points.

        Raises:
            ValueError: the scan has no points.
        """
        if scan.point_instance is None:
            raise ValueError(f"a scan to score must have points, got boxes alone in {scan.name}")
        return cls.from_instances(scan.instances, scan.point_instance)

    @classmethod
    def unnamed(cls, point_instance: np.ndarray) -> PointMasks:
        """Masks without names, of full confidence, from (N,) ids and -1."""
        ids = np.unique(point_instance[point_instance >= 0]).astype(np.int64)
        names = np.full(len(ids), "", dtype=object)
        return cls(point_instance.astype(np.int64), ids, names, np.ones(len(ids)))

    @property
    def row(self) -> np.ndarray:
        """(N,) row of each point's mask, -1 for none."""
        order = np.argsort(self.instance_id)
        place = np.searchsorted(self.instance_id[order], self.point_instance)
        rows = order[np.minimum(place, len(order) - 1)] if len(order) else place
        return np.where(self.point_instance >= 0, rows, -1)


@dataclass(frozen=True, eq=False)
class Overlaps:
    """How F found masks cover T true ones.

    Attributes:
        iou: (F, T) intersection over union, in points.
        ignored: (F,) share of each found mask on points that are not scored.
        found_size: (F,) points of each found mask.
    """

    iou: np.ndarray
    ignored: np.ndarray
    found_size: np.ndarray


def overlaps(truth: PointMasks, found: PointMasks, counted: np.ndarray) -> Overlaps:
    """Compare masks over the same N points.

    Args:
        truth: T masks.
        found: F masks.
        counted: (T,) bool, the true masks that are scored; points of the others, and points
            without a true mask, are not scored.

    Raises:
        ValueError: the two have different numbers of points.
    """
    if truth.point_instance.shape != found.point_instance.shape:
        raise ValueError(
            "true and found masks must be over the same points, got "
            f"{len(truth.point_instance)} and {len(found.point_instance)}"
        )
    shared = np.zeros((len(found) + 1, len(truth) + 1))  # The last row and column hold "none".
    np.add.at(shared, (found.row, truth.row), 1)
    found_size, true_size = shared.sum(axis=1)[:-1], shared.sum(axis=0)[:-1]
    both = shared[:-1, :-1]
    iou = both / np.maximum(found_size[:, None] + true_size - both, 1)
    ignored = (found_size - both[:, counted].sum(axis=1)) / np.maximum(found_size, 1)
    return Overlaps(iou, ignored, found_size)


def match_greedily(iou: np.ndarray, score: np.ndarray, threshold: float) -> np.ndarray:
    """(F,) column matched to each row of (F, T) `iou`, -1 for none.

    The most confident row takes, of the columns that are left, the one it covers best, if its IoU
    is above the threshold; then the next row.
    """
    matched = np.full(len(iou), -1)
    left = np.ones(iou.shape[1], dtype=bool)
    for row in np.argsort(-score, kind="stable"):
        fitting = np.where(left, iou[row], 0.0)
        if len(fitting) and fitting.max() > threshold:
            matched[row] = int(fitting.argmax())
            left[matched[row]] = False
    return matched


def average_precision(score: np.ndarray, correct: np.ndarray, num_true: int) -> float:
    """Area under precision over recall, by the rule of ScanNet's evaluation script.

    The curve has one point for each distinct score, and the point of precision 1 and recall 0;
    each precision weighs half the recall between its two neighbours.

    Args:
        score: (K,) confidence of K found masks.
        correct: (K,) bool, whether each was matched.
        num_true: true masks, matched or not, at least 1.

    Returns:
        In [0, 1].
    """
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(correct[order])
    last_of_score = np.flatnonzero(np.append(np.diff(score[order]) != 0, True)[: len(order)])
    recall = np.concatenate([[0.0], hits[last_of_score] / num_true])
    precision = np.concatenate([[1.0], hits[last_of_score] / (last_of_score + 1)])
    around = np.concatenate([[0.0], recall, recall[-1:]])
    return float(precision @ (around[2:] - around[:-2])) / 2

"""Instance segmentation of points: true and found masks go in, AP, recall and precision out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from ..graph.structure import STRUCTURE, labelled
from ..io import read_scan
from ..records import Scan
from .point_masks import PointMasks, average_precision, match_greedily, overlaps
from .tables import percent

if TYPE_CHECKING:
    from rich.table import Table

_STRICT = tuple(np.arange(0.5, 0.951, 0.05).round(2).tolist())  # COCO's and ScanNet's thresholds
_REACH = 0.05  # metres from a true point to the found point that speaks for it


@dataclass(frozen=True, eq=False)
class InstanceReport:
    """How well found masks are true objects, over all scenes together.

    Attributes:
        ap: mean average precision over IoU 0.5, 0.55 ... 0.95, whatever the labels.
        ap50: average precision at IoU 0.5.
        ap25: average precision at IoU 0.25.
        recall: share of true objects matched at IoU 0.5.
        precision: share of found masks matched at IoU 0.5; 0 where nothing is found.
        label_accuracy: share of the objects matched at IoU 0.5 whose label is right, None where
            nothing is matched.
        label_ap50: for each true label, AP at IoU 0.5 among the masks of that label.
        num_true: scored objects.
        num_found: scored masks.
        num_scenes: scenes.
        protocol: what was scored, in words.
    """

    ap: float
    ap50: float
    ap25: float
    recall: float
    precision: float
    label_accuracy: float | None
    label_ap50: dict[str, float]
    num_true: int
    num_found: int
    num_scenes: int
    protocol: str

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "scenes": self.num_scenes,
            "objects": self.num_true,
            "found": self.num_found,
            "ap": self.ap,
            "ap50": self.ap50,
            "ap25": self.ap25,
            "recall50": self.recall,
            "precision50": self.precision,
            "label_accuracy": self.label_accuracy,
            "label_ap50": self.label_ap50,
            "protocol": self.protocol,
        }

    def table(self) -> Table:
        """The report as a table for people."""
        from rich.table import Table

        title = f"{self.num_found} masks found of {self.num_true} objects"
        table = Table("", "%", title=title, caption=self.protocol, caption_justify="left")
        table.min_width = 60
        for name, value in (
            ("AP, mean over IoU 0.5 to 0.95", self.ap),
            ("AP at IoU 0.5", self.ap50),
            ("AP at IoU 0.25", self.ap25),
            ("recall at IoU 0.5", self.recall),
            ("precision at IoU 0.5", self.precision),
            ("labels right, of the matched", self.label_accuracy),
        ):
            table.add_row(name, percent(value))
        return table


def score_masks(
    scenes: Sequence[tuple[PointMasks, PointMasks]],
    *,
    ignored: frozenset[str] = STRUCTURE,
    min_points: int = 0,
) -> InstanceReport:
    """Score found masks against true ones, ScanNet's way.

    Masks of all scenes are ranked together by score. A found mask is right if it is matched, most
    confident first, to a true one that nobody took; it is dropped, neither right nor wrong, if
    it is not matched and its share on points that are not scored is above the threshold. Not scored
    are points without a true object, on objects with an ignored label, and on too small objects.

    Args:
        scenes: true and found masks of each scene, over the same points.
        ignored: labels of true objects that are not scored; walls, floors and ceilings.
        min_points: of an object or a mask to be scored; ScanNet's script has 100.

    Raises:
        ValueError: no object to score, or masks over different points.
    """
    judge = _Judge(scenes, ignored, min_points)
    strict = [judge.average_precision(threshold) for threshold in _STRICT]
    right, _ = judge.judge(0.5)
    labels = sorted({str(name) for truth in judge.true_labels for name in truth})
    return InstanceReport(
        ap=float(np.mean(strict)),
        ap50=strict[0],
        ap25=judge.average_precision(0.25),
        recall=float(right.sum()) / judge.num_true,
        precision=float(right.mean()) if len(right) else 0.0,
        label_accuracy=judge.label_accuracy(0.5),
        label_ap50={name: judge.average_precision(0.5, name) for name in labels if name},
        num_true=judge.num_true,
        num_found=len(right),
        num_scenes=len(scenes),
        protocol=_describe(len(scenes), ignored, min_points),
    )


def run(
    truth: str | Path,
    found: str | Path,
    *,
    ignored: frozenset[str] = STRUCTURE,
    min_points: int = 0,
) -> InstanceReport:
    """Score the instances of one scan file against those of another.

    Args:
        truth: the annotated scan.
        found: a scan of the same place in the same frame; where its points are others, each true
            point takes the mask of the found point nearest to it, within 5 cm.
        ignored: see `score_masks`.
        min_points: see `score_masks`.

    Raises:
        FileNotFoundError: a file is not there.
        ValueError: a file is damaged or has no points, or no object is to be scored.
    """
    true_scan, found_scan = read_scan(truth), read_scan(found)
    pair = PointMasks.from_scan(true_scan), _carried(found_scan, true_scan)
    return score_masks([pair], ignored=ignored, min_points=min_points)


def carry_ids(points: np.ndarray, ids: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """Ids of (N, 3) points carried onto (P, 3) others: that of the nearest within 5 cm, else -1."""
    if not len(points):
        return np.full(len(onto), -1, dtype=np.int64)
    distance, nearest = (
        np.asarray(a) for a in cKDTree(points).query(onto, distance_upper_bound=_REACH)
    )
    near = np.isfinite(distance)
    carried = np.full(len(onto), -1, dtype=np.int64)
    carried[near] = ids[nearest[near]]
    return carried


def _carried(found: Scan, truth: Scan) -> PointMasks:
    masks = PointMasks.from_scan(found)
    if found.cloud is None or truth.cloud is None:
        return masks
    ids = carry_ids(found.cloud.points, masks.point_instance, truth.cloud.points)
    return PointMasks(ids, masks.instance_id, masks.label, masks.score)


class _Judge:
    """All scenes with what is scored in each, asked once a threshold and label."""

    def __init__(
        self,
        scenes: Sequence[tuple[PointMasks, PointMasks]],
        ignored: frozenset[str],
        min_points: int,
    ) -> None:
        self._scenes = scenes
        self._counted = [_counted(truth, ignored, min_points) for truth, _ in scenes]
        self._overlaps = [
            overlaps(truth, found, counted)
            for (truth, found), counted in zip(scenes, self._counted, strict=True)
        ]
        self._min_points = max(1, min_points)
        self.true_labels = [
            truth.label[counted] for (truth, _), counted in zip(scenes, self._counted, strict=True)
        ]
        self.num_true = int(sum(counted.sum() for counted in self._counted))
        if not self.num_true:
            raise ValueError("scenes to score must have an object that is not ignored, got none")

    def average_precision(self, threshold: float, label: str | None = None) -> float:
        """AP of all masks, or of those of one label among the objects of that label."""
        right, score = self.judge(threshold, label)
        num_true = self.num_true
        if label is not None:
            num_true = sum(int((labels == label).sum()) for labels in self.true_labels)
        return average_precision(score, right, num_true)

    def judge(self, threshold: float, label: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """(K,) bool and (K,) score: of the masks that are scored, which are right."""
        judged = [
            self._judge_scene(number, threshold, label) for number in range(len(self._scenes))
        ]
        rights, scores = zip(*judged, strict=True)
        return np.concatenate(rights), np.concatenate(scores)

    def label_accuracy(self, threshold: float) -> float | None:
        """Share of right labels among the matched objects."""
        same: list[bool] = []
        for number, (truth, found) in enumerate(self._scenes):
            columns, rows = self._columns(number, None), self._rows(number, None)
            matched = self._match(number, rows, columns, threshold)
            hit = matched >= 0
            true_names, names = truth.label[columns[matched[hit]]], found.label[rows[hit]]
            same += (true_names == names).tolist()
        return float(np.mean(same)) if same else None

    def _judge_scene(
        self, number: int, threshold: float, label: str | None
    ) -> tuple[np.ndarray, np.ndarray]:
        rows, columns = self._rows(number, label), self._columns(number, label)
        right = self._match(number, rows, columns, threshold) >= 0
        scored = right | (self._overlaps[number].ignored[rows] <= threshold)
        return right[scored], self._scenes[number][1].score[rows[scored]]

    def _match(
        self, number: int, rows: np.ndarray, columns: np.ndarray, threshold: float
    ) -> np.ndarray:
        score = self._scenes[number][1].score[rows]
        return match_greedily(self._overlaps[number].iou[np.ix_(rows, columns)], score, threshold)

    def _rows(self, number: int, label: str | None) -> np.ndarray:
        found = self._scenes[number][1]
        big = self._overlaps[number].found_size >= self._min_points
        return np.flatnonzero(big if label is None else big & (found.label == label))

    def _columns(self, number: int, label: str | None) -> np.ndarray:
        truth, counted = self._scenes[number][0], self._counted[number]
        return np.flatnonzero(counted if label is None else counted & (truth.label == label))


def _counted(truth: PointMasks, ignored: frozenset[str], min_points: int) -> np.ndarray:
    size = np.bincount(truth.row + 1, minlength=len(truth) + 1)[1:]
    return (size >= max(1, min_points)) & ~labelled(truth.label, ignored)


def _describe(num_scenes: int, ignored: frozenset[str], min_points: int) -> str:
    names = ", ".join(sorted(ignored)) or "no label"
    return (
        f"{num_scenes} scene{'s' if num_scenes != 1 else ''}; not scored: points without an "
        f"object, objects under {min_points} points, and {names}"
    )

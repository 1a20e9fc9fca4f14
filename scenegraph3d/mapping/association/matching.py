"""Instances of points and masks in, which masks show each, its score and its name out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...config import MappingSettings
from ..views import MaskedView
from .fused import FusedMasks, Matches
from .splits import CutMasks

_LEAST_IOU = 0.1  # of a mask, to show an instance at all


def describe_instances(
    point_instance: np.ndarray,
    masks: CutMasks,
    views: Sequence[MaskedView],
    limits: MappingSettings,
) -> FusedMasks:
    """Match each instance with the masks of each view; score and name it by them.

    Args:
        point_instance: (N,) int64 row of each point's instance, -1 for none; one that no mask
            of any view matches is dropped.
        masks: what each view shows each point on.
        views: the views that the masks are of.
        limits: the overlap that matches.
    """
    shown, best, iou = _overlaps(point_instance, masks, views)
    kept = iou.max(axis=1, initial=0) >= limits.match_iou
    number = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    point_instance = number[point_instance]
    shown, best, iou = shown[kept], best[kept], iou[kept]
    num_points = np.bincount(point_instance[point_instance >= 0], minlength=len(shown))
    instance, view = np.nonzero(iou >= _LEAST_IOU)
    matches = Matches(
        instance.astype(np.int64),
        view.astype(np.int64),
        best[instance, view],
        iou[instance, view],
        shown[instance, view] / num_points[instance],
    )
    # One view more, that shows as much as the best and matches nothing: few views are unsure.
    asked = shown.sum(axis=1) + shown.max(axis=1, initial=0)
    score = (shown * iou).sum(axis=1) / np.maximum(asked, 1)
    return FusedMasks(point_instance, score, _names(matches, views, len(shown)), matches)


def _overlaps(
    point_instance: np.ndarray, masks: CutMasks, views: Sequence[MaskedView]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(M, F) points of each instance that each view shows, its best mask, and their overlap."""
    num_instances = int(point_instance.max(initial=-1)) + 1
    shown = np.zeros((num_instances, len(views)))
    best, iou = np.zeros(shown.shape, dtype=np.int64), np.zeros(shown.shape)
    for view, seen in enumerate(masks.sightings):
        whole = masks.whole[masks.offsets[view] : masks.offsets[view + 1]]
        mask = np.where(seen >= 0, whole[np.maximum(seen, 0)].astype(np.int64), -1)
        shared = _shared(point_instance, mask, (num_instances, len(views[view].masks) + 1))
        size = np.bincount(mask[mask >= 0], minlength=shared.shape[1])
        shown[:, view] = shared.sum(axis=1)
        overlap = shared / np.maximum(shown[:, view, None] + size - shared, 1)
        overlap[:, 0] = 0  # Bare points are no mask.
        best[:, view], iou[:, view] = overlap.argmax(axis=1) - 1, overlap.max(axis=1)
    return shown, best, iou


def _shared(point_instance: np.ndarray, mask: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(M, masks + 1) points of each instance on each mask, on none in column 0."""
    shown = (point_instance >= 0) & (mask >= 0)
    cells = point_instance[shown] * shape[1] + mask[shown]
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _names(matches: Matches, views: Sequence[MaskedView], num_instances: int) -> np.ndarray:
    """(M,) the name with the most weight: overlap times the mask's own score."""
    weight: list[dict[str, float]] = [{} for _ in range(num_instances)]
    for row in range(len(matches.instance)):
        masks = views[matches.view[row]].masks
        name = str(masks.label[matches.mask[row]])
        if name:
            votes = weight[matches.instance[row]]
            vote = float(matches.iou[row] * masks.score[matches.mask[row]])
            votes[name] = votes.get(name, 0.0) + vote
    names = [max(sorted(votes), key=votes.__getitem__) if votes else "" for votes in weight]
    return np.array(names, dtype=object)

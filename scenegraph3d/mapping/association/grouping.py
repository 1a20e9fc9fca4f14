"""What the views show in, masks grouped to objects out, torn ones cut."""

from __future__ import annotations

import numpy as np

from ...config import MappingSettings
from .clusters import attach_masks, cluster_masks
from .evidence import Evidence, weigh_evidence
from .shared import count_shared
from .splits import CutMasks, cut_torn


def group_masks(masks: CutMasks, limits: MappingSettings) -> tuple[CutMasks, np.ndarray]:
    """Group the masks of all views to objects by the views' consensus.

    Masks that many views show torn are left out at first, then cut along the groups that the
    others make, and grouped with them again: what runs two objects together in one view
    becomes a piece of each.

    Args:
        masks: none of them cut yet; their sightings change in place.
        limits: thresholds.

    Returns:
        The masks, some cut, and the (R,) int64 group of each row, -1 for none. Groups are numbered
        from those of the smallest masks to those of the largest, whatever the order of the views.
    """
    evidence = weigh_evidence(count_shared(masks.sightings, masks.offsets), limits)
    torn = masks.usable & (evidence.torn > limits.split_share)
    group = _group(evidence, masks.usable & ~torn, limits)
    if torn.any():
        masks, _ = cut_torn(masks, group, torn, limits)
        evidence = weigh_evidence(count_shared(masks.sightings, masks.offsets), limits)
        group = _group(evidence, masks.usable, limits)
    return masks, group


def _group(evidence: Evidence, wanted: np.ndarray, limits: MappingSettings) -> np.ndarray:
    """(R,) group of each wanted row, -1 of the others and of those too small to tell."""
    same, size = limits.same_share, evidence.size
    group = np.full(len(wanted), -1, dtype=np.int64)
    large = np.flatnonzero(wanted & (size >= limits.sure_mask_points))
    group[large] = cluster_masks(evidence, large, same)
    small = np.flatnonzero(wanted & (size < limits.sure_mask_points) & (size > 0))
    group[small] = attach_masks(evidence, small, group, same)
    # What is small from everywhere has no larger mask to join.
    alone = small[(group[small] < 0) & (size[small] >= limits.min_mask_points)]
    group[alone] = cluster_masks(evidence, alone, same) + group.max(initial=-1) + 1
    return _by_size(group, size)


def _by_size(group: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The groups numbered by their masks' rising mean size; of equal ones, the first row first."""
    grouped = group >= 0
    mean = np.bincount(group[grouped], size[grouped]) / np.bincount(group[grouped])
    first = np.unique(group[grouped], return_index=True)[1]
    rank = np.empty(len(mean), dtype=np.int64)
    rank[np.lexsort((first, mean))] = np.arange(len(mean))
    return np.append(rank, -1)[group]

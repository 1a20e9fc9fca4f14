"""Instances and the features of the masks that show them in, one feature an instance out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import torch

from ..config import MappingSettings
from ..ops.segment_mean import segment_mean
from ..records import PointCloud
from .association import FusedMasks, Matches
from .association.sightings import sight_masks
from .views import MaskedView

_LEAST_QUALITY = 0.05  # a poor picture is better than none
_ROBUST_ROUNDS = 2  # of weighing views by how near they are to the mean


@dataclass(frozen=True, eq=False)
class PooledFeatures:
    """What the views say of M instances.

    Attributes:
        feature: (M, D) float32 unit, NaN where no view gives one; D = 0 without an encoder.
        feature_confidence: (M,) float64 in [0, 1], how well how many views agree; one alone
            gives 0.5.
        views: (M, K) int64 numbers of the frames that show each best, best first, -1 past the
            last.
    """

    feature: np.ndarray
    feature_confidence: np.ndarray
    views: np.ndarray


def pool_features(
    fused: FusedMasks, views: Sequence[MaskedView], limits: MappingSettings | None = None
) -> PooledFeatures:
    """Pool the features of each instance's best views.

    A view weighs as much as it shows of the instance, as its mask fits it, and as good as its
    picture is. The feature is the weighted mean of the best ones; those far from the mean, for the
    instance's own spread, weigh less.

    Args:
        fused: M instances.
        views: the views they were fused from, in the same order.
        limits: how many views to keep.

    Raises:
        ValueError: features of different length.
    """
    limits = MappingSettings() if limits is None else limits
    feature = _features(fused.matches, views)
    weight = _weights(fused.matches, views) * np.isfinite(feature).all(axis=1)
    rank = _ranks(fused.matches, weight)
    best = (rank < limits.best_views) & (weight > 0)
    numbers = np.array([view.number for view in views], dtype=np.int64)
    kept = np.full((len(fused), limits.best_views), -1, dtype=np.int64)
    kept[fused.matches.instance[best], rank[best]] = numbers[fused.matches.view[best]]
    mean, confidence = _robust_mean(
        feature[best], fused.matches.instance[best], weight[best], len(fused)
    )
    return PooledFeatures(mean, confidence, kept)


def pool_point_features(
    cloud: PointCloud,
    views: Sequence[MaskedView],
    *,
    chunk: int = 65536,
    limits: MappingSettings | None = None,
) -> Iterator[np.ndarray]:
    """Pool the features of the masks that each point lies on, some points at a time.

    Args:
        cloud: N points.
        views: F views with features of length D.
        chunk: points at a time; what is held is (chunk, D) float32 and (F, chunk) int16.
        limits: the depth tolerance.

    Yields:
        (chunk, D) float32 unit features of the next points, fewer at the end; NaN where no view
        shows the point on a mask.

    Raises:
        ValueError: a chunk below 1, or features of different length.
    """
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1 point, got {chunk}")
    limits = MappingSettings() if limits is None else limits
    features = _stack([view.feature for view in views])
    quality = np.concatenate([np.zeros(0), *(view.quality for view in views)])
    quality = np.maximum(quality, _LEAST_QUALITY) * np.isfinite(features).all(axis=1)
    features = np.nan_to_num(features)
    first = np.concatenate([[0], np.cumsum([len(view.feature) for view in views])])[:-1]
    for start in range(0, len(cloud), chunk):
        points = cloud.points[start : start + chunk]
        seen = sight_masks(points, views, limits.depth_tolerance)
        view, point = np.nonzero(seen > 0)
        row = first[view].astype(np.int64) + seen[view, point] - 1
        votes = sp.csr_array((quality[row], (point, row)), shape=(len(points), len(features)))
        yield _unit((votes @ features).astype(np.float32))


def _features(matches: Matches, views: Sequence[MaskedView]) -> np.ndarray:
    """(P, D) float32 feature of each match's mask."""
    first = np.concatenate([[0], np.cumsum([len(view.feature) for view in views])])
    stacked = _stack([view.feature for view in views])
    return stacked[first[matches.view].astype(np.int64) + matches.mask]


def _stack(features: list[np.ndarray]) -> np.ndarray:
    lengths = sorted({feature.shape[1] for feature in features})
    if len(lengths) > 1:
        raise ValueError(f"features must have one length, got {' and '.join(map(str, lengths))}")
    none = np.zeros((0, lengths[0] if lengths else 0), dtype=np.float32)
    return np.concatenate([none, *features])


def _weights(matches: Matches, views: Sequence[MaskedView]) -> np.ndarray:
    """(P,) how much each match says of its instance."""
    quality = np.array(
        [views[view].quality[mask] for view, mask in zip(matches.view, matches.mask, strict=True)]
    )
    return matches.iou * matches.shown * np.maximum(quality.reshape(-1), _LEAST_QUALITY)


def _ranks(matches: Matches, weight: np.ndarray) -> np.ndarray:
    """(P,) place of each match among those of its instance, 0 the heaviest."""
    order = np.lexsort((matches.view, -weight, matches.instance))
    instance = matches.instance[order]
    starts = np.flatnonzero(np.diff(instance, prepend=-1))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return rank


def _robust_mean(
    feature: np.ndarray, instance: np.ndarray, weight: np.ndarray, num_instances: int
) -> tuple[np.ndarray, np.ndarray]:
    """(M, D) unit means and (M,) confidences of (P, D) features."""
    feature = _unit(feature)
    heavy = weight
    mean = _mean(feature, instance, heavy, num_instances)
    for _ in range(_ROBUST_ROUNDS):
        away = 1 - np.einsum("pd,pd->p", feature, np.nan_to_num(_unit(mean))[instance])
        heavy = weight / (1 + (away / _typical(away, instance, weight, num_instances)) ** 2)
        mean = _mean(feature, instance, heavy, num_instances)
    total = _total(heavy, instance, num_instances)
    square = _total(heavy**2, instance, num_instances)
    # (sum w)^2 / sum w^2 is the number of views that as many equal ones would be.
    effective = np.divide(total**2, square, out=np.zeros_like(total), where=square > 0)
    agreement = np.linalg.norm(mean, axis=1).clip(0, 1)
    return _unit(mean), agreement * effective / (effective + 1)


def _typical(
    away: np.ndarray, instance: np.ndarray, weight: np.ndarray, num_instances: int
) -> np.ndarray:
    """(P,) weighted mean distance of its instance's features from their mean, above 0."""
    total = _total(weight, instance, num_instances)
    spread = _total(weight * away, instance, num_instances)
    return (spread / np.maximum(total, 1e-12))[instance].clip(1e-6)


def _total(values: np.ndarray, instance: np.ndarray, num_instances: int) -> np.ndarray:
    """(M,) float64 sum of each instance's values."""
    return np.bincount(instance, values, num_instances).astype(np.float64)


def _mean(
    feature: np.ndarray, instance: np.ndarray, weight: np.ndarray, num_instances: int
) -> np.ndarray:
    """(M, D) weighted means, 0 without features; by torch_scatter where it is installed."""
    rows, values = torch.from_numpy(instance), torch.from_numpy(feature)
    heavy = torch.from_numpy(weight.astype(np.float32))
    try:
        from torch_scatter import scatter_sum  # pyright: ignore[reportMissingImports]
    except ImportError:
        return segment_mean(values, rows, num_instances, heavy).numpy()
    total = scatter_sum(values * heavy[:, None], rows, dim=0, dim_size=num_instances)
    mass = scatter_sum(heavy, rows, dim=0, dim_size=num_instances)
    return (total / mass.clamp(min=1e-12)[:, None]).numpy()


def _unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; NaN where a row has none."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.full_like(rows, np.nan), where=length > 0)

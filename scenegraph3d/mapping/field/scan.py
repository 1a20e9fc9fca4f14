"""A field in; a scan out whose objects are its things, their features the field's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...config import MappingSettings
from ...records import PointCloud, Scan
from ..association import FusedMasks
from ..association.fused import Matches
from ..instances import to_instances
from ..pooling import PooledFeatures
from ..structure import find_structure
from ..superpoints import superpoints
from .clusters import cluster_points
from .field import FeatureField

_ROUNDS = 2  # of weighing points by how near they are to their thing's mean


def field_scan(
    field: FeatureField,
    cloud: PointCloud,
    name: str,
    *,
    scale: float | None = None,
    limits: MappingSettings | None = None,
) -> Scan:
    """The things of a field at a scale, as a scan that can be asked.

    Args:
        field: trained on the cloud.
        cloud: N points with normals and colours, as a volume gives them.
        name: of the scan.
        scale: metres; the largest typical scale of its masks where None: whole objects.
        limits: how few points are no instance.
    """
    limits = MappingSettings() if limits is None else limits
    scale = float(field.scales[-1]) if scale is None else scale
    number = cluster_points(field, cloud.points, scale, least_points=limits.min_points)
    fused = numbered_masks(number)
    structure = None
    if cloud.normals is not None and cloud.colors is not None:
        patch = superpoints(cloud.points, cloud.normals, cloud.colors)
        structure = find_structure(cloud, patch)
    pooled = pool_field(field, cloud, number)
    instances, point_instance = to_instances(
        cloud, fused, pooled, structure=structure, limits=limits
    )
    return Scan(name, instances, cloud, point_instance, field.encoder)


def with_field_features(scan: Scan, field: FeatureField) -> Scan:
    """A scan whose objects have the field's language features in place of their own.

    Raises:
        ValueError: a scan without points, or a field without language features.
    """
    if scan.cloud is None or scan.point_instance is None:
        raise ValueError(f"{scan.name} must have points to take features of a field")
    ids = scan.instances.instance_id
    order = np.argsort(ids, kind="stable")
    row = np.searchsorted(ids[order], scan.point_instance).clip(max=max(len(ids) - 1, 0))
    number = np.where(np.isin(scan.point_instance, ids), order[row] if len(ids) else -1, -1)
    pooled = pool_field(field, scan.cloud, number, num_instances=len(ids))
    instances = replace(
        scan.instances, feature=pooled.feature, feature_confidence=pooled.feature_confidence
    )
    return replace(scan, instances=instances, encoder=field.encoder)


def pool_field(
    field: FeatureField, cloud: PointCloud, number: np.ndarray, *, num_instances: int | None = None
) -> PooledFeatures:
    """The feature of each thing: the mean of its points', by opacity and agreement.

    Args:
        field: with or without language features.
        cloud: N points.
        number: (N,) int64 row of each point's thing, -1 for none.
        num_instances: M; as many as `number` has where None.
    """
    count = int(number.max(initial=-1)) + 1 if num_instances is None else num_instances
    views = np.full((count, 0), -1, dtype=np.int64)
    if not field.dimension:
        return PooledFeatures(np.zeros((count, 0), dtype=np.float32), np.zeros(count), views)
    feature = np.full((count, field.dimension), np.nan, dtype=np.float32)
    confidence = np.zeros(count)
    opacity = field.opacity(cloud.points).astype(np.float64)
    order = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[order], np.arange(count + 1))
    for row in range(count):
        points = order[ends[row] : ends[row + 1]]
        if len(points):
            found = field.language(cloud.points[points])
            feature[row], confidence[row] = _robust_mean(found, opacity[points])
    return PooledFeatures(feature, confidence, views)


def _robust_mean(feature: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
    """(D,) unit mean of (N, D) unit features and how well they agree, in [0, 1]."""
    known = np.isfinite(feature).all(axis=1)
    rows, heavy = feature[known].astype(np.float64), weight[known] + 1e-6
    if not len(rows):
        return np.full(feature.shape[1], np.nan, dtype=np.float32), 0.0
    first = heavy
    mean = (heavy @ rows) / heavy.sum()
    for _ in range(_ROUNDS):
        away = 1 - rows @ (mean / max(np.linalg.norm(mean), 1e-12))
        typical = max(float(first @ away / first.sum()), 1e-6)
        heavy = first / (1 + (away / typical) ** 2)
        mean = (heavy @ rows) / heavy.sum()
    length = float(np.linalg.norm(mean))
    return (mean / max(length, 1e-12)).astype(np.float32), min(length, 1.0)


def numbered_masks(number: np.ndarray) -> FusedMasks:
    """Numbered points as fused masks of full confidence and no name."""
    count = int(number.max(initial=-1)) + 1
    rows, none = np.zeros(0, dtype=np.int64), np.zeros(0)
    matches = Matches(rows, rows, rows, none, none)
    return FusedMasks(number, np.ones(count), np.full(count, "", dtype=object), matches)

"""Fused masks, pooled features and the building's surfaces in, the record of instances out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..config import MappingSettings
from ..geometry.boxes import fit_yaw_box
from ..records import Boxes, Instances, PointCloud
from ..records.checks import check_shape
from .association import FusedMasks
from .pooling import PooledFeatures

_OUTSIDE = 0.005  # share of an instance's points beyond either side of its box: stray ones
_STRUCTURE_SHARE = 0.7  # of an instance's points on one kind of surface, to be that surface
_LEAST_OF_WALL = 0.1  # of all wall points; less is as likely a picture, a door or a curtain
_WHOLE = frozenset({"floor", "ceiling"})  # one instance each, whatever pieces the masks make


def to_instances(
    cloud: PointCloud,
    fused: FusedMasks,
    pooled: PooledFeatures | None = None,
    *,
    structure: np.ndarray | None = None,
    limits: MappingSettings | None = None,
) -> tuple[Instances, np.ndarray]:
    """Gather the points of each instance into its box, colour and name.

    Instances that lie on a surface of the building take its name; all that is floor becomes one
    instance, and so does all ceiling. Surface points that no mask covers join them.

    Args:
        cloud: N points.
        fused: instances of them.
        pooled: features of the instances; None for none.
        structure: (N,) str, "floor", "wall" or "ceiling" for points on such a surface, "" for
            others; None where they are not known.
        limits: how few points are no instance.

    Returns:
        The instances, whose ids count from 0, and the (N,) int64 instance_id of each point, -1 for
        none. Boxes leave out 0.5 % of the points at either side.

    Raises:
        ValueError: arrays that do not fit.
    """
    limits = MappingSettings() if limits is None else limits
    check_shape("point_instance", fused.point_instance, (len(cloud),))
    rows = _Rows(fused.point_instance, np.arange(len(fused)), fused.label.astype(object))
    if structure is not None:
        check_shape("structure", structure, (len(cloud),))
        for name in ("floor", "ceiling", "wall"):
            rows = _with_surface(rows, structure == name, name, limits.min_points)
    return _record(cloud, fused, pooled, rows), rows.point_row


@dataclass(frozen=True, eq=False)
class _Rows:
    """K instances in the making.

    Attributes:
        point_row: (N,) int64 row of each point, -1 for none.
        source: (K,) int64 row of the fused instance that gives score and feature, -1 for none.
        label: (K,) str.
    """

    point_row: np.ndarray
    source: np.ndarray
    label: np.ndarray


def _with_surface(rows: _Rows, on_surface: np.ndarray, name: str, min_points: int) -> _Rows:
    """Name the instances that lie on a surface; make one of them where the surface is one."""
    count = len(rows.source)
    owned = rows.point_row >= 0
    size = np.bincount(rows.point_row[owned], minlength=count)
    on = np.bincount(rows.point_row[owned & on_surface], minlength=count)
    surface = on >= np.maximum(_STRUCTURE_SHARE * size, 1)
    if name not in _WHOLE:
        surface &= (on >= _LEAST_OF_WALL * on_surface.sum()) & (rows.label == "")
        return _Rows(rows.point_row, rows.source, np.where(surface, name, rows.label))
    bare = on_surface & ~owned
    if not surface.any() and bare.sum() < min_points:
        return rows
    # The largest piece stands for all; a new row where there is none.
    keeper = int(np.where(surface, size, 0).argmax()) if surface.any() else count
    into = np.where(surface, keeper, np.arange(count))
    point_row = np.where(owned, np.append(into, -1)[rows.point_row], -1)
    point_row[bare] = keeper
    source, label = rows.source, rows.label.copy()
    if keeper == count:
        source, label = np.append(source, -1), np.append(label, "")
    label[keeper] = name
    return _without_empty(_Rows(point_row, source, label))


def _without_empty(rows: _Rows) -> _Rows:
    kept = np.bincount(rows.point_row[rows.point_row >= 0], minlength=len(rows.source)) > 0
    number = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return _Rows(number[rows.point_row], rows.source[kept], rows.label[kept])


def _record(
    cloud: PointCloud, fused: FusedMasks, pooled: PooledFeatures | None, rows: _Rows
) -> Instances:
    count = len(rows.source)
    color = np.full((count, 3), np.nan)
    aabb, boxes = np.zeros((count, 6)), []
    for row, points in enumerate(_points_of_rows(rows)):
        if cloud.colors is not None:
            color[row] = cloud.colors[points].mean(axis=0)
        inner = _without_stray(cloud.points[points])
        aabb[row] = np.concatenate([inner.min(axis=0), inner.max(axis=0)])
        boxes.append(fit_yaw_box(inner))
    seen = None if pooled is None else _taken(pooled.views, rows.source, -1)
    feature = confidence = None
    if pooled is not None and pooled.feature.shape[1]:
        feature = _taken(pooled.feature, rows.source, np.nan)
        confidence = _taken(pooled.feature_confidence, rows.source, 0.0)
    return Instances(
        instance_id=np.arange(count),
        label=rows.label,
        aabb=aabb,
        boxes=_stack(boxes),
        color=color,
        front=np.full((count, 3), np.nan),
        score=_taken(fused.score, rows.source, 1.0),
        num_points=np.bincount(rows.point_row[rows.point_row >= 0], minlength=count),
        feature=feature,
        feature_confidence=confidence,
        views=seen,
    )


def _points_of_rows(rows: _Rows) -> Iterator[np.ndarray]:
    """The points of each row in turn."""
    order = np.argsort(rows.point_row, kind="stable")
    ends = np.searchsorted(rows.point_row[order], np.arange(len(rows.source) + 1))
    for start, end in pairwise(ends):
        yield order[start:end]


def _without_stray(points: np.ndarray) -> np.ndarray:
    """The points but for the outermost at either side of each axis."""
    low, high = np.quantile(points, [_OUTSIDE, 1 - _OUTSIDE], axis=0, method="nearest")
    inner = ((points >= low) & (points <= high)).all(axis=1)
    return points[inner] if inner.any() else points


def _stack(boxes: list[Boxes]) -> Boxes:
    if not boxes:
        return Boxes.axis_aligned(np.zeros((0, 3)), np.zeros((0, 3)))
    return Boxes(
        np.concatenate([box.center for box in boxes]),
        np.concatenate([box.extent for box in boxes]),
        np.concatenate([box.R_world_box for box in boxes]),
    )


def _taken(values: np.ndarray, source: np.ndarray, missing: float) -> np.ndarray:
    """The value at each source row, `missing` where there is none."""
    padded = np.concatenate([values, np.full((1, *values.shape[1:]), missing, dtype=values.dtype)])
    return padded[source]

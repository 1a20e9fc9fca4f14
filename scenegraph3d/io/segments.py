"""Points that each carry an instance id in, the Scan with one row per instance out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..geometry.boxes import fit_yaw_box
from ..records import Boxes, Instances, PointCloud, Scan
from .nyu40 import NYU40_NAMES


def scan_from_points(
    name: str,
    cloud: PointCloud,
    point_instance: np.ndarray | None,
    *,
    names: Mapping[int, str] | None = None,
    nyu40: np.ndarray | None = None,
) -> Scan:
    """Gather the points of each instance into its box, colour and name.

    Args:
        name: the scene's name.
        cloud: N points.
        point_instance: (N,) int64 instance_id of each point, -1 for none; None for a bare cloud.
        names: what the instances are called; "" and missing ones fall back to `nyu40`.
        nyu40: (N,) class of each point, 0 unannotated; an instance takes its most frequent one.

    Returns:
        The scan; rows are ordered by instance_id and every row has at least one point.
    """
    if point_instance is None:
        point_instance = np.full(len(cloud), -1, dtype=np.int64)
    ids, rows_of_points = _group(point_instance)
    labels = [
        (names or {}).get(instance_id, "") or _most_frequent(nyu40, rows)
        for instance_id, rows in zip(ids.tolist(), rows_of_points, strict=True)
    ]
    fitted = [fit_yaw_box(cloud.points[rows]) for rows in rows_of_points]
    instances = Instances.from_aabb(
        np.array([_aabb(cloud.points[rows]) for rows in rows_of_points]),
        labels,
        instance_id=ids,
        boxes=_stack(fitted),
        color=_mean_colors(cloud, rows_of_points),
        num_points=np.array([len(rows) for rows in rows_of_points], dtype=np.int64),
    )
    return Scan(name, instances, cloud, point_instance)


def _group(point_instance: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Ids in order, and the point rows of each."""
    order = np.argsort(point_instance, kind="stable")
    ids, starts = np.unique(point_instance[order], return_index=True)
    rows = np.split(order, starts[1:])
    keep = ids >= 0
    return ids[keep], [r for r, kept in zip(rows, keep, strict=True) if kept]


def _aabb(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points.min(axis=0), points.max(axis=0)]).astype(np.float64)


def _most_frequent(nyu40: np.ndarray | None, rows: np.ndarray) -> str:
    return "" if nyu40 is None else NYU40_NAMES[int(np.bincount(nyu40[rows]).argmax())]


def _mean_colors(cloud: PointCloud, rows_of_points: list[np.ndarray]) -> np.ndarray:
    if cloud.colors is None:
        return np.full((len(rows_of_points), 3), np.nan)
    colors = cloud.colors
    return np.array([colors[rows].mean(axis=0) for rows in rows_of_points]).reshape(-1, 3)


def _stack(boxes: list[Boxes]) -> Boxes:
    if not boxes:
        return Boxes.axis_aligned(np.zeros((0, 3)), np.zeros((0, 3)))
    return Boxes(
        np.concatenate([b.center for b in boxes]),
        np.concatenate([b.extent for b in boxes]),
        np.concatenate([b.R_world_box for b in boxes]),
    )

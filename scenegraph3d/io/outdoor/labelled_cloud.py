"""Points with classes and some instances in; a scan of those and of clustered stuff out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...records import PointCloud, Scan
from ..segments import scan_from_points
from .stuff import StuffSettings, cluster_stuff


def scan_of_classes(
    name: str,
    cloud: PointCloud,
    kind: np.ndarray,
    *,
    thing: np.ndarray,
    names: Mapping[int, str],
    settings: StuffSettings | None = None,
) -> Scan:
    """The scan of a labelled cloud.

    Args:
        name: the scene's name.
        cloud: N points.
        kind: (N,) int64 class of each point.
        thing: (N,) int64 instance of each point, unique over all classes, -1 for none.
        names: what classes are called; points of other classes lie on nothing.
        settings: how points without an instance are clustered.

    Returns:
        The scan. Things keep their ids; the clusters of stuff count on from the highest of them.
    """
    ids = np.where(np.isin(kind, list(names)), thing, -1)
    first = int(ids.max(initial=-1)) + 1
    rows = np.flatnonzero((ids < 0) & np.isin(kind, list(names)))
    cluster = cluster_stuff(cloud.points[rows], kind[rows], settings)
    ids[rows] = np.where(cluster >= 0, cluster + first, -1)
    held, at = np.unique(ids, return_index=True)
    labels = {int(i): names[int(kind[row])] for i, row in zip(held, at, strict=True) if i >= 0}
    return scan_from_points(name, cloud, ids, names=labels)

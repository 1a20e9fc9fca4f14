"""From a scan to its scene graph: footprints, supporters, rooms."""

from __future__ import annotations

import numpy as np

from ..geometry.footprints import box_footprints, clip_footprint, hull_footprint
from ..records import Instances, Scan
from .rooms import find_rooms
from .scene_graph import SceneGraph
from .support import find_supporters


def build_graph(scan: Scan) -> SceneGraph:
    """Build the scene graph of a scan.

    Args:
        scan: M objects and, where it has them, N points.

    Returns:
        The graph; M = 0 gives a graph without rooms.
    """
    instances = scan.instances
    point_row = _point_rows(scan)
    footprint = _footprints(scan, point_row)
    rooms, room_of = find_rooms(instances, footprint)
    graph = SceneGraph(
        name=scan.name,
        instances=instances,
        cloud=scan.cloud,
        point_row=point_row,
        rooms=rooms,
        room_of=room_of,
        supporter=np.full(len(instances), -1, dtype=np.int64),
        footprint=footprint,
    )
    graph.supporter[:] = find_supporters(graph)
    return graph


def _point_rows(scan: Scan) -> np.ndarray | None:
    """Instance ids of points as rows of the instances; -1 for points on none of them."""
    if scan.point_instance is None:
        return None
    ids = scan.instances.instance_id
    if len(ids) == 0:
        return np.full(len(scan.point_instance), -1, dtype=np.int64)
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids[order], scan.point_instance), len(ids) - 1)
    rows = order[at]
    return np.where(ids[rows] == scan.point_instance, rows, -1)


def _footprints(scan: Scan, point_row: np.ndarray | None) -> tuple[np.ndarray, ...]:
    footprints = _box_footprints(scan.instances)
    if scan.cloud is None or point_row is None:
        return tuple(footprints)
    order = np.argsort(point_row, kind="stable")
    start = np.searchsorted(point_row[order], np.arange(len(footprints) + 1))
    for row in np.flatnonzero(np.diff(start) >= 3):
        footprints[row] = hull_footprint(scan.cloud.points[order[start[row] : start[row + 1]]])
    return tuple(footprints)


def _box_footprints(instances: Instances) -> list[np.ndarray]:
    """Rectangles of the oriented boxes, as far as they lie in the axis-aligned ones.

    A source may give an object's whole shape (a CAD model) as the one, what was seen as the other.
    """
    footprints = list(box_footprints(instances.boxes))
    low, high = instances.aabb[:, :2], instances.aabb[:, 3:5]
    for row, corners in enumerate(footprints):
        if (corners < low[row] - 1e-6).any() or (corners > high[row] + 1e-6).any():
            footprints[row] = clip_footprint(corners, low[row], high[row])
    return footprints

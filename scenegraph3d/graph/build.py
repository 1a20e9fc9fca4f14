"""From a scan to its scene graph: footprints, rooms, supporters, groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..geometry.footprints import box_footprints, clip_footprint, hull_footprint, rectangle
from ..records import Instances, PointCloud, Scan
from .groups import find_groups
from .rooms import find_rooms
from .scene_graph import SceneGraph
from .support import find_supporters

_LEAST_FILL = 0.85  # of each side of an axis-aligned box, by the oriented box in it


def build_graph(scan: Scan) -> SceneGraph:
    """Build the scene graph of a scan.

    Args:
        scan: M objects and, where it has them, N points.

    Returns:
        The graph; M = 0 gives a graph without rooms.
    """
    instances = scan.instances
    point_row = point_rows(scan)
    footprint = find_footprints(instances, scan.cloud, point_row)
    rooms, room_of = find_rooms(instances, footprint, scan.cloud, point_row)
    graph = SceneGraph(
        name=scan.name,
        instances=instances,
        cloud=scan.cloud,
        point_row=point_row,
        rooms=rooms,
        room_of=room_of,
        supporter=np.full(len(instances), -1, dtype=np.int64),
        footprint=footprint,
        encoder=scan.encoder,
        parts=scan.parts,
    )
    graph.supporter[:] = find_supporters(graph)
    return replace(graph, groups=find_groups(graph, _rows_of(scan)))


def _rows_of(scan: Scan) -> list[tuple[int, ...]]:
    """Rows of the objects of each group that was seen to go together."""
    row = {int(one): number for number, one in enumerate(scan.instances.instance_id)}
    return [tuple(row[one] for one in group) for group in scan.together]


def point_rows(scan: Scan) -> np.ndarray | None:
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


def find_footprints(
    instances: Instances, cloud: PointCloud | None, point_row: np.ndarray | None
) -> tuple[np.ndarray, ...]:
    """Top views of M objects: hulls of their points, of their boxes without any."""
    footprints = _box_footprints(instances)
    if cloud is None or point_row is None:
        return tuple(footprints)
    order = np.argsort(point_row, kind="stable")
    start = np.searchsorted(point_row[order], np.arange(len(footprints) + 1))
    for row in np.flatnonzero(np.diff(start) >= 3):
        footprints[row] = hull_footprint(cloud.points[order[start[row] : start[row + 1]]])
    return tuple(footprints)


def _box_footprints(instances: Instances) -> list[np.ndarray]:
    """Rectangles of the oriented boxes where these fill the axis-aligned ones, else of those.

    A source may give a CAD model's whole box as the one and what was seen as the other; on
    Sr3D and on human sentences what was seen does better wherever the two disagree.
    """
    footprints = []
    low, high = instances.aabb[:, :2], instances.aabb[:, 3:5]
    for row, corners in enumerate(box_footprints(instances.boxes)):
        seen = clip_footprint(corners, low[row], high[row])
        filled = np.ptp(seen, axis=0) >= _LEAST_FILL * (high[row] - low[row]) - 1e-6
        footprints.append(seen if filled.all() else rectangle(low[row], high[row]))
    return footprints

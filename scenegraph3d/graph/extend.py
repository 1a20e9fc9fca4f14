"""A graph and a scan with more objects in; the graph with these among its own out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..records import Scan
from .build import find_footprints, point_rows
from .groups import find_groups
from .scene_graph import SceneGraph
from .support import find_supporters


def scan_of(graph: SceneGraph) -> Scan:
    """The scan that a graph was built from, as far as it keeps it."""
    ids = None
    if graph.point_row is not None:
        ids = np.append(graph.instances.instance_id, -1)[graph.point_row]
    return Scan(graph.name, graph.instances, graph.cloud, ids, graph.encoder, graph.parts)


def with_undetected_objects(graph: SceneGraph, scan: Scan) -> SceneGraph:
    """The graph with what a scan has more than it: objects that nobody had detected.

    Args:
        graph: the scene; its rooms stay as they are.
        scan: its objects, in their order, and more after them.

    Returns:
        The graph, its new objects marked in `undetected`; who supports whom is found anew.
    """
    count = len(graph)
    point_row = point_rows(scan)
    more = np.arange(len(scan.instances)) >= count
    footprint = find_footprints(scan.instances[more], scan.cloud, _shifted(point_row, count))
    before = np.zeros(count, dtype=bool) if graph.undetected is None else graph.undetected
    grown = replace(
        graph,
        instances=scan.instances,
        point_row=point_row,
        room_of=np.append(graph.room_of, _nearest_room(graph, scan.instances.center[more])),
        supporter=np.full(len(scan.instances), -1, dtype=np.int64),
        footprint=(*graph.footprint, *footprint),
        undetected=np.append(before, more[count:]),
        encoder=scan.encoder,
    )
    grown.supporter[:] = find_supporters(grown)
    together = [group.members for group in graph.groups if group.source == "field"]
    return replace(grown, groups=find_groups(grown, together))


def _shifted(point_row: np.ndarray | None, count: int) -> np.ndarray | None:
    """Rows counted from the first new object on."""
    return None if point_row is None else np.where(point_row >= count, point_row - count, -1)


def _nearest_room(graph: SceneGraph, center: np.ndarray) -> np.ndarray:
    """(K,) the room of the object nearest to each place (K, 3)."""
    apart = np.linalg.norm(center[:, None] - graph.instances.center[None], axis=2)
    return graph.room_of[apart.argmin(axis=1)]

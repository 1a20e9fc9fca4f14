"""Objects of two sources in, one record out; and which box each point lies in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...records import Boxes, Instances


def join_instances(first: Instances, second: Instances) -> Instances:
    """The objects of both, the first ones first; their ids must differ.

    Where the first have speeds and the second have none, the second stand still.
    """
    boxes = [first.boxes, second.boxes]
    counted = [i.num_points for i in (first, second) if i.num_points is not None]
    joined = Instances.from_aabb(
        np.vstack([first.aabb, second.aabb]),
        [*first.label, *second.label],
        instance_id=np.append(first.instance_id, second.instance_id),
        boxes=Boxes(
            np.vstack([one.center for one in boxes]),
            np.vstack([one.extent for one in boxes]),
            np.vstack([one.R_world_box for one in boxes]),
        ),
        color=np.vstack([first.color, second.color]),
        front=np.vstack([first.front, second.front]),
        num_points=_counts(first, second) if counted else None,
    )
    if first.speed is None:
        return joined
    still = np.zeros(len(second)) if second.speed is None else second.speed
    return replace(joined, speed=np.append(first.speed, still))


def _counts(first: Instances, second: Instances) -> np.ndarray:
    """(M,) points on the objects of both; none on those whose points are not known."""
    known = [
        np.zeros(len(one), dtype=np.int64) if one.num_points is None else one.num_points
        for one in (first, second)
    ]
    return np.concatenate(known)


def points_in_boxes(points: np.ndarray, instances: Instances) -> np.ndarray:
    """(N,) int64 instance_id of the box that each of (N, 3) points lies in, -1 for none.

    Where boxes overlap, the smaller one has the point.
    """
    found = np.full(len(points), -1, dtype=np.int64)
    boxes = instances.boxes
    for row in np.argsort(-boxes.extent.prod(axis=1), kind="stable"):
        reach = float(np.linalg.norm(boxes.extent[row])) / 2
        near = np.flatnonzero(np.abs(points[:, :2] - boxes.center[row, :2]).max(axis=1) <= reach)
        own = (points[near] - boxes.center[row]) @ boxes.R_world_box[row]
        inside = (np.abs(own) <= boxes.extent[row] / 2).all(axis=1)
        found[near[inside]] = instances.instance_id[row]
    return found

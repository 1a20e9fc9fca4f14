"""Rooms: their outlines and floors, from the objects' boxes and the points."""

from __future__ import annotations

import numpy as np

from ..records import Instances, PointCloud
from .scene_graph import Room


def find_rooms(
    instances: Instances, cloud: PointCloud | None
) -> tuple[tuple[Room, ...], np.ndarray]:
    """One room around everything.

    Args:
        instances: M objects.
        cloud: the points, or None.

    Returns:
        The rooms and the (M,) int64 index of each object's room; no rooms without objects.
    """
    room_of = np.zeros(len(instances), dtype=np.int64)
    if len(instances) == 0:
        return (), room_of
    low, high = instances.aabb[:, :3].min(axis=0), instances.aabb[:, 3:].max(axis=0)
    outline = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    return (Room(0, 0, "", outline, float(low[2]), float(high[2])),), room_of

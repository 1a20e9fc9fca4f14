"""Storeys and rooms of a scene: from its points where it has them, else from boxes."""

from __future__ import annotations

import numpy as np

from ..geometry.footprints import rectangle
from ..records import Instances, PointCloud
from .enclosures import BoxPlan, Span, plan_of_boxes, split_storey
from .occupancy import Plan, plan_of_points
from .room_names import name_room
from .scene_graph import Room
from .storeys import floor_levels, storey_of_heights
from .structure import STRUCTURE, is_open_ground, labelled

_WINDOWS = frozenset({"window", "windows", ""})  # like walls: part of the shell, or unknown


def find_rooms(
    instances: Instances,
    footprint: tuple[np.ndarray, ...],
    cloud: PointCloud | None = None,
    point_row: np.ndarray | None = None,
) -> tuple[tuple[Room, ...], np.ndarray]:
    """Split a scene into storeys and rooms.

    With points, rooms are the free space between walls, parted at doors and other necks. With
    boxes alone they are what annotated walls, doors and windows close off. Where neither parts
    anything, as in most scans of one room, each storey is one room. A street is one without a name.

    Args:
        instances: M objects.
        footprint: their M top views, (K, 2) corners each.
        cloud: the N points, or None.
        point_row: (N,) row of each point's object, -1 for none; None without points.

    Returns:
        The rooms and the (M,) int64 index of each object's room; no rooms without objects.
    """
    room_of = np.zeros(len(instances), dtype=np.int64)
    if len(instances) == 0:
        return (), room_of
    if is_open_ground(instances):
        return (_open_ground(instances, footprint),), room_of
    plan = plan_of_boxes(instances, footprint)
    levels = floor_levels(instances, cloud)
    storey_of = storey_of_heights(levels, instances.center[:, 2])
    rooms: list[Room] = []
    for storey in np.unique(storey_of):
        rows = np.flatnonzero(storey_of == storey)
        walked = _walked_plan(instances, levels, int(storey), cloud, point_row)
        outlines, index = _walked_rooms(walked, footprint, rows)
        if len(outlines) < 2:
            spans, index = split_storey(plan, rows)
            outlines = [_outline(plan, span) for span in spans]
        floor_z = _floor_height(instances, rows, float(levels[storey]))
        ceiling_z = float(instances.aabb[rows, 5].max())
        for number, outline in enumerate(outlines):
            label = name_room(instances.label[rows[index == number]].tolist())
            rooms.append(Room(len(rooms), int(storey), label, outline, floor_z, ceiling_z))
        room_of[rows] = len(rooms) - len(outlines) + index
    return tuple(rooms), room_of


def _open_ground(instances: Instances, footprint: tuple[np.ndarray, ...]) -> Room:
    """The one room that a street is: no storeys, and its floor where most things stand."""
    corners = np.vstack(footprint)
    return Room(
        room_id=0,
        storey=0,
        label="",
        outline=rectangle(corners.min(axis=0), corners.max(axis=0)),
        floor_z=float(np.median(instances.aabb[:, 2])),
        ceiling_z=float(instances.aabb[:, 5].max()),
    )


def _walked_plan(
    instances: Instances,
    levels: np.ndarray,
    storey: int,
    cloud: PointCloud | None,
    point_row: np.ndarray | None,
) -> Plan | None:
    """The plan of one storey by its points, or None where it has none."""
    if cloud is None or point_row is None:
        return None
    here = storey_of_heights(levels, cloud.points[:, 2]) == storey
    if not here.any():
        return None
    building = labelled(instances.label, STRUCTURE | _WINDOWS)
    solid = np.append(building, True)[point_row[here]]  # row -1: on no object
    return plan_of_points(cloud.points[here], solid, float(levels[storey]))


def _walked_rooms(
    plan: Plan | None, footprint: tuple[np.ndarray, ...], rows: np.ndarray
) -> tuple[list[np.ndarray], np.ndarray]:
    """Outlines of a plan's rooms that hold something, and which each of `rows` is in."""
    if plan is None or plan.num_regions < 2:
        return [], np.zeros(len(rows), dtype=np.int64)
    middle = np.array([(footprint[r].min(axis=0) + footprint[r].max(axis=0)) / 2 for r in rows])
    held, index = np.unique(plan.region_at(middle), return_inverse=True)
    return [_outline(plan, plan.span(int(region))) for region in held], index


def _outline(plan: Plan | BoxPlan, span: Span) -> np.ndarray:
    """(4, 2) corners of a span in the plan, world."""
    return rectangle(*span) @ plan.R_plan_world  # the inverse rotation, as rows


def _floor_height(instances: Instances, rows: np.ndarray, level: float) -> float:
    """Where things on this floor stand: the median bottom of the lowest ones."""
    bottoms = instances.aabb[rows[~labelled(instances.label[rows], STRUCTURE)], 2]
    if len(bottoms) == 0:
        return float(level)
    low = np.sort(bottoms)[len(bottoms) // 10]  # one of them, past the lowest outliers
    return float(np.median(bottoms[np.abs(bottoms - low) <= 0.15]))

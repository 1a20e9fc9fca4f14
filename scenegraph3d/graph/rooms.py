"""Rooms: the regions that walls close off, else the extent of each storey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..geometry.footprints import inside_footprint, rectangle
from ..records import Instances
from .scene_graph import Room
from .structure import FLOORS, OPENINGS, STRUCTURE, WALLS, labelled

_STOREY_HEIGHT = 1.8  # metres between floors, at least
_CELL = 0.1  # metres
_MOST_CELLS = 400  # on a side; a larger scene gets larger cells
_SMALLEST_ROOM = 2.0  # square metres
_SEAL = 2  # cells by which walls grow, so that gaps up to 0.4 m are closed
_SHARE_IN_ROOMS = 0.8  # of the objects, for closed regions to be believed


@dataclass(frozen=True, eq=False)
class _Plan:
    """A scene seen from above, turned so that its walls run along the axes.

    Attributes:
        R_plan_world: (2, 2) rotation.
        low: (M, 2) of each object's footprint, in the plan.
        high: (M, 2).
        barrier: corner arrays (K, 2) of what closes a room off, in the plan.
        movable: (M,) bool, not part of the building.
        bounds: (M,) bool, tells how far the rooms reach.
    """

    R_plan_world: np.ndarray
    low: np.ndarray
    high: np.ndarray
    barrier: tuple[np.ndarray, ...]
    movable: np.ndarray
    bounds: np.ndarray


def find_rooms(
    instances: Instances, footprint: tuple[np.ndarray, ...]
) -> tuple[tuple[Room, ...], np.ndarray]:
    """Split a scene into storeys and rooms.

    Rooms are the regions that annotated walls, doors and windows close off. Where they close
    nothing off, as in most scans of one room, each storey is one room.

    Args:
        instances: M objects.
        footprint: their M top views, (K, 2) corners each.

    Returns:
        The rooms and the (M,) int64 index of each object's room; no rooms without objects.
    """
    room_of = np.zeros(len(instances), dtype=np.int64)
    if len(instances) == 0:
        return (), room_of
    plan = _draw_plan(instances, footprint)
    levels = _floor_levels(instances)
    middle = instances.center[:, 2]
    storey_of = np.maximum(np.searchsorted(levels, middle, side="right") - 1, 0)
    rooms: list[Room] = []
    for storey, level in enumerate(levels):
        rows = np.flatnonzero(storey_of == storey)
        if len(rows) == 0:
            continue
        spans, index = _split_storey(plan, rows)
        room_of[rows] = len(rooms) + index
        floor = _floor_height(instances, rows, level)
        ceiling = float(instances.aabb[rows, 5].max())
        for low, high in spans:
            outline = rectangle(low, high) @ plan.R_plan_world  # the inverse rotation, as rows
            rooms.append(Room(len(rooms), storey, "", outline, floor, ceiling))
    return tuple(rooms), room_of


def _draw_plan(instances: Instances, footprint: tuple[np.ndarray, ...]) -> _Plan:
    R_plan_world = _align_with_boxes(instances)
    flat = [corners @ R_plan_world.T for corners in footprint]
    low = np.array([corners.min(axis=0) for corners in flat])
    high = np.array([corners.max(axis=0) for corners in flat])
    label = instances.label
    # A box around a wall that turns a corner covers the room, and closes nothing off.
    thin = (high - low).min(axis=1) <= 0.5
    closing = thin & labelled(label, WALLS | OPENINGS)
    bounds = labelled(label, FLOORS | WALLS)
    return _Plan(
        R_plan_world=R_plan_world,
        low=low,
        high=high,
        barrier=tuple(flat[row] for row in np.flatnonzero(closing)),
        movable=~labelled(label, STRUCTURE),
        bounds=bounds if labelled(label, FLOORS).any() else np.ones(len(label), dtype=bool),
    )


def _align_with_boxes(instances: Instances) -> np.ndarray:
    """(2, 2) rotation that brings the sides of most long boxes along the axes."""
    boxes = instances.boxes
    heading = np.arctan2(boxes.R_world_box[:, 1, 0], boxes.R_world_box[:, 0, 0])
    # A long thin box, such as a wall's, tells the heading; a square one tells little.
    weight = np.abs(boxes.extent[:, 0] ** 2 - boxes.extent[:, 1] ** 2) + 1e-6
    longest = np.argsort(-weight, kind="stable")[:200]
    turn, weight = np.exp(4j * heading[longest]), weight[longest]  # sides repeat every 90 degrees
    agree = np.exp((np.real(np.outer(turn, turn.conj())) - 1) / 0.05) * weight  # within 5 degrees
    angle = float(np.angle((agree[agree.sum(axis=1).argmax()] * turn).sum())) / 4
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, sin], [-sin, cos]])


def _floor_levels(instances: Instances) -> np.ndarray:
    """(S,) heights of the storeys' floors, rising; one where no floors are annotated."""
    floors = instances.aabb[labelled(instances.label, FLOORS), 2]
    if len(floors) == 0:
        return instances.aabb[:, 2].min()[None]
    heights = np.sort(floors)
    return heights[np.append(True, np.diff(heights) > _STOREY_HEIGHT)]


def _floor_height(instances: Instances, rows: np.ndarray, level: float) -> float:
    """Where things on this floor stand: the median bottom of the lowest ones."""
    bottoms = instances.aabb[rows[~labelled(instances.label[rows], STRUCTURE)], 2]
    if len(bottoms) == 0:
        return float(level)
    low = np.sort(bottoms)[len(bottoms) // 10]  # one of them, past the lowest outliers
    return float(np.median(bottoms[np.abs(bottoms - low) <= 0.15]))


def _split_storey(
    plan: _Plan, rows: np.ndarray
) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """The rooms' low and high corners in the plan, and which of them each of `rows` is in."""
    regions, origin, cell = _closed_regions(plan, rows)
    spans, inside = [], []
    middle = (plan.low[rows] + plan.high[rows]) / 2
    at = np.floor((middle - origin) / cell).astype(int)
    region_of = regions[tuple(np.clip(at, 0, np.array(regions.shape) - 1).T)]
    for region in range(1, regions.max(initial=0) + 1):
        cells = np.argwhere(regions == region)
        members = (region_of == region) & plan.movable[rows]
        if len(cells) * cell**2 < _SMALLEST_ROOM or members.sum() < 2:
            continue
        low, high = origin + cells.min(axis=0) * cell, origin + (cells.max(axis=0) + 1) * cell
        spans.append((low - _SEAL * cell, high + _SEAL * cell))
        inside.append(members.sum())
    if sum(inside) < _SHARE_IN_ROOMS * max(plan.movable[rows].sum(), 1) or not spans:
        return [_extent(plan, rows)], np.zeros(len(rows), dtype=np.int64)
    return spans, _nearest_span(middle, spans)


def _closed_regions(plan: _Plan, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Numbered regions (X, Y) that barriers close off, 0 elsewhere; origin; side of a cell."""
    low, high = plan.low[rows].min(axis=0), plan.high[rows].max(axis=0)
    cell = max(_CELL, float((high - low).max()) / _MOST_CELLS)
    margin = _SEAL + 2
    origin = low - margin * cell
    shape = np.ceil((high - low) / cell).astype(int) + 2 * margin
    blocked = np.zeros(shape, dtype=bool)
    for corners in plan.barrier:
        first = np.maximum(((corners.min(axis=0) - origin) / cell).astype(int), 0)
        last = np.minimum(((corners.max(axis=0) - origin) / cell).astype(int) + 1, shape)
        if (last > first).all():
            x, y = np.meshgrid(*(np.arange(a, b) for a, b in zip(first, last, strict=True)))
            middles = origin + (np.stack([x.ravel(), y.ravel()], axis=1) + 0.5) * cell
            hit = inside_footprint(middles, _grown(corners, cell / 2)).reshape(x.shape)
            blocked[x[hit], y[hit]] = True
    blocked = ndimage.binary_dilation(blocked, iterations=_SEAL)
    regions, _ = ndimage.label(~blocked)
    regions[regions == regions[0, 0]] = 0  # the margin is outdoors
    return regions, origin, cell


def _grown(corners: np.ndarray, by: float) -> np.ndarray:
    middle = corners.mean(axis=0)
    away = corners - middle
    return corners + by * np.sign(away)


def _extent(plan: _Plan, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    bounds = rows[plan.bounds[rows]]
    rows = bounds if len(bounds) else rows
    return plan.low[rows].min(axis=0), plan.high[rows].max(axis=0)


def _nearest_span(points: np.ndarray, spans: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    gaps = [
        np.linalg.norm(np.maximum(np.maximum(low - points, points - high), 0.0), axis=1)
        for low, high in spans
    ]
    return np.argmin(gaps, axis=0).astype(np.int64)

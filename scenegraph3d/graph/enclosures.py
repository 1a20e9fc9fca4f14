"""Rooms of labelled boxes alone: the regions that walls, doors and windows close off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..geometry.footprints import inside_footprint
from ..records import Instances
from .heading import heading_of_boxes
from .structure import FLOORS, OPENINGS, STRUCTURE, WALLS, labelled

Span = tuple[np.ndarray, np.ndarray]  # (2,) low and (2,) high corner in a plan, metres

_CELL = 0.1  # metres
_MOST_CELLS = 400  # on a side; a larger scene gets larger cells
_SMALLEST_ROOM = 2.0  # square metres
_SEAL = 2  # cells by which walls grow, so that gaps up to 0.4 m are closed
_SHARE_IN_ROOMS = 0.8  # of the objects, for closed regions to be believed
_THICKEST_WALL = 0.5  # metres


@dataclass(frozen=True, eq=False)
class BoxPlan:
    """A scene seen from above, turned so that its walls run along the axes.

    Attributes:
        R_plan_world: (2, 2) rotation.
        low: (M, 2) of each object's footprint, in the plan.
        high: (M, 2).
        corners: M arrays (K, 2), the footprints in the plan.
        closing: (M,) bool, closes a room off.
        movable: (M,) bool, not part of the building.
        bounds: (M,) bool, tells how far the rooms reach.
    """

    R_plan_world: np.ndarray
    low: np.ndarray
    high: np.ndarray
    corners: tuple[np.ndarray, ...]
    closing: np.ndarray
    movable: np.ndarray
    bounds: np.ndarray

    def extent(self, rows: np.ndarray) -> Span:
        """How far the room reaches that holds all of `rows`."""
        bounds = rows[self.bounds[rows]]
        rows = bounds if len(bounds) else rows
        return self.low[rows].min(axis=0), self.high[rows].max(axis=0)


def plan_of_boxes(instances: Instances, footprint: tuple[np.ndarray, ...]) -> BoxPlan:
    """The plan of M >= 1 objects, from their top views (K, 2)."""
    R_plan_world = heading_of_boxes(instances.boxes)
    flat = [corners @ R_plan_world.T for corners in footprint]
    low = np.array([corners.min(axis=0) for corners in flat])
    high = np.array([corners.max(axis=0) for corners in flat])
    label = instances.label
    # A box around a wall that turns a corner covers the room, and closes nothing off.
    thin = (high - low).min(axis=1) <= _THICKEST_WALL
    closing = thin & labelled(label, WALLS | OPENINGS)
    bounds = labelled(label, FLOORS | WALLS)
    return BoxPlan(
        R_plan_world=R_plan_world,
        low=low,
        high=high,
        corners=tuple(flat),
        closing=closing,
        movable=~labelled(label, STRUCTURE),
        bounds=bounds if labelled(label, FLOORS).any() else np.ones(len(label), dtype=bool),
    )


def split_storey(plan: BoxPlan, rows: np.ndarray) -> tuple[list[Span], np.ndarray]:
    """The spans of a storey's rooms, and which of them each of `rows` (R,) is in.

    Where walls close off nothing, or hardly anything stands within, the storey is one room.
    """
    regions, origin, cell = _closed_regions(plan, rows)
    spans: list[Span] = []
    middle = (plan.low[rows] + plan.high[rows]) / 2
    at = np.floor((middle - origin) / cell).astype(int)
    region_of = regions[tuple(np.clip(at, 0, np.array(regions.shape) - 1).T)]
    for region in range(1, regions.max(initial=0) + 1):
        cells = np.argwhere(regions == region)
        members = (region_of == region) & plan.movable[rows]
        if len(cells) * cell**2 < _SMALLEST_ROOM or not members.any():
            continue
        low, high = origin + cells.min(axis=0) * cell, origin + (cells.max(axis=0) + 1) * cell
        spans.append((low - _SEAL * cell, high + _SEAL * cell))
    gaps = _gaps(middle[plan.movable[rows]], spans)
    loose = _SEAL * cell if len(spans) > 1 else 0.0  # what stands at a wall may be in its seal
    if not spans or (gaps.min(axis=0) <= loose).sum() < _SHARE_IN_ROOMS * gaps.shape[1]:
        return [plan.extent(rows)], np.zeros(len(rows), dtype=np.int64)
    return spans, _gaps(middle, spans).argmin(axis=0).astype(np.int64)


def _closed_regions(plan: BoxPlan, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Numbered regions (X, Y) that walls close off, 0 elsewhere; origin; side of a cell."""
    low, high = plan.low[rows].min(axis=0), plan.high[rows].max(axis=0)
    cell = max(_CELL, float((high - low).max()) / _MOST_CELLS)
    margin = _SEAL + 2
    origin = low - margin * cell
    shape = np.ceil((high - low) / cell).astype(int) + 2 * margin
    blocked = np.zeros(shape, dtype=bool)
    for corners in (plan.corners[row] for row in rows[plan.closing[rows]]):
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
    away = corners - corners.mean(axis=0)
    return corners + by * np.sign(away)


def _gaps(points: np.ndarray, spans: list[Span]) -> np.ndarray:
    """(S, N) distance of points (N, 2) from each span, 0 within."""
    gaps = [
        np.linalg.norm(np.maximum(np.maximum(low - points, points - high), 0.0), axis=1)
        for low, high in spans
    ]
    return np.array(gaps).reshape(len(spans), len(points))

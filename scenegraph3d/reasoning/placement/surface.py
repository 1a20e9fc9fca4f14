"""What an item can rest on: its height, its shape on a 2 cm raster, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...geometry.footprints import hull_footprint
from ...geometry.map_grid import MapGrid
from ...graph.scene_graph import SceneGraph
from ...graph.structure import CEILINGS, FLOORS, WALLS, labelled, last_word
from .raster import fill
from .wall_faces import solid_walls

RESOLUTION = 0.02  # metres
_MOST_CELLS = 1500  # on a side; a larger floor gets larger cells
_TOUCH = 0.02  # metres, by which boxes of things that touch may overlap in height
_SLAB = 0.1  # metres, height of a layer of points that fills its hull
_STRAY = 0.03  # metres above a support, from which points are no more its own
_LAYER = 0.03  # metres, half the thickness in which points lie on the top of a support
_SEEN_GAP = 0.12  # metres between points of one surface of a sparse scan
_THICK, _THIN = 0.02, 0.005  # metres, layers in which points are counted
_COLUMN = 0.05  # metres
_LEVEL_SHARE = 0.8  # of the most points in a layer, that make a level part
_FACE_SHARE = 0.4
_SEAT = 0.45  # metres, height of a seat without points to tell it
_HIGHEST_SEAT = 0.55  # metres above its foot: armrests are higher
_MATTRESS = 0.6
_SEATS = ("couch", "sofa", "chair", "armchair", "loveseat", "bench", "futon", "recliner")


@dataclass(frozen=True, eq=False)
class Surface:
    """One support seen from above.

    Attributes:
        row: the object, -1 for a floor.
        name: what to call it, such as "table 12".
        z: metres, its height.
        grid: the raster.
        supported: (H, W) bool, the pixel lies wholly on it.
    """

    row: int
    name: str
    z: float
    grid: MapGrid
    supported: np.ndarray


def find_surface(graph: SceneGraph, row: int, *, room: int, whole: bool = False) -> Surface:
    """The top of an object, or the floor of a room for row -1.

    With `whole` the floor goes on under what hides it, as for what lies flat.
    """
    if row < 0:
        return _floor(graph, room, whole)
    z = top_height(graph, row)
    corners = graph.shapes.corners[row]
    limits = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
    grid = _grid(limits)
    supported = fill(grid, corners, inside=True)
    seen = _points_at(graph, grid, z, row)
    if seen is not None:
        supported &= seen
    name = f"{graph.instances.label[row] or 'object'} {graph.instances.instance_id[row]}"
    return Surface(row, name, z, grid, supported)


def _floor(graph: SceneGraph, room: int, whole: bool) -> Surface:
    place = graph.rooms[room]
    limits = np.concatenate([place.outline.min(axis=0), place.outline.max(axis=0)])
    grid = _grid(limits)
    supported = fill(grid, _counter_clockwise(place.outline), inside=True)
    seen = None if whole else _points_at(graph, grid, place.floor_z, -1)
    if seen is not None:
        supported &= seen
    return Surface(-1, "floor", place.floor_z, grid, supported)


def _grid(limits: np.ndarray) -> MapGrid:
    longest = float(max(limits[2] - limits[0], limits[3] - limits[1]))
    return MapGrid.covering(limits, max(RESOLUTION, longest / _MOST_CELLS))


def _counter_clockwise(outline: np.ndarray) -> np.ndarray:
    following = np.roll(outline, -1, axis=0)
    area = (outline[:, 0] * following[:, 1] - outline[:, 1] * following[:, 0]).sum()
    return outline if area > 0 else outline[::-1]


def top_height(graph: SceneGraph, row: int) -> float:
    """Metres, the height of what can be put on an object."""
    box = graph.instances.aabb[row]
    points = _points_of(graph, row)
    noun = last_word(graph.instances.label[row])
    seat = noun in _SEATS
    if points is not None and seat:  # a backrest is a shelf for nobody
        points = points[points[:, 2] < box[2] + _HIGHEST_SEAT]
    if points is not None and len(points) >= 50:
        return _busiest_height(_highest_of_columns(points))
    resting = graph.instances.aabb[np.flatnonzero(graph.supporter == row), 2]
    if len(resting) >= 2:
        return float(min(np.median(resting), box[5]))
    if seat:
        return float(min(box[2] + _SEAT, box[5]))
    if noun == "bed":
        return float(min(box[2] + _MATTRESS, box[5]))
    return float(box[5])


def _highest_of_columns(points: np.ndarray) -> np.ndarray:
    """(C,) the height of the highest point in each small column: sides and shelves drop out."""
    cell = np.floor((points[:, :2] - points[:, :2].min(axis=0)) / _COLUMN).astype(np.int64)
    column = cell[:, 0] * (cell[:, 1].max() + 1) + cell[:, 1]
    highest = np.full(int(column.max()) + 1, -np.inf)
    np.maximum.at(highest, column, points[:, 2])
    return highest[np.isfinite(highest)]


def _busiest_height(heights: np.ndarray) -> float:
    """The height of the highest large level part of a thing, from its points.

    A slab shows two faces, its upper and its lower one; the upper is meant.
    """
    coarse = _counts(heights, _THICK)
    highest = _last_large(np.convolve(coarse, np.ones(3), mode="same"), _LEVEL_SHARE)
    middle = heights.min() + (highest + 0.5) * _THICK
    near = heights[np.abs(heights - middle) <= 1.5 * _THICK]
    if len(near) == 0:
        return float(heights.max())
    fine = near.min() + (_last_large(_counts(near, _THIN), _FACE_SHARE) + 0.5) * _THIN
    return float(np.median(near[np.abs(near - fine) <= _THIN]))


def _counts(heights: np.ndarray, step: float) -> np.ndarray:
    return np.bincount(((heights - heights.min()) / step).astype(np.int64))


def _last_large(counts: np.ndarray, share: float) -> int:
    return int(np.flatnonzero(counts >= share * counts.max())[-1])


def _points_of(graph: SceneGraph, row: int) -> np.ndarray | None:
    if graph.cloud is None or graph.point_row is None:
        return None
    return graph.cloud.points[graph.point_row == row]


def _points_at(graph: SceneGraph, grid: MapGrid, z: float, row: int) -> np.ndarray | None:
    """(H, W) bool: pixels where points show the surface at height `z`; None without points.

    Under what stands on it a surface is not seen: the object's or any point above counts.
    """
    if graph.cloud is None or graph.point_row is None:
        return None
    points, of_row = graph.cloud.points, graph.point_row
    if row >= 0:
        shown = (of_row == row) & (points[:, 2] >= z - _LAYER)
    else:  # a scanned floor is seldom level: what is called floor is floor
        floor = np.append(labelled(graph.instances.label, FLOORS), False)[of_row]
        shown = (np.abs(points[:, 2] - z) <= _LAYER) | floor
    points = points[shown]
    if not len(points):
        return None
    pixels = grid.pixels_of(points)
    pixels = pixels[grid.holds(pixels)]
    seen = np.zeros(grid.shape, dtype=bool)
    seen[pixels[:, 1], pixels[:, 0]] = True
    reach = max(round(_SEEN_GAP / grid.resolution), 1)
    padded = np.pad(seen, reach)
    near = ndimage.distance_transform_edt(~padded) <= reach
    closed = ndimage.distance_transform_edt(near) > reach - 1
    return closed[reach:-reach, reach:-reach] | seen


def occupied(
    graph: SceneGraph, surface: Surface, height: float, *, skip: tuple[int, ...] = ()
) -> np.ndarray:
    """(H, W) bool: pixels where something is in the way of an item of that height.

    Args:
        graph: the scene.
        surface: what the item rests on.
        height: of the item, metres.
        skip: rows that do not count: what is moved away, what the item may lie under.
    """
    low, high = surface.z + _TOUCH, surface.z + max(height, _TOUCH + 0.01)
    boxes = graph.instances.aabb
    label = graph.instances.label
    blocked = np.zeros(surface.grid.shape, dtype=bool)
    reaching = (boxes[:, 2] < high) & (boxes[:, 5] > low)
    reaching &= ~labelled(label, FLOORS | CEILINGS | WALLS)
    reaching[[row for row in (*skip, surface.row) if row >= 0]] = False
    for row in np.flatnonzero(reaching):
        for corners in _outlines_between(graph, int(row), low, high):
            blocked |= fill(surface.grid, corners, inside=False)
    blocked |= _stray_points(graph, surface, (low, high), skip, walls=False)
    if graph.cloud is not None:  # points lie apart: a solid reaches a little beyond them
        blocked = ndimage.binary_dilation(blocked)
    blocked |= _stray_points(graph, surface, (low, high), skip, walls=True)
    for corners in solid_walls(graph):
        blocked |= fill(surface.grid, corners, inside=False)
    return blocked


def _outlines_between(graph: SceneGraph, row: int, low: float, high: float) -> list[np.ndarray]:
    """(K, 2) corners of an object between two heights, of points one layer after the other.

    The layers keep what is wide below and thin above, such as a screen, from filling its hull.
    """
    points = _points_of(graph, row)
    if points is None:
        return [graph.shapes.corners[row]]
    points = points[(points[:, 2] > low - _STRAY) & (points[:, 2] < high)]
    layer = ((points[:, 2] - low + _STRAY) / _SLAB).astype(np.int64)
    slabs = (points[layer == number] for number in np.unique(layer))
    hulls = (hull_footprint(slab) for slab in slabs if len(slab) >= 3)
    return [corners for corners in hulls if len(corners) >= 3]


# Five arguments: which points, between which heights, over which raster.
def _stray_points(
    graph: SceneGraph,
    surface: Surface,
    heights: tuple[float, float],
    skip: tuple[int, ...],
    *,
    walls: bool,
) -> np.ndarray:
    """(H, W) bool: pixels with points of walls, or of all else, between two heights."""
    blocked = np.zeros(surface.grid.shape, dtype=bool)
    if graph.cloud is None or graph.point_row is None:
        return blocked
    of_row = labelled(graph.instances.label, WALLS) == walls
    of_row &= ~labelled(graph.instances.label, FLOORS | CEILINGS)
    of_row[[row for row in skip if row >= 0]] = False
    counted = np.append(of_row, not walls)[graph.point_row]  # row -1 reads the last
    z = graph.cloud.points[:, 2]
    points = graph.cloud.points[counted & (z > heights[0] + _STRAY) & (z < heights[1])]
    pixels = surface.grid.pixels_of(points)
    pixels = pixels[surface.grid.holds(pixels)]
    blocked[pixels[:, 1], pixels[:, 0]] = True
    return blocked

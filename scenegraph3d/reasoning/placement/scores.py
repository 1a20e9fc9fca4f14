"""How well places fit what is said of them: cells of a support in, a score in [0, 1] each out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...graph.scene_graph import SceneGraph
from .anchors import Anchored, is_wall, own_axes, reach_along
from .wall_faces import WallFaces

_SAID = 0.04  # metres, how exactly a distance that is said is meant
_TIGHT = 0.06  # metres
_CENTERED = 0.05  # metres
_BESIDE_GAP, _BESIDE_SPREAD = 0.05, 0.2  # metres, of "left of" without a distance
_NEXT_GAP, _NEXT_SPREAD = 0.05, 0.1
_NEAR_GAP, _NEAR_SPREAD = 0.2, 0.3
_LANE = 0.6  # of an anchor's half width, how far aside of its middle is still in front of it
_MIDDLE = 0.15  # metres, of "between" and "opposite"
_WHOLE_MIDDLE = 0.3
_OF_WALL = 0.4  # metres from a wall, within which a thing tells which wall is meant
_TAIL = 0.02  # what a clause that fails leaves, so that the nearest miss still ranks first


@dataclass(frozen=True, eq=False)
class Cells:
    """Places for the middle of an item that is turned one way.

    Attributes:
        points: (K, 2) metres.
        axes: (2, 2) unit directions of the item's length and width.
        half: (2,) half of them, metres.
        low: metres, the item's bottom.
        high: metres, its top.
    """

    points: np.ndarray
    axes: np.ndarray
    half: np.ndarray
    low: float
    high: float

    def reach(self, way: np.ndarray) -> np.ndarray:
        """(...) half the item's extent along unit directions (..., 2)."""
        return np.abs(way @ self.axes.T) @ self.half


def close_to(error: np.ndarray, spread: float | np.ndarray) -> np.ndarray:
    """1 where there is no error, 0.5 at `spread`, with a tail that keeps the order of misses."""
    return 1.0 / (1.0 + (error / spread) ** 2)


def score_spot(
    graph: SceneGraph, anchored: Anchored, cells: Cells, walls: WallFaces, room: int
) -> np.ndarray:
    """(K,) how well each cell fits one spot."""
    spot = anchored.spot
    if spot.relation == "corner_of" and not len(anchored.rows):
        fit = _fit_of_corner(graph, anchored, cells, walls, room)
    elif any(is_wall(find) for find in spot.anchors):
        fit = _fit_of_walls(graph, anchored, cells, walls)
    elif not len(anchored.rows):
        fit = _fit_of_room(graph, anchored, cells, room)
    else:
        each = [_fit_of_anchor(graph, anchored, cells, at) for at in range(len(anchored.rows))]
        fit = np.max(np.array(each) * anchored.likely[:, None], axis=0)
    return _TAIL + (1.0 - _TAIL) * fit


def _fit_of_walls(
    graph: SceneGraph, anchored: Anchored, cells: Cells, walls: WallFaces
) -> np.ndarray:
    """Against a wall, or at its middle, or in the middle between a thing and a wall."""
    spot = anchored.spot
    gap, beyond = _off_walls(cells, walls)
    aimed = 0.0 if spot.distance is None else spot.distance
    if spot.relation == "between" and len(anchored.rows):
        return _between_wall(graph, anchored, cells, walls)
    spread = _TIGHT if spot.tight or spot.distance is not None else _BESIDE_SPREAD
    fit = close_to(gap - aimed, spread) * close_to(beyond, 0.2)
    if spot.centered or spot.relation == "center_of":
        fit = fit * close_to(walls.place(cells.points) - walls.length / 2, _WHOLE_MIDDLE)
    for row in anchored.others:
        fit = fit * of_walls(graph, walls, int(row))
    return fit.max(axis=1)


def _off_walls(cells: Cells, walls: WallFaces) -> tuple[np.ndarray, np.ndarray]:
    """(K, W) metres between the item and each wall, and (K, W) past the wall's ends."""
    gap = walls.depth(cells.points) - cells.reach(walls.inward)
    place = walls.place(cells.points)
    return gap, np.maximum(np.maximum(-place, place - walls.length), 0.0)


def of_walls(graph: SceneGraph, walls: WallFaces, row: int) -> np.ndarray:
    """(W,) how surely an object hangs on or stands at each wall."""
    middle = graph.shapes.middle[row]
    reach = np.array([reach_along(graph, row, way) for way in walls.inward])
    gap = np.maximum(walls.depth(middle) - reach, 0.0)
    place = walls.place(middle)
    beyond = np.maximum(np.maximum(-place, place - walls.length), 0.0)
    return close_to(gap + beyond, _OF_WALL)


def _between_wall(
    graph: SceneGraph,
    anchored: Anchored,
    cells: Cells,
    walls: WallFaces,
) -> np.ndarray:
    """Halfway between a thing and a wall it faces; a said distance is the one to the wall."""
    gap, beyond = _off_walls(cells, walls)
    row = int(anchored.rows[0])
    middle = graph.shapes.middle[row]
    fits = []
    for face in range(len(walls)):
        out = -walls.inward[face]
        far = walls.depth(middle[None])[0, face]
        width = far - reach_along(graph, row, out)  # of the empty strip
        aside = np.abs((cells.points - middle) @ walls.along[face])
        if width < 0.05:
            continue
        inside = close_to(np.maximum(aside - reach_along(graph, row, walls.along[face]), 0), 0.1)
        free = width - 2 * cells.reach(out)
        off = gap[:, face] - (
            free / 2 if anchored.spot.distance is None else anchored.spot.distance
        )
        beside = close_to(aside, max(0.8 * reach_along(graph, row, walls.along[face]), 0.1))
        fit = close_to(off, 0.1) * inside * beside * close_to(beyond[:, face], 0.2)
        fits.append(fit * close_to(np.asarray(width), 3.0))
    return np.max(fits, axis=0) if fits else np.zeros(len(cells.points))


# Five arguments: a corner is one of the whole room.
def _fit_of_corner(
    graph: SceneGraph, anchored: Anchored, cells: Cells, walls: WallFaces, room: int
) -> np.ndarray:
    """In a corner of the room: touching two walls that meet; on the side that is said."""
    if not len(walls):
        return np.zeros(len(cells.points))
    gap, beyond = _off_walls(cells, walls)
    touch = close_to(gap, 0.1) * close_to(beyond, 0.3)  # (K, W)
    square = np.abs(walls.inward @ walls.inward.T) < 0.5  # (W, W)
    fit = np.zeros(len(cells.points))
    for face in range(len(walls)):
        fit = np.maximum(fit, touch[:, face] * (touch * square[face]).max(axis=1))
    if not len(anchored.direction):
        return fit
    aside = (cells.points - room_middle(graph, room)) @ anchored.direction[0]
    return np.where(aside > 0, fit, 0.1 * fit)


def room_middle(graph: SceneGraph, room: int) -> np.ndarray:
    """(2,) middle of a room's outline, metres."""
    outline = graph.rooms[room].outline
    return (outline.min(axis=0) + outline.max(axis=0)) / 2


def _fit_of_room(graph: SceneGraph, anchored: Anchored, cells: Cells, room: int) -> np.ndarray:
    """Of the room as a whole: its middle; everything is on its floor."""
    if anchored.spot.relation not in ("center_of", "between"):
        return np.ones(len(cells.points))
    off = np.linalg.norm(cells.points - room_middle(graph, room), axis=1)
    return close_to(off, _WHOLE_MIDDLE)


def _fit_of_anchor(graph: SceneGraph, anchored: Anchored, cells: Cells, at: int) -> np.ndarray:
    """How well cells fit one spot said of one object."""
    spot, row = anchored.spot, int(anchored.rows[at])
    relation = spot.relation
    if relation in ("left_of", "right_of", "in_front_of", "behind"):
        return _fit_of_side(graph, anchored, cells, at)
    if relation == "opposite":
        return _fit_opposite(graph, anchored, cells, at)
    if relation == "between":
        return _fit_between(graph, anchored, cells, at)
    if relation in ("center_of", "below") or (relation == "on" and spot.centered):
        spread = np.maximum(0.25 * graph.shapes.half_lengths[row].min(), _CENTERED)
        return close_to(np.linalg.norm(cells.points - graph.shapes.middle[row], axis=1), spread)
    if relation in ("corner_of", "edge_of"):
        return _fit_of_edge(graph, anchored, cells, at)
    if relation == "aligned_with":
        offset = np.abs((cells.points - graph.shapes.middle[row]) @ own_axes(graph, row).T)
        return close_to(offset.min(axis=1), _CENTERED)
    if relation in ("on", "in", "above"):
        return np.ones(len(cells.points))
    return _fit_beside(graph, anchored, cells, row)


def _fit_of_side(graph: SceneGraph, anchored: Anchored, cells: Cells, at: int) -> np.ndarray:
    """On one side of an object: the gap along that way, and how far aside of its middle."""
    spot, row, way = anchored.spot, int(anchored.rows[at]), anchored.direction[at]
    offset = cells.points - graph.shapes.middle[row]
    reach = reach_along(graph, row, way)
    gap = offset @ way - reach - cells.reach(way)
    across = np.array([-way[1], way[0]])
    aside = np.abs(offset @ across)
    aimed = spot.distance if spot.distance is not None else (0.0 if spot.tight else _BESIDE_GAP)
    exact = spot.distance is not None or spot.tight
    lane = max(_LANE * reach_along(graph, row, across), 0.1)
    fit = close_to(gap - aimed, _SAID if exact else _BESIDE_SPREAD)
    fit = fit * close_to(aside, _CENTERED if spot.centered else lane)
    return np.where(offset @ way > 0, fit, 0.1 * fit)


def _fit_opposite(graph: SceneGraph, anchored: Anchored, cells: Cells, at: int) -> np.ndarray:
    """Ahead of an object, in line with its middle."""
    spot, row, way = anchored.spot, int(anchored.rows[at]), anchored.direction[at]
    offset = cells.points - graph.shapes.middle[row]
    across = np.array([-way[1], way[0]])
    gap = offset @ way - reach_along(graph, row, way) - cells.reach(way)
    fit = close_to(offset @ across, _MIDDLE) * (offset @ way > 0)
    if spot.distance is not None:
        return fit * close_to(gap - spot.distance, _SAID)
    return fit * close_to(np.maximum(0.5 - gap, 0.0), 0.3)


def _fit_between(graph: SceneGraph, anchored: Anchored, cells: Cells, at: int) -> np.ndarray:
    """Between two objects: in the middle of the gap, and of the width they share."""
    first = int(anchored.rows[at])
    others = anchored.others if len(anchored.others) else np.delete(anchored.rows, at)
    fits = [_fit_between_two(graph, first, int(other), cells) for other in others if other != first]
    return np.max(fits, axis=0) if fits else np.zeros(len(cells.points))


def _fit_between_two(graph: SceneGraph, first: int, second: int, cells: Cells) -> np.ndarray:
    axes = own_axes(graph, first)
    middles = [graph.shapes.middle[row] @ axes.T for row in (first, second)]
    reach = [np.array([reach_along(graph, row, axis) for axis in axes]) for row in (first, second)]
    low = np.maximum(middles[0] - reach[0], middles[1] - reach[1])
    high = np.minimum(middles[0] + reach[0], middles[1] + reach[1])
    middle = (low + high) / 2  # of the gap where low > high, of the shared span elsewhere
    apart = low - high
    along = int(np.argmax(apart))
    offset = np.abs(cells.points @ axes.T - middle)
    spread = np.full(2, _MIDDLE)
    spread[1 - along] = max(0.3 * abs(float(apart[1 - along])), _MIDDLE)
    fit = close_to(offset[:, 0], spread[0]) * close_to(offset[:, 1], spread[1])
    return fit * close_to(np.maximum(apart[along], 0.0), 4.0)


def _fit_of_edge(graph: SceneGraph, anchored: Anchored, cells: Cells, at: int) -> np.ndarray:
    """On the corner or at an edge of a support, the item wholly on it."""
    row = int(anchored.rows[at])
    axes = own_axes(graph, row)
    place = cells.points - graph.shapes.middle[row]
    offset = np.abs(place @ axes.T)
    reach = np.array([reach_along(graph, row, axis) for axis in axes])
    inside = reach - offset - np.array([cells.reach(axis) for axis in axes])  # to the edges
    fit = close_to(inside, 0.08)
    fit = fit.prod(axis=1) if anchored.spot.relation == "corner_of" else fit.max(axis=1)
    way = anchored.direction[at]
    if np.isnan(way).any():
        return fit
    diagonal = np.sign(np.round(axes @ way, 3))  # which of the sides are said, and which way
    right = ((np.sign(place @ axes.T) == diagonal) | (diagonal == 0)).all(axis=1)
    return np.where(right, fit, 0.1 * fit)


def _fit_beside(graph: SceneGraph, anchored: Anchored, cells: Cells, row: int) -> np.ndarray:
    """Next to, near or against an object, rather at the middle of a side."""
    spot = anchored.spot
    axes = own_axes(graph, row)
    offset = np.abs((cells.points - graph.shapes.middle[row]) @ axes.T)
    reach = np.array([reach_along(graph, row, axis) for axis in axes])
    gaps = offset - reach - np.array([cells.reach(axis) for axis in axes])
    gap = np.hypot(*np.maximum(gaps, 0.0).T)
    gap = np.where((gaps < 0).all(axis=1), gaps.max(axis=1), gap)
    side = np.argmax(gaps, axis=1)
    aside = np.take_along_axis(offset, 1 - side[:, None], axis=1)[:, 0]
    lane = np.maximum(1.5 * reach[1 - side], 0.15)
    if spot.distance is not None:
        fit = close_to(gap - spot.distance, _SAID)
    elif spot.tight or spot.relation == "against":
        fit = close_to(gap, _TIGHT)
    elif spot.relation == "next_to":
        fit = close_to(gap - _NEXT_GAP, _NEXT_SPREAD)
    else:
        fit = close_to(gap - _NEAR_GAP, _NEAR_SPREAD)
    return fit * close_to(aside, _CENTERED if spot.centered else lane)


def chosen_rows(graph: SceneGraph, anchored: Anchored, cell: Cells) -> list[int]:
    """The objects that one place stands in the relation to: of each anchor the best."""
    if not len(anchored.rows):
        return []
    fits = [
        anchored.likely[at] * float(_fit_of_anchor(graph, anchored, cell, at)[0])
        for at in range(len(anchored.rows))
    ]
    first = int(anchored.rows[int(np.argmax(fits))])
    if anchored.spot.relation != "between":
        return [first]
    others = [int(row) for row in anchored.others] or [int(row) for row in anchored.rows]
    pairs = [(_fit_between_two(graph, first, row, cell)[0], row) for row in others if row != first]
    return [first, max(pairs)[1]] if pairs else [first]

"""What tells which way a thing faces: walls, room to stand, seats, tables and its own shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.gaps import axis_gaps
from ..geometry.neighbours import neighbour_blocks
from .scene_graph import SceneGraph
from .structure import labelled

CUES = ("wall_behind", "wall_ahead", "across", "partner_ahead", "clearance", "inward", "rise")
_WALL_REACH = 0.4  # metres over which a wall's pull falls to a third
_PARTNER_REACH = 0.5  # metres, of a seat's pull on a desk and the other way round
_CLEAR = 2.0  # metres ahead that count as room to stand
_HIGH = 0.65  # of the height, from which a part is high: a chair's back
_FAR = 20.0  # metres, where nothing is hit
_FAINT = 12.0  # metres, from which a wall or a partner pulls by less than 1e-10
_SUNK = 0.3  # metres by which a side may lie beyond the wall it stands at

Partners = tuple[tuple[np.ndarray, np.ndarray], ...]  # rows that turn to other rows: chairs, desks


@dataclass(frozen=True, eq=False)
class Sides:
    """The four ways each of M things may face: along the sides of its footprint's rectangle.

    Attributes:
        direction: (M, 4, 2) unit: along one side, against it, along the other, against it.
        reach: (M, 4) from the middle to the rectangle's side that way, metres.
        middle: (M, 2) of the rectangle, metres.
    """

    direction: np.ndarray
    reach: np.ndarray
    middle: np.ndarray


def find_sides(graph: SceneGraph) -> Sides:
    """The four ways to face, from the footprints."""
    shapes = graph.shapes
    reach = np.maximum(np.linalg.norm(shapes.half_axes, axis=2), 1e-3)  # (M, 2)
    unit = shapes.half_axes / reach[..., None]
    unit[:, 1] = np.stack([-unit[:, 0, 1], unit[:, 0, 0]], axis=1)
    direction = np.stack([unit[:, 0], -unit[:, 0], unit[:, 1], -unit[:, 1]], axis=1)
    along = np.einsum("mkc,mhc->mkh", shapes.corners, unit)
    middle = (along.min(axis=1) + along.max(axis=1)) / 2  # along the two sides
    middle = np.einsum("mh,mhc->mc", middle, unit)
    return Sides(direction, reach[:, [0, 0, 1, 1]], middle)


def measure_cues(graph: SceneGraph, sides: Sides, partners: Partners) -> np.ndarray:
    """Evidence for each way each thing may face.

    Args:
        graph: the scene.
        sides: the four ways.
        partners: which rows would turn to which: chairs to desks; no row turns twice.

    Returns:
        (M, 4, len(CUES)) in about [-1, 1], 0 where a cue says nothing.
    """
    start = sides.middle[:, None] + sides.direction * sides.reach[..., None]
    wall = _wall_distances(graph, start, sides.direction)
    pull = np.exp(-wall / _WALL_REACH)
    ahead = np.minimum(np.minimum(wall, _object_distances(graph, sides)), _CLEAR) / _CLEAR
    cues = [
        _behind(pull),
        pull,
        _across(sides),
        _partner_ahead(graph, sides, partners),
        ahead - _behind(ahead),
        _inward(graph, sides),
        _rise(graph, sides),
    ]
    return np.stack(cues, axis=2)


def _behind(values: np.ndarray) -> np.ndarray:
    """(M, 4) what holds of the opposite way."""
    return values[:, [1, 0, 3, 2]]


def _across(sides: Sides) -> np.ndarray:
    """(M, 4) positive for the ways that look off the longer side, by how much longer it is."""
    ratio = np.log(sides.reach[:, [2, 2, 0, 0]] / sides.reach)
    return np.clip(ratio, -1.0, 1.0)


def _wall_distances(graph: SceneGraph, start: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """(M, 4) from a side to the outline of the room or an annotated wall ahead, metres.

    Annotated walls are looked for up to _FAINT.
    """
    distance = np.full(start.shape[:2], _FAR)
    for number, room in enumerate(graph.rooms):
        rows = np.flatnonzero(graph.room_of == number)
        distance[rows] = _ray_hits(start[rows], direction[rows], room.outline[None])
    rows = np.flatnonzero(~labelled(graph.instances.label, frozenset({"wall"})))
    spans = np.hstack([start[rows].min(axis=1), start[rows].max(axis=1)])
    walls = np.hstack([graph.walls.min(axis=1), graph.walls.max(axis=1)])
    for at, beside in neighbour_blocks(spans, walls, reach=_FAINT):
        hits = _ray_hits(start[rows[at]], direction[rows[at]], graph.walls[beside])
        distance[rows[at]] = np.minimum(distance[rows[at]], hits)
    return np.maximum(distance, 0.0)


def _ray_hits(start: np.ndarray, direction: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    """(R, 4) distance along rays to the first side of polygons (W, K, 2); sunk by up to 0.3 m."""
    corner = polygons.reshape(-1, 2)
    side = (np.roll(polygons, -1, axis=1) - polygons).reshape(-1, 2)
    offset = corner - start[..., None, :]  # (R, 4, E, 2)
    ray = direction[..., None, :]
    turn = ray[..., 0] * side[:, 1] - ray[..., 1] * side[:, 0]
    turn = np.where(np.abs(turn) < 1e-9, np.nan, turn)
    along = (offset[..., 0] * side[:, 1] - offset[..., 1] * side[:, 0]) / turn
    share = (offset[..., 0] * ray[..., 1] - offset[..., 1] * ray[..., 0]) / turn
    hit = (along > -_SUNK) & (share >= 0) & (share <= 1)
    return np.where(hit, along, _FAR).min(axis=2, initial=_FAR)


def _object_distances(graph: SceneGraph, sides: Sides) -> np.ndarray:
    """(M, 4) from a side to the next box at the same height straight ahead, metres.

    What is farther than _CLEAR may be missed.
    """
    shapes = graph.shapes
    size = np.sqrt(shapes.area) / 2
    distance = np.full(sides.reach.shape, _FAR)
    solid = np.flatnonzero(~(shapes.is_floor | shapes.is_wall))
    searched = _around(sides.middle, 1.5 * sides.reach.max(axis=1) + _CLEAR)
    taken = _around(sides.middle[solid], 1.5 * size[solid])  # 1.5 > the root of 2
    for rows, at in neighbour_blocks(searched, taken):
        distance[rows] = _distances_to(graph, sides, rows, solid[at])
    return np.maximum(distance, 0.0)


def _around(middle: np.ndarray, half: np.ndarray) -> np.ndarray:
    """(M, 4) squares, low corner then high, by their middles (M, 2) and half sides (M,)."""
    return np.hstack([middle - half[:, None], middle + half[:, None]])


def _distances_to(
    graph: SceneGraph, sides: Sides, rows: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """(T, 4) from the sides of some rows to the next of the others straight ahead, metres."""
    aabb = graph.shapes.aabb
    size = np.sqrt(graph.shapes.area[others]) / 2
    offset = sides.middle[others] - sides.middle[rows, None]  # (T, A, 2)
    level = axis_gaps(aabb[rows], aabb[others], 2) < -0.05
    level &= rows[:, None] != others
    distance = np.empty((len(rows), 4))
    for way in range(4):
        x, y = sides.direction[rows, way].T[..., None]
        ahead = offset[..., 0] * x + offset[..., 1] * y - sides.reach[rows, way, None] - size
        aside = np.abs(offset[..., 0] * y - offset[..., 1] * x) - size
        hit = level & (aside < 0.5 * sides.reach[rows, (way + 2) % 4, None]) & (ahead > -size)
        distance[:, way] = np.where(hit, ahead, _FAR).min(axis=1, initial=_FAR)
    return distance


def _partner_ahead(graph: SceneGraph, sides: Sides, partners: Partners) -> np.ndarray:
    """(M, 4) how much the nearest partner lies that way, fading with the gap to it."""
    aabb = graph.shapes.aabb
    flat = aabb[:, [0, 1, 3, 4]]
    cue = np.zeros(sides.reach.shape)
    for turning, towards in partners:
        for at, beside in neighbour_blocks(flat[turning], flat[towards], reach=_FAINT):
            rows, others = turning[at], towards[beside]
            gap = graph.shapes.horizontal_gaps(rows, others)
            best = gap.argmin(axis=1)
            fade = np.exp(-gap[np.arange(len(rows)), best] / _PARTNER_REACH)
            way = _way_to(sides.middle[rows], aabb[others[best]])
            cue[rows] = fade[:, None] * np.einsum("mkc,mc->mk", sides.direction[rows], way)
    return cue


def _way_to(middle: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(T, 2) unit directions from middles (T, 2) to boxes (T, 6)."""
    nearest = np.clip(middle, box[:, :2], box[:, 3:5])
    # Inside the other's box, its middle tells; outside, its nearest point.
    way = nearest * 0.7 + (box[:, :2] + box[:, 3:5]) / 2 * 0.3 - middle
    return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)


def _inward(graph: SceneGraph, sides: Sides) -> np.ndarray:
    """(M, 4) how much the middle of the room lies that way."""
    middles = np.array([room.outline.mean(axis=0) for room in graph.rooms]).reshape(-1, 2)
    way = middles[graph.room_of] - sides.middle
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 0.1)
    return np.einsum("mkc,mc->mk", sides.direction, way)


def _rise(graph: SceneGraph, sides: Sides) -> np.ndarray:
    """(M, 4) how far the low points lie that way from the high ones, of the reach; 0 without."""
    shapes = graph.shapes
    if shapes.samples is None or shapes.sampled is None:
        return np.zeros(sides.reach.shape)
    points = shapes.samples
    low, high = shapes.aabb[:, 2], shapes.aabb[:, 5]
    level = (points[..., 2] - low[:, None]) / np.maximum(high - low, 1e-3)[:, None]
    upper = (level > _HIGH)[..., None]  # (M, S, 1)
    flat = points[..., :2] - sides.middle[:, None]
    mean_low = (flat * ~upper).sum(axis=1) / np.maximum((~upper).sum(axis=1), 1)
    mean_high = (flat * upper).sum(axis=1) / np.maximum(upper.sum(axis=1), 1)
    rise = np.einsum("mkc,mc->mk", sides.direction, mean_low - mean_high) / sides.reach
    told = shapes.sampled & upper.any(axis=(1, 2)) & (~upper).any(axis=(1, 2))
    return np.where(told[:, None], rise, 0.0)

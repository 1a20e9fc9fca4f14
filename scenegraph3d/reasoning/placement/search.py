"""Search one support for the best free place: an item and its spots in, ranked places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...graph.scene_graph import SceneGraph
from .anchors import Anchored, is_wall, own_axes
from .areas import LEAST_SHARE, grow, rectangle_of
from .asked import Asked
from .item import Item
from .raster import clearance, fits
from .record import FreeRegion
from .scores import Cells, score_spot
from .several import clearly_apart, pick_apart, pick_several
from .surface import Surface, occupied
from .wall_faces import WallFaces

_ACROSS = 0.7  # what a place is worth where the longer side does not run along the wall
_ROOMY = 0.1  # metres of clearance that are half as good as plenty
_CLEARANCE_SHARE = 0.15
MOST_PLACES = 5  # that an answer tells


@dataclass(frozen=True, eq=False)
class Spotted:
    """One place found: the middle of the item's bottom, its turn, and how well each spot fits.

    Attributes:
        center: (3,) middle of the box, metres.
        extent: (3,) its sides along its own axes, metres.
        axes: (2, 2) unit directions of its length and width.
        score: of all spots together.
        parts: (S,) score of each spot.
        free: nothing is in the way and all of it is supported.
    """

    center: np.ndarray
    extent: np.ndarray
    axes: np.ndarray
    score: float
    parts: tuple[float, ...]
    free: bool


def cell_of(spotted: Spotted) -> Cells:
    """The one cell that a place lies in."""
    low, high = (spotted.center[2] + sign * spotted.extent[2] / 2 for sign in (-1, 1))
    half = spotted.extent[:2] / 2
    return Cells(spotted.center[None, :2], spotted.axes, half, float(low), float(high))


@dataclass(frozen=True, eq=False)
class Search:
    """What was found on one support.

    Attributes:
        surface: the support.
        places: free places, the best first, far enough from each other to be others.
        meant: the best place if nothing stood in the way.
        free: where the item fits at all.
        widest: metres, side of the largest free square.
    """

    surface: Surface
    places: tuple[Spotted, ...]
    meant: Spotted
    free: FreeRegion
    widest: float


@dataclass(frozen=True, eq=False)
class _Turn:
    """The cells of a support scored for an item turned one way.

    Attributes:
        axes: (2, 2) unit directions of its length and width.
        parts: (S, K) score of each spot at each cell.
        score: (K,) of all of them.
        held: (K,) bool, the support reaches under all of the item.
        free: (K,) bool, and nothing is in the way.
    """

    axes: np.ndarray
    parts: np.ndarray
    score: np.ndarray
    held: np.ndarray
    free: np.ndarray


def search_surface(asked: Asked, surface: Surface) -> Search:
    """Score every 2 cm cell of a support for an item turned along its neighbours."""
    blocked = _in_the_way(asked, surface) | ~surface.supported
    roomy = clearance(blocked, surface.grid.resolution)
    base = _heading(asked.graph, surface, asked.spots)
    turns = [_scored(asked, surface, axes, blocked, roomy) for axes in _turns(base, asked.item)]
    free = np.zeros(surface.grid.shape, dtype=bool)
    free[surface.supported] = np.any([turn.free for turn in turns], axis=0)
    points = surface.grid.middles()[surface.supported]
    places = _best_free(turns, points, asked.item, surface.z)
    if asked.item.area and places:
        places = [_grown(turns, places[0], surface)]
    return Search(
        surface=surface,
        places=tuple(places),
        meant=_best(turns, points, asked.item, surface.z),
        free=FreeRegion(surface.grid, free, surface.z),
        widest=2 * float(roomy.max(initial=0.0)),
    )


def _in_the_way(asked: Asked, surface: Surface) -> np.ndarray:
    """(H, W) bool: taken by walls, and but for what lies under things, by what stands there."""
    if asked.item.flat:
        return occupied(asked.graph, surface, 0.0, skip=tuple(range(len(asked.graph))))
    skip = tuple(_ignored(asked.item, asked.spots))
    return occupied(asked.graph, surface, asked.item.extent[2], skip=skip)


# Five arguments: the request, the support and what is common to all turns.
def _scored(
    asked: Asked, surface: Surface, axes: np.ndarray, blocked: np.ndarray, roomy: np.ndarray
) -> _Turn:
    item, on = asked.item, surface.supported
    points = surface.grid.middles()[on]
    cells = Cells(points, axes, item.extent[:2] / 2, surface.z, surface.z + item.extent[2])
    scores = [score_spot(asked.graph, s, cells, asked.walls, asked.room) for s in asked.spots]
    parts = np.array(scores).reshape(len(asked.spots), len(points))
    share = roomy[on] / (roomy[on] + _ROOMY)
    score = parts.prod(axis=0) * _turn_score(item, asked.spots, cells, asked.walls)
    step = surface.grid.resolution
    return _Turn(
        axes=axes,
        parts=parts,
        score=score * (1 - _CLEARANCE_SHARE + _CLEARANCE_SHARE * share),
        held=fits(~on, axes, item.extent[:2], step)[on],
        free=fits(blocked, axes, item.extent[:2], step)[on],
    )


def _grown(turns: list[_Turn], best: Spotted, surface: Surface) -> Spotted:
    """The largest free area around the best place of a probe, along the raster's axes."""
    mask = np.zeros(surface.grid.shape, dtype=bool)
    mask[surface.supported] = np.any(
        [turn.free & (turn.score >= LEAST_SHARE * best.score) for turn in turns], axis=0
    )
    column, row = surface.grid.pixels_of(best.center[None, :2])[0]
    middle, sides = rectangle_of(surface.grid, grow(mask, (int(row), int(column))))
    height = best.extent[2]
    center = np.array([*middle, surface.z + height / 2])
    extent = np.array([*sides, height])
    return Spotted(center, extent, np.eye(2), best.score, best.parts, True)


def _ignored(item: Item, spots: Sequence[Anchored]) -> list[int]:
    """Rows that do not stand in the way: what is moved itself, what it is put under."""
    under = [int(row) for spot in spots if spot.spot.relation == "below" for row in spot.rows[:1]]
    return [*under, *([item.row] if item.row >= 0 else [])]


def _heading(graph: SceneGraph, surface: Surface, spots: Sequence[Anchored]) -> np.ndarray:
    """(2, 2) axes to turn the item along: those of its first anchor, else of its support."""
    for spot in spots:
        if len(spot.rows) and spot.spot.relation not in ("between",):
            return own_axes(graph, int(spot.rows[0]))
    return np.eye(2) if surface.row < 0 else own_axes(graph, surface.row)


def _turns(base: np.ndarray, item: Item) -> list[np.ndarray]:
    """The turns to try: along the axes and a quarter turned, unless it makes no difference."""
    if item.row >= 0:
        return [np.eye(2)]
    if abs(item.extent[0] - item.extent[1]) < 1e-3:
        return [base]
    return [base, np.stack([base[1], -base[0]])]


def _turn_score(
    item: Item, spots: Sequence[Anchored], cells: Cells, walls: WallFaces
) -> np.ndarray | float:
    """Things stand with their longer side along what they are put against."""
    if item.row >= 0:
        return 1.0
    for spot in spots:
        if spot.frame is not None and len(spot.rows):
            way = spot.direction[0]
            return 1.0 if cells.reach(way) <= cells.half.min() + 1e-6 else _ACROSS
        if any(is_wall(find) for find in spot.spot.anchors) and len(walls):
            nearest = np.abs(walls.depth(cells.points)).argmin(axis=1)
            along = cells.reach(walls.inward)[nearest] <= cells.half.min() + 1e-6
            return np.where(along, 1.0, _ACROSS)
    spread = np.ptp(cells.points, axis=0) if len(cells.points) else np.ones(2)
    longer = np.abs(cells.axes[0] @ np.eye(2)[int(np.argmax(spread))]) > 0.7
    return 1.0 if longer == bool(cells.half[0] >= cells.half[1]) else 0.95


def _best(turns: list[_Turn], points: np.ndarray, item: Item, z: float) -> Spotted:
    """What is meant: the best place on the support, whatever stands there."""
    kept = [np.where(turn.held, turn.score, -1.0) for turn in turns]
    if max(score.max(initial=-1.0) for score in kept) < 0:  # larger than the support
        kept = [turn.score for turn in turns]
    turn = int(np.argmax([score.max(initial=-1.0) for score in kept]))
    return _spotted(turns[turn], int(kept[turn].argmax()), points, item, z)


def _best_free(turns: list[_Turn], points: np.ndarray, item: Item, z: float) -> list[Spotted]:
    """The best free places, each farther from the others than the item is long.

    Of several things that are put at once, a place each.
    """
    scores = np.array([np.where(turn.free, turn.score, -1.0) for turn in turns])
    sides = item.extent[:2]
    if item.copies > 1:
        axes = np.array([turn.axes for turn in turns])
        picked = pick_several(scores, points, axes=axes, sides=sides, count=item.copies)
    else:
        picked = pick_apart(scores, points, apart=clearly_apart(sides), most=MOST_PLACES)
    return [_spotted(turns[turn], at, points, item, z) for turn, at in picked]


def _spotted(turn: _Turn, at: int, points: np.ndarray, item: Item, z: float) -> Spotted:
    center = np.array([*points[at], z + item.extent[2] / 2])
    parts = tuple(float(part) for part in turn.parts[:, at])
    return Spotted(
        center, item.extent, turn.axes, float(turn.score[at]), parts, bool(turn.free[at])
    )

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
from .record import FreeRegion
from .scores import Cells, score_spot
from .surface import Surface, clearance, fits, occupied
from .wall_faces import WallFaces

_ACROSS = 0.7  # what a place is worth where the longer side does not run along the wall
_ROOMY = 0.1  # metres of clearance that are half as good as plenty
_CLEARANCE_SHARE = 0.15
_MOST_PLACES = 5


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


def search_surface(asked: Asked, surface: Surface) -> Search:
    """Score every 2 cm cell of a support for an item turned along its neighbours."""
    graph, item, spots, walls = asked.graph, asked.item, asked.spots, asked.walls
    skip = tuple(_ignored(item, spots))
    height = item.extent[2]
    standing = occupied(graph, surface, height, skip=skip) if not item.flat else None
    if standing is None:
        standing = _only_walls(graph, surface)
    blocked = standing | ~surface.supported
    roomy = clearance(blocked, surface.grid.resolution)
    middles = surface.grid.middles()
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
    base = _heading(graph, surface, spots)
    for axes in _turns(base, item):
        cells = Cells(
            middles[surface.supported],
            axes,
            item.extent[:2] / 2,
            surface.z,
            surface.z + height,
        )
        parts = np.array([score_spot(graph, spot, cells, walls, asked.room) for spot in spots])
        parts = parts.reshape(len(spots), len(cells.points))
        score = parts.prod(axis=0) * _turn_score(graph, item, spots, cells, walls)
        free = fits(blocked, axes, item.extent[:2], surface.grid.resolution)[surface.supported]
        near = roomy[surface.supported]
        score = score * (1 - _CLEARANCE_SHARE + _CLEARANCE_SHARE * near / (near + _ROOMY))
        found.append((axes, parts, score, free))
    free_mask = np.zeros(surface.grid.shape, dtype=bool)
    free_mask[surface.supported] = np.any([free for *_, free in found], axis=0)
    points = middles[surface.supported]
    places = _best_free(found, points, item, surface.z)
    if item.area and places:
        places = [_grown(found, places[0], surface)]
    return Search(
        surface=surface,
        places=tuple(places),
        meant=_best(found, points, item, surface.z),
        free=FreeRegion(surface.grid, free_mask, surface.z),
        widest=2 * float(roomy.max(initial=0.0)),
    )


def _grown(found, best: Spotted, surface: Surface) -> Spotted:
    """The largest free area around the best place of a probe, along the raster's axes."""
    mask = np.zeros(surface.grid.shape, dtype=bool)
    mask[surface.supported] = np.any(
        [free & (score >= LEAST_SHARE * best.score) for _, _, score, free in found], axis=0
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


def _only_walls(graph: SceneGraph, surface: Surface) -> np.ndarray:
    return occupied(graph, surface, 0.0, skip=tuple(range(len(graph))))


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
    graph: SceneGraph, item: Item, spots: Sequence[Anchored], cells: Cells, walls: WallFaces
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


def _best(found, points: np.ndarray, item: Item, z: float) -> Spotted:
    scores = [score.max(initial=-1.0) for _, _, score, _ in found]
    turn = int(np.argmax(scores))
    axes, parts, score, free = found[turn]
    at = int(score.argmax())
    return _spotted(points[at], axes, item, z, float(score[at]), parts[:, at], bool(free[at]))


def _best_free(found, points: np.ndarray, item: Item, z: float) -> list[Spotted]:
    """The best free places, each farther from the others than the item is long."""
    places: list[Spotted] = []
    scores = np.array([np.where(free, score, -1.0) for _, _, score, free in found])
    apart = max(float(np.hypot(*item.extent[:2])), 0.3)
    while len(places) < _MOST_PLACES and scores.size and scores.max() > 0:
        turn, at = np.unravel_index(int(scores.argmax()), scores.shape)
        axes, parts, score, _ = found[turn]
        places.append(_spotted(points[at], axes, item, z, float(score[at]), parts[:, at], True))
        scores[:, np.linalg.norm(points - points[at], axis=1) < apart] = -1.0
    return places


# Seven arguments: the numbers of one place, as they lie in the arrays of the search.
def _spotted(point, axes, item: Item, z: float, score: float, parts, free: bool) -> Spotted:
    center = np.array([point[0], point[1], z + item.extent[2] / 2])
    return Spotted(center, item.extent, axes, score, tuple(float(p) for p in parts), free)

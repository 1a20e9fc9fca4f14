"""Places on walls: a thing that hangs and what is said of it in, ranked places out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .anchors import Anchored, is_wall, is_whole, reach_along
from .asked import Asked
from .scores import close_to
from .search import MOST_PLACES, Spotted
from .several import pick_several

_STEP = 0.04  # metres
_EYE = 1.45  # metres above the floor, of the middle of what hangs
_EYE_SPREAD = 0.5
_ABOVE_GAP, _ABOVE_SPREAD = 0.2, 0.25
_SAID = 0.05
_CENTERED = 0.06
_ASIDE = 0.3
_OF_WALL = 0.4  # metres from a wall, within which a thing tells which wall is meant
_TAIL = 0.02


def search_walls(asked: Asked) -> tuple[list[Spotted], Spotted | None]:
    """The best free places for an item on the walls of a room, and the one that was meant.

    Where no wall is seen the sides of the room's outline are searched.
    """
    found: list[Spotted] = []
    best: Spotted | None = None
    seen = np.flatnonzero(asked.walls.seen)
    for face in seen if len(seen) else range(len(asked.walls)):
        places, meant = _search_face(asked, int(face))
        found += places
        if meant is not None and (best is None or meant.score > best.score):
            best = meant
    found.sort(key=lambda place: -place.score)
    return found[: max(MOST_PLACES, asked.item.copies)], best


def _search_face(asked: Asked, face: int) -> tuple[list[Spotted], Spotted | None]:
    """The best free place on one wall, and the best if nothing hung there."""
    graph, item, spots, walls = asked.graph, asked.item, asked.spots, asked.walls
    length, height = item.extent[0], item.extent[2]
    floor, ceiling = graph.rooms[asked.room].floor_z, graph.rooms[asked.room].ceiling_z
    reach = float(walls.length[face])
    along = np.arange(min(length / 2, reach / 2), max(reach - length / 2, reach / 2) + 1e-6, _STEP)
    up = np.arange(floor + height / 2, max(ceiling, floor + 2.2) - height / 2 + 1e-6, _STEP)
    if not len(along) or not len(up):
        return [], None
    u, z = np.meshgrid(along, up)
    on_wall = _OnWall(asked, face, u, z)
    parts = [_TAIL + (1 - _TAIL) * _fit(on_wall, spot, floor) for spot in spots]
    score = np.prod(parts, axis=0) if parts else np.ones(u.shape)
    if not _says_height(spots):
        score = score * close_to(z - (floor + _EYE), _EYE_SPREAD)
    score = score * (0.2 if length > reach else 1.0)
    free = on_wall.free()
    best = np.unravel_index(int(score.argmax()), score.shape)
    meant = on_wall.spotted(best, score, parts, bool(free[best]))
    if not free.any():
        return [], meant
    cells = np.stack([u.ravel(), z.ravel()], axis=1)
    picked = pick_several(
        np.where(free, score, -1.0).reshape(1, -1),
        cells,
        axes=np.eye(2)[None],
        sides=item.extent[[0, 2]],
        count=item.copies,
    )
    spots_at = [np.unravel_index(at, score.shape) for _, at in picked]
    return [on_wall.spotted(at, score, parts, True) for at in spots_at], meant


def _says_height(spots: Sequence[Anchored]) -> bool:
    return any(s.spot.relation in ("above", "below", "aligned_with") for s in spots)


class _OnWall:
    """Places (Z, U) of an item's middle on one wall face."""

    def __init__(self, asked: Asked, face: int, u: np.ndarray, z: np.ndarray) -> None:
        self.graph, self.item, self.u, self.z = asked.graph, asked.item, u, z
        walls = asked.walls
        self.start, self.along = walls.start[face], walls.along[face]
        self.inward, self.length = walls.inward[face], float(walls.length[face])

    def place_of(self, row: int) -> float:
        """Metres along the wall of the middle of an object."""
        return float((self.graph.shapes.middle[row] - self.start) @ self.along)

    def gap_to(self, row: int) -> float:
        """Metres between the wall and an object's nearest side."""
        depth = float((self.graph.shapes.middle[row] - self.start) @ self.inward)
        return depth - reach_along(self.graph, row, -self.inward)

    def of_wall(self, row: int) -> float:
        """How surely an object hangs on or stands at this wall."""
        beyond = max(-self.place_of(row), self.place_of(row) - self.length, 0.0)
        return float(close_to(np.array(max(self.gap_to(row), 0.0) + beyond), _OF_WALL))

    def free(self) -> np.ndarray:
        """(Z, U) bool: nothing hangs or stands where the item would be."""
        free = np.ones(self.u.shape, dtype=bool)
        length, thick, height = self.item.extent
        for row in range(len(self.graph)):
            if row == self.item.row or self.graph.shapes.is_wall[row]:
                continue
            if self.graph.shapes.is_floor[row] or not -0.5 < self.gap_to(row) < thick - 0.02:
                continue
            half = reach_along(self.graph, row, self.along)
            box = self.graph.instances.aabb[row]
            beside = np.abs(self.u - self.place_of(row)) < half + length / 2 - 0.01
            level = (self.z + height / 2 > box[2] + 0.01) & (self.z - height / 2 < box[5] - 0.01)
            free &= ~(beside & level)
        return free

    def spotted(self, at, score, parts, free: bool) -> Spotted:
        """The place at one cell as a box."""
        middle = self.start + self.u[at] * self.along + self.inward * self.item.extent[1] / 2
        axes = np.stack([self.along, self.inward])
        if self.along[0] * self.inward[1] - self.along[1] * self.inward[0] < 0:
            axes = np.stack([-self.along, self.inward])
        center = np.array([middle[0], middle[1], self.z[at]])
        told = tuple(float(part[at]) for part in parts)
        return Spotted(center, self.item.extent, axes, float(score[at]), told, free)


def _fit(on: _OnWall, anchored: Anchored, floor: float) -> np.ndarray:
    """(Z, U) how well places fit one spot."""
    spot = anchored.spot
    low, high = on.z - on.item.extent[2] / 2, on.z + on.item.extent[2] / 2
    if any(is_whole(find) for find in spot.anchors):
        return (
            close_to(low - floor - (spot.distance or 0.0), _SAID)
            if spot.distance
            else 1.0 + 0 * low
        )
    if any(is_wall(find) for find in spot.anchors):
        fit = np.ones(low.shape)
        if spot.centered or spot.relation == "center_of":
            fit = close_to(on.u - on.length / 2, 2 * _ASIDE)
        return fit * max((on.of_wall(int(row)) for row in anchored.others), default=1.0)
    if not len(anchored.rows):
        return np.ones(low.shape)
    fits = [
        share * _fit_of_anchor(on, anchored, at, low, high)
        for at, share in enumerate(anchored.likely)
    ]
    return np.max(fits, axis=0)


def _fit_of_anchor(on: _OnWall, anchored: Anchored, at: int, low, high) -> np.ndarray:
    spot, row = anchored.spot, int(anchored.rows[at])
    box = on.graph.instances.aabb[row]
    offset = on.u - on.place_of(row)
    half = reach_along(on.graph, row, on.along)
    near = on.of_wall(row)
    aside = _CENTERED if spot.centered else max(0.5 * half, _ASIDE / 2)
    if spot.relation in ("above", "below"):
        gap = low - box[5] if spot.relation == "above" else box[2] - high
        aimed = spot.distance if spot.distance is not None else (0.0 if spot.tight else _ABOVE_GAP)
        exact = spot.distance is not None or spot.tight
        fit = close_to(gap - aimed, _SAID if exact else _ABOVE_SPREAD) * close_to(offset, aside)
        return near * fit
    if spot.relation in ("left_of", "right_of"):
        way = float(anchored.direction[at] @ on.along)
        if abs(way) < 0.5:
            return np.full(low.shape, 0.02)
        gap = np.sign(way) * offset - half - on.item.extent[0] / 2
        aimed = spot.distance if spot.distance is not None else 0.1
        fit = close_to(gap - aimed, _SAID if spot.distance is not None else _ASIDE)
        level = close_to(on.z - (box[2] + box[5]) / 2, 0.5)
        return near * fit * level * np.where(gap > -on.item.extent[0], 1.0, 0.1)
    if spot.relation == "opposite":
        way = -float(anchored.direction[at] @ on.inward)
        return close_to(offset, _ASIDE) * (1.0 if way > 0.7 else 0.02)
    if spot.relation == "aligned_with":
        level = close_to(on.z - (box[2] + box[5]) / 2, _CENTERED)
        return np.maximum(level, 0.5 * close_to(offset, _CENTERED)) * max(near, 0.3)
    if spot.distance is not None:
        gap = np.abs(offset) - half - on.item.extent[0] / 2
        return near * close_to(gap - spot.distance, _SAID)
    if spot.relation in ("on", "center_of"):
        level = close_to(on.z - (box[2] + box[5]) / 2, 0.3)
        return near * close_to(offset, aside) * level
    return near * close_to(np.maximum(np.abs(offset) - half, 0.0), _ASIDE)

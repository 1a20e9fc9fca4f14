"""Landmarks as they are seen from places: a graph and places go in, distances and bearings out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from ...graph.scene_graph import SceneGraph

_WIDE = 1.5  # metres: a wider landmark with points is where its points are, not its box
_LARGEST_SQUARE = 1.0  # metres, edge of the squares that stand for such a landmark
_ALONG = 12  # squares along its longer side, where that makes them smaller
_FILLED = 0.7  # of its box: a landmark that covers as much is taken for the box
_MOST_SQUARES = 100  # of one landmark; more are merged to larger ones


@dataclass(frozen=True, eq=False)
class Pieces:
    """P rectangles on the ground that M landmarks consist of, those of one landmark in a row.

    Attributes:
        row: (P,) int64 landmark of each, rising from 0 to M - 1 without gaps.
        center: (P, 2) metres.
        axis: (P, 2) unit direction of the first side.
        half: (P, 2) half sides, metres.
    """

    row: np.ndarray
    center: np.ndarray
    axis: np.ndarray
    half: np.ndarray

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """(M, 2) low and (M, 2) high corner of squares around the landmarks."""
        start = np.flatnonzero(np.diff(self.row, prepend=-1))
        reach = np.linalg.norm(self.half, axis=1)[:, None]
        low = np.minimum.reduceat(self.center - reach, start)
        return low, np.maximum.reduceat(self.center + reach, start)

    def around(self, origin: np.ndarray) -> Pieces:
        """The same in float32, seen from `origin` (2,)."""
        single = (part.astype(np.float32) for part in (self.center - origin, self.axis, self.half))
        return Pieces(self.row, *single)

    def of(self, rows: np.ndarray) -> Pieces:
        """Those of some landmarks, `rows` rising, which are numbered anew."""
        kept = np.isin(self.row, rows)
        row = np.searchsorted(rows, self.row[kept])
        return Pieces(row, self.center[kept], self.axis[kept], self.half[kept])


@dataclass(frozen=True, eq=False)
class Outlook:
    """What G places see of M landmarks, float32.

    Attributes:
        distance: (G, M) metres to the nearest point of each, 0 on it.
        bearing: (G, M) radians from +x towards +y of that nearest point; of the middle on it.
        middle_bearing: (G, M) radians of its middle.
    """

    distance: np.ndarray
    bearing: np.ndarray
    middle_bearing: np.ndarray

    def of(self, rows: np.ndarray) -> Outlook:
        """The same for some landmarks."""
        return Outlook(self.distance[:, rows], self.bearing[:, rows], self.middle_bearing[:, rows])


def cut_to_pieces(graph: SceneGraph) -> Pieces:
    """The ground that each object of a graph covers."""
    boxes = graph.instances.boxes
    parts = [_squares(graph, row) for row in range(len(graph))]
    rows, centers, axes, halves = [], [], [], []
    for row, squares in enumerate(parts):
        if squares is None:
            R = boxes.R_world_box[row]
            upright = int(np.argmax(np.abs(R[2])))
            first, second = (k for k in range(3) if k != upright)
            axis = R[:2, first] / max(float(np.linalg.norm(R[:2, first])), 1e-9)
            rows.append([row])
            centers.append(boxes.center[row, None, :2])
            axes.append(axis[None])
            halves.append(boxes.extent[row, None][:, [first, second]] / 2)
            continue
        middle, edge = squares
        rows.append([row] * len(middle))
        centers.append(middle)
        axes.append(np.tile([1.0, 0.0], (len(middle), 1)))
        halves.append(np.full((len(middle), 2), edge / 2))
    return Pieces(np.concatenate(rows), *(np.concatenate(a) for a in (centers, axes, halves)))


def look_around(pieces: Pieces, places: np.ndarray, sight: float = np.inf) -> Outlook:
    """What (G, 2) places see of the landmarks; those beyond `sight` metres are infinitely far."""
    start = np.append(np.flatnonzero(np.diff(pieces.row, prepend=-1)), len(pieces.row))
    origin = places.mean(axis=0)  # near it single precision does
    places, pieces = (places - origin).astype(np.float32), pieces.around(origin)
    shape = (len(places), len(start) - 1)
    distance = np.full(shape, np.inf, dtype=np.float32)
    bearing, middle_bearing = np.zeros((2, *shape), dtype=np.float32)
    for row, (first, last) in enumerate(pairwise(start)):
        own = slice(first, last)
        center, half = pieces.center[own], np.linalg.norm(pieces.half[own], axis=1)[:, None]
        low, high = (center - half).min(axis=0) - sight, (center + half).max(axis=0) + sight
        near = np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))
        offset = _to_nearest(pieces, own, places[near])
        area = pieces.half[own].prod(axis=1) + 1e-9
        to_middle = np.average(center, axis=0, weights=area) - places[near]
        far = np.linalg.norm(offset, axis=1)
        toward = np.where(far[:, None] > 0, offset, to_middle)
        distance[near, row] = far
        bearing[near, row] = np.arctan2(toward[:, 1], toward[:, 0])
        middle_bearing[near, row] = np.arctan2(to_middle[:, 1], to_middle[:, 0])
    return Outlook(distance, bearing, middle_bearing)


def _to_nearest(pieces: Pieces, own: slice, places: np.ndarray) -> np.ndarray:
    """(K, 2) from places to the nearest point of the pieces `own`, 0 on them."""
    axis, half = pieces.axis[own], pieces.half[own]
    side = np.stack([-axis[:, 1], axis[:, 0]], axis=1)
    middle = (pieces.center[own] * axis).sum(1), (pieces.center[own] * side).sum(1)
    u, v = middle[0] - places @ axis.T, middle[1] - places @ side.T  # (K, P)
    u = np.sign(u) * np.maximum(np.abs(u) - half[:, 0], 0)
    v = np.sign(v) * np.maximum(np.abs(v) - half[:, 1], 0)
    nearest = np.argmin(u**2 + v**2, axis=1)
    of = np.arange(len(places))
    return u[of, nearest, None] * axis[nearest] + v[of, nearest, None] * side[nearest]


def covered(pieces: Pieces, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(G,) bool, which of (G, 2) places lie on one of the landmarks `rows`."""
    on_any = np.zeros(len(places), dtype=bool)
    for piece in np.flatnonzero(np.isin(pieces.row, rows)):
        axis, away = pieces.axis[piece], places - pieces.center[piece]
        u, v = away @ axis, away @ np.array([-axis[1], axis[0]])
        on_any |= (np.abs(u) <= pieces.half[piece, 0]) & (np.abs(v) <= pieces.half[piece, 1])
    return on_any


def _squares(graph: SceneGraph, row: int) -> tuple[np.ndarray, float] | None:
    """Middles (K, 2) and edge of the squares a wide landmark's points lie in.

    None where it has no points, or fills its box well enough to be taken for that.
    """
    if graph.cloud is None or graph.point_row is None:
        return None
    sides = graph.instances.aabb[row, 3:5] - graph.instances.aabb[row, :2]
    if sides.max() <= _WIDE:
        return None
    points = graph.cloud.points[graph.point_row == row, :2].astype(np.float64)
    edge = min(_LARGEST_SQUARE, float(sides.max()) / _ALONG)
    while len(points):
        cells = np.unique(np.floor(points / edge).astype(np.int64), axis=0)
        if len(cells) <= _MOST_SQUARES:
            box = np.sort(graph.instances.boxes.extent[row])
            filled = len(cells) * edge**2 >= _FILLED * box[-1] * box[-2]
            return None if filled else ((cells + 0.5) * edge, edge)
        edge *= 2
    return None

"""Landmarks as they are seen from places: a graph and places go in, distances and bearings out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...graph.scene_graph import SceneGraph

_WIDE = 1.5  # metres: a wider landmark with points is where its points are, not its box
_LARGEST_SQUARE = 1.0  # metres, edge of the squares that stand for such a landmark
_ALONG = 12  # squares along its longer side, where that makes them smaller
_MOST_SQUARES = 400  # of one landmark; more are merged to larger ones


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


def look_around(pieces: Pieces, places: np.ndarray) -> Outlook:
    """What (G, 2) places see of the landmarks."""
    start = np.flatnonzero(np.diff(pieces.row, prepend=-1))
    side = np.stack([-pieces.axis[:, 1], pieces.axis[:, 0]], axis=1)
    away = pieces.center[None] - places[:, None]  # (G, P, 2)
    u, v = (away * pieces.axis).sum(2), (away * side).sum(2)
    u_near = np.sign(u) * np.maximum(np.abs(u) - pieces.half[:, 0], 0)
    v_near = np.sign(v) * np.maximum(np.abs(v) - pieces.half[:, 1], 0)
    square = u_near**2 + v_near**2
    distance = np.sqrt(np.minimum.reduceat(square, start, axis=1))
    is_nearest = square <= np.repeat(distance**2, np.bincount(pieces.row), axis=1) + 1e-9
    toward = u_near[..., None] * pieces.axis + v_near[..., None] * side
    nearest = np.add.reduceat(toward * is_nearest[..., None], start, axis=1)  # (G, M, 2)
    area = 4 * pieces.half.prod(1)[:, None] + 1e-9
    middle = np.add.reduceat(pieces.center * area, start) / np.add.reduceat(area, start)
    to_middle = middle[None] - places[:, None]
    nearest = np.where(distance[..., None] > 0, nearest, to_middle)
    return Outlook(
        distance.astype(np.float32),
        np.arctan2(nearest[..., 1], nearest[..., 0]).astype(np.float32),
        np.arctan2(to_middle[..., 1], to_middle[..., 0]).astype(np.float32),
    )


def covered(pieces: Pieces, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(G,) bool, which of (G, 2) places lie on one of the landmarks `rows`."""
    on_any = np.zeros(len(places), dtype=bool)
    for piece in np.flatnonzero(np.isin(pieces.row, rows)):
        axis, away = pieces.axis[piece], places - pieces.center[piece]
        u, v = away @ axis, away @ np.array([-axis[1], axis[0]])
        on_any |= (np.abs(u) <= pieces.half[piece, 0]) & (np.abs(v) <= pieces.half[piece, 1])
    return on_any


def _squares(graph: SceneGraph, row: int) -> tuple[np.ndarray, float] | None:
    """Middles (K, 2) and edge of the squares a wide landmark's points lie in; None without."""
    if graph.cloud is None or graph.point_row is None:
        return None
    aabb = graph.instances.aabb[row]
    width = float((aabb[3:5] - aabb[:2]).max())
    if width <= _WIDE:
        return None
    points = graph.cloud.points[graph.point_row == row, :2].astype(np.float64)
    edge = min(_LARGEST_SQUARE, width / _ALONG)
    while len(points):
        cells = np.unique(np.floor(points / edge).astype(np.int64), axis=0)
        if len(cells) <= _MOST_SQUARES:
            return (cells + 0.5) * edge, edge
        edge *= 2
    return None

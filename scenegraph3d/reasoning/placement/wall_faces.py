"""The faces of walls that look into a room: annotated walls, else the sides of its outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...graph.scene_graph import SceneGraph
from ...graph.structure import FLOORS, labelled

_PLANE = 0.02  # metres, thickness of a scanned wall
_COVERED = 0.5  # share of a side of the outline, from which annotated walls stand for it
_NO_WALL = 0.4  # metres from a side of the outline, within which an annotated wall replaces it


@dataclass(frozen=True, eq=False)
class WallFaces:
    """W faces seen from above.

    Attributes:
        start: (W, 2) one end, metres.
        along: (W, 2) unit direction to the other end.
        length: (W,) metres.
        inward: (W, 2) unit normal into the room.
        seen: (W,) bool, a wall of the scene; the others are only the end of what is known.
    """

    start: np.ndarray
    along: np.ndarray
    length: np.ndarray
    inward: np.ndarray
    seen: np.ndarray

    def __len__(self) -> int:
        return len(self.start)

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(..., W) metres of points (..., 2) off each face, into the room."""
        offset = points[..., None, :] - self.start
        return (offset * self.inward).sum(axis=-1)

    def place(self, points: np.ndarray) -> np.ndarray:
        """(..., W) metres of points (..., 2) along each face from its start."""
        offset = points[..., None, :] - self.start
        return (offset * self.along).sum(axis=-1)


def wall_faces(graph: SceneGraph, room: int) -> WallFaces:
    """The wall faces of a room."""
    outline = graph.rooms[room].outline
    center = (outline.min(axis=0) + outline.max(axis=0)) / 2
    segments = [_inner_side(corners, center) for corners in solid_walls(graph)]
    known = list(segments)
    for first, second in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if sum(_covered(segment, first, second) for segment in known) < _COVERED:
            segments.append((first, second))
    start = np.array([first for first, _ in segments])
    side = np.array([second - first for first, second in segments])
    length = np.maximum(np.linalg.norm(side, axis=1), 1e-9)
    along = side / length[:, None]
    inward = np.stack([-along[:, 1], along[:, 0]], axis=1)
    facing = ((center - start) * inward).sum(axis=1)
    inward = np.where(facing[:, None] < 0, -inward, inward)
    seen = np.arange(len(segments)) < len(known)
    return WallFaces(start, along, length, inward, seen)


def solid_walls(graph: SceneGraph) -> np.ndarray:
    """(W, 4, 2) top views of the walls, the longer side first, as far as they are solid.

    The box of a scanned wall is as thick as its noise, and the floor reaches into it: the wall
    itself is in its middle. A drawn wall ends where the floor does and keeps its thickness.
    """
    floors = graph.instances.aabb[labelled(graph.instances.label, FLOORS)]
    walls = graph.walls
    middle = walls.mean(axis=1)
    into = (floors[:, None, :2] < middle).all(axis=2) & (floors[:, None, 3:5] > middle).all(axis=2)
    scanned = into.any(axis=0)
    half = (walls[:, 2] - walls[:, 1]) / 2  # from the first long side to the middle line
    thin = _PLANE / 2 * half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9)
    first, second = walls[:, 0] + half, walls[:, 1] + half
    planes = np.stack([first - thin, second - thin, second + thin, first + thin], axis=1)
    return np.where(scanned[:, None, None], planes, walls)


def _inner_side(corners: np.ndarray, center: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The long side of a wall's rectangle that is nearer to the middle of the room."""
    sides = [(corners[0], corners[1]), (corners[2], corners[3])]
    return min(sides, key=lambda side: float(np.linalg.norm((side[0] + side[1]) / 2 - center)))


def _covered(
    segment: tuple[np.ndarray, np.ndarray], first: np.ndarray, second: np.ndarray
) -> float:
    """The share of a side of the outline that a wall runs along."""
    side = float(np.linalg.norm(second - first))
    along = (second - first) / max(side, 1e-9)
    own = (segment[1] - segment[0]) / max(float(np.linalg.norm(segment[1] - segment[0])), 1e-9)
    middle = (segment[0] + segment[1]) / 2 - first
    off = abs(float(along[0] * middle[1] - along[1] * middle[0]))
    if abs(float(own @ along)) < 0.9 or off > _NO_WALL:
        return 0.0
    ends = sorted(float((end - first) @ along) for end in segment)
    return max(min(ends[1], side) - max(ends[0], 0.0), 0.0) / max(side, 1e-9)

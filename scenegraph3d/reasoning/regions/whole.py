"""The thing a region belongs to, in the frame of its box, and how to cut stretches out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...geometry.boxes import CORNER_SIGNS
from ...graph.fronts import kinds_of
from ...graph.scene_graph import SceneGraph
from ...graph.structure import is_open_ground
from ...records import Boxes

Span = np.ndarray  # (2, 3): low and high corner in the frame of a box, metres from its middle
_LEAST_PEAK = 30  # points that tell a height
_BIN = 0.03  # metres
_ASIDE = 0.05  # metres between the middles of an object's two boxes, and of its size
_ASIDE_SHARE = 0.1
_NEIGHBOURS = 5  # things that tell the height of a street
_SLOPE = 1.5  # metres that a street climbs among them


@dataclass(frozen=True, eq=False)
class Whole:
    """One object as a box that is cut up.

    Attributes:
        graph: its scene.
        row: its row there.
        center: (3,) middle of its box, world.
        extent: (3,) full sides.
        R_world_box: (3, 3), upright.
    """

    graph: SceneGraph
    row: int
    center: np.ndarray
    extent: np.ndarray
    R_world_box: np.ndarray

    @classmethod
    def of(cls, graph: SceneGraph, row: int) -> Whole:
        """The object in `row` of a scene.

        Its oriented box is taken where it stands upright about the same middle as the bounds;
        annotated ones can lie beside the object.
        """
        boxes, aabb = graph.instances.boxes, graph.instances.aabb[row]
        middle, size = (aabb[:3] + aabb[3:]) / 2, aabb[3:] - aabb[:3]
        R_world_box = boxes.R_world_box[row]
        aside = np.abs(boxes.center[row] - middle) > np.maximum(_ASIDE, _ASIDE_SHARE * size)
        if abs(R_world_box[2, 2]) > 0.99 and not aside.any():
            return cls(graph, row, boxes.center[row], boxes.extent[row], R_world_box)
        return cls(graph, row, middle, size, np.eye(3))

    @property
    def span(self) -> Span:
        """All of it."""
        return np.stack([-self.extent / 2, self.extent / 2])

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.graph.instances.label[self.row])

    @property
    def kind(self) -> str:
        """What kind of furniture it is ("seat", "sofa", "bed", ...), "" for others."""
        return str(kinds_of(np.array([self.label], dtype=object))[0])

    @property
    def long_axis(self) -> int:
        """0 or 1: along which side it is longer."""
        return int(self.extent[1] > self.extent[0])

    @property
    def floor(self) -> float:
        """Height of the floor under it in its own frame, metres."""
        floor_z = self.graph.rooms[int(self.graph.room_of[self.row])].floor_z
        if is_open_ground(self.graph.instances):
            floor_z = self._ground_z()
        return min(floor_z - self.center[2], -self.extent[2] / 2)

    def _ground_z(self) -> float:
        """Height of a street's ground here, which may climb: what is near stands on it."""
        aabb = self.graph.instances.aabb
        apart = np.linalg.norm((aabb[:, :2] + aabb[:, 3:5]) / 2 - self.center[:2], axis=1)
        ground = float(np.median(aabb[np.argsort(apart, kind="stable")[:_NEIGHBOURS], 2]))
        bottom = float(self.center[2] - self.extent[2] / 2)
        return bottom if bottom - ground < _SLOPE else ground

    @cached_property
    def points(self) -> np.ndarray | None:
        """(N, 3) its points in its frame; None in a scene without points."""
        graph = self.graph
        if graph.cloud is None or graph.point_row is None:
            return None
        return self.local(graph.cloud.points[graph.point_row == self.row].astype(np.float64))

    def local(self, points_world: np.ndarray) -> np.ndarray:
        """(N, 3) points in the frame of the box."""
        return (points_world - self.center) @ self.R_world_box

    def local_box(self, other: Whole) -> Span:
        """The bounds of this thing in the frame of another."""
        half = self.extent / 2
        corners = other.local(self.center + CORNER_SIGNS * half @ self.R_world_box.T)
        return np.stack([corners.min(axis=0), corners.max(axis=0)])

    def axis_of(self, direction: np.ndarray) -> tuple[int, int]:
        """The horizontal side, 0 or 1, and the sign along which a world direction (2,) points."""
        along = self.R_world_box[:2, :2].T @ direction[:2]
        axis = int(np.abs(along).argmax())
        return axis, 1 if along[axis] >= 0 else -1

    def peak(self, low: float, high: float) -> float | None:
        """The height between `low` and `high` at which most of its points lie, such as a seat's.

        Returns:
            Metres in its frame; None without points enough to tell.
        """
        if self.points is None:
            return None
        heights = self.points[:, 2]
        heights = heights[(heights >= low) & (heights <= high)]
        if len(heights) < _LEAST_PEAK or high - low < _BIN:
            return None
        counts, edges = np.histogram(heights, bins=max(int((high - low) / _BIN), 1))
        return float(edges[counts.argmax()] + (edges[1] - edges[0]) / 2)

    def boxes(self, span: Span) -> Boxes:
        """A span of it as a single oriented box, world."""
        center = self.center + self.R_world_box @ span.mean(axis=0)
        return Boxes(center[None], (span[1] - span[0])[None], self.R_world_box[None])


def cut(span: Span, axis: int, first: float, last: float, *, sign: int = 1) -> Span:
    """The part of a span between two shares of one side, counted from its low end.

    Args:
        span: (2, 3).
        axis: 0, 1 or 2.
        first: share from which, in [0, 1].
        last: share up to which.
        sign: -1 counts from the high end.
    """
    low, high = span[:, axis]
    shares = (first, last) if sign > 0 else (1.0 - last, 1.0 - first)
    part = span.copy()
    part[:, axis] = low + (high - low) * np.array(shares)
    return part


def between(span: Span, axis: int, low: float, high: float) -> Span:
    """A span with one side from `low` to `high`, in metres in its frame."""
    part = span.copy()
    part[:, axis] = low, max(high, low)
    return part

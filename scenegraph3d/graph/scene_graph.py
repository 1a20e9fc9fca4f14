"""The scene graph: objects in rooms in storeys, who supports whom; topology and attributes only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..records import Instances, Parts, PointCloud
from .shapes import Shapes, sample_surfaces, shape_instances
from .walls import wall_footprints

if TYPE_CHECKING:
    import networkx

    from .fronts import Fronts


@dataclass(frozen=True)
class Relation:
    """One edge: the subject stands in the named relation to the object, by instance ids.

    Attributes:
        subject_id: instance_id of the thing spoken of.
        name: a registered relation name.
        object_id: instance_id of the anchor.
        score: in [0, 1].
    """

    subject_id: int
    name: str
    object_id: int
    score: float


@dataclass(frozen=True, eq=False)
class Room:
    """One room: its storey, its name where known, and its outline seen from above.

    Attributes:
        room_id: number, unique in the building.
        storey: number of its storey, 0 the lowest.
        label: such as "kitchen", "" where nothing tells.
        outline: (K, 2) corners in order, metres, world.
        floor_z: height of its floor, metres.
        ceiling_z: height of its ceiling or of the highest thing in it, metres.
    """

    room_id: int
    storey: int
    label: str
    outline: np.ndarray
    floor_z: float
    ceiling_z: float


@dataclass(frozen=True)
class Group:
    """Objects that go together.

    Attributes:
        kind: "set" (a table and its seats), "row", "stack" or "load" (a desk and what is on it).
        members: rows of the objects, rising.
        anchor: row of the member the others gather around or rest on, or None.
        source: "geometry", or "field" where a feature field holds them together.
    """

    kind: str
    members: tuple[int, ...]
    anchor: int | None = None
    source: str = "geometry"


@dataclass(frozen=True, eq=False)
class SceneGraph:
    """Building > storey > room > supporter or group > object, by row of `instances`.

    Attributes:
        name: the scene's name.
        instances: the M objects.
        cloud: the N points, or None for labelled boxes alone.
        point_row: (N,) int64 row of each point's object, -1 for none; None without points.
        rooms: the rooms, at least one in a scene with objects.
        room_of: (M,) int64 index into `rooms`.
        supporter: (M,) int64 row of the object each one rests on, -1 for the floor or none.
        footprint: M arrays (K, 2), corners of each object's top view, counter-clockwise, metres.
        groups: tables with their chairs, rows, stacks, and things with what is on them.
        encoder: the name of the model that made the objects' features, "" without features.
        undetected: (M,) bool, objects that were cut out of a feature field because a sentence
            named them; None for none.
        parts: of objects, such as drawers; None where none were looked for.
    """

    name: str
    instances: Instances
    cloud: PointCloud | None
    point_row: np.ndarray | None
    rooms: tuple[Room, ...]
    room_of: np.ndarray
    supporter: np.ndarray
    footprint: tuple[np.ndarray, ...]
    groups: tuple[Group, ...] = ()
    encoder: str = ""
    undetected: np.ndarray | None = None
    parts: Parts | None = None

    def __len__(self) -> int:
        return len(self.instances)

    @cached_property
    def shapes(self) -> Shapes:
        """The objects' geometry in the form that relations measure."""
        samples = sampled = None
        if self.cloud is not None and self.point_row is not None:
            samples, sampled = sample_surfaces(self.cloud.points, self.point_row, len(self))
        return shape_instances(self.instances, self.footprint, samples, sampled)

    @cached_property
    def walls(self) -> np.ndarray:
        """(W, 4, 2) top views of the annotated walls, the longer side first, metres."""
        return wall_footprints(self.instances.label, self.footprint)

    @cached_property
    def fronts(self) -> Fronts:
        """Which way the objects face: annotated where it is, else estimated, with confidences."""
        from .fronts import find_fronts

        return find_fronts(self)

    @cached_property
    def nx(self) -> networkx.MultiDiGraph:
        """The graph as networkx holds it: building, storeys, rooms, objects and relations."""
        from .network import build_network

        return build_network(self)

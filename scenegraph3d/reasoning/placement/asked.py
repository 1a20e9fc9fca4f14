"""A request as it was resolved in one scene: what is put, and the things it is said of."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.scene_graph import SceneGraph
from ...language.query import Place, Query
from ..resolution import Resolution
from .anchors import Anchored
from .item import Item
from .wall_faces import WallFaces


@dataclass(frozen=True, eq=False)
class Asked:
    """What one request means in one scene.

    Attributes:
        state: the graph, frames and what was not found.
        query: the request.
        item: what is put somewhere.
        spots: what is said of the place, with the objects it is said of.
        walls: the wall faces of the room.
        room: index of the room into `graph.rooms`.
    """

    state: Resolution
    query: Query
    item: Item
    spots: tuple[Anchored, ...]
    walls: WallFaces
    room: int

    @property
    def graph(self) -> SceneGraph:
        """The scene."""
        return self.state.graph

    @property
    def place(self) -> Place:
        """What the query says of the place."""
        assert self.query.place is not None
        return self.query.place

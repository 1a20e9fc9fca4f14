"""A scene graph and what answers for it in; answers, placements and pictures out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..config import Config
from ..graph.scene_graph import SceneGraph
from ..graph.storage import save_graph
from ..language.location import parse_location
from ..language.parser import parse
from ..language.placing import parse_place
from ..language.query import Query
from ..reasoning.answer import Grounding
from ..reasoning.ground import ground
from ..reasoning.localization import Localization, describe, localize
from ..reasoning.placement import Placement, place
from ..reasoning.sight import Sight
from ..records import Viewpoint
from ..viz.picture import Picture
from .parts import with_known_parts
from .search import completed, missing_phrases, with_origin

if TYPE_CHECKING:
    from ..mapping.field_source import FieldSource
    from ..perception.encoders import Encoder


@dataclass(eq=False)
class Scene:
    """A scan that can be asked: a thin facade over its graph.

    Attributes:
        graph: the scene graph. It grows where a sentence names what no object goes by and the
            field shows.
        config: thresholds of the method's stages.
        encoder: what made the objects' features, so that words can be compared with them; None
            where there are none, or where it is not at hand.
        field: the feature field of the scene, where it has one.
    """

    graph: SceneGraph
    config: Config = dataclasses.field(default_factory=Config)
    encoder: Encoder | None = None
    field: FieldSource | None = None

    def __repr__(self) -> str:
        return f"Scene({self.graph.name!r}, {len(self.graph)} objects)"

    def ground(self, query: str | Query, *, viewpoint: Viewpoint | None = None) -> Grounding:
        """Resolve a sentence (or a Query) to boxes in this scene.

        Args:
            query: a sentence such as "the mug on the desk", or a Query built by a program.
            viewpoint: where the speaker stands, if known; the words' own viewpoint goes first.

        Returns:
            The answer: status, ranked results, the frame used and the reasons.

        Raises:
            TypeError: `query` is no sentence or Query, or `viewpoint` no Viewpoint.
        """
        _check_kind("a question", query, str, Query)
        _check_kind("viewpoint", viewpoint, Viewpoint, type(None))
        query = parse(query) if isinstance(query, str) else query
        answer = self._answer(query, viewpoint)
        if (self.field is not None or self.graph.parts is not None) and self._grow(query, answer):
            answer = self._answer(query, viewpoint)
        answer = with_known_parts(answer, self.graph, query, self.encoder)
        return with_origin(answer, self.graph)

    def place(self, query: str | Query, *, viewpoint: Viewpoint | None = None) -> Placement:
        """Find where something can be put: "the cup on the table left of the laptop".

        Args:
            query: a sentence, or a Query with a place.
            viewpoint: where the speaker stands, if known; the words' own viewpoint goes first.

        Returns:
            The placement: status, ranked boxes, the support and its free region.

        Raises:
            TypeError: `query` is no sentence or Query, or `viewpoint` no Viewpoint.
        """
        _check_kind("a request", query, str, Query)
        _check_kind("viewpoint", viewpoint, Viewpoint, type(None))
        return place(
            self.graph,
            parse_place(query) if isinstance(query, str) else query,
            viewpoint=viewpoint,
            limits=self.config.relations,
            sight=_sight(self.graph, self.encoder),
        )

    def localize(
        self, description: str | Query, *, limits: np.ndarray | None = None
    ) -> Localization:
        """Say where a description was given: "a kiosk ahead of me and bins on my left".

        Args:
            description: sentences, or a Query with hints, such as `describe` makes.
            limits: (4,) x_min y_min x_max y_max in metres to search; else around the objects.

        Returns:
            The posterior over the map, its peaks and what each hint means.

        Raises:
            TypeError: `description` is no sentence or Query.
            ValueError: the scene has no objects, or `limits` enclose nothing.
        """
        _check_kind("a description", description, str, Query)
        query = parse_location(description) if isinstance(description, str) else description
        return localize(self.graph, query, limits=limits, settings=self.config.localization)

    def describe(
        self, position: np.ndarray, *, heading: float | None = None, num_hints: int = 6
    ) -> Query:
        """Say what lies around a place: a Query whose `text` tells it and whose hints say it.

        Args:
            position: (2,) or (3,) metres.
            heading: radians from +x towards +y the speaker looks in; by compass without one.
            num_hints: how many landmarks to speak of at most.

        Raises:
            ValueError: the position is no finite place, or nothing is to be spoken of.
        """
        return describe(self.graph, position, heading=heading, num_hints=num_hints)

    def show(
        self, answer: Grounding | None = None, *, viewpoint: Viewpoint | None = None
    ) -> Picture:
        """Picture the scene from above: a notebook shows it, `.save(path)` writes it.

        Args:
            answer: what to highlight.
            viewpoint: a viewer to draw instead of the answer's own.

        Returns:
            The picture; it is drawn when it is shown or saved.
        """
        return Picture(self.graph, answer, viewpoint)

    def save(self, path: str | Path) -> None:
        """Write the scene to one file (ending in .sg3d), beside and then renamed."""
        save_graph(self.graph, Path(path))

    def _answer(self, query: Query, viewpoint: Viewpoint | None) -> Grounding:
        return ground(
            self.graph,
            query,
            viewpoint=viewpoint,
            limits=self.config.relations,
            sight=_sight(self.graph, self.encoder),
        )

    def _grow(self, query: Query, answer: Grounding) -> bool:
        """Add what the query names and no object goes by, where it is known of or to be seen."""
        before = self.graph
        missing = missing_phrases(before, query, answer, _sight(before, self.encoder))
        self.graph = completed(before, missing, field=self.field, encoder=self.encoder)
        return self.graph is not before


def _sight(graph: SceneGraph, encoder: Encoder | None) -> Sight | None:
    if encoder is None or graph.instances.feature is None:
        return None
    from ..perception.relevancy import Looks

    return Looks(encoder, graph.instances.feature)


def _check_kind(name: str, value: object, *kinds: type) -> None:
    if not isinstance(value, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds if kind is not type(None))
        raise TypeError(f"{name} must be a {wanted}, got {type(value).__name__}")

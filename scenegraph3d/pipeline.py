"""The whole method as one paragraph: read a scan, build its graph, ask it sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .config import Config, load_config
from .graph.build import build_graph
from .graph.scene_graph import SceneGraph
from .graph.storage import load_graph, save_graph
from .io import read_scan
from .language.parser import parse
from .language.query import Query
from .reasoning.answer import Grounding
from .reasoning.ground import ground
from .records import Scan, Viewpoint
from .viz.picture import Picture


@dataclass(frozen=True, eq=False)
class Scene:
    """A scan that can be asked: a thin facade over its graph.

    Attributes:
        graph: the scene graph.
        config: thresholds of the method's stages.
    """

    graph: SceneGraph
    config: Config = field(default_factory=Config)

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
        return ground(
            self.graph,
            parse(query) if isinstance(query, str) else query,
            viewpoint=viewpoint,
            limits=self.config.relations,
        )

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


def build(
    source: str | Path | Scan,
    *,
    format: str | None = None,
    scene: str | None = None,
    config: str | Path | None = None,
) -> Scene:
    """Build a scene from a scan on disk or in memory.

    Args:
        source: a scan folder or file (see `scenegraph3d.io.READERS`), or a Scan.
        format: the reader's name, where it cannot be guessed from the path.
        scene: which scene, in a file that holds several.
        config: a YAML file whose keys override thresholds (see `configs/default.yaml`).

    Returns:
        The scene, ready for `ground`.
    """
    scan = source if isinstance(source, Scan) else read_scan(source, format=format, scene=scene)
    return Scene(_warmed(build_graph(scan)), _configured(config))


def open(path: str | Path, *, config: str | Path | None = None) -> Scene:
    """Open a scene that `Scene.save` wrote; `config` as in `build`."""
    return Scene(_warmed(load_graph(Path(path))), _configured(config))


def _configured(path: str | Path | None) -> Config:
    return Config() if path is None else load_config(path)


def _warmed(graph: SceneGraph) -> SceneGraph:
    """The graph with all measured that its first question would have to wait for."""
    for measured in ("shapes", "walls", "fronts"):
        getattr(graph, measured)
    return graph


def _check_kind(name: str, value: object, *kinds: type) -> None:
    if not isinstance(value, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds if kind is not type(None))
        raise TypeError(f"{name} must be a {wanted}, got {type(value).__name__}")

"""`--heatmap`: a scene and a query go in, the points coloured by what the query looks for out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..language.query import Query
    from ..pipeline import Scene


def write_heatmap(path: Path, scene: Scene, query: Query) -> str:
    """Write the heat map of a query's target; what was painted, in words.

    With a field beside the built scene every point has its own heat; else that of its object.

    Raises:
        ValueError: the scene has neither, or their encoder is not at hand.
    """
    from ..language.instruction import Instruction
    from ..perception.relevancy import Looks
    from ..viz.heatmap import save_heatmap, save_scene_heatmap

    phrase = Instruction.of(query).target
    if scene.field is not None:
        from ..mapping.field import heat_map

        field = scene.field.field
        if scene.encoder is None:
            raise ValueError(
                f"a heat map of a field needs its encoder, {field.encoder}, but it is not at hand"
            )
        heat = heat_map(field, scene.encoder, phrase)
        save_heatmap(path, field.surface.cloud, heat)
        return f"'{phrase}' by point"
    feature = scene.graph.instances.feature
    known = scene.encoder is not None and feature is not None
    sight = Looks(scene.encoder, feature) if known else None  # type: ignore[arg-type]
    best = save_scene_heatmap(path, scene.graph, sight, phrase)
    return f"'{phrase}' by object, {best:.2f} at best"

"""A question that names what no object goes by in; the graph with what a field shows of it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from ..graph.extend import scan_of, with_undetected_objects
from ..graph.parts import with_parts_as_objects
from ..graph.scene_graph import SceneGraph
from ..language.lexicon import lexicon, section
from ..language.query import Find, Query
from ..language.query.find import Node
from ..reasoning.answer import Grounding
from ..reasoning.membership import NAME_FLOOR, category_scores
from ..reasoning.rooms import names_room, names_storey
from ..reasoning.sight import Sight
from .parts import parts_called, told_apart

if TYPE_CHECKING:
    from ..mapping.field import FieldThings
    from ..mapping.field_source import FieldSource
    from ..perception.encoders import Encoder

_NOT_TO_SEE = frozenset({"classes", "places", "purposes", "rooms"})


def missing_phrases(
    graph: SceneGraph, query: Query, answer: Grounding, sight: Sight | None
) -> list[Find]:
    """The phrases of a query that no object fits.

    Args:
        graph: the scene.
        query: what was asked.
        answer: what it got.
        sight: what the objects' image features say of a phrase, where there are any.

    Returns:
        The target where it was not found, and the anchors that nothing goes by; no rooms or places.
    """
    anchors = [find for find in _phrases(query) if find is not query.target]
    found = [f for f in anchors if category_scores(graph, f, sight).max(initial=0.0) < NAME_FLOOR]
    area = query.region is not None and query.region.kind == "area"
    if answer.status == "not_found" and not area:
        found.insert(0, query.target)
    return [find for find in found if _names_thing(find.category)]


def completed(
    graph: SceneGraph,
    phrases: Sequence[Find],
    *,
    field: FieldSource | None,
    encoder: Encoder | None,
) -> SceneGraph:
    """The graph with what phrases name: its own parts of that name, else what its field shows.

    Returns:
        The graph itself where it has no such parts and no field shows any such thing.
    """
    for find in phrases:
        rows = parts_called(graph, find.category, encoder)
        if len(rows):
            graph = with_parts_as_objects(graph, rows, find.category)
        elif field is not None and encoder is not None and graph.cloud is not None:
            graph = discovered(graph, find, field.things(graph.cloud, encoder))
    return graph


def discovered(graph: SceneGraph, find: Find, things: FieldThings) -> SceneGraph:
    """The graph with what a phrase names and nobody detected, cut out of its field.

    What fits another name better is left alone: one that the encoder knows, or an object's.

    Returns:
        The graph itself where the field shows no such thing.
    """
    from ..mapping.field import with_undetected

    labels = graph.instances.label.astype(str)
    own = tuple(getattr(things.encoder, "names", ()))
    known = own or _nouns()
    names = sorted({*known, *labels[labels != ""].tolist()})
    same, rivals = told_apart(find.category, names)
    # What an encoder has names for it is asked in these; the words of others may be any.
    asked = [*([] if own else [find.category]), *(name for name in same if name in known)]
    scan = scan_of(graph)
    mine = scan.instances.instance_id[np.isin(labels, same)]
    grown = with_undetected(
        scan,
        things,
        list(dict.fromkeys(asked)) or [find.category],
        rivals=rivals,
        without=np.isin(scan.point_instance, mine) if scan.point_instance is not None else None,
    )
    return graph if grown is scan else with_undetected_objects(graph, grown)


def with_origin(answer: Grounding, graph: SceneGraph) -> Grounding:
    """The answer, which says so where it rests on what was cut out of a field."""
    if graph.undetected is None:
        return answer
    instances = graph.instances
    used = {*answer.answer_ids, *(anchor.instance_id for anchor in answer.anchors)}
    rows = np.flatnonzero(graph.undetected & np.isin(instances.instance_id, list(used)))
    if not len(rows):
        return answer
    names = " and ".join(f"{instances.label[row]} {instances.instance_id[row]}" for row in rows)
    said = f"{names} found in the feature field: no instance went by that name"
    return replace(answer, reason=f"{answer.reason}; {said}")


def _phrases(node: Node) -> Iterator[Find]:
    """Every noun phrase of a part of a query."""
    for _, value in node:
        for part in cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,):
            if isinstance(part, Find):
                yield part
            if isinstance(part, Node):
                yield from _phrases(part)


def _names_thing(category: str) -> bool:
    """True for what may be seen: no room, no corner, and nothing to sit on, whatever it is."""
    place = names_room(category) or names_storey(category)
    return category != "thing" and not place and section(category) not in _NOT_TO_SEE


def _nouns() -> list[str]:
    """Names of things that an encoder without a list of its own is asked to choose from."""
    hidden = _NOT_TO_SEE | {"parts"}
    return [head for head, kind in lexicon().sections.items() if kind not in hidden]

"""The scene graph as networkx holds it: nodes for every layer, edges with scores."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np

from ..geometry.gaps import axis_gaps
from ..geometry.neighbours import neighbour_blocks
from ..records import Parts
from .relations import score_relation
from .scene_graph import Relation, SceneGraph
from .structure import STRUCTURE, labelled

_MOST_PER_FAMILY = 3  # relations kept of an object, by score
_LEAST_SCORE = 0.5
_NEIGHBOURHOOD = 2.0  # metres between boxes, beyond which no relation is listed
# Of each pair of converses one is listed, and none that needs a viewer.
_LISTED = {
    "proximity": ("next_to", "touching", "near"),
    "vertical": ("above",),
    "support": ("on", "in", "attached_to", "leaning_on"),
    "orientation": ("facing",),
}
_TO_STRUCTURE = ("on", "attached_to", "leaning_on")  # listed to floors and walls too


def build_network(graph: SceneGraph) -> nx.MultiDiGraph:
    """The graph as a networkx.MultiDiGraph.

    Nodes are ("building", 0), ("storey", number), ("room", room_id), ("group", number),
    ("object", instance_id) and ("part", row), each with a `kind` and its attributes as plain
    Python values. Edges have a `relation` for their key and attribute: contains (downwards; a room
    also contains what its groups contain), has_part (from an object), supports (from the
    supporter), and the strongest relations among neighbours, which carry a `score` too.
    """
    network = nx.MultiDiGraph(name=graph.name)
    network.add_node(("building", 0), kind="building", label=graph.name)
    for room in graph.rooms:
        storey = ("storey", room.storey)
        network.add_node(storey, kind="storey")
        _connect(network, ("building", 0), storey, "contains")
        network.add_node(
            ("room", room.room_id),
            kind="room",
            label=room.label,
            outline=room.outline.tolist(),
            floor_z=room.floor_z,
            ceiling_z=room.ceiling_z,
        )
        _connect(network, storey, ("room", room.room_id), "contains")
    _add_objects(network, graph)
    _add_groups(network, graph)
    if graph.parts is not None:
        _add_parts(network, graph.parts)
    for relation in explicit_relations(graph):
        ends = ("object", relation.subject_id), ("object", relation.object_id)
        _connect(network, *ends, relation.name, score=relation.score)
    return network


def explicit_relations(graph: SceneGraph) -> tuple[Relation, ...]:
    """The strongest relations among near neighbours, as a list of edges.

    Of each family (proximity, vertical, support, orientation) an object is the subject of at
    most three, each scoring at least 0.5. What depends on a viewer is left out, and of two
    converses only one is listed (on, not supporting).
    """
    aabb = graph.shapes.aabb
    families: list[list[Relation]] = [[] for _ in range(len(graph) * len(_LISTED))]
    for rows, others in neighbour_blocks(aabb, aabb, reach=_NEIGHBOURHOOD):
        apart = np.maximum.reduce([axis_gaps(aabb[rows], aabb[others], k) for k in range(3)])
        near = (apart < _NEIGHBOURHOOD) & (rows[:, None] != others)
        for family, names in enumerate(_LISTED.values()):
            for name in names:
                for row, relation in _holding(graph, name, rows, others, near):
                    families[row * len(_LISTED) + family].append(relation)
    for found in families:
        found.sort(key=lambda relation: (-relation.score, relation.object_id, relation.name))
    return tuple(relation for found in families for relation in found[:_MOST_PER_FAMILY])


def _holding(
    graph: SceneGraph, name: str, rows: np.ndarray, others: np.ndarray, near: np.ndarray
) -> Iterator[tuple[int, Relation]]:
    """The subject's row and the relation, of pairs `near` (R, O) that stand in a relation."""
    ids, fronts = graph.instances.instance_id, graph.instances.front[rows]
    scores = score_relation(graph, name, rows, others)
    holds = near & (scores >= _LEAST_SCORE)
    if name not in _TO_STRUCTURE:
        holds &= ~labelled(graph.instances.label[others], STRUCTURE)
    if name == "facing":
        holds[np.isnan(fronts).any(axis=1)] = False
    for at, beside in np.argwhere(holds).tolist():
        ends = int(ids[rows[at]]), int(ids[others[beside]])
        yield int(rows[at]), Relation(ends[0], name, ends[1], float(scores[at, beside]))


def _add_objects(network: nx.MultiDiGraph, graph: SceneGraph) -> None:
    instances = graph.instances
    for row, instance_id in enumerate(instances.instance_id):
        node = ("object", int(instance_id))
        network.add_node(
            node,
            kind="object",
            label=str(instances.label[row]),
            center=instances.center[row].tolist(),
            aabb=instances.aabb[row].tolist(),
            score=float(instances.score[row]),
        )
        room = graph.rooms[graph.room_of[row]]
        _connect(network, ("room", room.room_id), node, "contains")
    for row in np.flatnonzero(graph.supporter >= 0):
        ends = instances.instance_id[[graph.supporter[row], row]]
        _connect(network, ("object", int(ends[0])), ("object", int(ends[1])), "supports")


def _add_groups(network: nx.MultiDiGraph, graph: SceneGraph) -> None:
    ids = graph.instances.instance_id
    for number, group in enumerate(graph.groups):
        node = ("group", number)
        anchor = None if group.anchor is None else int(ids[group.anchor])
        label = str(graph.instances.label[group.members[0] if anchor is None else group.anchor])
        about = {"group": group.kind, "label": label, "anchor": anchor, "source": group.source}
        network.add_node(node, kind="group", **about)
        room = graph.rooms[graph.room_of[group.members[0]]]
        _connect(network, ("room", room.room_id), node, "contains")
        for row in group.members:
            _connect(network, node, ("object", int(ids[row])), "contains")


def _add_parts(network: nx.MultiDiGraph, parts: Parts) -> None:
    aabb = parts.boxes.aabb
    for row, whole in enumerate(parts.whole_id):
        node, center = ("part", row), parts.boxes.center[row].tolist()
        label = str(parts.label[row])
        network.add_node(node, kind="part", label=label, center=center, aabb=aabb[row].tolist())
        _connect(network, ("object", int(whole)), node, "has_part")


def _connect(network: nx.MultiDiGraph, start: tuple, end: tuple, relation: str, **more) -> None:
    network.add_edge(start, end, key=relation, relation=relation, **more)

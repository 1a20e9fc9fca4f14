"""The networkx graph and the list of relations."""

from collections import Counter

import numpy as np

from relation_scenes import graph_of, random_boxes
from scenegraph3d.graph.network import explicit_relations
from scenegraph3d.vocabulary import RELATIONS

OFFICE = [[0, 0, 0, 1.6, 0.8, 0.75], [0.5, 0.3, 0.75, 0.6, 0.4, 0.9], [1.7, 0, 0, 2.2, 0.5, 0.9]]


def office():
    return graph_of(OFFICE, ["desk", "cup", "chair"], ids=[7, 9, 12])


def test_layers_contain_each_other():
    network = office().nx
    assert network.nodes[("object", 9)]["label"] == "cup"
    assert network.has_edge(("building", 0), ("storey", 0), "contains")
    assert network.has_edge(("storey", 0), ("room", 0), "contains")
    assert all(network.has_edge(("room", 0), ("object", k), "contains") for k in (7, 9, 12))


def test_supporter_is_an_edge():
    network = office().nx
    supports = [(a, b) for a, b, key in network.edges(keys=True) if key == "supports"]
    assert supports == [(("object", 7), ("object", 9))]


def test_network_is_computed_once():
    graph = office()
    assert graph.nx is graph.nx


def test_relations_name_what_a_person_would():
    found = {(r.subject_id, r.name, r.object_id) for r in explicit_relations(office())}
    assert (9, "on", 7) in found
    assert (12, "next_to", 7) in found
    assert (7, "on", 9) not in found


def test_relations_are_bounded_scored_and_free_of_views():
    graph = graph_of(random_boxes(4, 40).aabb)
    relations = explicit_relations(graph)
    families = Counter((r.subject_id, RELATIONS[r.name].family) for r in relations)
    assert relations
    assert max(families.values()) <= 3
    assert all(0.5 <= r.score <= 1 and r.subject_id != r.object_id for r in relations)
    assert not any(RELATIONS[r.name].view_dependent for r in relations)


def test_relations_of_one_object_are_none():
    assert explicit_relations(graph_of(OFFICE[:1])) == ()


def test_attributes_are_plain_values():
    node = office().nx.nodes[("object", 7)]
    assert node["center"] == np.mean([OFFICE[0][:3], OFFICE[0][3:]], axis=0).tolist()
    assert type(node["score"]) is float

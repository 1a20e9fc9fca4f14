"""What is a street: by its names, or by its width where nothing is a floor or a door."""

import numpy as np
import pytest

import scenegraph3d as sg
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.structure import is_open_ground
from scenegraph3d.records import Instances, Scan


def things(*labels, apart=10.0):
    """Boxes of a metre in a line along x."""
    low = np.arange(len(labels))[:, None] * [apart, 0.0, 0.0]
    return Instances.from_aabb(np.hstack([low, low + 1.0]), list(labels))


@pytest.mark.parametrize(
    ("instances", "is_open"),
    [
        pytest.param(things("chair", "table"), False, id="a room"),
        pytest.param(things("road", "car"), True, id="a road"),
        pytest.param(things("car", "car", apart=80.0), True, id="far apart"),
        pytest.param(things("floor", "car", apart=80.0), False, id="a hall with a floor"),
        pytest.param(things("", "", apart=80.0), False, id="without names"),
        pytest.param(things("car"), False, id="one thing"),
        pytest.param(things(), False, id="nothing"),
    ],
)
def test_open_ground(instances, is_open):
    assert is_open_ground(instances) is is_open


def test_a_street_has_one_place_around_everything():
    graph = build_graph(Scan("street", things("road", "car", "car", apart=50.0)))
    assert len(graph.rooms) == 1
    assert graph.rooms[0].label == ""
    assert graph.rooms[0].outline.min(axis=0).tolist() == [0, 0]
    assert graph.rooms[0].outline.max(axis=0).tolist() == [101, 1]
    assert graph.room_of.tolist() == [0, 0, 0]


def test_heights_of_a_hilly_street_make_no_storeys():
    center = np.array([[0.0, 0, 0], [30, 0, 4], [60, 0, 8], [90, 0, 12]])
    cars = Instances.from_aabb(np.hstack([center, center + np.array([4.0, 2.0, 1.5])]), ["car"] * 4)
    assert {room.storey for room in build_graph(Scan("hill", cars)).rooms} == {0}


def test_the_closest_of_many_far_apart_is_the_closest():
    """Cars 6 m apart over a kilometre: how far they spread leaves no doubt of the nearest."""
    center = np.arange(160)[:, None] * [6.0, 0.0, 0.0]
    cars = np.hstack([center, center + np.array([4.0, 2.0, 1.5])])
    walk = np.array([[-4.0, 0, 0, -1, 2, 0.1]])
    boxes = Instances.from_aabb(np.vstack([cars, walk]), ["car"] * 160 + ["crosswalk"])
    answer = sg.build(Scan("street", boxes)).ground("the car closest to the crosswalk")
    assert answer.status == "ok"
    assert answer.answer_ids == (0,)

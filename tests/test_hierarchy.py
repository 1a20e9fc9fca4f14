"""Storeys and rooms of generated buildings, whose every room is known."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from scenegraph3d import synthetic
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.room_names import name_room
from scenegraph3d.graph.storeys import floor_levels, levels_of_points
from scenegraph3d.io import read_scan
from scenegraph3d.records import Boxes, Instances, PointCloud, Scan

FIXED = ("wall", "floor", "ceiling", "door", "window")  # between rooms, or of all of them


def accuracy(house, graph):
    """Share of the movable things in the right room, rooms matched one to one."""
    movable = [t.instance_id for t in house.things if t.label not in FIXED]
    true = np.array([house.things[row].room_id for row in movable])
    shared = np.zeros((len(house.rooms), max(len(graph.rooms), 1)))
    np.add.at(shared, (true, graph.room_of[movable]), 1)
    return shared[linear_sum_assignment(-shared)].sum() / len(movable)


def boxes_of(scan):
    return Scan(scan.name, scan.instances)


def turned(scan, yaw, shift):
    """The scan turned about the world's zero; its axis-aligned boxes grow."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    R = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    boxes = scan.instances.boxes
    boxes = Boxes(boxes.center @ R.T + shift, boxes.extent, R @ boxes.R_world_box)
    instances = Instances.from_aabb(boxes.aabb, scan.instances.label.tolist(), boxes=boxes)
    points = (scan.cloud.points @ R.T + shift).astype(np.float32)
    return Scan(scan.name, instances, PointCloud(points), scan.point_instance)


def partition(graph):
    """Which objects share a room, whatever the rooms are called."""
    return graph.room_of[:, None] == graph.room_of[None]


@pytest.mark.parametrize("num_rooms", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("strip", [lambda scan: scan, boxes_of], ids=["points", "boxes"])
def test_generated_house_has_its_rooms_and_things_are_in_theirs(seed, num_rooms, strip):
    house = synthetic.generate(seed, num_rooms=num_rooms)
    graph = build_graph(strip(synthetic.to_scan(house, density=120)))
    assert len(graph.rooms) == num_rooms
    assert accuracy(house, graph) >= 0.95


@pytest.mark.parametrize("ceiling", [False, True], ids=["open", "with ceilings"])
@pytest.mark.parametrize("seed", [0, 3])
def test_building_has_its_storeys_and_rooms(seed, ceiling):
    house = synthetic.generate_building(seed, num_storeys=2 + seed % 2, ceiling=ceiling)
    graph = build_graph(synthetic.to_scan(house, density=120))
    storey = [graph.rooms[room].storey for room in graph.room_of]
    assert storey == [house.rooms[thing.room_id].storey for thing in house.things]
    assert len(graph.rooms) == len(house.rooms)
    assert accuracy(house, graph) >= 0.95
    floors = {room.storey: room.floor_z for room in house.rooms}
    assert all(abs(room.floor_z - floors[room.storey]) < 0.1 for room in graph.rooms)


def test_building_of_boxes_has_its_storeys():
    house = synthetic.generate_building(1, num_rooms=3)
    graph = build_graph(boxes_of(synthetic.to_scan(house, density=20)))
    storey = [graph.rooms[room].storey for room in graph.room_of]
    assert storey == [house.rooms[thing.room_id].storey for thing in house.things]
    assert accuracy(house, graph) >= 0.95


@pytest.mark.parametrize("yaw", [0.3, 0.8, 2.0])
def test_turned_scan_has_the_same_rooms(yaw):
    scan = synthetic.to_scan(synthetic.generate(4, num_rooms=4), density=120)
    again = build_graph(turned(scan, yaw, np.array([3.0, -7.0, 0.4])))
    movable = ~np.isin(scan.instances.label.astype(str), FIXED)
    same = partition(build_graph(scan)) == partition(again)
    assert same[np.ix_(movable, movable)].all()


def test_order_of_objects_changes_no_room():
    scan = synthetic.to_scan(synthetic.generate(2, num_rooms=3), density=120)
    order = np.random.default_rng(0).permutation(len(scan.instances))
    shuffled = Scan(scan.name, scan.instances[order], scan.cloud, scan.point_instance)
    plain = partition(build_graph(scan))[np.ix_(order, order)]
    np.testing.assert_array_equal(partition(build_graph(shuffled)), plain)


@pytest.mark.parametrize("room_type", ["bedroom", "kitchen", "bathroom", "living room", "office"])
def test_room_is_named_by_what_stands_in_it(room_type):
    house = synthetic.generate(5, room_types=(room_type,))
    graph = build_graph(boxes_of(synthetic.to_scan(house, density=20)))
    assert [room.label for room in graph.rooms] == [room_type]


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        pytest.param([], "", id="empty"),
        pytest.param(["chair", "box"], "", id="nothing tells"),
        pytest.param(["Toilet", "sink"], "bathroom", id="whatever the case"),
        pytest.param(["sink", "stove", "refrigerator"], "kitchen", id="shared sign"),
        pytest.param(["double bed"], "bedroom", id="by the last word"),
    ],
)
def test_name_of_labels(labels, name):
    assert name_room(labels) == name


def slab(z, low=(0, 0), high=(6, 5), step=0.1):
    x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step))
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], axis=1)


def walls(bottom, top):
    heights = np.arange(bottom, top, 0.07)
    ring = [(x, y) for x in np.arange(0, 6, 0.1) for y in (0, 4.9)]
    ring += [(x, y) for x in (0, 5.9) for y in np.arange(0, 5, 0.1)]
    return np.array([[x, y, z] for x, y in ring for z in heights])


@pytest.mark.parametrize(
    ("parts", "levels"),
    [
        pytest.param([slab(0)], [0], id="a bare floor"),
        pytest.param([slab(0), walls(0, 2.5), slab(2.5)], [0], id="a ceiling is no floor"),
        pytest.param(
            [slab(0), walls(0, 2.5), slab(2.5), slab(2.8), walls(2.8, 5.3), slab(5.3)],
            [0, 2.8],
            id="two storeys",
        ),
        pytest.param(
            [slab(0), slab(0.75, high=(2, 2)), walls(0, 5.5), slab(2.8), slab(5.5)],
            [0, 2.8],
            id="a table is no floor, a thin slab is one",
        ),
    ],
)
def test_floors_from_the_histogram_of_heights(parts, levels):
    assert levels_of_points(np.concatenate(parts)) == pytest.approx(levels, abs=0.05)


def test_tall_things_that_stand_together_make_a_storey_of_boxes():
    low = [[x, 0, 0, x + 0.5, 1, 1] for x in range(4)]
    high = [[x, 0, 2.9, x + 0.5, 1, 3.9] for x in range(3)]
    lamp = [[5, 0, 2.4, 5.2, 0.2, 2.6]]
    named = Instances.from_aabb(np.array(low + high + lamp, dtype=float), ["thing"] * 8)
    assert floor_levels(named, None).tolist() == [0, 2.9]


def test_cloud_of_one_point_builds():
    instances = Instances.from_aabb(np.array([[0.0, 0, 0, 1, 1, 1]]), ["box"])
    scan = Scan("dot", instances, PointCloud(np.zeros((1, 3), np.float32)), np.array([0]))
    assert len(build_graph(scan).rooms) == 1


def test_real_single_rooms_stay_single(sg3d_data):
    names = ("scene0001_00", "scene0003_00", "scene0004_00", "scene0005_00")
    for name in names:
        graph = build_graph(read_scan(sg3d_data / "scans" / "scannet_50k" / f"{name}.npz"))
        assert len(graph.rooms) == 1, name


def test_real_suite_has_its_bathroom(sg3d_data):
    graph = build_graph(read_scan(sg3d_data / "scans" / "scannet_full" / "scene0000_00.npz"))
    assert sorted(room.label for room in graph.rooms) == ["bathroom", "kitchen"]
    toilet = [str(label) for label in graph.instances.label].index("toilet")
    assert graph.rooms[graph.room_of[toilet]].label == "bathroom"

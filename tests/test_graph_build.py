"""A graph from a scan: who supports whom, which rooms there are, what stands on which floor."""

import numpy as np
import pytest

from relation_scenes import graph_of, grid_in, moved, plate, random_boxes
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.relations import score_relation
from scenegraph3d.records import Boxes, Instances, PointCloud, Scan

DESK = [0, 0, 0, 1.6, 0.8, 0.75]


@pytest.mark.parametrize(
    ("thing", "carrier", "supported"),
    [
        pytest.param([0.5, 0.3, 0.75, 0.6, 0.4, 0.9], DESK, True, id="cup on a desk"),
        pytest.param([0.5, 0.3, 0.68, 0.6, 0.4, 0.9], DESK, True, id="box a little loose"),
        pytest.param([1.5, 0.3, 0.75, 1.7, 0.5, 0.9], DESK, True, id="half over the edge"),
        pytest.param([1.55, 0.3, 0.75, 1.9, 0.5, 0.9], DESK, False, id="mostly over the edge"),
        pytest.param([0.5, 0.3, 1.1, 0.6, 0.4, 1.3], DESK, False, id="hangs above"),
        pytest.param([0.4, 0.2, 0, 0.9, 0.7, 0.9], DESK, False, id="chair pushed under"),
        pytest.param(
            [0.1, 0.2, 0.5, 0.6, 0.8, 0.65], [0, 0, 0, 2, 1.5, 1.1], True, id="pillow, headboard"
        ),
        pytest.param([0, 0, 0.75, 3, 3, 0.9], DESK, False, id="too large for it"),
        pytest.param([0.5, 0.82, 1, 1.2, 0.9, 1.6], [0, 0.9, 0, 4, 1, 2.5], False, id="picture"),
    ],
)
def test_supporter_of_boxes(thing, carrier, supported):
    graph = graph_of([thing, carrier])
    assert graph.supporter.tolist() == [1 if supported else -1, -1]


def test_stack_is_supported_link_by_link_and_the_top_one_is_on_all():
    graph = graph_of([DESK, [0.2, 0.2, 0.75, 0.6, 0.5, 0.8], [0.3, 0.3, 0.8, 0.4, 0.4, 1.0]])
    assert graph.supporter.tolist() == [-1, 0, 1]
    assert score_relation(graph, "on", np.array([2]), np.array([0]))[0, 0] > 0.5


def test_floor_wall_and_ceiling_support_nothing():
    graph = graph_of([[0, 0, -0.1, 5, 5, 0], [1, 1, 0, 2, 2, 1]], ["floor", "table"])
    assert graph.supporter.tolist() == [-1, -1]
    assert score_relation(graph, "on", np.array([1]), np.array([0]))[0, 0] > 0.5


def test_points_tell_on_which_things_a_shelf_carries():
    shelf = np.concatenate([plate([0, 0], [1, 0.4], z) for z in (0.4, 0.8, 1.2, 1.6)])
    book, floating = [0.2, 0.1, 0.8, 0.3, 0.3, 1.05], [0.6, 0.1, 1.42, 0.8, 0.3, 1.55]
    aabb = [[0, 0, 0.4, 1, 0.4, 1.6], book, floating]
    graph = graph_of(aabb, points=[shelf, grid_in(book, 6), grid_in(floating, 6)])
    assert graph.supporter.tolist() == [-1, 0, -1]


def test_footprint_is_the_hull_of_the_points_and_the_box_without_points():
    angle = np.linspace(0, 2 * np.pi, 300)
    disc = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    graph = graph_of([[-1, -1, 0, 1, 1, 0.1], [2, 2, 0, 3, 3, 1]], points=[disc, disc[:0]])
    assert graph.shapes.area[0] == pytest.approx(np.pi, rel=0.03)
    assert graph.shapes.area[1] == pytest.approx(1.0)


def test_footprint_follows_an_oriented_box_that_fills_its_axis_aligned_one():
    boxes = moved(Boxes.axis_aligned([[0, 0, 0]], [[2, 1, 1]]), np.zeros((1, 3)), 0.6, 0.0)[0]
    assert graph_of(boxes.aabb, boxes=boxes).shapes.area[0] == pytest.approx(2.0)


def test_footprint_is_what_was_seen_where_the_oriented_box_is_of_something_else():
    boxes = Boxes.axis_aligned([[0, 0, 0]], [[2, 0.3, 1]])
    graph = graph_of([[-1, -1, -0.5, 1, 1, 0.5]], boxes=boxes)
    assert graph.shapes.area[0] == pytest.approx(4.0)


def test_points_of_no_object_get_row_minus_one():
    instances = Instances.from_aabb(
        np.array([[0.0, 0, 0, 1, 1, 1], [2, 0, 0, 3, 1, 1]]), ["a", "b"], instance_id=[7, 3]
    )
    owner = np.array([3, 7, -1, 99])
    scan = Scan("scene", instances, PointCloud(np.zeros((4, 3), np.float32)), owner)
    assert build_graph(scan).point_row.tolist() == [1, 0, -1, -1]


def house():
    """Two rooms, 4 m and 3 m wide, closed off by walls and a door between them."""
    walls = [
        [0, -0.1, 0, 7, 0, 2.5],
        [0, 4, 0, 7, 4.1, 2.5],
        [-0.1, 0, 0, 0, 4, 2.5],
        [7, 0, 0, 7.1, 4, 2.5],
        [4, 0, 0, 4.1, 3, 2.5],
    ]
    door, bed, lamp = [4, 3, 0, 4.1, 4, 2], [0.2, 1, 0, 2.2, 3, 0.6], [3, 0.3, 0, 3.3, 0.6, 1.5]
    sofa, table = [5, 0.5, 0, 6.5, 1.5, 0.8], [5, 2.5, 0, 6, 3.5, 0.5]
    labels = ["wall"] * 5 + ["door", "bed", "lamp", "sofa", "table"]
    return np.array([*walls, door, bed, lamp, sofa, table], dtype=float), labels


def test_walls_and_doors_close_off_two_rooms():
    graph = graph_of(*house())
    assert len(graph.rooms) == 2
    bed, lamp, sofa, table = graph.room_of[6:]
    assert bed == lamp != sofa == table
    left = graph.rooms[bed].outline
    assert left.min(axis=0) == pytest.approx([0, 0], abs=0.15)
    assert left.max(axis=0) == pytest.approx([4, 4], abs=0.15)


def test_rooms_that_nothing_closes_off_are_one():
    aabb, labels = house()
    open_door = np.arange(len(aabb)) != 5
    graph = graph_of(aabb[open_door], [one for one in labels if one != "door"])
    assert len(graph.rooms) == 1
    assert graph.rooms[0].outline.max(axis=0) == pytest.approx([7.1, 4.1], abs=0.15)


def test_turned_house_has_the_same_rooms():
    aabb, labels = house()
    boxes = Boxes.axis_aligned((aabb[:, :3] + aabb[:, 3:]) / 2, aabb[:, 3:] - aabb[:, :3])
    turned, _ = moved(boxes, np.zeros((len(aabb), 3)), 0.4, np.array([3.0, -2, 0]))
    graph = graph_of(turned.aabb, labels, boxes=turned)
    assert len(graph.rooms) == 2
    sides = np.linalg.norm(np.diff(graph.rooms[graph.room_of[6]].outline, axis=0), axis=1)
    assert sides[:2] == pytest.approx([4, 4], abs=0.3)


def test_floors_apart_are_storeys():
    aabb = [[0, 0, -0.1, 5, 5, 0], [0, 0, 2.9, 5, 5, 3], [1, 1, 0, 2, 2, 1], [1, 1, 3, 2, 2, 4]]
    graph = graph_of(aabb, ["floor", "floor", "table", "bed"])
    assert [room.storey for room in graph.rooms] == [0, 1]
    assert graph.room_of[2:].tolist() == [0, 1]
    assert [room.floor_z for room in graph.rooms] == [0, 3]


def test_floor_height_is_where_things_stand_not_the_lowest_outlier():
    boxes = [[x, 0, 0, x + 0.5, 1, 1] for x in range(10)] + [[4, 4, -0.6, 5, 5, 0.5]]
    assert graph_of(boxes).rooms[0].floor_z == pytest.approx(0.0)


def test_empty_scene_builds():
    graph = graph_of(np.empty((0, 6)))
    assert len(graph) == 0
    assert graph.rooms == ()
    assert graph.nx.number_of_nodes() == 1


def test_single_object_is_a_room_of_its_own():
    graph = graph_of([DESK])
    assert graph.supporter.tolist() == [-1]
    assert graph.rooms[0].outline.max(axis=0).tolist() == [1.6, 0.8]


def test_order_of_objects_does_not_change_who_supports_whom():
    aabb = random_boxes(11, 16).aabb
    order = np.random.default_rng(0).permutation(16)
    ids = np.arange(16)
    plain, shuffled = graph_of(aabb, ids=ids), graph_of(aabb[order], ids=ids[order])

    def carriers(graph):
        known = np.append(graph.instances.instance_id, -1)
        return dict(zip(known[:-1].tolist(), known[graph.supporter].tolist(), strict=True))

    assert carriers(plain) == carriers(shuffled)

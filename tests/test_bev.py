"""The map from above: what is drawn, of which colour, and what lies over what."""

from dataclasses import replace

import numpy as np
import pytest

from layers_of_points import BLUE, FLOOR, GREEN, GREY, RED, cloud_graph, dense, layered
from scenegraph3d.bev import known_colors, label_color, render
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.scene_graph import SceneGraph
from scenegraph3d.records import Instances, Scan
from scenes import boxes_graph

LIMITS = np.array([0.0, 0.0, 1.0, 1.0])


def as_scan(graph: SceneGraph) -> Scan:
    return Scan("again", graph.instances, graph.cloud, graph.point_row)


def at(bev, layer, x, y):
    """The value of a layer at a place."""
    ((u, v),) = bev.grid.pixels_of(np.array([[x, y]]))
    return getattr(bev, layer)[v, u].tolist()


def test_an_object_lies_over_the_ground_even_where_the_ground_is_higher():
    graph = layered(
        ("grass", (0, 0), (6, 1), 0.3, GREEN), ("car", (0.2, 0.2), (0.6, 0.6), 0.1, RED)
    )
    bev = render(graph, 0.05, limits=LIMITS)
    assert at(bev, "image", 0.4, 0.4) == list(RED)
    assert at(bev, "image", 0.8, 0.8) == list(GREEN)
    assert bev.labels[at(bev, "label", 0.4, 0.4)] == "car"


def test_an_object_lies_over_a_wall_and_a_wall_over_the_ground():
    graph = layered(
        FLOOR,
        ("wall", (0, 0), (1, 0.3), 2.0, BLUE),
        ("window", (0.4, 0), (0.6, 0.3), 1.0, RED),
    )
    bev = render(graph, 0.05, limits=LIMITS)
    assert at(bev, "image", 0.1, 0.1) == list(BLUE)
    assert at(bev, "image", 0.5, 0.1) == list(RED)


def test_of_two_objects_the_higher_is_on_top():
    graph = layered(
        FLOOR, ("table", (0, 0), (1, 1), 0.7, BLUE), ("cup", (0.4, 0.4), (0.6, 0.6), 0.8, RED)
    )
    bev = render(graph, 0.05, limits=LIMITS)
    assert bev.labels[at(bev, "label", 0.5, 0.5)] == "cup"
    assert at(bev, "instance", 0.5, 0.5) == 2
    assert at(bev, "height", 0.5, 0.5) == pytest.approx(0.8)
    assert at(bev, "height", 0.1, 0.1) == pytest.approx(0.7)


def test_colours_are_the_mean_of_the_top_layer_alone():
    points = [[0.5, 0.5, 1.00], [0.5, 0.5, 0.95], [0.5, 0.5, 0.2]]
    graph = cloud_graph(points, [(100, 0, 0), (200, 0, 0), (0, 0, 250)], [0, 0, 0], ["thing"])
    bev = render(graph, 0.1, limits=LIMITS)
    assert at(bev, "image", 0.5, 0.5) == [150, 0, 0]


def test_label_colours_are_those_of_the_names_on_every_map():
    graph = layered(FLOOR, ("table", (0, 0), (0.5, 1), 0.7, BLUE))
    bev = render(graph, 0.05, limits=LIMITS, colors="label")
    assert tuple(at(bev, "image", 0.2, 0.5)) == label_color("table") == label_color("Table")
    assert tuple(at(bev, "image", 0.8, 0.5)) == label_color("floor")
    assert label_color("table") != label_color("floor")


def test_nothing_seen_is_white_without_height_label_or_state():
    bev = render(layered(FLOOR), 0.1, limits=np.array([0, 0, 2, 1.0]))
    assert not at(bev, "coverage", 1.6, 0.5)
    assert at(bev, "image", 1.6, 0.5) == [255, 255, 255]
    assert np.isnan(at(bev, "height", 1.6, 0.5))
    assert at(bev, "label", 1.6, 0.5) == at(bev, "instance", 1.6, 0.5) == -1


def test_gaps_between_strewn_points_are_closed_but_the_rim_does_not_grow():
    rng = np.random.default_rng(0)
    points = np.column_stack([rng.uniform(0.2, 0.8, (600, 2)), np.zeros(600)])
    graph = cloud_graph(points, np.tile(RED, (600, 1)), np.zeros(600, int), ["floor"])
    bev = render(graph, 0.02, limits=LIMITS)  # 0.67 points to a pixel
    middle = np.abs(bev.grid.middles() - 0.5).max(axis=2)
    assert bev.coverage[middle < 0.27].mean() > 0.99
    assert not bev.coverage[middle > 0.31].any()


def test_a_gap_in_a_table_does_not_show_the_floor():
    rng = np.random.default_rng(0)
    table = np.column_stack([rng.uniform(0.2, 0.8, (1500, 2)), np.full(1500, 0.7)])
    points = np.concatenate([dense((0, 0), (1, 1), 0.0), table])
    rows = np.repeat([0, 1], [len(points) - 1500, 1500])
    colors = np.where(rows[:, None] == 0, GREY, RED)
    bev = render(cloud_graph(points, colors, rows, ["floor", "table"]), 0.02, limits=LIMITS)
    inside = np.abs(bev.grid.middles() - 0.5).max(axis=2) < 0.26
    assert (bev.instance[inside] == 1).mean() > 0.97


def test_a_ceiling_is_cut_away_named_or_not():
    for name in ("ceiling", "object"):
        stool = ("stool", (0, 0), (0.2, 0.2), 0.4, RED)
        graph = layered(FLOOR, (name, (0, 0), (1, 1), 2.5, BLUE), stool)
        graph.instances.aabb[2, 2] = 0.0  # it stands on the floor
        bev = render(build_graph(as_scan(graph)), 0.05, limits=LIMITS)
        assert at(bev, "image", 0.5, 0.5) == list(GREY), name


def test_a_tall_cupboard_keeps_its_top():
    graph = layered(FLOOR, ("cupboard", (0, 0), (0.3, 0.3), 2.4, BLUE))
    assert at(render(graph, 0.05, limits=LIMITS), "image", 0.1, 0.1) == list(BLUE)


def test_outdoors_nothing_is_cut_away():
    graph = layered(("road", (0, 0), (6, 1), 0.0, GREY), ("tree", (0, 0), (6, 1), 7.0, GREEN))
    assert at(render(graph, 0.1, limits=LIMITS), "image", 0.5, 0.5) == list(GREEN)


def test_a_storey_is_drawn_without_those_over_and_under_it():
    lower = [FLOOR, ("table", (0, 0), (0.5, 0.5), 0.7, RED), ("bed", (0.5, 0.5), (1, 1), 0.5, RED)]
    upper = [(a, low, high, z + 3, BLUE) for a, low, high, z, _ in lower]
    graph = layered(*lower, *upper)
    rooms = tuple(replace(graph.rooms[0], room_id=k, storey=k, floor_z=3.0 * k) for k in (0, 1))
    rooms = tuple(replace(room, ceiling_z=room.floor_z + 2.5) for room in rooms)
    graph = replace(graph, rooms=rooms, room_of=np.array([0, 0, 0, 1, 1, 1]))
    below, above = (render(graph, 0.05, limits=LIMITS, storey=k) for k in (0, 1))
    assert at(below, "image", 0.2, 0.2) == list(RED)
    assert at(above, "image", 0.2, 0.2) == list(BLUE)
    assert at(above, "height", 0.2, 0.2) == pytest.approx(3.7)


def test_boxes_without_points_are_drawn_by_their_footprints():
    boxes = [[0, 0, 0, 4, 4, 0.01], [0, 0, 0, 1, 1, 0.7], [0.25, 0.25, 0.7, 0.75, 0.75, 0.9]]
    bev = render(boxes_graph(boxes, ["floor", "table", "box"]), 0.25)
    assert bev.grid.limits.tolist() == [-0.25, -0.25, 4.25, 4.25]
    assert bev.labels[at(bev, "label", 3.1, 3.1)] == "floor"
    assert bev.labels[at(bev, "label", 0.1, 0.1)] == "table"
    assert bev.labels[at(bev, "label", 0.5, 0.6)] == "box"
    assert tuple(at(bev, "image", 3.1, 3.1)) == label_color("floor")


def test_a_box_smaller_than_a_pixel_still_has_one():
    graph = boxes_graph([[0, 0, 0, 4, 4, 0.01], [2.1, 2.1, 0, 2.12, 2.12, 1]], ["floor", "pole"])
    bev = render(graph, 0.5, limits=np.array([0, 0, 4.0, 4.0]))
    assert (bev.instance == 1).sum() == 1
    assert at(bev, "instance", 2.1, 2.1) == 1


def test_rows_without_points_are_drawn_beside_those_with():
    graph = layered(FLOOR)
    aabb = np.vstack([graph.instances.aabb, [0.2, 0.2, 0, 0.6, 0.6, 1]])
    things = Instances.from_aabb(aabb, ["floor", "car"])
    bev = render(build_graph(Scan("mixed", things, graph.cloud, graph.point_row)), 0.05)
    assert bev.labels[at(bev, "label", 0.4, 0.4)] == "car"


def test_an_empty_scene_gives_an_empty_map():
    bev = render(boxes_graph(np.zeros((0, 6)), []), 0.5)
    assert not bev.coverage.any()
    assert bev.labels == ()


def test_names_give_the_colours_only_where_no_colour_is_known():
    colored = layered(FLOOR)
    assert colored.cloud is not None
    bare = replace(colored, cloud=replace(colored.cloud, colors=None))
    unnamed = replace(bare, instances=replace(bare.instances, label=np.array([""], dtype=object)))
    assert [known_colors(graph) for graph in (colored, bare, unnamed)] == ["mean", "label", "mean"]


def test_points_without_colours_are_lighter_the_higher():
    graph = layered(FLOOR, ("table", (0, 0), (0.5, 1), 0.7, BLUE))
    assert graph.cloud is not None
    bev = render(replace(graph, cloud=replace(graph.cloud, colors=None)), 0.05)
    assert at(bev, "image", 0.2, 0.5)[0] > at(bev, "image", 0.8, 0.5)[0] + 50

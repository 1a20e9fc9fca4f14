"""The map from above: what is drawn lies where the world has it, objects over ground."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenegraph3d.bev import cell_limits, fitting_resolution, known_colors, label_color, render
from scenegraph3d.geometry.map_grid import MapGrid
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.scene_graph import SceneGraph
from scenegraph3d.records import Instances, PointCloud, Scan
from scenes import boxes_graph

RED, GREEN, BLUE, GREY = (200, 0, 0), (0, 200, 0), (0, 0, 200), (90, 90, 90)
LIMITS = np.array([0.0, 0.0, 1.0, 1.0])


def cloud_graph(points, colors, rows, labels) -> SceneGraph:
    """A scene of points that belong to the given rows; no ceiling."""
    points = np.array(points, dtype=np.float32).reshape(-1, 3)
    rows = np.array(rows, dtype=np.int64)
    aabb = [
        np.concatenate([points[rows == row].min(0), points[rows == row].max(0)])
        for row in range(len(labels))
    ]
    instances = Instances.from_aabb(np.array(aabb), labels)
    cloud = PointCloud(points, np.array(colors, dtype=np.uint8).reshape(-1, 3))
    return build_graph(Scan("test", instances, cloud, rows))


def dense(low, high, z, spacing=0.02) -> np.ndarray:
    """Points of a level rectangle, one in the middle of each square of `spacing`."""
    x, y = (np.arange(low[k] + spacing / 2, high[k], spacing) for k in (0, 1))
    xy = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    return np.column_stack([xy, np.full(len(xy), z)])


def layered(*layers) -> SceneGraph:
    """A scene of level rectangles (label, low, high, z, color)."""
    parts = [dense(low, high, z) for _, low, high, z, _ in layers]
    rows = np.repeat(np.arange(len(layers)), [len(part) for part in parts])
    colors = np.array([layer[4] for layer in layers])[rows]
    return cloud_graph(np.concatenate(parts), colors, rows, [layer[0] for layer in layers])


FLOOR = ("floor", (0, 0), (1, 1), 0.0, GREY)


def as_scan(graph: SceneGraph) -> Scan:
    return Scan("again", graph.instances, graph.cloud, graph.point_row)


def at(bev, layer, x, y):
    """The value of a layer at a place."""
    ((u, v),) = bev.grid.pixels_of(np.array([[x, y]]))
    return getattr(bev, layer)[v, u].tolist()


def test_each_point_colours_the_pixel_that_map_grid_puts_it_in():
    places = np.array([[0.05, 0.95], [0.95, 0.95], [0.05, 0.05], [0.55, 0.35]])
    points = np.column_stack([places, np.zeros(4)])
    colors = [RED, GREEN, BLUE, GREY]
    bev = render(cloud_graph(points, colors, [0, 0, 0, 0], ["thing"]), 0.1, limits=LIMITS)
    for (u, v), color in zip(bev.grid.pixels_of(places), colors, strict=True):
        assert tuple(bev.image[v, u]) == color
    assert tuple(bev.image[0, 0]) == RED  # the north-west corner is the top left pixel
    assert tuple(bev.image[0, 9]) == GREEN


@given(
    x=st.floats(-1e4, 1e4),
    y=st.floats(-1e4, 1e4),
    resolution=st.sampled_from([0.02, 0.05, 50 / 224, 1.0]),
    seed=st.integers(0, 99),
)
def test_pixels_go_to_places_and_come_back(x, y, resolution, seed):
    size = 8 * resolution
    grid = MapGrid.covering(cell_limits((x, y), size), resolution)
    pixels = np.random.default_rng(seed).integers(0, 8, (20, 2))
    assert (grid.pixels_of(grid.places_of(pixels)) == pixels).all()


@given(seed=st.integers(0, 10_000))
def test_coverage_is_where_pixels_of_points_are(seed):
    rng = np.random.default_rng(seed)
    points = np.column_stack([rng.uniform(-0.2, 1.2, (30, 2)), rng.uniform(0, 1, 30)])
    graph = cloud_graph(points, np.tile(RED, (30, 1)), np.zeros(30, int), ["thing"])
    bev = render(graph, 0.05, limits=LIMITS)
    pixels = bev.grid.pixels_of(points.astype(np.float32))
    pixels = pixels[bev.grid.holds(pixels)]
    assert bev.coverage[pixels[:, 1], pixels[:, 0]].all()


@pytest.mark.parametrize("resolution", [0.02, 0.05, 50 / 224])
def test_a_cell_of_the_same_size_in_pixels_comes_out(resolution):
    graph = layered(FLOOR)
    bev = render(graph, resolution, limits=cell_limits((0.5, 0.5), 224 * resolution))
    assert bev.image.shape == (224, 224, 3)
    assert np.allclose(bev.grid.limits, cell_limits((0.5, 0.5), 224 * resolution))


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


def test_a_cell_is_the_piece_of_the_whole_map():
    rng = np.random.default_rng(3)
    points = np.column_stack([rng.uniform(0, 4, (4000, 2)), rng.uniform(0, 0.05, 4000)])
    colors = rng.integers(0, 255, (4000, 3))
    graph = cloud_graph(points, colors, np.zeros(4000, int), ["floor"])
    whole = render(graph, 0.125, limits=np.array([0, 0, 4.0, 4.0]))
    cell = render(graph, 0.125, limits=np.array([1, 1, 3.0, 3.0]))
    for layer in ("image", "coverage", "occupancy", "label", "instance"):
        assert (getattr(cell, layer) == getattr(whole, layer)[8:24, 8:24]).all(), layer
    assert np.array_equal(cell.height, whole.height[8:24, 8:24], equal_nan=True)


def test_moving_the_scene_moves_the_map():
    graph = layered(FLOOR, ("table", (0.2, 0.3), (0.6, 0.5), 0.7, BLUE))
    shift = np.array([32.0, -16.0, 4.0])  # of two: no rounding in float32 at these sizes
    assert graph.cloud is not None
    moved = PointCloud(graph.cloud.points + shift.astype(np.float32), graph.cloud.colors)
    things = Instances.from_aabb(
        graph.instances.aabb + np.tile(shift, 2), list(graph.instances.label)
    )
    other = build_graph(Scan("moved", things, moved, graph.point_row))
    first = render(graph, 0.0625, limits=LIMITS)
    second = render(other, 0.0625, limits=LIMITS + np.tile(shift[:2], 2))
    assert (first.image == second.image).all()
    assert np.allclose(first.height + 4, second.height, atol=1e-4, equal_nan=True)


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


def test_the_resolution_that_fits_is_round_and_keeps_maps_small():
    assert fitting_resolution(boxes_graph([[0, 0, 0, 0.9, 0.4, 1]], ["table"])) == 0.005
    assert fitting_resolution(boxes_graph([[0, 0, 0, 9, 4, 1]], ["floor"])) == 0.02
    assert fitting_resolution(boxes_graph([[0, 0, 0, 90, 4, 1]], ["floor"])) == 0.2
    assert fitting_resolution(boxes_graph([[0, 0, 0, 5000, 4, 1]], ["road"])) == 10


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"colors": "hue"}, r"colors must be one of mean, label, got 'hue'"),
        ({"resolution": 0}, r"resolution must be positive metres, got 0"),
        ({"resolution": 1e-5}, r"at most 36,000,000 pixels, got 98002 x"),
        ({"limits": np.zeros(3)}, r"limits must be four finite numbers, got \[0.0, 0.0, 0.0\]"),
        ({"limits": np.array([1, 0, 0, 1.0])}, r"limits must be x_min y_min x_max y_max"),
        ({"storey": 4}, r"storey must be one of \[0\], got 4"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        render(layered(FLOOR), **{"resolution": 0.1, **changed})


@pytest.mark.parametrize("resolution", [1e-9, 1e-320])
def test_pixels_beyond_counting_are_refused(resolution):
    with pytest.raises(ValueError, match=r"at most 36,000,000 pixels"):
        render(layered(FLOOR), resolution)


def test_a_cell_without_a_size_is_refused():
    with pytest.raises(ValueError, match=r"a cell's size must be positive metres, got 0"):
        cell_limits((1, 2), 0)

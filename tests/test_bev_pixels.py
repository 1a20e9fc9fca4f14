"""The map from above: each pixel stands for the place that the world has there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_of_points import BLUE, FLOOR, GREEN, GREY, RED, cloud_graph, layered
from scenegraph3d.bev import cell_limits, fitting_resolution, render
from scenegraph3d.geometry.map_grid import MapGrid
from scenegraph3d.graph.build import build_graph
from scenegraph3d.records import Instances, PointCloud, Scan
from scenes import boxes_graph

LIMITS = np.array([0.0, 0.0, 1.0, 1.0])


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

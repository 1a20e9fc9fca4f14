"""Where one can stand: what a foot or a head would hit is occupied, seen floor is free."""

import numpy as np
import pytest

from scenegraph3d.bev import FREE, OCCUPIED, UNKNOWN, render
from scenes import boxes_graph
from test_bev import BLUE, FLOOR, GREY, LIMITS, RED, at, cloud_graph, dense, layered


def test_seen_floor_is_free_and_what_was_not_seen_unknown():
    bev = render(layered(FLOOR), 0.05, limits=np.array([0, 0, 2, 1.0]))
    assert at(bev, "occupancy", 0.5, 0.5) == FREE
    assert at(bev, "occupancy", 1.5, 0.5) == UNKNOWN


@pytest.mark.parametrize(
    ("label", "z", "state"),
    [
        pytest.param("table", 0.7, OCCUPIED, id="a table is in the way"),
        pytest.param("rug", 0.03, FREE, id="a rug is walked on"),
        pytest.param("lamp", 2.3, FREE, id="one walks under a lamp"),
        pytest.param("lamp", 1.7, OCCUPIED, id="a head hits a low lamp"),
        pytest.param("wall", 1.0, OCCUPIED, id="a wall is in the way"),
    ],
)
def test_what_lies_between_step_and_head_is_in_the_way(label, z, state):
    bev = render(layered(FLOOR, (label, (0, 0), (0.5, 0.5), z, RED)), 0.05, limits=LIMITS)
    assert at(bev, "occupancy", 0.25, 0.25) == state
    assert at(bev, "occupancy", 0.75, 0.75) == FREE


def test_under_a_table_is_occupied_though_its_floor_was_seen():
    graph = layered(FLOOR, ("table", (0, 0), (1, 1), 0.7, RED), ("cup", (0, 0), (1, 1), 0.8, BLUE))
    assert (render(graph, 0.05, limits=LIMITS).occupancy == OCCUPIED).all()


def test_a_street_that_climbs_is_free_all_along():
    road = dense((0, 0), (40, 4), 0.0, spacing=0.2)
    road[:, 2] = 0.1 * road[:, 0]  # 4 m higher at its end
    car = dense((30, 1), (34, 3), 4.3, spacing=0.2)
    rows = np.repeat([0, 1], [len(road), len(car)])
    colors = np.tile(GREY, (len(rows), 1))
    graph = cloud_graph(np.concatenate([road, car]), colors, rows, ["road", "car"])
    bev = render(graph, 0.2, limits=np.array([0, 0, 40.0, 4.0]))
    assert at(bev, "occupancy", 32.1, 2.1) == OCCUPIED
    assert at(bev, "occupancy", 1.1, 2.1) == at(bev, "occupancy", 38.1, 2.1) == FREE
    assert (bev.occupancy == FREE).mean() > 0.9


def test_a_slope_that_is_steep_but_named_a_road_is_no_obstacle():
    road = dense((0, 0), (8, 8), 0.0, spacing=0.1)
    road[:, 2] = road[:, 0]
    rows = np.zeros(len(road), int)
    graph = cloud_graph(road, np.tile(GREY, (len(rows), 1)), rows, ["road"])
    assert (render(graph, 0.2, limits=np.array([0, 0, 8.0, 8.0])).occupancy == FREE).all()


def test_boxes_alone_tell_where_one_can_stand():
    boxes = [[0, 0, -0.1, 4, 4, 0], [0, 0, 0, 1, 1, 0.7], [3, 3, 2.2, 4, 4, 2.5]]
    bev = render(boxes_graph(boxes, ["floor", "table", "lamp"]), 0.25)
    assert at(bev, "occupancy", 0.5, 0.5) == OCCUPIED
    assert at(bev, "occupancy", 2.1, 2.1) == FREE
    assert at(bev, "occupancy", 3.5, 3.6) == FREE


def test_whatever_is_hit_is_occupied_and_away_from_it_is_free():
    rng = np.random.default_rng(5)
    floor = dense((0, 0), (1, 1), 0.0, spacing=0.05)
    things = np.column_stack([rng.uniform(0, 0.5, (80, 2)), rng.uniform(0.2, 2.4, 80)])
    rows = np.repeat([0, 1], [len(floor), len(things)])
    colors = np.tile(GREY, (len(rows), 1))
    graph = cloud_graph(np.concatenate([floor, things]), colors, rows, ["floor", "bush"])
    bev = render(graph, 0.1, limits=LIMITS)
    for v, u in np.ndindex(10, 10):
        x, y = things[:, 0], things[:, 1]
        here = (np.floor(x * 10) == u) & (np.floor((1 - y) * 10) == v)
        if (here & (things[:, 2] < 1.9)).any():
            assert bev.occupancy[v, u] == OCCUPIED
        elif u > 6:
            assert bev.occupancy[v, u] == FREE

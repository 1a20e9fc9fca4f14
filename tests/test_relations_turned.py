"""Orientation, sectors and visibility on scenes worked out on paper, and by brute force."""

import numpy as np
import pytest

from relation_scenes import graph_of, graph_of_boxes, random_boxes, rotations
from scenegraph3d.graph.relations import angle_between, score_relation
from scenegraph3d.graph.relations.sectors import SECTORS, name_sectors, sector_score
from scenegraph3d.records import Boxes

FLOOR = [0, 0, -0.1, 6, 6, 0]
ONE, TWO = np.array([0]), np.array([1])


def two_turned(degrees, extent=(2, 1, 1), fronts=False):
    """The graph of two boxes, the first turned by some degrees; with fronts along its own +x."""
    yaw = np.radians([degrees, 0])
    boxes = Boxes(np.array([[1.0, 1, 0.5], [4, 4, 0.5]]), np.tile(extent, (2, 1)), rotations(yaw))
    front = (
        np.stack([np.cos(yaw), np.sin(yaw), 0 * yaw], axis=1) if fronts else np.full((2, 3), np.nan)
    )
    return graph_of_boxes(boxes, front)


@pytest.mark.parametrize(
    ("name", "degrees", "low", "high"),
    [
        pytest.param("parallel", 0, 0.9, 1, id="parallel"),
        pytest.param("parallel", 180, 0.9, 1, id="parallel the other way round"),
        pytest.param("parallel", 22.5, 0.45, 0.55, id="half way to the diagonal"),
        pytest.param("parallel", 90, 0, 0.1, id="at right angles"),
        pytest.param("perpendicular", 90, 0.9, 1, id="perpendicular"),
        pytest.param("perpendicular", 67.5, 0.45, 0.55, id="half way back to the diagonal"),
        pytest.param("perpendicular", 0, 0, 0.1, id="not perpendicular"),
        pytest.param("same_direction", 0, 0.9, 1, id="same way"),
        pytest.param("same_direction", 45, 0.45, 0.55, id="an eighth of a turn apart"),
        pytest.param("same_direction", 180, 0, 0.1, id="other way"),
        pytest.param("opposite_direction", 180, 0.9, 1, id="opposite"),
        pytest.param("opposite_direction", 135, 0.45, 0.55, id="an eighth short of opposite"),
        pytest.param("opposite_direction", 0, 0, 0.1, id="not opposite"),
    ],
)
def test_headings_compare_by_their_angle(name, degrees, low, high):
    score = score_relation(two_turned(degrees, fronts=True), name, ONE, TWO)[0, 0]
    assert low <= score <= high


@pytest.mark.parametrize("name", ["parallel", "perpendicular", "same_direction"])
def test_square_things_without_fronts_have_no_heading(name):
    assert score_relation(two_turned(30, (1, 1, 1)), name, ONE, TWO)[0, 0] == 0.5


@pytest.mark.parametrize("degrees", [0, 30, 100, 175])
def test_angle_between_is_that_of_fronts_or_else_of_long_sides(degrees):
    of_fronts = angle_between(two_turned(degrees, fronts=True), ONE, TWO)[0, 0]
    of_sides = angle_between(two_turned(degrees), ONE, TWO)[0, 0]
    assert np.degrees(of_fronts) == pytest.approx(degrees)
    assert np.degrees(of_sides) == pytest.approx(min(degrees, 180 - degrees))
    assert np.isnan(angle_between(two_turned(degrees, (1, 1, 1)), ONE, TWO)[0, 0])


@pytest.mark.parametrize(("degrees", "expected"), [(0, 0), (10, 0.5), (25, 1)])
def test_tilted_by_ten_degrees_is_on_the_line(degrees, expected):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    R = np.array([[[1, 0, 0], [0, c, -s], [0, s, c]]])
    graph = graph_of_boxes(
        Boxes(np.zeros((1, 3)), np.array([[1.0, 1, 2]]), R), np.full((1, 3), np.nan)
    )
    tilted, upright = (score_relation(graph, name, ONE)[0] for name in ("tilted", "upright"))
    assert tilted == pytest.approx(expected, abs=0.05)
    assert upright == pytest.approx(1 - tilted)


@pytest.mark.parametrize(("degrees", "expected"), [(0, 0), (90, 0), (15, 0.5), (45, 1), (75, 0.5)])
def test_rotated_is_off_the_rooms_walls(degrees, expected):
    walls = [[3.0, 0, 1], [3, 6, 1], [0, 3, 1], [6, 3, 1]]
    boxes = Boxes(
        np.array([[3.0, 3, 0.5], *walls]),
        np.array([[1.0, 0.5, 1], [6, 0.1, 2], [6, 0.1, 2], [0.1, 6, 2], [0.1, 6, 2]]),
        rotations(np.radians([degrees, 0, 0, 0, 0])),
    )
    graph = graph_of_boxes(boxes, np.full((5, 3), np.nan), ["desk", *["wall"] * 4])
    assert score_relation(graph, "rotated", ONE)[0] == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(
    ("num_sectors", "degrees", "names"),
    [
        (2, [10, 170, -10, -170], ["right", "right", "left", "left"]),
        (3, [10, -130, 140, -140], ["right", "left", "back", "back"]),
        (4, [0, 44, 46, 180, -90], ["front", "front", "right", "back", "left"]),
        (8, [20, 30, 225, -45], ["front", "front right", "back left", "front left"]),
        (12, [0, 90, 180, -30], ["12 o'clock", "3 o'clock", "6 o'clock", "11 o'clock"]),
    ],
)
def test_one_function_names_every_set_of_sectors(num_sectors, degrees, names):
    assert name_sectors(np.radians(degrees), num_sectors).tolist() == names
    border = np.radians(sum(SECTORS[num_sectors][0][1:]))
    assert sector_score(border, num_sectors, 0) == pytest.approx(0.5)


def test_unknown_sets_of_sectors_are_refused():
    with pytest.raises(ValueError, match="choose from: 2, 3, 4, 8, 12"):
        name_sectors(np.zeros(1), 5)


@pytest.mark.parametrize("hour", [None, 0, 13])
def test_oclock_needs_an_hour(hour):
    graph = graph_of([[0, 0, 0, 1, 1, 1], [3, 0, 0, 4, 1, 1]])
    with pytest.raises(ValueError, match="hour from 1 to 12"):
        score_relation(graph, "at_oclock", ONE, TWO, forward=np.array([[0.0, 1]]), hour=hour)


def test_metres_to_the_left_wants_that_distance():
    near, far = [0.8, 2, 0, 1.8, 3, 1], [-1, 2, 0, 0, 3, 1]  # 0.2 m and 2 m from the anchor
    graph = graph_of([near, far, [2, 2, 0, 3, 3, 1]])
    view = {"forward": np.array([[0.0, 1]])}
    plain = score_relation(graph, "left_of", [0, 1], [2], **view)[:, 0]
    stated = score_relation(graph, "left_of", [0, 1], [2], distance=2.0, **view)[:, 0]
    assert plain[0] > plain[1]
    assert stated[1] > 0.5 > stated[0]


@pytest.mark.parametrize("seed", range(3))
def test_visible_shares_match_marching_along_the_lines(seed):
    boxes = random_boxes(seed, 10, turned=True)
    graph = graph_of_boxes(boxes, np.full((10, 3), np.nan))
    rows = np.arange(10)
    score = score_relation(graph, "visible_from", rows, rows)
    for a in (0, 3):
        eye = boxes.center[a] + [0, 0, boxes.extent[a, 2] / 2 + 0.1]
        eye[2] = max(eye[2], graph.rooms[0].floor_z + 1.2)
        for t in np.delete(rows, a):
            share = marched_share(boxes, eye, int(t), np.delete(rows, [a, t]))
            if abs(share - 0.3) > 0.15:
                assert (score[t, a] > 0.5) == (share > 0.3)


def marched_share(boxes, eye, target, others):
    """Share of nine lines to a box that pass no other one, by steps of a centimetre or so."""
    signs = [np.zeros(3), *np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T]
    free = 0
    for sign in signs:
        goal = boxes.center[target] + boxes.R_world_box[target] @ (
            0.4 * boxes.extent[target] * sign
        )
        way = eye + np.linspace(0, 1, 400)[:, None] * (goal - eye)
        inside = np.array(
            [
                (
                    np.abs((way - boxes.center[o]) @ boxes.R_world_box[o])
                    < boxes.extent[o] / 2 - 0.02
                )
                for o in others
            ]
        ).all(axis=2)
        inside &= ~inside[:, :1] & ~inside[:, -1:]
        free += not inside.any()
    return free / len(signs)


def test_a_wall_hides_what_is_behind_it_and_a_table_does_not():
    seat, lamp = [0, 0, 0, 0.5, 0.5, 0.9], [4, 0, 0, 4.3, 0.3, 1.6]
    wall, table = [2, -2, 0, 2.1, 2, 2.5], [2, -0.5, 0, 2.6, 0.8, 0.7]
    walled, open_view = graph_of([lamp, seat, wall]), graph_of([lamp, seat, table])
    assert score_relation(walled, "visible_from", ONE, TWO)[0, 0] < 0.1
    assert score_relation(open_view, "visible_from", ONE, TWO)[0, 0] > 0.9


@pytest.mark.parametrize(("x", "sees"), [(1.0, True), (-1.0, False)])
def test_in_view_is_ahead_of_the_front(x, sees):
    front = np.array([[np.nan] * 3, [x, 0, 0]])
    graph = graph_of([[4, 0, 0, 5, 1, 1], [0, 0, 0, 1, 1, 1]], front=front)
    assert (score_relation(graph, "in_view_of", ONE, TWO)[0, 0] > 0.5) == sees

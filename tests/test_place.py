"""Places in small rooms that fit on paper: where a thing is put, and when it is said not to fit."""

import json

import numpy as np
import pytest

from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.parser import parse
from scenegraph3d.language.placing import parse_place
from scenegraph3d.reasoning.placement import place
from scenegraph3d.reasoning.placement.areas import grow
from scenegraph3d.reasoning.placement.raster import fits
from scenegraph3d.records import Instances, Scan, Viewpoint

# A room of 6 m x 4 m with a table of 1.2 m x 0.8 m and a bed along the north wall; x y z from, to.
THINGS = {
    1: ("floor", (0.0, 0.0, -0.1), (6.0, 4.0, 0.0)),
    2: ("wall", (0.0, 4.0, 0.0), (6.0, 4.1, 2.5)),
    3: ("wall", (0.0, -0.1, 0.0), (6.0, 0.0, 2.5)),
    4: ("table", (1.0, 1.0, 0.0), (2.2, 1.8, 0.7)),
    5: ("laptop", (1.5, 1.3, 0.7), (1.8, 1.5, 0.9)),
    6: ("bed", (3.0, 2.0, 0.0), (4.6, 4.0, 0.5)),
    7: ("nightstand", (4.7, 3.6, 0.0), (5.1, 4.0, 0.5)),
}
SOUTH = Viewpoint(np.array([1.6, 0.2, 1.6]), np.array([0.0, 1.0, 0.0]))  # looks north: left is -x


def room(things=None):
    things = THINGS if things is None else things
    aabb = np.array([(*low, *high) for _, low, high in things.values()])
    names = [name for name, _, _ in things.values()]
    return build_graph(Scan("room", Instances.from_aabb(aabb, names, instance_id=[*things])))


def put(text, graph=None, viewpoint=SOUTH):
    return place(graph or room(), parse_place(text), viewpoint=viewpoint)


def test_left_of_a_thing_on_the_table_is_left_on_the_table():
    answer = put("put the cup on the table left of the laptop")
    x, y, z = answer.results[0].center
    assert answer.status == "ok"
    assert answer.support == "table 4"
    assert 1.0 < x < 1.5
    assert 1.0 < y < 1.8
    assert z == pytest.approx(0.7 + 0.05)  # on the table, half a cup high


def test_a_3_inch_cup_is_3_inches_long_at_most():
    cup = put("put a 3-inch cup on the table").item
    assert cup.max() == pytest.approx(0.0762)
    assert np.allclose(cup / cup.max(), put("put a cup on the table").item / 0.1)


def test_a_said_distance_is_kept():
    answer = put("put a box of 0.2 m x 0.2 m x 0.2 m on the table 0.1 m right of the laptop")
    assert answer.results[0].aabb[0] - 1.8 == pytest.approx(0.1, abs=0.021)


def test_turning_the_viewer_changes_the_side():
    north = Viewpoint(np.array([1.6, 3.8, 1.6]), np.array([0.0, -1.0, 0.0]))
    answer = put("put the cup on the table left of the laptop", viewpoint=north)
    assert answer.results[0].center[0] > 1.8


def test_moving_the_scene_moves_the_box():
    shifted = {
        key: (name, tuple(np.add(low, (3.0, -2.0, 1.0))), tuple(np.add(high, (3.0, -2.0, 1.0))))
        for key, (name, low, high) in THINGS.items()
    }
    text = "place a stool of 0.4 m x 0.4 m x 0.5 m next to the bed"
    here, there = put(text, viewpoint=None), put(text, room(shifted), None)
    moved = there.results[0].center - here.results[0].center
    assert np.allclose(moved, (3.0, -2.0, 1.0), atol=0.03)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("put a box of 0.5 m x 0.4 m x 0.3 m on the table", id="on"),
        pytest.param("put a plant of 0.4 m x 0.4 m x 0.8 m in the corner", id="corner"),
        pytest.param("put a box of 0.5 m x 0.3 m x 0.3 m against the wall", id="wall"),
        pytest.param("put a chair next to the table", id="next to"),
        pytest.param(
            "put a stool of 0.3 m x 0.3 m x 0.4 m between the table and the bed", id="gap"
        ),
        pytest.param("move the nightstand 0.3 m to the right", id="moved"),
    ],
)
def test_a_place_touches_nothing(text):
    graph, answer = room(), put(text)
    box = answer.results[0].aabb
    others = graph.instances.aabb
    shared = np.minimum(box[3:], others[:, 3:]) - np.maximum(box[:3], others[:, :3])
    own = graph.instances.label == "nightstand" if text.startswith("move") else np.zeros(7, bool)
    assert answer.status == "ok"
    assert not ((shared > 1e-6).all(axis=1) & ~own).any()


def test_against_the_wall_is_at_a_wall():
    box = put("put a box of 0.5 m x 0.3 m x 0.3 m against the wall").results[0].aabb
    assert min(box[0], box[1], 6.0 - box[3], 4.0 - box[4]) < 0.03


def test_what_is_too_large_is_told_with_the_width_that_is_free():
    answer = put("put a box of 1 m x 0.9 m x 0.3 m on the table")
    assert answer.status == "not_found"
    assert "the free part of table 4 is at most" in answer.reason
    assert "the box needs 0.90 m" in answer.reason
    assert answer.free is not None
    assert not answer.free.mask.any()


def test_a_taken_place_is_told_and_still_pointed_at():
    answer = put("put a vase of 0.2 m x 0.2 m x 0.3 m in the center of the table")
    assert answer.status == "not_found"
    assert answer.reason == "there is no free place in the center of the table on table 4"
    assert np.allclose(answer.results[0].center[:2], (1.6, 1.4), atol=0.02)


def test_the_free_mask_is_what_the_item_fits_in():
    """Of a table of 1.2 m x 0.8 m without anything, 1.0 m x 0.6 m is left for the middle."""
    things = {key: thing for key, thing in THINGS.items() if key != 5}
    answer = put("put a box of 0.2 m x 0.2 m x 0.2 m on the table", room(things))
    assert answer.free.area == pytest.approx(1.0 * 0.6, rel=0.06)


def test_fits_is_a_brute_force_sweep():
    rng = np.random.default_rng(0)
    blocked = rng.random((20, 30)) < 0.05
    free = fits(blocked, np.eye(2), np.array([0.10, 0.06]), 0.02)  # 5 x 3 pixels
    padded = np.pad(blocked, 2, constant_values=True)
    for v in range(20):
        for u in range(30):
            window = padded[v + 1 : v + 4, u : u + 5]
            assert free[v, u] == (not window.any())


@pytest.mark.parametrize("turn", [np.eye(2), np.array([[0.8, 0.6], [-0.6, 0.8]])])
def test_what_is_longer_than_the_raster_fits_nowhere_at_once(turn):
    free = np.zeros((30, 40), dtype=bool)
    assert not fits(free, turn, np.array([10_000.0, 0.01]), 0.02).any()
    assert not fits(free, turn, np.array([1.1, 0.01]), 0.02).any()


def test_a_turned_item_keeps_off_what_its_corners_reach():
    blocked = np.zeros((41, 41), dtype=bool)
    blocked[20, 20] = True
    turned = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    free = fits(blocked, turned, np.array([0.2, 0.2]), 0.02)
    assert not free[20, 20 + 6]  # a corner reaches 0.141 m along x
    assert free[20, 20 + 9]
    assert free[20 - 7, 20 + 7]  # a side is 0.1 m off along the diagonal


def test_an_empty_area_grows_to_what_is_free():
    answer = put("the empty area between the table and the bed")
    box = answer.results[0].aabb
    assert answer.status == "ok"
    assert box[0] == pytest.approx(2.2, abs=0.05)
    assert box[3] == pytest.approx(3.0, abs=0.05)


def test_grow_stops_at_what_is_taken():
    mask = np.ones((6, 8), dtype=bool)
    mask[:, 5] = False
    assert grow(mask, (2, 2)) == (0, 5, 0, 4)


def test_a_picture_hangs_on_the_wall_above_the_bed():
    answer = put("hang a picture 0.6 m long, 0.03 m thick and 0.4 m high on the wall above the bed")
    box = answer.results[0].aabb
    assert answer.support == "wall"
    assert box[4] == pytest.approx(4.0, abs=0.01)
    assert 3.0 < answer.results[0].center[0] < 4.6
    assert box[2] > 0.5


def test_nothing_hangs_where_no_wall_is_known():
    things = {key: thing for key, thing in THINGS.items() if thing[0] != "wall"}
    answer = put("hang a picture on the wall", room(things))
    assert answer.status == "not_found"
    assert answer.reason.startswith("no wall is known here")
    leaning = put("put a box of 0.5 m x 0.3 m x 0.3 m against the wall", room(things))
    assert leaning.status == "ok"
    assert "no wall is known here" in leaning.reason


def test_a_known_wall_goes_before_a_guessed_one():
    """The west and the east side have no wall: a picture hangs in the south or the north."""
    box = put("hang a picture on the wall").results[0].aabb
    assert min(box[1], 4.0 - box[4]) == pytest.approx(0.0, abs=0.01)


def test_a_move_goes_as_far_as_is_said():
    answer = put("move the nightstand 0.3 meters to the right")
    assert np.allclose(answer.results[0].aabb, (5.0, 3.6, 0.0, 5.4, 4.0, 0.5))


def test_a_move_into_something_is_told():
    answer = put("move the nightstand 0.5 meters to the left")
    assert (answer.status, answer.reason) == ("not_found", "something is in the way there")


def test_a_replaced_thing_keeps_its_wall():
    box = put("replace the nightstand with one of 0.3 m x 0.3 m x 0.8 m").results[0].aabb
    assert box[4] == pytest.approx(4.0)
    assert np.allclose(box[3:] - box[:3], (0.3, 0.3, 0.8))


def test_two_tables_that_fit_alike_are_ambiguous():
    things = {key: thing for key, thing in THINGS.items() if key != 5}
    things[8] = ("table", (1.0, 2.6, 0.0), (2.2, 3.4, 0.7))
    answer = put("put the cup on the table", room(things))
    assert answer.status == "ambiguous"
    assert "table 4" in answer.reason
    assert "table 8" in answer.reason


def test_an_anchor_that_is_not_there_is_told():
    answer = put("put the cup next to the piano")
    assert (answer.status, answer.reason) == ("not_found", "there is no piano in this scene")


def test_a_thing_to_move_must_be_there():
    answer = put("move the piano 1 m to the left")
    assert answer.reason == "there is no piano to move here"
    assert answer.results == ()


def test_the_answer_is_plain_json():
    answer = put("put the cup on the table left of the laptop")
    told = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
    assert told["results"][0]["region"] == "place"
    assert told["results"][0]["instance_id"] is None
    assert told["support"] == "table 4"


def test_a_query_without_a_place_is_refused():
    with pytest.raises(ValueError, match="needs a query with the verb 'place', got 'find'"):
        place(room(), parse("the cup on the table"))


def test_an_empty_scene_is_refused():
    empty = build_graph(Scan("void", Instances.from_aabb(np.zeros((0, 6)), [])))
    with pytest.raises(
        ValueError, match="must hold instances to place something, got none in void"
    ):
        place(empty, parse_place("put a cup on the table"))


def test_no_floor_to_be_seen_is_told():
    graph = room({9: ("lamp", (1.0, 1.0, 0.0), (1.0, 1.0, 1.0))})
    answer = place(graph, parse_place("put a box next to the lamp"))
    assert answer.status == "not_found"


def test_a_refrigerator_is_larger_than_a_chair():
    answer = put("put a fridge on the floor")
    assert answer.results[0].aabb[5] - answer.results[0].aabb[2] > 1.5


def test_words_without_a_thing_or_a_place_are_unsupported():
    assert put("hello there").status == "unsupported"


def test_who_sits_at_a_table_has_its_right_side():
    """The chair stands south of the table, so its upper right corner is the north-east one."""
    things = {**THINGS, 8: ("chair", (1.4, 0.4, 0.0), (1.8, 0.9, 0.9))}
    text = "Sit on the chair by the table and put a vase on the upper right corner of the table"
    x, y, _ = put(text, room(things), None).results[0].center
    assert (x > 1.9, y > 1.5) == (True, True)


def test_a_rug_may_lie_under_a_table():
    answer = put("put a rug of 1.6 m x 1.0 m x 0.01 m under the table")
    assert answer.status == "ok"
    assert np.allclose(answer.results[0].center[:2], (1.6, 1.4), atol=0.25)


@pytest.mark.parametrize(
    ("floor_ends", "back"),
    [
        pytest.param(4.0, 4.0, id="a drawn wall has a face"),
        pytest.param(4.1, 4.05, id="a scanned wall is in the middle of its box"),
    ],
)
def test_a_wall_is_where_its_surface_is(floor_ends, back):
    things = {**THINGS, 1: ("floor", (0.0, 0.0, -0.1), (6.0, floor_ends, 0.0))}
    text = "hang a picture 0.6 m long, 0.03 m thick and 0.4 m high on the wall above the bed"
    assert put(text, room(things)).results[0].aabb[4] == pytest.approx(back, abs=0.011)

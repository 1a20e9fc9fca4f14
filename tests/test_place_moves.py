"""Things of the scene that are moved to other things, or by words that say too little."""

import numpy as np
import pytest

from scenegraph3d.language.placing import parse_place
from scenegraph3d.records import PointCloud
from test_place import THINGS, put, room
from test_regions_answer import room_of

MUG = {**THINGS, 8: ("mug", (3.5, 0.5, 0.0), (3.6, 0.6, 0.1))}


@pytest.mark.parametrize(
    ("text", "support"),
    [
        pytest.param("move the mug to the table", "table 4", id="on what holds it"),
        pytest.param("bring the mug over to the bed", "bed 6", id="over to"),
        pytest.param("move the nightstand to the table", "floor", id="near, being too large"),
        pytest.param("move the mug from the floor to the table", "table 4", id="from and to"),
    ],
)
def test_a_thing_is_moved_to_another(text, support):
    answer = put(text, room(MUG))
    assert (answer.status, answer.support) == ("ok", support)


def test_a_goal_that_is_not_there_is_told():
    answer = put("move the mug to the desk lamp", room(MUG))
    assert (answer.status, answer.reason) == ("not_found", "there is no desk lamp in this scene")


@pytest.mark.parametrize(
    ("text", "untold"),
    [
        pytest.param("move the nightstand", "where", id="nothing"),
        pytest.param("move the nightstand to the left", "how far", id="a side"),
        pytest.param("move the nightstand towards the table", "how far", id="a goal"),
    ],
)
def test_a_move_without_an_end_is_refused(text, untold):
    answer = put(text)
    assert (answer.status, answer.results) == ("unsupported", ())
    assert answer.reason == f"the words do not say {untold} to move it"


def test_how_far_may_be_said_behind_the_goal():
    shift = parse_place("move the bin towards the table by 20 cm").place.shift
    assert (shift.distance, shift.towards.category) == (0.2, "table")


def test_a_box_in_front_of_you_is_no_viewpoint():
    text = "Standing in front of the bed. Place a cardboard box in front of you on the table."
    assert parse_place(text).target.category == "cardboard box"


def test_a_seat_is_where_one_sits_not_its_back():
    """A couch of 2 m x 0.9 m: the seat at 0.42 m is smaller than the back and the arms."""
    graph = room_of({1: ("couch", (1.0, 0.45, 0.4), (2.0, 0.9, 0.8), None)})
    x, y = np.meshgrid(np.arange(0.01, 2.0, 0.02), np.arange(0.01, 0.9, 0.02))
    seat = (y < 0.4) & (x > 0.25) & (x < 1.75)
    z = np.where(seat, 0.42, np.where(y < 0.4, 0.6, 0.79))
    points = np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1).astype(np.float32)
    cloud = PointCloud(points, np.full((len(points), 3), 128, dtype=np.uint8))
    graph = type(graph)(**{**vars(graph), "cloud": cloud, "point_row": np.zeros(len(points), int)})
    assert put("put a cup on the couch", graph, None).results[0].aabb[2] == pytest.approx(0.42)


def test_what_is_swapped_gets_no_size():
    answer = put("swap the bed and the table")
    assert answer.status == "unsupported"
    assert answer.reason.startswith("the words do not say what size it is to get")


def test_on_the_edge_is_at_an_edge():
    box = put("put a cup on the edge of the table").results[0].aabb
    assert min(box[0] - 1.0, 2.2 - box[3], box[1] - 1.0, 1.8 - box[4]) < 0.05


def test_what_faces_a_thing_stands_ahead_of_it():
    (spot,) = parse_place("put a chair facing the bed").place.spots
    assert (spot.relation, spot.anchors[0].category) == ("opposite", "bed")


@pytest.mark.parametrize(
    ("text", "on_bed"),
    [
        pytest.param("put a pillow on the left side of the bed", True, id="a pillow"),
        pytest.param("put a lamp on the left side of the bed", False, id="a lamp"),
    ],
)
def test_only_a_pillow_is_put_on_the_side_of_a_bed(text, on_bed):
    x, y = put(text).results[0].center[:2]
    assert (3.0 < x < 4.6 and 2.0 < y < 4.0) == on_bed


def test_a_clock_hangs_upright():
    extent = put("hang a clock on the wall").results[0].extent
    assert np.allclose(extent, (0.3, 0.05, 0.3))


def test_nothing_is_said_to_be_free_in_what_is_closed():
    things = {**THINGS, 8: ("refrigerator", (0.0, 3.2, 0.0), (0.7, 4.0, 1.8))}
    answer = put("put a bottle in the refrigerator", room(things))
    assert (answer.status, answer.reason) == (
        "not_found", "what is inside refrigerator 8 is not known",
    )  # fmt: skip


def test_what_is_denied_is_told_as_not_understood():
    answer = put("put a cup on the table, not near the laptop")
    assert answer.status == "ok"
    assert answer.not_understood == ("not near the laptop",)


def test_the_foot_of_a_bed_is_on_the_floor():
    answer = put("put a box of 0.3 m x 0.3 m x 0.3 m at the foot of the bed")
    assert (answer.status, answer.support) == ("ok", "floor")


def test_the_ground_of_a_street_is_refused():
    things = {1: ("road", (0, 0, 0), (60, 8, 1)), 2: ("car", (20, 2, 0.4), (24, 4, 2))}
    answer = put("put a bench behind the car", room(things))
    assert (answer.status, answer.reason) == (
        "unsupported", "the ground of a street is not searched",
    )  # fmt: skip

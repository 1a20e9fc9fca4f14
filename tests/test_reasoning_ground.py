"""Grounding in a room drawn by hand: one thing, from some viewpoint."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import scenegraph3d as sg
from room_by_hand import ROOM, room_scan
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Query, Relate
from scenegraph3d.vocabulary import BINARY, GROUP, RELATIONS, TERNARY, UNARY


@pytest.fixture(scope="module")
def room():
    return sg.build(room_scan())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the red mug", 6, id="colour"),
        pytest.param("the white mug", 7, id="other colour"),
        pytest.param("the desk with a lamp on it", 3, id="supporting"),
        pytest.param("the mug on the desk with the lamp", 7, id="nested"),
        pytest.param("the mug next to the lamp", 7, id="next to"),
        pytest.param("the office chair farthest from the trash can", 9, id="farthest"),
        pytest.param("the box under the desk", 12, id="under"),
        pytest.param("the box that is not under the desk", 13, id="negation"),
        pytest.param("the larger box", 13, id="larger"),
        pytest.param("the couch between the door and the window", 11, id="between"),
        pytest.param("facing the window, the desk on the left", 3, id="facing the window"),
        pytest.param("when you walk in the door, the desk on your right", 4, id="walking in"),
        pytest.param("with your back to the window, the desk on the left", 4, id="back to"),
        pytest.param("looking at the door, the chair to the right of the couch", 8, id="right of"),
        pytest.param("the sofa", 11, id="synonym"),
        pytest.param("the garbage bin in the corner", 10, id="corner"),
        pytest.param("the second office chair from the trash can", 9, id="second from"),
    ],
)
def test_sentence_finds_its_object(room, text, expected):
    answer = room.ground(text)
    assert answer.results[0].instance_id == expected
    assert answer.status == "ok"


def test_a_room_that_is_not_there_is_told(room):
    answer = room.ground("the couch in the garage")
    assert "left out, since nothing here is called so: 'the garage'" in answer.reason


def test_of_windows_in_opposite_walls_one_is_faced():
    windows = {
        1: ("window", (3.0, 4.0, 1.5), (2.0, 0.1, 1.0)),
        2: ("window", (3.0, 0.0, 1.5), (2.0, 0.1, 1.0)),
        3: ("couch", (3.0, 2.0, 0.4), (1.6, 0.8, 0.8)),
    }
    frame = sg.build(room_scan(windows)).ground("facing the window, the couch on the left").frame
    ahead = frame[0].T_world_viewer[:2, 0]
    assert abs(ahead[1]) == pytest.approx(1.0, abs=0.05)


def test_two_that_fit_alike_are_ambiguous_and_it_asks(room):
    answer = room.ground("the desk")
    assert (answer.status, set(answer.answer_ids)) == ("ambiguous", {3, 4})
    assert answer.reason.endswith("?")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("the toaster", "called 'toaster'", id="no such kind"),
        pytest.param("the green mug", "no mug here fits 'green'", id="no such colour"),
        pytest.param("the trash can on the desk", "fits 'on the desk'", id="no such relation"),
    ],
)
def test_what_is_not_there_is_not_found_but_ranked(room, text, reason):
    answer = room.ground(text)
    assert answer.status == "not_found"
    assert reason in answer.reason
    assert answer.answer_ids == ()
    assert len(answer.results) > 0


def test_words_that_name_nothing_are_unsupported(room):
    assert room.ground("hello there").status == "unsupported"


def test_anchor_that_was_not_detected_does_not_veto(room):
    answer = room.ground("the couch next to the fireplace")
    assert answer.results[0].instance_id == 11
    assert "fireplace" in answer.reason


def test_caller_may_say_where_he_stands(room):
    from_door = sg.Viewpoint.at([3, 0, 1.5], look_at=[3, 4, 1.5])
    from_window = sg.Viewpoint.at([3, 4, 1.5], look_at=[3, 0, 1.5])
    assert room.ground("the desk on the left", viewpoint=from_door).results[0].instance_id == 3
    assert room.ground("the desk on the left", viewpoint=from_window).results[0].instance_id == 4


def test_a_viewpoint_at_what_is_not_there_is_told(room):
    answer = room.ground("facing the whiteboard, the mug on the left")
    assert "left out, since nothing here is called so: 'the whiteboard'" in answer.reason
    assert all(frame.kind != "stated" for frame in answer.frame)


def test_stated_viewpoint_goes_before_the_callers(room):
    from_window = sg.Viewpoint.at([3, 4, 1.5], look_at=[3, 0, 1.5])
    answer = room.ground("facing the window, the desk on the left", viewpoint=from_window)
    assert answer.results[0].instance_id == 3
    assert answer.frame[0].kind == "stated"


def test_answer_is_the_documented_json(room):
    answer = room.ground("the mug to the left of the couch").to_dict()
    again = json.loads(json.dumps(answer))
    assert set(again) >= {
        "status", "query", "frame", "results", "anchors", "trace", "not_understood",
    }  # fmt: skip
    assert set(again["results"][0]) == {
        "instance_id", "label", "probability", "center", "aabb", "obb", "bev", "num_points",
        "region",
    }  # fmt: skip
    assert again["results"][0]["num_points"] is None
    assert np.shape(again["frame"][0]["T_world_viewer"]) == (4, 4)
    assert all(key.isdecimal() for clause in again["trace"] for key in clause["scores"])


def test_probabilities_of_one_answer_share_at_most_one(room):
    for text in ("the desk", "the red mug", "the box near the door"):
        results = room.ground(text).results
        assert sum(result.probability for result in results) <= 1.0
        assert all(a.probability >= b.probability for a, b in pairwise(results))


def test_a_program_may_hand_in_the_query(room):
    assert room.ground(parse("the red mug")).results[0].instance_id == 6


def test_scene_without_objects_says_what_it_needs():
    empty = sg.build(room_scan({}))
    with pytest.raises(ValueError, match="must hold instances to ground a sentence, got none"):
        empty.ground("the chair")


def turned(objects, quarter):
    """The room turned by quarter turns about the origin: boxes stay axis-aligned."""
    c, s = round(np.cos(quarter * np.pi / 2)), round(np.sin(quarter * np.pi / 2))
    spun = {}
    for key, (name, (x, y, z), (w, d, h)) in objects.items():
        size = (w, d, h) if quarter % 2 == 0 else (d, w, h)
        spun[key] = (name, (c * x - s * y + 40, s * x + c * y - 7, z), size)
    return spun


SENTENCES = [
    "facing the window, the desk on the left",
    "the mug on the desk with the lamp",
    "the office chair farthest from the trash can",
    "when you walk in the door, the desk on your right",
    "the box to the right of the couch",
    "the couch between the door and the window",
]


@pytest.mark.parametrize("quarter", [1, 2, 3])
@pytest.mark.parametrize("text", SENTENCES)
def test_turning_and_moving_the_room_changes_no_answer(room, text, quarter):
    moved = sg.build(room_scan(turned(ROOM, quarter)))
    assert moved.ground(text).results[0].instance_id == room.ground(text).results[0].instance_id


def test_order_of_objects_changes_no_answer(room):
    backwards = sg.build(room_scan(dict(reversed(ROOM.items()))))
    for text in SENTENCES:
        one, other = room.ground(text).results[0], backwards.ground(text).results[0]
        assert one.instance_id == other.instance_id
        assert one.probability == pytest.approx(other.probability)


def test_mirror_swaps_left_and_right(room):
    mirrored = {k: (n, (-x, y, z), size) for k, (n, (x, y, z), size) in ROOM.items()}
    scene = sg.build(room_scan(mirrored))
    for left, right in [
        ("facing the window, the desk on the left", "facing the window, the desk on the right"),
        ("the box to the left of the couch", "the box to the right of the couch"),
    ]:
        one, other = scene.ground(left).results[0], room.ground(right).results[0]
        assert one.instance_id == other.instance_id


@pytest.mark.parametrize("name", list(RELATIONS))
def test_every_relation_of_the_vocabulary_can_be_asked(room, name):
    term = RELATIONS[name]
    anchors = {UNARY: 0, BINARY: 1, TERNARY: 2, GROUP: 1}[term.arity]
    clause = Relate(
        relation=name,
        anchors=tuple(Find(category=kind) for kind in ("desk", "door")[:anchors]),
        hour=3 if name == "at_oclock" else None,
        distance=1.0 if name in ("at_distance", "within_distance") else None,
    )
    answer = room.ground(Query(target=Find(category="office chair", clauses=(clause,))))
    assert {result.label for result in answer.results} == {"office chair"}


def test_an_objects_own_left_is_the_facing_viewers_right():
    front = np.full((len(ROOM), 3), np.nan)
    front[list(ROOM).index(11)] = [0.0, -1.0, 0.0]  # the couch faces the door
    scan = room_scan()
    scene = sg.build(replace(scan, instances=replace(scan.instances, front=front)))

    def chair(frame):
        clause = Relate(relation="left_of", anchors=(Find(category="couch"),), frame=frame)
        query = Query(target=Find(category="office chair", clauses=(clause,)))
        return scene.ground(query).results[0].instance_id

    assert (chair("auto"), chair("object")) == (8, 9)


def test_wrong_kinds_are_named(room):
    with pytest.raises(TypeError, match="a question must be a str or Query, got NoneType"):
        room.ground(None)
    with pytest.raises(TypeError, match="viewpoint must be a Viewpoint, got tuple"):
        room.ground("the desk", viewpoint=(0, 0, 0, 0))


def test_a_label_in_any_language_answers_to_itself():
    scene = sg.build(
        room_scan({1: ("стул", (0, 0, 0), (1, 1, 1)), 2: ("стол", (3, 0, 0), (1, 1, 1))})
    )
    assert scene.ground("the стул").answer_ids == (1,)


def test_what_does_not_fit_is_improbable(room):
    assert room.ground("the green mug").results[0].probability < 0.5


def test_of_two_colours_said_together_one_is_enough():
    scan = room_scan()
    answer = sg.build(scan).ground("the red and yellow mug")
    assert (answer.status, answer.answer_ids) == ("ok", (6,))
    assert sg.build(scan).ground("the blue and green mug").status == "not_found"

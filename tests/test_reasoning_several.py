"""Several things in rooms drawn by hand: plurals, counts, groups, and what none has."""

import pytest

import scenegraph3d as sg
from room_by_hand import ROOM, room_scan
from scenegraph3d.language.query import Find, Query, Rank


@pytest.fixture(scope="module")
def room():
    return sg.build(room_scan())


def test_plural_answers_with_all_of_them(room):
    answer = room.ground("the office chairs")
    assert (answer.status, set(answer.answer_ids)) == ("ok", {8, 9})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the two trash cans closest to the door", {10}),
        ("the two lamps closest to the door", {5}),
        ("the two boxes closest to the trash can", {12, 13}),
        ("the two mugs closest to the couch", {6, 7}),
    ],
)
def test_the_two_closest_are_two_where_there_are_two(room, text, expected):
    assert set(room.ground(text).answer_ids) == expected


def test_the_two_closest_of_three():
    row = {i: ("chair", (x, 0.0, 0.5), (0.5, 0.5, 1.0)) for i, x in enumerate((1, 2, 4), start=1)}
    scene = sg.build(room_scan({**row, 9: ("door", (0.0, 0.0, 1.0), (0.1, 0.9, 2.0))}))
    assert set(scene.ground("the two chairs closest to the door").answer_ids) == {1, 2}
    assert set(scene.ground("the two chairs farthest from the door").answer_ids) == {2, 3}
    assert set(scene.ground("the chair closest to the door").answer_ids) == {1}


def row_of_chairs(*places):
    return {i: ("chair", (x, 0.0, 0.5), (0.5, 0.5, 1.0)) for i, x in enumerate(places, start=1)}


def test_a_plural_takes_in_only_what_has_the_colour(room):
    assert room.ground("all the red mugs").answer_ids == (6,)
    assert room.ground("how many white mugs are there?").answer_ids == (7,)


def test_what_is_not_a_mug_is_none():
    things = {3: ROOM[3], 6: ROOM[6], 8: ROOM[8]}
    scene = sg.build(room_scan(things))
    assert 6 not in scene.ground("everything that is not a mug").answer_ids
    assert scene.ground("something red that is not a mug").results[0].instance_id != 6


def test_whether_may_be_denied(room):
    assert room.ground("is the red mug on the couch?").status == "not_found"
    assert room.ground("is the red mug on the desk?").answer_ids == (6,)


def test_a_row_is_a_group_of_the_graph():
    chairs = row_of_chairs(1, 1.7, 2.4) | {8: ("chair", (5.0, 3.0, 0.5), (0.5, 0.5, 1.0))}
    scene = sg.build(room_scan(chairs))
    assert set(scene.ground("the chairs in a row").answer_ids) == {1, 2, 3}
    lone = sg.build(room_scan(row_of_chairs(1, 4))).ground("the chairs in a row")
    assert "left out, since nothing here is called so" in lone.reason


def test_two_of_five_are_asked_back_and_the_two_near_the_lamp_are_not():
    lamp = {9: ("lamp", (0.0, 0.0, 1.0), (0.3, 0.3, 2.0))}
    scene = sg.build(room_scan(row_of_chairs(0.6, 1.2, 4, 5, 6) | lamp))
    answer = scene.ground("the two chairs")
    assert (answer.status, len(answer.answer_ids)) == ("ambiguous", 5)
    assert answer.reason.startswith("5 fit where 2 are asked for")
    assert set(scene.ground("the two chairs near the lamp").answer_ids) == {1, 2}


def test_without_is_refused_where_all_have_it():
    lamps = {
        3: ("lamp", (5.0, 3.4, 1.0), (0.2, 0.2, 0.4)),
        4: ("lamp", (1.0, 3.4, 1.0), (0.2, 0.2, 0.4)),
    }
    desks = {1: ROOM[3], 2: ROOM[4]}
    answer = sg.build(room_scan(desks | lamps)).ground("the desk without a lamp")
    assert answer.status == "not_found"
    only_one = sg.build(room_scan(desks | {3: lamps[3]})).ground("the desk without a lamp")
    assert only_one.answer_ids == (1,)


def test_the_desk_with_the_most_lamps_is_counted():
    lamps = {i: ("lamp", (x, 3.4, 1.0), (0.2, 0.2, 0.4)) for i, x in enumerate((0.6, 4.6, 5.3), 3)}
    scene = sg.build(room_scan({1: ROOM[3], 2: ROOM[4]} | lamps))
    for order, best in (("descending", 2), ("ascending", 1)):
        most = Rank(key="number", order=order, anchors=(Find(category="lamp"),))
        query = Query(text="", target=Find(category="desk", clauses=(most,)))
        assert scene.ground(query).answer_ids == (best,)


def test_all_chairs_take_in_office_chairs_and_no_couch():
    names = ("chair", "office chair", "armchair", "couch", "table")
    row = {i: (name, (1.5 * i, 0.0, 0.5), (0.6, 0.6, 1.0)) for i, name in enumerate(names, start=1)}
    scene = sg.build(room_scan(row))
    assert set(scene.ground("all the chairs").answer_ids) == {1, 2, 3}
    assert scene.ground("how many chairs are there?").count == 3
    assert scene.ground("the chair").answer_ids == (1,)


def test_what_is_on_something_presupposes_nothing(room):
    assert room.ground("what is on the desk with the red mug?").answer_ids == (6,)
    answer = room.ground("what is on the couch?")
    assert (answer.status, answer.answer_ids) == ("not_found", ())
    assert answer.reason == "nothing here fits 'on the couch'"


def test_counting(room):
    assert room.ground("how many mugs are there").count == 2
    assert room.ground("how many mugs are on the desk with the lamp").count == 1


def test_the_empty_desk_is_the_one_with_nothing_on_it():
    desks = {1: ROOM[3], 2: ROOM[4], 3: ("mug", (5.2, 3.3, 0.86), (0.1, 0.1, 0.12))}
    scene = sg.build(room_scan(desks))
    assert scene.ground("the empty desk").answer_ids == (1,)
    assert scene.ground("the messy desk").answer_ids == (2,)


def test_three_monitors_are_more_than_one():
    monitors = {20 + i: ("monitor", (0.6 + 0.4 * i, 3.4, 1.0), (0.3, 0.1, 0.4)) for i in range(3)}
    one_more = {30: ("monitor", (5.0, 3.4, 1.0), (0.3, 0.1, 0.4))}
    scene = sg.build(room_scan(ROOM | monitors | one_more))
    answer = scene.ground("the desk with three monitors on it")
    assert (answer.status, answer.results[0].instance_id) == ("ok", 3)

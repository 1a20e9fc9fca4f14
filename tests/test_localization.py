"""Where a description was given: laws, small maps by hand, and generated cells."""

import numpy as np
import pytest

from maps_by_hand import HERE, LIMITS, box, found, open_map, street
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import (
    localize,
)
from scenegraph3d.reasoning.localization.assign import assign_hints
from scenegraph3d.reasoning.localization.landmarks import cut_to_pieces, look_around
from scenegraph3d.reasoning.localization.likelihood import sector, speak
from scenes import boxes_graph


def test_three_sides_meet_where_they_were_seen():
    answer = found(street(), HERE)
    assert answer.status == "ok"
    # South of the tree, between the other two; how far south, the words do not say.
    x, y = answer.position
    assert 12 < x < 28
    assert y < 30
    assert [match.instance_id for match in answer.hints] == [4, 5, 6]


def test_distances_pin_the_place_down():
    answer = found(street(), "10 m to the west a kiosk, 10 m north a tree, 10 m east a bench")
    assert np.linalg.norm(answer.position - [20, 20]) < 2
    assert np.sqrt(np.linalg.eigvalsh(answer.covariance)).max() < 5


def test_the_posterior_is_a_distribution_on_its_grid():
    answer = found(street(), HERE)
    assert answer.posterior.shape == answer.grid.shape
    assert answer.posterior.sum() == pytest.approx(1)
    assert 0 < answer.entropy < 1


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_viewer_turns_with_the_map(turns):
    text = "a kiosk 10 m on my left, a tree 10 m ahead of me and a bench 10 m on my right"
    answer = found(street(turns), text)
    assert answer.heading is not None
    off = answer.heading - np.pi / 2 * (1 + turns)
    assert abs((off + np.pi) % (2 * np.pi) - np.pi) < np.deg2rad(15)
    assert np.linalg.norm(answer.position - [20, 20]) < 2.5


def test_moving_the_map_moves_the_place():
    graph, shift = street(), np.array([1000.0, -500.0])
    moved_boxes = graph.instances.aabb + np.tile([*shift, 0.0], 2)
    moved = open_map(moved_boxes, ["kiosk", "tree", "bench"])
    there = localize(moved, parse_location(HERE), limits=LIMITS + np.tile(shift, 2))
    assert there.position == pytest.approx(found(street(), HERE).position + shift, abs=1e-6)


def test_what_is_not_on_the_map_does_not_veto():
    answer = found(street(), f"{HERE}. There is a fountain to the south")
    assert answer.status == "ok"
    assert answer.hints[-1].instance_id is None
    assert answer.position == pytest.approx(found(street(), HERE).position, abs=1.5)


def test_two_hints_bind_two_landmarks():
    graph = open_map([box(14, 20), box(14, 24)], ["pole", "pole"])
    answer = found(graph, "a pole to the west. another pole to the west.")
    assert len({match.instance_id for match in answer.hints}) == 2


def test_equal_places_are_ambiguous():
    graph = open_map([box(8, 20), box(32, 20)], ["kiosk", "kiosk"])
    answer = found(graph, "a kiosk 3 m to the north")
    assert answer.status == "ambiguous"
    assert sorted(round(peak.position[0]) for peak in answer.peaks[:2]) == pytest.approx(
        [8, 32], abs=2
    )


def test_on_means_within_the_outline():
    graph = open_map([[0, 0, 0, 40, 6, 0.1], box(20, 14)], ["road", "tree"])
    answer = found(graph, "I am on a road. A tree to the north")
    assert answer.position[1] < 7


def test_somebody_in_a_house_stands_in_a_room():
    graph = boxes_graph([box(10, 10), box(30, 10), box(20, 30)], ["chair", "lamp", "door"])
    answer = found(graph, "a chair to the north")  # the room's outline ends at y = 9.5
    assert answer.position[1] > 9


def test_somebody_next_to_a_couch_does_not_stand_on_it():
    graph = boxes_graph([[1, 1, 0, 3, 2, 0.8], [0, 0, 0, 4, 4, 0.02]], ["couch", "floor"])
    x, y = localize(graph, parse_location("I am next to the couch")).position
    assert not (1 < x < 3 and 1 < y < 2)


def test_a_denied_thing_keeps_away():
    graph = open_map([box(8, 20), box(32, 20), box(8, 16)], ["kiosk", "kiosk", "tree"])
    answer = found(graph, "a kiosk 3 m to the north. no tree nearby")
    assert answer.position[0] > 25


def test_a_thing_denied_on_one_side_may_be_on_another():
    near_kiosk = np.array([[12.0, 20.0]])
    one_side, every_side = (
        found(street(), f"a tree to the north, {said}")
        for said in ("the kiosk is not on my left", "no kiosk nearby")
    )
    u, v = one_side.grid.pixels_of(near_kiosk)[0]
    assert one_side.posterior[v, u] > 2 * every_side.posterior[v, u]


def test_somebody_on_a_couch_is_on_it():
    graph = boxes_graph([[1, 1, 0, 3, 2, 0.8], [0, 0, 0, 4, 4, 0.02]], ["couch", "floor"])
    x, y = localize(graph, parse_location("I am sitting on the couch")).position
    assert 1 < x < 3
    assert 1 < y < 2


def test_several_doors_are_no_sign_of_one_that_is_missing():
    graph = open_map([box(x, 20) for x in (10, 20, 30)], ["door"] * 3)
    spoken = speak(parse_location("a door nearby").hints, [np.ones(3)], [0.01])
    (match,) = assign_hints(graph, spoken, np.array([[0.24, 0.25, 0.21, 0.3]]))
    assert match.instance_id == graph.instances.instance_id[1]
    (match,) = assign_hints(graph, spoken, np.array([[0.0, 0.0, 0.0, 1.0]]))
    assert match.instance_id is None
    (match,) = assign_hints(graph, spoken, np.array([[0.1, 0.2, 0.1, 0.6]]))
    assert match.instance_id is None


@pytest.mark.parametrize(
    "text", ["no tree nearby", "far from the tree", "a kiosk nearby, no giraffe"]
)
def test_what_is_not_there_fits(text):
    answer = found(street(), text)
    assert answer.status in ("ok", "ambiguous")
    assert "0 of" not in answer.reason


def test_a_likeliest_place_among_many_is_not_sure():
    graph = open_map([box(-9000, 0), box(9000, 0)], ["tree", "car"])
    answer = localize(graph, parse_location("a dragon on my left and a car behind me"))
    assert answer.status == "ambiguous"
    assert "only 0% sure" in answer.reason


def test_a_map_of_one_point_is_not_searched_by_the_millimetre():
    answer = localize(open_map([[0, 0, 0, 0, 0, 0]], ["table"]), parse_location("a table nearby"))
    assert answer.radius > 0.1


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        pytest.param("a giraffe to the north", "not_found", "called giraffe", id="unknown thing"),
        pytest.param("hello there", "unsupported", "nothing was said", id="no hint"),
    ],
)
def test_it_says_when_it_does_not_know(text, status, reason):
    answer = found(street(), text)
    assert answer.status == status
    assert reason in answer.reason
    assert answer.to_dict()["position"] is None


def test_distances_and_bearings_are_those_of_dense_sampling():
    aabb = np.array([[2.0, 3.0, 0.0, 8.0, 5.0, 1.0]])
    places = np.array([[0.0, 0.0], [5.0, 4.0], [12.0, 4.5], [3.0, 9.0]])
    outlook = look_around(cut_to_pieces(open_map(aabb, ["wall"])), places)
    inside = np.stack(np.meshgrid(np.linspace(2, 8, 601), np.linspace(3, 5, 201)), 2).reshape(-1, 2)
    for place, distance, bearing in zip(places, outlook.distance, outlook.bearing, strict=True):
        away = inside - place
        nearest = away[np.linalg.norm(away, axis=1).argmin()]
        assert distance[0] == pytest.approx(np.linalg.norm(nearest), abs=0.01)
        if distance[0] > 0:
            way = [np.cos(bearing[0]), np.sin(bearing[0])]
            assert way == pytest.approx(nearest / np.linalg.norm(nearest), abs=0.01)


def test_a_side_is_likely_within_its_sector_and_even_on_the_border():
    off = np.deg2rad([0, 45, 90, 180, -45, 315])
    score = sector(off, np.pi / 4, 0.0)
    assert score[0] > 0.99
    assert score[[1, 4, 5]] == pytest.approx([0.5] * 3)
    assert (score[[2, 3]] < 0.01).all()

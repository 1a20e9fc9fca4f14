"""Where a description was given: laws, small maps by hand, and generated cells."""

from dataclasses import replace

import numpy as np
import pytest

from scenegraph3d.config import LocalizationSettings
from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import (
    CellIndex,
    describe,
    localize,
    search_cells,
)
from scenegraph3d.reasoning.localization.assign import assign_hints
from scenegraph3d.reasoning.localization.landmarks import cut_to_pieces, look_around
from scenegraph3d.reasoning.localization.likelihood import sector, speak
from scenegraph3d.synthetic.cells import CELL_SIZE, generate_cells
from scenes import boxes_graph

LIMITS = np.array([0.0, 0.0, 40.0, 40.0])


def box(x, y, *, side=1.0, height=3.0):
    return [x - side / 2, y - side / 2, 0.0, x + side / 2, y + side / 2, height]


def open_map(aabb, label, **options):
    """A map without rooms."""
    return replace(boxes_graph(aabb, label, **options), rooms=())


def street(turns=0):
    """A kiosk in the west, a tree in the north and a bench in the east of (20, 20), turned left."""
    spots = np.array([[10.0, 20.0], [20.0, 30.0], [30.0, 20.0]]) - 20
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    for _ in range(turns):
        spots = spots @ turn.T
    return open_map([box(*spot) for spot in spots + 20], ["kiosk", "tree", "bench"], ids=[4, 5, 6])


def found(graph, text, **options):
    return localize(graph, parse_location(text), limits=LIMITS, **options)


HERE = "a kiosk to the west, a tree to the north and a bench to the east"


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


@pytest.mark.parametrize("by", ["closest", "class", "direction"])
def test_what_is_described_is_there(by):
    query = describe(street(), np.array([20.0, 20.0]), by=by)
    sides = {hint.landmark.category: hint.side for hint in query.hints}
    assert sides == {"kiosk": "west", "tree": "north", "bench": "east"}


def test_a_heading_turns_the_sides():
    query = describe(street(), np.array([20.0, 20.0]), heading=np.pi / 2)
    sides = {hint.landmark.category: hint.side for hint in query.hints}
    assert sides == {"kiosk": "left", "tree": "front", "bench": "right"}


def test_a_description_is_read_as_the_hints_it_was_made_from():
    task = generate_cells(1, seed=11)[0]
    for heading in (None, 0.7):
        query = describe(build_graph(task.map), task.position, heading=heading)
        again = parse_location(query.text)
        assert [(h.side, h.on) for h in again.hints] == [(h.side, h.on) for h in query.hints]
        assert [h.landmark.category for h in again.hints] == [
            h.landmark.category for h in query.hints
        ]


def test_own_descriptions_lead_back():
    errors = []
    for task in generate_cells(12, seed=5):
        graph = build_graph(task.map)
        limits = np.array([0, 0, CELL_SIZE, CELL_SIZE])
        answer = localize(graph, describe(graph, task.position), limits=limits)
        errors.append(np.linalg.norm(answer.position - task.position))
    assert np.median(errors) < 5


def test_the_right_cell_is_found_among_others():
    tasks = generate_cells(40, seed=3)
    limits = np.tile([0.0, 0.0, CELL_SIZE, CELL_SIZE], (len(tasks), 1))
    index = CellIndex.of([build_graph(task.map) for task in tasks], limits)
    ranks = []
    for cell in range(6):
        query = describe(index.graphs[cell], tasks[cell].position, num_hints=8)
        ranks.append(cell in [match.cell for match in search_cells(index, query, top=5)])
    assert np.mean(ranks) > 0.5  # by chance 5 of 40


def test_cells_without_landmarks_are_refused():
    with pytest.raises(ValueError, match="an index must have cells with landmarks"):
        CellIndex.of([open_map(np.empty((0, 6)), [])], LIMITS[None])


def test_bad_limits_are_refused():
    with pytest.raises(ValueError, match="limits must be x_min y_min x_max y_max"):
        localize(street(), parse_location(HERE), limits=np.array([5, 5, 1, 1]))


def test_a_map_without_objects_is_refused():
    with pytest.raises(ValueError, match="a map must hold landmarks"):
        localize(open_map(np.empty((0, 6)), []), parse_location(HERE))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"position": [0, np.nan]}, "position must be x, y", id="nan"),
        pytest.param({"position": [0, 0], "by": "size"}, "unknown choice", id="choice"),
        pytest.param({"position": [0, 0], "num_hints": 0}, "num_hints must be", id="none"),
    ],
)
def test_bad_places_are_not_described(options, message):
    with pytest.raises(ValueError, match=message):
        describe(street(), **options)


def test_a_map_with_nothing_missing_may_be_said_to_be_so():
    sure = LocalizationSettings(missing=0.05)
    answer = found(street(), HERE, settings=sure)
    assert all(match.missing < 0.1 for match in answer.hints)


def test_nobody_speaks_of_what_is_behind_a_wall():
    graph = boxes_graph([box(1, 1), box(3, 1), box(20, 1)], ["chair", "otherprop", "lamp"])
    near = replace(graph.rooms[0], outline=np.array([[0.0, 0.0], [6, 0], [6, 6], [0, 6]]))
    far = replace(graph.rooms[0], outline=near.outline + np.array([15.0, 0.0]))
    house = replace(graph, rooms=(near, far), room_of=np.array([0, 0, 1]))
    said = describe(house, np.array([4.0, 3.0]))
    assert [hint.landmark.category for hint in said.hints] == ["chair"]


@pytest.mark.parametrize("limits", [[0, 0, np.nan, 1], [0, 0, np.inf, 1], [3, 3, 0, 0], [0, 0, 1]])
def test_limits_that_enclose_nothing_are_refused(limits):
    with pytest.raises(ValueError, match=r"limits must be x_min y_min x_max y_max in metres"):
        localize(street(), parse_location(HERE), limits=np.array(limits))


def test_a_thin_strip_has_no_more_pixels_than_a_square():
    answer = localize(street(), parse_location(HERE), limits=np.array([0, 19.9, 1e9, 20]))
    assert answer.posterior.size < 100_000


def test_no_cell_has_a_giraffe():
    index = CellIndex.of([street()], LIMITS[None])
    assert search_cells(index, parse_location("a giraffe to the north")) == ()
    with pytest.raises(ValueError, match=r"limits must be x_min y_min x_max y_max"):
        CellIndex.of([street()], LIMITS[None] * np.nan)


def test_an_empty_map_and_a_heading_of_nothing_are_refused():
    with pytest.raises(ValueError, match=r"must hold landmarks to describe a place, got none"):
        describe(open_map(np.zeros((0, 6)), []), np.zeros(2))
    with pytest.raises(ValueError, match=r"heading must be finite radians, got nan"):
        describe(street(), np.zeros(2), heading=np.nan)

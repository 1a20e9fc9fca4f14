"""Descriptions of places, cells among others, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from maps_by_hand import HERE, LIMITS, box, found, open_map, street
from scenegraph3d.config import LocalizationSettings
from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import (
    CellIndex,
    describe,
    localize,
    search_cells,
)
from scenegraph3d.synthetic.cells import CELL_SIZE, generate_cells
from scenes import boxes_graph


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

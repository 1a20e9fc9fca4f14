"""Several things put at once: as many places as are asked for, apart from each other."""

import numpy as np
import pytest

from scenegraph3d.reasoning.placement.several import pick_apart, pick_several
from test_place import THINGS, put, room

EMPTY_TABLE = {key: thing for key, thing in THINGS.items() if thing[0] != "laptop"}


def overlaps(boxes):
    """Pairs of boxes that share some space."""
    shared = np.minimum(boxes[:, None, 3:], boxes[:, 3:]) - np.maximum(
        boxes[:, None, :3], boxes[:, :3]
    )
    return np.triu((shared > 1e-9).all(axis=2), k=1).sum()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("put two cups on the table", 2, id="two"),
        pytest.param("put six cups on the table", 6, id="six"),
        pytest.param("put two chairs next to the bed", 2, id="on the floor"),
        pytest.param("hang three pictures on the wall above the bed", 3, id="hung"),
    ],
)
def test_as_many_places_as_are_asked_for(text, count):
    answer = put(text)
    assert (answer.status, answer.num_placed) == ("ok", count)
    assert overlaps(np.array([result.aabb for result in answer.results[:count]])) == 0
    assert answer.to_dict()["num_placed"] == count


def test_one_thing_is_one_place():
    answer = put("put a cup on the table")
    assert answer.num_placed == 1
    assert len(answer.results) > 1


def test_a_table_holds_as_many_boxes_as_fit_side_by_side():
    """Of 0.38 m, three fit along 1.2 m and two across 0.8 m."""
    text = "put {} boxes of 0.38 m x 0.38 m x 0.2 m on the table"
    assert put(text.format("six"), room(EMPTY_TABLE)).status == "ok"
    seven = put(text.format("seven"), room(EMPTY_TABLE))
    assert seven.status == "not_found"
    assert seven.reason == "only 6 of seven boxes fit on table 4"


def test_more_than_anybody_puts_is_refused():
    answer = put("put 5000 cups on the table")
    assert answer.status == "unsupported"
    assert answer.reason == "at most 100 things are put at once, not 5000"


def test_things_are_moved_one_at_a_time():
    things = {**THINGS, 8: ("nightstand", (2.5, 3.6, 0.0), (2.9, 4.0, 0.5))}
    for text in ("move the nightstands 0.3 m forward", "move the two nightstands to the left"):
        answer = put(text, room(things))
        assert answer.status == "unsupported"
        assert "one thing at a time: say which of the" in answer.reason


def test_cells_are_picked_best_first_and_apart():
    points = np.stack([np.arange(5) * 0.1, np.zeros(5)], axis=1)
    scores = np.array([[0.5, 0.9, 0.8, -1.0, 0.7]])
    assert pick_apart(scores, points, apart=0.15, most=3) == [(0, 1), (0, 4)]


def test_cells_are_packed_where_the_best_ones_block_the_rest():
    """Three places in a row hold two things only if the middle, the best, is not taken."""
    points = np.array([[0.0, 0.0], [0.2, 0.0], [0.4, 0.0]])
    picked = pick_several(
        np.array([[0.5, 0.9, 0.5]]), points,
        axes=np.eye(2)[None], sides=np.array([0.3, 0.3]), count=2,
    )  # fmt: skip
    assert sorted(picked) == [(0, 0), (0, 2)]


def test_another_kind_of_thing_is_told_as_not_understood():
    answer = put("put a cup, a plate and a fork on the table")
    assert answer.query.target.category == "cup"
    assert answer.not_understood == ("and a plate", "and a fork")

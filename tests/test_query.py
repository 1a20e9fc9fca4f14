"""The Query schema refuses what no scene could be asked: the way in for LLMs and programs."""

import pytest
from pydantic import ValidationError

from scenegraph3d.language.query import Attribute, Find, Query, Relate

DESK = Find(category="desk")


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        pytest.param({"relation": "adjacent"}, "unknown relation 'adjacent'", id="unknown name"),
        pytest.param({"relation": "on_floor", "anchors": (DESK,)}, "no anchors, got 1", id="unary"),
        pytest.param({"relation": "at_distance"}, "needs distance in positive metres", id="none"),
        pytest.param({"relation": "near", "distance": float("nan")}, "finite number", id="nan"),
        pytest.param({"relation": "near", "distance": -1.0}, "greater than or equal", id="below 0"),
    ],
)
def test_a_clause_that_cannot_be_scored_is_refused(clause, message):
    with pytest.raises(ValidationError, match=message):
        Relate(**clause)


def test_an_attribute_without_a_word_is_refused():
    with pytest.raises(ValidationError, match="should match pattern"):
        Attribute(kind="color", value=" ")


def test_a_query_survives_its_own_json():
    clause = Relate(relation="within_distance", anchors=(DESK,), distance=2.0)
    query = Query(target=Find(category="chair", clauses=(clause,)))
    assert Query.model_validate_json(query.model_dump_json()) == query

"""Descriptions of a place, read as hints."""

import pytest

from scenegraph3d.language.location import parse_location
from scenegraph3d.language.query import Query


def said(text):
    """Each hint as "category side": the side seen from the place, "on" under it, "near" without."""
    return [
        f"{'no ' if hint.negated else ''}{hint.landmark.category} "
        f"{'on' if hint.on else hint.side or 'near'}"
        for hint in parse_location(text).hints
    ]


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        pytest.param(
            "The target is east of a gray road and north of a dark-green tree",
            ["road west", "tree south"],
            id="the place beside landmarks is turned around",
        ),
        pytest.param(
            "a kiosk ahead of me and bins on my left", ["kiosk front", "bin left"], id="two sides"
        ),
        pytest.param(
            "The pose is on-top of a road. The pose is east of a black garage.",
            ["road on", "garage west"],
            id="the published form",
        ),
        pytest.param(
            "To my east I can see a street. Under my feet is a lawn.",
            ["street east", "lawn on"],
            id="the side first",
        ),
        pytest.param(
            "On my left a kiosk, a lamp and a bench on my right",
            ["kiosk left", "lamp left", "bench right"],
            id="a side of its own ends the list",
        ),
        pytest.param("two poles to my right", ["pole right", "pole right"], id="counted"),
        pytest.param("no trees nearby", ["no tree near"], id="denied"),
        pytest.param("I can't see a bed or a desk", ["no bed near", "no desk near"], id="unseen"),
        pytest.param("The couch is not on my left", ["no couch left"], id="not there"),
        pytest.param("I am not north of a tree", ["no tree south"], id="denied of me"),
        pytest.param("I'm far from the window", ["no window near"], id="far"),
        pytest.param("not far from the window", ["window near"], id="not far"),
        pytest.param("zero chairs on my left", ["no chair left"], id="none"),
        pytest.param("a table, not a chair, on my left", ["table left", "no chair left"], id="but"),
        pytest.param("In this room I see a bed", ["bed near"], id="the room is all around"),
        pytest.param("north of me is a traffic sign", ["traffic sign north"], id="of me"),
        pytest.param("a lamp at 3 o'clock", ["lamp right"], id="by the clock"),
        pytest.param(
            "I am standing on a sidewalk facing a red building with my back to a wall",
            ["sidewalk on", "building front", "wall back"],
            id="standing and facing",
        ),
        pytest.param(
            "I'm next to a vending machine, between a tree and a wall",
            ["vending machine near", "tree near", "wall near"],
            id="near",
        ),
        pytest.param("a building to the north-west", ["building north_west"], id="an eighth"),
    ],
)
def test_descriptions_become_hints(text, hints):
    assert said(text) == hints


def test_a_landmark_keeps_its_color_distance_and_neighbour():
    query = parse_location("There is a red kiosk next to a tree about 5 m ahead of me")
    (hint,) = query.hints
    assert (hint.side, hint.distance) == ("front", 5.0)
    assert [a.value for a in hint.landmark.attributes] == ["red"]
    assert [c.relation for c in hint.landmark.clauses] == ["next_to"]


@pytest.mark.parametrize("text", ["2 m from the door", "the door is 2 m from me"])
def test_a_distance_without_a_side_is_kept(text):
    (hint,) = parse_location(text).hints
    assert (hint.landmark.category, hint.side, hint.distance) == ("door", None, 2.0)


def test_what_says_nothing_of_a_place_has_no_hints():
    query = parse_location("hello there")
    assert (query.verb, query.hints) == ("find", ())


def test_unknown_words_are_listed():
    assert "blorp" in parse_location("a kiosk blorp ahead of me").not_understood


def test_hints_survive_json():
    query = parse_location("a kiosk ahead of me, 3 m to the north a tree")
    assert Query.model_validate_json(query.model_dump_json()) == query


def test_hints_and_the_verb_go_together():
    query = parse_location("a kiosk ahead of me")
    with pytest.raises(ValueError, match="the verb 'localize' goes with hints, got 'find'"):
        Query(target=query.target, hints=query.hints)


def test_a_negative_distance_is_refused():
    with pytest.raises(ValueError, match="must not be below 0, got '-5 m'"):
        parse_location("a tree -5 m ahead of me")


def test_what_is_faced_may_be_told_by_what_it_is_on():
    hints = parse_location("facing the poster on the door, a cart behind me").hints
    assert [(h.landmark.category, h.side, h.on) for h in hints] == [
        ("poster", "front", False),
        ("cart", "back", False),
    ]
    assert hints[0].landmark.clauses[0].anchors[0].category == "door"


def test_who_looks_in_a_mirror_is_not_on_it():
    (hint,) = parse_location("I am looking in the mirror").hints
    assert (hint.side, hint.on) == ("front", False)

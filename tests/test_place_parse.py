"""Requests for a place in words: sizes in any way they are said, and where the thing is to be."""

import pytest

from scenegraph3d.language.placing import parse_place
from scenegraph3d.language.placing.sizes import read_sizes
from scenegraph3d.language.query import Query


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param(
            "a 0.4m * 0.3m * 0.2m box", {"length": 0.4, "width": 0.3, "height": 0.2}, id="stars"
        ),
        pytest.param("a box of 30x20x10 cm", {"length": 0.3, "width": 0.2, "height": 0.1}, id="cm"),
        pytest.param("a rug of 0.8 meters by 0.7 meters", {"length": 0.8, "width": 0.7}, id="by"),
        pytest.param(
            "a box 60 cm in length, 40 cm in width, and 30 cm in height",
            {"length": 0.6, "width": 0.4, "height": 0.3},
            id="in length",
        ),
        pytest.param(
            "a plant with a diameter of 0.15 meters and a height of 0.2 meters",
            {"diameter": 0.15, "height": 0.2},
            id="diameter",
        ),
        pytest.param(
            "a strip that is 10 cm high, 45 cm long, and 20 cm wide",
            {"height": 0.1, "length": 0.45, "width": 0.2},
            id="adjectives",
        ),
        pytest.param(
            "0.3 meters in length, width, and height",
            {"length": 0.3, "width": 0.3, "height": 0.3},
            id="one number for three",
        ),
        pytest.param(
            "a rug of width 0.7 m x length 1.0 m", {"width": 0.7, "length": 1.0}, id="named product"
        ),
        pytest.param(
            "a shelf 2 feet wide and 6 inches deep", {"width": 0.6096, "depth": 0.1524}, id="feet"
        ),
        pytest.param("half a meter tall", {"height": 0.5}, id="half"),
        pytest.param("a cup on the table", {}, id="none said"),
        pytest.param("0.75 meters above the floor", {}, id="a distance is no size"),
    ],
)
def test_sizes_are_read_however_they_are_said(text, size):
    assert read_sizes(text)[0].model_dump(exclude_none=True) == pytest.approx(size)


def test_the_words_of_a_size_are_cut_out():
    rest = read_sizes("Place a box measuring 30 cm in length and 20 cm in width on the desk.")[1]
    assert rest == "place a box on the desk."


def spots(text):
    """(relation, anchors' categories) of each spot."""
    place = parse_place(text).place
    return [(spot.relation, *(find.category for find in spot.anchors)) for spot in place.spots]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("put the cup on the desk", [("on", "desk")], id="on"),
        pytest.param("place it in the corner", [("corner_of",)], id="room corner"),
        pytest.param(
            "put a plant to the left of the sofa", [("left_of", "sofa")], id="to the left of"
        ),
        pytest.param(
            "place a lamp on the left side of the bed", [("left_of", "bed")], id="left side of"
        ),
        pytest.param(
            "put a vase in the center of the table", [("center_of", "table")], id="center"
        ),
        pytest.param(
            "the empty area between the bed and the wall", [("between", "bed", "wall")], id="area"
        ),
        pytest.param(
            "put a bin tightly against the sofa and the wall",
            [("against", "sofa"), ("against", "wall")],
            id="two things",
        ),
        pytest.param(
            "place a stool on the right side of the bin, which is under the table",
            [("right_of", "bin")],
            id="an aside is said of the anchor",
        ),
        pytest.param(
            "hang a mirror on the wall above the sink",
            [("on", "wall"), ("above", "sink")],
            id="hung",
        ),
    ],
)
def test_a_place_is_read_as_spots(text, expected):
    assert spots(text) == expected


def test_a_distance_said_apart_belongs_to_its_relation():
    place = parse_place("put a cup in front of the phone, 10 cm away from the phone").place
    assert [(spot.relation, spot.distance) for spot in place.spots] == [("in_front_of", 0.1)]


def test_a_gap_to_leave_is_a_distance():
    text = "put a table in front of the sofa, leaving a gap of 0.5 meters between the two"
    assert parse_place(text).place.spots[0].distance == 0.5


def test_a_passive_names_the_item():
    query = parse_place("Sitting on the sofa, a small lamp is placed next to the bed.")
    assert (query.target.category, query.viewpoint.at.category) == ("lamp", "sofa")


def test_a_later_new_thing_is_the_one_that_is_meant():
    text = "You want to place your coffee within reach. In front of the sofa, place a small table."
    assert parse_place(text).target.category == "table"


@pytest.mark.parametrize(
    ("text", "distance", "side"),
    [
        pytest.param("move the red stool back by 0.8 meters", 0.8, "back", id="back by"),
        pytest.param("slide the box 50 cm to the left", 0.5, "left", id="to the left"),
    ],
)
def test_a_move_has_a_distance_and_a_side(text, distance, side):
    place = parse_place(text).place
    assert (place.action, place.shift.distance, place.shift.side) == ("move", distance, side)


def test_a_move_may_go_towards_a_thing():
    shift = parse_place("move the bin 0.5 meters in the direction of the table").place.shift
    assert (shift.distance, shift.towards.category) == (0.5, "table")


def test_a_replaced_thing_keeps_its_clauses_and_gets_a_size():
    query = parse_place("Replace the cabinet close to the fridge with a taller one, 1.2 m high.")
    assert (query.place.action, query.place.size.height) == ("replace", 1.2)
    assert query.target.clauses[0].anchors[0].category == "fridge"


def test_the_stated_viewpoint_is_kept():
    assert parse_place("Facing the sink, put a cup left of it").viewpoint.facing.category == "sink"


def test_a_request_survives_as_json():
    query = parse_place("put a 0.2 m x 0.1 m x 0.1 m box 0.3 m left of the lamp")
    assert Query.model_validate_json(query.model_dump_json()) == query


def test_the_verb_place_goes_with_a_place():
    with pytest.raises(ValueError, match="the verb 'place' goes with a place, got 'place'"):
        Query(verb="place", target=parse_place("put a cup on the desk").target)


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        pytest.param("", ValueError, "at least one word", id="empty"),
        pytest.param(3, TypeError, "must be text", id="a number"),
    ],
)
def test_what_is_no_sentence_is_told(text, error, says):
    with pytest.raises(error, match=says):
        parse_place(text)


@pytest.mark.parametrize(
    ("text", "item", "relation"),
    [
        pytest.param("is there room for a desk by the bed?", "desk", "near", id="room for"),
        pytest.param("where is free space next to the bed?", "space", "next_to", id="where is"),
        pytest.param("leave the vase on the counter", "vase", "on", id="leave"),
        pytest.param("in the corner, there is a white bin", "bin", "corner_of", id="there is"),
    ],
)
def test_a_place_may_be_asked_for_in_other_words(text, item, relation):
    query = parse_place(text)
    assert (query.target.category, query.place.spots[0].relation) == (item, relation)


def test_the_chair_one_sits_on_is_meant_again():
    query = parse_place("Sitting on the chair by the window, put a box in front of the chair.")
    assert query.place.spots[0].anchors[0].clauses == query.viewpoint.at.clauses != ()


@pytest.mark.parametrize("text", ["don't put the cup on the table", "never put it on the table"])
def test_a_denied_request_asks_for_nothing(text):
    query = parse_place(text)
    assert query.place is not None
    assert query.place.spots == ()
    assert "put" in query.not_understood


def test_feet_and_inches_have_their_signs():
    size = parse_place("put a box 4' by 2' on the floor").place.size
    assert (size.length, size.width) == pytest.approx((1.2192, 0.6096))
    size = parse_place('put a box 10" x 5" x 4" on the floor').place.size
    assert (size.length, size.width, size.height) == pytest.approx((0.254, 0.127, 0.1016))


def test_the_edge_of_a_table_is_on_it():
    (spot,) = parse_place("put a cup at the edge of the table").place.spots
    assert (spot.relation, spot.anchors[0].category) == ("edge_of", "table")


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        pytest.param("put a 3 inch cup on the table", 0.0762, id="inch"),
        pytest.param("put a 3-inch cup on the table", 0.0762, id="joined"),
        pytest.param('put a 3" cup on the table', 0.0762, id="mark"),
        pytest.param("put two 30cm plates on the table", 0.3, id="no space"),
        pytest.param("put a box of 30 cm on the table", 0.3, id="behind"),
        pytest.param("put a 5'6\" mirror by the door", 66 * 0.0254, id="feet and inches"),
        pytest.param("slide the 2 m table 1 m to the left", 2.0, id="of what is moved"),
    ],
)
def test_a_size_of_no_certain_side_is_the_longest(text, metres):
    (clause,) = parse_place(text).target.clauses
    assert {size.kind for size in clause.clauses} == {"length", "height"}
    assert [size.value for size in clause.clauses] == pytest.approx([metres, metres])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("move the chair -5 m to the left", "below 0, got '-5 m'", id="minus"),
        pytest.param("put a cup minus 3 cm from the lamp", "got 'minus 3 cm'", id="in words"),
        pytest.param("put a cup 0 cm tall on the table", "more than 0, got '0 cm'", id="height 0"),
        pytest.param("put a box of 0 cm on the table", "more than 0, got 'of 0 cm'", id="of 0"),
        pytest.param("put a 3 x 0 m box on the floor", "more than 0, got '0 m'", id="product"),
        pytest.param("move the chair 0 m to the left", "more than 0, got '0 m", id="no move"),
    ],
)
def test_lengths_that_are_none_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_place(text)


def test_a_dash_is_no_minus():
    place = parse_place("put a lamp - 0.5 m tall - 0.2-0.3 m from the bed").place
    assert (place.size.height, place.spots[0].distance) == (0.5, 0.3)

"""Sentences to Query trees: the forms that must parse, and the ones that must not break it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Not, Query, Rank, Relate
from scenegraph3d.language.words import MAX_WORDS, split_sentences


def outline(find: Find) -> str:
    """A phrase in one line: `chair[red]{on(desk); #2 distance+(door)}`."""
    attributes = ",".join(("not " if a.negated else "") + a.value for a in find.attributes)
    clauses = "; ".join(clause_outline(clause) for clause in find.clauses)
    return (
        ("other " if find.other else "")
        + find.category
        + (f"[{attributes}]" if attributes else "")
        + (f"{{{clauses}}}" if clauses else "")
    )


def clause_outline(clause) -> str:
    if isinstance(clause, Not):
        return f"not {clause_outline(clause.clause)}"
    anchors = ", ".join(outline(anchor) for anchor in clause.anchors)
    if isinstance(clause, Relate):
        number = f" {clause.hour}" if clause.hour else ""
        number += "" if clause.distance is None else f" {clause.distance:g} m"
        return f"{clause.relation}{number}({anchors})"
    assert isinstance(clause, Rank)
    sign = "+" if clause.order == "ascending" else "-"
    return f"#{clause.nth} {clause.key}{sign}({anchors})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("red chair", "chair[red]", id="colour"),
        pytest.param("the book on the chair", "book{on(chair)}", id="relation"),
        pytest.param("chair farthest from the door", "chair{#1 distance-(door)}", id="farthest"),
        pytest.param("the tallest box", "box{#1 height-()}", id="superlative"),
        pytest.param("lamp between the bed and the desk", "lamp{between(bed, desk)}", id="between"),
        pytest.param("second cup from the left", "cup{#2 rightness+()}", id="ordinal"),
        pytest.param("the last chair on the right", "chair{#-1 rightness-()}", id="last"),
        pytest.param("two metres left of the table", "thing{left_of 2 m(table)}", id="distance"),
        pytest.param("the chair within 3 feet of the bed", "chair{within_distance 0.9144 m(bed)}",
                     id="feet"),
        pytest.param("the small table", "table[small]", id="size"),
        pytest.param("the middle window", "window{#0 rightness+()}", id="middle"),
        pytest.param("the smaller of the two desks", "desk{#1 size+()}", id="of the two"),
        pytest.param("the chair closer to the window than the other one",
                     "chair{#1 distance+(window)}", id="comparative with than"),
        pytest.param("the closest chair to the door", "chair{#1 distance+(door)}",
                     id="superlative before the noun"),
        pytest.param("the desk with a lamp on it", "desk{supporting(lamp)}", id="with on it"),
        pytest.param("the couch with a chair to its right", "couch{left_of(chair)}",
                     id="with to its right"),
        pytest.param("the chair without arms", "chair{not has_part(arm)}", id="without"),
        pytest.param("the chair that is not next to the desk", "chair{not next_to(desk)}",
                     id="negation"),
        pytest.param("the plant on the windowsill, not the table",
                     "plant{on(windowsill); not on(table)}", id="exception"),
        pytest.param("the box against the wall in the corner",
                     "box{against_wall(); in_corner()}", id="places"),
        pytest.param("the pillow on the left side of the bed", "pillow{left_of(bed)}",
                     id="side of"),
        pytest.param("the chair furthest to the left", "chair{#1 rightness+()}", id="far side"),
        pytest.param("the mug on the table next to the lamp by the window",
                     "mug{on(table{next_to(lamp{near(window)})})}", id="nested"),
        pytest.param("the book on the shelf that is above the desk which is near the door",
                     "book{on(shelf{above(desk{near(door)})})}", id="relative clauses"),
        pytest.param("the chair next to the desk, closest to the door",
                     "chair{next_to(desk); #1 distance+(door)}", id="several clauses"),
        pytest.param("the lamp at 3 o'clock of the chair", "lamp{at_oclock 3(chair)}",
                     id="o'clock"),
        pytest.param("the stool to the front left of the table", "stool{front_left_of(table)}",
                     id="between two sides"),
        pytest.param("the chair facing the same direction as the desk",
                     "chair{same_direction(desk)}", id="same direction"),
        pytest.param("between two other tables is a folded chair",
                     "folded chair{between(other table)}", id="two others, turned around"),
        pytest.param("there is a stove near the fridge. the microwave of interest is above it.",
                     "microwave{above(stove{near(fridge)})}", id="of interest"),
        pytest.param("the chair at the end of the table closest to the door",
                     "chair{#1 distance+(door); at_end_of(table)}", id="end closest to"),
        pytest.param("the black box on top of the other box", "box[black]{on(other box)}",
                     id="other"),
        pytest.param("On top of the shelf is a red mug.", "mug[red]{on(shelf)}", id="inverted"),
        pytest.param("there are two desks; the one by the window", "desk{near(window)}",
                     id="the one"),
        pytest.param("It is a white door. It is next to the sink.", "door[white]{next_to(sink)}",
                     id="two sentences"),
        pytest.param("There is a chair. A lamp is to the left of it.", "chair{right_of(lamp)}",
                     id="said of another thing"),
        pytest.param("Look for the bed. Choose the pillow on the bed.", "pillow{on(bed)}",
                     id="another target"),
        pytest.param("the mug that is all by itself", "mug{#1 distance-(other mug)}", id="alone"),
        pytest.param("two stools side by side", "stool{next_to(other stool)}", id="side by side"),
        pytest.param("the lamp, ignore the lamps next to the sink",
                     "lamp{not next_to(sink)}", id="ignore"),
        pytest.param("all the mugs except the green one", "mug[not green]", id="except"),
        pytest.param("the box that is neither red nor blue", "box[not red,not blue]",
                     id="neither nor"),
        pytest.param("the desk with a lamp on it but no plant",
                     "desk{supporting(lamp); not supporting(plant)}", id="but no"),
        pytest.param("the table with nothing on it", "table{not supporting(thing)}", id="nothing"),
        pytest.param("the bench with no back", "bench{not has_part(back)}", id="place as a part"),
        pytest.param("the rug with a dark green color", "rug[dark green]", id="has a colour"),
        pytest.param("the woman in red", "woman[red]", id="in a colour"),
        pytest.param("the plant on the same side as the door", "plant{near(door)}", id="same side"),
        pytest.param("the door to the kitchen", "door{near(kitchen)}", id="door to"),
        pytest.param("the door that leads into the hallway", "door{near(hallway)}", id="leads to"),
        pytest.param("a crate of bottles", "crate{containing(bottle)}", id="filled with"),
        pytest.param("the middle set of windows", "window{#0 rightness+()}", id="set of"),
        pytest.param("the left one of the two doors", "door{#1 rightness+()}", id="left one of"),
        pytest.param("the 4 drawer cabinet", "cabinet[4 drawer]", id="number and unit"),
        pytest.param("the oddly shaped vase", "vase", id="adverb"),
        pytest.param("the lamp by the straight sofa", "lamp{near(sofa)}", id="empty adjective"),
        pytest.param("the main door", "door[main]", id="adjective nothing measures"),
        pytest.param("the raised shelf", "shelf[high]", id="height of place"),
        pytest.param("the clock in the upper left corner",
                     "clock{#1 elevation-(); #1 rightness+()}", id="corner of a wall"),
        pytest.param("the cart in the back corner of the room", "cart{in_corner()}",
                     id="corner of the room"),
        pytest.param("the books on the lower right part of the shelf",
                     "book{#1 elevation+(); #1 rightness-(); near(shelf)}", id="part of a thing"),
        pytest.param("the stool with its back to the stove", "stool{facing_away(stove)}",
                     id="its back"),
        pytest.param("the heater along the left wall", "heater{against_wall(); #1 rightness+()}",
                     id="a wall's side"),
        pytest.param("the stool closest to the back left corner",
                     "stool{#1 frontness+(); #1 rightness+()}", id="closest to a corner"),
        pytest.param("the poster hanging on the left side of the board", "poster{left_of(board)}",
                     id="hanging on a side"),
        pytest.param("This is a stove. To the left is a sink.", "stove{right_of(sink)}",
                     id="side statement"),
        pytest.param("It is a stool. There is a plant to the right.", "stool{left_of(plant)}",
                     id="introduced to one side"),
        pytest.param("It is a white pillow. Behind the pillow is a blanket.",
                     "pillow[white]{in_front_of(blanket)}", id="inverted, said again"),
        pytest.param("This is a file cabinet. The cabinet is under the printer.",
                     "file cabinet{below(printer)}", id="said again shorter"),
        pytest.param("The lamp is on a table. The table is round.", "lamp{on(table[round])}",
                     id="more of an anchor"),
        pytest.param("The rug by the bed is grey.", "rug[grey]{near(bed)}", id="predicate"),
        pytest.param("Two beds are on this side. Pick the pillow.", "pillow", id="this side"),
        pytest.param("On the side with two monitors, the bigger one",
                     "monitor{on(side{has_part(monitor)}); #1 size-()}", id="begins with a place"),
        pytest.param("the towel next to the sink, not the shower",
                     "towel{next_to(sink); not next_to(shower)}", id="not the other anchor"),
        pytest.param("the wardrob, closet to the sink", "wardrobe{#1 distance+(sink)}", id="typos"),
    ],
)  # fmt: skip
def test_sentence_becomes_its_tree(text, expected):
    assert outline(parse(text).target) == expected


@pytest.mark.parametrize(
    ("text", "at", "facing", "target"),
    [
        pytest.param("facing the window, the desk on the left", None, "window",
                     "desk{#1 rightness+()}", id="facing"),
        pytest.param("standing by the desk facing the window, the chair on my left", "desk",
                     "window", "chair{#1 rightness+()}", id="standing by, facing"),
        pytest.param("the lamp on the right when you walk in the door", "door", None,
                     "lamp{#1 rightness-()}", id="walking in"),
        pytest.param("as you enter the room, the bed on your left", "door", None,
                     "bed{#1 rightness+()}", id="entering"),
        pytest.param("Facing the sinks, it's the one on the right", None, "sink",
                     "sink{#1 rightness-()}", id="kind borrowed from the view"),
        pytest.param("when my back is to the wall, the desk on the right", None, "wall",
                     "desk{#1 rightness-()}", id="whose back"),
        pytest.param("from the foot of the bed, the pillow on the left", None, "bed",
                     "pillow{#1 rightness+()}", id="foot of the bed"),
        pytest.param("Stand at the door. Face the window. It is the rug on the left.", "door",
                     "window", "rug{#1 rightness+()}", id="two sentences"),
        pytest.param("when you enter the garage through the gate, the bin on the left", "gate",
                     None, "bin{#1 rightness+()}", id="entering through"),
        pytest.param("if you are at the desk with the window behind you, the bin on the left",
                     "desk", "window", "bin{#1 rightness+()}", id="behind you"),
        pytest.param("position yourself so that you are facing the oven, the towel on the right",
                     None, "oven", "towel{#1 rightness-()}", id="position yourself"),
        pytest.param("taking the bed to the desk as forward, where is the lamp", "bed", "desk",
                     "lamp", id="as forward"),
        pytest.param("looking at the front of the toilet, pick the bag that is on the left of it",
                     None, "toilet", "bag{left_of(toilet[front])}", id="it is what is seen"),
    ],
)  # fmt: skip
def test_viewpoints_are_read(text, at, facing, target):
    query = parse(text)
    assert query.viewpoint is not None
    assert (query.viewpoint.at and query.viewpoint.at.category) == at
    assert (query.viewpoint.facing and query.viewpoint.facing.category) == facing
    assert outline(query.target) == target


def test_back_to_a_thing_looks_away_from_it():
    query = parse("with your back to the door, the chair on the left")
    assert query.viewpoint is not None
    assert query.viewpoint.reverse


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        pytest.param("how many chairs are next to the table", "count", id="count"),
        pytest.param("which kind of object is the most common", "most_common", id="most common"),
        pytest.param("the chair", "find", id="find"),
    ],
)
def test_questions_have_their_verb(text, verb):
    assert parse(text).verb == verb


def test_plural_asks_for_several():
    assert parse("the chairs near the table").target.quantity == "many"
    assert parse("the chair near the tables").target.quantity == "one"


def test_unknown_words_are_listed_not_guessed():
    assert parse("the zorkish lamp").not_understood == ("zorkish",)
    assert parse("the red lamp next to the bed").not_understood == ()


@pytest.mark.parametrize(
    "text",
    [
        "of of of the the the",
        "not not, and or; but with",
        "left left left right",
        "the closest to to from",
        "with with with it",
        "!!! the ??? 7",
        "zwischen dem Bett und dem Tisch",
        "the the chair chair chair on on it it",
        "facing facing facing",
        "( , / & ) x",
        "between and and and",
        "椅子",
        "the chair 0 m from the desk",
        f"the chair {'9' * 5000} m from the {'8' * 5000}th desk",
        "this lamp is within 2 m of this desk, not the sink",
    ],
)
def test_nonsense_never_raises(text):
    assert isinstance(parse(text), Query)


_SALAD = (
    "the a it of to left right on with not closest second chair lamp door facing standing if you"
    " when there is one two and , . side of back between from row in corner same as its looking"
    " behind you middle top other no nothing 3 red zork 2.5 m metres within half 0 this that"
)


@given(st.lists(st.sampled_from(_SALAD.split()), min_size=1, max_size=25).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_word_salad_never_raises(text):
    if any(word[0].isalnum() for word in text.split()):
        assert Query.model_validate_json(parse(text).model_dump_json()).text == text


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_a_query_or_says_that_it_has_no_word(text):
    if any(letter.isalnum() for letter in text):
        assert isinstance(parse(text), Query)
    else:
        with pytest.raises(ValueError, match="must have at least one word"):
            parse(text)


@pytest.mark.parametrize("text", ["", "   ", "...", "?!,"])
def test_empty_sentence_says_what_must_hold(text):
    with pytest.raises(ValueError, match="must have at least one word, got"):
        parse(text)


def test_endless_sentence_says_the_limit():
    with pytest.raises(ValueError, match=f"at most {MAX_WORDS} words, got 10000"):
        parse("chair " * 10_000)


def test_something_else_than_text_is_a_type_error():
    with pytest.raises(TypeError, match="must be text, got int"):
        parse(7)  # type: ignore[arg-type]


def test_query_survives_json():
    query = parse("facing the window, the second red mug from the left that is not on the desk")
    assert Query.model_validate_json(query.model_dump_json()) == query


def test_schema_refuses_an_unknown_relation():
    with pytest.raises(ValueError, match="unknown relation 'beyond'; choose from"):
        Relate(relation="beyond")


def test_contractions_and_hyphens_are_written_out():
    assert split_sentences("It's the left-most one; isn't it?") == [
        ["it", "is", "the", "left", "most", "one"],
        ["is", "not", "it"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the lamp in the bedroom upstairs", "lamp{in(bedroom{in(upstairs)})}",
                     id="upstairs"),
        pytest.param("the bed downstairs", "bed{in(downstairs)}", id="downstairs"),
        pytest.param("the bed on the second floor", "bed{in(second floor)}", id="second floor"),
        pytest.param("the chair in the room with the piano",
                     "chair{in(room{has_part(piano)})}", id="room with"),
    ],
)  # fmt: skip
def test_places_reach_up_to_rooms_and_storeys(text, expected):
    assert outline(parse(text).target) == expected

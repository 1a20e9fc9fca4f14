"""Texts to queries: several sentences, viewpoints, questions, and words that make no sense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser_outline import outline
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Query, Relate
from scenegraph3d.language.words import MAX_WORDS, split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("there is a stove near the fridge. the microwave of interest is above it.",
                     "microwave{above(stove{near(fridge)})}", id="of interest"),
        pytest.param("there are two desks; the one by the window", "desk{near(window)}",
                     id="the one"),
        pytest.param("It is a white door. It is next to the sink.", "door[white]{next_to(sink)}",
                     id="two sentences"),
        pytest.param("There is a chair. A lamp is to the left of it.", "chair{right_of(lamp)}",
                     id="said of another thing"),
        pytest.param("Look for the bed. Choose the pillow on the bed.", "pillow{on(bed)}",
                     id="another target"),
        pytest.param("the lamp, ignore the lamps next to the sink",
                     "lamp{not next_to(sink)}", id="ignore"),
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
        pytest.param("The stove is white. To the left of the stove is a sink with a towel on it.",
                     "stove[white]{right_of(sink{supporting(towel)})}", id="inverted, its clauses"),
        pytest.param("It is a white pillow. On top of the pillow is a red pillow.",
                     "pillow[white]{supporting(other pillow[red])}", id="inverted, another one"),
        pytest.param("It is a grey stool. Behind the grey stool is a plant.",
                     "stool[grey]{in_front_of(plant)}", id="said again in full"),
        pytest.param("The sofa is brown. Directly to the left is a plant.",
                     "sofa[brown]{right_of(plant)}", id="adverb before a side"),
        pytest.param("This is a stool. To its left, a plant.", "stool{right_of(plant)}",
                     id="comma after a side"),
        pytest.param("This is a lamp. A monitor and a keyboard are to the left of it.",
                     "lamp{right_of(monitor); right_of(keyboard)}", id="two things to one side"),
        pytest.param("The cup is red. There are two cups to the right, and one cup to the left.",
                     "cup[red]{left_of(cup); right_of(cup)}", id="counted to one side"),
        pytest.param("There is an armchair. The chair is next to the sink.",
                     "armchair{next_to(sink)}", id="said again loosely"),
        pytest.param("The desk is a brown box next to the sink.",
                     "desk[brown]{next_to(sink)}", id="is a box"),
        pytest.param("The lamp looks like a white cube.", "lamp[white]", id="looks like"),
        pytest.param("This furniture is white. It is a cabinet.", "cabinet[white]",
                     id="furniture that is a cabinet"),
        pytest.param("There is a desk by the sink. The lamp on it is the one you want.",
                     "lamp{on(desk{near(sink)})}", id="is the one"),
        pytest.param("Find the desk with a mug on it. The lamp you are looking for is above it.",
                     "lamp{above(desk{supporting(mug)})}", id="you are looking for"),
        pytest.param("In the room with the bed, the lamp near the sink",
                     "lamp{in(room{has_part(bed)}); near(sink)}", id="comma ends a list"),
        pytest.param("The desk by the sink, the lamp on the left",
                     "lamp{near(desk{near(sink)}); #1 rightness+()}", id="a desk, the lamp there"),
        pytest.param("From the two stools near the sink, the one on the left",
                     "stool{near(sink); #1 rightness+()}", id="from the two"),
        pytest.param("The mug is in the room where you can see a sink.", "mug", id="where you see"),
    ],
)  # fmt: skip
def test_text_becomes_the_tree_of_its_thing(text, expected):
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
        pytest.param("as you come down the stairs, the desk on the left", "stair", None,
                     "desk{#1 rightness+()}", id="down the stairs"),
        pytest.param("position the sink in front of you, the towel on the right", None, "sink",
                     "towel{#1 rightness-()}", id="position it in front of you"),
        pytest.param("facing the beds and the sinks, the lamp on the left", None, "bed",
                     "lamp{#1 rightness+()}", id="facing two things"),
        pytest.param("facing the front parts of the three sofas, the left one", None, "sofa",
                     "sofa{#1 rightness+()}", id="parts of what is faced"),
        pytest.param("facing the desk with two monitors, the lamp on the left", None, "desk",
                     "lamp{#1 rightness+()}", id="view ends at the comma"),
        pytest.param("As you enter the door there is a table to the left of you.", "door", None,
                     "table{#1 rightness+()}", id="left of you"),
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

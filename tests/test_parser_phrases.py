"""Phrases to trees: the forms in which one thing is described."""

import pytest

from parser_outline import outline
from scenegraph3d.language.lexicon import match
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Not


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
        pytest.param("the desk with the most monitors", "desk{#1 number-(monitor)}", id="most"),
        pytest.param("the table that has the fewest chairs around it",
                     "table{#1 number+(chair)}", id="fewest"),
        pytest.param("could you please bring me the mug from the desk",
                     "mug{belongs_to(desk)}", id="fetched from"),
        pytest.param("take the milk out of the fridge", "milk{belongs_to(fridge)}", id="out of"),
        pytest.param("pick up the toy from the floor", "toy{on_floor()}", id="from the floor"),
        pytest.param("pick the second chair from the left", "chair{#2 rightness+()}",
                     id="from the left"),
        pytest.param("every chair but the red one", "chair[not red]", id="all but"),
        pytest.param("list all the cups on the desk", "cup{on(desk)}", id="list"),
        pytest.param("the couch's pillow", "pillow{belongs_to(couch)}", id="owner"),
        pytest.param("the chair's next to the desk", "chair{next_to(desk)}", id="'s is is"),
        pytest.param("something green that is not a plant", "thing[green,not plant]",
                     id="not a plant"),
        pytest.param("anything but the couch", "thing[not couch]", id="anything but"),
        pytest.param("what is between the beds?", "thing{between(bed)}", id="what between"),
        pytest.param("the second largest window", "window{#2 size-()}", id="second largest"),
        pytest.param("the closest of the three chairs to the door",
                     "chair{#1 distance+(door)}", id="closest of"),
        pytest.param("the middle of the three chairs", "chair{#0 rightness+()}", id="middle of"),
        pytest.param("the rightmost of the windows", "window{#1 rightness-()}", id="rightmost of"),
        pytest.param("of the three tables, the one by the door", "table{near(door)}",
                     id="of the three"),
        pytest.param("turn on the lamp next to the bed", "lamp{next_to(bed)}", id="turn on"),
        pytest.param("close the door of the closet", "door{part_of(closet)}", id="close"),
        pytest.param("the bottle that is neither on the table nor on the floor",
                     "bottle{not on(table); not on_floor()}", id="neither nor, of places"),
        pytest.param("the mug should be on the desk", "mug{on(desk)}", id="should be"),
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
        pytest.param("the chair at the end of the table closest to the door",
                     "chair{#1 distance+(door); at_end_of(table)}", id="end closest to"),
        pytest.param("the black box on top of the other box", "box[black]{on(other box)}",
                     id="other"),
        pytest.param("On top of the shelf is a red mug.", "mug[red]{on(shelf)}", id="inverted"),
        pytest.param("the mug that is all by itself", "mug{#1 distance-(other mug)}", id="alone"),
        pytest.param("two stools side by side", "stool{next_to(other stool)}", id="side by side"),
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
        pytest.param("two stools with their backs to the stove", "stool{facing_away(stove)}",
                     id="their backs"),
        pytest.param("the desk parallel with the bed", "desk{parallel(bed)}", id="parallel with"),
        pytest.param("the heater along the left wall", "heater{against_wall(); #1 rightness+()}",
                     id="a wall's side"),
        pytest.param("the stool closest to the back left corner",
                     "stool{#1 frontness+(); #1 rightness+()}", id="closest to a corner"),
        pytest.param("the poster hanging on the left side of the board", "poster{left_of(board)}",
                     id="hanging on a side"),
        pytest.param("the towel next to the sink, not the shower",
                     "towel{next_to(sink); not next_to(shower)}", id="not the other anchor"),
        pytest.param("the wardrob, closet to the sink", "wardrobe{#1 distance+(sink)}", id="typos"),
        pytest.param("the vase on the top shelf of the bookcase",
                     "vase{#1 elevation-(); on(bookcase[shelf])}", id="top shelf of"),
        pytest.param("the cup on the left desk", "cup{on(desk{#1 rightness+()})}",
                     id="an anchor's side"),
        pytest.param("the rug in front of the left end table",
                     "rug{in_front_of(end table{#1 rightness+()})}", id="left end table"),
        pytest.param("the rug behind the right side table",
                     "rug{behind(side table{#1 rightness-()})}", id="right side table"),
        pytest.param("the pillow at the left head of the bed", "pillow{left_of(bed)}",
                     id="left head of"),
        pytest.param("the furthest left stool", "stool{#1 rightness+()}", id="furthest left"),
        pytest.param("the stool is the furthest left one of the three stools",
                     "stool{#1 rightness+()}", id="furthest left one"),
        pytest.param("the middle bin of five bins", "bin{#0 rightness+()}", id="middle of five"),
        pytest.param("the vase above, and to the left of, the sink",
                     "vase{above(sink); left_of(sink)}", id="two relations, one anchor"),
        pytest.param("the bin to the left of the stove and fridge",
                     "bin{left_of(stove); left_of(fridge)}", id="a side of two anchors"),
        pytest.param("the stool next to another against the wall",
                     "stool{next_to(other stool{against_wall()})}", id="another"),
        pytest.param("the lamp across from the identical red lamp",
                     "lamp{opposite(other lamp[red])}", id="identical"),
        pytest.param("the desk with a lamp and a book on it",
                     "desk{supporting(lamp); supporting(book)}", id="with two things on it"),
        pytest.param("the bench with arms next to the sink",
                     "bench{has_part(arm); next_to(sink)}", id="arms stand nowhere"),
        pytest.param("the bench without arms by a sink", "bench{not has_part(arm); near(sink)}",
                     id="without, then by"),
        pytest.param("the cup on the fifth layer of the bookshelf",
                     "cup{on(bookshelf[layer])}", id="fifth layer of"),
        pytest.param("Paper by the sink", "paper{near(sink)}", id="noun and material"),
        pytest.param("the messier of the two rugs", "rug[messy]", id="messier"),
        pytest.param("the bench with the man in a red cap on it",
                     "bench{supporting(man{in(cap[red])})}", id="with a man in red on it"),
        pytest.param("the furthest right of the four white cups",
                     "cup[white]{#1 rightness-()}", id="furthest right of four"),
        pytest.param("the cup to the right of the four bowls", "cup{right_of(bowl)}",
                     id="to the right of four"),
        pytest.param("the stool at the round table facing the stove",
                     "stool{near(table[round]); facing(stove)}", id="a table faces nothing"),
        pytest.param("the stool next to the drawer that is pulled out",
                     "stool{next_to(drawer[pulled out])}", id="adjective of two words"),
        pytest.param("the right one of the side by side sinks",
                     "sink[adjacent]{#1 rightness-()}", id="side by side before a noun"),
        pytest.param("the lamp near the corner of the room", "lamp{in_corner()}",
                     id="near the corner"),
        pytest.param("the lamp on the far side of the room", "lamp{#1 frontness+()}",
                     id="far side"),
        pytest.param("the lamp on the side with the sink", "lamp{near(sink)}", id="side with"),
        pytest.param("the bin on the right side of the room by the sink",
                     "bin{near(sink); #1 rightness-()}", id="behind of the room"),
        pytest.param("the stool is the last one in the row by the sink",
                     "stool{near(sink); #-1 rightness+()}", id="last in the row"),
        pytest.param("the sofa is the color green", "sofa[green]", id="is the colour"),
        pytest.param("the right most cabnet", "cabinet{#1 rightness-()}", id="misspelt"),
        pytest.param("the half open door", "door[open]", id="half open"),
        pytest.param("the poster affixed to the wall", "poster{against_wall()}", id="affixed"),
        pytest.param("the rug beyond the sofa", "rug{behind(sofa)}", id="beyond"),
        pytest.param("the sandal nearest to the viewer", "sandal{#1 distance+()}", id="viewer"),
        pytest.param("The mugs are a blue color", "mug[blue]", id="no area in are a"),
    ],
)  # fmt: skip
def test_phrase_becomes_its_tree(text, expected):
    assert outline(parse(text).target) == expected


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


@pytest.mark.parametrize(
    "text",
    [
        "everything on the desk",
        "all the things on the desk",
        "what is on the desk?",
        "is there anything on the desk?",
    ],
)
def test_whatever_is_there_is_asked_for(text):
    target = parse(text).target
    assert (target.category, target.quantity) == ("thing", "many")
    assert outline(target) == "thing{on(desk)}"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("where can I wash my hands?", "sink"),
        ("the thing you cook on", "stove"),
        ("what can I sit on?", "chair"),
        ("something to write on", "whiteboard"),
    ],
)
def test_a_purpose_is_the_name_of_what_serves_it(text, label):
    category = parse(text).target.category
    assert match(category, label) > 0.5
    assert match(category, "window") == 0


@pytest.mark.parametrize(
    ("text", "count", "negated"),
    [
        ("the bed with more than two pillows", 3, False),
        ("the bed with exactly two pillows", 2, False),
        ("the bed that has at least two pillows", 2, False),
        ("the bed with fewer than four pillows on it", 4, True),
    ],
)
def test_numbers_bound_what_is_had(text, count, negated):
    query = parse(text)
    (clause,) = query.target.clauses
    assert isinstance(clause, Not) == negated
    assert (clause.clause if negated else clause).anchors[0].count == count
    assert query.not_understood == ()


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("the mug and the book", "the book"),
        ("which is longer, the piano or the couch?", "the couch"),
        ("how many mugs and books are there?", "books"),
    ],
)
def test_a_second_thing_is_told_not_dropped(text, lost):
    assert lost in parse(text).not_understood


def test_what_shares_a_clause_is_not_lost():
    assert parse("the table with a lamp and a book on it").not_understood == ()
    assert parse("the chair next to the bed and the desk").not_understood == ()

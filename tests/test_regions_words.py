"""Regions in words: which sentences ask for one, and which for a thing."""

import pytest

from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Query, Rank, Region, Relate
from scenegraph3d.viz.outline import query_outline


@pytest.mark.parametrize(
    ("text", "name", "target", "more"),
    [
        pytest.param("the left half of the table", "half", "table", {"sides": ("left",)},
                     id="half"),
        pytest.param("the table's left half", "half", "table", {"sides": ("left",)}, id="owner"),
        pytest.param("the top two drawers of the dresser", "drawer", "dresser",
                     {"sides": ("top",), "count": 2}, id="top two"),
        pytest.param("select the second and third drawers of the desk", "drawer", "desk",
                     {"numbers": (2, 3)}, id="ordinals"),
        pytest.param("the top drawer on the left side of the desk", "drawer", "desk",
                     {"sides": ("top", "left")}, id="two sides"),
        pytest.param("pull the bottom drawer of the dresser out by 20 cm", "drawer", "dresser",
                     {"sides": ("bottom",), "moved": 0.2}, id="moved"),
        pytest.param("the cabinet by the door and pull out the second drawer", "drawer", "cabinet",
                     {"numbers": (2,)}, id="and pull out"),
        pytest.param("facing the couch, locate its leftmost section", "section", "couch",
                     {"sides": ("left",)}, id="its"),
        pytest.param("the backrest of the chair", "backrest", "chair", {}, id="backrest"),
        pytest.param("the top of the table", "top", "table", {}, id="top"),
    ],
)  # fmt: skip
def test_part_of_a_thing(text, name, target, more):
    query = parse(text)
    expected = {"sides": (), "numbers": (), "count": None, "moved": None} | more
    assert query.region is not None
    assert (query.region.kind, query.region.name) == ("part", name)
    assert query.target.category == target
    assert {key: getattr(query.region, key) for key in expected} == expected


def test_a_part_without_a_side_takes_the_last_clause():
    query = parse("the half of the couch against the wall that has no bag on it")
    assert query.region is not None
    (pick,) = query.region.picks
    assert "bag" in str(pick)
    assert [clause.op for clause in query.target.clauses] == ["relate"]


def test_what_was_named_before_is_what_it_is_a_part_of():
    query = parse("from the sofa without a bag, select the half nearest to the coffee table")
    assert query.region is not None
    assert query.target.category == "sofa"
    (pick,) = query.region.picks
    assert isinstance(pick, Rank)
    assert pick.anchors[0].category == "coffee table"


@pytest.mark.parametrize(
    ("text", "relation", "things"),
    [
        pytest.param("the space under the desk", "below", ["desk"], id="under"),
        pytest.param("the area between the bed and the wall", "between", ["bed", "wall"], id="two"),
        pytest.param("the region to the left of the couch", "left_of", ["couch"], id="left"),
        pytest.param("find the gap behind the sofa", "behind", ["sofa"], id="behind"),
        pytest.param("the space inside the wardrobe", "in", ["wardrobe"], id="inside"),
    ],
)
def test_space_beside_things(text, relation, things):
    query = parse(text)
    assert query.region is not None
    assert (query.region.kind, query.region.relation) == ("space", relation)
    assert [find.category for find in (query.target, *query.region.others)] == things


@pytest.mark.parametrize(
    ("text", "name", "activity", "things"),
    [
        pytest.param("the area for studying", "area", "study", [], id="for"),
        pytest.param("a comfortable area suitable for sleeping", "area", "sleep", [],
                     id="suitable"),
        pytest.param("the kitchen area", "area", "cook", [], id="kitchen area"),
        pytest.param("the casual sofa area", "area", "", ["sofa"], id="sofa area"),
        pytest.param("the area with the sofa and the table", "area", "", ["sofa", "table"],
                     id="with"),
        pytest.param("the room with the piano", "room", "", ["piano"], id="room with"),
        pytest.param("where is the best place to have dinner", "area", "eat", [], id="where is"),
        pytest.param("the corner of the room nearest the door", "corner", "", [], id="corner"),
        pytest.param("the corner nearest the door", "corner", "", [], id="corner, no room"),
        pytest.param("the middle of the room", "middle", "", [], id="middle"),
    ],
)  # fmt: skip
def test_areas(text, name, activity, things):
    query = parse(text)
    assert query.region is not None
    assert (query.region.kind, query.region.name) == ("area", name)
    assert query.region.activity == activity
    assert [find.category for find in query.region.others] == things


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("the lamp in the corner", "lamp", id="in the corner"),
        pytest.param("the chair left of the table", "chair", id="left of"),
        pytest.param("the table in the left half of the room", "table", id="in the left half"),
        pytest.param("the chair in the area for studying", "chair", id="in the area"),
        pytest.param("the area rug under the table", "area rug", id="area rug"),
        pytest.param("the corner table", "corner table", id="corner table"),
        pytest.param("the top shelf", "shelf", id="top shelf"),
        pytest.param("a shelf to the right of the copier", "shelf", id="shelf right of"),
        pytest.param("there are five shelves on the wall", "shelf", id="introduced"),
        pytest.param("how large is the area of the bed", "bed", id="a number"),
        pytest.param("the right of the two chairs", "chair", id="of the two"),
        pytest.param("the drawer under the desk", "drawer", id="drawer"),
    ],
)
def test_sentences_about_things_stay_so(text, target):
    query = parse(text)
    assert query.region is None
    assert query.target.category == target


def test_a_region_survives_json():
    query = parse("the end of the table nearest the door")
    assert Query.model_validate_json(query.model_dump_json()) == query


def test_outline_tells_the_region():
    said = [line for _, line in query_outline(parse("the top two drawers of the dresser"))]
    assert said == ["find: dresser", "part: top 2 drawer"]


def test_a_space_needs_a_relation_that_exists():
    with pytest.raises(ValueError, match="a relation is for a space and needed there"):
        Region(kind="space", name="space")
    with pytest.raises(ValueError, match="unknown relation 'beneathish'"):
        Region(kind="space", name="space", relation="beneathish")


def test_a_query_by_hand_is_the_one_that_is_read():
    said = parse("the space under the desk by the door")
    door = Find(category="door", text="the door")
    desk = said.target
    assert desk.clauses == (Relate(relation="near", anchors=(door,), text="by the door"),)


@pytest.mark.parametrize(
    ("text", "thing", "sides", "count"),
    [
        pytest.param("the desk drawer", "desk", (), None, id="of a desk"),
        pytest.param("the top desk drawer", "desk", ("top",), None, id="with a side"),
        pytest.param("the bottom two cabinet drawers", "cabinet", ("bottom",), 2, id="two"),
        pytest.param("near the table, find the kitchen cabinet compartment by the door",
                     "kitchen cabinet", (), None, id="behind a setting"),
    ],
)  # fmt: skip
def test_a_drawer_may_be_named_by_its_thing(text, thing, sides, count):
    query = parse(text)
    assert query.target.category == thing
    assert (query.region.sides, query.region.count) == (sides, count)


def test_a_book_shelf_is_a_thing():
    assert parse("the book shelf").region is None

"""Regions in a room drawn by hand: every number below can be checked on paper."""

import numpy as np
import pytest

from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.parser import parse
from scenegraph3d.reasoning.ground import ground
from scenegraph3d.records import Instances, PointCloud, Scan, Viewpoint
from scenegraph3d.viz.bev import draw

# A room of 6 x 4 m: middles, full sizes and fronts. Four chairs stand at the table.
EAST, NORTH, WEST, SOUTH = (1, 0, 0), (0, 1, 0), (-1, 0, 0), (0, -1, 0)
THINGS = {
    1: ("door", (3.0, 0.0, 1.0), (0.9, 0.1, 2.0), None),
    2: ("window", (3.0, 4.0, 1.5), (2.0, 0.1, 1.0), None),
    3: ("table", (3.0, 2.0, 0.4), (2.0, 1.0, 0.8), None),
    4: ("bed", (0.8, 3.0, 0.3), (1.6, 2.0, 0.6), EAST),
    5: ("dresser", (5.7, 2.0, 0.6), (0.6, 1.2, 1.2), WEST),
    6: ("chair", (2.5, 1.2, 0.45), (0.5, 0.5, 0.9), NORTH),
    7: ("chair", (3.5, 1.2, 0.45), (0.5, 0.5, 0.9), NORTH),
    8: ("chair", (2.5, 2.8, 0.45), (0.5, 0.5, 0.9), SOUTH),
    9: ("chair", (3.5, 2.8, 0.45), (0.5, 0.5, 0.9), SOUTH),
    10: ("plant", (5.6, 0.4, 0.5), (0.4, 0.4, 1.0), None),
    11: ("armchair", (0.6, 0.6, 0.5), (0.9, 0.8, 1.0), EAST),
}


def room_of(things=THINGS):
    center = np.array([c for _, c, _, _ in things.values()])
    size = np.array([s for _, _, s, _ in things.values()])
    front = np.array([f or (np.nan,) * 3 for _, _, _, f in things.values()], dtype=float)
    aabb = np.hstack([center - size / 2, center + size / 2])
    names = [name for name, _, _, _ in things.values()]
    instances = Instances.from_aabb(aabb, names, instance_id=[*things], front=front)
    return build_graph(Scan("room", instances))


@pytest.fixture(scope="module")
def room():
    return room_of()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("facing the window, the left half of the table", (2, 1.5, 0), (3, 2.5, 0.8),
                     id="left, facing north"),
        pytest.param("facing the door, the left half of the table", (3, 1.5, 0), (4, 2.5, 0.8),
                     id="left, facing south"),
        pytest.param("the left half of the dresser", (5.4, 2, 0), (6, 2.6, 1.2), id="by its front"),
        pytest.param("the top half of the dresser", (5.4, 1.4, 0.6), (6, 2.6, 1.2), id="top half"),
        pytest.param("the half of the table nearest the bed", (2, 1.5, 0), (3, 2.5, 0.8),
                     id="half nearest"),
        pytest.param("the end of the table nearest the dresser", (3.5, 1.5, 0), (4, 2.5, 0.8),
                     id="end nearest"),
        pytest.param("the part of the table corresponding to the two chairs nearest the bed",
                     (2, 1.5, 0), (3, 2.5, 0.8), id="before two chairs"),
        pytest.param("the second drawer of the dresser with four drawers",
                     (5.4, 1.4, 0.6), (6, 2.6, 0.9), id="second drawer"),
        pytest.param("the top two drawers of the dresser with four drawers",
                     (5.4, 1.4, 0.6), (6, 2.6, 1.2), id="top two drawers"),
        pytest.param("pull the bottom drawer of the dresser with four drawers out by 0.2 m",
                     (5.2, 1.4, 0), (5.8, 2.6, 0.3), id="pulled out"),
        pytest.param("the head of the bed", (0, 2, 0), (1.6 / 3, 4, 0.6), id="head of the bed"),
        pytest.param("the backrest of the armchair", (0.15, 0.2, 0.45), (0.45, 1, 1),
                     id="backrest"),
        pytest.param("the top of the table", (2, 1.5, 0.74), (4, 2.5, 0.8), id="top"),
        pytest.param("the space under the table", (2, 1.5, 0), (4, 2.5, 0.72), id="under"),
        pytest.param("the space above the bed", (0, 2, 0.6), (1.6, 4, 1.6), id="above"),
        pytest.param("the space in front of the armchair", (1.05, 0.2, 0), (2.05, 1, 1),
                     id="in front"),
        pytest.param("the space between the table and the dresser", (4, 1.5, 0), (5.4, 2.5, 0.8),
                     id="between"),
        pytest.param("the area for sleeping", (0, 2, 0), (1.6, 4, 2), id="for sleeping"),
    ],
)  # fmt: skip
def test_box_is_the_one_on_paper(room, text, low, high):
    answer = ground(room, parse(text))
    assert answer.status == "ok"
    np.testing.assert_allclose(answer.results[0].aabb, [*low, *high], atol=1e-6)


def test_corner_of_the_room_is_the_one_with_the_plant(room):
    answer = ground(room, parse("the corner of the room with the plant"))
    low, high = answer.results[0].aabb[:2], answer.results[0].aabb[3:5]
    assert answer.status == "ok"
    assert answer.results[0].instance_id is None
    np.testing.assert_allclose((low[1], high[0]), (-0.05, 6.0), atol=1e-6)
    assert (low < (5.6, 0.4)).all()
    assert (high > (5.6, 0.4)).all()


def test_parts_keep_the_id_of_their_thing(room):
    answer = ground(room, parse("the left half of the dresser"))
    (first, *_) = answer.results
    assert (first.instance_id, first.region, first.label) == (
        5,
        "left half",
        "left half of dresser",
    )
    assert (answer.answer_ids, answer.num_regions) == ((5,), 1)
    assert answer.is_answer(first)
    assert answer.to_dict()["results"][0]["region"] == "left half"


def test_viewer_who_faces_the_front_is_told(room):
    (frame,) = ground(room, parse("the left half of the dresser")).frame
    assert frame.kind == "front"
    np.testing.assert_allclose(frame.T_world_viewer[:2, 0], (1, 0), atol=1e-9)


def test_one_of_four_chairs_is_ambiguous(room):
    answer = ground(room, parse("the backrest of the chair"))
    assert answer.status == "ambiguous"
    assert {result.instance_id for result in answer.results[:4]} == {6, 7, 8, 9}
    assert answer.num_regions == 4


def test_where_nothing_tells_the_half_both_are_given(room):
    answer = ground(room, parse("the half of the table with the bag on it"))
    assert answer.status == "ambiguous"
    assert answer.num_regions == 2
    boxes = np.array([result.aabb for result in answer.results[:2]])
    np.testing.assert_allclose(boxes[:, 3] - boxes[:, 0], 1.0)


@pytest.mark.parametrize("text", ["the left half of the piano", "the space under the piano"])
def test_nothing_of_what_is_not_there(room, text):
    answer = ground(room, parse(text))
    assert answer.status == "not_found"
    assert answer.results == ()
    assert "piano" in answer.reason


def test_no_area_where_nothing_serves_it(room):
    answer = ground(room, parse("the area for cooking"))
    assert (answer.status, answer.results) == ("not_found", ())


@pytest.mark.parametrize(
    "text",
    [
        "the space between the table and the dresser",
        "the left half of the dresser",
        "the end of the table nearest the dresser",
        "the backrest of the armchair",
    ],
)
def test_a_turned_room_turns_the_answer(text):
    """A quarter turn to the left: x goes to y, y to -x."""
    turned = {
        key: (name, (-y, x, z), (dy, dx, dz), None if front is None else (-front[1], front[0], 0))
        for key, (name, (x, y, z), (dx, dy, dz), front) in THINGS.items()
    }
    before = ground(room_of(), parse(text)).results[0]
    after = ground(room_of(turned), parse(text)).results[0]
    x, y, z = before.center
    np.testing.assert_allclose(after.center, (-y, x, z), atol=1e-6)
    np.testing.assert_allclose(np.prod(after.extent), np.prod(before.extent), atol=1e-6)


def test_shelves_are_counted_by_their_boards():
    """Boards at 0.4 and 1.1 m in a bookshelf of 1.6 m: the second level from the top is 0.7 m."""
    steps = np.linspace(0, 1, 21)
    grid = np.stack(np.meshgrid(steps, 0.3 * steps), axis=-1).reshape(-1, 2)
    boards = [np.column_stack([grid, np.full(len(grid), z)]) for z in (0.0, 0.4, 1.1, 1.6)]
    back = np.column_stack(
        [np.tile(steps, 17), np.full(357, 0.3), np.repeat(0.1 * np.arange(17), 21)]
    )
    points = np.concatenate([*boards, back]).astype(np.float32)
    aabb = np.array([[0, 0, 0, 1, 0.3, 1.6], [3, 3, 0, 4, 4, 1]])
    instances = Instances.from_aabb(aabb, ["bookshelf", "box"], instance_id=[7, 8])
    cloud = PointCloud(points=points)
    ids = np.full(len(points), 7)
    graph = build_graph(Scan("shelf", instances, cloud=cloud, point_instance=ids))
    answer = ground(graph, parse("the second shelf of the bookshelf"))
    np.testing.assert_allclose(answer.results[0].aabb[[2, 5]], (0.4, 1.1), atol=0.02)


def test_picture_shows_the_region(room):
    answer = ground(room, parse("facing the window, the left half of the table"))
    written = [text.get_text() for text in draw(room, answer).axes[0].texts]
    assert any("left half of table 3" in text for text in written)
    assert any(text == "table 3" for text in written)


def test_left_of_what_lies_in_the_middle_needs_a_viewer():
    """The room's middle, where a viewer would be guessed to stand, is on the mat."""
    mat = {3: ("mat", (3.0, 2.0, 0.01), (2.0, 1.0, 0.02), None)}
    graph = room_of(THINGS | mat)
    answer = ground(graph, parse("the left half of the mat"))
    assert (answer.status, answer.num_regions) == ("ambiguous", 2)
    assert ground(graph, parse("facing the door, the left half of the mat")).status == "ok"


def test_no_kitchen_where_every_room_is_another():
    """Two rooms, told by what stands in them: a bathroom and a bedroom."""
    things = {
        1: ("wall", (0, 2.0, 1.25), (0.1, 4.0, 2.5), None),
        2: ("wall", (4, 2.0, 1.25), (0.1, 4.0, 2.5), None),
        3: ("wall", (8, 2.0, 1.25), (0.1, 4.0, 2.5), None),
        4: ("wall", (4, 0, 1.25), (8.0, 0.1, 2.5), None),
        5: ("wall", (4, 4, 1.25), (8.0, 0.1, 2.5), None),
        6: ("toilet", (1, 1, 0.4), (0.5, 0.7, 0.8), None),
        7: ("bathtub", (2, 3, 0.3), (1.6, 0.8, 0.6), None),
        8: ("bed", (6, 2, 0.3), (1.6, 2.0, 0.6), None),
        9: ("nightstand", (6, 3.4, 0.3), (0.4, 0.4, 0.6), None),
    }
    graph = room_of(things)
    assert [room.label for room in graph.rooms] == ["bathroom", "bedroom"]
    assert ground(graph, parse("the kitchen")).status == "not_found"
    bedroom = ground(graph, parse("the bedroom"))
    assert (bedroom.status, bedroom.num_regions) == ("ok", 1)
    np.testing.assert_allclose(bedroom.results[0].aabb[[0, 3]], (4, 8), atol=0.2)
    corner = ground(graph, parse("the corner of the bedroom nearest the nightstand"))
    assert corner.results[0].aabb[3] - corner.results[0].aabb[0] < 1.5
    assert (corner.results[0].aabb[:2] > (4, 2)).all()


def street(climbs):
    """A road that climbs to the east, and cars 10 m apart on it."""
    things = {0: ("road", (50.0, 0.0, 50 * climbs), (100.0, 8.0, 100 * climbs + 0.1), None)}
    for k in range(1, 11):
        things[k] = ("car", (10.0 * k, 0.0, 10.0 * k * climbs + 0.8), (4.0, 2.0, 1.6), EAST)
    return room_of(things)


def test_under_a_car_on_a_hill_is_not_under_the_ground():
    answer = ground(street(0.06), parse("the space under the cars"))
    heights = {round(float(result.aabb[5] - result.aabb[2]), 2) for result in answer.results}
    assert heights == {0.24}


def test_a_street_has_no_corners():
    answer = ground(street(0.0), parse("the corner nearest the road"))
    assert (answer.status, answer.results) == ("not_found", ())


def test_no_dresser_has_99_drawers(room):
    assert ground(room, parse("the 99th drawer of the dresser")).status == "not_found"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("the left side of the car", (8, 0, 0), (12, 1, 1.6), id="side"),
        pytest.param("the car's left door side", (8, 0, 0), (12, 1, 1.6), id="door side"),
        pytest.param("the front half of the car", (10, -1, 0), (12, 1, 1.6), id="front"),
        pytest.param("the right half of the person", (9.7, -5.3, 0), (10.3, -5, 1.8), id="person"),
        pytest.param("facing the car, the left half of the car", (8, -1, 0), (12, 0, 1.6),
                     id="the words' viewer goes first"),
    ],
)  # fmt: skip
def test_a_vehicle_has_a_left_of_its_own(text, low, high):
    """Car and person look east: their left is north, from wherever a caller looks."""
    things = {
        1: ("car", (10.0, 0.0, 0.8), (4.0, 2.0, 1.6), EAST),
        2: ("person", (10.0, -5.0, 0.9), (0.6, 0.6, 1.8), EAST),
        3: ("road", (10.0, 0.0, 0.0), (80.0, 20.0, 0.01), None),
    }
    graph = room_of(things)
    for viewpoint in (None, Viewpoint(np.array([10.0, 20.0, 1.5]), np.array([0.0, -1.0, 0.0]))):
        box = ground(graph, parse(text), viewpoint=viewpoint).results[0].aabb
        np.testing.assert_allclose(box, [*low, *high], atol=1e-6)


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        pytest.param("half of the table", 2, "which half is not told: 2 fit", id="half"),
        pytest.param("half the table", 2, "which half is not told: 2 fit", id="half the"),
        pytest.param("a third of the table", 3, "which third is not told: 3 fit", id="third"),
        pytest.param("the corner of the table", 4, "which corner is not told: 4 fit", id="corner"),
        pytest.param("the edge of the bed", 4, "which edge is not told: 4 fit", id="edge"),
    ],
)
def test_a_half_without_a_side_is_either_one(room, text, count, reason):
    answer = ground(room, parse(text))
    assert (answer.status, answer.reason) == ("ambiguous", reason)
    assert len(answer.results) == count
    whole = room.instances.aabb[room.instances.instance_id == answer.results[0].instance_id][0]
    for result in answer.results:
        assert (result.aabb[:3] >= whole[:3] - 1e-6).all()
        assert (result.aabb[3:] <= whole[3:] + 1e-6).all()
        assert np.prod(result.extent) < 0.6 * np.prod(whole[3:] - whole[:3])

import numpy as np
import pytest

from scenegraph3d import synthetic
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.programs import PROGRAMS
from scenegraph3d.synthetic.sample import sample_volume


@pytest.fixture(scope="module")
def houses():
    one_room = [synthetic.generate(3, room_types=(name,)) for name in PROGRAMS]
    return [*one_room, *(synthetic.generate(seed, num_rooms=3) for seed in range(4))]


def test_generate_gives_the_same_house_for_the_same_seed():
    a, b = synthetic.generate(5, num_rooms=2), synthetic.generate(5, num_rooms=2)
    assert synthetic.describe_truth(a) == synthetic.describe_truth(b)
    assert (synthetic.to_mesh(a).vertices == synthetic.to_mesh(b).vertices).all()
    assert synthetic.describe_truth(a) != synthetic.describe_truth(synthetic.generate(6))


def test_every_kind_appears_over_some_seeds():
    seen = set()
    for seed in range(12):
        for name in PROGRAMS:
            seen |= {t.kind for t in synthetic.generate(seed, room_types=(name,)).things}
    assert len(KINDS) >= 30
    assert set(KINDS) <= seen


def test_every_room_has_a_floor_four_walls_and_a_way_in(houses):
    for house in houses:
        for room in house.rooms:
            kinds = [t.kind for t in house.things if t.room_id == room.room_id]
            assert kinds.count("floor") == 1
            assert kinds.count("wall") == 4
            assert len(kinds) > 10
        assert sum(t.kind == "door" for t in house.things) == len(house.rooms)


def test_no_thing_reaches_over_a_centimetre_into_another(houses):
    for house in houses:
        assert deep_overlaps(house) == []


def deep_overlaps(house) -> list[str]:
    """Pairs where random points of one thing's solids are deep inside a part of another."""
    rng = np.random.default_rng(0)
    clouds = {t.instance_id: sample_volume(t, 600, rng) for t in house.things}
    return [
        f"{thing.kind} in {other.kind}"
        for thing in house.things
        for other in house.things
        if other is not thing and depth_inside(clouds[thing.instance_id], other) > 0.01
    ]


def depth_inside(points_world, thing) -> float:
    if (points_world.max(0) < thing.aabb[:3]).any() or (points_world.min(0) > thing.aabb[3:]).any():
        return 0.0
    c, s = np.cos(thing.yaw), np.sin(thing.yaw)
    local = points_world - thing.position
    local = np.stack(
        [c * local[:, 0] + s * local[:, 1], c * local[:, 1] - s * local[:, 0], local[:, 2]], axis=1
    )
    depths = [(p.extent / 2 - np.abs(local - p.center)).min(axis=1).max() for p in thing.parts]
    return max(depths)


def test_everything_rests_on_or_hangs_from_its_supporter(houses):
    for house in houses:
        for thing in house.things:
            if thing.support == "none":
                assert thing.kind in ("wall", "floor", "ceiling")
                continue
            supporter = house.things[thing.supporter_id]
            if thing.support == "hung":
                assert supporter.kind == "wall"
                assert wall_distance(thing, supporter) < 0.06
            else:
                assert rests_on(thing, supporter), (thing.kind, supporter.kind)


def wall_distance(thing, wall) -> float:
    inward = wall.T_world_thing[:3, 0]
    corners = thing.aabb.reshape(2, 3)
    nearest = min(
        (np.array([x, y, 0]) - wall.position) @ inward for x in corners[:, 0] for y in corners[:, 1]
    )
    return abs(nearest) if nearest > 0 else 0.0


def rests_on(thing, supporter) -> bool:
    """Whether the foot lies on the upper side of one part, under its whole middle."""
    tops = [p.center[2] + p.extent[2] / 2 + supporter.position[2] for p in supporter.parts]
    c, s = np.cos(supporter.yaw), np.sin(supporter.yaw)
    x, y, _ = thing.position - supporter.position
    local = np.array([c * x + s * y, c * y - s * x])
    return any(
        abs(top - thing.aabb[2]) < 1e-6 and (abs(local - p.center[:2]) <= p.extent[:2] / 2).all()
        for p, top in zip(supporter.parts, tops, strict=True)
    )


def test_furniture_against_walls_faces_the_room(houses):
    for house in houses:
        for thing in house.things:
            if thing.kind in ("wardrobe", "bookshelf", "dresser", "refrigerator", "stove"):
                room = house.rooms[thing.room_id]
                ahead = thing.position[:2] + thing.front[:2]
                assert (ahead > room.rectangle[:2]).all()
                assert (ahead < room.rectangle[2:]).all()


def test_chairs_at_a_desk_face_it(houses):
    for house in houses:
        desks = [t for t in house.things if t.kind == "desk"]
        for chair in [t for t in house.things if t.kind == "office chair" and desks]:
            if house.rooms[chair.room_id].type != "office":
                continue
            ways = [desk.position - chair.position for desk in desks]
            nearest = min(ways, key=lambda way: float(np.linalg.norm(way)))
            assert chair.front @ nearest / np.linalg.norm(nearest) > 0.7


def test_things_stand_on_in_and_under_others():
    houses = [synthetic.generate(seed, room_types=("bedroom", "office")) for seed in range(6)]
    pairs = {
        (t.support, t.kind, h.things[t.supporter_id].kind)
        for h in houses
        for t in h.things
        if t.supporter_id is not None
    }
    assert ("on", "mug", "desk") in pairs
    assert ("in", "standing book", "bookshelf") in pairs
    assert ("in", "box", "wardrobe") in pairs
    assert ("hung", "picture", "wall") in pairs
    assert any(is_under_desk(t, h) for h in houses for t in h.things if t.kind == "trash can")


def is_under_desk(thing, house) -> bool:
    return any(
        (np.abs(thing.position - desk.position)[:2] < 0.5).all() and thing.aabb[5] < desk.aabb[5]
        for desk in house.things
        if desk.kind == "desk"
    )


def test_doors_join_all_rooms():
    house = synthetic.generate(2, num_rooms=6)
    for thing in house.things:
        assert thing.room_id < 6
    mesh = synthetic.to_mesh(house)
    walls = mesh.vertices[[house.things[i].kind == "wall" for i in mesh.point_instance]]
    doors = [t for t in house.things if t.kind == "door"]
    assert len(doors) == 6
    for door in (d for d in doors if d.yaw % (np.pi / 2) < 1e-9):
        assert not near_middle(walls, door.box.center[0]).any()


def near_middle(points, center):
    return (np.abs(points - center) < [0.3, 0.3, 0.8]).all(axis=1)


@pytest.mark.parametrize(
    ("arguments", "error", "line"),
    [
        pytest.param(
            {"seed": -1}, ValueError, "seed must be at least 0, got -1", id="seed below 0"
        ),
        pytest.param(
            {"seed": 1.5}, TypeError, "seed must be a whole number, got float", id="float"
        ),
        pytest.param(
            {"seed": 0, "num_rooms": 7},
            ValueError,
            "num_rooms must be 1 to 6, got 7",
            id="too many",
        ),
        pytest.param(
            {"seed": 0, "room_types": ("cellar",)},
            ValueError,
            "unknown room type 'cellar'; choose from: bedroom, ",
            id="unknown room",
        ),
        pytest.param(
            {"seed": 0, "name": "a/b"},
            ValueError,
            "name must look like scene0900_00",
            id="path name",
        ),
    ],
)
def test_generate_rejects_bad_arguments_in_one_line(arguments, error, line):
    with pytest.raises(error, match=line):
        synthetic.generate(**arguments)

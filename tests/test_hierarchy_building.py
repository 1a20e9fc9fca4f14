"""Generated buildings of several storeys hold together."""

import numpy as np
import pytest

from scenegraph3d.synthetic import describe_truth, generate_building, to_scan


@pytest.fixture(scope="module")
def building():
    return generate_building(2, num_storeys=3, num_rooms=2)


def test_ids_are_places_in_the_lists(building):
    assert [room.room_id for room in building.rooms] == list(range(9))
    assert [thing.instance_id for thing in building.things] == list(range(len(building.things)))


def test_every_storey_has_its_rooms_and_a_stairwell(building):
    storeys = [(room.storey, room.type == "stairwell") for room in building.rooms]
    assert storeys == [(storey, last) for storey in range(3) for last in (False, False, True)]


def test_floors_are_a_room_and_a_slab_apart(building):
    floors = {room.storey: (room.floor_z, room.height) for room in building.rooms}
    for storey in (0, 1):
        assert floors[storey + 1][0] == pytest.approx(sum(floors[storey]) + 0.3)


def test_things_stand_in_their_room_and_on_things_of_it(building):
    for thing in building.things:
        room = building.rooms[thing.room_id]
        assert room.floor_z - 0.05 <= thing.aabb[2]
        if thing.supporter_id is not None:
            assert building.things[thing.supporter_id].room_id == thing.room_id


def test_stairs_lead_from_each_floor_to_the_next_and_fit_their_well(building):
    stairs = [thing for thing in building.things if thing.label == "stairs"]
    assert len(stairs) == 2
    for flight in stairs:
        room = building.rooms[flight.room_id]
        above = next(r for r in building.rooms if r.storey == room.storey + 1)
        assert flight.aabb[[2, 5]] == pytest.approx([room.floor_z, above.floor_z])
        assert (flight.aabb[:2] >= room.rectangle[:2]).all()
        assert (flight.aabb[3:5] <= room.rectangle[2:]).all()


def test_upper_stairwell_has_no_floor_where_the_flight_comes_up(building):
    flight = next(thing for thing in building.things if thing.label == "stairs")
    upper = next(r for r in building.rooms if r.type == "stairwell" and r.storey == 1)
    floors = [t for t in building.things if t.label == "floor" and t.room_id == upper.room_id]
    assert all(floor.aabb[0] >= flight.aabb[3] - 1e-9 for floor in floors)


def test_door_of_the_stairwell_meets_the_front_door(building):
    well = next(room for room in building.rooms if room.type == "stairwell")
    holes = []
    for room_id, side in ((0, 0), (well.room_id, 0)):
        wall = [t for t in building.things if t.label == "wall" and t.room_id == room_id][side]
        lintel = next(p for p in wall.parts if p.center[2] - p.extent[2] / 2 > 2.0)
        holes.append((wall.T_world_thing @ [*lintel.center, 1.0])[1])
    assert holes[0] == pytest.approx(holes[1])


def test_same_arguments_give_the_same_building():
    one, other = (to_scan(generate_building(4), density=5) for _ in range(2))
    np.testing.assert_array_equal(one.cloud.points, other.cloud.points)


def test_truth_names_storeys(building):
    rooms = describe_truth(building)["rooms"]
    assert {room["storey"] for room in rooms} == {0, 1, 2}


@pytest.mark.parametrize("num_storeys", [1, 5])
def test_wrong_number_of_storeys_is_refused(num_storeys):
    with pytest.raises(ValueError, match=f"num_storeys must be 2 to 4, got {num_storeys}"):
        generate_building(0, num_storeys=num_storeys)

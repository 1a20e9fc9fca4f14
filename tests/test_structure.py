"""Floor, ceiling and walls of plain rooms whose points know what they lie on."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

pytest.importorskip("torch")

from cloud_rooms import BLUE, BROWN, GREY, RED, WHITE, Pieces, bare_room
from scenegraph3d import synthetic
from scenegraph3d.mapping.structure import find_structure
from scenegraph3d.records import PointCloud


def furnished(*, ceiling: bool = True) -> Pieces:
    room = bare_room(ceiling=ceiling)
    room.table("table", (1.0, 1.2, 0), (2.6, 2.2, 0.74), BROWN)
    room.box("cupboard", (3.6, 3.3, 0), (4.8, 3.98, 1.2), BLUE, hidden="-z +y")
    room.box("chest", (0.02, 2.8, 0), (0.6, 3.7, 0.5), RED, hidden="-z -x")
    return room


def shares(found: np.ndarray, true: np.ndarray, name: str) -> tuple[float, float]:
    """Precision and recall of one name."""
    both = ((found == name) & (true == name)).sum()
    return both / max((found == name).sum(), 1), both / max((true == name).sum(), 1)


@pytest.mark.parametrize("tilt", [0, 8])
def test_floor_walls_and_ceiling_are_found_in_upright_and_leaning_scans(tilt):
    room = furnished()
    cloud = room.cloud()
    R = Rotation.from_euler("x", tilt, degrees=True).as_matrix()
    found = find_structure(PointCloud((cloud.points @ R.T).astype(np.float32), cloud.colors))
    for name in ("floor", "wall", "ceiling"):
        precision, recall = shares(found, room.name, name)
        assert precision > 0.94, name
        assert recall > 0.94, name


def test_furniture_is_no_structure():
    room = furnished()
    found = find_structure(room.cloud())
    points = room.cloud().points
    off_floor = np.isin(room.name, ["table", "cupboard", "chest"]) & (points[:, 2] > 0.1)
    assert (found[off_floor] == "").mean() > 0.98


def test_table_top_is_not_the_floor_even_where_it_is_the_larger():
    room = Pieces()
    room.rectangle("floor", (0, 0, 0), (2.4, 0, 0), (0, 1.6, 0), GREY)
    room.table("table", (0.3, 0.2, 0), (2.1, 1.4, 0.74), BROWN)
    found = find_structure(room.cloud())
    top = (room.name == "table") & (room.cloud().points[:, 2] > 0.6)
    assert not (found[top] == "floor").any()
    assert shares(found, room.name, "floor")[1] > 0.9


def test_floor_may_be_bent_and_in_two_pieces():
    room = Pieces()
    for x, slope in ((0, 0.0), (3.5, 0.04)):
        room.rectangle("floor", (x, 0, slope), (3, 0, 3 * slope), (0, 3, 0), GREY)
    assert (find_structure(room.cloud()) == "floor").mean() > 0.95


def test_wall_between_rooms_is_found_though_there_is_room_on_both_sides():
    room = bare_room(ceiling=True)
    for x in (2.44, 2.56):
        room.rectangle("between", (x, 0, 0), (0, 2.8, 0), (0, 0, 2.6), WHITE)
    found = find_structure(room.cloud())
    assert (found[room.name == "between"] == "wall").mean() > 0.9


def test_superpoints_are_named_as_most_of_their_points():
    room = bare_room()
    whole = np.unique(room.name, return_inverse=True)[1]
    found = find_structure(room.cloud(), whole)
    assert (found == room.name).all()


@pytest.mark.parametrize("seed", range(3))
def test_generated_rooms_keep_their_floor_and_walls(seed):
    house = synthetic.generate(seed, ceiling=True)
    scan = synthetic.to_scan(house)
    assert scan.cloud is not None
    label = dict(zip(scan.instances.instance_id.tolist(), scan.instances.label, strict=True))
    true = np.array([label[i] for i in scan.point_instance.tolist()])
    found = find_structure(scan.cloud)
    assert shares(found, true, "floor")[1] > 0.9
    assert shares(found, true, "wall")[1] > 0.85
    assert shares(found, true, "ceiling")[1] > 0.9


@pytest.mark.parametrize("count", [0, 1, 2, 49])
def test_too_few_points_have_no_structure(count):
    points = np.random.default_rng(0).uniform(0, 1, (count, 3)).astype(np.float32)
    assert find_structure(PointCloud(points)).tolist() == [""] * count


def test_points_in_one_place_have_no_walls():
    found = find_structure(PointCloud(np.ones((200, 3), dtype=np.float32)))
    assert found.shape == (200,)
    assert not (found == "wall").any()


def test_superpoints_of_another_cloud_are_refused():
    with pytest.raises(ValueError, match=r"superpoint must have shape \(60,\), got \(59,\)"):
        find_structure(PointCloud(np.zeros((60, 3), dtype=np.float32)), np.zeros(59, np.int64))

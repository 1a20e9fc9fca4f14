"""The doctor finds nothing wrong with a good scan, and each thing that was broken on purpose."""

import numpy as np
import pytest

from scenegraph3d.io import examine
from scenegraph3d.io.segments import scan_from_points
from scenegraph3d.records import Instances, PointCloud, Scan

NAMES = {1: "floor", 2: "wall", 3: "wall", 4: "table", 5: "chair"}
GEOMETRY = {"z up", "axis alignment", "floor height"}


def room_points():
    """A 5 m x 4 m x 2.5 m corner of a room: floor, two walls, a table and a chair; and ids."""
    rng = np.random.default_rng(0)

    def block(low, high, count):
        return rng.uniform(low, high, size=(count, 3))

    parts = [
        block([0, 0, 0], [5, 4, 0.02], 6000),
        block([0, 0, 0], [0.02, 4, 2.5], 3000),
        block([0, 0, 0], [5, 0.02, 2.5], 3000),
        block([2, 2, 0.7], [3, 3, 0.75], 500),
        block([1, 1, 0], [1.4, 1.4, 0.9], 300),
    ]
    ids = np.repeat([1, 2, 3, 4, 5], [len(part) for part in parts])
    return np.concatenate(parts), ids


def room(change=lambda points: points, names=NAMES, keep=lambda ids: ids):
    points, ids = room_points()
    cloud = PointCloud(change(points).astype(np.float32))
    return scan_from_points("room", cloud, keep(ids), names=names)


def turned(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return lambda points: points @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T


def finding(scan, check):
    return next(f for f in examine(scan) if f.check == check)


def unlabelled(ids):
    return np.where(ids == 1, -1, ids)


def test_a_good_room_passes_every_check():
    findings = examine(room())
    assert [f.check for f in findings if f.status != "ok"] == []
    assert {f.check for f in findings} == {
        *("units", "z up", "axis alignment", "floor height"),
        *("instances", "names", "coverage", "duplicates", "degenerate boxes"),
    }


@pytest.mark.parametrize(
    ("scale", "unit"),
    [
        pytest.param(1000, "millimetres: divide by 1000", id="millimetres"),
        pytest.param(100, "centimetres: divide by 100", id="centimetres"),
        pytest.param(0.001, "kilometres", id="kilometres"),
    ],
)
def test_a_wrong_unit_is_found(scale, unit):
    found = finding(room(lambda points: points * scale), "units")
    assert found.status == "problem"
    assert unit in found.advice


def test_a_cloud_in_millimetres_is_not_measured_further():
    checks = {f.check for f in examine(room(lambda points: points * 1000))}
    assert not checks & GEOMETRY


@pytest.mark.parametrize("keep", [pytest.param(lambda i: i, id="floor"), unlabelled])
def test_y_up_is_found(keep):
    found = finding(room(lambda p: p[:, [0, 2, 1]] * [1, 1, -1], keep=keep), "z up")
    assert found.status == ("warning" if keep is unlabelled else "problem")
    assert "y seems to be up" in found.advice
    assert "x, y, z -> x, -z, y" in found.advice


def test_x_up_is_found():
    found = finding(room(lambda p: p[:, [2, 0, 1]]), "z up")
    assert (found.status, "x seems to be up" in found.advice) == ("problem", True)


def test_the_advice_against_y_up_repairs_the_room():
    y_up = room(lambda p: p[:, [0, 2, 1]] * [1, 1, -1]).cloud.points
    repaired = y_up[:, [0, 2, 1]] * [1, -1, 1]
    assert finding(room(lambda _: repaired), "z up").status == "ok"


def test_upside_down_is_found():
    found = finding(room(lambda p: p * [1, -1, -1]), "z up")
    assert (found.status, found.advice) == ("problem", "the scan is upside down: negate y and z")


@pytest.mark.parametrize("degrees", [30, -12, 44])
def test_turned_walls_are_measured(degrees):
    found = finding(room(turned(degrees)), "axis alignment")
    assert found.status == "warning"
    assert f"{degrees:+.1f} degrees" in found.message


def test_walls_turned_by_a_quarter_are_along_the_axes():
    assert finding(room(turned(90)), "axis alignment").status == "ok"


@pytest.mark.parametrize("keep", [pytest.param(lambda i: i, id="floor"), unlabelled])
def test_a_floor_that_is_not_at_zero_is_measured(keep):
    found = finding(room(lambda p: p + np.array([0, 0, 1.3]), keep=keep), "floor height")
    assert (found.status, found.message) == ("warning", "the floor lies at z = +1.31 m")


def test_no_instances_is_a_warning():
    found = finding(room(keep=lambda ids: np.full_like(ids, -1)), "instances")
    assert (found.status, found.message) == ("warning", "the scan has 0 instances")


@pytest.mark.parametrize(
    ("names", "status", "message"),
    [
        pytest.param({}, "problem", "0 of 5 instances have a name", id="none"),
        pytest.param({1: "floor", 2: "otherprop"}, "warning", "1 of 5 instances", id="few"),
    ],
)
def test_missing_names_are_counted(names, status, message):
    found = finding(room(names=names), "names")
    assert found.status == status
    assert found.message.startswith(message)


def test_points_of_no_instance_are_counted():
    found = finding(room(keep=lambda ids: np.where(ids <= 3, -1, ids)), "coverage")
    assert (found.status, found.message) == (
        "warning",
        "94% of the points belong to no instance",
    )


def boxes_scan(aabb, labels):
    return Scan("boxes", Instances.from_aabb(np.array(aabb, float), labels))


def test_an_object_annotated_twice_is_found():
    near = [[0, 0, 0, 1, 1, 1], [0.02, 0, 0, 1, 1, 1]]
    found = finding(boxes_scan(near, ["mug", "mug"]), "duplicates")
    assert found.status == "warning"
    assert "0 and 1 (mug)" in found.message
    assert finding(boxes_scan(near, ["mug", "tray"]), "duplicates").status == "ok"


def test_boxes_without_volume_are_found():
    found = finding(
        boxes_scan([[0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1]], ["mat", "box"]), "degenerate boxes"
    )
    assert found.status == "warning"
    assert found.message == "1 of 2 boxes have a side below 1 mm: ids 0"


def test_boxes_alone_are_not_judged_by_surfaces():
    checks = {f.check for f in examine(boxes_scan([[0, 0, 0, 1, 1, 1]], ["box"]))}
    assert not checks & {*GEOMETRY, "coverage"}


def test_a_scan_of_nothing_is_a_problem():
    assert [f.status for f in examine(boxes_scan(np.zeros((0, 6)), []))] == ["problem"]


def test_a_single_point_is_examined():
    scan = scan_from_points("dot", PointCloud(np.zeros((1, 3), np.float32)), None)
    assert finding(scan, "units").status == "problem"


def street():
    """A crossing of 300 m with flat areas from a map, a car and a bollard."""
    aabb = np.array([
        [0, 0, 12, 300, 8, 12], [140, -150, 12, 148, 150, 12],
        [20, 2, 12, 24, 4, 13.5], [30, 9, 12, 30.2, 9.2, 13],
    ], dtype=float)  # fmt: skip
    names = ["road", "crosswalk", "car", "bollard"]
    return Scan("street", Instances.from_aabb(aabb, names))


def test_a_street_is_no_broken_room():
    assert [f.check for f in examine(street(), outdoors=True) if f.status != "ok"] == []
    indoors = {f.check for f in examine(street()) if f.status != "ok"}
    assert indoors == {"units", "degenerate boxes"}


def test_a_flat_car_is_told_outdoors_too():
    scan = street()
    aabb = scan.instances.aabb.copy()
    aabb[2, 4] = aabb[2, 1]  # a car without a width
    flat = Scan("street", Instances.from_aabb(aabb, scan.instances.label.tolist()))
    told = next(f for f in examine(flat, outdoors=True) if f.check == "degenerate boxes")
    assert told.message.startswith("1 of 4 boxes")


def test_a_street_in_millimetres_is_told():
    scan = street()
    large = Instances.from_aabb(scan.instances.aabb * 1000, scan.instances.label.tolist())
    units = next(f for f in examine(Scan("street", large), outdoors=True) if f.check == "units")
    assert (units.status, units.advice) == ("problem", "it looks like millimetres: divide by 1000")


def test_a_floor_without_a_height_is_one():
    aabb = np.array([[0, 0, 0, 5, 4, 0], [1, 1, 0, 2, 2, 0.7]], dtype=float)
    scan = Scan("room", Instances.from_aabb(aabb, ["floor", "table"]))
    assert finding(scan, "degenerate boxes").status == "ok"

"""KITTI-360 and SemanticKITTI clouds: instances as they are, stuff clustered."""

import numpy as np
import pytest

import scenegraph3d as sg
from outdoor_fixture import grid, write_kitti360
from scenegraph3d.io import guess_format, read_scan

ORIGIN = np.array([1234.5, 3456.25, 115.0])  # as far out as the drives of KITTI-360 are
NAME = "0000000002_0000000385.ply"
ROAD, CAR, SKY = 7, 26, 23


def street():
    """A road of 40 m and two cars of instance 1 and 2 on it; a point of sky."""
    road = grid((0, 40), (0, 6))
    cars = [grid((x, x + 4), (1, 3), z=1.0, step=0.5) for x in (5, 20)]
    points = np.vstack([road, *cars, [[0.0, 0.0, 30.0]]]) + ORIGIN
    sizes = [len(road), len(cars[0]), len(cars[1]), 1]
    kind = np.repeat([ROAD, CAR, CAR, SKY], sizes)
    return points, kind, np.repeat([0, 1, 2, 0], sizes)


def test_things_keep_their_instances_and_stuff_is_clustered(tmp_path):
    path = write_kitti360(tmp_path / NAME, *street())
    scan = read_scan(path)
    assert guess_format(path) == "kitti360"
    found = dict(zip(scan.instances.instance_id.tolist(), scan.instances.label, strict=True))
    assert found == {26001: "car", 26002: "car", 26003: "road", 26004: "road"}
    assert scan.point_instance is not None
    assert scan.point_instance[-1] == -1  # the sky


def test_places_keep_millimetres_far_from_the_origin(tmp_path):
    scan = read_scan(write_kitti360(tmp_path / NAME, *street()))
    car = scan.instances[scan.instances.instance_id == 26001]
    box = [5.25, 1.25, 1.0, 8.75, 2.75, 1.0]
    assert np.allclose(car.aabb[0], np.array(box) + np.tile(ORIGIN, 2), atol=1e-3)
    assert np.allclose(car.color[0], [90, 80, 70])


def test_a_street_is_one_place_without_a_name(tmp_path):
    scene = sg.build(write_kitti360(tmp_path / NAME, *street()))
    assert [room.label for room in scene.graph.rooms] == [""]
    assert scene.ground("the car on the road").status == "ambiguous"


def test_a_cloud_without_its_classes_is_refused(tmp_path):
    from scenegraph3d.io import write_ply
    from scenegraph3d.records import PointCloud

    write_ply(tmp_path / NAME, PointCloud(np.zeros((3, 3), dtype=np.float32)))
    with pytest.raises(ValueError, match=r"must have the field 'semantic', got: x, y, z"):
        read_scan(tmp_path / NAME)


def test_instances_of_another_class_are_refused(tmp_path):
    points, kind, number = street()
    path = write_kitti360(tmp_path / NAME, points, kind, number + 1000 * (number == 2))
    with pytest.raises(ValueError, match=r"1000 \* semantic \+ number, got 27002 for semantic 26"):
        read_scan(path)


def write_sweep(root, points, label):
    for folder in ("velodyne", "labels"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    rows = np.column_stack([points, np.zeros(len(points))]).astype("<f4")
    (root / "velodyne" / "000007.bin").write_bytes(rows.tobytes())
    if label is not None:
        (root / "labels" / "000007.label").write_bytes(np.asarray(label, "<u4").tobytes())
    return root / "velodyne" / "000007.bin"


def test_a_sweep_with_labels(tmp_path):
    road, car = grid((0, 10), (0, 5)), grid((2, 6), (1, 3), z=1.0)
    label = np.repeat([40, 10 + (3 << 16)], [len(road), len(car)])
    scan = read_scan(write_sweep(tmp_path, np.vstack([road, car]), label))
    assert scan.instances.label.tolist() == ["car", "road"]
    assert scan.instances.instance_id[0] == 10 + (3 << 16)


def test_a_sweep_without_labels_is_a_bare_cloud(tmp_path):
    scan = read_scan(write_sweep(tmp_path, grid((0, 3), (0, 3)), None))
    assert len(scan.instances) == 0
    assert scan.cloud is not None
    assert len(scan.cloud) == 144


def test_sweeps_cut_short_are_refused(tmp_path):
    path = write_sweep(tmp_path, grid((0, 3), (0, 3)), [40])
    with pytest.raises(ValueError, match=r"4 bytes for each of the 144 points, got 4"):
        read_scan(path)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ValueError, match=r"16 bytes a point .* is it cut short"):
        read_scan(path)

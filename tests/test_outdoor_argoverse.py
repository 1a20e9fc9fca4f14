"""Argoverse 2 logs: places in the city, what stands, what moves, and the map under it."""

import json

import numpy as np
import pytest

import scenegraph3d as sg
from outdoor_fixture import BOX_COLUMNS, EGO, THINGS, TIMES, write_argoverse, write_feather
from scenegraph3d.io import guess_format, read_scan
from scenegraph3d.io.outdoor.argoverse2 import read_ego_poses, read_timestamps, read_track_ids


def labels(scan):
    return dict(zip(scan.instances.instance_id.tolist(), scan.instances.label, strict=True))


def test_the_map_is_what_stands_and_does_not_live(tmp_path):
    scan = read_scan(write_argoverse(tmp_path / "log"))
    assert guess_format(tmp_path / "log") == "argoverse2"
    assert scan.name == "log"
    assert labels(scan) == {0: "car", 2: "bollard"}


def test_a_thing_lost_and_found_again_is_one(tmp_path, monkeypatch):
    again = ("z-again", "REGULAR_VEHICLE", (5004.3, 2010.2, 10.0), 0.0, 0.0)
    beside = ("y-beside", "REGULAR_VEHICLE", (5004.0, 2012.5, 10.0), 0.0, 0.0)
    monkeypatch.setattr("outdoor_fixture.THINGS", [*THINGS, again, beside])
    scan = read_scan(write_argoverse(tmp_path / "log"))
    assert labels(scan) == {0: "car", 2: "bollard", 5: "car"}


def test_boxes_lie_in_the_city_frame(tmp_path):
    scan = read_scan(write_argoverse(tmp_path / "log"))
    assert np.allclose(scan.instances.boxes.center[0], [5004, 2010, 10], atol=1e-6)
    assert np.allclose(scan.instances.aabb[0], [5002, 2009, 9.25, 5006, 2011, 10.75], atol=1e-6)


def test_cars_have_a_front_and_bollards_none(tmp_path):
    scan = read_scan(write_argoverse(tmp_path / "log"))
    assert np.allclose(scan.instances.front[0], [1, 0, 0], atol=1e-9)
    assert np.isnan(scan.instances.front[1]).all()


def test_a_moment_has_everything_with_its_speed(tmp_path):
    log = write_argoverse(tmp_path / "log")
    scan = read_scan(log, scene=str(TIMES[2]))
    assert labels(scan) == {0: "car", 1: "car", 2: "bollard", 3: "pedestrian", 4: "bicycle"}
    assert scan.instances.speed is not None
    assert np.allclose(scan.instances.speed, [0, 8, 0, 0, 8], atol=1e-6)  # 4 m in half a second
    assert np.allclose(scan.instances.boxes.center[1], [5000, 2028, 10], atol=1e-6)
    assert np.allclose(scan.instances.front[1], [0, 1, 0], atol=1e-9)


def test_ids_are_the_places_of_the_uuids(tmp_path):
    log = write_argoverse(tmp_path / "log")
    assert read_track_ids(log).tolist()[:2] == ["a-parked", "b-driving"]
    assert read_timestamps(log).tolist() == TIMES


def test_poses_map_the_vehicle_to_the_city(tmp_path):
    poses = read_ego_poses(write_argoverse(tmp_path / "log"))
    assert poses.timestamp.tolist() == TIMES
    ahead = poses.T_city_ego[0] @ [10, 0, 0, 1]
    assert np.allclose(ahead[:3], [EGO[0], EGO[1] + 10, EGO[2]], atol=1e-9)
    assert poses.rows_at(np.array([TIMES[0] - 5, TIMES[1] + 1, TIMES[-1] + 9])).tolist() == [
        0,
        1,
        4,
    ]


def test_the_vehicle_can_be_the_one_who_speaks(tmp_path):
    """It faces north at (5000, 2000): the bollard is on its left, the walker on its right."""
    log = write_argoverse(tmp_path / "log")
    view = read_ego_poses(log).viewpoint_at(TIMES[0])
    assert np.allclose(view.position, EGO)
    assert np.allclose(view.forward, [0, 1, 0], atol=1e-9)
    scene = sg.build(log, scene=str(TIMES[0]))
    assert scene.ground("the car right of the bollard", viewpoint=view).answer_ids == (1,)


def test_surfaces_of_the_map_lie_on_the_ground(tmp_path):
    scan = read_scan(write_argoverse(tmp_path / "log", with_map=True))
    crosswalk = scan.instances[scan.instances.label == "crosswalk"]
    assert len(crosswalk) == 1
    assert np.allclose(crosswalk.aabb[0], [4990.5, 2008.5, 9, 5009.5, 2011.5, 9])
    road = scan.instances[scan.instances.label == "road"]
    assert road.aabb[:, 1].min() == 1980.5
    assert road.aabb[:, 4].max() == 2039.5
    assert scan.cloud is not None
    assert len(scan.cloud) == 20 * 60  # a point a square metre, none twice


def test_crosswalks_that_touch_are_several(tmp_path):
    log = write_argoverse(tmp_path / "log", with_map=True)
    archive = next((log / "map").glob("log_map*"))
    content = json.loads(archive.read_text())
    first = content["pedestrian_crossings"]["2"]
    edges = {"edge1": 2012, "edge2": 2016}
    beside = {edge: [{**corner, "y": y} for corner in first[edge]] for edge, y in edges.items()}
    content["pedestrian_crossings"]["3"] = {"id": 3, **beside}
    archive.write_text(json.dumps(content))
    scan = read_scan(log)
    crosswalks = scan.instances[scan.instances.label == "crosswalk"]
    assert crosswalks.aabb[:, [1, 4]].tolist() == [[2008.5, 2011.5], [2012.5, 2015.5]]


def test_a_sweep_becomes_the_points_of_its_moment(tmp_path):
    sweep = np.array([[10.0, -4.0, 0.0], [50.0, 0.0, 0.0]])  # one in the parked car
    log = write_argoverse(tmp_path / "log", sweep=sweep)
    scan = read_scan(log, scene=str(TIMES[0]))
    assert scan.cloud is not None
    assert scan.point_instance is not None
    assert np.allclose(scan.cloud.points, [[5004, 2010, 10], [5000, 2050, 10]])
    assert scan.point_instance.tolist() == [0, -1]


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("the car closest to the crosswalk", [0]),
        ("the moving car", [1]),
        ("the parked cars", [0]),
        ("the vehicles with a bicycle to their right", [1]),
        ("the pedestrian", [3]),
        ("the person", [3]),
        ("the car north of the pedestrian", [1]),
    ],
)
def test_sentences_over_a_street(tmp_path, sentence, answer):
    log = write_argoverse(tmp_path / "log", with_map=True)
    scene = sg.build(log, scene=str(TIMES[2]))
    assert list(scene.ground(sentence).answer_ids) == answer


def test_its_left_is_the_vehicles_own(tmp_path):
    """The bicycle is east of a car that faces north: on its right, whoever looks from where."""
    scene = sg.build(write_argoverse(tmp_path / "log"), scene=str(TIMES[0]))
    assert scene.ground("the car with a bicycle to its right").answer_ids == (1,)
    assert scene.ground("the car with a bicycle to its left").answer_ids != (1,)


def test_an_unknown_moment_is_told(tmp_path):
    log = write_argoverse(tmp_path / "log")
    with pytest.raises(ValueError, match=r"no timestamp '12' among the 5 of .* static map"):
        read_scan(log, scene="12")
    with pytest.raises(ValueError, match=r"no timestamp 'noon'"):
        read_scan(log, scene="noon")


def test_damaged_logs_are_refused_in_a_line(tmp_path):
    log = write_argoverse(tmp_path / "log", with_map=True)
    (log / "annotations.feather").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=r"annotations.feather must be a feather file, got"):
        read_scan(log)
    write_feather(log / "annotations.feather", {"timestamp_ns": [1]})
    with pytest.raises(ValueError, match=r"must have the column 'track_uuid', got: timestamp_ns"):
        read_scan(log)
    texts = {name: ["a"] for name in BOX_COLUMNS if name != "timestamp_ns"}
    write_feather(log / "annotations.feather", {"timestamp_ns": [1], **texts})
    with pytest.raises(ValueError, match=r"annotations.feather: column 'qw' must hold numbers"):
        read_scan(log)
    write_feather(log / "annotations.feather", {**texts, "timestamp_ns": [0.5]})
    with pytest.raises(ValueError, match=r"column 'timestamp_ns' must hold whole numbers, got f"):
        read_scan(log)
    write_feather(log / "annotations.feather", {**texts, "timestamp_ns": [1], "category": [7]})
    with pytest.raises(ValueError, match=r"column 'category' must hold text, got int"):
        read_scan(log)
    (log / "annotations.feather").unlink()
    with pytest.raises(FileNotFoundError, match=r"must hold annotations.feather"):
        read_scan(log, format="argoverse2")


def test_a_damaged_map_is_refused(tmp_path):
    log = write_argoverse(tmp_path / "log", with_map=True)
    raster = next((log / "map").glob("*.npy"))
    np.save(raster, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"must be a .npy raster, got"):
        read_scan(log)
    np.save(raster, np.full((3, 3), 1e30))
    with pytest.raises(ValueError, match=r"must hold heights within 100 km"):
        read_scan(log)
    next((log / "map").glob("log_map*")).write_text('{"drivable_areas": {"1": {}}}')
    with pytest.raises(ValueError, match=r"drivable_areas.1.area_boundary is missing"):
        read_scan(log)


def test_a_map_with_a_corner_astray_is_refused(tmp_path):
    log = write_argoverse(tmp_path / "log", with_map=True)
    archive = next((log / "map").glob("log_map*"))
    archive.write_text(archive.read_text().replace('"x": 4990', '"x": -90000', 1))
    with pytest.raises(ValueError, match=r"map must be at most 5000 m wide, got 95010 m"):
        read_scan(log)


def test_a_quaternion_of_nothing_is_refused(tmp_path):
    log = write_argoverse(tmp_path / "log")
    zeros = {name: [0.0] for name in ("qw", "qx", "qy", "qz", "tx_m", "ty_m", "tz_m")}
    write_feather(log / "city_SE3_egovehicle.feather", {"timestamp_ns": [1], **zeros})
    with pytest.raises(ValueError, match=r"a quaternion must not vanish"):
        read_ego_poses(log)


def test_without_pyarrow_the_way_out_is_told(tmp_path, monkeypatch):
    log = write_argoverse(tmp_path / "log")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r'pip install "scenegraph3d\[outdoor\]"'):
        read_scan(log)

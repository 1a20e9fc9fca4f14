"""nuScenes tables: what stands in a scene, one sample, the poses."""

import json

import numpy as np
import pytest

from outdoor_fixture import write_nuscenes
from scenegraph3d.io import guess_format, read_scan
from scenegraph3d.io.outdoor.nuscenes import read_ego_poses


def test_the_scene_is_what_stands(tmp_path):
    scan = read_scan(write_nuscenes(tmp_path))
    assert guess_format(tmp_path) == "nuscenes"
    assert guess_format(tmp_path / "v1.0-mini") == "nuscenes"
    assert scan.name == "scene-0061"
    assert scan.instances.label.tolist() == ["car", "barrier"]
    assert scan.instances.instance_id.tolist() == [0, 2]


def test_length_runs_along_the_front(tmp_path):
    scan = read_scan(write_nuscenes(tmp_path))
    assert np.allclose(scan.instances.boxes.extent[0], [4.5, 2.0, 1.5])
    assert np.allclose(scan.instances.front[0], [0, 1, 0], atol=1e-9)
    assert np.isnan(scan.instances.front[1]).all()  # a barrier has none
    assert np.allclose(scan.instances.aabb[0], [999, 1997.75, 0.25, 1001, 2002.25, 1.75])


def test_a_sample_has_what_moves_too(tmp_path):
    scan = read_scan(write_nuscenes(tmp_path), scene="s1")
    assert scan.instances.label.tolist() == ["car", "bus", "barrier", "pedestrian"]
    assert np.allclose(scan.instances.boxes.center[1], [1015, 2000, 1])
    assert scan.instances.speed is not None
    assert np.allclose(scan.instances.speed, [0, 10, 0, 0])  # 5 m in half a second


def test_poses_are_in_the_order_of_time(tmp_path):
    poses = read_ego_poses(write_nuscenes(tmp_path), "scene-0061")
    assert poses.T_city_ego[:, 0, 3].tolist() == [1000, 1001, 1002, 1003]
    assert (np.diff(poses.timestamp) == 500_000).all()


def test_what_is_not_there_is_told(tmp_path):
    root = write_nuscenes(tmp_path)
    with pytest.raises(ValueError, match=r"no scene or sample 'scene-1'.*such as 'scene-0061'"):
        read_scan(root, scene="scene-1")
    (root / "v1.0-mini" / "category.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"no such file: .*category.json"):
        read_scan(root)


def test_several_scenes_are_to_be_chosen_from(tmp_path):
    table = write_nuscenes(tmp_path) / "v1.0-mini" / "scene.json"
    rows = json.loads(table.read_text())
    table.write_text(json.dumps([*rows, {"token": "n1", "name": "scene-0103"}]))
    with pytest.raises(ValueError, match=r"holds 2 scenes: choose with scene="):
        read_scan(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("size", [1, 2], r"sample_annotation.json: \[0\].size"),
        ("translation", [1e9, 0, 0], r"translation\[0\]: must be less than or equal to 100000"),
        ("rotation", [0, 0, 0, 0], r"a quaternion must not vanish"),
        ("num_lidar_pts", 10**30, r"num_lidar_pts: must be less than or equal to"),
        ("instance_token", "x", r"the instance 'x' has no category"),
    ],
)
def test_damaged_rows_are_refused(tmp_path, key, value, message):
    table = write_nuscenes(tmp_path) / "v1.0-mini" / "sample_annotation.json"
    rows = json.loads(table.read_text())
    rows[0][key] = value
    table.write_text(json.dumps(rows))
    with pytest.raises(ValueError, match=message):
        read_scan(tmp_path)

"""The readers on real scans, against numbers that came with the data; skipped without SG3D_DATA."""

import gzip
import json

import numpy as np
import pytest

from scenegraph3d.io import examine, read_scan, read_scenes


def expected_objects(sg3d_data, folder, scan_id):
    path = sg3d_data / "scans" / folder / f"{scan_id}.instances.json"
    return json.loads(path.read_text())["instances"]


@pytest.mark.parametrize(
    ("folder", "scan_id"),
    [("scannet_full", "scene0000_00"), ("scannet_50k", "scene0002_01")],
)
def test_boxes_of_a_scannet_scan_agree_with_its_table(sg3d_data, folder, scan_id):
    scan = read_scan(sg3d_data / "scans" / folder / f"{scan_id}.npz")
    expected = expected_objects(sg3d_data, folder, scan_id)
    assert scan.instances.instance_id.tolist() == [o["object_id"] for o in expected]
    assert scan.instances.label.tolist() == [o["name"] or o["nyu40_name"] for o in expected]
    assert scan.instances.num_points.tolist() == [o["n_points"] for o in expected]
    assert np.allclose(scan.instances.center, [o["aabb_center"] for o in expected], atol=1e-3)
    assert np.allclose(scan.instances.extent, [o["aabb_size"] for o in expected], atol=1e-3)


def test_the_full_scan_has_67_instances(sg3d_data):
    assert len(read_scan(sg3d_data / "scans/scannet_full/scene0000_00.npz").instances) == 67


def test_upright_boxes_hold_their_points_and_are_not_larger(sg3d_data):
    scan = read_scan(sg3d_data / "scans/scannet_full/scene0000_00.npz")
    one = scan.instances
    for row, instance_id in enumerate(one.instance_id):
        points = scan.cloud.points[scan.point_instance == instance_id]
        in_box = (points - one.boxes.center[row]) @ one.boxes.R_world_box[row]
        assert (np.abs(in_box) <= one.boxes.extent[row] / 2 + 1e-4).all()
    assert (one.boxes.extent.prod(axis=1) <= one.extent.prod(axis=1) + 1e-9).all()


def test_good_scans_have_no_problems_but_those_of_their_names(sg3d_data):
    for path in sorted((sg3d_data / "scans/scannet_50k").glob("*.npz")):
        problems = [f for f in examine(read_scan(path)) if f.status == "problem"]
        assert problems == [], path


def test_a_table_gives_every_scene_and_object(sg3d_data):
    scans = list(read_scenes(sg3d_data / "language/scannet_scenes/objects_gt.jsonl.gz"))
    assert len(scans) == 1372
    assert sum(len(scan.instances) for scan in scans) == 44144


def test_front_points_lie_on_the_front_face_of_the_oriented_box(sg3d_data):
    path = sg3d_data / "language/scannet_scenes/objects_gt.jsonl.gz"
    checked = 0
    with gzip.open(path) as lines:
        for line, scan in zip(lines, read_scenes(path), strict=True):
            for row, o in enumerate(json.loads(line)["objects"]):
                if "front" not in o:
                    continue
                box = scan.instances.boxes[row : row + 1]
                in_box = (np.array(o["front"]) - box.center[0]) @ box.R_world_box[0]
                assert np.allclose(in_box, [-box.extent[0, 0] / 2, 0, 0], atol=1e-3)
                assert np.allclose(scan.instances.front[row], -box.R_world_box[0][:, 0], atol=0.02)
                checked += 1
    assert checked > 5000


def test_detections_keep_their_scores(sg3d_data):
    path = sg3d_data / "language/scannet_scenes/objects_pred_mask3d.jsonl.gz"
    score = read_scan(path, scene="scene0011_01").instances.score
    assert score[0] == 0.9994
    assert (np.diff(score) <= 0).all()


@pytest.mark.parametrize(
    ("path", "num_instances"),
    [
        ("scannet_mesh/scene0470_00_vh_clean_2.ply", 0),
        ("scan3r_3dssg/scene_1_9766cbe5.npz", 34),
        ("mosd_tabletop/learn20.npz", 3),
    ],
)
def test_other_real_clouds_are_read(sg3d_data, path, num_instances):
    assert len(read_scan(sg3d_data / "scans" / path).instances) == num_instances

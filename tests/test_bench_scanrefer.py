"""Numbers of the ScanRefer benchmark, by hand, with a fake system of known answers."""

import json

import numpy as np
import pytest

from bench_fakes import answer, chairs, fake, scans
from scenegraph3d.bench import scanrefer
from scenegraph3d.bench.cameras import read_viewpoints
from scenegraph3d.records import Instances, Scan


def test_acc_is_by_the_overlap_with_the_annotated_box(tmp_path):
    # Detection 90 is object 1 moved by 0.25 of its side: IoU 0.75 / 1.25 = 0.6.
    # Detection 91 is object 2 moved by 0.5: IoU 0.5 / 1.5 = 0.33.
    path = write(
        tmp_path, [entry("0", "1", "one"), entry("0", "2", "two"), entry("0", "2", "three")]
    )
    detected = [Scan("scene0000_00", chairs([90, 91], [0.25, 3.5]))]

    report = scanrefer.run(
        path, scans(), predicted=detected, build=fake({"one": 90, "two": 91, "three": 90})
    )

    values = report.to_dict()
    assert (values["acc25"], values["acc50"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert values["accuracy"] == values["acc25"]
    assert values["chance"] == 0.5


def test_annotated_boxes_are_judged_by_their_ids(tmp_path):
    # Twins in one place: the wrong twin has the right box and the wrong id.
    twins = [Scan("scene0000_00", chairs([1, 2], [0, 0]))]
    path = write(tmp_path, [entry("0", "1", "one")])

    values = scanrefer.run(path, twins, build=fake({"one": 2})).to_dict()

    assert (values["accuracy"], values["acc50"]) == (0.0, 1.0)


def test_unique_is_the_only_object_with_its_label(tmp_path):
    aabb = np.tile([0.0, 0, 0, 1, 1, 1], (3, 1))
    room = [Scan("scene0000_00", Instances.from_aabb(aabb, ["chair", "chair", "bed"]))]
    path = write(
        tmp_path, [entry("0", "2", "bed"), entry("0", "0", "chair"), entry("0", "1", "seat")]
    )

    values = scanrefer.run(path, room, build=fake({"bed": 2, "chair": 0})).to_dict()

    assert (values["unique"], values["multiple"]) == (1.0, 0.5)
    assert values["chance"] == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_given_tokens_decide_view_dependence(tmp_path):
    path = write(tmp_path, [{**entry("0", "1", "it is left"), "token": ["it", "is"]}])

    values = scanrefer.run(path, scans(), build=fake({"it is left": 1})).to_dict()

    assert (values["view_dependent"], values["view_independent"]) == (None, 1.0)


def test_cameras_are_moved_to_the_aligned_frame_and_handed_over(tmp_path):
    # The alignment turns x to y and lifts by 1: a camera at x = 2 that looks along +x.
    turn = [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1]
    scenes, cameras = tmp_path / "scenes.jsonl", tmp_path / "cameras.jsonl"
    scenes.write_text(json.dumps({"scan_id": "scene0000_00", "axis_align": turn}))
    camera = {**entry("0", "1", ""), "position": [2, 0, 0], "lookat": [5, 0, 0]}
    cameras.write_text(json.dumps(camera))
    given = []

    class Recorder:
        def ground(self, query, *, viewpoint=None):
            given.append(viewpoint)
            return answer([1])

    report = scanrefer.run(
        write(tmp_path, [entry("0", "1", "one")]),
        scans(),
        viewpoints=read_viewpoints(cameras, [scenes]),
        build=lambda scan: Recorder(),
    )

    np.testing.assert_allclose(given[0].position, [0, 2, 1])
    np.testing.assert_allclose(given[0].forward, [0, 1, 0])
    assert "cameras given" in report.protocol


def test_a_camera_that_looks_straight_down_is_no_viewpoint(tmp_path):
    path = tmp_path / "cameras.jsonl"
    path.write_text(json.dumps({**entry("0", "1", ""), "position": [0, 0, 2], "lookat": [0, 0, 1]}))

    assert read_viewpoints(path, [table(tmp_path)]) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{}", "must hold a json list of objects, got an object", id="object"),
        pytest.param("[]", "must hold a json list of objects, got an empty list", id="empty list"),
        pytest.param('["a chair"]', "object 1 must be a json object, got a string", id="strings"),
        pytest.param('[{"scene_id": "a"}]', "object_id is missing", id="missing key"),
        pytest.param("scene,target\n", "must be a json file", id="csv"),
        pytest.param("", "must not be empty", id="no bytes"),
    ],
)
def test_bad_queries_get_one_clear_line(tmp_path, content, message):
    path = tmp_path / "bad.json"
    path.write_text(content)

    with pytest.raises(ValueError, match=message) as error:
        scanrefer.run(path, scans(), build=fake({}))
    assert "\n" not in str(error.value)


def test_a_camera_without_a_pose_is_named_by_its_line(tmp_path):
    path = tmp_path / "cameras.jsonl"
    path.write_text('{"scene_id": "scene0000_00", "position": [0, 0, 0]}\n')

    with pytest.raises(ValueError, match="line 1 must give scene_id, position, lookat; lookat is"):
        read_viewpoints(path, [table(tmp_path)])


def table(folder):
    path = folder / "scenes.jsonl"
    path.write_text(
        json.dumps({"scan_id": "scene0000_00", "axis_align": np.eye(4).ravel().tolist()})
    )
    return path


def entry(room, object_id, description):
    return {
        "scene_id": f"scene000{room}_00",
        "object_id": object_id,
        "ann_id": "0",
        "description": description,
    }


def write(folder, entries):
    path = folder / "scanrefer.json"
    path.write_text(json.dumps(entries))
    return path

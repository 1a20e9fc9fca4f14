"""Labelled boxes as JSON, one scene or a table of them: both spellings, writing, bad input."""

import gzip
import json

import numpy as np
import pytest

from scenegraph3d.io import read_scan, read_scenes, write_boxes
from scenegraph3d.records import Boxes, Instances, Scan

TABLE = {
    "id": 2,
    "label": "table",
    "c": [1, 2, 0.5],
    "s": [1, 2, 1],
    "rgb": [10, 20, 30],
    # A box 2 long and 1 wide, turned by a quarter: its length runs along the world's y.
    "obb": [1, 2, 0.5, 2, 1, 1],
    "yaw": np.pi / 2,
    "front": [1, 1, 0.5],  # the middle of the -x face: at (0, -1) from the centre
}
CHAIR = {"id": 5, "label": "chair", "c": [3, 3, 0.5], "s": [0.4, 0.6, 1], "score": 0.7}
PLAIN = {"label": "mug", "center": [0, 0, 1], "size": [0.1, 0.2, 0.3]}


def save(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def scene(*objects, name="scene0000_00"):
    return {"scan_id": name, "split": "train", "objects": list(objects)}


def test_the_compact_spelling(tmp_path):
    scan = read_scan(save(tmp_path / "a.json", scene(TABLE, CHAIR)))
    one = scan.instances
    assert (scan.name, scan.cloud, one.num_points) == ("scene0000_00", None, None)
    assert one.instance_id.tolist() == [2, 5]
    assert one.label.tolist() == ["table", "chair"]
    assert one.aabb.tolist() == [[0.5, 1, 0, 1.5, 3, 1], [2.8, 2.7, 0, 3.2, 3.3, 1]]
    assert one.color[0].tolist() == [10, 20, 30]
    assert np.isnan(one.color[1]).all()
    assert one.score.tolist() == [1, 0.7]


def test_the_compact_spelling_needs_no_scan_id(tmp_path):
    scan = read_scan(save(tmp_path / "hall.json", {"objects": [TABLE, CHAIR]}))
    assert (scan.name, scan.instances.instance_id.tolist()) == ("hall", [2, 5])
    assert scan.instances.boxes.extent[0].tolist() == [2, 1, 1]


def test_the_plain_spelling_may_be_called_by_a_scan_id(tmp_path):
    scan = read_scan(save(tmp_path / "a.json", scene(PLAIN)))
    assert (scan.name, scan.instances.label.tolist()) == ("scene0000_00", ["mug"])


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path = save(tmp_path / "a.json", "\ufeff" + json.dumps(scene(CHAIR)))
    assert read_scan(path).instances.label.tolist() == ["chair"]


def test_an_obb_has_its_length_along_its_own_x_axis(tmp_path):
    boxes = read_scan(save(tmp_path / "a.json", scene(TABLE, CHAIR))).instances.boxes
    assert boxes.extent.tolist() == [[2, 1, 1], [0.4, 0.6, 1]]
    assert np.allclose(boxes.R_world_box[0] @ [1, 0, 0], [0, 1, 0])
    assert np.allclose(boxes.R_world_box[1], np.eye(3))


def test_front_is_the_direction_from_the_box_to_the_front_point(tmp_path):
    front = read_scan(save(tmp_path / "a.json", scene(TABLE, CHAIR))).instances.front
    assert front[0].tolist() == [0, -1, 0]
    assert np.isnan(front[1]).all()


def test_the_front_of_a_box_without_depth_is_across_it(tmp_path):
    poster = {**TABLE, "obb": [1, 2, 0.5, 0, 1, 1], "front": [1, 2, 0.5]}
    front = read_scan(save(tmp_path / "a.json", scene(poster))).instances.front
    assert np.allclose(front, [[0, -1, 0]])


def test_the_plain_spelling_with_the_least_that_is_needed(tmp_path):
    lamp = {"label": "lamp", "min": [1, 1, 1], "max": [2, 2, 3]}
    scan = read_scan(save(tmp_path / "kitchen.json", {"objects": [PLAIN, lamp]}))
    assert scan.name == "kitchen"
    assert scan.instances.instance_id.tolist() == [0, 1]
    assert np.allclose(
        scan.instances.aabb, [[-0.05, -0.1, 0.85, 0.05, 0.1, 1.15], [1, 1, 1, 2, 2, 3]]
    )


def test_a_turned_plain_box_has_the_enclosing_aabb(tmp_path):
    turned = {**PLAIN, "yaw": np.pi / 2, "front_direction": [0, 5, 0]}
    one = read_scan(save(tmp_path / "a.json", {"objects": [turned]})).instances
    assert np.allclose(one.extent, [[0.2, 0.1, 0.3]])
    assert one.front.tolist() == [[0, 1, 0]]


def test_written_boxes_are_read_back_the_same(tmp_path):
    tilted = np.array([[1, 0, 0], [0, 0.8, -0.6], [0, 0.6, 0.8]])
    instances = Instances.from_aabb(
        np.array([[0, 0, 0, 1, 2, 3], [4, 4, 4, 5, 5, 5.5]]),
        ["desk", ""],
        instance_id=np.array([7, 3]),
        boxes=Boxes(
            np.ones((2, 3)), np.array([[1, 2, 3], [0, 1, 1.0]]), np.stack([np.eye(3), tilted])
        ),
        color=np.array([[1, 2, 3.5], [np.nan] * 3]),
        front=np.array([[np.nan] * 3, [0, 1, 0]]),
        score=np.array([1, 0.25]),
        num_points=np.array([10, 20]),
    )
    write_boxes(tmp_path / "a.json", Scan("office", instances))
    scan = read_scan(tmp_path / "a.json")
    assert scan.name == "office"
    for field in ("instance_id", "label", "num_points"):
        assert getattr(scan.instances, field).tolist() == getattr(instances, field).tolist()
    for field in ("aabb", "color", "front", "score"):
        found, expected = getattr(scan.instances, field), getattr(instances, field)
        assert np.array_equal(found, expected, equal_nan=True), field
    for field in ("center", "extent", "R_world_box"):
        assert np.allclose(getattr(scan.instances.boxes, field), getattr(instances.boxes, field))


def test_a_scene_without_objects_is_written_and_read(tmp_path):
    write_boxes(tmp_path / "a.json", Scan("empty", Instances.from_aabb(np.zeros((0, 6)), [])))
    assert len(read_scan(tmp_path / "a.json").instances) == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "must not be empty", id="empty file"),
        pytest.param("hello", "must be JSON, got: expected value at line 1", id="not JSON"),
        pytest.param('{"objects": [', "must be JSON, got: EOF", id="cut short"),
        pytest.param("[]", "the content: must be an object, got", id="a list"),
        pytest.param("{}", "objects is missing", id="no objects"),
        pytest.param({"scan_id": 3, "objects": []}, "scan_id: must be a valid string", id="name"),
        pytest.param(scene({"id": 1, "label": "x"}), r"objects\[0\].c is missing", id="no centre"),
        pytest.param(
            scene({**CHAIR, "s": [1, -0.3, 1]}),
            r"objects\[0\].s\[1\]: must be greater than or equal to 0, got -0.3",
            id="negative size",
        ),
        pytest.param(
            scene(TABLE, {**CHAIR, "c": "here"}), r"objects\[1\].c: must be a valid", id="word"
        ),
        pytest.param(scene({**CHAIR, "c": [1, 2]}), r"objects\[0\].c\[2\] is missing", id="2D"),
        pytest.param(scene({**CHAIR, "id": 1.5}), r"objects\[0\].id: must be a valid int", id="id"),
        pytest.param(scene(CHAIR, CHAIR), "object ids must be unique, got 5 twice", id="twice"),
        pytest.param(
            scene({**CHAIR, "c": [1e300, 0, 0]}), "must be less than or equal", id="1e300"
        ),
        pytest.param(
            json.dumps(scene({**CHAIR, "c": [float("nan"), 0, 0]})),
            r"objects\[0\].c\[0\]: must be a finite number, got nan",
            id="NaN",
        ),
        pytest.param(
            json.dumps(scene(CHAIR)).replace("0.6", "1e999"),
            r"objects\[0\].s\[1\]: must be",
            id="infinity",
        ),
        pytest.param(scene({**CHAIR, "score": 7}), r"\.score: must be less", id="score"),
        pytest.param({"objects": [{"label": "x"}]}, "a box is needed: 'center' and", id="no box"),
        pytest.param({"objects": [{**PLAIN, "centre": 1}]}, r"\.centre is no known key", id="typo"),
        pytest.param(
            scene({**CHAIR, "c": ["1", 2, 3]}), r"must be a valid number, got '1'$", id="text"
        ),
        pytest.param({"objects": [{**PLAIN, "c": [0, 0, 0]}]}, r"\.c is no known key", id="mixed"),
        pytest.param({"objects": [{"min": [0, 0, 0]}]}, "'min' with 'max'", id="half a box"),
        pytest.param(
            {"objects": [{"min": [2, 0, 0], "max": [1, 1, 1]}]}, "'min' must not exceed", id="min"
        ),
        pytest.param({"objects": [{**PLAIN, "id": 1}, PLAIN]}, "to all objects or", id="some ids"),
        pytest.param(
            {"objects": [{**PLAIN, "R_world_box": [[2, 0, 0], [0, 1, 0], [0, 0, 1]]}]},
            "'R_world_box' must be a rotation",
            id="no rotation",
        ),
    ],
)
def test_bad_boxes_are_one_clear_line(tmp_path, content, message):
    path = save(tmp_path / "a.json", content)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_json_that_is_not_utf8_is_one_clear_line(tmp_path):
    (tmp_path / "a.json").write_bytes(b'{"name": "\xff\xfe", "objects": []}')
    with pytest.raises(ValueError, match=r"a.json must be JSON, got: "):
        read_scan(tmp_path / "a.json")


@pytest.fixture
def table(tmp_path):
    lines = [scene(TABLE, CHAIR), scene(CHAIR, name="scene0001_00"), scene(name="scene0010_00")]
    path = tmp_path / "scenes.jsonl.gz"
    path.write_bytes(gzip.compress("\n\n".join(map(json.dumps, lines)).encode()))
    return path


def test_a_table_gives_the_scene_that_is_asked_for(table):
    scan = read_scan(table, scene="scene0001_00")
    assert (scan.name, scan.instances.label.tolist()) == ("scene0001_00", ["chair"])


def test_a_table_streams_its_scenes_in_order(table):
    assert [(s.name, len(s.instances)) for s in read_scenes(table)] == [
        ("scene0000_00", 2),
        ("scene0001_00", 1),
        ("scene0010_00", 0),
    ]


def test_a_table_of_one_scene_needs_no_name(tmp_path):
    path = save(tmp_path / "a.jsonl", json.dumps(scene(CHAIR)) + "\n")
    assert read_scan(path).name == "scene0000_00"


def test_plain_scenes_without_a_name_go_by_their_line(tmp_path):
    line = json.dumps({"objects": [PLAIN]})
    path = save(tmp_path / "a.jsonl", f"{line}\n{line}\n")
    assert [scan.name for scan in read_scenes(path)] == ["line 1", "line 2"]
    assert read_scan(path, scene="line 2").name == "line 2"


def test_a_table_of_several_scenes_asks_which(table):
    with pytest.raises(
        ValueError, match=r"holds 3 scenes: choose one with scene= \(--scene\), such as 'scene0"
    ):
        read_scan(table)


def test_an_unknown_scene_is_answered_with_close_ones(table):
    with pytest.raises(
        ValueError, match=r"no scene 'scene0001_01' among the 3 of .*'scene0001_00'"
    ):
        read_scan(table, scene="scene0001_01")


def test_a_damaged_line_of_a_table_is_named(tmp_path):
    path = save(tmp_path / "a.jsonl", json.dumps(scene(CHAIR)) + "\n{oops\n")
    with pytest.raises(ValueError, match=r"a.jsonl line 2 must be JSON, got: "):
        list(read_scenes(path))


def test_a_blank_table_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a.jsonl must hold at least 1 scene, got 0"):
        read_scan(save(tmp_path / "a.jsonl", "\n\n"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data[:-20], id="cut short"),
        pytest.param(lambda data: data[:30] + b"\xff" * 9 + data[39:], id="damaged"),
        pytest.param(lambda data: b"no gzip", id="no gzip"),
    ],
)
def test_a_damaged_gzip_table_is_one_clear_line(table, change):
    table.write_bytes(change(table.read_bytes()))
    with pytest.raises(ValueError, match=r"scenes.jsonl.gz must be a whole gzip file, got: "):
        list(read_scenes(table))

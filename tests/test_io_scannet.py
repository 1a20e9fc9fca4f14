"""ScanNet folders as distributed, and the ways in which people's copies are incomplete."""

import json
import logging

import numpy as np
import pytest

from scannet_fixture import write_json, write_ply, write_scannet_folder
from scenegraph3d.io import read_scan

SEGMENTS = "scene0000_00_vh_clean_2.0.010000.segs.json"
GROUPS = "scene0000_00.aggregation.json"


@pytest.fixture
def folder(tmp_path):
    return write_scannet_folder(tmp_path)


def edit_json(path, change):
    content = json.loads(path.read_text())
    change(content)
    write_json(path, content)


def test_instance_ids_are_the_object_ids_of_scannet(folder):
    scan = read_scan(folder)
    assert scan.name == "scene0000_00"
    assert scan.instances.instance_id.tolist() == [0, 3, 7]
    assert scan.instances.label.tolist() == ["floor", "office chair", "lamp"]
    assert scan.instances.num_points.tolist() == [8, 8, 8]


def test_boxes_are_in_the_axis_aligned_frame(folder):
    chair = read_scan(folder).instances[1:2]
    # Raw corners (1, 1, 0) and (1.5, 1.5, 1) go to (-y + 1, x + 2, z + 0.5).
    assert np.allclose(chair.aabb, [[-0.5, 3, 0.5, 0, 3.5, 1.5]], atol=1e-6)
    assert np.allclose(chair.boxes.extent, [[0.5, 0.5, 1]], atol=1e-6)


def test_colours_are_the_mean_over_the_points(folder):
    assert read_scan(folder).instances.color[1].tolist() == [200, 10, 10]


def test_vertices_of_no_object_belong_to_none(folder):
    scan = read_scan(folder)
    assert scan.point_instance.tolist() == [0] * 8 + [3] * 8 + [7] * 8 + [-1]


def test_the_mesh_in_an_annotated_folder_stands_for_the_folder(folder):
    assert len(read_scan(folder / "scene0000_00_vh_clean_2.ply").instances) == 3


def test_the_mesh_alone_can_be_read_as_a_bare_cloud(folder):
    mesh = folder / "scene0000_00_vh_clean_2.ply"
    assert len(read_scan(mesh, format="pointcloud").instances) == 0


def test_the_other_name_of_the_aggregation_is_read_too(folder):
    (folder / GROUPS).rename(folder / "scene0000_00_vh_clean.aggregation.json")
    assert len(read_scan(folder).instances) == 3


def test_a_renamed_folder_is_still_a_scan(folder):
    assert read_scan(folder.rename(folder.parent / "my room")).name == "scene0000_00"


def test_an_object_without_a_label_takes_the_class_of_its_vertices(folder):
    edit_json(folder / GROUPS, lambda c: c["segGroups"][1].update(label=""))
    assert read_scan(folder).instances.label[1] == "chair"


def test_labels_are_optional(folder):
    (folder / "scene0000_00_vh_clean_2.labels.ply").unlink()
    assert len(read_scan(folder).instances) == 3


def test_an_object_without_points_is_dropped_aloud(folder, caplog):
    empty = {"id": 3, "objectId": 9, "segments": [], "label": "ghost"}
    edit_json(folder / GROUPS, lambda c: c["segGroups"].append(empty))
    with caplog.at_level(logging.WARNING):
        assert 9 not in read_scan(folder).instances.instance_id
    assert "dropped 1 objects without points: 9 (ghost)" in caplog.text


def test_without_an_axis_alignment_the_scan_stays_in_its_frame_aloud(folder, caplog):
    (folder / "scene0000_00.txt").write_text("sceneType = Office\n")
    scan = read_scan(folder)
    assert np.allclose(scan.instances.aabb[1], [1, 1, 0, 1.5, 1.5, 1])
    assert "has no axisAlignment" in caplog.text


@pytest.mark.parametrize(
    ("ending", "purpose"),
    [
        pytest.param("_vh_clean_2.ply", "the scan's vertices", id="mesh"),
        pytest.param("_vh_clean_2.0.010000.segs.json", "the segment of each vertex", id="segments"),
        pytest.param(".aggregation.json", "the segments of each object", id="aggregation"),
        pytest.param(".txt", "its axisAlignment", id="metadata"),
    ],
)
def test_a_missing_part_is_named_with_its_purpose(folder, ending, purpose):
    (folder / f"scene0000_00{ending}").unlink()
    with pytest.raises(FileNotFoundError, match=rf"scene0000_00{ending} is missing: {purpose}"):
        read_scan(folder)


def test_segments_of_another_scan_are_refused(folder):
    edit_json(folder / SEGMENTS, lambda c: c["segIndices"].pop())
    with pytest.raises(
        ValueError, match=r"each of the 25 vertices .* got 24: are they of the same"
    ):
        read_scan(folder)


def test_an_aggregation_of_another_mesh_is_refused(folder):
    edit_json(folder / SEGMENTS, lambda c: c.update(segIndices=list(range(25))))
    with pytest.raises(ValueError, match=r"6 of its 6 segments do not occur there"):
        read_scan(folder)


def test_labels_of_another_scan_are_refused(folder):
    write_ply(
        folder / "scene0000_00_vh_clean_2.labels.ply", [(0, 0, 0, 0, 0, 0)] * 3, labels=[1, 1, 1]
    )
    with pytest.raises(ValueError, match=r"labels.ply must label each of the 25 vertices .* got 3"):
        read_scan(folder)


def test_object_ids_that_occur_twice_are_refused(folder):
    edit_json(folder / GROUPS, lambda c: c["segGroups"][1].update(objectId=7))
    with pytest.raises(ValueError, match=r"aggregation.json: objectId must be unique, got 7 twice"):
        read_scan(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", r"aggregation.json must be JSON, got: EOF", id="not JSON"),
        pytest.param("{}", r"aggregation.json: segGroups is missing", id="missing key"),
        pytest.param(
            '{"segGroups": [{"objectId": "a", "segments": [], "label": "x"}]}',
            r"segGroups\[0\].objectId: must be a valid integer, got 'a'",
            id="wrong type",
        ),
        pytest.param(
            json.dumps({"segGroups": [{"objectId": 2**70, "segments": [], "label": "x"}]}),
            r"segGroups\[0\].objectId: must be less than",
            id="id of more than 64 bits",
        ),
        pytest.param(
            '{"segGroups": [{"objectId": -1, "segments": [], "label": "x"}]}',
            r"segGroups\[0\].objectId: must be greater than or equal to 0, got -1",
            id="negative id",
        ),
    ],
)
def test_a_damaged_aggregation_is_one_clear_line(folder, content, message):
    (folder / GROUPS).write_text(content)
    with pytest.raises(ValueError, match=message):
        read_scan(folder)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("1 0 0", "must be 16 numbers, got 3 words", id="too few"),
        pytest.param("x " * 16, "must be 16 numbers", id="no numbers"),
        pytest.param("2 " * 16, "must be a rotation and a translation", id="no rotation"),
        pytest.param("-1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", "must be a rotation", id="mirror"),
        pytest.param("1 0 0 0 0 1 0 0 0 0 1 0 0 5 0 1", "must be a rotation", id="last row"),
    ],
)
def test_a_damaged_axis_alignment_is_one_clear_line(folder, value, message):
    (folder / "scene0000_00.txt").write_text(f"axisAlignment = {value}\n")
    with pytest.raises(ValueError, match=message):
        read_scan(folder)

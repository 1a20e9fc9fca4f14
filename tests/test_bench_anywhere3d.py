"""The Anywhere3D file: its boxes, and the overlap and error of answers, by hand."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from scenegraph3d.bench import anywhere3d
from scenegraph3d.bench.anywhere3d import read_rows, run, upright_iou
from scenegraph3d.geometry.boxes import rotation_about_z
from scenegraph3d.reasoning.answer import AnchorResult, Result
from scenegraph3d.records import Boxes, Instances, Scan

ROW = {
    "grounding_level": "space_level",
    "expression_type": "Size",
    "scene_id": "scene0000_00",
    "referring_expressions": "put a box next to the chair",
    "box_x": 1.0,
    "box_y": 2.0,
    "box_z": 0.5,
    "box_width": 1.0,
    "box_length": 2.0,
    "box_height": 1.0,
    "box_rot_angle": 0,
}
SCENES = [Scan("scene0000_00", Instances.from_aabb(np.array([[0, 0, 0, 1, 1, 1.0]]), ["chair"]))]


@pytest.fixture
def write(tmp_path):
    def rows(*changes):
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps(ROW | change) + "\n" for change in changes))
        return path

    return rows


def box(center, extent, degrees=0.0):
    turn = rotation_about_z(np.radians([degrees]))
    return Boxes(np.array([center], dtype=float), np.array([extent], dtype=float), turn)


def result(center, extent):
    center, extent = np.array(center), np.array(extent)
    aabb = np.concatenate([center - extent / 2, center + extent / 2])
    return Result(None, "box", 0.9, center, aabb, center, extent, np.eye(3), None, region="place")


def scene_with(*results, anchors=()):
    answer = SimpleNamespace(status="ok", reason="", results=results, anchors=anchors)
    return lambda scan: SimpleNamespace(place=lambda text: answer, ground=lambda text: answer)


def test_width_is_x_and_the_angle_is_in_degrees(write):
    (row,) = read_rows(write({"box_rot_angle": 90}))
    assert np.allclose(row.box.extent[0], (1.0, 2.0, 1.0))
    assert np.allclose(row.box.aabb[0], (0.0, 1.5, 0.0, 2.0, 2.5, 1.0))


@pytest.mark.parametrize(
    ("other", "iou"),
    [
        pytest.param(box((0, 0, 0), (1, 1, 1)), 1.0, id="the same"),
        pytest.param(box((0.5, 0, 0), (1, 1, 1)), 1 / 3, id="half"),
        pytest.param(box((0, 0, 1), (1, 1, 1)), 0.0, id="on top"),
        pytest.param(box((0, 0, 0), (1, 1, 1), 90), 1.0, id="a quarter turn"),
        pytest.param(
            box((0, 0, 0), (1, 1, 1), 45),
            2 * (np.sqrt(2) - 1) / (2 - 2 * (np.sqrt(2) - 1)),
            id="an octagon is shared",
        ),
        pytest.param(box((0, 0, 0), (0, 0, 0)), 0.0, id="no volume"),
    ],
)
def test_overlap_of_upright_boxes(other, iou):
    assert upright_iou(box((0, 0, 0), (1, 1, 1)), other) == pytest.approx(iou)


def test_an_answer_is_judged_by_its_first_box(write):
    build = scene_with(result((1, 2, 0.75), (1, 2, 1)), result((9, 9, 9), (1, 1, 1)))
    scores = run(write({}), SCENES, build=build).to_dict()["levels"]["space_level"]
    assert scores["error_median"] == pytest.approx(0.25)
    assert scores["acc25"] == 1.0  # 0.75 of 1.25 is shared: 0.6


def test_the_same_box_at_the_anchor_is_the_baseline(write):
    chair = AnchorResult("next to", 0, "chair", 1.0, np.array([0, 1, 0, 2, 3, 1.0]))
    build = scene_with(result((9, 2, 0.5), (1, 2, 1)), anchors=(chair,))
    scores = run(write({}), SCENES, build=build).to_dict()["levels"]["space_level"]
    assert (scores["acc25"], scores["anchor_acc25"]) == (0.0, 1.0)
    assert scores["anchor_error_median"] == pytest.approx(0.0)


def test_no_answer_counts_as_a_miss_without_an_error(write):
    report = run(write({}, {}), SCENES, build=scene_with())
    scores = report.to_dict()["levels"]["space_level"]
    assert (scores["acc25"], scores["error_median"], scores["answered"]) == (0.0, None, 0.0)


def test_one_level_can_be_asked_alone(write):
    path = write({}, {"grounding_level": "object_level"})
    report = run(path, SCENES, level="object_level", build=scene_with())
    assert [o.asked.level for o in report.outcomes] == ["object_level"]


def test_a_row_that_raises_is_a_miss(write):
    def build(scan):
        return SimpleNamespace(place=lambda text: 1 / 0)

    (outcome,) = run(write({}), SCENES, build=build).outcomes
    assert (outcome.status, outcome.iou) == ("error", 0.0)
    assert "ZeroDivisionError" in outcome.reason


def test_whole_scenes_place_and_ground(write):
    path = write({}, {"grounding_level": "object_level", "referring_expressions": "the chair"})
    report = run(path, SCENES)
    assert [o.status for o in report.outcomes][1] == "ok"
    assert report.table().row_count == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"grounding_level": "room"}, "grounding_level must be one of", id="level"),
        pytest.param({"box_x": "left"}, "must give a box in numbers", id="no number"),
        pytest.param({"box_width": -1.0}, "must give a box in numbers", id="negative"),
    ],
)
def test_a_bad_row_is_told(write, change, says):
    with pytest.raises(ValueError, match=says):
        read_rows(write(change))


def test_an_unknown_level_is_told(write):
    with pytest.raises(ValueError, match="no row has the level 'x'; choose from: object_level"):
        run(write({}), SCENES, level="x")


def test_an_empty_file_is_told(write):
    with pytest.raises(ValueError, match="at least one row"):
        read_rows(write())


def test_a_scene_that_is_not_there_is_told(write):
    with pytest.raises(ValueError, match="no row's scene is in the table"):
        anywhere3d.run(write({"scene_id": "scene0009_00"}), SCENES)

"""Sentences about what no instance is: cut out of the field if it is there, and only then."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from field_scene import AxisEncoder, cloud, trained
from mask_scene import FLOOR, LEFT
from scenegraph3d.config import Config
from scenegraph3d.graph.storage import load_graph
from scenegraph3d.mapping.field import FieldThings, save_field, with_field_features, with_undetected
from scenegraph3d.mapping.field_source import FieldSource, field_path
from scenegraph3d.pipeline import Scene, build_scene
from scenegraph3d.pipeline import open as open_scene
from scenegraph3d.records import Instances, PointCloud, Scan

LAMP = [0.2, -0.2, 0.0, 0.7, 0.3, 0.3]


def scan_without_lamp() -> Scan:
    """The floor and the chair; nobody detected the lamp."""
    points, ids = cloud()
    boxes = [
        np.r_[points.points[ids == one].min(0), points.points[ids == one].max(0)]
        for one in (FLOOR, LEFT)
    ]
    instances = Instances.from_aabb(
        np.array(boxes), ["floor", "chair"], instance_id=np.array([40, 7])
    )
    owner = np.select([ids == FLOOR, ids == LEFT], [40, 7], -1)
    return with_field_features(Scan("boxes", instances, points, owner), trained())


def scene() -> Scene:
    return build_scene(scan_without_lamp(), Config(), AxisEncoder(), trained())


def test_a_thing_nobody_detected_is_found_in_the_field_and_said_to_be():
    asked = scene()
    answer = asked.ground("the lamp")
    assert (answer.status, answer.answer_ids) == ("ok", (41,))
    np.testing.assert_allclose(answer.results[0].aabb, LAMP, atol=0.09)
    assert "lamp 41 found in the feature field: no instance went by that name" in answer.reason
    assert asked.graph.undetected is not None
    assert asked.graph.undetected.tolist() == [False, False, True]


def test_the_whole_sentence_is_resolved_with_what_was_found():
    near = scene().ground("the lamp next to the chair")
    assert (near.status, near.answer_ids) == ("ok", (41,))
    assert [anchor.instance_id for anchor in near.anchors] == [7]
    anchored = scene().ground("the chair next to the lamp")
    assert (anchored.status, anchored.answer_ids) == ("ok", (7,))
    assert [anchor.instance_id for anchor in anchored.anchors] == [41]
    assert "lamp 41 found in the feature field" in anchored.reason


@pytest.mark.parametrize("sentence", ["the giraffe", "the giraffe next to the lamp", "the mug"])
def test_what_is_not_there_is_still_not_found(sentence):
    asked = scene()
    answer = asked.ground(sentence)
    assert (answer.status, answer.answer_ids) == ("not_found", ())


def test_what_an_object_goes_by_is_not_looked_for():
    asked = scene()
    before = asked.graph
    assert asked.ground("the chair").answer_ids == (7,)
    assert asked.graph is before


def test_without_a_field_the_answer_is_what_it_was():
    assert build_scene(scan_without_lamp(), Config(), AxisEncoder()).ground("the lamp").status == (
        "not_found"
    )


def test_a_scene_keeps_what_was_found_and_opens_with_its_field(tmp_path):
    asked = scene()
    asked.save(tmp_path / "a.sg3d")
    save_field(field_path(tmp_path / "a.sg3d"), trained())
    opened = open_scene(tmp_path / "a.sg3d", encoder=AxisEncoder())
    assert opened.ground("the lamp").answer_ids == (41,)
    opened.save(tmp_path / "b.sg3d")
    back = load_graph(tmp_path / "b.sg3d")
    assert back.undetected is not None
    assert back.undetected.tolist() == [False, False, True]
    again = open_scene(tmp_path / "b.sg3d", encoder=AxisEncoder()).ground("the lamp")
    assert "found in the feature field" in again.reason


def test_a_thing_that_lies_within_another_object_is_cut_out_of_it():
    scan = scan_without_lamp()
    points, ids = cloud()
    swallowed = Scan("boxes", scan.instances, points, np.where(ids == LEFT, 7, 40), "axes")
    asked = build_scene(swallowed, Config(), AxisEncoder(), trained())
    answer = asked.ground("the lamp")
    assert answer.status == "ok"
    np.testing.assert_allclose(answer.results[0].aabb, LAMP, atol=0.09)


def test_what_fits_another_name_better_is_left_alone():
    scan = scan_without_lamp()
    things = FieldThings.of(trained(), cloud()[0], AxisEncoder())
    assert len(with_undetected(scan, things, ["lamp"]).instances) == 3
    assert with_undetected(scan, things, ["lamp"], rivals=["lamp"]) is scan
    nowhere = np.ones(len(cloud()[0]), dtype=bool)
    assert with_undetected(scan, things, ["lamp"], without=nowhere) is scan


def test_a_question_that_objects_answer_does_not_load_the_field(tmp_path):
    scene().save(tmp_path / "a.sg3d")
    save_field(field_path(tmp_path / "a.sg3d"), trained())
    script = (
        "import sys\nimport scenegraph3d as sg\n"
        f"answer = sg.open({str(tmp_path / 'a.sg3d')!r}).ground('the chair')\n"
        "print(answer.answer_ids, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "(7,) False\n", done.stderr


def test_a_scene_with_a_field_opens_where_torch_is_not_installed(tmp_path, monkeypatch, caplog):
    scene().save(tmp_path / "a.sg3d")
    save_field(field_path(tmp_path / "a.sg3d"), trained())
    monkeypatch.setattr("scenegraph3d.mapping.field_source.find_spec", lambda name: None)
    opened = open_scene(tmp_path / "a.sg3d", encoder=AxisEncoder())
    assert opened.ground("the lamp").status == "not_found"
    assert "a feature field needs torch" in caplog.text


def test_the_things_of_a_field_are_kept_in_its_file(tmp_path, monkeypatch):
    things = FieldThings.of(trained(), cloud()[0], AxisEncoder())
    save_field(tmp_path / "a.field.safetensors", trained(), things)
    source = FieldSource(tmp_path / "a.field.safetensors")
    monkeypatch.setattr(FieldThings, "of", lambda *_: pytest.fail("they are known"))
    kept = source.things(cloud()[0], AxisEncoder())
    np.testing.assert_array_equal(kept.number, things.number)
    np.testing.assert_array_equal(kept.fits(["lamp"]), things.fits(["lamp"]))


def test_things_kept_for_other_points_are_found_anew(tmp_path):
    points = cloud()[0]
    things = FieldThings.of(trained(), points, AxisEncoder())
    save_field(tmp_path / "a.field.safetensors", trained(), things)
    fewer = PointCloud(points.points[::2])
    source = FieldSource(tmp_path / "a.field.safetensors")
    assert len(source.things(fewer, AxisEncoder()).number) == len(fewer)


def test_a_field_of_another_encoder_is_refused(tmp_path):
    stranger = AxisEncoder()
    stranger.name = "others"
    things = FieldThings.of(trained(), cloud()[0], AxisEncoder())
    save_field(tmp_path / "a.field.safetensors", trained(), things)
    for source in (FieldSource(trained()), FieldSource(tmp_path / "a.field.safetensors")):
        with pytest.raises(ValueError, match="features of axes, got the encoder others"):
            source.things(cloud()[0], stranger)

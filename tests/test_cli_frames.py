"""The verbs on frames: built, asked, examined and resumed; bad options are one line."""

import json
import re

import numpy as np
import pytest

from command import run

pytest.importorskip("torch")

from mapped_room import write_room
from scenegraph3d.io.frames import open_frames


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    write_room(folder)
    return folder


def build(room, out, *more) -> int:
    masks = ("--segmenter", "folder", "--weights", str(room / "masks"))
    return run("build", str(room / "frames"), "-o", str(out), *masks, *more)


def test_frames_become_a_scene_that_can_be_asked(room, tmp_path, capsys):
    out = tmp_path / "room.sg3d"
    assert build(room, out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["frames"] == 24
    assert told["keyframes"] >= 4
    assert told["skipped"] == {}
    assert {"fuse depth", "segment", "fuse masks"} <= set(told["seconds"])
    assert run("ground", str(out), "the largest thing on the floor", "--json") in (0, 3)
    answer = json.loads(capsys.readouterr().out)
    assert answer["results"]
    assert not (tmp_path / "room.sg3d.partial").exists()


def test_ground_works_straight_from_frames(room, capsys):
    assert run("ground", str(room / "frames"), "the floor", "--json") == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["label"] == "floor"


def test_scene_without_names_says_what_would_name_it(room, capsys):
    assert run("ground", str(room / "frames"), "the chair", "--json") == 3
    assert json.loads(capsys.readouterr().out)["status"] == "not_found"


def test_doctor_examines_frames(room, capsys):
    run("doctor", str(room / "frames"), "--json")
    checks = [finding["check"] for finding in json.loads(capsys.readouterr().out)]
    assert {"depth", "poses", "z up", "registration"} <= set(checks)


def test_default_output_is_checked_before_the_work(room, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frames.sg3d").mkdir()
    assert run("build", str(room / "frames")) == 1
    assert "a file name is needed to write to" in capsys.readouterr().err
    assert not (tmp_path / "frames.sg3d.partial").exists()


def test_stopped_run_is_not_overwritten(room, tmp_path, capsys):
    partial = tmp_path / "room.sg3d.partial"
    partial.mkdir()
    assert build(room, tmp_path / "room.sg3d") == 1
    assert "go on with --resume, or delete it" in capsys.readouterr().err
    assert build(room, tmp_path / "room.sg3d", "--resume") == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(("--segmenter", "yolo"), "unknown segmenter 'yolo'", id="segmenter"),
        pytest.param(("--encoder", "siglip"), "unknown encoder 'siglip'", id="encoder"),
        pytest.param(("--segmenter", "sam"), "needs a checkpoint", id="no checkpoint"),
        pytest.param(("--weights", "x.pth"), "takes weights", id="weights for nobody"),
        pytest.param(("--device", "gpu"), "device must be one that torch can use", id="device"),
        pytest.param(("--device", "cuda:99"), "got 'cuda:99'", id="no such GPU"),
        pytest.param(("--read", "scale=2"), "unknown frame option 'scale'", id="convention"),
        pytest.param(("--read", "depth_scale"), "must be written name=value", id="no value"),
        pytest.param(
            ("--segmenter", "sam", "--encoder", "open_clip", "--weights", "x.pth"),
            "must be written sam=... or open_clip=...",
            id="whose weights",
        ),
    ],
)
def test_bad_option_is_one_line(room, tmp_path, capsys, options, message):
    out = tmp_path / "room.sg3d"
    assert run("build", str(room / "frames"), "-o", str(out), *options) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert not any(tmp_path.iterdir())


def test_cloud_too_wide_to_be_split_is_refused(tmp_path, capsys):
    far = np.random.default_rng(0).uniform(0, 5000, (200, 3))
    np.savez(tmp_path / "millimetres.npz", xyz=far.astype(np.float32))
    assert run("build", str(tmp_path / "millimetres.npz"), "-o", str(tmp_path / "a.sg3d")) == 1
    message = capsys.readouterr().err
    assert "must be at most 200 m wide" in message
    assert "sg3d doctor" in message


def test_scene_in_a_folder_called_frames_has_its_parents_name(room):
    assert open_frames(room / "frames").name == room.name


def test_a_field_lies_beside_the_scene_and_paints_its_points(room, tmp_path, capsys):
    from scenegraph3d.mapping.field import load_field

    config = tmp_path / "quick.yaml"
    config.write_text("field: {steps: 20, batch: 256, max_samples: 5000}\n")
    out, heat = tmp_path / "room.sg3d", tmp_path / "heat.ply"
    assert build(room, out, "--field", "--config", str(config)) == 0
    told = capsys.readouterr().out
    assert "distil a field" in told
    assert re.search(r"\d+ parts? of objects, \d+ things? with what is on it", told)
    assert load_field(tmp_path / "room.field.safetensors").settings.steps == 20
    assert (tmp_path / "room.field.safetensors").is_file()
    assert run("ground", str(out), "the chair", "--heatmap", str(heat)) in (0, 3)
    assert "by point" in capsys.readouterr().out
    assert heat.read_bytes().startswith(b"ply")


def test_a_field_needs_frames_and_an_encoder(room, tmp_path, capsys):
    assert build(room, tmp_path / "room.sg3d", "--field", "--encoder", "none") == 1
    assert "a field is distilled from an encoder's features" in capsys.readouterr().err
    cloud = tmp_path / "cloud.xyz"
    cloud.write_text("0 0 0\n1 0 0\n0 1 0\n")
    assert run("build", str(cloud), "-o", str(tmp_path / "cloud.sg3d"), "--field") == 1
    assert "--field is for frames" in capsys.readouterr().err

"""The rooms of a home scored: voxels of two rooms drawn by hand, and bad files."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from scenegraph3d.bench.hierarchy import run
from scenegraph3d.cli.app import app

CELL = 0.1


@pytest.fixture
def home(tmp_path):
    """Rooms 3 and 5, 4 m x 3 m and 3 m x 3 m, with a door between them; two objects."""
    room_id = np.zeros((74, 32, 25), dtype=np.uint8)
    room_id[:42] = 3
    room_id[42:] = 5
    free = np.zeros((74, 32), dtype=bool)
    free[1:41, 1:31] = free[43:73, 1:31] = True
    free[41:43, 10:18] = True
    room_id[free, 1:] = 0  # floors and walls are filled
    np.savez(
        tmp_path / "home.npz",
        room_id=room_id,
        origin_center=np.array([-1.0, 2.0, 0.0], dtype=np.float32),
        voxel_size=np.float32(CELL),
    )
    things = [
        {"location": [1.0, 3.5, 0.4], "parent_room": 3},
        {"location": [5.0, 3.5, 0.4], "parent_room": 5},
        {"location": [5.0, 3.5, 0.4], "parent_room": None},
    ]
    (tmp_path / "home.json").write_text(json.dumps({"objects": things}))
    return tmp_path


def test_two_rooms_are_found_with_their_objects(home):
    report = run(home / "home.npz", home / "home.json")
    assert (report.num_found, report.num_objects, report.num_right) == (2, 2, 2)
    assert sorted(report.iou) == [3, 5]
    assert report.mean_iou > 0.95


def test_object_in_the_wrong_room_counts_against(home):
    things = [{"location": [1.0, 3.5, 0.4], "parent_room": 5}]
    (home / "home.json").write_text(json.dumps({"objects": things}))
    assert run(home / "home.npz", home / "home.json").accuracy == 0.0


def test_home_without_objects_scores_its_rooms(home):
    (home / "home.json").write_text(json.dumps({"objects": []}))
    report = run(home / "home.npz", home / "home.json")
    assert np.isnan(report.accuracy)
    assert report.to_dict()["object_to_room_accuracy"] is None


def test_command_prints_plain_json(home):
    arguments = ["--voxels", str(home / "home.npz"), "--objects", str(home / "home.json")]
    done = CliRunner().invoke(app, ["bench", "hierarchy", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rooms_found"] == 2


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        pytest.param({}, "must hold room voxels", id="nothing"),
        pytest.param({"room_id": np.zeros((2, 2, 2), int)}, "must hold room_id", id="empty"),
        pytest.param({"room_id": np.ones((2, 2), int)}, "must hold room_id", id="flat"),
        pytest.param({"room_id": np.ones((2, 2, 2))}, "must hold room_id", id="floats"),
    ],
)
def test_bad_voxels_are_one_clear_line(home, arrays, message):
    grid = {"origin_center": np.zeros(3), "voxel_size": np.float32(0.1)} if arrays else {}
    np.savez(home / "home.npz", **grid, **arrays)
    with pytest.raises(ValueError, match=message) as caught:
        run(home / "home.npz", home / "home.json")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("[]", id="list"),
        pytest.param("{", id="cut short"),
        pytest.param('{"objects": [{"parent_room": 1}]}', id="no place"),
        pytest.param('{"objects": [{"location": [1], "parent_room": 1}]}', id="short place"),
    ],
)
def test_bad_objects_are_one_clear_line(home, content):
    (home / "home.json").write_text(content)
    with pytest.raises(ValueError, match="must be a json with objects") as caught:
        run(home / "home.npz", home / "home.json")
    assert "\n" not in str(caught.value)


def test_missing_voxels_are_named(home):
    with pytest.raises(FileNotFoundError, match=r"no such file: .*gone\.npz"):
        run(home / "gone.npz", home / "home.json")


def test_real_home(sg3d_data):
    gibson = sg3d_data / "scans" / "gibson"
    report = run(gibson / "Allensville.room_voxels.npz", gibson / "Allensville.scenegraph.json")
    assert report.num_found == 8
    assert report.mean_iou >= 0.6
    assert report.accuracy >= 0.9

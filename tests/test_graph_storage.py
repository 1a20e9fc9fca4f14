"""One file a scene: what comes back is what went in, and a bad file is one clear line."""

from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

from scenegraph3d import synthetic
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.storage import load_graph, save_graph
from scenegraph3d.records import Instances, Scan


@pytest.fixture(scope="module")
def room():
    return build_graph(synthetic.to_scan(synthetic.generate(3)))


def boxes_only() -> Scan:
    aabb = np.array([[0, 0, 0, 1, 1, 1], [2, 0, 0, 3, 1, 0.5]], dtype=float)
    return Scan("two boxes", Instances.from_aabb(aabb, ["desk", "chair"]))


def assert_same(one, other):
    for name in ("instance_id", "aabb", "color", "front", "score"):
        np.testing.assert_array_equal(getattr(one.instances, name), getattr(other.instances, name))
    assert one.instances.label.tolist() == other.instances.label.tolist()
    np.testing.assert_array_equal(
        one.instances.boxes.R_world_box, other.instances.boxes.R_world_box
    )
    np.testing.assert_array_equal(one.supporter, other.supporter)
    np.testing.assert_array_equal(one.room_of, other.room_of)
    for mine, theirs in zip(one.footprint, other.footprint, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    for mine, theirs in zip(one.rooms, other.rooms, strict=True):
        np.testing.assert_array_equal(mine.outline, theirs.outline)
        assert (mine.label, mine.floor_z, mine.storey) == (
            theirs.label,
            theirs.floor_z,
            theirs.storey,
        )


def test_features_and_views_come_back(tmp_path):
    scan = boxes_only()
    feature = np.array([[0.6, 0.8], [np.nan, np.nan]], dtype=np.float32)
    views = np.array([[7, 3], [2, -1]])
    seen = replace(
        scan.instances, feature=feature, feature_confidence=np.array([0.9, 0.0]), views=views
    )
    graph = build_graph(replace(scan, instances=seen, encoder="stub"))
    save_graph(graph, tmp_path / "seen.sg3d")
    again = load_graph(tmp_path / "seen.sg3d")
    np.testing.assert_array_equal(again.instances.feature, feature)
    np.testing.assert_array_equal(again.instances.feature_confidence, [0.9, 0.0])
    np.testing.assert_array_equal(again.instances.views, views)
    assert again.encoder == "stub"


def test_scene_with_points_comes_back_whole(room, tmp_path):
    save_graph(room, tmp_path / "room.sg3d")
    again = load_graph(tmp_path / "room.sg3d")
    assert_same(again, room)
    np.testing.assert_array_equal(again.cloud.points, room.cloud.points)
    np.testing.assert_array_equal(again.point_row, room.point_row)


def test_scene_without_points_comes_back_whole(tmp_path):
    graph = build_graph(boxes_only())
    save_graph(graph, tmp_path / "boxes.sg3d")
    again = load_graph(tmp_path / "boxes.sg3d")
    assert_same(again, graph)
    assert again.cloud is None
    assert again.instances.num_points is None


def test_empty_scene_comes_back_empty(tmp_path):
    graph = build_graph(Scan("nothing", Instances.from_aabb(np.empty((0, 6)), [])))
    save_graph(graph, tmp_path / "nothing.sg3d")
    assert len(load_graph(tmp_path / "nothing.sg3d")) == 0


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
        pytest.param(lambda data: b"not a scene at all", id="foreign"),
        pytest.param(lambda data: b"\xff" * 8 + data[8:], id="huge header"),
        pytest.param(lambda data: data.replace(b'version\\": 4', b'version\\": 9'), id="newer"),
    ],
)
def test_damaged_file_is_one_clear_line(tmp_path, damage):
    path = tmp_path / "boxes.sg3d"
    save_graph(build_graph(boxes_only()), path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"boxes\.sg3d must be a whole \.sg3d file") as caught:
        load_graph(path)
    assert "\n" not in str(caught.value)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no such file: .*gone\.sg3d"):
        load_graph(tmp_path / "gone.sg3d")


def test_other_ending_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.sg3d"):
        save_graph(build_graph(boxes_only()), tmp_path / "scene.txt")
    assert list(tmp_path.iterdir()) == []


def test_foreign_safetensors_file_is_refused(tmp_path):
    save_file({"weights": np.zeros(3)}, tmp_path / "model.sg3d")
    with pytest.raises(ValueError, match=r"must be a whole \.sg3d file, but .* is missing"):
        load_graph(tmp_path / "model.sg3d")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        pytest.param("supporter", 2, id="supporter past the end"),
        pytest.param("room_of", 1, id="no such room"),
        pytest.param("supporter", -2, id="before the start"),
    ],
)
def test_rows_that_point_nowhere_are_refused(tmp_path, name, row):
    graph = build_graph(boxes_only())
    getattr(graph, name)[0] = row
    save_graph(graph, tmp_path / "boxes.sg3d")
    with pytest.raises(ValueError, match=f"{name} must hold 2 rows"):
        load_graph(tmp_path / "boxes.sg3d")


def test_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "boxes.sg3d"
    save_graph(build_graph(boxes_only()), path)
    before = path.read_bytes()
    monkeypatch.setattr("scenegraph3d.graph.storage.to_bytes", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_graph(build_graph(boxes_only()), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]

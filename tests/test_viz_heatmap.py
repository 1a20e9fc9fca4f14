from dataclasses import replace

import numpy as np
import pytest

from command import run
from field_scene import AxisEncoder, cloud, trained
from scenegraph3d.cli.heat import write_heatmap
from scenegraph3d.graph.build import build_graph
from scenegraph3d.io.ply import read_ply_vertices
from scenegraph3d.language.parser import parse
from scenegraph3d.mapping.field import field_scan, save_field
from scenegraph3d.mapping.field_source import FieldSource
from scenegraph3d.pipeline import Scene
from scenegraph3d.records import Instances, PointCloud, Scan
from scenegraph3d.viz.heatmap import heat_colors, save_heatmap, save_scene_heatmap

THREE = PointCloud(np.eye(3, dtype=np.float32), np.full((3, 3), 255, dtype=np.uint8))


def test_hot_is_red_cold_is_blue_and_the_unknown_grey():
    cold, hot, unknown = heat_colors(THREE, np.array([0.0, 1.0, np.nan])).astype(int)
    assert hot[0] > 2 * hot[2]
    assert cold[2] > 1.5 * cold[0]
    assert unknown.std() < 1


def test_a_heat_map_is_a_ply_file_with_every_point(tmp_path):
    save_heatmap(tmp_path / "h.ply", THREE, np.array([0.0, 1.0, np.nan]))
    vertices = read_ply_vertices(tmp_path / "h.ply")
    np.testing.assert_array_equal(vertices["x"], THREE.points[:, 0])
    assert vertices["red"][1] > vertices["red"][0]


@pytest.mark.parametrize(
    ("name", "heat", "message"),
    [
        pytest.param("h.txt", np.zeros(3), "must end in .ply", id="ending"),
        pytest.param("h.ply", np.zeros(2), "must have shape", id="length"),
        pytest.param("h.ply", np.full(3, 1.5), "must be in .0, 1., got 1.5", id="range"),
    ],
)
def test_bad_heat_is_refused(tmp_path, name, heat, message):
    with pytest.raises(ValueError, match=message):
        save_heatmap(tmp_path / name, THREE, heat)


def scene() -> Scene:
    return Scene(build_graph(field_scan(trained(), cloud()[0], "boxes")), encoder=AxisEncoder())


def hottest(path) -> np.ndarray:
    """Mean place of the points that are mostly red."""
    vertices = read_ply_vertices(path)
    red = vertices["red"].astype(int) > 1.5 * vertices["green"].astype(int) + 20
    places = [vertices[axis][red] for axis in "xyz"]
    return np.array([place.mean() for place in places])


def test_objects_are_painted_with_their_relevancy(tmp_path):
    said = write_heatmap(tmp_path / "h.ply", scene(), parse("the chair"))
    assert said.startswith("'chair' by object, 1.00 at")
    np.testing.assert_allclose(hottest(tmp_path / "h.ply")[:2], [-0.5, 0.0], atol=0.1)


def test_the_field_of_a_scene_paints_every_point(tmp_path):
    with_field = replace(scene(), field=FieldSource(trained()))
    said = write_heatmap(tmp_path / "h.ply", with_field, parse("the lamp on the floor"))
    assert said == "'lamp' by point"
    np.testing.assert_allclose(hottest(tmp_path / "h.ply")[:2], [0.45, 0.05], atol=0.1)


def test_a_scene_without_features_says_so(tmp_path):
    box = Instances.from_aabb(np.array([0.0, 0, 0, 1, 1, 1]), ["box"])
    graph = build_graph(Scan("bare", box))
    with pytest.raises(ValueError, match="needs image features, but bare has none"):
        save_scene_heatmap(tmp_path / "h.ply", graph, None, "box")
    with pytest.raises(ValueError, match=r"needs the encoder that made .* axes, but it is not"):
        save_scene_heatmap(tmp_path / "h.ply", scene().graph, None, "box")


def test_ground_says_that_a_scene_has_no_features(office_file, tmp_path, capsys):
    assert run("ground", office_file, "the lamp", "--heatmap", str(tmp_path / "h.ply")) == 1
    assert "a heat map needs image features" in capsys.readouterr().err
    assert not (tmp_path / "h.ply").exists()


def test_ground_says_that_the_encoder_is_not_at_hand(tmp_path, capsys):
    scene().save(tmp_path / "s.sg3d")
    heat = str(tmp_path / "h.ply")
    assert run("ground", str(tmp_path / "s.sg3d"), "the chair", "--heatmap", heat) == 1
    assert "needs the encoder that made" in capsys.readouterr().err
    save_field(tmp_path / "s.field.safetensors", trained())
    assert run("ground", str(tmp_path / "s.sg3d"), "the chair", "--heatmap", heat) == 1
    assert "needs its encoder, axes" in capsys.readouterr().err


def test_ground_refuses_another_ending_before_any_work(office_file, capsys):
    assert run("ground", office_file, "the lamp", "--heatmap", "h.png") == 1
    assert ".ply" in capsys.readouterr().err

"""`sg3d place` and its picture."""

import json

import numpy as np
import pytest

from command import run
from scenegraph3d.cli.place import read_request
from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.placing import parse_place
from scenegraph3d.reasoning.placement import place
from scenegraph3d.records import Instances, Scan
from scenegraph3d.viz.placement import draw_placement, save_placement


def test_a_place_is_printed_for_people(office_file, capsys):
    assert run("place", office_file, "put a cup on the desk next to the lamp") == 0
    told = capsys.readouterr().out
    assert "ok: the cup fits on desk 7" in told
    assert "free for its middle" in told


def test_a_place_is_printed_for_machines(office_file, capsys):
    assert run("place", office_file, "put a cup on the desk", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["support"]) == ("ok", "desk 7")
    assert told["query"]["place"]["action"] == "put"


def test_what_does_not_fit_exits_with_three(office_file, capsys):
    assert run("place", office_file, "put a box on the desk", "--size", "3x3x1") == 3
    assert "nothing fits" in capsys.readouterr().out


def test_a_size_of_the_command_line_goes_first():
    size = read_request("put a 1 m x 1 m x 1 m box on the desk", "0.3x0.2x0.1").place.size
    assert (size.length, size.width, size.height) == (0.3, 0.2, 0.1)


@pytest.mark.parametrize("size", ["big", "1x2", "1x2x0", "nanx1x1", "1x1x1e9"])
def test_a_bad_size_is_told_in_one_line(office_file, capsys, size):
    assert run("place", office_file, "put a box on the desk", "--size", size) == 1
    assert "--size must be length x width x height" in capsys.readouterr().err


def test_a_picture_is_written(office_file, tmp_path, capsys):
    path = tmp_path / "place.png"
    assert run("place", office_file, "put a cup on the desk", "--bev", str(path)) == 0
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert f"written: {path}" in capsys.readouterr().out.replace("\n", "")


def test_a_picture_needs_a_picture_name(office_file, tmp_path, capsys):
    bad = str(tmp_path / "place.txt")
    assert run("place", office_file, "put a cup on the desk", "--bev", bad) == 1
    assert "must end in" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("put a cup on the desk", id="on a table"),
        pytest.param("put a wardrobe of 9 m x 9 m x 2 m next to the desk", id="too large"),
        pytest.param("put a cup next to the piano", id="no anchor"),
        pytest.param("hang a picture on the wall", id="no raster"),
        pytest.param("move the piano to the left", id="no result"),
    ],
)
def test_every_answer_can_be_drawn(office, tmp_path, text):
    answer = place(office, parse_place(text))
    save_placement(tmp_path / "place.png", office, answer)
    assert draw_placement(office, answer).axes


def test_the_picture_shows_the_chosen_box():
    aabb = np.array([[0, 0, 0, 1.0, 1.0, 0.7], [0, 0, -0.1, 4, 3, 0]])
    graph = build_graph(Scan("one desk", Instances.from_aabb(aabb, ["desk", "floor"])))
    answer = place(graph, parse_place("put a box of 0.4 m x 0.2 m x 0.2 m on the desk"))
    axes = draw_placement(graph, answer).axes[0]
    corners = [patch.get_xy() for patch in axes.patches if hasattr(patch, "get_xy")]
    spans = [np.ptp(np.asarray(xy), axis=0) for xy in corners if np.asarray(xy).ndim == 2]
    assert any(np.allclose(np.sort(span), (0.2, 0.4), atol=1e-6) for span in spans)

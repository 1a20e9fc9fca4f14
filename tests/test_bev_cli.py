"""`sg3d bev`: a picture, its world file and the layers are written, and agree with each other."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command import OBJECTS, run
from scenegraph3d.bev import label_color, load_layers, load_world_file

DOC = Path(__file__).parent.parent / "docs" / "bev.md"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A scene of boxes, in the folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    floor = {"id": 1, "label": "floor", "min": [0, 0, -0.1], "max": [6, 5, 0]}
    Path("office.json").write_text(json.dumps({"objects": [floor, *OBJECTS]}))
    return tmp_path


def color_at(path: str, x: float, y: float) -> tuple[int, ...]:
    with Image.open(path) as held:
        image = np.asarray(held)
    grid = load_world_file(Path(path).with_suffix(".pgw"), image.shape[1], image.shape[0])
    ((u, v),) = grid.pixels_of(np.array([[x, y]]))
    return tuple(image[v, u].tolist())


def test_the_picture_shows_things_where_its_world_file_says(office, capsys):
    assert run("bev", "office.json", "-o", "map.png", "--colors", "label") == 0
    assert color_at("map.png", 0.9, 1.2) == label_color("desk")
    assert color_at("map.png", 5.45, 4.45) == label_color("chair")
    out = capsys.readouterr().out
    assert "written: map.png" in out
    assert "written: map.pgw" in out


def test_plain_is_the_raster_of_the_layers(office, capsys):
    assert (
        run("bev", "office.json", "-o", "map.png", "--layers", "map.npz", "--plain", "--json") == 0
    )
    told = json.loads(capsys.readouterr().out)
    bev = load_layers("map.npz")
    with Image.open("map.png") as held:
        assert (np.asarray(held) == bev.image).all()
    assert told["limits"] == bev.grid.limits.tolist()
    assert (told["width"], told["height"]) == (bev.grid.width, bev.grid.height)
    assert told["written"] == ["map.png", "map.pgw", "map.npz"]


def test_a_cell_has_224_pixels_unless_told_otherwise(office):
    cell = ("--center", "3,2.5", "--size", "50", "--plain")
    run("bev", "office.json", "-o", "a.png", *cell)
    run("bev", "office.json", "-o", "b.png", *cell, "--resolution", "0.5")
    with Image.open("a.png") as a, Image.open("b.png") as b:
        assert (a.size, b.size) == ((224, 224), (100, 100))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "map.svg"), r"must end in .png, got 'map.svg'"),
        (("-o", "no/map.png"), r"does not exist: no"),
        (("-o", "m.png", "--size", "50"), r"needs both --size and --center"),
        (("-o", "m.png", "--size", "50", "--center", "1"), r"must be two numbers x,y, got '1'"),
        (("-o", "m.png", "--resolution", "-1"), r"must be positive metres, got -1"),
        (("-o", "m.png", "--storey", "3"), r"storey must be one of \[0\], got 3"),
        (("-o", "m.png", "--layers", "m.txt"), r"must end in .npz, got 'm.txt'"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(office, capsys, arguments, message):
    assert run("bev", "office.json", *arguments) == 1
    assert re.search(message, capsys.readouterr().err)
    assert not (office / "m.png").exists()


def test_the_page_s_own_example_runs(office, capsys):
    (block,) = re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    exec(block, {})
    assert capsys.readouterr().out.startswith("(224, 224, 3) [[")
    assert (office / "office.npz").exists()

"""Files of a map: layers come back as they were, and the world file says where pixels lie."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scenegraph3d.bev import (
    load_layers,
    load_world_file,
    render,
    save_picture,
    save_world_file,
    world_file_path,
)
from scenegraph3d.geometry.map_grid import MapGrid
from test_bev import FLOOR, RED, layered

GRID = MapGrid(x_min=100.0, y_max=50.0, resolution=0.5, width=4, height=3)


def test_layers_come_back_as_they_were(tmp_path):
    bev = render(layered(FLOOR, ("table", (0, 0), (0.5, 0.5), 0.7, RED)), 0.1)
    bev.save_layers(tmp_path / "map.npz")
    again = load_layers(tmp_path / "map.npz")
    assert again.grid == bev.grid
    assert again.labels == bev.labels == ("floor", "table")
    for name in ("image", "coverage", "height", "occupancy", "label", "instance", "instance_id"):
        saved, loaded = getattr(bev, name), getattr(again, name)
        assert np.array_equal(saved, loaded, equal_nan=name == "height"), name
        assert saved.dtype == loaded.dtype


def test_layers_hold_no_pickle(tmp_path):
    render(layered(FLOOR), 0.1).save_layers(tmp_path / "map.npz")
    with np.load(tmp_path / "map.npz", allow_pickle=False) as held:
        assert all(held[name].dtype != object for name in held.files)


def test_the_world_file_has_the_middle_of_the_top_left_pixel(tmp_path):
    save_world_file(tmp_path / "map.pgw", GRID)
    lines = (tmp_path / "map.pgw").read_text().split("\n")
    assert [float(line) for line in lines[:6]] == [0.5, 0, 0, -0.5, 100.25, 49.75]
    assert lines[6:] == [""]


@given(
    x=st.floats(-1e6, 1e6),
    y=st.floats(-1e6, 1e6),
    resolution=st.floats(0.001, 10),
)
def test_a_grid_comes_back_from_its_world_file(tmp_path_factory, x, y, resolution):
    path = tmp_path_factory.mktemp("world") / "map.pgw"
    save_world_file(path, MapGrid(x, y, resolution, 4, 3))
    grid = load_world_file(path, 4, 3)
    pixels = np.array([[0, 0], [3, 2]])
    places = MapGrid(x, y, resolution, 4, 3).places_of(pixels)
    np.testing.assert_allclose(grid.places_of(pixels), places, rtol=0, atol=1e-8)


def test_a_picture_keeps_its_pixels_and_has_a_world_file(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    save_picture(tmp_path / "map.png", image, GRID)
    with Image.open(tmp_path / "map.png") as held:
        assert (np.asarray(held) == image).all()
    assert load_world_file(tmp_path / "map.pgw", 4, 3) == GRID


def test_world_files_are_named_after_their_pictures():
    assert world_file_path("a/map.png").name == "map.pgw"
    assert world_file_path("a/map.JPG").name == "map.jgw"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n2\n", "must hold six numbers"),
        ("a b c d e f", "must hold six numbers"),
        ("1 0.5 0 -1 0 0", "must be north-up with square pixels"),
        ("1 0 0 -2 0 0", "must be north-up with square pixels"),
    ],
)
def test_other_world_files_are_refused(tmp_path, text, message):
    (tmp_path / "map.pgw").write_text(text)
    with pytest.raises(ValueError, match=message):
        load_world_file(tmp_path / "map.pgw", 4, 3)


def test_a_file_that_holds_no_map_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", image=np.zeros(3))
    (tmp_path / "text.npz").write_text("no archive")
    for name in ("other.npz", "text.npz"):
        with pytest.raises(ValueError, match="must hold the layers of a map"):
            load_layers(tmp_path / name)


def test_layers_that_are_damaged_are_refused(tmp_path):
    path = tmp_path / "map.npz"
    bev = render(layered(FLOOR, ("table", (0, 0), (0.5, 0.5), 0.7, RED)), 0.1)
    bev.save_layers(path)
    whole = path.read_bytes()
    for start in range(100, len(whole), 300):
        path.write_bytes(whole[:start] + b"\xff" * 40 + whole[start + 40 :])
        with contextlib.suppress(ValueError):
            load_layers(path)
    path.write_bytes(whole)
    with np.load(path) as held:
        layers = dict(held)
    np.savez(path, **{**layers, "coverage": np.zeros(3, dtype=bool)})
    with pytest.raises(ValueError, match=r"must hold the layers of a map, got"):
        load_layers(path)


def test_pictures_of_other_kinds_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"exact pixels need a name that ends in .png"):
        save_picture(tmp_path / "map.jpg", np.zeros((3, 4, 3), np.uint8), GRID)
    with pytest.raises(ValueError, match=r"must end in .png, .jpg, .jpeg, got 'map.svg'"):
        world_file_path("map.svg")

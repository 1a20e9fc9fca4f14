"""The sheet of a map: exact pixels in the middle, and a grid that places the whole picture."""

import numpy as np
import pytest

from scenegraph3d.bev import label_color, load_world_file, render, save_picture
from scenegraph3d.geometry.map_grid import MapGrid
from scenegraph3d.viz.map_page import draw_sheet, label_marks, legend_rows, plan_layout, sheet_grid
from scenes import boxes_graph


@pytest.fixture(scope="module")
def room():
    boxes = [[0, 0, 0, 6, 4, 0.01], [1, 1, 0, 2, 2, 0.7], [4, 2, 0, 5, 3, 0.5]]
    return boxes_graph(boxes, ["floor", "table", "bed"])


def color_at(sheet, x, y):
    ((u, v),) = sheet.grid.pixels_of(np.array([[x, y]]))
    return tuple(sheet.image[v, u].tolist())


def test_every_pixel_of_the_map_is_a_square_of_the_sheet(room):
    bev = render(room, 0.05, colors="label")
    sheet, layout = draw_sheet(room, bev, colors="label"), plan_layout(bev.grid)
    height, width = (side * layout.zoom for side in bev.grid.shape)
    rows, columns = slice(layout.top, layout.top + height), slice(layout.left, layout.left + width)
    wanted = bev.image.repeat(layout.zoom, axis=0).repeat(layout.zoom, axis=1)
    inner = slice(3, -3)  # a thin frame is drawn around the map
    assert (sheet.image[rows, columns][inner, inner] == wanted[inner, inner]).all()


def test_the_sheet_s_grid_finds_things_in_the_picture(room):
    sheet = draw_sheet(room, render(room, 0.05, colors="label"), colors="label")
    assert sheet.image.shape[:2] == sheet.grid.shape
    assert color_at(sheet, 1.5, 1.5) == label_color("table")
    assert color_at(sheet, 4.5, 2.5) == label_color("bed")
    assert color_at(sheet, 3.0, 1.0) == label_color("floor")


def test_the_world_file_of_a_sheet_finds_things_in_it(room, tmp_path):
    sheet = draw_sheet(room, render(room, 0.05, colors="label"), colors="label")
    save_picture(tmp_path / "map.png", sheet.image, sheet.grid)
    height, width = sheet.image.shape[:2]
    grid = load_world_file(tmp_path / "map.pgw", width, height)
    ((u, v),) = grid.pixels_of(np.array([[4.5, 2.5]]))
    assert tuple(sheet.image[v, u]) == label_color("bed")


def test_the_scale_bar_is_as_long_as_it_says(room):
    sheet = draw_sheet(room, render(room, 0.05, colors="label"), colors="label")
    ink = (sheet.image.astype(int).sum(axis=2) < 120)[-60:, : sheet.image.shape[1] // 2]
    longest = max(np.flatnonzero(row).size for row in ink)
    assert longest * sheet.grid.resolution == pytest.approx(1.0, abs=0.03)


def test_objects_are_outlined_in_their_label_s_colour_over_mean_colours(room):
    sheet = draw_sheet(room, render(room, 0.05), colors="mean")
    edge = np.array(color_at(sheet, 1.0, 1.5), dtype=int)
    assert np.abs(edge - label_color("table")).max() < 60


def test_the_legend_lists_what_covers_most_first_and_says_what_it_leaves_out(room):
    bev = render(room, 0.05)
    names = [mark.get_label() for mark in label_marks(bev, 9, outlined=False)]
    assert names[0] == "floor"
    assert set(names[1:]) == {"table", "bed"}
    short = [mark.get_label() for mark in label_marks(bev, 2, outlined=False)]
    assert short == ["floor", "and 2 more names"]
    assert "floor" not in [m.get_label() for m in label_marks(bev, 9, outlined=True)]


@pytest.mark.parametrize(("width", "height"), [(100, 80), (224, 224), (2500, 30), (30, 900)])
def test_any_map_gets_a_sheet_that_holds_it(width, height):
    grid = MapGrid(10.0, 20.0, 0.25, width, height)
    layout = plan_layout(grid)
    sheet = sheet_grid(grid, layout)
    assert max(width, height) * layout.zoom >= 1000
    assert (sheet.limits[:2] < grid.limits[:2]).all()
    assert (sheet.limits[2:] > grid.limits[2:]).all()
    corner = sheet.pixels_of(grid.places_of(np.array([[0, 0]])))[0]
    assert corner.tolist() == [layout.left + layout.zoom // 2, layout.top + layout.zoom // 2]
    assert legend_rows(grid, layout) >= 10

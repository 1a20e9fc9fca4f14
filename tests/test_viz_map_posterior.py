"""The picture of a posterior: red where it is likely, clear where not, tied to its landmarks."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from scenegraph3d.bev import load_world_file
from scenegraph3d.geometry.map_grid import MapGrid
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import HintMatch, Localization, Peak, localize
from scenegraph3d.viz.posterior import draw_posterior, save_posterior
from scenes import boxes_graph

LIMITS = np.array([0.0, 0.0, 40.0, 40.0])
PLACE = np.array([10.0, 30.0])


@pytest.fixture(scope="module")
def street():
    boxes = [[0, 18, 0, 40, 22, 0.1], [30, 30, 0, 34, 32, 1.5]]
    return boxes_graph(boxes, ["road", "car"], ids=[7, 9])


def found_at(street, **changed) -> Localization:
    """An answer whose posterior falls off around PLACE."""
    answer = localize(street, parse_location("A $5 car is east of me."), limits=LIMITS)
    grid = MapGrid.covering(LIMITS, 0.5)
    posterior = np.exp(-0.5 * ((grid.middles() - PLACE) ** 2).sum(axis=2) / 4)
    known = {
        "position": PLACE,
        "covariance": np.diag([9.0, 1.0]),
        "heading": None,
        "peaks": (Peak(PLACE, 0.8), Peak(np.array([39.0, 2.0]), 0.1)),
        "hints": (
            HintMatch("a car: east", 9, "car", 0.9, 0.1),
            HintMatch("a kiosk: west", None, "", 0.0, 0.97),
        ),
        "grid": grid,
        "posterior": posterior / posterior.sum(),
    }
    return replace(answer, **{**known, **changed})


def patch_at(sheet, x, y, half=4):
    ((u, v),) = sheet.grid.pixels_of(np.array([[x, y]]))
    return sheet.image[v - half : v + half + 1, u - half : u + half + 1].reshape(-1, 3).astype(int)


def test_likely_places_are_red_and_unlikely_ones_show_the_map(street):
    sheet = draw_posterior(street, found_at(street))
    likely = patch_at(sheet, 9.0, 28.8).mean(axis=0)
    assert likely[0] > likely[1] + 40
    unlikely = patch_at(sheet, 20.0, 8.0)
    assert (unlikely == 255).all()


def test_the_landmark_of_a_hint_is_blue_and_tied_to_the_place(street):
    sheet = draw_posterior(street, found_at(street))
    edge = patch_at(sheet, 32.0, 30.0)
    assert (edge[:, 2] - edge[:, 0]).max() > 100
    along = np.concatenate([patch_at(sheet, x, 30.0) for x in (17.0, 20.0, 23.0)])
    assert (along[:, 2] - along[:, 0]).max() > 60


def test_the_ellipse_is_longer_along_the_less_certain_axis(street):
    sheet = draw_posterior(street, found_at(street, posterior=np.full((80, 80), 1 / 6400)))
    right, above = (
        np.concatenate([patch_at(sheet, *(PLACE + far * way), half=8) for far in (1.0,)])
        for way in (np.array([6.0, 0.0]), np.array([0.0, 6.0]))
    )
    assert right.sum(axis=1).min() < 200 < above.sum(axis=1).min()


def test_a_picture_and_its_world_file_are_written(street, tmp_path):
    save_posterior(tmp_path / "where.png", street, found_at(street, heading=0.3))
    with Image.open(tmp_path / "where.png") as held:
        grid = load_world_file(tmp_path / "where.pgw", held.width, held.height)
    assert grid.limits[0] < 0
    assert grid.limits[2] > 40


def test_an_answer_without_a_place_is_still_a_picture(street):
    nowhere = found_at(
        street,
        status="not_found",
        position=np.full(2, np.nan),
        covariance=np.full((2, 2), np.nan),
        peaks=(),
        hints=(HintMatch("a kiosk: west", None, "", 0.0, 1.0),),
        posterior=np.full((80, 80), 1 / 6400),
    )
    assert draw_posterior(street, nowhere).image.shape[2] == 3

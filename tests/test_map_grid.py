"""Pixels to places and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenegraph3d.geometry.map_grid import MapGrid


def test_top_left_pixel_is_the_north_west_corner():
    grid = MapGrid(x_min=10.0, y_max=20.0, resolution=0.5, width=4, height=6)
    assert grid.pixels_of(np.array([[10.1, 19.9], [11.9, 17.1]])).tolist() == [[0, 0], [3, 5]]
    assert grid.places_of(np.array([[0, 0]])).tolist() == [[10.25, 19.75]]
    assert grid.limits.tolist() == [10.0, 17.0, 12.0, 20.0]


@given(
    x=st.floats(-1e5, 1e5),
    y=st.floats(-1e5, 1e5),
    resolution=st.sampled_from([0.01, 0.02, 0.05, 0.1, 50 / 224, 1.0]),
)
def test_pixels_come_back_from_their_middles(x, y, resolution):
    grid = MapGrid(x, y, resolution, 7, 5)
    pixels = np.stack(np.meshgrid(np.arange(7), np.arange(5)), axis=2).reshape(-1, 2)
    assert (grid.pixels_of(grid.places_of(pixels)) == pixels).all()
    assert np.allclose(grid.middles().reshape(-1, 2), grid.places_of(pixels))


def test_covering_holds_its_limits():
    grid = MapGrid.covering(np.array([0.0, 0.0, 50.0, 50.0]), 50 / 224)
    assert grid.shape == (224, 224)
    assert grid.holds(np.array([[0, 0], [223, 223], [224, 0], [-1, 3]])).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_a_resolution_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"resolution must be positive metres, got 0"):
        MapGrid.covering(np.array([0, 0, 1, 1]), 0)

"""Outlines that need not be convex."""

import numpy as np

from scenegraph3d.geometry.polygons import cells_in_polygon, inside_polygon

ELL = np.array([[0, 0], [4, 0], [4, 1], [1, 1], [1, 3], [0, 3]], dtype=float)


def test_the_notch_of_an_ell_is_outside():
    points = np.array([[0.5, 0.5], [3.5, 0.5], [0.5, 2.5], [3, 2], [-1, 0.5], [5, 0.5]])
    assert inside_polygon(points, ELL).tolist() == [True, True, True, False, False, False]


def test_the_share_of_points_inside_is_the_area():
    points = np.random.default_rng(0).uniform(0, 4, size=(20_000, 2))
    assert abs(16 * inside_polygon(points, ELL).mean() - 6) < 0.15


def test_the_order_of_the_corners_does_not_matter():
    points = np.random.default_rng(1).uniform(-1, 5, size=(500, 2))
    assert (inside_polygon(points, ELL) == inside_polygon(points, ELL[::-1])).all()


def test_cells_within_a_bent_polygon():
    bent = np.array([(0, 0), (4, 0), (4, 2), (2, 2), (2, 4), (0, 4)], dtype=float)  # an L
    at, inside = cells_in_polygon(bent, 1.0, np.array([10, 10]))
    whole = np.zeros((10, 10), dtype=bool)
    whole[at] = inside
    assert whole.sum() == 12
    assert whole[:4, :2].all()
    assert whole[:2, 2:4].all()

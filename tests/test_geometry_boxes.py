"""Boxes fitted to points and their overlap, against shapely, manifold3d and paper."""

import numpy as np
import pytest

from scenegraph3d.geometry.boxes import fit_yaw_box, iou_aabb, rotation_about_z


def turned_table(yaw: float) -> np.ndarray:
    """The eight corners of a 2 x 1 x 0.5 m box about (3, -4, 1), turned by `yaw`."""
    corners = np.array(np.meshgrid([-1, 1], [-0.5, 0.5], [-0.25, 0.25])).reshape(3, -1).T
    return corners @ rotation_about_z(np.array([yaw]))[0].T + [3.0, -4.0, 1.0]


@pytest.mark.parametrize("degrees", [0, 10, 30, -44])
def test_fit_yaw_box_finds_a_turned_box_again(degrees):
    box = fit_yaw_box(turned_table(np.radians(degrees)))
    assert np.allclose(box.center, [[3, -4, 1]])
    assert np.allclose(box.extent, [[2, 1, 0.5]])
    assert np.allclose(box.R_world_box, rotation_about_z(np.radians([degrees])))


def test_fit_yaw_box_of_an_aligned_box_is_not_turned():
    box = fit_yaw_box(turned_table(np.pi / 2))
    assert np.allclose(box.R_world_box[0], np.eye(3), atol=1e-9)
    assert np.allclose(box.extent, [[1, 2, 0.5]])


def test_fit_yaw_box_has_the_smallest_footprint_shapely_finds():
    shapely = pytest.importorskip("shapely")
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = rng.normal(size=(30, 3)) * rng.uniform(0.1, 3, size=3)
        extent = fit_yaw_box(points).extent[0]
        rectangle = shapely.MultiPoint(points[:, :2]).minimum_rotated_rectangle
        assert np.isclose(extent[0] * extent[1], rectangle.area)


def test_fit_yaw_box_holds_every_point():
    points = np.random.default_rng(1).normal(size=(200, 3))
    box = fit_yaw_box(points)
    in_box = (points - box.center[0]) @ box.R_world_box[0]
    assert (np.abs(in_box) <= box.extent[0] / 2 + 1e-9).all()


@pytest.mark.parametrize(
    ("points", "extent"),
    [
        pytest.param([[1, 2, 3]], [0, 0, 0], id="one point"),
        pytest.param([[1, 2, 3]] * 5, [0, 0, 0], id="one place"),
        pytest.param([[0, 0, 0], [0, 0, 2], [0, 0, 1]], [0, 0, 2], id="a pole"),
        pytest.param([[0, 0, 0], [3, 3, 0], [1, 1, 0], [2, 2, 0]], [0, 18**0.5, 0], id="a line"),
    ],
)
def test_fit_yaw_box_survives_points_without_area(points, extent):
    box = fit_yaw_box(np.array(points, dtype=float))
    assert np.allclose(np.sort(box.extent[0]), np.sort(extent), atol=1e-9)


def test_fit_yaw_box_refuses_no_points():
    with pytest.raises(ValueError, match="at least 1 point, got 0"):
        fit_yaw_box(np.zeros((0, 3)))


def test_iou_aabb_on_paper():
    unit = np.array([[0, 0, 0, 1, 1, 1.0]])
    others = np.array([[0, 0, 0, 1, 1, 1], [0.5, 0, 0, 1.5, 1, 1], [1, 0, 0, 2, 1, 1.0]])
    assert np.allclose(iou_aabb(unit, others), [[1, 1 / 3, 0]])


def test_iou_aabb_equals_manifold3d():
    manifold3d = pytest.importorskip("manifold3d")
    rng = np.random.default_rng(2)
    low = rng.uniform(0, 1, size=(8, 3))
    aabb = np.hstack([low, low + rng.uniform(0.2, 1, size=(8, 3))])
    solids = [manifold3d.Manifold.cube(b[3:] - b[:3]).translate(b[:3]) for b in aabb]
    expected = [[(a ^ b).volume() / (a + b).volume() for b in solids] for a in solids]
    assert np.allclose(iou_aabb(aabb, aabb), expected, atol=1e-5)


def test_iou_aabb_of_flat_boxes_is_zero():
    flat = np.array([[0, 0, 0, 1, 1, 0.0]])
    assert iou_aabb(flat, flat).tolist() == [[0.0]]


def test_iou_aabb_of_no_boxes_has_no_entries():
    assert iou_aabb(np.zeros((0, 6)), np.zeros((3, 6))).shape == (0, 3)

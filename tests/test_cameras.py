import numpy as np
import pytest

from scenegraph3d.geometry.cameras import (
    Panorama,
    Pinhole,
    backproject_depth,
    invert_rigid,
    nearest_pixels,
)

PINHOLE = Pinhole.from_focal(100, 110, cx=31.5, cy=20, width=64, height=48)
PANORAMA = Panorama(80, 40)
CAMERAS = [pytest.param(PINHOLE, id="pinhole"), pytest.param(PANORAMA, id="panorama")]


def turned(seed: int) -> np.ndarray:
    """A (4, 4) rotation by the Cayley transform, and a translation."""
    x, y, z = np.random.default_rng(seed).normal(size=3)
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    T = np.eye(4)
    T[:3, :3] = (np.eye(3) - skew) @ np.linalg.inv(np.eye(3) + skew)
    T[:3, 3] = [1, 2, 3]
    return T


def test_a_point_on_the_axis_of_a_pinhole_falls_on_its_middle():
    pixels, depth = PINHOLE.project(np.array([[0.0, 0, 2]]))
    assert pixels.tolist() == [[31.5, 20]]
    assert depth.tolist() == [2]


def test_a_pinhole_sees_right_as_u_and_down_as_v():
    pixels, _ = PINHOLE.project(np.array([[0.2, 0, 2], [0, 0.2, 2]]))
    np.testing.assert_allclose(pixels, [[41.5, 20], [31.5, 31]])


def test_what_is_behind_a_pinhole_has_no_depth():
    pixels, depth = PINHOLE.project(np.array([[0.0, 0, -1], [0, 0, 0]]))
    assert pixels.tolist() == [[-1, -1], [-1, -1]]
    assert depth.tolist() == [0, 0]


def test_a_panorama_sees_the_six_directions_where_they_are_on_a_map():
    directions = np.array(
        [[0, 0, 3], [3, 0, 0], [-3, 0, 0], [0, 3, 0], [0, -3, 0]], dtype=np.float64
    )
    pixels, depth = PANORAMA.project(directions)
    assert (depth == 3).all()
    np.testing.assert_allclose(pixels[:3], [[39.5, 19.5], [59.5, 19.5], [19.5, 19.5]])
    np.testing.assert_allclose(pixels[3:, 1], [39.5, -0.5])


@pytest.mark.parametrize("camera", CAMERAS)
def test_projecting_undoes_backprojecting(camera):
    depth = np.random.default_rng(0).uniform(0.5, 4, (camera.height, camera.width))
    points = backproject_depth(depth.astype(np.float32), camera, np.eye(4))
    pixels, seen = camera.project(points)
    v, u = np.mgrid[: camera.height, : camera.width]
    np.testing.assert_allclose(pixels, np.stack([u.ravel(), v.ravel()], axis=1), atol=1e-4)
    np.testing.assert_allclose(seen, depth.ravel(), rtol=1e-5)


@pytest.mark.parametrize("camera", CAMERAS)
def test_moving_the_camera_moves_its_points(camera):
    depth = np.ones((camera.height, camera.width), np.float32)
    T = turned(1)
    still = backproject_depth(depth, camera, np.eye(4))
    moved = backproject_depth(depth, camera, T)
    np.testing.assert_allclose(moved, still @ T[:3, :3].T + T[:3, 3], atol=1e-9)


@pytest.mark.parametrize("camera", CAMERAS)
def test_pixels_without_a_reading_give_no_point(camera):
    depth = np.zeros((camera.height, camera.width), np.float32)
    depth[3, 5] = 1
    assert backproject_depth(depth, camera, np.eye(4)).shape == (1, 3)
    assert backproject_depth(0 * depth, camera, np.eye(4)).shape == (0, 3)


@pytest.mark.parametrize("camera", CAMERAS)
def test_nearest_pixels_finds_each_pixel_by_its_place(camera):
    v, u = np.mgrid[: camera.height, : camera.width]
    off = np.random.default_rng(0).uniform(-0.4, 0.4, (u.size, 2))
    places = nearest_pixels(camera, np.stack([u.ravel(), v.ravel()], axis=1) + off)
    assert (places == np.arange(u.size)).all()


def test_nearest_pixels_is_minus_one_outside_of_a_pinhole_image():
    pixels = np.array([[-0.6, 5], [63.6, 5], [5, -0.6], [5, 47.6], [-1, -1], [1e30, 0]])
    assert (nearest_pixels(PINHOLE, pixels) == -1).all()
    assert nearest_pixels(PINHOLE, np.empty((0, 2))).shape == (0,)


def test_nearest_pixels_goes_once_around_a_panorama():
    pixels = np.array([[79.5, 3], [-0.4, 3], [10, 39.5], [-1, -1]])
    assert nearest_pixels(PANORAMA, pixels).tolist() == [240, 240, 39 * 80 + 10, -1]


def test_the_inverse_of_a_rigid_transform_undoes_it():
    T = turned(2)
    np.testing.assert_allclose(invert_rigid(T) @ T, np.eye(4), atol=1e-12)


@pytest.mark.parametrize(
    ("K", "message"),
    [
        pytest.param(np.eye(4), "K must be a finite", id="shape"),
        pytest.param(np.diag([np.nan, 1, 1]), "K must be a finite", id="nan"),
        pytest.param(np.diag([-5.0, 5, 1]), "focal lengths must be positive", id="mirrored"),
    ],
)
def test_intrinsics_that_are_none_are_refused(K, message):
    with pytest.raises(ValueError, match=message):
        Pinhole(K, 4, 3)

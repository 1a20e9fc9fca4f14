import numpy as np
import pytest

from frames_room import shoot, small_camera, walk
from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.geometry.registration import register_depth


def camera(f: float, width: int, height: int) -> Pinhole:
    return Pinhole.from_focal(
        f, f, cx=(width - 1) / 2, cy=(height - 1) / 2, width=width, height=height
    )


def shifted(x: float, y: float = 0.0) -> np.ndarray:
    T = np.eye(4)
    T[:2, 3] = x, y
    return T


SAME = camera(50, 64, 48)


def test_one_camera_gives_the_same_depth():
    depth = shoot(SAME, walk(24)[0]).depth
    depth[4:9] = 0
    np.testing.assert_allclose(
        register_depth(depth, SAME, SAME, T_color_depth=np.eye(4)), depth, rtol=1e-5
    )


def test_a_wall_moves_by_focal_length_times_baseline_over_depth():
    depth = np.full((48, 64), 2.0, np.float32)
    depth[20, 30] = 1.9
    moved = register_depth(depth, SAME, SAME, T_color_depth=shifted(-0.2))  # 50 * 0.2 / 2 = 5
    assert moved[20, 25] == pytest.approx(1.9)
    assert (moved[:, :59] > 0).all()
    assert (moved[:, 59:] == 0).all()


def test_the_foreground_hides_and_uncovers_the_background():
    depth = np.full((48, 64), 4.0, np.float32)
    depth[10:40, 20:40] = 1.0
    moved = register_depth(depth, SAME, SAME, T_color_depth=shifted(-0.16))  # 8 and 2 pixels
    assert (moved[10:40, 12:32] == 1).all(), "nothing of the background shows through"
    assert (moved[10:40, 32:38] == 0).all(), "what the depth camera did not see is left empty"
    assert (moved[10:40, 38:60] == 4).all()
    assert (moved[:10, :62] == 4).all()


def plane_depth(pinhole: Pinhole, normal: np.ndarray, distance: float) -> np.ndarray:
    """(H, W) float32 depth of the plane of points with normal . point = distance."""
    return (distance / (pinhole.rays() @ normal)).astype(np.float32)


@pytest.mark.parametrize("slant", [0.0, 0.7, -0.7])
@pytest.mark.parametrize("times", [0.5, 0.9, 1, 1.3, 2, 2.7])
def test_no_holes_appear_on_a_slanted_wall(times, slant):
    large = camera(50 * times, round(64 * times), round(48 * times))
    normal, T = np.array([slant, 0.3, 1.0]), shifted(-0.03, 0.01)
    depth = plane_depth(SAME, normal, 2.0)
    truth = plane_depth(large, normal, 2.0 + normal @ T[:3, 3])
    moved = register_depth(depth, SAME, large, T_color_depth=T)
    inner = (slice(round(3 * times), -round(3 * times)), slice(round(4 * times), -round(4 * times)))
    slope = np.abs(np.gradient(truth)).max(axis=0) * max(times, 1)  # of a pixel of depth
    assert (moved[inner] > 0).all()
    assert (np.abs(moved - truth) < 1.1 * slope + 1e-3)[inner].all()


def test_depth_lies_where_a_renderer_sees_it_from_the_colour_camera():
    color, depth_camera = small_camera(96, 72), camera(88, 96, 72)
    T_color_depth = shifted(-0.03, 0.005)
    T_world_color = walk(24)[0]
    truth = shoot(color, T_world_color).depth
    depth = shoot(depth_camera, T_world_color @ T_color_depth).depth
    moved = register_depth(depth, depth_camera, color, T_color_depth=T_color_depth)
    seen = moved > 0
    slope = np.abs(np.gradient(truth)).max(axis=0)
    assert seen.mean() > 0.8
    assert np.mean(np.abs(moved - truth)[seen] < slope[seen] + 0.01) > 0.98


def test_what_ends_behind_the_colour_camera_is_left_out():
    depth = np.full((48, 64), 1.0, np.float32)
    T_color_depth = np.eye(4)
    T_color_depth[2, 3] = -1.5
    assert not register_depth(depth, SAME, SAME, T_color_depth=T_color_depth).any()


def test_depth_without_a_reading_stays_so():
    empty = np.zeros((48, 64), np.float32)
    assert not register_depth(empty, SAME, SAME, T_color_depth=shifted(0.1)).any()


def test_depth_of_another_size_than_its_camera_is_refused():
    with pytest.raises(ValueError, match="its camera's size 64 x 48, got 32 x 48"):
        register_depth(np.ones((48, 32), np.float32), SAME, SAME, T_color_depth=np.eye(4))

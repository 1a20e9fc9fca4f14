"""Rooms turned every way must come back upright; the real kitchen within a degree."""

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.transform import Rotation

from scenegraph3d import synthetic
from scenegraph3d.geometry.cameras import Pinhole, backproject_depth
from scenegraph3d.geometry.gravity import find_floor, find_up, gravity_transform

UP = np.array([0.0, 0.0, 1.0])


def degrees_between(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip(a @ b, -1, 1))))


def furnished(seed: int, *, ceiling: bool = False) -> np.ndarray:
    points = synthetic.sample_points(synthetic.generate(seed, ceiling=ceiling), density=300).points
    return points + np.random.default_rng(seed).normal(0, 0.005, points.shape)


@pytest.mark.parametrize("ceiling", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_turned_rooms_come_back_upright_without_a_hint(seed, ceiling):
    R = Rotation.random(random_state=seed).as_matrix()
    turned = furnished(seed, ceiling=ceiling) @ R.T + [3.0, -40.0, 5.0]
    assert degrees_between(find_up(turned), R @ UP) < 1.0


def test_a_hint_far_off_says_which_end_is_up():
    points = furnished(2)
    leaning = np.array([np.sin(0.7), 0.0, np.cos(0.7)])  # 40 degrees
    assert degrees_between(find_up(points, up_hint=leaning), UP) < 1.0
    assert degrees_between(find_up(points, up_hint=-leaning), -UP) < 1.0


def test_given_normals_serve_and_their_side_does_not_matter():
    made = synthetic.sample_points(synthetic.generate(4), density=300)
    flips = np.random.default_rng(0).choice([-1.0, 1.0], (len(made.points), 1))
    R = Rotation.random(random_state=7).as_matrix()
    up = find_up(made.points @ R.T, made.normals * flips @ R.T)
    assert degrees_between(up, R @ UP) < 1.0


@pytest.mark.parametrize(
    "up",
    [
        pytest.param([0, 0, 1], id="up"),
        pytest.param([0, 0, -1], id="down"),
        pytest.param([0, -1, 0], id="camera's"),
        pytest.param([0.6, 0.0, 0.8], id="leaning"),
    ],
)
def test_gravity_transform_turns_up_to_z_and_the_floor_to_zero(up):
    T = gravity_transform(np.array(up, dtype=float), 1.5)
    assert T[:3, :3] @ T[:3, :3].T == pytest.approx(np.eye(3))
    assert np.linalg.det(T) == pytest.approx(1)
    assert T[:3, :3] @ up == pytest.approx(UP)
    on_floor = 1.5 * np.array(up)
    assert (T @ [*on_floor, 1.0])[2] == pytest.approx(0)


def test_the_floor_is_the_lowest_level_not_the_largest():
    grid = np.stack(np.meshgrid(np.arange(0, 4, 0.03), np.arange(0, 4, 0.03)), -1).reshape(-1, 2)
    floor = np.c_[grid, np.full(len(grid), -1.3)][grid[:, 0] > 2.8]  # 30 % of the columns
    table = np.c_[grid, np.full(len(grid), -0.5)][grid[:, 0] <= 2.8]
    stray = np.array([[1.0, 1.0, -3.0], [2.0, 2.0, -2.5]])  # readings below the floor
    points = np.vstack([floor, table, stray])
    assert find_floor(points, UP) == pytest.approx(-1.3, abs=0.01)
    assert find_floor(-points, -UP) == pytest.approx(-1.3, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_the_floor_of_a_generated_room_is_at_zero(seed):
    raised = furnished(seed)
    raised[:, 2] += 7.0
    assert find_floor(raised, UP) == pytest.approx(7.0, abs=0.01)


def test_bad_input_is_one_clear_line():
    few = np.zeros((10, 3))
    with pytest.raises(ValueError, match=r"must fill 50 voxels of 0.05 m to tell up, got 1"):
        find_up(few)
    with pytest.raises(ValueError, match="must fill 50 voxels"):
        find_up(few[:0])
    points = furnished(0)
    with pytest.raises(ValueError, match="unit vectors at 50 places or more, got 0"):
        find_up(points, np.full_like(points, np.nan))
    with pytest.raises(ValueError, match="up must have a length"):
        find_up(furnished(0), up_hint=np.zeros(3))
    with pytest.raises(ValueError, match="must be finite"):
        find_up(np.full((60, 3), np.nan))
    with pytest.raises(ValueError, match="at least one to find a floor, got none"):
        find_floor(few[:0], UP)


def test_the_real_kitchen_is_upright_with_its_floor_at_zero(sg3d_data):
    folder = sg3d_data / "scans" / "7scenes_redkitchen"
    K = np.loadtxt(folder / "color-intrinsics.estimated.txt")
    points, hint = [], np.zeros(3)
    for path in sorted((folder / "frames_registered").glob("*.depth.png"))[::5]:
        depth = np.asarray(Image.open(path)).astype(np.float32)
        depth[depth == 65535] = 0
        sparse = np.zeros_like(depth)
        sparse[::4, ::4] = depth[::4, ::4] / 1000
        T = np.loadtxt(str(path).replace(".depth.png", ".pose.txt"))
        points.append(backproject_depth(sparse, Pinhole(K, 640, 480), T))
        hint -= T[:3, 1]
    cloud = np.concatenate(points)
    T_wanted = np.loadtxt(folder / "T_gravity_from_world.txt")
    up = find_up(cloud, up_hint=hint)
    T = gravity_transform(up, find_floor(cloud, up))
    assert degrees_between(up, T_wanted[2, :3]) < 1.5
    assert T[2, 3] == pytest.approx(T_wanted[2, 3], abs=0.03)


def test_real_rooms_are_upright_by_their_annotated_floors(sg3d_data):
    names = "scene0000_00", "scene0002_01", "scene0003_00", "scene0005_01"
    for number, name in enumerate(names):
        scan = np.load(sg3d_data / "scans" / "scannet_50k" / f"{name}.npz")
        points = scan["xyz"].astype(np.float64)
        floor = points[scan["nyu40"] == 2]
        middle = floor - np.median(floor, axis=0)
        near = middle[np.abs(middle[:, 2]) < 0.1]
        true_up = np.linalg.svd(near - near.mean(axis=0), full_matrices=False)[2][2]
        true_up *= np.sign(true_up[2])
        R = Rotation.random(random_state=number).as_matrix()
        assert degrees_between(find_up(points @ R.T), R @ true_up) < 3.0

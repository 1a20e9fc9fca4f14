"""project_gather: which pixel a point falls on, when it counts as seen, and what order changes."""

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from torch.library import opcheck

from scenegraph3d.ops.project_gather import project_gather
from scenegraph3d.ops.reference.project_gather import project_gather as reference

OP = torch.ops.scenegraph3d.project_gather.default
TOLERANCE = 0.05
FOCAL, WIDTH, HEIGHT = 64.0, 8, 4
K = torch.tensor([[[FOCAL, 0, 3.5], [0, FOCAL, 1.5], [0, 0, 1]]], dtype=torch.float64)
IDENTITY = torch.eye(4, dtype=torch.float64)[None]
WALL = torch.full((1, HEIGHT, WIDTH), 2.0)  # two metres ahead of the camera
NUMBERED = torch.arange(HEIGHT * WIDTH, dtype=torch.int16).reshape(1, HEIGHT, WIDTH)


def point_at(u, v, z):
    """The point that the test's camera sees at this pixel and depth."""
    return [(u - 3.5) / FOCAL * z, (v - 1.5) / FOCAL * z, z]


def seen(points, depth=WALL, ids=NUMBERED, T=IDENTITY, device="cpu", tolerance=TOLERANCE):
    points = torch.as_tensor(points, dtype=torch.float32).reshape(-1, 3)
    frames = (x.to(device) for x in (depth, ids))
    intrinsics = K.expand(len(T), 3, 3)
    return project_gather(
        points.to(device), T, intrinsics, *frames, depth_tolerance=tolerance
    ).cpu()


def random_scene(num_points, num_frames, seed=0, width=40, height=30, far=4.0):
    """Cameras about a cloud of points, and images up to `far` that agree with a part of it."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(-1, 1, (num_points, 3)).astype(np.float32)
    T = np.tile(np.eye(4), (num_frames, 1, 1))
    T[:, :3, :3] = Rotation.random(num_frames, rng=rng).as_matrix()
    T[:, 2, 3] = rng.uniform(0, 3, num_frames)
    K = np.array([[30.0, 0.5, 20.2], [0, 33.0, 14.7], [0, 0, 1]])
    depth = rng.uniform(-0.5, far, (num_frames, height, width)).astype(np.float32)
    ids = rng.integers(-1, 300, depth.shape).astype(np.int16)
    scene = (points, T, np.tile(K, (num_frames, 1, 1)), depth, ids)
    return [torch.from_numpy(array) for array in scene]


def test_every_pixel_sees_its_own_point(device):
    points = [point_at(u, v, 2.0) for v in range(HEIGHT) for u in range(WIDTH)]
    assert seen(points, device=device).tolist() == [list(range(HEIGHT * WIDTH))]


@pytest.mark.parametrize(
    ("u", "v", "expected"),
    [
        pytest.param(-0.5, 0, 0, id="left edge of the first pixel"),
        pytest.param(-0.53125, 0, -2, id="left of it"),
        pytest.param(0.5, 0, 1, id="halves go up"),
        pytest.param(7.46875, 3, 31, id="last pixel"),
        pytest.param(7.5, 3, -2, id="right of it"),
        pytest.param(0, -0.53125, -2, id="above"),
        pytest.param(0, 3.5, -2, id="below"),
    ],
)
def test_pixels_reach_half_a_pixel_about_their_centres(device, u, v, expected):
    assert seen([point_at(u, v, 2.0)], device=device).item() == expected


def test_points_behind_the_camera_are_not_seen():
    behind = [[0, 0, -2.0], [0, 0, 0.0]]
    assert seen(behind, tolerance=10.0).tolist() == [[-2, -2]]


def test_depth_may_differ_by_the_tolerance(device):
    # 0.25 and these depths are exact in float32.
    depths = [1.75, 2.25, 1.75 - 2**-20, 2.25 + 2**-20]
    found = seen([point_at(3.5, 1.5, z) for z in depths], tolerance=0.25, device=device)
    assert found.tolist() == [[20, 20, -2, -2]]


@pytest.mark.parametrize("reading", [0.0, -2.0, float("nan"), float("inf")])
def test_pixel_without_a_reading_shows_nothing(reading):
    assert seen([point_at(3, 1, 2.0)], depth=torch.full_like(WALL, reading)).item() == -2


def test_seen_on_no_mask_is_minus_one():
    assert seen([point_at(3, 1, 2.0)], ids=torch.full_like(NUMBERED, -1)).item() == -1


def test_a_camera_that_moved_back_sees_the_wall_farther(device):
    back = IDENTITY.clone()
    back[0, 2, 3] = 1.0  # T_camera_world: one metre behind where the wall is two ahead
    found = seen([point_at(3, 1, 2.0)], T=back, depth=WALL + 1, device=device)
    # The point stays where it is and comes nearer to the principal point: 3.5 - 0.5 * 2 / 3.
    assert found.item() == NUMBERED[0, 1, 3].item()
    assert seen([point_at(3, 1, 2.0)], T=back, device=device).item() == -2


@pytest.mark.parametrize("num_frames", [1, 5, 20])
@pytest.mark.parametrize("num_points", [1, 700, 20_000])
def test_agrees_with_the_reference_to_the_number(device, num_points, num_frames):
    points, T, K, depth, ids = random_scene(num_points, num_frames)
    found, expected = kernel_and_reference(device, points, T, K, depth, ids, 0.3)
    assert torch.equal(found, expected)
    assert num_points == 1 or (found > -1).any()


@pytest.mark.parametrize("far", [0.3, 0.8, 1.5])
def test_agrees_with_the_reference_where_most_points_are_hidden(device, far):
    points, T, K, depth, ids = random_scene(20_000, 20, far=far)
    found, expected = kernel_and_reference(device, points, T, K, depth, ids, 0.05)
    assert torch.equal(found, expected)
    assert (found > -1).any()


def test_agrees_with_projection_in_double():
    points, T, K, depth, ids = random_scene(20_000, 8, seed=1)
    found = project_gather(points, T, K, depth, ids, depth_tolerance=0.3)
    homogeneous = torch.cat([points.double(), torch.ones(len(points), 1)], 1)
    camera = (T @ homogeneous.T)[:, :3]
    pixel = K @ camera
    u, v, z = pixel[:, 0] / pixel[:, 2], pixel[:, 1] / pixel[:, 2], camera[:, 2]
    inside = (z > 0) & (u > -0.5) & (u < 39.5) & (v > -0.5) & (v < 29.5)
    at = [(x.clamp(0, 100).round().long() * inside) for x in (v, u)]
    frame = torch.arange(8)[:, None]
    read = depth[frame, at[0], at[1]]
    visible = inside & (read > 0) & ((read - z).abs() <= 0.3)
    expected = torch.where(visible, ids[frame, at[0], at[1]], -2)
    # A few points in 160,000 lie on the border of two pixels to the last digit of float32.
    assert (found != expected).sum() <= 5


def test_scene_25_km_from_the_origin_looks_the_same():
    points, T, K, depth, ids = random_scene(5000, 8, seed=2)
    points = (points * 256).round() / 256  # exact there, too
    away = torch.tensor([25_000.0, -25_000.0, 250.0])
    moved = T.clone()
    moved[:, :3, 3] -= (T[:, :3, :3] @ away.double()[:, None]).squeeze(2)
    near = project_gather(points, T, K, depth, ids, depth_tolerance=0.3)
    far = project_gather(points + away, moved, K, depth, ids, depth_tolerance=0.3)
    assert torch.equal(points + away - away, points)
    assert (near != far).sum() <= 5  # the camera itself is rounded to float32 elsewhere


@pytest.mark.parametrize("num_frames", [2, 12])
def test_order_of_points_changes_only_the_order(device, num_frames):
    points, T, K, depth, ids = random_scene(5000, num_frames)
    shuffled = torch.randperm(len(points), generator=torch.Generator().manual_seed(0))
    frames = to(device, T, K, depth, ids)
    first = project_gather(points.to(device), *frames, depth_tolerance=0.3)
    second = project_gather(points[shuffled].to(device), *frames, depth_tolerance=0.3)
    assert torch.equal(second.cpu(), first.cpu()[:, shuffled])


def test_walls_hide_what_is_behind_them(device):
    # Whole tiles of points lie before, on and behind a wall that fills the image.
    line = torch.linspace(0, 1, 2000)
    depths = torch.cat([0.5 + line, 1.96 + 0.08 * line, 2.5 + 3 * line])
    points = torch.tensor([point_at(2.75, 1.25, 1.0)]) * depths[:, None]
    found = seen(points, *[x.expand(9, -1, -1) for x in (WALL, NUMBERED, IDENTITY)], device=device)
    assert torch.equal(found, torch.where((depths - 2).abs() < 0.045, 11, -2).expand(9, -1))


def test_a_hole_of_one_pixel_shows_the_wall_behind(device):
    width, height, num_frames = 96, 64, 60
    v, u = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    points = torch.stack([u - 47.5, v - 31.5, torch.full(u.shape, 64.0)], 2) / 32  # 2 m ahead
    at = torch.randperm(width * height, generator=torch.Generator().manual_seed(0))[:num_frames]
    hole = torch.zeros(num_frames, height * width, dtype=torch.bool)
    hole[torch.arange(num_frames), at] = True
    hole = hole.reshape(num_frames, height, width)
    intrinsics = torch.tensor([[64.0, 0, 47.5], [0, 64.0, 31.5], [0, 0, 1]], dtype=torch.float64)
    found = project_gather(
        *to(device, points.reshape(-1, 3)),
        IDENTITY.expand(num_frames, 4, 4),
        intrinsics.expand(num_frames, 3, 3),
        *to(device, torch.where(hole, 2.0, 0.5), torch.zeros(hole.shape, dtype=torch.int16)),
        depth_tolerance=TOLERANCE,
    )
    assert torch.equal(found.cpu() == 0, hole.flatten(1))


def test_points_that_are_not_finite_are_nowhere(device):
    points, T, K, depth, ids = random_scene(3000, 9)
    points[::7, 0] = float("nan")
    points[1::7, 1] = float("inf")
    points[2::7, 2] = -float("inf")
    points[3::7] = 3e38
    found, expected = kernel_and_reference(device, points, T, K, depth, ids, 0.3)
    assert torch.equal(found, expected)
    assert (found.reshape(9, -1)[:, ::7] == -2).all()
    assert (found > -2).any()


@pytest.mark.parametrize(
    ("num_points", "num_frames", "width", "height"),
    [
        pytest.param(0, 3, 4, 4, id="no points"),
        pytest.param(0, 9, 4, 4, id="no points, sorted"),
        pytest.param(3, 0, 4, 4, id="no frames"),
        pytest.param(3, 9, 0, 4, id="no pixels"),
        pytest.param(600, 9, 1, 1, id="one pixel"),
        pytest.param(600, 9, 17, 3, id="narrow"),
        pytest.param(600, 9, 3, 33, id="high"),
    ],
)
def test_sizes_at_the_edge(device, num_points, num_frames, width, height):
    scene = random_scene(num_points, num_frames, width=width, height=height)
    found, expected = kernel_and_reference(device, *scene, 2.0)
    assert found.shape == (num_frames, num_points)
    assert found.dtype == torch.int16
    assert torch.equal(found, expected)


def test_points_all_in_one_place(device):
    found = seen(
        [point_at(3, 1, 2.0)] * 2000,
        *[x.expand(9, -1, -1) for x in (WALL, NUMBERED)],
        T=IDENTITY.expand(9, -1, -1),
        device=device,
    )
    assert (found == NUMBERED[0, 1, 3]).all()


def test_images_may_be_parts_of_other_tensors():
    points, T, K, depth, ids = random_scene(500, 4)
    wide = torch.stack([depth, depth], 3).unbind(3)[0]
    assert not wide.is_contiguous()
    found = project_gather(points.T.contiguous().T, T, K, wide, ids, depth_tolerance=0.3)
    assert torch.equal(found, project_gather(points, T, K, depth, ids, depth_tolerance=0.3))


def test_traces_like_any_torch_operator(device):
    points, T, K, depth, ids = random_scene(30, 2)
    opcheck(OP, (*to(device, points, *cameras(T, K), depth, ids), 0.3))


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        pytest.param({"points": [[0, 0, 1]]}, TypeError, "points must be a tensor", id="list"),
        pytest.param({"points": torch.zeros(5, 2)}, ValueError, r"\(N, 3\), got \(5, 2\)", id="2d"),
        pytest.param(
            {"points": torch.zeros(5, 3).double()}, TypeError, "points must be .*float32", id="f64"
        ),
        pytest.param({"ids": NUMBERED.int()}, TypeError, "ids must be torch.int16", id="int32"),
        pytest.param(
            {"ids": NUMBERED[:, 1:]}, ValueError, r"ids must have shape \(1, 4, 8\)", id="size"
        ),
        pytest.param(
            {"K": K.expand(2, 3, 3)}, ValueError, r"K must have shape \(1, 3, 3\)", id="frames"
        ),
        pytest.param({"K": K.mT}, ValueError, "last row of each K must be 0 0 1", id="K.T"),
        pytest.param(
            {"T_camera_world": IDENTITY / 0}, ValueError, "T_camera_world must be finite", id="inf"
        ),
        pytest.param(
            {"depth_tolerance": -0.1}, ValueError, "at least 0 metres, got -0.1", id="negative"
        ),
        pytest.param(
            {"depth_tolerance": float("nan")}, ValueError, "at least 0 metres, got nan", id="nan"
        ),
    ],
)
def test_bad_input_is_refused(change, kind, message):
    good = {
        "points": torch.zeros(5, 3),
        "T_camera_world": IDENTITY,
        "K": K,
        "depth": WALL,
        "ids": NUMBERED,
        "depth_tolerance": 0.1,
    }
    with pytest.raises(kind, match=message):
        project_gather(**{**good, **change})


def to(device, *tensors):
    return [tensor.to(device) for tensor in tensors]


def cameras(T, K):
    """What the operator itself takes: (F, 3) origins and (F, 3, 4) projections about them."""
    R, t = T[:, :3, :3], T[:, :3, 3:]
    origin = torch.linalg.solve(R, -t).float()
    columns = torch.cat([R, R @ origin.double() + t], 2)
    return origin.squeeze(2), (K @ columns).float()


def kernel_and_reference(device, points, T, K, depth, ids, tolerance):
    inputs = (points, *cameras(T, K), depth, ids)
    return OP(*to(device, *inputs), tolerance).cpu(), reference(*inputs, tolerance)

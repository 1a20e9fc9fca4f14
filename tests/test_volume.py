"""The fused volume: planes and spheres come back where they are, whatever sees them."""

import importlib

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from scenegraph3d.geometry.cameras import Panorama, Pinhole  # noqa: E402
from scenegraph3d.mapping.block_index import BlockIndex  # noqa: E402
from scenegraph3d.mapping.volume import TsdfVolume  # noqa: E402
from scenegraph3d.records import Frame  # noqa: E402
from scenegraph3d.synthetic.trajectory import look_at  # noqa: E402

CAMERA = Pinhole.from_focal(120, 120, cx=79.5, cy=59.5, width=160, height=120)
VOXEL = 0.02
RADIUS = 0.3


def test_a_wall_at_one_metre_gives_points_at_one_metre_facing_the_camera(device):
    volume = TsdfVolume(VOXEL, device=device)
    volume.integrate(wall(1.0))
    cloud = volume.extract()
    assert len(cloud) > 2000  # the camera sees 1.3 m x 1 m of it: 65 x 50 edges along z
    np.testing.assert_allclose(cloud.points[:, 2], 1.0, atol=1e-5)  # 8 cm / 32767 a stored unit
    np.testing.assert_allclose(cloud.normals, [[0, 0, -1]] * len(cloud), atol=1e-3)
    assert (cloud.colors == [10, 20, 30]).all()
    assert (cloud.num_views == 1).all()


def test_a_sphere_seen_from_all_sides_comes_back_within_a_third_of_a_voxel(device):
    volume = TsdfVolume(VOXEL, device=device)
    for frame in sphere_frames():
        volume.integrate(frame)
    cloud = volume.extract()
    out = cloud.points / np.linalg.norm(cloud.points, axis=1, keepdims=True)
    off = np.linalg.norm(cloud.points, axis=1) - RADIUS
    assert np.sqrt((off**2).mean()) < 0.3 * VOXEL
    angles = np.degrees(np.arccos(np.clip((cloud.normals * out).sum(axis=1), -1, 1)))
    assert np.median(angles) < 3
    octants = np.unique((cloud.points > 0) @ [1, 2, 4])
    assert len(octants) == 8
    assert cloud.num_views.min() >= 2


def test_a_panorama_in_a_sphere_gives_the_sphere(device):
    camera = Panorama(256, 128)
    depth = np.full((128, 256), 1.5, dtype=np.float32)
    color = np.full((128, 256, 3), 90, dtype=np.uint8)
    volume = TsdfVolume(0.04, device=device)
    T = look_at(np.array([3.0, 4.0, 1.0]), np.array([4.0, 4.5, 1.2]))
    volume.integrate(Frame("inside", color, depth, camera, T))
    cloud = volume.extract()
    seen = (cloud.points - T[:3, 3]) / 1.5
    np.testing.assert_allclose(np.linalg.norm(seen, axis=1), 1.0, atol=2e-3)
    assert np.median((cloud.normals * seen).sum(axis=1)) < -0.999
    assert len(np.unique((seen > 0) @ [1, 2, 4])) == 8
    assert (cloud.colors == 90).all()


def test_what_one_frame_saw_and_the_next_did_not_vanishes():
    volume = TsdfVolume(VOXEL)
    floater = wall(1.0)
    floater.depth[40:60, 60:90] = 0.5
    for frame in (floater, wall(1.0)):
        volume.integrate(frame)
    assert volume.extract().points[:, 2].min() > 0.99


def test_twenty_five_kilometres_away_the_same_blocks_hold_the_same():
    here, there = TsdfVolume(VOXEL), TsdfVolume(VOXEL)
    shift = np.array([160_000, -160_000, 0])  # blocks of 16 cm: 25.6 km
    for frame in sphere_frames(4):
        here.integrate(frame)
        T = frame.T_world_camera.copy()
        T[:3, 3] += shift * 0.16
        there.integrate(Frame(frame.name, frame.color, frame.depth, frame.camera, T))
    near, far = here.state(), there.state()
    np.testing.assert_array_equal(far["blocks"], near["blocks"] + shift)
    off = np.abs(far["tsdf"].astype(int) - near["tsdf"])
    assert (off <= 3).mean() > 0.9999  # 1e-4 of the truncation, but for a pixel at its border


def test_the_same_frames_give_the_same_bytes_on_any_threads_and_without_kernels(monkeypatch):
    def run(threads):
        torch.set_num_threads(threads)
        volume = TsdfVolume(VOXEL)
        for frame in sphere_frames(3):
            volume.integrate(frame)
        return volume.state()

    before = torch.get_num_threads()
    try:
        first, second = run(1), run(3)
        for name in ("tsdf_touch", "tsdf_integrate"):
            plain = importlib.import_module(f"scenegraph3d.ops.reference.{name}")
            op = importlib.import_module(f"scenegraph3d.ops.{name}")
            monkeypatch.setattr(op, "_op", getattr(plain, name))
        third = run(1)
    finally:
        torch.set_num_threads(before)
    for name, array in first.items():
        assert array.tobytes() == second[name].tobytes() == third[name].tobytes(), name


def test_a_volume_goes_on_from_its_state(device):
    frames = sphere_frames(4)
    whole, first = TsdfVolume(VOXEL, device=device), TsdfVolume(VOXEL, device=device)
    for frame in frames:
        whole.integrate(frame)
    for frame in frames[:2]:
        first.integrate(frame)
    resumed = TsdfVolume.from_state(first.state(), device)
    for frame in frames[2:]:
        resumed.integrate(frame)
    for name, array in whole.state().items():
        np.testing.assert_array_equal(resumed.state()[name], array)
    assert resumed.num_frames == 4


def test_a_block_takes_ten_bytes_a_voxel():
    volume = TsdfVolume(VOXEL)
    volume.integrate(wall(1.0))
    state = volume.state()
    held = sum(state[name].nbytes for name in ("tsdf", "weight", "color"))
    assert held == volume.num_blocks * 512 * 10


def test_a_frame_without_readings_changes_nothing():
    volume = TsdfVolume(VOXEL)
    volume.integrate(wall(0.0))
    assert volume.num_blocks == volume.num_frames == 0
    cloud = volume.extract()
    assert cloud.points.shape == cloud.colors.shape == cloud.normals.shape == (0, 3)
    assert cloud.num_views.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((0.0,), "voxel_size must be positive metres, got 0", id="no voxel"),
        pytest.param((float("nan"),), "voxel_size must be positive", id="voxel of NaN"),
        pytest.param((0.02, 0.01), "truncation must be 1 to 8 voxels", id="thin truncation"),
        pytest.param((0.02, 1.0), "truncation must be 1 to 8 voxels", id="thick truncation"),
    ],
)
def test_sizes_that_make_no_volume_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        TsdfVolume(*arguments)


def test_depth_that_is_not_finite_is_refused():
    frame = wall(1.0)
    frame.depth[3, 4] = np.nan
    with pytest.raises(ValueError, match="must be finite, 0 where nothing was read, got nan"):
        TsdfVolume(VOXEL).integrate(frame)


@pytest.mark.parametrize("camera", [CAMERA, Panorama(160, 120)], ids=["pinhole", "panorama"])
def test_depth_that_spans_more_blocks_than_fit_is_refused(camera):
    frame = wall(5000.0)
    frame = Frame(frame.name, frame.color, frame.depth, camera, np.eye(4))
    with pytest.raises(ValueError, match=r"at most 268435456 blocks.*take a larger voxel_size"):
        TsdfVolume(VOXEL).integrate(frame)


def test_a_state_that_lacks_an_array_or_a_row_is_refused():
    volume = TsdfVolume(VOXEL)
    volume.integrate(wall(1.0))
    state = volume.state()
    with pytest.raises(ValueError, match="must hold 'weight'"):
        TsdfVolume.from_state({name: state[name] for name in state if name != "weight"})
    with pytest.raises(ValueError, match="tsdf of a volume's state must have a row a block"):
        TsdfVolume.from_state(state | {"tsdf": state["tsdf"][1:]})


def test_rows_are_given_in_the_order_blocks_come_and_found_again(device):
    index = BlockIndex(device)
    first = torch.tensor([[3, 0, 0], [-5, 2, 7]], device=device)
    second = torch.tensor([[0, 0, 0], [-5, 2, 8], [400_000, -400_000, 1]], device=device)
    index.add(first)
    index.add(second)
    asked = torch.cat([second, first, torch.tensor([[1, 1, 1]], device=device)])
    assert index.find(asked).tolist() == [2, 3, 4, 0, 1, -1]
    assert index.find(asked[:0]).tolist() == []
    assert torch.equal(index.blocks, torch.cat([first, second]))


def test_a_block_too_far_to_be_named_is_refused():
    with pytest.raises(ValueError, match="within 1048576 of the origin, got one at 2000000"):
        BlockIndex().add(torch.tensor([[0, 2_000_000, 0]]))


def wall(distance: float) -> Frame:
    """A wall across the axis of a camera at the origin that looks along z."""
    depth = np.full((120, 160), distance, dtype=np.float32)
    color = np.tile(np.array([10, 20, 30], dtype=np.uint8), (120, 160, 1))
    return Frame(f"wall at {distance}", color, depth, CAMERA, np.eye(4))


def sphere_frames(count: int = 14) -> list[Frame]:
    """A sphere of 0.3 m about the origin, from a metre away: around, and from above and below."""
    angles = np.arange(count) * 2.4  # the golden angle: neighbours in number are far apart
    height = np.linspace(-0.9, 0.9, count)
    around = np.sqrt(1 - height**2)
    eyes = np.stack([around * np.cos(angles), around * np.sin(angles), height], axis=1)
    return [sphere_frame(number, eye) for number, eye in enumerate(eyes)]


def sphere_frame(number: int, eye: np.ndarray) -> Frame:
    """Depth by solving |eye + z * ray| = radius for each pixel."""
    T = look_at(eye, np.zeros(3))
    rays = CAMERA.rays().astype(np.float64) @ T[:3, :3].T
    a, b, c = (rays**2).sum(-1), rays @ eye, eye @ eye - RADIUS**2
    root = b**2 - a * c
    depth = np.where(root > 0, (-b - np.sqrt(np.maximum(root, 0))) / a, 0).astype(np.float32)
    color = np.full((120, 160, 3), 128, dtype=np.uint8)
    return Frame(f"frame-{number:06d}", color, depth, CAMERA, T)

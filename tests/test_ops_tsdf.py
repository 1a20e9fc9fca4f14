"""Operators of the volume: against the definition, at the origin and 25 km from it."""

import pytest

torch = pytest.importorskip("torch")

from scenegraph3d import ops  # noqa: E402
from scenegraph3d.ops.reference.tsdf_integrate import tsdf_integrate as integrate  # noqa: E402
from scenegraph3d.ops.reference.tsdf_touch import tsdf_touch as touch  # noqa: E402

K = torch.tensor([[50.0, 0, 31.5], [0, 50, 23.5], [0, 0, 1]], dtype=torch.float64)
VOXEL = {"voxel_size": 0.02, "truncation": 0.08}
STATE = [(), (), (3,)]  # of tsdf, weight and color: what stands between B and 8, 8, 8
PLACES = [pytest.param(0.0, id="at the origin"), pytest.param(25_000.0, id="25 km away")]


def test_a_wall_at_one_metre_touches_the_blocks_within_the_truncation(device):
    depth = torch.full((48, 64), 1.0, device=device)
    blocks = ops.tsdf_touch(depth, K, torch.eye(4, dtype=torch.float64), **VOXEL)
    # Blocks are 16 cm: 0.92 to 1.08 m is blocks 5 and 6; columns 2 to 62 see -0.64 to 0.66 m.
    assert blocks[:, 2].unique().tolist() == [5, 6]
    assert blocks[:, 0].unique().tolist() == list(range(-4, 5))


@pytest.mark.parametrize("offset", PLACES)
def test_touch_equals_the_reference(device, offset):
    arguments = touch_arguments(device, offset)
    op = torch.ops.scenegraph3d.tsdf_touch.default
    got = op(*arguments)
    assert torch.equal(got, touch(*arguments))
    assert got.any()


def test_touch_passes_opcheck(device):
    torch.library.opcheck(torch.ops.scenegraph3d.tsdf_touch.default, touch_arguments(device, 0.0))


def test_an_image_without_readings_touches_nothing(device):
    T = torch.eye(4, dtype=torch.float64)
    assert ops.tsdf_touch(torch.zeros((4, 4), device=device), K, T, **VOXEL).shape == (0, 3)


@pytest.mark.parametrize("shape", [(48, 64, 3), (48, 64)], ids=["three axes", "an image"])
def test_touch_refuses_a_depth_that_is_no_image_of_floats(shape):
    depth = torch.zeros(shape, dtype=torch.float64)
    with pytest.raises((TypeError, ValueError), match=r"depth must (have shape|be torch.float32)"):
        ops.tsdf_touch(depth, K, torch.eye(4, dtype=torch.float64), **VOXEL)


def test_touch_refuses_voxels_too_fine_for_what_the_camera_sees():
    depth = torch.full((4, 4), 50.0)
    with pytest.raises(ValueError, match="take a larger voxel_size"):
        ops.tsdf_touch(
            depth, K, torch.eye(4, dtype=torch.float64), voxel_size=1e-4, truncation=4e-4
        )


def test_a_voxel_holds_its_distance_to_a_wall_and_the_colour_there(device):
    state, frame = wall(device, 1.0, blocks=[[0, 0, 5], [0, 0, 6]])
    ops.tsdf_integrate(*state, **frame)
    tsdf, weight, color = (tensor.cpu() for tensor in state)
    # Block 5 reaches from 0.80 to 0.96 m: the last voxel's centre, at 0.95, is 0.05 in front.
    assert tsdf[0, 0, 0, 7] == round(0.05 / 0.08 * 32767)
    assert tsdf[0, 0, 0, 0] == 32767  # at 0.81 m, 0.19 in front: no more than one truncation
    # Block 6: 0.97 in front, 1.01 behind, 1.07 within the truncation, 1.09 past it.
    assert tsdf[1, 0, 0, 2] == round(-0.01 / 0.08 * 32767)
    assert weight[1, 0, 0].tolist() == [1, 1, 1, 1, 1, 1, 0, 0]
    assert color[1, :, 0, 0, 2].tolist() == [10 * 128, 20 * 128, 30 * 128]


def test_two_frames_leave_their_mean_and_the_weight_stops_at_its_bound(device):
    state, near = wall(device, 1.0, blocks=[[0, 0, 6]])
    _, far = wall(device, 1.02, blocks=[[0, 0, 6]])
    for frame in (near, far, near, far):
        ops.tsdf_integrate(*state, **(frame | {"max_weight": 3}))
    # At 0.99 m: 1, 3, 1 and 3 cm in units of 8 cm; the fourth counts a quarter, after three.
    mean = (1 + 3 + 1 + 3) / 4 / 8 * 32767
    assert abs(int(state[0][0, 0, 0, 1]) - mean) <= 1.5  # rounded at each of four steps
    assert int(state[1].max()) == 3


@pytest.mark.parametrize("offset", PLACES)
def test_integrate_equals_the_reference(device, offset):
    arguments = integrate_arguments(device, offset)
    want = [tensor.clone() for tensor in arguments[:3]]
    for _ in range(3):
        torch.ops.scenegraph3d.tsdf_integrate(*arguments)
        integrate(*want, *arguments[3:])
    assert (arguments[1] > 0).float().mean() > 0.2
    for got, wanted in zip(arguments, want, strict=False):
        assert torch.equal(got, wanted)


def test_a_volume_far_away_holds_what_it_holds_at_the_origin(device):
    here, there = (integrate_arguments(device, offset) for offset in (0.0, 0.16 * 160_000))
    for arguments in (here, there):
        torch.ops.scenegraph3d.tsdf_integrate(*arguments)
    assert torch.equal(there[3], here[3] + torch.tensor([160_000, -160_000, 0], device=device))
    same = (here[0].int() - there[0].int()).abs() <= 4  # of 32767: 1e-4 of the truncation
    assert same.float().mean() > 0.999  # 25 km leaves 4 nm: a voxel may fall in the next pixel


def test_integrate_passes_opcheck(device):
    op = torch.ops.scenegraph3d.tsdf_integrate.default
    torch.library.opcheck(op, integrate_arguments(device, 0.0))


def test_an_image_of_one_pixel_gives_its_colour(device):
    state, frame = wall(device, 1.0, blocks=[[0, 0, 6]])
    one = {"depth": frame["depth"][:1, :1], "image": frame["image"][:1, :1]}
    centered = torch.tensor([[2.0, 0, 0], [0, 2, 0], [0, 0, 1]], dtype=torch.float64)
    ops.tsdf_integrate(*state, **(frame | one | {"K": centered}))
    assert state[2][0, :, 0, 0, 2].tolist() == [10 * 128, 20 * 128, 30 * 128]
    assert int(state[1].sum()) == 8 * 8 * 6  # the pixel sees all of the block's depth to 1.08 m


def test_a_frame_that_touches_no_block_changes_nothing(device):
    state, frame = wall(device, 1.0, blocks=[[0, 0, 6]])
    none = {"blocks": frame["blocks"][:0], "rows": frame["rows"][:0]}
    ops.tsdf_integrate(*state, **(frame | none))
    assert all(not tensor.any() for tensor in state)


def test_blocks_behind_the_camera_and_beside_the_image_change_nothing(device):
    state, frame = wall(device, 1.0, blocks=[[0, 0, -6], [30, 0, 6]])
    ops.tsdf_integrate(*state, **frame)
    assert all(not tensor.any() for tensor in state)


def test_integrate_refuses_rows_outside_the_volume():
    state, frame = wall("cpu", 1.0, blocks=[[0, 0, 6]])
    with pytest.raises(ValueError, match=r"rows must lie in 0..0, got 1 to 1"):
        ops.tsdf_integrate(*state, **(frame | {"rows": torch.tensor([1])}))


def wall(device: str, distance: float, *, blocks: list[list[int]]) -> tuple[list, dict]:
    """An empty volume of `blocks` and a frame that sees a wall across the camera's axis."""
    state = [torch.zeros((len(blocks), *shape, 8, 8, 8), dtype=torch.int16) for shape in STATE]
    color = torch.tensor([10, 20, 30], dtype=torch.uint8).expand(48, 64, 3)
    frame = {
        "blocks": torch.tensor(blocks, device=device),
        "rows": torch.arange(len(blocks), device=device),
        "depth": torch.full((48, 64), distance, device=device),
        "image": color.to(device),
        "K": K,
        "T_world_camera": torch.eye(4, dtype=torch.float64),
        "max_weight": 100,
    }
    return [tensor.to(device) for tensor in state], frame | VOXEL


def integrate_arguments(device: str, offset: float) -> tuple:
    depth, intrinsics, T, low, *_ = touch_arguments("cpu", offset)
    marks = touch(*touch_arguments("cpu", offset))
    blocks = marks.nonzero() + torch.tensor(low)
    generator = torch.Generator().manual_seed(1)
    image = torch.randint(0, 256, (48, 64, 3), generator=generator, dtype=torch.uint8)
    state = [torch.zeros((len(blocks), *shape, 8, 8, 8), dtype=torch.int16) for shape in STATE]
    tensors = [*state, blocks, torch.arange(len(blocks)).flip(0), depth, image]
    return (*(tensor.contiguous().to(device) for tensor in tensors), intrinsics, T, 0.02, 0.08, 100)


def touch_arguments(device: str, offset: float) -> tuple:
    generator = torch.Generator().manual_seed(0)
    depth = torch.rand((48, 64), generator=generator) + 0.5
    depth[torch.rand((48, 64), generator=generator) < 0.2] = 0
    T = torch.eye(4, dtype=torch.float64)
    T[:3, :3] = torch.tensor([[0.36, 0.48, -0.8], [-0.8, 0.6, 0], [0.48, 0.64, 0.6]])
    T[:3, 3] = torch.tensor([offset + 0.31, -offset, 0.07], dtype=torch.float64)
    low = (T[:3, 3] / 0.16).floor().long() - 12
    return (
        depth.to(device),
        [50.0, 50.0, 31.5, 23.5],
        T.flatten().tolist(),
        low.tolist(),
        [24, 24, 24],
        0.16,
        0.08,
        4,
    )

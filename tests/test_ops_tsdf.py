"""Operators of the volume: against the definition, at the origin and 25 km from it."""

import pytest

torch = pytest.importorskip("torch")

from scenegraph3d import ops  # noqa: E402
from scenegraph3d.ops.reference import tsdf_touch as reference  # noqa: E402

K = torch.tensor([[50.0, 0, 31.5], [0, 50, 23.5], [0, 0, 1]], dtype=torch.float64)
VOXEL = {"voxel_size": 0.02, "truncation": 0.08}


def test_a_wall_at_one_metre_touches_the_blocks_within_the_truncation(device):
    depth = torch.full((48, 64), 1.0, device=device)
    blocks = ops.tsdf_touch(depth, K, torch.eye(4, dtype=torch.float64), **VOXEL)
    # Blocks are 16 cm: 0.92 to 1.08 m is blocks 5 and 6; columns 2 to 62 see -0.64 to 0.66 m.
    assert blocks[:, 2].unique().tolist() == [5, 6]
    assert blocks[:, 0].unique().tolist() == list(range(-4, 5))


@pytest.mark.parametrize("offset", [0.0, 25_000.0], ids=["at the origin", "25 km away"])
def test_touch_equals_the_reference(device, offset):
    arguments = touch_arguments(device, offset)
    op = torch.ops.scenegraph3d.tsdf_touch.default
    got = op(*arguments)
    assert torch.equal(got, reference.tsdf_touch(*arguments))
    assert got.any()


def test_touch_passes_opcheck(device):
    torch.library.opcheck(torch.ops.scenegraph3d.tsdf_touch.default, touch_arguments(device, 0.0))


def test_an_image_without_readings_touches_nothing(device):
    T = torch.eye(4, dtype=torch.float64)
    assert ops.tsdf_touch(torch.zeros((4, 4), device=device), K, T, **VOXEL).shape == (0, 3)


def touch_arguments(device: str, offset: float) -> tuple:
    generator = torch.Generator().manual_seed(0)
    depth = torch.rand((48, 64), generator=generator) + 0.5
    depth[torch.rand((48, 64), generator=generator) < 0.2] = 0
    T = torch.eye(4, dtype=torch.float64)
    T[:3, :3] = torch.tensor([[0.36, 0.48, -0.8], [-0.8, 0.6, 0], [0.48, 0.64, 0.6]])
    T[:3, 3] = torch.tensor([offset + 0.31, -offset, 0.07])
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

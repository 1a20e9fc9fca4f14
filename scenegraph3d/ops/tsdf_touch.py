"""Blocks of voxels that a depth image touches: where a volume needs memory."""

from __future__ import annotations

import math

import torch

from .checks import check_tensor
from .library import define_op
from .reference.tsdf_touch import tsdf_touch as _reference

BLOCK = 8  # voxels along an edge of a block
MAX_STRIDE = 4  # pixels between those that are read; fewer where that is half a block or more
MAX_WINDOW = 2**28  # blocks that one frame may span: 256 MB of marks


def tsdf_touch(
    depth: torch.Tensor,
    K: torch.Tensor,
    T_world_camera: torch.Tensor,
    *,
    voxel_size: float,
    truncation: float,
) -> torch.Tensor:
    """The blocks of 8 x 8 x 8 voxels within `truncation` of a depth image's readings.

    Args:
        depth: (H, W) float32, metres along the camera z axis; 0 marks no reading.
        K: (3, 3) float64 intrinsics, pixels, integers at pixel centres.
        T_world_camera: (4, 4) float64, camera to world.
        voxel_size: edge of a voxel, metres.
        truncation: how far in front of and behind the surface voxels matter, metres.

    Returns:
        (T, 3) int64 block coordinates in order: block (i, j, k) has its low corner at
        8 * voxel_size * (i, j, k). On the device of `depth`.
    """
    check_tensor("depth", depth, (None, None), torch.float32)
    check_tensor("K", K, (3, 3), torch.float64)
    check_tensor("T_world_camera", T_world_camera, (4, 4), torch.float64)
    if not (math.isfinite(voxel_size) and voxel_size > 0):
        raise ValueError(f"voxel_size must be positive metres, got {voxel_size}")
    far = float(depth.amax()) if depth.numel() else 0.0
    if not math.isfinite(far):
        raise ValueError(f"depth must be finite, 0 where nothing was read, got {far}")
    if far <= 0:
        return torch.zeros((0, 3), dtype=torch.int64, device=depth.device)
    low, shape = _window(depth.shape, K, T_world_camera, far + truncation, BLOCK * voxel_size)
    marks = _op(
        depth.contiguous(),
        [float(x) for x in (K[0, 0], K[1, 1], K[0, 2], K[1, 2])],
        T_world_camera.flatten().tolist(),
        low,
        shape,
        BLOCK * voxel_size,
        truncation,
        _stride(K, far, BLOCK * voxel_size),
    )
    return marks.nonzero() + torch.tensor(low, device=depth.device)


def _stride(K: torch.Tensor, far: float, block_size: float) -> int:
    """Pixels between those that are read: half a block apart at most at the farthest reading."""
    apart = far / float(min(K[0, 0], K[1, 1]))  # metres between neighbouring pixels
    return max(1, min(MAX_STRIDE, int(block_size / 2 / apart)))


def _window(
    size: torch.Size, K: torch.Tensor, T_world_camera: torch.Tensor, far: float, block_size: float
) -> tuple[list[int], list[int]]:
    """The first block and the number of blocks about all that the camera sees within `far`."""
    height, width = size
    pixels = torch.tensor(
        [[u, v, 1.0] for u in (0, width - 1) for v in (0, height - 1)], dtype=torch.float64
    )
    corners = far * pixels @ torch.linalg.inv(K.cpu()).T
    corners = torch.cat([corners, torch.zeros((1, 3), dtype=torch.float64)])
    T = T_world_camera.cpu()
    blocks = (corners @ T[:3, :3].T + T[:3, 3]) / block_size
    low = blocks.amin(0).floor().long() - 1
    shape = blocks.amax(0).floor().long() + 2 - low
    check_window(shape.tolist(), block_size, far)
    return low.tolist(), shape.tolist()


def check_window(shape: list[int], block_size: float, far: float) -> None:
    """Refuse a window of more blocks than are marked at once; `far` metres is what it reaches."""
    if math.prod(shape) > MAX_WINDOW:
        raise ValueError(
            f"a frame must span at most {MAX_WINDOW} blocks, got {' x '.join(map(str, shape))} of"
            f" {block_size:g} m to a depth of {far:.1f} m: take a larger voxel_size"
        )


def _fake(
    depth: torch.Tensor,
    intrinsics: list[float],
    T_world_camera: list[float],
    low: list[int],
    shape: list[int],
    block_size: float,
    truncation: float,
    stride: int,
) -> torch.Tensor:
    return depth.new_empty(shape, dtype=torch.uint8)


_op = define_op(
    "tsdf_touch(Tensor depth, float[] intrinsics, float[] T_world_camera, int[] low, int[] shape,"
    " float block_size, float truncation, int stride) -> Tensor",
    reference=_reference,
    fake=_fake,
)

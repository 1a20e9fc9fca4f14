"""A depth and colour image averaged into blocks of voxels: one step of fusing frames."""

from __future__ import annotations

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.tsdf_integrate import BLOCK, COLOR_UNIT, TSDF_UNIT
from .reference.tsdf_integrate import tsdf_integrate as _reference

__all__ = ["BLOCK", "COLOR_UNIT", "TSDF_UNIT", "tsdf_integrate"]


def tsdf_integrate(
    tsdf: torch.Tensor,
    weight: torch.Tensor,
    color: torch.Tensor,
    *,
    blocks: torch.Tensor,
    rows: torch.Tensor,
    depth: torch.Tensor,
    image: torch.Tensor,
    K: torch.Tensor,
    T_world_camera: torch.Tensor,
    voxel_size: float,
    truncation: float,
    max_weight: int,
) -> None:
    """Average one frame into blocks of 8 x 8 x 8 voxels, in place.

    A voxel that projects into the image, no further than `truncation` behind what was read there,
    takes the mean of what it held, `weight` times, and the new distance to the surface along z.
    Curless and Levoy, A volumetric method for building complex models from range images, 1996.

    Args:
        tsdf: (B, 8, 8, 8) int16 by x, y, z: distance in front of the surface in units of
            truncation / 32767, at most one truncation.
        weight: (B, 8, 8, 8) int16 frames averaged, at most `max_weight`.
        color: (B, 3, 8, 8, 8) int16 red, green and blue in units of 1 / 128 of a level.
        blocks: (T, 3) int64 coordinates of the blocks to update, as of `tsdf_touch`.
        rows: (T,) int64 where each lies in the first three, all different.
        depth: (H, W) float32, metres along the camera z axis; 0 marks no reading.
        image: (H, W, 3) uint8 RGB.
        K: (3, 3) float64 intrinsics, pixels, integers at pixel centres.
        T_world_camera: (4, 4) float64, camera to world.
        voxel_size: edge of a voxel, metres.
        truncation: metres.
        max_weight: from here on the mean forgets, so that it follows what moves.
    """
    check_tensor("tsdf", tsdf, (None, BLOCK, BLOCK, BLOCK), torch.int16)
    check_tensor("weight", weight, tuple(tsdf.shape), torch.int16)
    check_tensor("color", color, (len(tsdf), 3, BLOCK, BLOCK, BLOCK), torch.int16)
    check_tensor("blocks", blocks, (None, 3), torch.int64)
    check_tensor("rows", rows, (len(blocks),), torch.int64)
    check_tensor("depth", depth, (None, None), torch.float32)
    check_tensor("image", image, (*depth.shape, 3), torch.uint8)
    check_tensor("K", K, (3, 3), torch.float64)
    check_tensor("T_world_camera", T_world_camera, (4, 4), torch.float64)
    check_same_device(
        tsdf=tsdf, weight=weight, color=color, blocks=blocks, depth=depth, image=image
    )
    if len(rows) and not (int(rows.min()) >= 0 and int(rows.max()) < len(tsdf)):
        raise ValueError(f"rows must lie in 0..{len(tsdf) - 1}, got {rows.min()} to {rows.max()}")
    _op(
        tsdf,
        weight,
        color,
        blocks.contiguous(),
        rows.contiguous(),
        depth.contiguous(),
        image.contiguous(),
        [float(x) for x in (K[0, 0], K[1, 1], K[0, 2], K[1, 2])],
        T_world_camera.flatten().tolist(),
        voxel_size,
        truncation,
        max_weight,
    )


def _fake(*arguments: object) -> None:
    return None


_op = define_op(
    "tsdf_integrate(Tensor(a!) tsdf, Tensor(b!) weight, Tensor(c!) color, Tensor blocks,"
    " Tensor rows, Tensor depth, Tensor image, float[] intrinsics, float[] T_world_camera,"
    " float voxel_size, float truncation, int max_weight) -> ()",
    reference=_reference,
    fake=_fake,
)

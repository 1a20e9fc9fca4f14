"""Frames of cameras that are not pinholes, such as panoramas, into a volume: plain torch."""

from __future__ import annotations

import numpy as np
import torch

from ..geometry.cameras import invert_rigid
from ..ops.reference.tsdf_integrate import BLOCK, COLOR_UNIT, TSDF_UNIT, update_voxels
from ..ops.reference.tsdf_touch import SAMPLES
from ..ops.tsdf_touch import check_window
from ..records import Frame
from .voxel_blocks import VoxelBlocks

_STRIDE = 2  # pixels between those that mark blocks: 6 cm apart at 5 m, 1024 pixels around
_CHUNK = 1024  # blocks projected at once: 40 MB of coordinates


def touch_rays(frame: Frame, *, voxel_size: float, truncation: float) -> torch.Tensor:
    """(T, 3) int64 blocks within `truncation` along each pixel's ray, in order.

    Raises:
        ValueError: for a frame that spans too many blocks.
    """
    block_size = BLOCK * voxel_size
    T = np.asarray(frame.T_world_camera, dtype=np.float64)
    depth = frame.depth[::_STRIDE, ::_STRIDE]
    ways = frame.camera.rays()[::_STRIDE, ::_STRIDE][depth > 0] @ T[:3, :3].T
    reach = depth[depth > 0][:, None] + np.multiply(SAMPLES, truncation)  # (N, 5) along the ray
    points = T[:3, 3] + ways[:, None] * np.maximum(reach, 0)[..., None]
    touched = np.floor(points / block_size).astype(np.int64).reshape(-1, 3)
    if not len(touched):
        return torch.zeros((0, 3), dtype=torch.int64)
    low = touched.min(axis=0)
    shape = touched.max(axis=0) - low + 1
    check_window(shape.tolist(), block_size, float(depth.max()))
    marks = np.zeros(shape, dtype=bool)
    marks[tuple((touched - low).T)] = True
    return torch.from_numpy(np.argwhere(marks) + low)


def integrate_rays(
    voxels: VoxelBlocks,
    blocks: torch.Tensor,
    frame: Frame,
    images: tuple[torch.Tensor, torch.Tensor],
    *,
    voxel_size: float,
    truncation: float,
    max_weight: int,
) -> None:
    """`ops.tsdf_integrate` with depth along the camera's own rays.

    Args:
        voxels: changed in place.
        blocks: (T, 3) int64, as of `touch_rays`.
        frame: its camera and pose count.
        images: (H, W) depth and (H, W, 3) colour of the frame on the device of `voxels`.
        voxel_size: metres.
        truncation: metres.
        max_weight: as of `ops.tsdf_integrate`.
    """
    depth, color = images
    rows = voxels.rows_of(blocks)
    for chunk, chunk_rows in zip(blocks.split(_CHUNK), rows.split(_CHUNK), strict=True):
        pixel, distance = _project(chunk, frame, voxel_size)
        read = depth.flatten()[pixel]
        in_front = read - distance
        seen = (read > 0) & (distance > 0) & (in_front >= -truncation)
        update_voxels(
            *(voxels.tsdf, voxels.weight, voxels.color),
            chunk_rows,
            seen,
            (in_front / truncation).clamp(max=1.0) * TSDF_UNIT,
            color.reshape(-1, 3)[pixel].movedim(-1, 1).float() * COLOR_UNIT,
            max_weight,
        )


def _project(
    blocks: torch.Tensor, frame: Frame, voxel_size: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The nearest pixel of each voxel's centre, row-major, and its depth; 0 where unseen."""
    T_camera_world = invert_rigid(np.asarray(frame.T_world_camera, dtype=np.float64))
    within = np.indices((BLOCK, BLOCK, BLOCK)).reshape(3, -1).T + 0.5
    within = within * voxel_size @ T_camera_world[:3, :3].T
    corners = blocks.cpu().numpy() * (BLOCK * voxel_size)
    corners = corners @ T_camera_world[:3, :3].T + T_camera_world[:3, 3]
    points = (corners[:, None] + within).reshape(-1, 3)
    pixels, depth = frame.camera.project(points)
    u, v = np.floor(pixels + 0.5).astype(np.int64).T
    width, height = frame.camera.width, frame.camera.height
    inside = (depth > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    shape = (len(blocks), BLOCK, BLOCK, BLOCK)
    pixel = np.where(inside, v * width + u, 0).reshape(shape)
    depth = np.where(inside, depth, 0).astype(np.float32).reshape(shape)
    return torch.from_numpy(pixel).to(blocks.device), torch.from_numpy(depth).to(blocks.device)

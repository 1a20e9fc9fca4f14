"""Frames of cameras that are not pinholes, such as panoramas, into a volume: plain torch."""

from __future__ import annotations

import numpy as np
import torch

from ..geometry.cameras import backproject_depth, invert_rigid
from ..ops.reference.tsdf_integrate import BLOCK, COLOR_UNIT, TSDF_UNIT, update_voxels
from ..ops.reference.tsdf_touch import SAMPLES
from ..records import Frame
from .voxel_blocks import VoxelBlocks

_STRIDE = 2  # pixels between those that mark blocks: 6 cm apart at 5 m, 1024 pixels around
_CHUNK = 1024  # blocks projected at once: 40 MB of coordinates


def touch_rays(frame: Frame, *, voxel_size: float, truncation: float) -> torch.Tensor:
    """(T, 3) int64 blocks within `truncation` along each pixel's ray, in order."""
    block_size = BLOCK * voxel_size
    read = np.zeros_like(frame.depth)
    read[::_STRIDE, ::_STRIDE] = frame.depth[::_STRIDE, ::_STRIDE]
    points = [
        backproject_depth(
            np.where(read > 0, read + np.float32(sample * truncation), 0),
            frame.camera,
            frame.T_world_camera,
        )
        for sample in SAMPLES
    ]
    touched = np.floor(np.concatenate(points) / block_size).astype(np.int64)
    low = touched.min(axis=0)
    marks = np.zeros(touched.max(axis=0) - low + 1, dtype=bool)
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
    corner = np.indices((BLOCK, BLOCK, BLOCK)).reshape(3, -1).T + 0.5
    centers = (blocks.cpu().numpy()[:, None] * BLOCK + corner) * voxel_size
    T_camera_world = invert_rigid(np.asarray(frame.T_world_camera, dtype=np.float64))
    points = centers.reshape(-1, 3) @ T_camera_world[:3, :3].T + T_camera_world[:3, 3]
    pixels, depth = frame.camera.project(points)
    u, v = np.floor(pixels + 0.5).astype(np.int64).T
    width, height = frame.camera.width, frame.camera.height
    inside = (depth > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    shape = (len(blocks), BLOCK, BLOCK, BLOCK)
    pixel = np.where(inside, v * width + u, 0).reshape(shape)
    depth = np.where(inside, depth, 0).astype(np.float32).reshape(shape)
    return torch.from_numpy(pixel).to(blocks.device), torch.from_numpy(depth).to(blocks.device)

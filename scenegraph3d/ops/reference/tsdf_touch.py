"""Blocks of voxels that a depth image touches, in plain torch."""

from __future__ import annotations

import torch

SAMPLES = (-1.0, -0.5, 0.0, 0.5, 1.0)  # along the ray about the surface, in truncations


def tsdf_touch(
    depth: torch.Tensor,
    intrinsics: list[float],
    T_world_camera: list[float],
    low: list[int],
    shape: list[int],
    block_size: float,
    truncation: float,
    stride: int,
) -> torch.Tensor:
    """See `ops.tsdf_touch`; every kernel takes these steps in this order, rounding alike."""
    fx, fy, cx, cy = intrinsics
    T = torch.tensor(T_world_camera, dtype=torch.float64).reshape(4, 4)
    R = T[:3, :3].tolist()
    t = (T[:3, 3] - torch.tensor(low, dtype=torch.float64) * block_size).tolist()
    v, u = (
        torch.arange(min(stride, size) // 2, size, stride, device=depth.device)
        for size in depth.shape
    )
    read = depth[v[:, None], u]
    x, y = (u.float() - cx) * (1 / fx), (v[:, None].float() - cy) * (1 / fy)
    touched = torch.zeros(shape, dtype=torch.uint8, device=depth.device)
    for sample in SAMPLES:
        z = read + sample * truncation
        inside = (read > 0) & (z > 0)
        cells = []
        for axis in range(3):
            world = R[axis][0] * (x * z) + R[axis][1] * (y * z) + R[axis][2] * z + t[axis]
            cells.append(world * (1 / block_size))
            inside &= (cells[axis] >= 0) & (cells[axis] < shape[axis])
        i, j, k = (cell[inside].long() for cell in cells)
        touched[i, j, k] = 1
    return touched

"""A depth and colour image averaged into blocks of voxels, in plain torch."""

from __future__ import annotations

import torch

BLOCK = 8  # voxels along an edge of a block
TSDF_UNIT = 32767.0  # stored distance of one truncation
COLOR_UNIT = 128.0  # stored levels of one level of 255


def tsdf_integrate(
    tsdf: torch.Tensor,
    weight: torch.Tensor,
    color: torch.Tensor,
    blocks: torch.Tensor,
    rows: torch.Tensor,
    depth: torch.Tensor,
    image: torch.Tensor,
    intrinsics: list[float],
    T_world_camera: list[float],
    voxel_size: float,
    truncation: float,
    max_weight: int,
) -> None:
    """See `ops.tsdf_integrate`; every kernel takes these steps in this order, rounding alike."""
    if not len(blocks) or not depth.numel():
        return
    x, y, z = _camera_coordinates(blocks, T_world_camera, voxel_size)  # (T, 8, 8, 8) each
    pixel, inside = _pixels(x, y, z, intrinsics, depth.shape)
    read = depth.flatten()[pixel]
    seen = inside & (read > 0) & (read - z >= -truncation)
    distance = ((read - z) * (1 / truncation)).clamp(max=1.0) * TSDF_UNIT
    rgb = image.reshape(-1, 3)[pixel].movedim(-1, 1).float() * COLOR_UNIT  # (T, 3, 8, 8, 8)

    update_voxels(tsdf, weight, color, rows, seen, distance, rgb, max_weight)


def update_voxels(
    tsdf: torch.Tensor,
    weight: torch.Tensor,
    color: torch.Tensor,
    rows: torch.Tensor,
    seen: torch.Tensor,
    distance: torch.Tensor,
    rgb: torch.Tensor,
    max_weight: int,
) -> None:
    """Take a reading into the running means of the blocks at `rows`, in place.

    Args:
        tsdf: as of `ops.tsdf_integrate`, like weight, color and rows.
        weight: see there.
        color: see there.
        rows: see there.
        seen: (T, 8, 8, 8) bool, the voxels that take it.
        distance: (T, 8, 8, 8) float32 in stored units.
        rgb: (T, 3, 8, 8, 8) float32 in stored units.
        max_weight: see there.
    """
    before = weight[rows].float()
    share = 1 / (before + 1)
    new_tsdf = ((tsdf[rows].float() * before + distance) * share).round()
    new_color = ((color[rows].float() * before[:, None] + rgb) * share[:, None]).round()
    after = (before + 1).clamp(max=max_weight)
    _write(tsdf, rows, seen, new_tsdf)
    _write(weight, rows, seen, after)
    _write(color, rows, seen[:, None].expand_as(new_color), new_color)


def _camera_coordinates(
    blocks: torch.Tensor, T_world_camera: list[float], voxel_size: float
) -> tuple[torch.Tensor, ...]:
    """x, y and z of every voxel's centre, about the camera's block to keep float32 exact."""
    T = torch.tensor(T_world_camera, dtype=torch.float64).reshape(4, 4)
    low = (T[:3, 3] / (BLOCK * voxel_size)).floor()
    t_world = T[:3, 3] - low * (BLOCK * voxel_size)
    R, t_camera = T[:3, :3].tolist(), -(T[:3, :3].T @ t_world)
    within = torch.arange(BLOCK, device=blocks.device)
    voxel = (blocks - low.long().to(blocks.device))[:, :, None] * BLOCK + within  # (T, 3, 8)
    position = (voxel.float() + 0.5) * voxel_size
    along_x = position[:, 0, :, None, None]
    along_y = position[:, 1, None, :, None]
    along_z = position[:, 2, None, None, :]
    return tuple(
        (R[0][axis] * along_x + float(t_camera[axis]))
        + (R[1][axis] * along_y + R[2][axis] * along_z)
        for axis in range(3)
    )


def _pixels(
    x: torch.Tensor, y: torch.Tensor, z: torch.Tensor, intrinsics: list[float], size: torch.Size
) -> tuple[torch.Tensor, torch.Tensor]:
    """The nearest pixel of every voxel, row-major, and whether it lies inside the image."""
    fx, fy, cx, cy = intrinsics
    height, width = size
    inverse_z = 1 / z
    u = x * inverse_z * fx + cx + 0.5
    v = y * inverse_z * fy + cy + 0.5
    inside = (z > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    return torch.where(inside, v.long() * width + u.long(), 0), inside


def _write(
    stored: torch.Tensor, rows: torch.Tensor, seen: torch.Tensor, value: torch.Tensor
) -> None:
    stored[rows] = torch.where(seen, value.to(stored.dtype), stored[rows])

"""The points where a volume's distance crosses zero, with normals, colours and views."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch

from ..ops.tsdf_integrate import BLOCK, COLOR_UNIT, TSDF_UNIT
from ..records import PointCloud
from .voxel_blocks import VoxelBlocks

# Between neighbouring voxels, in truncations: a surface seen at 70 degrees grows by 0.7 a voxel of
# a quarter truncation. More is a gap between two surfaces. On rendered scans 0.7 instead of 1
# halves the points that lie over a voxel off and loses 1 % of the surface.
MAX_JUMP = 0.7
_CHUNK = 1024  # blocks looked at at once: some 30 MB
_PAD = torch.arange(-1, BLOCK + 2)  # voxels along an edge: one before the block and two behind
_STEPS = (len(_PAD) ** 2, len(_PAD), 1)  # to the next voxel along x, y and z of a padded block


def surface_points(voxels: VoxelBlocks, voxel_size: float, *, min_views: int) -> PointCloud:
    """One point for each edge between neighbouring voxels that the surface crosses.

    Args:
        voxels: of a volume.
        voxel_size: metres.
        min_views: frames that must have averaged into both voxels.

    Returns:
        N points in a fixed order; normals are the distance's gradient, towards the viewers.
    """
    found = [
        edges
        for rows in torch.arange(len(voxels), device=voxels.tsdf.device).split(_CHUNK)
        for edges in _crossings(voxels, rows, min_views)
    ]
    return PointCloud(
        (_joined([edges.points for edges in found], 3) * voxel_size).astype(np.float32),
        colors=_joined([edges.colors for edges in found], 3).astype(np.uint8),
        normals=_joined([edges.normals for edges in found], 3).astype(np.float32),
        num_views=_joined([edges.views for edges in found]).astype(np.int32),
    )


@dataclass(frozen=True)
class _Padded:
    """C blocks with their surroundings, 11 x 11 x 11 voxels each, flattened."""

    voxel: torch.Tensor  # int64, its number in the volume's tensors
    distance: torch.Tensor  # float32, truncations; NaN where too few frames saw it


@dataclass(frozen=True)
class _Edges:
    """What is known of N crossings: points in voxels, float64; the rest as in PointCloud."""

    points: torch.Tensor
    normals: torch.Tensor
    colors: torch.Tensor
    views: torch.Tensor


def _joined(parts: list[torch.Tensor], *shape: int) -> np.ndarray:
    return torch.cat(parts).cpu().numpy() if parts else np.zeros((0, *shape))


def _crossings(voxels: VoxelBlocks, rows: torch.Tensor, min_views: int) -> list[_Edges]:
    """The crossings along x, then y, then z, of edges that start in the blocks at `rows`."""
    number = _padded_voxels(voxels, rows)
    voxel = number.clamp(min=0)
    weight = torch.where(number >= 0, voxels.weight.flatten()[voxel], 0)
    distance = voxels.tsdf.flatten()[voxel].float() / TSDF_UNIT
    padded = _Padded(voxel, torch.where(weight >= min_views, distance, torch.nan))
    start = _starts(len(rows), rows.device)
    found = []
    for axis, step in enumerate(_STEPS):
        first, second = padded.distance[start], padded.distance[start + step]
        # What compares with NaN is false: both ends must have been seen.
        crosses = ((first > 0) != (second > 0)) & ((first - second).abs() < MAX_JUMP)
        block, within = crosses.nonzero().T
        found.append(_describe(voxels, padded, (rows[block], within, start[crosses]), axis))
    return found


def _describe(
    voxels: VoxelBlocks,
    padded: _Padded,
    edges: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    axis: int,
) -> _Edges:
    """What is known of the edges along `axis` from voxels: (N,) row, number within, padded."""
    row, within, start = edges
    ends = start, start + _STEPS[axis]
    near, far = (padded.distance[end] for end in ends)
    share = near / (near - far)  # of the second end
    place = torch.stack([within // BLOCK**2, within // BLOCK % BLOCK, within % BLOCK], dim=1)
    place = voxels.index.blocks[row] * BLOCK + place + 0.5
    points = place.double()
    points[:, axis] += share
    growth = [_gradient(padded.distance, end) for end in ends]
    colors = [_colors(voxels, padded.voxel[end]) for end in ends]
    weights = [voxels.weight.flatten()[padded.voxel[end]] for end in ends]
    return _Edges(
        points,
        torch.nn.functional.normalize(_between(growth, share), dim=1),
        _between(colors, share).round().clamp(0, 255),
        torch.minimum(weights[0], weights[1]),
    )


def _between(ends: list[torch.Tensor], share: torch.Tensor) -> torch.Tensor:
    return ends[0] + (ends[1] - ends[0]) * share[:, None]


def _padded_voxels(voxels: VoxelBlocks, rows: torch.Tensor) -> torch.Tensor:
    """(C * 11 * 11 * 11,) int64 numbers of voxels about each block, -1 where no block is."""
    device = rows.device
    steps = torch.cartesian_prod(*[torch.arange(-1, 2, device=device)] * 3)
    around = voxels.index.find(voxels.index.blocks[rows][:, None] + steps).view(-1, 3, 3, 3)
    block = torch.div(_PAD, BLOCK, rounding_mode="floor").to(device) + 1
    within = (_PAD % BLOCK).to(device)
    row = around[:, block[:, None, None], block[:, None], block]
    number = (within[:, None, None] * BLOCK + within[:, None]) * BLOCK + within
    return torch.where(row >= 0, row * BLOCK**3 + number, -1).flatten()


def _starts(num_blocks: int, device: torch.device) -> torch.Tensor:
    """(C, 512) where the voxels of each block itself lie among the padded ones."""
    along = torch.arange(1, BLOCK + 1, device=device)
    x, y, z = _STEPS
    block = (along[:, None, None] * x + along[:, None] * y + along * z).flatten()
    return torch.arange(num_blocks, device=device)[:, None] * len(_PAD) ** 3 + block


def _gradient(distance: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """(N, 3) growth of the distance a voxel: Sobel's operator over the voxels that were seen."""
    growth = []
    for axis, step in enumerate(_STEPS):
        across = [_STEPS[other] for other in range(3) if other != axis]
        total, weights = torch.zeros((2, len(at)), device=at.device)
        for i, j in product((-1, 0, 1), repeat=2):
            here = at + (i * across[0] + j * across[1])
            low, middle, high = (distance[here + way * step] for way in (-1, 0, 1))
            weight = (2 - abs(i)) * (2 - abs(j))
            for rise in (middle - low, high - middle):
                total += rise.nan_to_num() * weight
                weights += rise.isfinite() * weight
        growth.append(total / weights.clamp(min=1.0))
    return torch.stack(growth, dim=1)


def _colors(voxels: VoxelBlocks, voxel: torch.Tensor) -> torch.Tensor:
    """(N, 3) levels of 255 of numbered voxels."""
    row, within = voxel // BLOCK**3, voxel % BLOCK**3
    return voxels.color.flatten(2)[row, :, within].float() / COLOR_UNIT

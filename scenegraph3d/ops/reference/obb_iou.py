"""Oriented boxes in, the overlap of every two out: faces cut by planes, in batches of pairs."""

from __future__ import annotations

import itertools

import torch

BATCH = 4096  # pairs at a time
TOUCH = 1e-9  # Boxes that overlap, along an axis, by less than this part of their widths touch.
PARALLEL = 1e-10  # squared sine of two edges below which they cross nowhere


def obb_iou(
    center_a: torch.Tensor,
    extent_a: torch.Tensor,
    R_a: torch.Tensor,
    center_b: torch.Tensor,
    extent_b: torch.Tensor,
    R_b: torch.Tensor,
) -> torch.Tensor:
    """The definition of `ops.obb_iou`: its docstring says what goes in and out."""
    iou = center_a.new_zeros((len(center_a), len(center_b)), dtype=torch.float32)
    rows_a, rows_b = _pairs_that_may_meet(center_a, extent_a, R_a, center_b, extent_b, R_b)
    for a, b in zip(rows_a.split(BATCH), rows_b.split(BATCH), strict=True):
        half_a, half_b = extent_a[a] / 2, extent_b[b] / 2
        R_world_a = R_a[a]
        t = torch.einsum("pki,pk->pi", R_world_a, center_b[b] - center_a[a])  # subtracted first
        R_a_b = R_world_a.mT @ R_b[b]
        shared = _shared_volume(half_a, half_b, t, R_a_b)
        shared = torch.where(_are_separate(half_a, half_b, t, R_a_b), 0.0, shared)
        volume_a, volume_b = extent_a[a].prod(dim=1), extent_b[b].prod(dim=1)
        shared = shared.clamp(min=0.0).minimum(volume_a).minimum(volume_b)
        iou[a, b] = (shared / (volume_a + volume_b - shared)).float()
    return iou


def _pairs_that_may_meet(
    center_a: torch.Tensor,
    extent_a: torch.Tensor,
    R_a: torch.Tensor,
    center_b: torch.Tensor,
    extent_b: torch.Tensor,
    R_b: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of pairs with volume whose upright boxes meet."""
    reach_a = torch.einsum("mij,mj->mi", R_a.abs(), extent_a / 2)
    reach_b = torch.einsum("mij,mj->mi", R_b.abs(), extent_b / 2)
    meet = (extent_a > 0).all(dim=1)[:, None] & (extent_b > 0).all(dim=1)
    for axis in range(3):
        between = center_b[:, axis] - center_a[:, axis, None]
        meet &= between.abs() <= reach_a[:, axis, None] + reach_b[:, axis]
    rows_a, rows_b = meet.nonzero(as_tuple=True)
    return rows_a, rows_b


def _are_separate(
    half_a: torch.Tensor, half_b: torch.Tensor, t: torch.Tensor, R_a_b: torch.Tensor
) -> torch.Tensor:
    """(P,) whether one of 15 axes separates two boxes: those of both, and cross products."""
    axes_a = torch.eye(3, dtype=t.dtype, device=t.device).expand(len(t), 3, 3)
    axes_b = R_a_b.mT
    crosses = torch.linalg.cross(axes_a[:, :, None], axes_b[:, None]).flatten(1, 2)
    axes = torch.cat([axes_a, axes_b, crosses], dim=1)  # (P, 15, 3), in rows
    reach = torch.einsum("pak,pk->pa", axes.abs(), half_a)
    reach += torch.einsum("pak,pk->pa", (axes @ R_a_b).abs(), half_b)
    distance = torch.einsum("pak,pk->pa", axes, t).abs()
    separates = (distance >= reach * (1 - TOUCH)) & (axes.square().sum(dim=2) > PARALLEL)
    return separates.any(dim=1)


def _shared_volume(
    half_a: torch.Tensor, half_b: torch.Tensor, t: torch.Tensor, R_a_b: torch.Tensor
) -> torch.Tensor:
    """(P,) the volume of box B inside box A, in the frame of A.

    It is the height above the floor of A that lies below each face of B, cut to the footprint of
    A and to its height, counted positive for faces that look up and negative for others.
    """
    volume = torch.zeros_like(t[:, 0])
    for axis, side in itertools.product(range(3), (1.0, -1.0)):
        face = _face(half_b, t, R_a_b, axis, side)
        for across, sign in itertools.product((0, 1), (1.0, -1.0)):
            face = _cut(face, across, sign, half_a[:, across])
        lower = _cut(face, 2, 1.0, half_a[:, 2])
        whole_height = _area_below(face) - _area_below(lower)  # where the face lies over A
        volume += whole_height * 2 * half_a[:, 2]
        volume += _volume_below(_cut(lower, 2, -1.0, half_a[:, 2]), -half_a[:, 2])
    return volume


def _face(
    half_b: torch.Tensor, t: torch.Tensor, R_a_b: torch.Tensor, axis: int, side: float
) -> torch.Tensor:
    """(P, 4, 3) corners of a face of B, counter-clockwise seen from outside."""
    arms = R_a_b * half_b[:, None]  # half an edge in each column
    middle = t + side * arms[:, :, axis]
    u, v = side * arms[:, :, (axis + 1) % 3], arms[:, :, (axis + 2) % 3]
    return torch.stack([middle + u + v, middle - u + v, middle - u - v, middle + u - v], dim=1)


def _cut(polygon: torch.Tensor, axis: int, sign: float, bound: torch.Tensor) -> torch.Tensor:
    """Keep what of convex (P, C, 3) polygons has sign * coordinate <= bound: (P, C + 1, 3).

    What has fewer corners repeats one, which changes no area.
    """
    following = polygon.roll(-1, dims=1)
    beyond = sign * polygon[:, :, axis] - bound[:, None]
    beyond_next = beyond.roll(-1, dims=1)
    crosses = (beyond <= 0) != (beyond_next <= 0)
    part = torch.where(crosses, beyond / (beyond - beyond_next), 0.0)
    crossing = polygon + part[:, :, None] * (following - polygon)
    corners = torch.stack([polygon, crossing], dim=2).flatten(1, 2)  # (P, 2 * C, 3), in order
    kept = torch.stack([beyond <= 0, crosses], dim=2).flatten(1, 2)
    order = (~kept).to(torch.uint8).argsort(dim=1, stable=True)[:, : polygon.shape[1] + 1]
    order = torch.where(kept.gather(1, order), order, order[:, :1])
    return corners.gather(1, order[:, :, None].expand(-1, -1, 3))


def _area_below(polygon: torch.Tensor) -> torch.Tensor:
    """(P,) area on the ground, positive for polygons counter-clockwise seen from above."""
    return _twice_areas(polygon).sum(dim=1) / 2


def _volume_below(polygon: torch.Tensor, floor: torch.Tensor) -> torch.Tensor:
    """(P,) volume between polygons and the plane z = floor."""
    z = polygon[:, :, 2] - floor[:, None]
    height = z[:, :1] + z[:, 1:-1] + z[:, 2:]
    return (_twice_areas(polygon) * height).sum(dim=1) / 6


def _twice_areas(polygon: torch.Tensor) -> torch.Tensor:
    """(P, C - 2) twice the area on the ground of the triangles of a fan."""
    arms = polygon[:, 1:, :2] - polygon[:, :1, :2]
    return arms[:, :-1, 0] * arms[:, 1:, 1] - arms[:, 1:, 0] * arms[:, :-1, 1]

"""Points and posed frames with masks in, the mask that each frame shows each point on out."""

from __future__ import annotations

import math

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.project_gather import project_gather as _reference

MAX_COUNT = 2**31 - 1  # Kernels number points and pixels in 32 bits.


def project_gather(
    points: torch.Tensor,
    T_camera_world: torch.Tensor,
    K: torch.Tensor,
    depth: torch.Tensor,
    ids: torch.Tensor,
    *,
    depth_tolerance: float,
) -> torch.Tensor:
    """The mask of each point in each frame, where the frame's depth says that it shows the point.

    A point falls on the nearest pixel (integers at pixel centres, halves go up) and is
    visible if that pixel has a reading within `depth_tolerance` of the point's own depth. Points
    that are not finite are visible nowhere. Coordinates are taken relative to each camera before
    they are projected in float32, so a scene may lie far from the origin.

    Args:
        points: (N, 3) float32 world points, metres, in any order.
        T_camera_world: (F, 4, 4) float64, world to camera, on any device.
        K: (F, 3, 3) float64 intrinsics, pixels, last row 0 0 1, on any device.
        depth: (F, H, W) float32, metres along the camera z axis; 0 marks no reading.
        ids: (F, H, W) int16, the mask of each pixel, -1 for none.
        depth_tolerance: metres.

    Returns:
        (F, N) int16: -2 where the point is not visible, -1 where it is but on no mask, else the
        mask's number.

    Raises:
        TypeError: an argument is no tensor or of another dtype.
        ValueError: shapes or devices that do not match, a camera that is not finite, a last row
            of K other than 0 0 1, a tolerance that is negative or not finite.
    """
    _check_frames(points, T_camera_world, K, depth, ids)
    if not (math.isfinite(depth_tolerance) and depth_tolerance >= 0):
        raise ValueError(f"depth_tolerance must be at least 0 metres, got {depth_tolerance}")
    origin, projection = _relative_cameras(T_camera_world, K)
    return _op(
        points.contiguous(),
        origin.to(points.device),
        projection.to(points.device),
        depth.contiguous(),
        ids.contiguous(),
        depth_tolerance,
    )


def _check_frames(
    points: torch.Tensor,
    T_camera_world: torch.Tensor,
    K: torch.Tensor,
    depth: torch.Tensor,
    ids: torch.Tensor,
) -> None:
    check_tensor("points", points, (None, 3), torch.float32)
    check_tensor("depth", depth, (None, None, None), torch.float32)
    check_tensor("ids", ids, tuple(depth.shape), torch.int16)
    check_tensor("T_camera_world", T_camera_world, (len(depth), 4, 4), torch.float64)
    check_tensor("K", K, (len(depth), 3, 3), torch.float64)
    check_same_device(points=points, depth=depth, ids=ids)
    if max(len(points), depth.shape[1] * depth.shape[2]) > MAX_COUNT:
        raise ValueError(f"points and the pixels of a frame must be at most {MAX_COUNT}")
    for name, cameras in (("T_camera_world", T_camera_world), ("K", K)):
        if not cameras.isfinite().all():
            raise ValueError(f"{name} must be finite, got NaN or infinity: leave such frames out")
    if not (K[:, 2] == K.new_tensor([0.0, 0.0, 1.0])).all():
        raise ValueError("the last row of each K must be 0 0 1")


def _relative_cameras(
    T_camera_world: torch.Tensor, K: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """(F, 3) camera positions and (F, 3, 4) projections of what is relative to them, float32.

    Made in double on the CPU, so that every device projects with the same numbers; what float32
    rounds off the position goes into the projection's last column.
    """
    T, K = T_camera_world.cpu(), K.cpu()
    R, t = T[:, :3, :3], T[:, :3, 3:]
    origin = (-R.mT @ t).float()
    moved = K @ (R @ origin.double() + t)
    return origin.squeeze(2), torch.cat([K @ R, moved], dim=2).float()


def _fake(
    points: torch.Tensor,
    origin: torch.Tensor,
    projection: torch.Tensor,
    depth: torch.Tensor,
    ids: torch.Tensor,
    depth_tolerance: float,
) -> torch.Tensor:
    return ids.new_empty((depth.shape[0], points.shape[0]))


_op = define_op(
    "project_gather(Tensor points, Tensor origin, Tensor projection, Tensor depth, Tensor ids,"
    " float depth_tolerance) -> Tensor",
    reference=_reference,
    fake=_fake,
)

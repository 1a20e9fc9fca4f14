"""Which mask each frame shows a point on, in plain torch."""

from __future__ import annotations

import torch

HIDDEN = -2  # what a point has in a frame that does not show it


def project_gather(
    points: torch.Tensor,
    origin: torch.Tensor,
    projection: torch.Tensor,
    depth: torch.Tensor,
    ids: torch.Tensor,
    depth_tolerance: float,
) -> torch.Tensor:
    """See `ops.project_gather`; every kernel takes these steps in this order, in float32.

    A camera comes as an origin (3,), a point near it, and a projection (3, 4), which maps
    what lies at `origin + d` to the homogeneous pixel and, its last number, the depth.
    """
    num_frames, height, width = depth.shape
    seen = points.new_full((num_frames, len(points)), HIDDEN, dtype=torch.int16)
    for frame in range(num_frames):
        dx, dy, dz = (points - origin[frame]).unbind(1)
        u, v, z = (row[0] * dx + row[1] * dy + row[2] * dz + row[3] for row in projection[frame])
        u, v = u * (1 / z) + 0.5, v * (1 / z) + 0.5
        inside = (z > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
        pixel = torch.where(inside, v, 0).long() * width + torch.where(inside, u, 0).long()
        read = depth[frame].flatten()[pixel] if depth[frame].numel() else torch.zeros_like(z)
        visible = inside & (read > 0) & ((z - read).abs() <= depth_tolerance)
        seen[frame, visible] = ids[frame].flatten()[pixel[visible]]
    return seen

"""Clouds of points in, how many points of each lie near another out: every distance, in blocks."""

from __future__ import annotations

import torch

BLOCK = 2**22  # distances held at once
SLACK = 1 + 1e-6  # A box is grown by a little more than the radius: rounding must lose no point.


def cloud_overlap(points: torch.Tensor, offsets: torch.Tensor, radius: float) -> torch.Tensor:
    """The definition of `ops.cloud_overlap`: its docstring says what goes in and out."""
    sizes = offsets.diff()
    clouds = points.double().split(sizes.tolist())
    overlap = torch.diag(sizes)
    low, high = _boxes(points, sizes)
    low, high = low - radius * SLACK, high + radius * SLACK
    may_touch = ((low[:, None] <= high) & (low <= high[:, None])).all(dim=2)  # (S, S)
    for a, b in may_touch.fill_diagonal_(False).nonzero().tolist():
        inside = ((clouds[a] >= low[b]) & (clouds[a] <= high[b])).all(dim=1)
        overlap[a, b] = _num_near(clouds[a][inside], clouds[b], radius)
    return overlap


def _boxes(points: torch.Tensor, sizes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(S, 3) low and high corners of each cloud; of an empty one, infinite and the wrong way."""
    cloud = torch.repeat_interleave(sizes)[:, None].expand(-1, 3)
    corners = points.new_full((len(sizes), 3), torch.inf, dtype=torch.float64)
    low = corners.scatter_reduce(0, cloud, points.double(), "amin")
    high = (-corners).scatter_reduce(0, cloud, points.double(), "amax")
    return low, high


def _num_near(points: torch.Tensor, others: torch.Tensor, radius: float) -> int:
    """How many of `points` have one of `others` within the radius; both float64."""
    count = 0
    for block in points.split(max(1, BLOCK // len(others))):
        dx, dy, dz = (block[:, None, axis] - others[:, axis] for axis in range(3))
        near = (dx * dx + dy * dy) + dz * dz <= radius * radius
        count += int(near.any(dim=1).sum())
    return count

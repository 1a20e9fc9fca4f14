"""Clouds near one another, against a KD-tree for each cloud and boxes that spare most queries."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import torch

from scenegraph3d import ops
from scenegraph3d.ops.reference.cloud_overlap import cloud_overlap as reference

from .trial import Trial

NUM_CLOUDS, NUM_POINTS, RADIUS = 300, 980_000, 0.03  # metres
HOME = (10.0, 8.0, 1.2)  # metres: where the middles of objects lie
SIZES = (0.2, 1.2)  # metres: sides of objects


def trial(device: str, seed: int) -> Trial:
    """Objects of a crowded home: most points are near no other object."""
    points, offsets = _home(NUM_CLOUDS, NUM_POINTS, seed)
    library = _trees(points.numpy(), offsets.numpy(), RADIUS)
    points, offsets = points.to(device), offsets.to(device)
    return Trial(
        work=f"{NUM_CLOUDS} clouds, {len(points) / 1e6:.2f} M points, 3 cm",
        ours=lambda: ops.cloud_overlap(points, offsets, radius=RADIUS),
        reference=lambda: reference(points, offsets, RADIUS),
        library=library,
        library_name="scipy cKDTree",
        mark=4.0,
        num_bytes=len(points) * 12 + NUM_CLOUDS**2 * 8,
    )


def check(device: str, seed: int) -> None:
    """The same counts as the reference and the trees."""
    points, offsets = _home(40, 60_000, seed)
    found = ops.cloud_overlap(points.to(device), offsets.to(device), radius=RADIUS).cpu()
    assert torch.equal(found, reference(points, offsets, RADIUS)), "reference differs"
    theirs = _trees(points.numpy(), offsets.numpy(), RADIUS)()
    assert np.array_equal(found.numpy(), theirs), "trees differ"


def _trees(points: np.ndarray, offsets: np.ndarray, radius: float) -> Callable[[], np.ndarray]:
    """Only pairs of boxes that come near, only points of one in the other's box, nearest only."""
    from scipy.spatial import cKDTree

    clouds = [points[a:b] for a, b in itertools.pairwise(offsets)]
    just_above = np.nextafter(radius, np.inf)  # the bound of a query is exclusive

    def run() -> np.ndarray:
        trees = [cKDTree(cloud) for cloud in clouds]
        low = np.array([tree.mins for tree in trees]) - radius * (1 + 1e-6)
        high = np.array([tree.maxes for tree in trees]) + radius * (1 + 1e-6)
        near = ((low[:, None] <= high) & (low <= high[:, None])).all(axis=2)
        overlap = np.diag([len(cloud) for cloud in clouds])
        for a, b in np.argwhere(near & ~np.eye(len(clouds), dtype=bool)):
            inside = ((clouds[a] >= low[b]) & (clouds[a] <= high[b])).all(axis=1)
            distance, _ = trees[b].query(clouds[a][inside], distance_upper_bound=just_above)
            overlap[a, b] = np.isfinite(distance).sum()
        return overlap

    return run


def _home(num_clouds: int, num_points: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Surfaces of boxes turned about +z, as many points a square metre on each."""
    rng = np.random.default_rng(seed)
    extent = rng.uniform(*SIZES, (num_clouds, 3))
    area = extent * np.roll(extent, 1, axis=1)  # of the sides across z, x and y
    counts = np.floor(num_points * area.sum(axis=1) / area.sum()).astype(int)
    counts[0] += num_points - counts.sum()
    clouds = []
    for size, shares, count in zip(extent, area, counts, strict=True):
        on_box = rng.uniform(-0.5, 0.5, (count, 3))
        across = rng.choice([2, 0, 1], count, p=shares / shares.sum())
        on_box[np.arange(count), across] = rng.choice([-0.5, 0.5], count)
        yaw = rng.uniform(0, 2 * np.pi)
        R = np.array([[np.cos(yaw), -np.sin(yaw), 0], [np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
        clouds.append(on_box * size @ R.T + rng.uniform((0, 0, 0), HOME))
    points = np.concatenate(clouds).astype(np.float32)
    return torch.from_numpy(points), torch.from_numpy(np.concatenate([[0], np.cumsum(counts)]))

"""Points and masked views in, which mask each view shows each point on out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import torch

from ...geometry.cameras import Pinhole, invert_rigid
from ...ops.project_gather import project_gather
from ..views import MaskedView

BARE = 0  # the view shows the point, on no mask; 1 + row on a mask; negative: it does not show it
_HIDDEN = -2
_VIEWS_AT_ONCE = 16  # their depth and masks are copied side by side for the operator


def sight_masks(
    points: np.ndarray, views: Sequence[MaskedView], depth_tolerance: float
) -> np.ndarray:
    """Which mask each view shows each point on.

    Args:
        points: (N, 3) float32, metres, world.
        views: F views.
        depth_tolerance: metres between a point's depth and the reading that shows it.

    Returns:
        (F, N) int16: 1 + row of the mask, 0 (BARE) on no mask, negative where not shown.
    """
    sightings = np.empty((len(views), len(points)), dtype=np.int16)
    for rows in _alike(views):
        chosen = [views[row] for row in rows]
        if isinstance(chosen[0].camera, Pinhole):
            sightings[rows] = _sight_pinhole(points, chosen, depth_tolerance)
        else:
            for row, view in zip(rows, chosen, strict=True):
                sightings[row] = _sight(points, view, depth_tolerance)
    return sightings


def _alike(views: Sequence[MaskedView]) -> Iterator[list[int]]:
    """Runs of neighbouring views of one kind and size, a few at a time."""
    kinds = [(isinstance(view.camera, Pinhole), view.depth.shape) for view in views]
    for _, run in groupby(range(len(views)), key=lambda row: kinds[row]):
        rows = list(run)
        for start in range(0, len(rows), _VIEWS_AT_ONCE):
            yield rows[start : start + _VIEWS_AT_ONCE]


def _sight_pinhole(
    points: np.ndarray, views: list[MaskedView], depth_tolerance: float
) -> np.ndarray:
    K = [view.camera.K for view in views if isinstance(view.camera, Pinhole)]
    return project_gather(
        torch.tensor(points, dtype=torch.float32),
        torch.from_numpy(np.stack([invert_rigid(view.T_world_camera) for view in views])),
        torch.from_numpy(np.stack(K)),
        torch.from_numpy(np.stack([view.depth for view in views])),
        torch.from_numpy(np.stack([view.masks.image + np.int16(1) for view in views])),
        depth_tolerance=depth_tolerance,
    ).numpy()


def _sight(points: np.ndarray, view: MaskedView, depth_tolerance: float) -> np.ndarray:
    """(N,) what a view of any camera shows each point on."""
    T = invert_rigid(view.T_world_camera)
    pixels, depth = view.camera.project(points @ T[:3, :3].T + T[:3, 3])
    u, v = np.rint(pixels).astype(np.int64).T
    height, width = view.depth.shape
    inside = (depth > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    u, v = np.where(inside, u, 0), np.where(inside, v, 0)
    reading = view.depth[v, u]
    shown = inside & (reading > 0) & (np.abs(reading - depth) <= depth_tolerance)
    return np.where(shown, view.masks.image[v, u] + 1, _HIDDEN).astype(np.int16)

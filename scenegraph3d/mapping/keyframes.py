"""Posed frames in, one after the other; which of them are to carry masks out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..config import MappingSettings
from ..geometry.cameras import invert_rigid
from ..records import Frame
from .views import MaskedView

_GRID = 24  # pixels along the longer side of a frame at which it is asked what is new


class KeyframePicker:
    """Picks the frames that carry masks as the camera moves, and keeps a bounded number.

    A frame is wanted where its camera is far from that of every keyframe, in place or in
    direction, or where it shows much that no keyframe shows. Once there are `max_keyframes`, only
    frames are wanted that are farther from every keyframe than the two closest are from each
    other, and each takes the place of one of those two: the keyframes stay spread evenly.
    """

    def __init__(self, limits: MappingSettings, views: Sequence[MaskedView] = ()) -> None:
        """Start with these keyframes.

        Args:
            limits: the keyframe thresholds.
            views: keyframes of a run that goes on.
        """
        self._limits = limits
        self._views = list(views)

    @property
    def views(self) -> list[MaskedView]:
        """The keyframes, in the order in which they came."""
        return list(self._views)

    def wants(self, frame: Frame) -> bool:
        """Whether the frame should become a keyframe."""
        if not self._views:
            return True
        nearest = float(self._motion(frame.T_world_camera).min())
        if len(self._views) >= self._limits.max_keyframes:
            return nearest > max(1.0, float(self._spacing().min()))
        return nearest >= 1.0 or self._new_share(frame) >= self._limits.keyframe_new_share

    def add(self, view: MaskedView) -> None:
        """Take a keyframe in; where that is one too many, drop the one that is missed least."""
        self._views.append(view)
        if len(self._views) > self._limits.max_keyframes:
            spacing = self._spacing()
            nearest = spacing.min(axis=1)
            closest = np.flatnonzero(nearest == nearest.min())
            # Of the two closest, the one that has another keyframe near as well.
            second = np.partition(spacing[closest], 1, axis=1)[:, 1]
            del self._views[int(closest[second.argmin()])]

    def _motion(self, T_world_camera: np.ndarray) -> np.ndarray:
        """(F,) way to each keyframe's camera: 1 is just far enough, in place or direction."""
        T = np.stack([view.T_world_camera for view in self._views])
        away = np.linalg.norm(T[:, :3, 3] - T_world_camera[:3, 3], axis=1)
        cosine = (np.einsum("fij,ij->f", T[:, :3, :3], T_world_camera[:3, :3]) - 1) / 2
        turned = np.arccos(np.clip(cosine, -1, 1))
        return np.maximum(
            away / self._limits.keyframe_distance, turned / self._limits.keyframe_angle
        )

    def _spacing(self) -> np.ndarray:
        """(F, F) ways between keyframes, infinite from each to itself."""
        spacing = np.stack([self._motion(view.T_world_camera) for view in self._views])
        np.fill_diagonal(spacing, np.inf)
        return spacing

    def _new_share(self, frame: Frame) -> float:
        """Share of the frame's readings whose points no keyframe shows."""
        points = _sample(frame)
        new = np.ones(len(points), dtype=bool)
        for view in self._views:
            new[new] = ~_shows(view, points[new], self._limits.depth_tolerance)
        return float(new.mean()) if len(new) else 0.0


def _sample(frame: Frame) -> np.ndarray:
    """(P, 3) world points of a grid of pixels that have readings."""
    step = max(1, max(frame.depth.shape) // _GRID)
    depth = frame.depth[step // 2 :: step, step // 2 :: step]
    rays = frame.camera.rays()[step // 2 :: step, step // 2 :: step]
    points_camera = (rays * depth[..., None])[depth > 0].astype(np.float64)
    T = frame.T_world_camera
    return points_camera @ T[:3, :3].T + T[:3, 3]


def _shows(view: MaskedView, points: np.ndarray, depth_tolerance: float) -> np.ndarray:
    """(P,) bool: points that the view's depth shows or, not to call noise new, almost shows."""
    T = invert_rigid(view.T_world_camera)
    pixels, depth = view.camera.project(points @ T[:3, :3].T + T[:3, 3])
    u, v = np.rint(pixels).astype(np.int64).T
    height, width = view.depth.shape
    inside = (depth > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    reading = view.depth[np.where(inside, v, 0), np.where(inside, u, 0)]
    return inside & (reading > 0) & (np.abs(reading - depth) <= depth_tolerance)

"""Masked views in, one after the other; the instance of each mask out at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...config import MappingSettings
from ...geometry.cameras import backproject_depth
from ...records import PointCloud
from ..views import MaskedView
from .fuse import check_overlap, points_to_instances
from .fused import FusedMasks
from .grouping import group_masks
from .sightings import sight_masks
from .splits import CutMasks, cut_torn
from .tracks import Tracks
from .votes import vote_points
from .voxels import GrowingVoxels

_COARSE = 2  # voxels of the stream are so much larger than the surface's


class MaskStream:
    """Fuses masks while they come in.

    A new mask joins the instance that holds most of the points it shows, as far as their features
    agree, or starts one. Every few views all masks are grouped anew by consensus, on points that
    are kept for it, without projecting anything again; instances keep their ids through that.

    Attributes:
        views: the views so far.
    """

    def __init__(self, limits: MappingSettings | None = None) -> None:
        """Start with no views."""
        self.views: list[MaskedView] = []
        self._limits = MappingSettings() if limits is None else limits
        self._voxels = GrowingVoxels(_COARSE * self._limits.voxel_size)
        self._sightings: list[np.ndarray] = []  # of each view, of the voxels there were then
        self._tracks = Tracks()
        self._groups: list[np.ndarray] = []  # of each view's masks, when they were grouped last
        self._cut: list[np.ndarray] = []  # and which of them were cut to pieces

    def add(self, view: MaskedView) -> np.ndarray:
        """Take in a view.

        Returns:
            (M,) int64 id of the instance that each of its masks shows.
        """
        self._voxels.add(backproject_depth(view.depth, view.camera, view.T_world_camera))
        seen = sight_masks(self._voxels.points, [view], self._limits.depth_tolerance)[0]
        self.views.append(view)
        self._sightings.append(seen)
        self._tracks.add(seen, view)
        if len(self.views) - len(self._groups) >= self._limits.regroup_every:
            self._regroup()
        return self._tracks.of_view[-1]

    def fuse(self, cloud: PointCloud, *, superpoint: np.ndarray | None = None) -> FusedMasks:
        """The instances so far, on the points of a cloud.

        Args:
            cloud: N points of the same place.
            superpoint: see `fuse_masks`.

        Raises:
            ValueError: views that show none of the points.
        """
        if not len(cloud) or not self.views:
            return FusedMasks.none(len(cloud))
        if len(self._groups) < len(self.views):
            self._regroup()
        sightings = sight_masks(cloud.points, self.views, self._limits.depth_tolerance)
        check_overlap(sightings)
        masks = CutMasks.uncut(sightings, self._num_masks)
        group = np.concatenate([np.insert(groups, 0, -1) for groups in self._groups])
        cut = np.concatenate([np.insert(rows, 0, False) for rows in self._cut])
        masks, group = cut_torn(masks, np.where(cut, -1, group), cut, self._limits)
        return points_to_instances(
            cloud, self.views, masks, group, superpoint=superpoint, limits=self._limits
        )

    @property
    def _num_masks(self) -> np.ndarray:
        return np.array([len(view.masks) for view in self.views])

    def _regroup(self) -> None:
        """Group all masks by consensus, on the stream's own points."""
        sightings = np.full((len(self.views), len(self._voxels.points)), -2, dtype=np.int16)
        for row, seen in zip(sightings, self._sightings, strict=True):
            row[: len(seen)] = seen
        masks, group = group_masks(
            CutMasks.uncut(sightings, self._num_masks), _for_coarse(self._limits)
        )
        point_group, _ = vote_points(masks.sightings, masks.offsets, group)
        self._groups, self._cut = [], []
        for first, count in zip(masks.offsets, self._num_masks, strict=False):
            rows = slice(first + 1, first + 1 + count)
            self._groups.append(group[rows])
            self._cut.append(~masks.usable[rows])
        self._tracks.regroup(point_group, self._groups, self.views)


def _for_coarse(limits: MappingSettings) -> MappingSettings:
    """The same limits for surfaces of so many fewer points."""
    return replace(
        limits,
        sure_mask_points=max(1, limits.sure_mask_points // _COARSE**2),
        min_mask_points=max(1, limits.min_mask_points // _COARSE**2),
    )

"""Points and masked views in, instances of points out."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from ...config import MappingSettings
from ...records import PointCloud
from ...records.checks import check_shape
from ..views import MaskedView
from .fused import FusedMasks
from .grouping import group_masks
from .matching import describe_instances
from .pieces import part_pieces
from .sightings import sight_masks
from .smoothing import fill_unseen, smooth_by_superpoint
from .splits import CutMasks
from .votes import vote_points

log = logging.getLogger(__name__)


def fuse_masks(
    cloud: PointCloud,
    views: Sequence[MaskedView],
    *,
    superpoint: np.ndarray | None = None,
    limits: MappingSettings | None = None,
) -> FusedMasks:
    """Fuse the 2D masks of posed views to instances of points, each point in one at most.

    The views' consensus groups the masks to objects; points vote by the masks they lie on. The
    order of the views does not matter, nor where the scene lies.

    Args:
        cloud: N points.
        views: F views of them with masks; none, or none with masks, give no instances.
        superpoint: (N,) integers, number of the patch that each point belongs to, negative for
            none; a patch that is clearly one object's goes to it as a whole.
        limits: thresholds.

    Returns:
        The instances, the largest first.

    Raises:
        ValueError: arrays that do not fit, or views that show none of the points.
    """
    limits = MappingSettings() if limits is None else limits
    _check(cloud, views, superpoint)
    if not len(cloud) or not len(views):
        return FusedMasks.none(len(cloud))
    sightings = sight_masks(cloud.points, views, limits.depth_tolerance)
    check_overlap(sightings)
    num_masks = np.array([len(view.masks) for view in views])
    masks, group = group_masks(CutMasks.uncut(sightings, num_masks), limits)
    return points_to_instances(cloud, views, masks, group, superpoint=superpoint, limits=limits)


def points_to_instances(
    cloud: PointCloud,
    views: Sequence[MaskedView],
    masks: CutMasks,
    group: np.ndarray,
    *,
    superpoint: np.ndarray | None,
    limits: MappingSettings,
) -> FusedMasks:
    """Let points vote for groups of masks, and make instances of what they vote for.

    Args:
        cloud: N points.
        views: F views.
        masks: the R masks of the views, and the points they lie on.
        group: (R,) int64 group of each mask, -1 for none.
        superpoint: see `fuse_masks`.
        limits: thresholds.
    """
    winner, share = vote_points(masks.sightings, masks.offsets, group)
    point_group = np.where(share >= limits.vote_share, winner, -1)
    if superpoint is not None:
        point_group = smooth_by_superpoint(point_group, superpoint, limits.superpoint_share)
    seen = np.any(masks.sightings >= 0, axis=0)
    point_group = fill_unseen(cloud.points, point_group, seen, limits.fill_distance)
    point_instance = part_pieces(cloud.points, point_group, masks, limits)
    return describe_instances(point_instance, masks, views, limits)


def _check(cloud: PointCloud, views: Sequence[MaskedView], superpoint: np.ndarray | None) -> None:
    if superpoint is not None:
        check_shape("superpoint", superpoint, (len(cloud),))
    for view in views:
        shape = view.camera.height, view.camera.width
        check_shape(f"depth of view {view.number}", view.depth, shape)
        check_shape(f"mask image of view {view.number}", view.masks.image, shape)


def check_overlap(sightings: np.ndarray) -> None:
    """Refuse views that show nothing of the cloud; name how many do where only some do."""
    blind = int((sightings < 0).all(axis=1).sum())
    if blind == len(sightings):
        raise ValueError(
            f"views must show points of the cloud, got {blind} that show none of its "
            f"{sightings.shape[1]}: check poses and depth scale with sg3d doctor"
        )
    if blind:
        log.warning("%d of %d views show no point of the cloud: not used", blind, len(sightings))

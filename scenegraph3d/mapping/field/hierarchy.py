"""A field and a scan of its things in; the scan with their parts, and what goes together, out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...records import Parts, PointCloud, Scan
from ..instances import to_instances
from .clusters import cluster_points
from .field import FeatureField
from .parts import find_parts
from .scan import numbered_masks

_MOSTLY = 0.5  # of a thing's points in a cluster, to be in it
_BUILDING = frozenset({"floor", "wall", "ceiling"})  # neither parted nor grouped


def with_hierarchy(scan: Scan, field: FeatureField) -> Scan:
    """A scan with the parts of its objects and the groups they form, as its field has them.

    Parts are what the field parts at its finest scale, where smaller masks did; groups are the
    objects that it holds together at its coarsest, where a larger mask did. The objects stay as
    they are: a desk with a cup on it is hardly larger than the desk, so no scale tells one from
    the other.

    Args:
        scan: with points; its objects, such as those that masks were fused to.
        field: of the scan.

    Raises:
        ValueError: a scan without points.
    """
    if scan.cloud is None or scan.point_instance is None:
        raise ValueError(f"{scan.name} must have points to take parts of a field")
    building = [str(label).lower() in _BUILDING for label in scan.instances.label]
    of_building = np.isin(scan.point_instance, scan.instances.instance_id[building])
    owner = np.where(of_building, -1, scan.point_instance)
    number = find_parts(field, scan.cloud.points, owner)
    coarse = cluster_points(field, scan.cloud.points, coarsest(field))
    parts = _to_parts(scan.cloud, owner, number, field)
    return replace(scan, parts=parts, together=_together(owner, coarse))


def coarsest(field: FeatureField) -> float:
    """The scale, metres, from which on a field holds together whatever one mask held."""
    return float(min(2 * field.scales[-1], field.settings.largest_scale))


def _to_parts(
    cloud: PointCloud, owner: np.ndarray, number: np.ndarray, field: FeatureField
) -> Parts:
    """Numbered points as parts of the things that own them."""
    boxed, _ = to_instances(cloud, numbered_masks(number))
    first = np.unique(number, return_index=True)[1][-len(boxed) :] if len(boxed) else []
    feature = np.full((len(boxed), field.dimension), np.nan, dtype=np.float32)
    for row in range(len(boxed) if field.dimension else 0):
        # At the finest scale it is the part's own mask that speaks.
        mine = cloud.points[number == row]
        said = np.nanmean(field.language(mine, field.settings.smallest_scale), axis=0)
        feature[row] = said / max(float(np.linalg.norm(said)), 1e-12)
    assert boxed.num_points is not None  # it is made of points
    return Parts(
        whole_id=owner[first].astype(np.int64),
        label=boxed.label,
        boxes=boxed.boxes,
        num_points=boxed.num_points,
        feature=feature if field.dimension else None,
    )


def _together(owner: np.ndarray, coarse: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """Ids of the things that lie mostly on one coarse cluster, where these are two or more."""
    groups: dict[int, list[int]] = {}
    for thing in np.unique(owner[(owner >= 0) & (coarse >= 0)]):
        mine = coarse[(owner == thing) & (coarse >= 0)]
        count = np.bincount(mine)
        if count.max() > _MOSTLY * len(mine):
            groups.setdefault(int(count.argmax()), []).append(int(thing))
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)

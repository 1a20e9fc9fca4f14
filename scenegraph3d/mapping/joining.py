"""Superpoints of things in, objects made of those that belong together out."""

from __future__ import annotations

import numpy as np

from ..colors import oklab_from_rgb
from ..config import GroupingSettings
from .merging import Borders, merge_regions, region_borders
from .working_cloud import WorkingCloud

COLOR_UNITS = (70.0, 280.0, 280.0)  # of OKLab: lightness less than hue, 100 is black to white
_CURVED = 0.1  # of an edge's length: bends the other way by less are noise
_EDGES_ACROSS = 4.0  # that a border as long as the square root of a region's points has
_CONCAVE = 1  # column of a border's evidence; column 0 counts edges


def join_superpoints(
    cloud: WorkingCloud, kept: np.ndarray, settings: GroupingSettings
) -> np.ndarray:
    """Join neighbouring superpoints, the surest first, while they seem to be one thing.

    Two regions belong together the wider their border is, the less the surface bends inwards
    there (objects are convex where they are whole and touch others in a crease: Stein et al.,
    Object Partitioning using Local Convexity, CVPR 2014), the more alike their colours, and as
    long as the two together are no larger than furniture.

    Args:
        cloud: V points.
        kept: (V,) bool, those to join.
        settings: what each cue weighs.

    Returns:
        (V,) int64 group of each point, -1 where it is not kept.
    """
    group = np.full(len(cloud), -1)
    numbers, region = np.unique(cloud.superpoint[kept], return_inverse=True)
    group[kept] = region
    regions = _Regions(cloud, group, len(numbers), settings)
    root = merge_regions(
        regions.borders(cloud, group), regions.score, regions.join, lowest=settings.least_score
    )
    group[kept] = np.unique(root, return_inverse=True)[1][region]
    return group


class _Regions:
    """Size, colour and extent of regions, kept up to date as they join."""

    def __init__(
        self,
        cloud: WorkingCloud,
        region: np.ndarray,
        num_regions: int,
        settings: GroupingSettings,
    ) -> None:
        self._settings = settings
        on = region >= 0
        of, points = region[on], cloud.points[on]
        self._count = np.bincount(of, minlength=num_regions).astype(np.float64)
        self._color = np.zeros((num_regions, 3))
        if cloud.colors is not None:
            color = oklab_from_rgb(cloud.colors[on]) * COLOR_UNITS
            sums = [np.bincount(of, column, num_regions) for column in color.T]
            self._color = np.stack(sums, axis=1)
        self._low = np.full((num_regions, 3), np.inf)
        self._high = np.full((num_regions, 3), -np.inf)
        np.minimum.at(self._low, of, points)
        np.maximum.at(self._high, of, points)
        sums = [np.bincount(of, column, num_regions) for column in cloud.normals[on].T]
        normal = np.stack(sums, axis=1)
        self._normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)

    def borders(self, cloud: WorkingCloud, region: np.ndarray) -> Borders:
        """For each border: its edges, and the sum of the angles by which they bend inwards."""
        between = (region[cloud.edges] >= 0).all(axis=1)
        edges = cloud.edges[between]
        start, end = edges.T
        way = cloud.points[end] - cloud.points[start]
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        # Half the point's own normal, half its region's: less noise, and corners stay.
        here = _unit(cloud.normals[start] + self._normal[region[start]])
        there = _unit(cloud.normals[end] + self._normal[region[end]])
        opening = ((there - here) * way).sum(axis=1)
        angle = np.arccos(np.clip((here * there).sum(axis=1), -1, 1))
        concave = np.where(opening < -_CURVED, angle, 0.0)
        return region_borders(region, len(self._count), edges, concave[:, None])

    def score(self, region: int, others: np.ndarray, border: np.ndarray) -> np.ndarray:
        """How much speaks for each pair being one thing, less what speaks against it."""
        weigh, count = self._settings, self._count[others]
        smaller = np.minimum(count, self._count[region])
        width = border[:, 0] / (_EDGES_ACROSS * np.sqrt(smaller))
        concave = border[:, _CONCAVE] / border[:, 0]
        own = self._color[region] / self._count[region]
        color = np.linalg.norm(self._color[others] / count[:, None] - own, axis=1)
        low = np.minimum(self._low[others], self._low[region])
        high = np.maximum(self._high[others], self._high[region])
        size = np.linalg.norm(high - low, axis=1)
        return (
            weigh.width_weight * np.minimum(width, weigh.widest)
            - weigh.concave_weight * concave
            - weigh.color_weight * np.maximum(color - weigh.same_color, 0)
            - weigh.size_weight * np.maximum(size - weigh.small_size, 0)
        )

    def join(self, kept: int, gone: int) -> None:
        self._count[kept] += self._count[gone]
        self._color[kept] += self._color[gone]
        self._low[kept] = np.minimum(self._low[kept], self._low[gone])
        self._high[kept] = np.maximum(self._high[kept], self._high[gone])


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

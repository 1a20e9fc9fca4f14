"""What relations measure again and again: a graph's boxes, footprints and surface samples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..geometry.directions import left_of_forward
from ..geometry.footprints import footprint_areas, overlap_areas, pack_footprints
from ..geometry.gaps import axis_gaps, footprint_gaps, horizontal_gaps, point_gaps, vertical_gaps
from ..records import Instances
from .structure import FLOORS, WALLS, labelled

NUM_SAMPLES = 128  # surface points kept of each object
_FINE_GAP = 1.0  # metres between boxes, up to which footprints and points measure the gap
_OWN_SIDES_GAP = 3.0  # metres, up to which the gap of rectangles is measured along their sides
_AROUND = 0.1  # metres around an object in which the surface under it shows
_THINNEST = 0.01  # metres
_PAIRS_AT_ONCE = 100_000


@dataclass(frozen=True, eq=False)
class Shapes:
    """Geometry of M objects, ready for pairs.

    Attributes:
        aabb: (M, 6) metres.
        corners: (M, K, 2) footprints, those with fewer corners padded with their last one. What
            is thinner than 1 cm, such as a picture's flat box, counts as 1 cm thick.
        half_axes: (M, 2, 2) half sides of the rectangle around each footprint, as vectors.
        area: (M,) of the footprints, square metres.
        boxy: (M,) bool, the footprint is the axis-aligned box's own rectangle.
        aligned: (M,) bool, the same within 5 mm: flat things too.
        is_floor: (M,) bool, by name.
        is_wall: (M,) bool, by name.
        samples: (M, S, 3) float32 surface points, repeated where an object has fewer; None
            without points.
        sampled: (M,) bool, the object has points; None without points.
    """

    aabb: np.ndarray
    corners: np.ndarray
    half_axes: np.ndarray
    area: np.ndarray
    boxy: np.ndarray
    aligned: np.ndarray
    is_floor: np.ndarray
    is_wall: np.ndarray
    samples: np.ndarray | None
    sampled: np.ndarray | None

    @cached_property
    def center(self) -> np.ndarray:
        """(M, 3) middles of the boxes."""
        return (self.aabb[:, :3] + self.aabb[:, 3:]) / 2

    @cached_property
    def half_lengths(self) -> np.ndarray:
        """(M, 2) half sides of the rectangles around the footprints, metres, positive."""
        return np.maximum(np.linalg.norm(self.half_axes, axis=2), 1e-9)

    @cached_property
    def middle(self) -> np.ndarray:
        """(M, 2) middles of the footprints."""
        return self.corners.min(axis=1) / 2 + self.corners.max(axis=1) / 2

    @cached_property
    def extent(self) -> np.ndarray:
        """(M, 3) sides of the boxes."""
        return self.aabb[:, 3:] - self.aabb[:, :3]

    def overlaps(self, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
        """(T, A) area that the footprints share, square metres."""
        x, y = (-axis_gaps(self.aabb[targets], self.aabb[anchors], axis) for axis in (0, 1))
        exact = (x > -_THINNEST) & (y > -_THINNEST)
        exact &= ~(self.boxy[targets][:, None] & self.boxy[anchors])
        for side, axis in ((x, 0), (y, 1)):  # a span within the other's shares its own length
            extent = self.extent[:, axis]
            np.minimum(side, np.minimum.outer(extent[targets], extent[anchors]), out=side)
            np.maximum(side, 0.0, out=side)
        area = x * y
        return self._refined(area, exact, targets, anchors, _overlap_rows)

    def gaps(self, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
        """(T, A) gap between surfaces, metres; from points up to 1 m, where there are points."""
        height = vertical_gaps(self.aabb[targets], self.aabb[anchors])
        gap = np.hypot(self.horizontal_gaps(targets, anchors), height)
        if self.samples is None or self.sampled is None:
            return gap
        fine = (gap < _FINE_GAP) & self.sampled[targets][:, None] & self.sampled[anchors]
        return self._refined(gap, fine, targets, anchors, _point_rows)

    def horizontal_gaps(self, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
        """(T, A) gap between footprints, 0 where they overlap; beyond 1 m, of rectangles."""
        if self.aligned[targets].all() and self.aligned[anchors].all():
            return horizontal_gaps(self.aabb[targets], self.aabb[anchors])
        turned = ~(self.aligned[targets][:, None] & self.aligned[anchors])
        gap = np.where(
            turned,
            self._gaps_between_middles(targets, anchors),
            horizontal_gaps(self.aabb[targets], self.aabb[anchors]),
        )
        self._refined(gap, turned & (gap < _OWN_SIDES_GAP), targets, anchors, _rectangle_rows)
        return self._refined(gap, turned & (gap < _FINE_GAP), targets, anchors, _horizontal_rows)

    def _gaps_between_middles(self, targets: np.ndarray, anchors: np.ndarray) -> np.ndarray:
        """(T, A) gap along the line that joins the middles, never above the true gap."""
        middle = self.middle
        dx, dy = (np.subtract.outer(middle[targets, k], middle[anchors, k]) for k in (0, 1))
        distance = np.maximum(np.hypot(dx, dy), 1e-9)
        dx /= distance
        dy /= distance
        reach = half_width(self.half_axes[anchors], dx, dy)
        reach += half_width(self.half_axes[targets], dx.T, dy.T).T
        return np.maximum(distance - reach, 0.0)

    def surface_heights(self, above: np.ndarray, below: np.ndarray) -> np.ndarray:
        """How high one object's surface is where another stands, from its sampled points.

        Args:
            above: (P,) rows of what stands.
            below: (P,) rows of what it may stand on; those have points.

        Returns:
            (P,) metres: of the points under `above` and up to 10 cm around it, and not above its
            lower half, the highest; NaN where there are none.
        """
        assert self.samples is not None
        points = self.samples[below]  # (P, S, 3)
        box = self.aabb[above][:, None]
        ceiling = box[..., 2] + np.minimum(0.15, (box[..., 5] - box[..., 2]) / 2)
        found = (points[..., :2] >= box[..., :2] - _AROUND).all(axis=2)
        found &= (points[..., :2] <= box[..., 3:5] + _AROUND).all(axis=2)
        found &= points[..., 2] <= ceiling
        heights = np.where(found, points[..., 2], -np.inf).max(axis=1)
        return np.where(found.any(axis=1), heights, np.nan)

    def _refined(self, rough, where, targets, anchors, measure_rows) -> np.ndarray:
        """`rough` with its entries at `where` measured again, a bounded number at a time."""
        at, beside = np.nonzero(where)
        for start in range(0, len(at), _PAIRS_AT_ONCE):
            i, j = at[start : start + _PAIRS_AT_ONCE], beside[start : start + _PAIRS_AT_ONCE]
            rough[i, j] = measure_rows(self, targets[i], anchors[j])
        return rough


def half_width(half_axes: np.ndarray, ux: np.ndarray, uy: np.ndarray) -> np.ndarray:
    """Half the extent of rectangles along directions.

    Args:
        half_axes: (M, 2, 2) half sides.
        ux: x of unit directions, in a shape that broadcasts with (M,).
        uy: y of them.

    Returns:
        Metres, in the common shape.
    """
    width = np.abs(half_axes[:, 0, 0] * ux + half_axes[:, 0, 1] * uy)
    width += np.abs(half_axes[:, 1, 0] * ux + half_axes[:, 1, 1] * uy)
    return width


def shape_instances(
    instances: Instances,
    footprint: tuple[np.ndarray, ...],
    samples: np.ndarray | None,
    sampled: np.ndarray | None,
) -> Shapes:
    """Collect the geometry of M objects; `footprint` holds their M polygons (K, 2)."""
    corners = _thickened(pack_footprints(footprint))
    low, high = corners.min(axis=1), corners.max(axis=1)
    area = footprint_areas(corners)
    sides = instances.aabb[:, [0, 1, 3, 4]]
    same = np.isclose(np.hstack([low, high]), sides)
    filled = np.isclose(area, (high - low).prod(axis=1), rtol=1e-4, atol=1e-9)
    return Shapes(
        aabb=instances.aabb,
        corners=corners,
        half_axes=_half_axes(corners),
        area=area,
        boxy=same.all(axis=1) & filled,
        aligned=(np.abs(np.hstack([low, high]) - sides) < _THINNEST * 0.51).all(axis=1) & filled,
        is_floor=labelled(instances.label, FLOORS),
        is_wall=labelled(instances.label, WALLS),
        samples=samples,
        sampled=sampled,
    )


def _thickened(corners: np.ndarray) -> np.ndarray:
    """Footprints (M, K, 2) with those thinner than _THINNEST replaced by rectangles."""
    axes = _half_axes(corners)
    half = np.linalg.norm(axes, axis=2)  # (M, 2)
    thin = np.flatnonzero(half.min(axis=1) < _THINNEST / 2)
    middle = (corners[thin].min(axis=1) + corners[thin].max(axis=1)) / 2
    along = axes[thin, half[thin].argmax(axis=1)]
    length = np.linalg.norm(along, axis=1, keepdims=True)
    unit = np.where(length > 0, along / np.maximum(length, 1e-12), [1.0, 0.0])
    long = unit * np.maximum(length, _THINNEST / 2)
    wide = left_of_forward(unit) * np.maximum(half[thin].min(axis=1), _THINNEST / 2)[:, None]
    rectangles = np.stack([-long - wide, long - wide, long + wide, -long + wide], axis=1)
    thickened = corners.copy()
    thickened[thin] = np.repeat(middle[:, None] + rectangles[:, -1:], corners.shape[1], axis=1)
    thickened[thin, :4] = middle[:, None] + rectangles
    return thickened


def _half_axes(corners: np.ndarray) -> np.ndarray:
    """Half sides of the rectangle that keeps to each footprint's longest side, (M, 2, 2)."""
    sides = np.roll(corners, -1, axis=1) - corners
    longest = np.take_along_axis(sides, (sides**2).sum(-1).argmax(1)[:, None, None], 1)[:, 0]
    along = longest / np.maximum(np.linalg.norm(longest, axis=1, keepdims=True), 1e-9)
    axes = np.stack([along, left_of_forward(along)], axis=1)  # (M, 2, 2)
    reach = np.einsum("mkc,mhc->mkh", corners, axes)
    return axes * (np.ptp(reach, axis=1) / 2)[..., None]


def sample_surfaces(
    points: np.ndarray, point_row: np.ndarray, num_instances: int
) -> tuple[np.ndarray, np.ndarray]:
    """Evenly picked points of each object.

    Args:
        points: (N, 3) metres.
        point_row: (N,) row of the object each point lies on, -1 for none.
        num_instances: M.

    Returns:
        (M, NUM_SAMPLES, 3) float32 points, repeated where an object has fewer and 0 where it
        has none, and (M,) bool, the object has points.
    """
    order = np.argsort(point_row, kind="stable")
    start = np.searchsorted(point_row[order], np.arange(num_instances + 1))
    count = np.diff(start)
    share = (np.arange(NUM_SAMPLES) + 0.5) / NUM_SAMPLES
    pick = start[:-1, None] + np.floor(share * count[:, None]).astype(np.int64)
    samples = np.zeros((num_instances, NUM_SAMPLES, 3), dtype=np.float32)
    has_points = count > 0
    samples[has_points] = points[order[pick[has_points]]]
    return samples, has_points


def _overlap_rows(shapes: Shapes, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return overlap_areas(shapes.corners[one], shapes.corners[other])


def _horizontal_rows(shapes: Shapes, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    gap = footprint_gaps(shapes.corners[one], shapes.corners[other])
    close = np.flatnonzero(_rectangle_rows(shapes, one, other) < 1e-6)
    gap[close[_overlap_rows(shapes, one[close], other[close]) > 1e-9]] = 0.0
    return gap


def _rectangle_rows(shapes: Shapes, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(P,) gap between rectangles, the larger of those boxed in along either's sides."""
    return np.maximum(_boxed_in_gaps(shapes, one, other), _boxed_in_gaps(shapes, other, one))


def _boxed_in_gaps(shapes: Shapes, owners: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(P,) gap between rectangles, the other one boxed in along the owner's sides.

    Never above the true gap; equal to it for parallel rectangles.
    """
    middle = shapes.middle
    dx, dy = (middle[owners, k] - middle[others, k] for k in (0, 1))
    squared = np.zeros_like(dx)
    for side in (0, 1):
        length = shapes.half_lengths[owners, side]
        ux, uy = (shapes.half_axes[owners, side, k] / length for k in (0, 1))
        reach = half_width(shapes.half_axes[others], ux, uy)
        gap = np.abs(dx * ux + dy * uy) - length - reach
        squared += np.maximum(gap, 0.0) ** 2
    return np.sqrt(squared)


def _point_rows(shapes: Shapes, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    assert shapes.samples is not None
    return point_gaps(shapes.samples[one], shapes.samples[other])

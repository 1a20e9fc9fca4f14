"""What a relation is scored on: targets against anchors in one graph, with measures they share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import expit

from ...config import RelationThresholds
from ...geometry.gaps import box_gaps, vertical_gaps
from ..scene_graph import SceneGraph
from ..shapes import Shapes, half_width


@dataclass(frozen=True, eq=False)
class Pairs:
    """T targets against A anchors of one graph.

    Attributes:
        graph: the scene.
        targets: (T,) int64 rows.
        anchors: (A,) int64 rows.
        limits: where scores cross 0.5.
        forward: unit direction the viewer looks in, x then y, (2, 1, A), or (2, T, 1) when swapped.
        distance: stated in the words, metres, or None.
        hour: stated in the words, 1 to 12, or None.
    """

    graph: SceneGraph
    targets: np.ndarray
    anchors: np.ndarray
    limits: RelationThresholds
    forward: np.ndarray | None = None
    distance: float | None = None
    hour: int | None = None

    @property
    def swapped(self) -> Pairs:
        """The same pairs with targets and anchors in each other's place."""
        forward = None if self.forward is None else self.forward.transpose(0, 2, 1)
        return replace(self, targets=self.anchors, anchors=self.targets, forward=forward)

    @property
    def shapes(self) -> Shapes:
        """The geometry of the graph's objects."""
        return self.graph.shapes

    @cached_property
    def target_box(self) -> np.ndarray:
        """(T, 1, 6) boxes of the targets."""
        return self.shapes.aabb[self.targets][:, None]

    @cached_property
    def anchor_box(self) -> np.ndarray:
        """(A, 6) boxes of the anchors."""
        return self.shapes.aabb[self.anchors]

    @cached_property
    def offset(self) -> np.ndarray:
        """(2, T, A) from the anchor's middle to the target's, x then y, metres."""
        center = self.shapes.center
        return np.stack(
            [np.subtract.outer(center[self.targets, k], center[self.anchors, k]) for k in (0, 1)]
        )

    @cached_property
    def offset_length(self) -> np.ndarray:
        """(T, A) length of `offset`, at least a millimetre."""
        return np.maximum(np.sqrt((self.offset**2).sum(axis=0)), 1e-3)

    @cached_property
    def gap(self) -> np.ndarray:
        """(T, A) between surfaces, metres."""
        return self.shapes.gaps(self.targets, self.anchors)

    @cached_property
    def reach(self) -> np.ndarray:
        """(T, A) how far apart people take things to be, metres: the gap, and a little of centres.

        Boxes that overlap all have gap 0; among them people go by the middles. A fifth of the
        distance of centres keeps every closest and farthest row of Sr3D and gains three points
        on human sentences over the gap alone.
        """
        height = self.shapes.center[:, 2]
        rise = np.subtract.outer(height[self.targets], height[self.anchors])
        return 0.8 * self.gap + 0.2 * np.sqrt(self.offset_length**2 + rise**2)

    @cached_property
    def box_gap(self) -> np.ndarray:
        """(T, A) between axis-aligned boxes, metres."""
        return box_gaps(self.shapes.aabb[self.targets], self.anchor_box)

    @cached_property
    def height_gap(self) -> np.ndarray:
        """(T, A) between the spans of height, metres; 0 where they overlap."""
        return vertical_gaps(self.shapes.aabb[self.targets], self.anchor_box)

    @cached_property
    def footprint_gap(self) -> np.ndarray:
        """(T, A) between the footprints, metres; 0 where they overlap."""
        return self.shapes.horizontal_gaps(self.targets, self.anchors)

    @cached_property
    def overlap(self) -> np.ndarray:
        """(T, A) area the footprints share, square metres."""
        return self.shapes.overlaps(self.targets, self.anchors)

    @cached_property
    def overlap_of_target(self) -> np.ndarray:
        """(T, A) share of the target's footprint over the anchor's."""
        return self.overlap / self.shapes.area[self.targets][:, None]

    @cached_property
    def overlap_of_anchor(self) -> np.ndarray:
        """(T, A) share of the anchor's footprint under the target's."""
        return self.overlap / self.shapes.area[self.anchors]

    @cached_property
    def mean_size(self) -> np.ndarray:
        """(T, A) mean horizontal size of the two objects: the root of their footprints' areas."""
        size = np.sqrt(self.shapes.area)
        return (size[self.targets][:, None] + size[self.anchors]) / 2

    def along(self, direction: np.ndarray) -> np.ndarray:
        """(T, A) part of `offset` along a direction (2, ...) that broadcasts with it, metres."""
        return self.offset[0] * direction[0] + self.offset[1] * direction[1]

    def half_widths(self, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Half the extent of targets and of anchors along a direction (2, 1, A) or (2, T, 1).

        Both broadcast to (T, A).
        """
        half = self.shapes.half_axes  # (M, 2, 2)
        ux, uy = direction
        target = half_width(half[self.targets], ux.T, uy.T).T
        return target, half_width(half[self.anchors], ux, uy)

    def both(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A per-object quantity (M,) as targets (T, 1) and anchors (A,)."""
        return values[self.targets][:, None], values[self.anchors]


def over(value: np.ndarray, limit: float | np.ndarray, width: float | np.ndarray) -> np.ndarray:
    """A step that rises through 0.5 where `value` passes `limit`; 0.73 one `width` beyond it."""
    return expit((value - limit) / width)


def under(value: np.ndarray, limit: float | np.ndarray, width: float | np.ndarray) -> np.ndarray:
    """A step that falls through 0.5 where `value` passes `limit`; 0.27 one `width` beyond it."""
    return expit((limit - value) / width)


def within(value: np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """1 at zero, 0.5 at `limit`, then a long tail that keeps the order of far things."""
    return 1 / (1 + (value / limit) ** 2)

"""Vertical relations: above and below need footprints that overlap, higher and lower do not."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, within


def above(pairs: Pairs) -> np.ndarray:
    """The target is over the anchor: clear of it, or with the anchor tucked in under it."""
    limits = pairs.limits
    aside = within(pairs.footprint_gap, limits.above_aside)
    overlap = np.maximum(pairs.overlap_of_target, pairs.overlap_of_anchor)
    over_each_other = aside * (0.7 + 0.3 * over(overlap, limits.above_overlap, 0.05))
    return over_each_other * np.maximum(_clear(pairs), 0.6 * _tucked(pairs))


def higher_than(pairs: Pairs) -> np.ndarray:
    """The target's middle is the higher one."""
    target, anchor = pairs.both(pairs.shapes.center[:, 2])
    return over(target - anchor, 0.0, pairs.limits.height_difference)


def same_height(pairs: Pairs) -> np.ndarray:
    """The middles are level."""
    target, anchor = pairs.both(pairs.shapes.center[:, 2])
    return within(target - anchor, 3 * pairs.limits.height_difference)


def _clear(pairs: Pairs) -> np.ndarray:
    """The target's bottom is over the anchor's top, as far as boxes of real scans tell."""
    target, anchor = pairs.target_box, pairs.anchor_box
    clearance = target[..., 2] - anchor[:, 5]
    lower = np.minimum(target[..., 5] - target[..., 2], anchor[:, 5] - anchor[:, 2])
    sink = pairs.limits.above_sink * lower
    return over(clearance + sink, 0.0, 0.03 + 0.1 * lower)


def _tucked(pairs: Pairs) -> np.ndarray:
    """The anchor stands under the target, whose box reaches the floor too: a chair at a desk."""
    target, anchor = pairs.target_box, pairs.anchor_box
    reach = over(target[..., 5] - anchor[:, 2], 0.5 * (target[..., 5] - target[..., 2]), 0.05)
    area = pairs.shapes.area
    smaller = np.log(area[pairs.targets][:, None] / area[pairs.anchors])
    return (
        reach
        * over(pairs.overlap_of_anchor, pairs.limits.above_overlap, 0.05)
        * over(smaller, 0.0, 0.15)
        * over(target[..., 5] - anchor[:, 5], -0.3, 0.05)
    )

"""Vertical relations: above and below need overlapping footprints, higher and lower do not."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, within


def above(pairs: Pairs) -> np.ndarray:
    """The target's bottom is over the anchor's top and their footprints overlap."""
    clearance = pairs.target_box[..., 2] - pairs.anchor_box[:, 5]
    overlap = np.maximum(pairs.overlap_of_target, pairs.overlap_of_anchor)
    return over(clearance, pairs.limits.above_gap, 0.05) * over(
        overlap, pairs.limits.above_overlap, 0.05
    )


def higher_than(pairs: Pairs) -> np.ndarray:
    """The target's middle is the higher one."""
    target, anchor = pairs.both(pairs.shapes.center[:, 2])
    return over(target - anchor, 0.0, pairs.limits.height_difference)


def same_height(pairs: Pairs) -> np.ndarray:
    """The middles are level."""
    target, anchor = pairs.both(pairs.shapes.center[:, 2])
    return within(target - anchor, pairs.limits.height_difference)

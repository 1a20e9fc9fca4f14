"""Similarity: the same thing again, the same colour, the same shape."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, within

# Luma and chroma of RGB (ITU-R BT.601); luma counts half, since light falls differently.
_YCC_FROM_RGB = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]
)
_WEIGHT = np.array([0.5, 1.0, 1.0])
_UNKNOWN = 0.5


def same_color(pairs: Pairs) -> np.ndarray:
    """The mean colours agree; 0.5 where one is not known."""
    color = (pairs.graph.instances.color @ _YCC_FROM_RGB.T) * _WEIGHT
    squared = np.zeros((len(pairs.targets), len(pairs.anchors)))
    for channel in color.T:
        target, anchor = pairs.both(channel)
        squared += (target - anchor) ** 2
    score = within(np.sqrt(squared), pairs.limits.same_color_distance)
    return np.where(np.isnan(score), _UNKNOWN, score)


def same_shape(pairs: Pairs) -> np.ndarray:
    """Every side of the box agrees with the other's: long, short and upright ones in turn."""
    extent = pairs.graph.instances.boxes.extent
    sides = np.log(
        np.maximum(np.column_stack([np.sort(extent[:, :2], axis=1), extent[:, 2]]), 1e-2)
    )
    worst = np.zeros((len(pairs.targets), len(pairs.anchors)))
    for side in sides.T:
        target, anchor = pairs.both(side)
        worst = np.maximum(worst, np.abs(target - anchor))
    return within(worst, np.log(pairs.limits.same_shape_ratio))


def same_as(pairs: Pairs) -> np.ndarray:
    """The same name, shape and, where known, colour."""
    names = np.array([str(one).lower() for one in pairs.graph.instances.label])
    number = np.unique(names, return_inverse=True)[1].reshape(-1)
    target, anchor = pairs.both(number)
    return (target == anchor) * same_shape(pairs) * np.sqrt(2 * same_color(pairs)).clip(0.0, 1.0)


def different_from(pairs: Pairs) -> np.ndarray:
    """Not the same."""
    return 1 - same_as(pairs)

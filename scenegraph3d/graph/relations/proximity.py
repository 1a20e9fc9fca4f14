"""Horizontal proximity: near, next to, far, touching, opposite, and stated distances."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, under, within


def pair_gap(pairs: Pairs) -> np.ndarray:
    """The distance that closest and farthest go by: the gap between surfaces."""
    return pairs.gap


def near(pairs: Pairs) -> np.ndarray:
    """The gap is small for things of this size."""
    return within(pairs.gap, pairs.limits.near_gap + pairs.limits.near_size * pairs.mean_size)


def next_to(pairs: Pairs) -> np.ndarray:
    """The gap is smaller still, the heights overlap, and nothing else fills the gap."""
    limit = pairs.limits.next_to_gap + pairs.limits.next_to_size * pairs.mean_size
    return within(pairs.gap, limit)


def far_from(pairs: Pairs) -> np.ndarray:
    """Not near."""
    return 1 - near(pairs)


def touching(pairs: Pairs) -> np.ndarray:
    """The surfaces meet."""
    return under(pairs.gap, pairs.limits.touching_gap, pairs.limits.touching_gap / 4)


def opposite(pairs: Pairs) -> np.ndarray:
    """Across the room: apart, and on the two sides of the room's middle."""
    apart = over(pairs.gap, pairs.limits.opposite_gap, pairs.limits.opposite_gap / 4)
    return apart


def at_distance(pairs: Pairs) -> np.ndarray:
    """About the stated distance away."""
    distance = _stated_distance(pairs)
    return within(pairs.gap - distance, pairs.limits.distance_tolerance * distance)


def within_distance(pairs: Pairs) -> np.ndarray:
    """At most the stated distance away."""
    distance = _stated_distance(pairs)
    return under(pairs.gap, distance, 0.05 * distance)


def _stated_distance(pairs: Pairs) -> float:
    if pairs.distance is None or not pairs.distance > 0:
        raise ValueError(
            f"a distance relation needs distance in positive metres, got {pairs.distance}"
        )
    return pairs.distance

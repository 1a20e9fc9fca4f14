"""Horizontal proximity: near, next to, far, touching, opposite, and stated distances."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, under, within


def near(pairs: Pairs) -> np.ndarray:
    """The gap is small for things of this size."""
    return within(pairs.reach, pairs.limits.near_gap + pairs.limits.near_size * pairs.mean_size)


def next_to(pairs: Pairs) -> np.ndarray:
    """The gap is smaller still, the heights overlap, and nothing else fills the gap."""
    limits = pairs.limits
    limit = limits.next_to_gap + limits.next_to_size * pairs.mean_size
    level = within(pairs.height_gap, limits.next_to_height)
    return within(pairs.reach, limit) * level * (1 - filled_gap(pairs))


def far_from(pairs: Pairs) -> np.ndarray:
    """Not near."""
    return 1 - near(pairs)


def around(pairs: Pairs) -> np.ndarray:
    """Beside the anchor's outline, not over it, and reaching its height: a chair at a table."""
    limits = pairs.limits
    level = within(pairs.height_gap, limits.next_to_height)
    clear = under(pairs.overlap_of_target, 0.9, 0.05)
    return within(pairs.footprint_gap, limits.around_gap) * level * clear


def touching(pairs: Pairs) -> np.ndarray:
    """The surfaces meet."""
    return under(pairs.gap, pairs.limits.touching_gap, pairs.limits.touching_gap / 4)


def opposite(pairs: Pairs) -> np.ndarray:
    """Apart, and on the two sides of the room's middle."""
    middles = np.array([room.outline.mean(axis=0) for room in pairs.graph.rooms]).reshape(-1, 2)
    outward = pairs.shapes.center[:, :2] - middles[pairs.graph.room_of]
    outward = outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-3)
    cosine = outward[pairs.targets] @ outward[pairs.anchors].T
    apart = over(pairs.gap, pairs.limits.opposite_gap, pairs.limits.opposite_gap / 4)
    return apart * under(cosine, np.cos(pairs.limits.opposite_angle), 0.15)


def at_distance(pairs: Pairs) -> np.ndarray:
    """About the stated distance away."""
    distance = _stated_distance(pairs)
    return within(pairs.gap - distance, pairs.limits.distance_tolerance * distance)


def within_distance(pairs: Pairs) -> np.ndarray:
    """At most the stated distance away."""
    distance = _stated_distance(pairs)
    return under(pairs.gap, distance, 0.05 * distance)


def filled_gap(pairs: Pairs) -> np.ndarray:
    """(T, A) how surely another object stands in the gap between target and anchor.

    The gap is the box between the two boxes: where they lie apart along an axis, what is
    between them; elsewhere, what they share. Only gaps of up to `next_to_filled_gap` are
    looked into, since a larger one is not next to anyway.
    """
    aabb = pairs.shapes.aabb
    filled = np.zeros((len(pairs.targets), len(pairs.anchors)))
    narrow = (pairs.box_gap > 0.05) & (pairs.box_gap < pairs.limits.next_to_filled_gap)
    for at in np.flatnonzero(narrow.any(axis=1)):
        beside = np.flatnonzero(narrow[at])
        target, anchors = aabb[pairs.targets[at]], aabb[pairs.anchors[beside]]  # (6,), (B, 6)
        start = np.maximum(target[:3], anchors[:, :3])
        end = np.minimum(target[3:], anchors[:, 3:])
        low, high = np.minimum(start, end), np.maximum(start, end)  # (B, 3)
        others = _objects_in(aabb, low.min(axis=0), high.max(axis=0))
        score = _filled_shares(low, high, end < start, aabb[others])
        score *= ~_encloses(aabb[others], target) & ~_encloses(aabb[others], anchors[:, None])
        own = (others == pairs.targets[at]) | (others == pairs.anchors[beside][:, None])
        filled[at, beside] = np.where(own, 0.0, score).max(axis=1, initial=0.0)
    return filled


def _filled_shares(
    low: np.ndarray, high: np.ndarray, apart: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """(B, O) whether boxes (O, 6) fill half of each gap (B, 3), along it and across it."""
    along = across = touches = np.ones((len(low), len(others)))
    for axis in range(3):
        shared = np.minimum(high[:, axis, None], others[:, 3 + axis])
        shared -= np.maximum(low[:, axis, None], others[:, axis])
        share = np.clip(shared / np.maximum(high - low, 1e-3)[:, axis, None], 0.0, 1.0)
        is_apart = apart[:, axis, None]
        along = np.minimum(along, np.where(is_apart, share, 1.0))
        across = np.minimum(across, np.where(is_apart, 1.0, share))
        touches = touches * (shared > 0)
    return over(along, 0.5, 0.05) * over(across, 0.5, 0.05) * touches


def _objects_in(aabb: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    apart = np.maximum(aabb[:, :3] - high, low - aabb[:, 3:])
    return np.flatnonzero((apart[:, 0] < 0) & (apart[:, 1] < 0) & (apart[:, 2] < 0))


def _encloses(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """A floor or a table under both things does not stand between them: it spans one's middle."""
    x, y = (inner[..., 0] + inner[..., 3]) / 2, (inner[..., 1] + inner[..., 4]) / 2
    over_x = (outer[..., 0] < x) & (x < outer[..., 3])
    return over_x & (outer[..., 1] < y) & (y < outer[..., 4])


def _stated_distance(pairs: Pairs) -> float:
    if pairs.distance is None or not pairs.distance > 0:
        raise ValueError(
            f"a distance relation needs distance in positive metres, got {pairs.distance}"
        )
    return pairs.distance

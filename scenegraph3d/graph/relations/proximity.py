"""Horizontal proximity: near, next to, far, touching, opposite, and stated distances."""

from __future__ import annotations

import numpy as np

from ...geometry.neighbours import neighbour_pairs
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
    at, beside = np.nonzero(narrow)
    target, anchor = pairs.targets[at], pairs.anchors[beside]
    start = np.maximum(aabb[target, :3], aabb[anchor, :3])
    end = np.minimum(aabb[target, 3:], aabb[anchor, 3:])
    gaps = np.hstack([np.minimum(start, end), np.maximum(start, end)])
    gap, other = neighbour_pairs(gaps, aabb)
    foreign = (other != target[gap]) & (other != anchor[gap])
    gap, other = gap[foreign], other[foreign]
    score = _filled_shares(gaps[gap], (end < start)[gap], aabb[other])
    score *= ~_encloses(aabb[other], aabb[target[gap]])
    score *= ~_encloses(aabb[other], aabb[anchor[gap]])
    np.maximum.at(filled, (at[gap], beside[gap]), score)
    return filled


def _filled_shares(gaps: np.ndarray, apart: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(P,) whether a box (P, 6) fills half of a gap (P, 6), along it and across it.

    A gap runs along the axes on which what it parts is `apart`, (P, 3) bool.
    """
    shared = np.minimum(gaps[:, 3:], others[:, 3:]) - np.maximum(gaps[:, :3], others[:, :3])
    share = np.clip(shared / np.maximum(gaps[:, 3:] - gaps[:, :3], 1e-3), 0.0, 1.0)
    along = np.where(apart, share, 1.0).min(axis=1)
    across = np.where(apart, 1.0, share).min(axis=1)
    return over(along, 0.5, 0.05) * over(across, 0.5, 0.05) * (shared > 0).all(axis=1)


def _encloses(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """A floor or a table under both things does not stand between them: it spans one's middle."""
    x, y = (inner[:, 0] + inner[:, 3]) / 2, (inner[:, 1] + inner[:, 4]) / 2
    over_x = (outer[:, 0] < x) & (x < outer[:, 3])
    return over_x & (outer[:, 1] < y) & (y < outer[:, 4])


def _stated_distance(pairs: Pairs) -> float:
    if pairs.distance is None or not pairs.distance > 0:
        raise ValueError(
            f"a distance relation needs distance in positive metres, got {pairs.distance}"
        )
    return pairs.distance

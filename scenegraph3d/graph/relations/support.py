"""Support and containment: on, in, attached to, leaning on, part of, on the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .pairs import Pairs, over, under, within


def on(pairs: Pairs) -> np.ndarray:
    """The target rests on the anchor, on something that rests on it, or hangs on its side."""
    score = np.maximum(rests_on(pairs), _stacked_on(pairs))
    upright = np.flatnonzero(_is_upright(pairs)[pairs.anchors])
    if len(upright):
        hung = attached_to(replace(pairs, anchors=pairs.anchors[upright], forward=None))
        score[:, upright] = np.maximum(score[:, upright], hung)
    floor = np.flatnonzero(pairs.shapes.is_floor[pairs.anchors])
    if len(floor):
        score[:, floor] = on_floor(pairs)[:, None]
    return score


def rests_on(pairs: Pairs) -> np.ndarray:
    """The target's bottom meets the anchor's surface, and enough of it lies over the anchor."""
    limits = pairs.limits
    area = pairs.shapes.area
    ratio = np.log(area[pairs.targets][:, None] / area[pairs.anchors])
    return (
        _contact(pairs)
        * over(pairs.overlap_of_target, limits.support_overlap, 0.05)
        * under(ratio, np.log(limits.support_area_ratio), 0.15)
    )


def inside(pairs: Pairs) -> np.ndarray:
    """Most of the target's volume lies in the anchor, and it is the smaller of the two."""
    share = pairs.overlap_of_target * _height_share(pairs, 0.0)
    return over(share, pairs.limits.inside_share, 0.1) * _smaller(pairs)


def attached_to(pairs: Pairs) -> np.ndarray:
    """The target touches the anchor's side well above its bottom, and nothing carries it."""
    limits = pairs.limits
    low, high = pairs.anchor_box[:, 2], pairs.anchor_box[:, 5]
    lift = (pairs.target_box[..., 2] - low) / np.maximum(high - low, 1e-3)
    carried = pairs.graph.supporter[pairs.targets][:, None]
    free = (carried < 0) | (carried == pairs.anchors)
    return (
        under(pairs.gap, limits.attached_gap, limits.attached_gap / 3)
        * over(lift, limits.attached_lift, 0.05)
        * under(pairs.target_box[..., 2] - high, -0.05, 0.02)
        * np.where(free, 1.0, 0.4)
    )


def leaning_on(pairs: Pairs) -> np.ndarray:
    """The target stands beside the anchor, touches it, and is thin and no taller."""
    limits = pairs.limits
    thickness = 2 * np.linalg.norm(pairs.shapes.half_axes, axis=2).min(axis=1)
    slender = thickness / np.maximum(pairs.shapes.extent[:, 2], 1e-3)
    bottoms = np.abs(pairs.target_box[..., 2] - pairs.anchor_box[:, 2])
    return (
        under(pairs.gap, limits.leaning_gap, limits.leaning_gap / 4)
        * under(slender, limits.leaning_slenderness, 0.1)[pairs.targets][:, None]
        * under(bottoms, limits.leaning_level, 0.05)
        * over(pairs.anchor_box[:, 5] - pairs.target_box[..., 5], -0.1, 0.05)
    )


def part_of(pairs: Pairs) -> np.ndarray:
    """The target lies in or against the anchor and is the smaller of the two."""
    beside = np.maximum(pairs.overlap_of_target, within(pairs.footprint_gap, 0.05))
    share = beside * _height_share(pairs, 0.1)
    return over(share, pairs.limits.part_share, 0.05) * _smaller(pairs)


def outside(pairs: Pairs) -> np.ndarray:
    """Not inside."""
    return 1 - inside(pairs)


def belongs_to(pairs: Pairs) -> np.ndarray:
    """Smaller than the anchor, and on it, in it, attached to it or a part of it."""
    ways = (on(pairs), inside(pairs), attached_to(pairs), part_of(pairs))
    return np.maximum.reduce(ways) * _smaller(pairs)


def covering(pairs: Pairs) -> np.ndarray:
    """The target lies on the anchor and over most of it."""
    share = over(pairs.overlap_of_anchor, pairs.limits.covering_share, 0.05)
    return share * _contact(pairs)


def has_free_space(pairs: Pairs) -> np.ndarray:
    """Most of the target's top view has nothing resting on it."""
    graph = pairs.graph
    carried = np.flatnonzero(graph.supporter >= 0)
    area = np.zeros(len(graph))
    np.add.at(area, graph.supporter[carried], graph.shapes.area[carried])
    share = 1 - np.minimum(area / graph.shapes.area, 1.0)
    return over(share[pairs.targets], pairs.limits.free_share, 0.1)


def on_floor(pairs: Pairs) -> np.ndarray:
    """The target's bottom is at its room's floor."""
    graph = pairs.graph
    floor = np.array([room.floor_z for room in graph.rooms])[graph.room_of[pairs.targets]]
    bottom = graph.shapes.aabb[pairs.targets, 2]
    return under(bottom - floor, pairs.limits.floor_gap, 0.03)


def _contact(pairs: Pairs) -> np.ndarray:
    """(T, A) the target's bottom is at the anchor's top, or at a level within: a bed, a shelf.

    Where the anchor has points, they say how high its surface is under and around the target.
    """
    limits = pairs.limits
    bottom, top = pairs.target_box[..., 2], pairs.anchor_box[:, 5]
    height = np.maximum(top - pairs.anchor_box[:, 2], 1e-3)
    on_top = under(np.abs(bottom - top), limits.support_gap, 0.03)
    lift = (bottom - pairs.anchor_box[:, 2]) / height
    on_level = over(lift, limits.support_lift, 0.05) * under(bottom - top, limits.support_gap, 0.03)
    contact = np.maximum(on_top, 0.8 * on_level)
    shapes = pairs.shapes
    if shapes.samples is None or shapes.sampled is None:
        return contact
    at, beside = np.nonzero((pairs.overlap_of_target > 0.05) & shapes.sampled[pairs.anchors])
    surface = shapes.surface_heights(pairs.targets[at], pairs.anchors[beside])
    gap = np.abs(shapes.aabb[pairs.targets[at], 2] - surface)
    seen = under(gap, limits.support_gap, 0.03) * (0.2 + 0.8 * on_level[at, beside])
    unseen = 0.5 * contact[at, beside]  # nothing of the anchor is seen down there
    contact[at, beside] = np.where(np.isnan(gap), unseen, np.maximum(seen, on_top[at, beside]))
    return contact


def _stacked_on(pairs: Pairs) -> np.ndarray:
    """(T, A) 0.8 where the anchor carries the target over one to three things in between."""
    supporter = pairs.graph.supporter
    stacked = np.zeros((len(pairs.targets), len(pairs.anchors)), dtype=bool)
    carrier = supporter[pairs.targets]
    for _ in range(3):
        carrier = np.where(carrier < 0, -1, supporter[carrier])
        stacked |= carrier[:, None] == pairs.anchors
    return 0.8 * stacked


def _is_upright(pairs: Pairs) -> np.ndarray:
    """(M,) bool: thin and tall like a wall or a door, so that things hang on it."""
    size = 2 * np.linalg.norm(pairs.shapes.half_axes, axis=2)
    thin = (size.min(axis=1) < 0.5) & (size.min(axis=1) < 0.5 * pairs.shapes.extent[:, 2])
    return pairs.shapes.is_wall | (thin & (pairs.shapes.extent[:, 2] > 1.0))


def _height_share(pairs: Pairs, margin: float) -> np.ndarray:
    """(T, A) share of the target's height within the anchor's, grown by `margin` metres."""
    target, anchor = pairs.target_box, pairs.anchor_box
    low = np.maximum(target[..., 2], anchor[:, 2] - margin)
    high = np.minimum(target[..., 5], anchor[:, 5] + margin)
    # A flat target counts as 1 cm thick, so that one inside has a share of 1, not 0 / 0.
    height = np.maximum(target[..., 5] - target[..., 2], 0.01)
    return np.clip(high - low + 0.01, 0.0, height) / height


def _smaller(pairs: Pairs) -> np.ndarray:
    volume = pairs.shapes.area * np.maximum(pairs.shapes.extent[:, 2], 1e-3)
    target, anchor = pairs.both(np.log(volume))
    return under(target - anchor, 0.0, 0.15)

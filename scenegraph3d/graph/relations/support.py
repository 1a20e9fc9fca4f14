"""Support and containment: on, in, attached to, leaning on, part of, on the floor."""

from __future__ import annotations

import numpy as np

from .pairs import Pairs, over, under


def on(pairs: Pairs) -> np.ndarray:
    """The target rests on the anchor's top, or on a level inside its box: a bed, a shelf."""
    limits = pairs.limits
    bottom, anchor_low, anchor_high = (
        pairs.target_box[..., 2],
        pairs.anchor_box[:, 2],
        pairs.anchor_box[:, 5],
    )
    height = np.maximum(anchor_high - anchor_low, 1e-3)
    on_top = under(np.abs(bottom - anchor_high), limits.support_gap, 0.03)
    lift = (bottom - anchor_low) / height
    sunk = over(lift, 0.25, 0.05) * under(bottom - anchor_high, limits.support_gap, 0.03)
    area = pairs.shapes.area
    ratio = area[pairs.targets][:, None] / area[pairs.anchors]
    return (
        np.maximum(on_top, 0.8 * sunk)
        * over(pairs.overlap_of_target, limits.support_overlap, 0.05)
        * under(np.log(ratio), np.log(limits.support_area_ratio), 0.15)
    )


def inside(pairs: Pairs) -> np.ndarray:
    """Most of the target's volume lies in the anchor, and it is the smaller of the two."""
    return over(_share_inside(pairs, 0.0), pairs.limits.inside_share, 0.1) * _smaller(pairs)


def attached_to(pairs: Pairs) -> np.ndarray:
    """The target touches the anchor's side well above its bottom, and nothing carries it."""
    limits = pairs.limits
    anchor_low, anchor_high = pairs.anchor_box[:, 2], pairs.anchor_box[:, 5]
    height = np.maximum(anchor_high - anchor_low, 1e-3)
    lift = (pairs.target_box[..., 2] - anchor_low) / height
    below_top = under(pairs.target_box[..., 2], anchor_high - 0.05, 0.02)
    free = (pairs.graph.supporter[pairs.targets] < 0)[:, None]
    return (
        under(pairs.gap, limits.attached_gap, limits.attached_gap / 4)
        * over(lift, limits.attached_lift, 0.05)
        * below_top
        * np.where(free, 1.0, 0.25)
    )


def leaning_on(pairs: Pairs) -> np.ndarray:
    """The target stands beside the anchor, touches it, and is thin and upright."""
    limits = pairs.limits
    extent = pairs.shapes.extent
    slender = extent[:, :2].min(axis=1) / np.maximum(extent[:, 2], 1e-3)
    bottoms = np.abs(pairs.target_box[..., 2] - pairs.anchor_box[:, 2])
    return (
        under(pairs.gap, limits.leaning_gap, limits.leaning_gap / 4)
        * under(slender, 0.5, 0.1)[pairs.targets][:, None]
        * under(bottoms, 0.3, 0.05)
        * over(pairs.anchor_box[:, 5] - pairs.target_box[..., 5], -0.1, 0.05)
    )


def part_of(pairs: Pairs) -> np.ndarray:
    """The target lies in or against the anchor's box and is the smaller of the two."""
    return over(_share_inside(pairs, 0.1), pairs.limits.part_share, 0.05) * _smaller(pairs)


def on_floor(pairs: Pairs) -> np.ndarray:
    """The target's bottom is at its room's floor and nothing carries it."""
    graph = pairs.graph
    floor = np.array([room.floor_z for room in graph.rooms])[graph.room_of[pairs.targets]]
    bottom = graph.shapes.aabb[pairs.targets, 2]
    free = np.where(graph.supporter[pairs.targets] < 0, 1.0, 0.25)
    return under(bottom - floor, pairs.limits.floor_gap, 0.03) * free


def _share_inside(pairs: Pairs, margin: float) -> np.ndarray:
    """(T, A) share of the target's volume in the anchor's box grown by `margin` metres."""
    target, anchor = pairs.target_box, pairs.anchor_box
    low = np.maximum(target[..., :3], anchor[:, :3] - margin)
    high = np.minimum(target[..., 3:], anchor[:, 3:] + margin)
    sides = np.maximum(target[..., 3:] - target[..., :3], 1e-3)
    return (np.clip(high - low + 1e-3, 0.0, sides) / sides).prod(axis=-1)


def _smaller(pairs: Pairs) -> np.ndarray:
    target, anchor = pairs.both(np.maximum(pairs.shapes.extent, 1e-3).prod(axis=1))
    return under(np.log(target / anchor), 0.0, 0.15)

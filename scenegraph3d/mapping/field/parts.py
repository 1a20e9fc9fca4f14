"""A field and points with their things in; which points are one part of a thing out."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from .clusters import cluster_points
from .field import FeatureField

LEAST_POINTS = 15  # of a part
_APART = 0.6  # of the margin: mean features of two parts differ by more
_NEIGHBOURS = 5  # points, itself among them, whose mean distance decides
_ROUNDS = 4


def find_parts(field: FeatureField, points: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Part each thing where its field does at the finest scale.

    Pieces that hang together give the features that are told apart; then each point of the thing
    goes with the feature most like its own, wherever on the thing it lies: a cupboard's side is
    one with its top behind what stands between.

    Args:
        field: trained with masks of parts, or there are none.
        points: (N, 3) float32, metres.
        owner: (N,) int64 id of each point's thing, -1 for none.

    Returns:
        (N,) int64 numbers of parts over all things; -1 for points of no thing, or of one without
        two parts.
    """
    scale = field.settings.smallest_scale
    feature = field.instance(points, scale)
    piece = cluster_points(field, points, scale, least_points=LEAST_POINTS)
    number = np.full(len(points), -1, dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    things, start = np.unique(owner[order], return_index=True)
    most_alike = _APART * field.settings.margin
    for thing, rows in zip(things, np.split(order, start[1:]), strict=True):
        known = rows[np.isfinite(feature[rows]).all(axis=1)]
        if thing < 0 or len(known) < 2 * LEAST_POINTS:
            continue
        part = _part_one(points[known], feature[known], piece[known], most_alike)
        if part.max() > 0:
            number[known] = part + number.max() + 1
    return number


def _part_one(
    points: np.ndarray, feature: np.ndarray, piece: np.ndarray, most_alike: float
) -> np.ndarray:
    """(K,) numbers of a thing's parts from 0, all 0 where it has but one."""
    near = cKDTree(points).query(points, k=min(_NEIGHBOURS, len(points)))[1]
    part = piece
    for _ in range(_ROUNDS + 1):
        middle = _middles(feature, part, most_alike)
        if len(middle) < 2:
            return np.zeros(len(points), dtype=np.int64)
        away = np.linalg.norm(feature[:, None] - middle, axis=2)  # (K, P)
        part = away[near].mean(axis=1).argmin(axis=1)
    return np.unique(part, return_inverse=True)[1]


def _middles(feature: np.ndarray, part: np.ndarray, most_alike: float) -> np.ndarray:
    """(P, I) features of the parts, the largest first; of two that are alike, the larger's."""
    numbers, count = np.unique(part[part >= 0], return_counts=True)
    found: list[np.ndarray] = []
    for number in numbers[np.argsort(-count, kind="stable")]:
        mine = feature[part == number]
        middle = np.median(mine, axis=0)
        apart = all(np.linalg.norm(middle - other) > most_alike for other in found)
        if len(mine) >= LEAST_POINTS and apart:
            found.append(middle)
    return np.array(found).reshape(-1, feature.shape[1])

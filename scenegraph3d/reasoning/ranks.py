"""Superlatives and ordinals over uncertain candidates: how probable is it that t is the nth."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

_SURE = 40.0  # of the softness, from which the order of two values is sure
_IMPOSSIBLE = 1e-12  # probability that counts as none


def nth_probability(
    value: np.ndarray, membership: np.ndarray, *, nth: int, softness: float, first: int = 1
) -> np.ndarray:
    """Probability of each candidate to be the nth in ascending order, given that it is one.

    Candidate u stands before t with probability membership[u] * sigmoid((value[t] - value[u]) /
    softness); the number of those is Poisson-binomial, and t is the nth where it equals nth - 1.

    Args:
        value: (T,) what they are sorted by; NaN and infinity sort last.
        membership: (T,) in [0, 1], how surely each one counts at all.
        nth: 1 is the first, 2 the second ...; -1 the last, -2 the last but one.
        softness: difference of values that still leaves doubt, in the unit of `value`, > 0.
        first: how many are meant, from the nth on; 2 for "the two closest".

    Returns:
        (T,) probabilities in [0, 1], to be one of them.
    """
    if nth < 0:
        value, nth = -value, -nth
    value = np.where(np.isfinite(value), value, 1e6)
    chance = np.zeros(len(value))
    rows = np.flatnonzero(_may_be(value, membership, nth + first - 2))
    if len(rows):
        others = np.flatnonzero(value <= value[rows].max() + _SURE * softness)
        offset = (value[rows, None] - value[others]) / softness
        before = membership[others] * expit(np.clip(offset, -60, 60))  # (R, O): who stands before
        before[rows[:, None] == others] = 0.0
        chance[rows] = sum(_exactly(before, nth - 1 + more) for more in range(first))
    return chance


def _may_be(value: np.ndarray, membership: np.ndarray, most: int) -> np.ndarray:
    """(T,) bool: false where more than `most` stand before a candidate, surely (1e-12).

    Each of lower value is before it with half its membership at least, and Chernoff's bound says
    how probable few of these events are. Keeps the work from growing as T squared.
    """
    order = np.argsort(value, kind="stable")
    mean = np.zeros(len(value))
    mean[order[1:]] = np.cumsum(membership[order])[:-1] / 2
    times = np.maximum(mean, 1e-9) / max(most, 1e-9)
    log_chance = np.where(mean > most, most - mean + most * np.log(times), 0.0)
    return log_chance > np.log(_IMPOSSIBLE)


def middle_probability(position: np.ndarray, membership: np.ndarray) -> np.ndarray:
    """Score of each candidate to be the middle one of a group.

    Args:
        position: (T, 2) horizontal positions, metres.
        membership: (T,) in [0, 1], how surely each one belongs to the group.

    Returns:
        (T,) in [0, 1]; 1 on the weighted middle of the group's main axis, 0.5 half a step away.
    """
    if (membership > 0.05).sum() < 2:
        return np.ones(len(position))
    belongs = membership > 0.3 * membership.max()
    weight = np.where(belongs, membership, 0.0)
    weight /= weight.sum()
    centered = position - weight @ position
    _, _, axes = np.linalg.svd(centered * np.sqrt(weight)[:, None], full_matrices=False)
    along = centered @ axes[0]
    members = along[belongs]
    middle = np.median(members)
    step = max(np.ptp(members) / max(len(members) - 1, 1), 1e-6)
    return np.exp2(-np.abs(along - middle) / (0.5 * step))


def _exactly(before: np.ndarray, count: int) -> np.ndarray:
    """(T,) probability that exactly `count` of the independent events in each row happen."""
    if count >= before.shape[1]:  # "the 500th chair" of 20; past all candidates there are none
        return np.zeros(len(before))
    if count == 0:
        return np.prod(1.0 - before, axis=1)
    chance = np.zeros((len(before), count + 1))
    chance[:, 0] = 1.0
    for event in before.T:
        moved = np.roll(chance, 1, axis=1)
        moved[:, 0] = 0.0
        chance = chance * (1.0 - event[:, None]) + moved * event[:, None]
    return chance[:, count]

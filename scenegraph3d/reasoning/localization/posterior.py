"""The posterior over places and headings: spoken hints and an outlook go in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import LocalizationSettings
from .landmarks import Outlook
from .likelihood import (
    HEADINGS,
    Spoken,
    mention,
    place_likelihood,
    sector,
    side_likelihood,
)


@dataclass(frozen=True, eq=False)
class Belief:
    """What is known of G places.

    Attributes:
        log_place: (G,) log-posterior of each place, not normalised.
        heading: (G, T) posterior of the headings at each place; T = 1 where none matters.
        shares: (G, H, M) likelihood of each hint through each landmark, at the likeliest heading.
        lost: (H,) likelihood of each hint through nothing on the map.
    """

    log_place: np.ndarray
    heading: np.ndarray
    shares: np.ndarray
    lost: np.ndarray


def weigh_places(
    spoken: list[Spoken], outlook: Outlook, reach: float, settings: LocalizationSettings
) -> Belief:
    """Weigh G places by H hints; `reach` in metres."""
    wrong, missing = settings.wrong_side, settings.missing
    likely = mention(outlook, reach)
    lost = np.array([missing * hint.lost for hint in spoken])
    parts = [
        (1 - missing) * likely * hint.words * place_likelihood(hint, outlook, reach)
        for hint in spoken
    ]
    turning = any(hint.of_viewer for hint in spoken)
    num_headings = HEADINGS if turning else 1
    log_all = np.zeros((len(likely), num_headings))
    for k, hint in enumerate(spoken):
        if hint.of_viewer:
            log_all += np.log(_turned(parts[k], hint, outlook, wrong) + lost[k])
            continue
        if hint.hint.side is not None:
            parts[k] = parts[k] * side_likelihood(hint, outlook, wrong)
        if hint.hint.negated:
            log_all += np.log1p(-np.minimum(_present(hint, outlook, reach, wrong), 0.9))[:, None]
        else:
            log_all += np.log(parts[k].sum(axis=1) + lost[k])[:, None]
    top = log_all.max(axis=1, keepdims=True)
    heading = np.exp(log_all - top)
    log_place = top[:, 0] + np.log(heading.mean(axis=1))
    heading = heading / heading.sum(axis=1, keepdims=True)
    best = heading.argmax(axis=1) * (2 * np.pi / num_headings)
    for k, hint in enumerate(spoken):
        if hint.of_viewer:
            off = outlook.bearing - best[:, None] - hint.angle
            parts[k] = parts[k] * sector(off, hint.half_width, wrong)
    return Belief(log_place, heading, np.stack(parts, axis=1), lost)


def _turned(part: np.ndarray, hint: Spoken, outlook: Outlook, wrong: float) -> np.ndarray:
    """(G, T) likelihood of a viewer's side for each heading, through all landmarks."""
    step = 2 * np.pi / HEADINGS
    column = np.floor(outlook.bearing / step).astype(np.int64) % HEADINGS
    flat = column + np.arange(len(part))[:, None] * HEADINGS
    around = np.bincount(flat.ravel(), part.ravel(), minlength=len(part) * HEADINGS)
    around = around.reshape(len(part), HEADINGS)  # by the bearing of the landmark
    bearing = (np.arange(HEADINGS) + 0.5) * step
    heading = np.arange(HEADINGS) * step
    fits = sector(bearing[:, None] - heading[None, :] - hint.angle, hint.half_width, wrong)
    return around @ fits


def _present(hint: Spoken, outlook: Outlook, reach: float, wrong: float) -> np.ndarray:
    """(G,) how surely something that a hint denies is there."""
    near = np.exp(-((outlook.distance / (reach / 2)) ** 2))
    side = side_likelihood(hint, outlook, wrong) if hint.hint.side is not None else 1.0
    return (np.minimum(hint.words, 1.0) * near * side).max(axis=1)


def bind_apart(belief: Belief, rows: np.ndarray) -> np.ndarray:
    """(K,) log of how likely hints at places `rows` speak of different landmarks.

    Two hints that lean on the same landmark cannot both mean it; each pair is charged for the
    chance that they do.
    """
    share = belief.shares[rows] / (belief.shares[rows].sum(2) + belief.lost)[..., None]
    same = np.einsum("khm,kgm->khg", share, share)
    first, second = np.triu_indices(share.shape[1], k=1)
    return np.log1p(-np.minimum(same[:, first, second], 0.95)).sum(axis=1)

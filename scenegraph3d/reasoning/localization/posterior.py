"""The posterior over places and headings: spoken hints and an outlook go in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import LocalizationSettings
from ...language.query import Hint
from .landmarks import Outlook
from .likelihood import HEADINGS, Spoken, mention, place_fit, sector, side_fit

REACHES = (0.25, 0.5, 1.0)  # of the map's reach: some people speak of what is at hand alone
_SAME = 0.95  # most probability that two hints are charged for
_PRESENT = 0.9  # most that a denied thing which is there speaks against a place


@dataclass(frozen=True, eq=False)
class Belief:
    """What is known of G places.

    Attributes:
        log_place: (G,) log-posterior of each place, not normalised.
        heading: (G, T) posterior of the headings at each place; T = 1 where none matters.
        reach: (G, R) posterior of how far off things are spoken of, a share a row of REACHES.
    """

    log_place: np.ndarray
    heading: np.ndarray
    reach: np.ndarray


def weigh_places(
    spoken: list[Spoken], outlook: Outlook, reach: float, settings: LocalizationSettings
) -> Belief:
    """Weigh G places by H hints; `reach` in metres."""
    mentions = [mention(outlook, share * reach) for share in REACHES]
    num_headings = HEADINGS if any(hint.of_viewer for hint in spoken) else 1
    log_all = np.zeros((len(REACHES), len(outlook.distance), num_headings))
    said: dict[Hint, np.ndarray] = {}  # "a road" is often said twice
    for hint in spoken:
        alike = hint.hint.model_copy(update={"text": ""})
        if alike not in said:
            said[alike] = _told(hint, outlook, mentions, reach=reach, settings=settings)
        log_all += said[alike]
    top = log_all.max(axis=(0, 2))
    likely = np.exp(log_all - top[:, None])  # (R, G, T)
    total = likely.sum(axis=(0, 2))
    return Belief(
        log_place=top + np.log(total),
        heading=likely.sum(axis=0) / total[:, None],
        reach=likely.sum(axis=2).T / total[:, None],
    )


def _told(
    hint: Spoken,
    outlook: Outlook,
    mentions: list[np.ndarray],
    *,
    reach: float,
    settings: LocalizationSettings,
) -> np.ndarray:
    """Log-likelihood of one hint at G places, that broadcasts to (R, G, T)."""
    seen = outlook.of(hint.rows)
    if hint.hint.negated:
        present = _present(hint, seen, reach, settings.wrong_side)
        return np.log1p(-np.minimum(present, _PRESENT))[None]
    fit = _fit(hint, seen, reach, settings)
    told = []
    for likely in mentions:
        through = fit * likely[:, hint.rows]
        if hint.of_viewer:
            told.append(_turned(through, hint, seen, settings.wrong_side))
        else:
            told.append(through.sum(axis=1)[:, None])
    return np.log(np.array(told) + settings.missing * hint.lost)


def share_out(
    spoken: list[Spoken],
    outlook: Outlook,
    belief: Belief,
    *,
    reach: float,
    settings: LocalizationSettings,
) -> np.ndarray:
    """(K, H, M + 1) what each hint means at K places; the last column: nothing on the map.

    `belief` and `outlook` are those of the K places; a viewer's likeliest heading is taken.
    """
    num_headings = belief.heading.shape[1]
    heading = belief.heading.argmax(axis=1) * (2 * np.pi / num_headings)
    mentions = np.stack([mention(outlook, share * reach) for share in REACHES], axis=1)
    likely = np.einsum("kr,krm->km", belief.reach, mentions)
    share = np.zeros((len(likely), len(spoken), likely.shape[1] + 1))
    for k, hint in enumerate(spoken):
        seen = outlook.of(hint.rows)
        fit = _fit(hint, seen, reach, settings) * likely[:, hint.rows]
        if hint.of_viewer:
            off = seen.bearing - heading[:, None] - hint.angle
            fit = fit * sector(off, hint.half_width, settings.wrong_side)
        share[:, k, hint.rows] = fit
        share[:, k, -1] = settings.missing * hint.lost
    return share / share.sum(axis=2, keepdims=True)


def bind_apart(share: np.ndarray) -> np.ndarray:
    """(K,) log of how likely hints speak of different landmarks, from (K, H, M + 1) shares.

    Two hints that lean on the same landmark cannot both mean it; each pair is charged for the
    chance that they do.
    """
    on_map = share[:, :, :-1]
    same = np.einsum("khm,kgm->khg", on_map, on_map)
    first, second = np.triu_indices(share.shape[1], k=1)
    return np.log1p(-np.minimum(same[:, first, second], _SAME)).sum(axis=1)


def _fit(hint: Spoken, seen: Outlook, reach: float, settings: LocalizationSettings) -> np.ndarray:
    """(G, rows) likelihood of a hint through each landmark it may mean, but for mention."""
    fit = (1 - settings.missing) * hint.words[hint.rows] * place_fit(hint, seen, reach)
    if hint.hint.side is not None and not hint.of_viewer:
        fit = fit * side_fit(hint, seen, settings.wrong_side)
    return fit


def _turned(through: np.ndarray, hint: Spoken, seen: Outlook, wrong: float) -> np.ndarray:
    """(G, T) likelihood of a viewer's side for each heading, through all landmarks."""
    step = 2 * np.pi / HEADINGS
    column = np.floor(seen.bearing / step).astype(np.int64) % HEADINGS
    flat = column + np.arange(len(through))[:, None] * HEADINGS
    around = np.bincount(flat.ravel(), through.ravel(), minlength=len(through) * HEADINGS)
    around = around.reshape(len(through), HEADINGS)  # by the bearing of the landmark
    bearing = (np.arange(HEADINGS) + 0.5) * step
    heading = np.arange(HEADINGS) * step
    off = bearing[:, None] - heading[None, :] - hint.angle
    return around @ sector(off, hint.half_width, wrong)


def _present(hint: Spoken, seen: Outlook, reach: float, wrong: float) -> np.ndarray:
    """(G, 1) how surely something that a hint denies is there; (G, T) on a viewer's side."""
    near = np.minimum(hint.words[hint.rows], 1.0) * np.exp(-((seen.distance / (reach / 2)) ** 2))
    if not hint.of_viewer:
        side = side_fit(hint, seen, wrong) if hint.hint.side is not None else 1.0
        return (near * side).max(axis=1, initial=0.0)[:, None]
    off = seen.bearing - hint.angle
    headings = np.arange(HEADINGS) * (2 * np.pi / HEADINGS)
    there = [near * sector(off - heading, hint.half_width, wrong) for heading in headings]
    return np.stack([one.max(axis=1, initial=0.0) for one in there], axis=1)

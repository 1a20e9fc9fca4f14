"""The search over a map's places: hints go in, a posterior on the grid and their meanings out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import LocalizationSettings
from .landmarks import Outlook, Pieces, look_around
from .likelihood import Spoken
from .posterior import Belief, bind_apart, share_out, weigh_places

_AT_ONCE = 10_000  # places that are weighed together
_SIGHT = 6.0  # reaches to what is so far off that nobody speaks of it
_MOST_APART = 2000  # places, the likeliest, whose hints are bound to different landmarks
_FALL = 6.0  # of the log-posterior, below which a place is not worth that


@dataclass(frozen=True, eq=False)
class Search:
    """G places of a map that are weighed.

    Attributes:
        pieces: the ground that the landmarks cover.
        places: (G, 2) metres.
        reach: how far off things are spoken of, metres.
        prior: (G,) how likely somebody stands at each, before a word is said; not normalised.
        settings: how people describe where they are.
    """

    pieces: Pieces
    places: np.ndarray
    reach: float
    prior: np.ndarray
    settings: LocalizationSettings

    def weigh(self, spoken: list[Spoken]) -> Belief:
        """What is known of the places, each hint by itself."""
        blocks = [
            weigh_places(spoken, self._outlook(places), self.reach, self.settings)
            for places in np.array_split(self.places, -(-len(self.places) // _AT_ONCE))
        ]
        return Belief(
            np.concatenate([block.log_place for block in blocks]) + np.log(self.prior),
            np.concatenate([block.heading for block in blocks]),
            np.concatenate([block.reach for block in blocks]),
        )

    def meanings(self, spoken: list[Spoken], belief: Belief, rows: np.ndarray) -> np.ndarray:
        """(K, H, M + 1) what each hint means at places `rows`; the last: nothing on the map."""
        return share_out(
            spoken,
            self._outlook(self.places[rows]),
            Belief(belief.log_place[rows], belief.heading[rows], belief.reach[rows]),
            reach=self.reach,
            settings=self.settings,
        )

    def _outlook(self, places: np.ndarray) -> Outlook:
        return look_around(self.pieces, places, _SIGHT * self.reach)

    def posterior(self, spoken: list[Spoken], belief: Belief) -> np.ndarray:
        """(G,) posterior with hints bound to different landmarks; sums to 1."""
        log_place = belief.log_place.copy()
        rows = np.argsort(-log_place, kind="stable")[:_MOST_APART]
        rows = rows[log_place[rows] > log_place[rows[0]] - _FALL]
        charge = bind_apart(self.meanings(spoken, belief, rows))
        apart = np.full(len(log_place), charge.min())
        apart[rows] = charge
        weight = np.exp(log_place + apart - (log_place + apart).max())
        return weight / weight.sum()

"""The search over a map's places: hints go in, a posterior on the grid and their meanings out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import LocalizationSettings
from .landmarks import Outlook, Pieces, look_around
from .likelihood import Spoken
from .posterior import Belief, bind_apart, share_out, weigh_places

_TILE = 48  # places along each side of what is weighed together
_SIGHT = 6.0  # reaches to what is so far off that nobody speaks of it
_MOST_APART = 2000  # places, the likeliest, whose hints are bound to different landmarks
_FALL = 6.0  # of the log-posterior, below which a place is not worth that


@dataclass(frozen=True, eq=False)
class Search:
    """G places of a map that are weighed.

    Attributes:
        pieces: the ground that the landmarks cover.
        places: (G, 2) metres, row by row of a grid.
        width: how many places a row has.
        reach: how far off things are spoken of, metres.
        prior: (G,) how likely somebody stands at each, before a word is said; not normalised.
        settings: how people describe where they are.
    """

    pieces: Pieces
    places: np.ndarray
    width: int
    reach: float
    prior: np.ndarray
    settings: LocalizationSettings

    def weigh(self, spoken: list[Spoken]) -> Belief:
        """What is known of the places, each hint by itself.

        They are weighed tile by tile: of a large map only a part is in sight of each.
        """
        tiles = _tiles(len(self.places), self.width)
        blocks = [self._weigh_tile(spoken, self.places[tile]) for tile in tiles]
        order = np.argsort(np.concatenate(tiles))
        return Belief(
            np.concatenate([block.log_place for block in blocks])[order] + np.log(self.prior),
            np.concatenate([block.heading for block in blocks])[order],
            np.concatenate([block.reach for block in blocks])[order],
        )

    def _weigh_tile(self, spoken: list[Spoken], places: np.ndarray) -> Belief:
        sight = _SIGHT * self.reach
        low, high = self.pieces.bounds
        seen = (high >= places.min(axis=0) - sight) & (low <= places.max(axis=0) + sight)
        rows = np.flatnonzero(seen.all(axis=1))
        outlook = look_around(self.pieces.of(rows), places, sight)
        known = [hint.among(rows) for hint in spoken]
        return weigh_places(known, outlook, self.reach, self.settings)

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


def _tiles(num_places: int, width: int) -> list[np.ndarray]:
    """Rows of the places of each square part of a grid."""
    row, column = np.divmod(np.arange(num_places), width)
    tile = row // _TILE * (width // _TILE + 1) + column // _TILE
    order = np.argsort(tile, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(tile[order])) + 1)

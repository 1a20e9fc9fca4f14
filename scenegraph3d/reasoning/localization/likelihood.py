"""How likely each hint is at each place: what is seen from there goes in, likelihoods come out.

Somebody at a place picks a landmark to speak of, a near one rather than a far one, and says on
which side it lies; or speaks of something that is not on the map.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from ...config import LocalizationSettings
from ...language.query import Compass, Hint, ViewSide
from .landmarks import Outlook

HEADINGS = 36  # headings that are tried where the viewer's is not known
_LEAST_REACH = 0.5  # metres, on maps of hardly any extent
_EDGE = np.deg2rad(10.0)  # how blurred the borders between two sides are
UNMAPPED = 0.5  # weight of all that is in sight and not on the map, beside 1 for a thing at hand
_NOT_UNDERFOOT = 0.7  # how much less likely a side is said of what one stands on
_CONTACT = 0.08  # of the reach: how near "on" still is
_SPREAD = 0.35  # standard deviation of the logarithm of a distance in words
_ANGLE: dict[Compass | ViewSide, float] = {
    **{"east": 0.0, "north_east": 45.0, "north": 90.0, "north_west": 135.0},
    **{"west": 180.0, "south_west": 225.0, "south": 270.0, "south_east": 315.0},
    **{"front": 0.0, "front_left": 45.0, "left": 90.0, "back_left": 135.0},
    **{"back": 180.0, "back_right": 225.0, "right": 270.0, "front_right": 315.0},
}
_OF_VIEWER = frozenset((
    "front", "front_left", "left", "back_left", "back", "back_right", "right", "front_right",
))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Spoken:
    """What the likelihood takes from one hint.

    Attributes:
        hint: the hint.
        words: (M,) likelihood of its words for each landmark.
        lost: likelihood of the hint where it speaks of something that is not on the map.
        half_width: radians either side of its side's middle that the side reaches.
    """

    hint: Hint
    words: np.ndarray
    lost: float
    half_width: float

    def among(self, rows: np.ndarray) -> Spoken:
        """The same for some of the landmarks."""
        return replace(self, words=self.words[rows])

    @property
    def rows(self) -> np.ndarray:
        """The landmarks that its words may mean."""
        return np.flatnonzero(self.words > 0)

    @property
    def of_viewer(self) -> bool:
        """True where the side needs the viewer's heading."""
        return self.hint.side in _OF_VIEWER

    @property
    def angle(self) -> float:
        """Middle of its side, radians from east or from straight ahead."""
        assert self.hint.side is not None
        return float(np.deg2rad(_ANGLE[self.hint.side]))


def speak(hints: tuple[Hint, ...], words: list[np.ndarray], stray: list[float]) -> list[Spoken]:
    """Hints with their words' likelihoods; eighths of the circle where the words name eighths."""
    eighths = any("_" in (hint.side or "") for hint in hints)
    half = np.deg2rad(22.5 if eighths else 45.0)
    spoken = []
    for hint, likely, unknown in zip(hints, words, stray, strict=True):
        side = 1.0 if hint.side is None else half / np.pi
        lost = max(float(likely.mean()), unknown) * side
        spoken.append(Spoken(hint, likely, lost, half))
    return spoken


def reach_of(limits: np.ndarray, settings: LocalizationSettings) -> float:
    """How far off things are spoken of on a map of `limits` (4,), metres."""
    side = float(np.sqrt(np.prod(np.maximum(limits[2:] - limits[:2], 1e-6))))
    return min(max(settings.reach_share * side, _LEAST_REACH), settings.most_reach)


def mention(outlook: Outlook, reach: float) -> np.ndarray:
    """(G, M) probability that somebody at a place speaks of each landmark."""
    weight = np.exp(-outlook.distance / reach)
    return weight / (weight.sum(axis=1, keepdims=True) + UNMAPPED)


def place_fit(spoken: Spoken, outlook: Outlook, reach: float) -> np.ndarray:
    """(G, M) how likely each landmark is told so from each place, but for its side."""
    hint, distance = spoken.hint, outlook.distance
    contact = expit((_CONTACT * reach - distance) / (_CONTACT * reach / 3))
    if hint.on:
        fit = contact
    elif hint.side is None and hint.distance is None:
        fit = np.exp(-distance / (reach / 3))
    else:
        fit = 1.0 - _NOT_UNDERFOOT * contact
    if hint.distance is not None:
        off = np.log((distance + 0.5) / (hint.distance + 0.5)) / _SPREAD
        fit = fit * np.exp(-0.5 * off**2)
    return fit


def side_fit(spoken: Spoken, outlook: Outlook, wrong: float) -> np.ndarray:
    """(G, M) how likely the side of the compass is that a hint names."""
    nearest = sector(outlook.bearing - spoken.angle, spoken.half_width, wrong)
    middle = sector(outlook.middle_bearing - spoken.angle, spoken.half_width, wrong)
    return 0.5 * (nearest + middle)


def sector(off: np.ndarray, half_width: float, wrong: float) -> np.ndarray:
    """How likely a side is named whose middle is `off` radians from where a thing lies.

    It falls to `wrong` outside `half_width` on either side of the middle.
    """
    off = np.abs((off + np.pi) % (2 * np.pi) - np.pi)
    return wrong + (1 - wrong) * expit((half_width - off) / (_EDGE / 2))

"""Localize a description on a graph: hints become a posterior, peaks and an assignment."""

from __future__ import annotations

import numpy as np

from ...config import LocalizationSettings
from ...geometry.map_grid import MapGrid
from ...graph.scene_graph import SceneGraph
from ...language.query import Query
from ..answer import Status
from .answer import HintMatch, Localization, Peak
from .assign import assign_hints
from .landmarks import cut_to_pieces, look_around
from .likelihood import Spoken, reach_of, speak
from .peaks import find_peaks, spread_around
from .posterior import Belief, bind_apart, weigh_places
from .wording import word_likelihood

MOST_PLACES = 60_000  # pixels of the posterior
_STEPS = 14  # pixels to the reach
_RADIUS_SHARE = 1 / 3  # of the reach: places this near count as one
_MARGIN = 0.25  # of the reach, around the landmarks
_SECOND = 0.5  # probability of a second peak, as a share of the first's, that makes it ambiguous
_SURE = 0.5  # probability of the first peak from which it stands alone
_HEADING_KNOWN = 0.6  # share of the headings within 45 degrees of the best
_AT_ONCE = 2_000_000  # places times pieces that are looked at together


_DEFAULTS = LocalizationSettings()


def localize(
    graph: SceneGraph,
    query: Query,
    *,
    limits: np.ndarray | None = None,
    settings: LocalizationSettings = _DEFAULTS,
) -> Localization:
    """Say where on a map a description was given.

    Args:
        graph: the map.
        query: what `parse_location` read.
        limits: (4,) x_min y_min x_max y_max in metres to search; else the landmarks' surroundings.
        settings: how people describe where they are.

    Returns:
        The posterior, its peaks and what each hint means at the best of them.

    Raises:
        ValueError: the map has no landmarks.
    """
    if not len(graph):
        raise ValueError(f"a map must hold landmarks to localize on, got none in {graph.name}")
    grid = _grid(graph, limits, settings)
    reach = reach_of(grid.limits, settings)
    words = [word_likelihood(graph, hint.landmark, settings.wrong_color) for hint in query.hints]
    if not words or not any(likely.any() for likely in words):
        return _nowhere(graph, query, grid, reach)
    spoken = speak(query.hints, words)
    places = grid.middles().reshape(-1, 2)
    belief = _weigh(graph, spoken, places=places, reach=reach, settings=settings)
    log_place = _told_apart(belief)
    posterior = np.exp(log_place - log_place.max()).reshape(grid.shape)
    posterior /= posterior.sum()
    radius = reach * _RADIUS_SHARE
    peaks = find_peaks(posterior, grid, radius)
    best = int(np.argmin(((places - peaks[0].position) ** 2).sum(1)))
    matches = assign_hints(graph, spoken, belief.shares[best], belief.lost)
    status, reason = _judge(peaks, matches, radius)
    entropy = -float((posterior * np.log(np.maximum(posterior, 1e-300))).sum())
    return Localization(
        status=status,
        query=query,
        reason=reason,
        position=peaks[0].position,
        covariance=spread_around(posterior, grid, peaks[0].position, 2 * radius),
        heading=_heading(belief.heading[best]),
        radius=radius,
        peaks=peaks,
        hints=matches,
        entropy=entropy / max(float(np.log(posterior.size)), 1e-9),
        grid=grid,
        posterior=posterior,
    )


def _grid(graph: SceneGraph, limits: np.ndarray | None, settings: LocalizationSettings) -> MapGrid:
    if limits is None:
        aabb = graph.instances.aabb
        limits = np.concatenate([aabb[:, :2].min(0), aabb[:, 3:5].max(0)])
        margin = _MARGIN * reach_of(limits, settings)
        limits = limits + margin * np.array([-1, -1, 1, 1])
    limits = np.asarray(limits, dtype=np.float64)
    if limits.shape != (4,) or not (limits[2:] > limits[:2]).all():
        raise ValueError(f"limits must be x_min y_min x_max y_max in metres, got {limits.tolist()}")
    area = float(np.prod(limits[2:] - limits[:2]))
    finest = float(np.sqrt(area / MOST_PLACES))
    return MapGrid.covering(limits, max(reach_of(limits, settings) / _STEPS, finest))


def _weigh(
    graph: SceneGraph,
    spoken: list[Spoken],
    *,
    places: np.ndarray,
    reach: float,
    settings: LocalizationSettings,
) -> Belief:
    """The belief over all places, a bounded number at a time."""
    pieces = cut_to_pieces(graph)
    step = max(1, _AT_ONCE // len(pieces.row))
    blocks = [
        weigh_places(spoken, look_around(pieces, places[start : start + step]), reach, settings)
        for start in range(0, len(places), step)
    ]
    return Belief(
        np.concatenate([block.log_place for block in blocks]),
        np.concatenate([block.heading for block in blocks]),
        np.concatenate([block.shares for block in blocks]),
        blocks[0].lost,
    )


def _told_apart(belief: Belief) -> np.ndarray:
    """(G,) log-posterior with hints bound to different landmarks."""
    log_place = belief.log_place
    rows = np.flatnonzero(log_place > log_place.max() - 8.0)
    apart = np.zeros(len(log_place))
    apart[rows] = bind_apart(belief, rows)
    return log_place + apart


def _heading(posterior: np.ndarray) -> float | None:
    """The likeliest heading, radians, where it is known well enough."""
    if len(posterior) == 1:
        return None
    angle = np.arange(len(posterior)) * (2 * np.pi / len(posterior))
    mean = (posterior * np.exp(1j * angle)).sum()
    off = np.abs((angle - np.angle(mean) + np.pi) % (2 * np.pi) - np.pi)
    sure = posterior[off <= np.pi / 4].sum() >= _HEADING_KNOWN
    return float(np.angle(mean)) if sure else None


def _judge(
    peaks: tuple[Peak, ...], matches: tuple[HintMatch, ...], radius: float
) -> tuple[Status, str]:
    bound = sum(match.instance_id is not None for match in matches)
    if not bound:
        return "not_found", "nothing on this map fits what was said"
    told = f"{bound} of {len(matches)} hints fit"
    near = f"within {radius:.1f} m" if radius < 10 else f"within {radius:.0f} m"
    first = peaks[0].probability
    if len(peaks) > 1 and first < _SURE and peaks[1].probability > _SECOND * first:
        rivals = sum(peak.probability > _SECOND * first for peak in peaks)
        return "ambiguous", f"{rivals} places fit about as well ({told}); say more of what is there"
    return "ok", f"{told}; {first:.0%} sure {near}"


def _nowhere(graph: SceneGraph, query: Query, grid: MapGrid, reach: float) -> Localization:
    """The answer where the words say nothing of this map."""
    if query.hints:
        status: Status = "not_found"
        names = ", ".join(dict.fromkeys(hint.landmark.category for hint in query.hints))
        reason = f"nothing on this map is called {names}"
    else:
        status = "unsupported"
        reason = "nothing was said of where things lie; say for example 'a tree on my left'"
    unknown = np.full(grid.shape, 1 / (grid.width * grid.height))
    return Localization(
        status=status,
        query=query,
        reason=reason,
        position=np.full(2, np.nan),
        covariance=np.full((2, 2), np.nan),
        heading=None,
        radius=reach * _RADIUS_SHARE,
        peaks=(),
        hints=tuple(HintMatch(hint.text, None, "", 0.0, 1.0) for hint in query.hints),
        entropy=1.0,
        grid=grid,
        posterior=unknown,
    )

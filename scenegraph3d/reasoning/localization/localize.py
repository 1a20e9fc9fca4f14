"""Localize a description on a graph: hints become a posterior, peaks and an assignment."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from ...config import LocalizationSettings
from ...geometry.map_grid import MapGrid
from ...graph.scene_graph import SceneGraph
from ...language.query import Hint, Query
from ..answer import Status
from .answer import HintMatch, Localization, Peak
from .assign import assign_hints
from .landmarks import cut_to_pieces
from .likelihood import Spoken, reach_of, speak
from .peaks import find_peaks, mass_around, spread_around
from .search import Search
from .standing import standing
from .wording import nearby_if_room, stray_likelihood, word_likelihood

MOST_PLACES = 60_000  # pixels of the posterior
_STEPS = 14  # pixels to the reach
_RADIUS_SHARE = 1 / 3  # of the reach: places this near count as one
_MARGIN = 0.25  # of the reach, around the landmarks
_SECOND = 0.5  # probability of a second peak, as a share of the first's, that makes it ambiguous
_LEAST_AROUND = 0.4  # of the posterior, within two radii of the first peak: else it is nowhere
_SURE = 0.5  # probability of the first peak from which it stands alone
_HEADING_KNOWN = 0.6  # share of the headings within 45 degrees of the best
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
        ValueError: the map has no landmarks, or `limits` enclose nothing.
    """
    if not len(graph):
        raise ValueError(f"a map must hold landmarks to localize on, got none in {graph.name}")
    grid = _grid(graph, limits, settings)
    reach = reach_of(grid.limits, settings)
    hints = tuple(nearby_if_room(graph, hint) for hint in query.hints)
    words = [word_likelihood(graph, hint.landmark, settings.wrong_color) for hint in hints]
    if not any(likely.any() for likely in words):
        return _nowhere(query, grid, reach * _RADIUS_SHARE)
    spoken = speak(hints, words, [stray_likelihood(hint.landmark) for hint in hints])
    places = grid.middles().reshape(-1, 2)
    pieces = cut_to_pieces(graph)
    prior = standing(graph, pieces, places, _used(spoken))
    search = Search(pieces, places, grid.width, reach, prior, settings)
    belief = search.weigh(spoken)
    posterior = search.posterior(spoken, belief).reshape(grid.shape)
    radius = reach * _RADIUS_SHARE
    peaks = find_peaks(posterior, grid, radius)
    u, v = grid.pixels_of(peaks[0].position[None])[0]
    best = np.array([v * grid.width + u])
    matches = assign_hints(graph, spoken, search.meanings(spoken, belief, best)[0])
    around = mass_around(posterior, grid, peaks[0].position, 2 * radius)
    status, reason = _judge(peaks, matches, query.hints, radius=radius, around=around)
    entropy = -float((posterior * np.log(np.maximum(posterior, 1e-300))).sum())
    return Localization(
        status=status,
        query=query,
        reason=reason,
        position=peaks[0].position,
        covariance=spread_around(posterior, grid, peaks[0].position, 2 * radius),
        heading=_heading(belief.heading[best[0]]),
        radius=radius,
        peaks=peaks,
        hints=matches,
        entropy=entropy / max(float(np.log(posterior.size)), 1e-9),
        log_evidence=float(logsumexp(belief.log_place) - np.log(posterior.size)),
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
    proper = limits.shape == (4,) and np.isfinite(limits).all()
    if not proper or not (limits[2:] > limits[:2]).all():
        raise ValueError(f"limits must be x_min y_min x_max y_max in metres, got {limits.tolist()}")
    sides = limits[2:] - limits[:2]
    finest = max(float(np.sqrt(sides.prod() / MOST_PLACES)), float(sides.max()) / MOST_PLACES)
    return MapGrid.covering(limits, max(reach_of(limits, settings) / _STEPS, finest))


def _used(spoken: list[Spoken]) -> np.ndarray:
    """Rows of what somebody may be said to sit, lie or stand on."""
    told = [hint.rows for hint in spoken if hint.hint.on and not hint.hint.negated]
    return np.concatenate([np.zeros(0, dtype=np.int64), *told])


def _heading(posterior: np.ndarray) -> float | None:
    """The likeliest heading, radians, where it is known well enough."""
    if len(posterior) == 1:
        return None
    angle = np.arange(len(posterior)) * (2 * np.pi / len(posterior))
    mean = np.angle((posterior * np.exp(1j * angle)).sum())
    off = np.abs((angle - mean + np.pi) % (2 * np.pi) - np.pi)
    sure = posterior[off <= np.pi / 4].sum() >= _HEADING_KNOWN
    return float(mean) if sure else None


def _judge(
    peaks: tuple[Peak, ...],
    matches: tuple[HintMatch, ...],
    hints: tuple[Hint, ...],
    *,
    radius: float,
    around: float,
) -> tuple[Status, str]:
    """What the answer is worth; `around` is the share of the posterior near the first peak."""
    there = [match for match, hint in zip(matches, hints, strict=True) if not hint.negated]
    bound = sum(match.instance_id is not None for match in there)
    if there and not bound:
        return "not_found", "nothing on this map fits what was said"
    told = f"{bound} of {len(there)} hints fit" if there else "only told what is not there"
    first = peaks[0].probability
    rivals = sum(peak.probability > _SECOND * first for peak in peaks)
    if rivals > 1 and first < _SURE:
        return "ambiguous", f"{rivals} places fit about as well ({told}); say more of what is there"
    if around < _LEAST_AROUND or not there:
        sure = f"only {around:.0%} sure within {2 * radius:.2g} m"
        return "ambiguous", f"{sure} of the likeliest place ({told}); say more of what is there"
    return "ok", f"{told}; {first:.0%} sure within {radius:.2g} m"


def _nowhere(query: Query, grid: MapGrid, radius: float) -> Localization:
    """The answer where the words say nothing of this map."""
    there = [hint.landmark.category for hint in query.hints if not hint.negated]
    status: Status = "not_found" if there else "unsupported"
    names = ", ".join(dict.fromkeys(there))
    reason = (
        f"nothing on this map is called {names}"
        if there
        else "nothing was said of where things lie; say for example 'a tree on my left'"
    )
    return Localization(
        status=status,
        query=query,
        reason=reason,
        position=np.full(2, np.nan),
        covariance=np.full((2, 2), np.nan),
        heading=None,
        radius=radius,
        peaks=(),
        hints=tuple(HintMatch(hint.text, None, "", 1.0, 1.0) for hint in query.hints),
        entropy=1.0,
        log_evidence=-np.inf,
        grid=grid,
        posterior=np.full(grid.shape, 1 / (grid.width * grid.height)),
    )

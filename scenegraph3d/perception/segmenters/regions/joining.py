"""Which neighbouring regions are one thing: the odds, and joining while they are high.

The coefficients are those of a logistic regression on rooms that `scenegraph3d.synthetic`
generates, rendered with a depth camera's noise and with patterns, shade and blur in half of the
pictures. Every evidence but the last two is scaled to 0..1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .graph import RegionGraph

Odds = Callable[[RegionGraph], np.ndarray]
Choice = Callable[[RegionGraph, np.ndarray], np.ndarray]

_LIGHTNESS, _CHROMA = 12.0, 4.0  # differences in Oklab, L in 0..100, that look like two things
_CONCAVE, _CONVEX = 0.25, 0.4  # turns of the normal that are plainly creases
_OFF, _OFF_GROWTH = 0.02, 0.005  # metres off the other's plane; the growth is per square metre
_SMALLEST, _DECADES = 1e-4, 4.0  # square metres; sizes are compared by their logarithm

# edge, concave, convex, color, always
_PATCH_WEIGHTS = np.array([-8.1, -0.1, 2.6, -4.1, 9.4])
# color, step, step^2, concave, stands, edge, off, turn, share, size, one on a plane of the room,
# both on the same one, always
_REGION_WEIGHTS = np.array(
    [-4.25, -8.6, 6.65, -0.9, -2.45, -4.15, -1.5, 2.65, 2.55, -4.2, -1.5, -0.8, 10.15]
)
_MAX_ROUNDS = 30  # of joining; 5 for patches and 20 for regions are usual


def join_patches(graph: RegionGraph, at_least: float) -> None:
    """Join every patch with its best neighbour while the logarithm of odds is `at_least`."""
    _join(graph, patch_odds, at_least, _best_of_either)


def join_regions(graph: RegionGraph, at_least: float) -> None:
    """Join regions that are each other's best while the logarithm of odds is `at_least`."""
    _join(graph, region_odds, at_least, _best_of_both)


def patch_odds(graph: RegionGraph) -> np.ndarray:
    """(E,) log odds that neighbouring patches belong to one surface of one thing."""
    return patch_evidence(graph) @ _PATCH_WEIGHTS[:-1] + _PATCH_WEIGHTS[-1]


def region_odds(graph: RegionGraph) -> np.ndarray:
    """(E,) log odds that neighbouring regions belong to one thing."""
    return region_evidence(graph) @ _REGION_WEIGHTS[:-1] + _REGION_WEIGHTS[-1]


def patch_evidence(graph: RegionGraph) -> np.ndarray:
    """(E, 4) what speaks for and against joining patches."""
    border, length = graph.borders, graph.borders.length
    return np.stack(
        [
            border.edge / length,
            np.minimum(border.concave / length / _CONCAVE, 1),
            np.minimum(border.convex / length / _CONVEX, 1),
            _color_difference(graph),
        ],
        axis=1,
    )


def region_evidence(graph: RegionGraph) -> np.ndarray:
    """(E, 12) what speaks for and against joining regions."""
    first, second = graph.pairs.T
    border, length = graph.borders, graph.borders.length
    step = border.step / length
    plane = planes_of(graph)
    on = plane >= 0
    size = np.log10(np.maximum(graph.area[first], graph.area[second]) / _SMALLEST) / _DECADES
    perimeter = graph.perimeter
    return np.stack(
        [
            _color_difference(graph),
            step,
            step**2,
            1 - np.exp(-border.concave / length / _CONCAVE),
            border.stands / length,
            border.edge / length,
            _off_plane(graph),
            np.clip(1 - _dot(graph.normal[first], graph.normal[second]), 0, 1),
            length / np.minimum(perimeter[first], perimeter[second]),
            np.clip(size, 0, 1.2),
            on[first] != on[second],
            on[first] & (plane[first] == plane[second]),
        ],
        axis=1,
    ).astype(np.float64)


def planes_of(graph: RegionGraph) -> np.ndarray:
    """(R,) the plane of the room that most of each region lies on, -1 for none."""
    most = graph.on_plane.argmax(axis=1)
    share = graph.on_plane[np.arange(len(graph)), most] / graph.pixels
    return np.where(share > 0.5, most, -1)


def _join(graph: RegionGraph, odds: Odds, at_least: float, choose: Choice) -> None:
    for _ in range(_MAX_ROUNDS):
        found = odds(graph)
        rows = np.flatnonzero(choose(graph, found) & (found >= at_least))
        if not len(rows):
            return
        graph.join(rows)


def _best_of_either(graph: RegionGraph, odds: np.ndarray) -> np.ndarray:
    """(E,) bool, borders with the highest odds of a region on one of their sides."""
    return np.any(odds[:, None] >= _best(graph, odds)[graph.pairs], axis=1)


def _best_of_both(graph: RegionGraph, odds: np.ndarray) -> np.ndarray:
    """(E,) bool, borders with the highest odds of the regions on both their sides."""
    return np.all(odds[:, None] >= _best(graph, odds)[graph.pairs], axis=1)


def _best(graph: RegionGraph, odds: np.ndarray) -> np.ndarray:
    best = np.full(len(graph), -np.inf)
    np.maximum.at(best, graph.pairs, odds[:, None])
    return best


def _color_difference(graph: RegionGraph) -> np.ndarray:
    first, second = graph.pairs.T
    lightness, a, b = (graph.color[first] - graph.color[second]).T
    return 1 - np.exp(-((lightness / _LIGHTNESS) ** 2) - (a**2 + b**2) / _CHROMA**2)


def _off_plane(graph: RegionGraph) -> np.ndarray:
    """(E,) how plainly each side's middle lies off the plane of the other."""
    first, second = graph.pairs.T
    between = graph.center[second] - graph.center[first]
    off = np.minimum(
        np.abs(_dot(between, graph.normal[first])), np.abs(_dot(between, graph.normal[second]))
    )
    squared = np.minimum(graph.squared_depth[first], graph.squared_depth[second])
    return 1 - np.exp(-((off / (_OFF + _OFF_GROWTH * squared)) ** 2))


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", a, b)

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
_CONVEX = 0.4  # turn of the normal that is plainly an outer edge
_STEPS = 0.2  # of a border, with one side before the other
_OFF, _OFF_GROWTH = 0.02, 0.005  # metres off the other's plane; the growth is per square metre
_SMALLEST, _DECADES = 1e-4, 4.0  # square metres; sizes are compared by their logarithm

# edge, convex, chroma or lightness; always
_PATCH_WEIGHTS = np.array([-8.6, 2.3, -3.6, 9.8])
# chroma, lightness, steps, stands, edge, off, bulge, turn, length, larger, smaller, one side on a
# plane of the room, both on the same one; always
_REGION_WEIGHTS = np.array(
    [-3.6, -1.4, -2.0, -3.0, -5.9, -1.5, 2.5, 1.8, 2.0, -2.9, -3.1, -1.5, -0.6, 11.1]
)
_FEW = 5.0  # pixels of a border that say half of what more would
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
    """(E,) log odds that neighbouring regions belong to one thing; short borders say less."""
    odds = region_evidence(graph) @ _REGION_WEIGHTS[:-1] + _REGION_WEIGHTS[-1]
    return odds * graph.borders.length / (graph.borders.length + _FEW)


def patch_evidence(graph: RegionGraph) -> np.ndarray:
    """(E, 3) what speaks for and against joining patches."""
    border, length = graph.borders, graph.borders.length
    lightness, chroma = _color_difference(graph)
    return np.stack(
        [
            border.edge / length,
            np.minimum(border.convex / length / _CONVEX, 1),
            1 - (1 - lightness) * (1 - chroma),
        ],
        axis=1,
    )


def region_evidence(graph: RegionGraph) -> np.ndarray:
    """(E, 13) what speaks for and against joining regions."""
    first, second = graph.pairs.T
    border, length = graph.borders, graph.borders.length
    lightness, chroma = _color_difference(graph)
    plane, size = planes_of(graph), _size(graph)
    off, bulge = _off_planes(graph)
    on = plane >= 0
    return np.stack(
        [
            chroma,
            lightness,
            1 - np.exp(-border.step / length / _STEPS),
            border.stands / length,
            border.edge / length,
            off,
            bulge,
            np.clip(1 - _dot(graph.normal[first], graph.normal[second]), 0, 1),
            np.minimum(np.log10(length) / 2, 1),
            np.maximum(size[first], size[second]),
            np.minimum(size[first], size[second]),
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


def _color_difference(graph: RegionGraph) -> tuple[np.ndarray, np.ndarray]:
    """(E,) in lightness, and (E,) in chroma and hue, in 0..1."""
    first, second = graph.pairs.T
    lightness, a, b = (graph.color[first] - graph.color[second]).T
    chroma = (a**2 + b**2) / _CHROMA**2
    return 1 - np.exp(-((lightness / _LIGHTNESS) ** 2)), 1 - np.exp(-chroma)


def _size(graph: RegionGraph) -> np.ndarray:
    """(R,) logarithm of the area, 0 for a square centimetre and 1 for a square metre."""
    return np.clip(np.log10(graph.area / _SMALLEST) / _DECADES, 0, 1.2)


def _off_planes(graph: RegionGraph) -> tuple[np.ndarray, np.ndarray]:
    """(E,) how plainly each middle lies off the other's plane, and (E,) behind it, as in a box."""
    first, second = graph.pairs.T
    between = graph.center[second] - graph.center[first]
    before_first = _dot(between, graph.normal[first])
    before_second = -_dot(between, graph.normal[second])
    squared = np.minimum(graph.squared_depth[first], graph.squared_depth[second])
    off = np.minimum(np.abs(before_first), np.abs(before_second))
    behind = -np.minimum(np.maximum(before_first, before_second), 0)
    plainly = _OFF + _OFF_GROWTH * squared
    return 1 - np.exp(-((off / plainly) ** 2)), 1 - np.exp(-((behind / plainly) ** 2))


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", a, b)

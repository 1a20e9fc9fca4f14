"""Regions and their borders in, the regions joined best pair first out."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np

Borders = list[dict[int, np.ndarray]]  # of each region: neighbour to evidence, both ways alike
Score = Callable[[int, np.ndarray, np.ndarray], np.ndarray]


def merge_regions(
    borders: Borders, score: Score, join: Callable[[int, int], None], *, lowest: float
) -> np.ndarray:
    """Join the two neighbours that score best, again and again.

    Args:
        borders: of each of R regions; changed in place. Evidence of borders that become one is
            added up.
        score: how well a region fits each of (K,) neighbours, given the (K, C) evidence of their
            borders: (K,), larger is better.
        join: told that the first region takes in the second.
        lowest: score below which regions stay apart.

    Returns:
        (R,) int64 the region that each is part of.
    """
    parent = np.arange(len(borders))
    version = [0] * len(borders)
    queue: list[tuple[float, int, int, int, int]] = []

    def push(region: int, others: list[int]) -> None:
        evidence = np.array([borders[region][other] for other in others])
        values = score(region, np.array(others), evidence)
        for other, value in zip(others, values.tolist(), strict=True):
            if value >= lowest:
                a, b = (region, other) if region < other else (other, region)
                heapq.heappush(queue, (-value, a, b, version[a], version[b]))

    for region, others in enumerate(borders):
        later = [other for other in others if region < other]
        if later:
            push(region, later)
    while queue:
        _, a, b, version_a, version_b = heapq.heappop(queue)
        if version[a] != version_a or version[b] != version_b:
            continue  # One of them has grown or is gone.
        kept, gone = (a, b) if len(borders[a]) >= len(borders[b]) else (b, a)
        join(kept, gone)
        parent[gone] = kept
        version[kept] += 1
        version[gone] = -1
        _take_over(borders, kept, gone)
        if borders[kept]:
            push(kept, list(borders[kept]))
    return _roots(parent)


def region_borders(
    region: np.ndarray, num_regions: int, edges: np.ndarray, evidence: np.ndarray, *, least: int = 1
) -> Borders:
    """Gather the evidence of (E, 2) edges between points by the regions they lie between.

    Args:
        region: (N,) number of each point's region, -1 for none.
        num_regions: R.
        edges: (E, 2) rows of points.
        evidence: (E, C) of each edge.
        least: edges that make a border.
    """
    ends = region[edges]
    between = (ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1])
    low, high = np.sort(ends[between], axis=1).T
    key, of, count = np.unique(low * num_regions + high, return_inverse=True, return_counts=True)
    columns = [np.bincount(of, column, len(key)) for column in evidence[between].T]
    total = np.stack([count.astype(np.float64), *columns], axis=1)
    borders: Borders = [{} for _ in range(num_regions)]
    for pair, value in zip(key[count >= least].tolist(), total[count >= least], strict=True):
        a, b = divmod(pair, num_regions)
        borders[a][b] = borders[b][a] = value
    return borders


def _take_over(borders: Borders, kept: int, gone: int) -> None:
    del borders[kept][gone]
    for other, evidence in borders[gone].items():
        if other == kept:
            continue
        del borders[other][gone]
        known = borders[kept].get(other)
        total = evidence if known is None else known + evidence
        borders[kept][other] = borders[other][kept] = total
    borders[gone] = {}


def _roots(parent: np.ndarray) -> np.ndarray:
    while (parent[parent] != parent).any():
        parent = parent[parent]
    return parent

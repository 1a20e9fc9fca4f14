"""Edges between vertices in, segment numbers out: graph-based segmentation in plain Python."""

from __future__ import annotations

import numpy as np
import torch


def graph_segment(
    edges: torch.Tensor, weights: torch.Tensor, num_vertices: int, threshold: float, min_size: int
) -> torch.Tensor:
    """The definition of `ops.graph_segment`: its docstring says what goes in and out."""
    order = torch.sort(weights, stable=True).indices
    rising = list(zip(edges[order].tolist(), weights[order].tolist(), strict=True))
    forest = _Forest(num_vertices, float(np.float32(threshold)))
    for (u, v), weight in rising:
        a, b = forest.root(u), forest.root(v)
        if a != b and weight <= forest.limit[a] and weight <= forest.limit[b]:
            joined = forest.join(a, b)
            forest.limit[joined] = float(np.float32(weight + threshold / forest.size[joined]))
    for (u, v), _ in rising:
        a, b = forest.root(u), forest.root(v)
        if a != b and min(forest.size[a], forest.size[b]) < min_size:
            forest.join(a, b)
    return _numbered([forest.root(v) for v in range(num_vertices)]).to(edges.device)


class _Forest:
    """Disjoint sets of vertices; a root knows its size and the heaviest edge it still takes."""

    def __init__(self, num_vertices: int, limit: float) -> None:
        self.parent = list(range(num_vertices))
        self.size = [1] * num_vertices
        self.limit = [limit] * num_vertices

    def root(self, vertex: int) -> int:
        while self.parent[vertex] != vertex:
            self.parent[vertex] = self.parent[self.parent[vertex]]
            vertex = self.parent[vertex]
        return vertex

    def join(self, a: int, b: int) -> int:
        """Hang the smaller set under the larger; the root of both."""
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        return a


def _numbered(roots: list[int]) -> torch.Tensor:
    """Number the sets in the order of their first vertex."""
    number: dict[int, int] = {}
    segments = [number.setdefault(root, len(number)) for root in roots]
    return torch.tensor(segments, dtype=torch.int64)

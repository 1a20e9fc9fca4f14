"""A weighted graph in, a segment for each vertex out: superpoints of meshes and clouds."""

from __future__ import annotations

import torch

from .checks import check_same_device, check_tensor
from .library import define_op
from .reference.graph_segment import graph_segment as _reference

MAX_COUNT = 2**31 - 1  # Kernels keep vertices and sizes in 32 bits.


def graph_segment(
    edges: torch.Tensor,
    weights: torch.Tensor,
    num_vertices: int,
    *,
    threshold: float,
    min_size: int,
) -> torch.Tensor:
    """Join vertices along light edges into segments that are alike inside.

    Edges are taken by rising weight, equal ones in the order given. An edge joins two segments
    if its weight is at most limit(A) and limit(B), where limit(X) = (heaviest edge inside X) +
    threshold / (vertices of X), rounded to float32. Then every edge, in the same order, joins
    segments of which one has fewer than `min_size` vertices. Felzenszwalb and Huttenlocher,
    Efficient Graph-Based Image Segmentation, IJCV 2004.

    Args:
        edges: (E, 2) int64 vertices of each edge, 0 <= vertex < num_vertices.
        weights: (E,) float32 unlikeness of the two ends, finite.
        num_vertices: V.
        threshold: in the unit of the weights; larger makes larger segments.
        min_size: vertices; a smaller segment remains only where no edge leaves it.

    Returns:
        (V,) int64 segments 0..S-1, numbered in the order of their first vertex.

    Raises:
        TypeError: edges or weights are no tensors or of another dtype.
        ValueError: shapes or devices that do not match, a vertex outside the graph, a weight or
            threshold that is not finite.
    """
    check_tensor("edges", edges, (None, 2), torch.int64)
    check_tensor("weights", weights, (len(edges),), torch.float32)
    check_same_device(edges=edges, weights=weights)
    _check_numbers(num_vertices, threshold)
    _check_edges(edges, weights, num_vertices)
    return _op(edges.contiguous(), weights.contiguous(), num_vertices, threshold, min_size)


def _check_numbers(num_vertices: int, threshold: float) -> None:
    if not 0 <= num_vertices <= MAX_COUNT:
        raise ValueError(f"num_vertices must be 0 to {MAX_COUNT}, got {num_vertices}")
    if not 0 <= threshold < float("inf"):
        raise ValueError(f"threshold must be finite and at least 0, got {threshold}")


def _check_edges(edges: torch.Tensor, weights: torch.Tensor, num_vertices: int) -> None:
    if len(edges) == 0:
        return
    if len(edges) > MAX_COUNT:
        raise ValueError(f"edges must be at most {MAX_COUNT}, got {len(edges)}")
    low, high = (int(bound) for bound in edges.aminmax())
    if low < 0 or high >= num_vertices:
        raise ValueError(
            f"edges must name vertices 0 to {num_vertices - 1}, got {low if low < 0 else high}"
        )
    if not weights.isfinite().all():
        bad = int((~weights.isfinite()).sum())
        raise ValueError(
            f"weights must be finite, got NaN or infinity in {bad} of {len(weights)} edges"
        )


def _fake(
    edges: torch.Tensor, weights: torch.Tensor, num_vertices: int, threshold: float, min_size: int
) -> torch.Tensor:
    return edges.new_empty(num_vertices)


_op = define_op(
    "graph_segment(Tensor edges, Tensor weights, int num_vertices, float threshold, int min_size)"
    " -> Tensor",
    reference=_reference,
    fake=_fake,
)

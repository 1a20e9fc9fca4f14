"""The edges of a mesh to segments, against the same algorithm compiled by numba."""

from __future__ import annotations

import numpy as np
import torch

from scenegraph3d import ops
from scenegraph3d.ops.reference.graph_segment import graph_segment as reference

from .trial import Trial

SIDE = 590  # vertices along a side of the mesh: 1.04 M edges
SPACING = 0.01  # metres between vertices
NUM_STEPS = 120  # raised rectangles, the objects of the scene
NOISE = 0.0003  # metres of height
THRESHOLD, MIN_SIZE = 0.01, 20  # as ScanNet's segments were made


def trial(device: str, seed: int) -> Trial:
    """A mesh of 348,100 vertices, weighed by how its normals differ."""
    edges, weights = _mesh(SIDE, seed)
    numpy_edges, numpy_weights = edges.numpy(), weights.numpy()
    segment = _numba()
    edges, weights = edges.to(device), weights.to(device)
    num_vertices = SIDE * SIDE
    return Trial(
        work=f"{len(edges) / 1e6:.2f} M edges of a mesh",
        ours=lambda: ops.graph_segment(
            edges, weights, num_vertices, threshold=THRESHOLD, min_size=MIN_SIZE
        ),
        reference=lambda: reference(edges, weights, num_vertices, THRESHOLD, MIN_SIZE),
        library=lambda: segment(numpy_edges, numpy_weights, num_vertices, THRESHOLD, MIN_SIZE),
        library_name="numba, edges sorted by numpy",
        mark=3.0,
        num_bytes=len(edges) * 20 + num_vertices * 8,
    )


def check(device: str, seed: int) -> None:
    """The same segments as the reference and, on the CPU, as the library."""
    edges, weights = _mesh(100, seed)
    numbers = (100 * 100, THRESHOLD, MIN_SIZE)
    found = ops.graph_segment(
        edges.to(device), weights.to(device), numbers[0], threshold=THRESHOLD, min_size=MIN_SIZE
    )
    assert torch.equal(found.cpu(), reference(edges, weights, *numbers)), "reference differs"
    theirs = _numba()(edges.numpy(), weights.numpy(), *numbers)
    assert np.array_equal(found.cpu().numpy(), theirs), "numba differs"


def _mesh(side: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Edges and weights of a noisy height map with steps, vertices and edges in no order."""
    rng = np.random.default_rng(seed)
    height = NOISE * rng.standard_normal((side, side))
    for _ in range(NUM_STEPS):
        x, y = rng.integers(0, side - side // 10, 2)
        width, depth = rng.integers(side // 50 + 2, side // 5, 2)
        height[x : x + width, y : y + depth] += rng.uniform(0.02, 0.5)
    slope = np.stack(np.gradient(height, SPACING), axis=-1)
    normals = np.concatenate([-slope, np.ones((side, side, 1))], axis=-1).reshape(-1, 3)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    rows = np.arange(side * side).reshape(side, side)
    ends = [(rows[:, :-1], rows[:, 1:]), (rows[:-1], rows[1:]), (rows[:-1, :-1], rows[1:, 1:])]
    edges = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in ends])
    weights = 1 - np.einsum("ek,ek->e", normals[edges[:, 0]], normals[edges[:, 1]])
    edges = rng.permutation(side * side)[edges]
    order = rng.permutation(len(edges))
    return torch.from_numpy(edges[order]), torch.from_numpy(weights[order].astype(np.float32))


def _numba():
    """Numbers packed as (weight, row) for numpy's vector sort; parents and sizes in 32 bits."""
    import numba

    @numba.njit(inline="always")
    def root(parent, vertex):
        while parent[vertex] != vertex:
            parent[vertex] = parent[parent[vertex]]
            vertex = parent[vertex]
        return vertex

    @numba.njit
    def join(edges, weights, order, num_vertices, threshold, min_size):
        parent = np.arange(num_vertices).astype(np.int32)
        size = np.ones(num_vertices, np.int32)
        limit = np.full(num_vertices, np.float32(threshold))
        for row in order:
            a, b = root(parent, edges[row, 0]), root(parent, edges[row, 1])
            if a != b and weights[row] <= limit[a] and weights[row] <= limit[b]:
                if size[a] < size[b]:
                    a, b = b, a
                parent[b] = a
                size[a] += size[b]
                limit[a] = np.float32(np.float64(weights[row]) + threshold / size[a])
        for row in order:
            a, b = root(parent, edges[row, 0]), root(parent, edges[row, 1])
            if a != b and (size[a] < min_size or size[b] < min_size):
                if size[a] < size[b]:
                    a, b = b, a
                parent[b] = a
                size[a] += size[b]
        number = np.full(num_vertices, np.int32(-1))
        segment = np.empty(num_vertices, np.int64)
        count = 0
        for vertex in range(num_vertices):
            own = root(parent, vertex)
            if number[own] < 0:
                number[own] = count
                count += 1
            segment[vertex] = number[own]
        return segment

    def segment(edges, weights, num_vertices, threshold, min_size):
        bits = weights.view(np.int32).astype(np.int64)
        bits = np.where(bits < 0, ~bits & 0x7FFFFFFF | -(2**31), bits)  # negative weights fall
        packed = bits << 32 | np.arange(len(weights))
        packed.sort()
        order = (packed & 0xFFFFFFFF).astype(np.int32)
        return join(edges, weights, order, num_vertices, threshold, min_size)

    return segment

"""A field and a scale in; which points are one thing at that scale out."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from .field import FeatureField

_NEIGHBOURS = 8
_STEADY = 0.25  # of the margin: neighbours' features differ by less inside a thing
_SAME = 0.5  # of the margin: mean features of one thing differ by less
_REACH = 2.5  # surface spacings between neighbours
_GAP = 1.0  # of the scale, between pieces of one thing
_LEAST_POINTS = 15  # of a thing
_ROUNDS = 60  # of growth over points between things, a neighbour a round


def cluster_points(
    field: FeatureField, points: np.ndarray, scale: float, *, least_points: int = _LEAST_POINTS
) -> np.ndarray:
    """Group points whose instance features agree at a scale.

    A coarse scale joins what larger masks held together; a fine one parts what smaller masks did.
    Points where the features change steadily from one to the next are one piece; pieces with one
    mean feature that lie near each other are one thing; points at borders go with the neighbour
    most like them.

    Args:
        field: the field.
        points: (N, 3) float32, metres, such as those of its surface.
        scale: metres, the spread of what is to be one.
        least_points: of a thing.

    Returns:
        (N,) int64 numbers of things, the largest 0; -1 for points of none.

    Raises:
        ValueError: wrong shapes or a scale that is not positive.
    """
    feature = field.instance(points, scale)
    known = np.asarray(np.isfinite(feature).all(axis=1))
    margin = field.settings.margin
    pairs = _neighbours(points, _REACH * field.surface.spacing)
    pairs = pairs[known[pairs].all(axis=1)]
    apart = np.linalg.norm(feature[pairs[:, 0]] - feature[pairs[:, 1]], axis=1)
    # A point is inside a thing where its neighbourhood agrees.
    change = np.bincount(pairs.ravel(), np.repeat(apart, 2), len(points))
    change /= np.maximum(np.bincount(pairs.ravel(), minlength=len(points)), 1)
    inner = known & (change < 0.5 * _STEADY * margin)
    linked = inner[pairs].all(axis=1) & (apart < _STEADY * margin)
    piece = _pieces(pairs[linked], inner, least_points)
    piece = _joined(piece, points, feature, (_SAME * margin, _GAP * scale))
    return _by_size(_grown(piece, pairs, feature, known), least_points)


def _neighbours(points: np.ndarray, reach: float) -> np.ndarray:
    """(P, 2) pairs of points near each other."""
    count = min(_NEIGHBOURS + 1, len(points))
    found = cKDTree(points).query(points, k=count, distance_upper_bound=reach)
    if count == 1:
        return np.zeros((0, 2), dtype=np.int64)
    away, other = (np.asarray(values) for values in found)
    one = np.repeat(np.arange(len(points)), count - 1)
    near = np.isfinite(away[:, 1:]).ravel()
    return np.stack([one, other[:, 1:].ravel()], axis=1)[near]


def _pieces(links: np.ndarray, inner: np.ndarray, least: int) -> np.ndarray:
    """(N,) number of the connected piece of each inner point, -1 for others and in small ones."""
    ones = np.ones(len(links), dtype=bool)
    graph = sparse.coo_matrix((ones, (links[:, 0], links[:, 1])), shape=(len(inner), len(inner)))
    piece = csgraph.connected_components(graph, directed=False)[1]
    size = np.bincount(piece[inner], minlength=int(piece.max(initial=-1)) + 1)
    return _numbered(np.where(inner & (size[piece] >= min(least, 5)), piece, -1))


def _joined(
    piece: np.ndarray, points: np.ndarray, feature: np.ndarray, most: tuple[float, float]
) -> np.ndarray:
    """Join pieces whose mean features and whose nearest points differ by little enough."""
    count = int(piece.max(initial=-1)) + 1
    if count < 2:
        return piece
    most_apart, most_gap = most
    mean = _means(piece, feature, count)
    found = cKDTree(mean).query_pairs(most_apart, output_type="ndarray")
    trees = {row: cKDTree(points[piece == row]) for row in np.unique(found)}
    near = [_gap(trees[a], trees[b], most_gap) for a, b in found]
    links = found[np.array(near, dtype=bool)] if len(found) else found
    ones = np.ones(len(links), dtype=bool)
    graph = sparse.coo_matrix((ones, (links[:, 0], links[:, 1])), shape=(count, count))
    group = csgraph.connected_components(graph, directed=False)[1]
    return np.where(piece >= 0, group[piece], -1)


def _gap(one: cKDTree, other: cKDTree, most: float) -> bool:
    small, large = (one, other) if one.n <= other.n else (other, one)
    return bool(np.isfinite(large.query(small.data, distance_upper_bound=most)[0]).any())


def _means(piece: np.ndarray, feature: np.ndarray, count: int) -> np.ndarray:
    on = piece >= 0
    shape = (count, len(piece))
    which = sparse.csr_array((np.ones(on.sum()), (piece[on], np.flatnonzero(on))), shape=shape)
    mean = which @ np.nan_to_num(feature).astype(np.float64)
    return mean / np.maximum(np.bincount(piece[on], minlength=count), 1)[:, None]


def _grown(
    piece: np.ndarray, pairs: np.ndarray, feature: np.ndarray, known: np.ndarray
) -> np.ndarray:
    """Points of no piece take that of a neighbour, the one whose mean is most like them."""
    count = int(piece.max(initial=-1)) + 1
    mean = _means(piece, feature, count) if count else np.zeros((0, feature.shape[1]))
    both = np.concatenate([pairs, pairs[:, ::-1]])
    for _ in range(_ROUNDS):
        edge = both[(piece[both[:, 0]] < 0) & (piece[both[:, 1]] >= 0) & known[both[:, 0]]]
        if not len(edge):
            break
        apart = np.linalg.norm(feature[edge[:, 0]] - mean[piece[edge[:, 1]]], axis=1)
        order = np.lexsort((apart, edge[:, 0]))
        first = order[np.diff(edge[order, 0], prepend=-1) > 0]
        piece = piece.copy()
        piece[edge[first, 0]] = piece[edge[first, 1]]
    return piece


def _by_size(piece: np.ndarray, least: int) -> np.ndarray:
    """Numbers by falling size, -1 for things of too few points."""
    count = np.bincount(piece[piece >= 0], minlength=1)
    order = np.argsort(-count, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    rank[count < least] = -1
    return np.where(piece >= 0, rank[piece], -1)


def _numbered(piece: np.ndarray) -> np.ndarray:
    on = piece >= 0
    result = np.full(len(piece), -1, dtype=np.int64)
    result[on] = np.unique(piece[on], return_inverse=True)[1]
    return result

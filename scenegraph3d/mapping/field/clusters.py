"""A field and a scale in; which points are one thing at that scale out."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from .field import FeatureField

_NEIGHBOURS = 8
# Of the margin over a cell of the finest grid: features change by less inside a thing. Pieces that
# hang together by a bridge between two things are cut by the next.
_STEADY = 0.3, 0.15, 0.07
_LOOSE = 0.05  # share of a piece's points far from its mean feature, from which it is cut
_SAME = 0.4  # of the margin: mean features of one thing differ by less
_REACH = 2.5  # surface spacings between neighbours
_GAP = 0.5  # metres between pieces of one thing, or the scale where that is more
_LEAST_POINTS = 15  # of a thing
_MOST = 0.7  # of a point's pairs are steady inside a thing
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
    slope = _slopes(field, points, pairs, feature)
    piece = np.full(len(points), -1, dtype=np.int64)
    whole = known
    for steady in _STEADY:
        found = _pieces(pairs, slope < steady * margin, whole, least_points)
        whole = _bridged(found, feature, _SAME * margin)
        sound = (found >= 0) & ~(whole if steady > _STEADY[-1] else np.zeros_like(whole))
        piece[sound] = piece.max(initial=-1) + 1 + found[sound]
    piece = _numbered(piece)
    piece = _joined(piece, points, feature, (_SAME * margin, max(_GAP, scale)))
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


def _slopes(
    field: FeatureField, points: np.ndarray, pairs: np.ndarray, feature: np.ndarray
) -> np.ndarray:
    """(P,) how far the features of two neighbours would differ over a cell of the finest grid."""
    apart = np.linalg.norm(feature[pairs[:, 0]] - feature[pairs[:, 1]], axis=1)
    length = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    return apart * field.grids[0].edge / np.maximum(length, 0.5 * field.surface.spacing)


def _pieces(pairs: np.ndarray, steady: np.ndarray, among: np.ndarray, least: int) -> np.ndarray:
    """(N,) number of the connected piece of points with mostly steady pairs, -1 for others."""
    count = len(among)
    pairs, steady = pairs[among[pairs].all(axis=1)], steady[among[pairs].all(axis=1)]
    share = np.bincount(pairs.ravel(), np.repeat(steady, 2).astype(np.float64), count)
    inner = among & (share > _MOST * np.bincount(pairs.ravel(), minlength=count))
    links = pairs[steady & inner[pairs].all(axis=1)]
    ones = np.ones(len(links), dtype=bool)
    graph = sparse.coo_matrix((ones, (links[:, 0], links[:, 1])), shape=(count, count))
    piece = csgraph.connected_components(graph, directed=False)[1]
    size = np.bincount(piece[inner], minlength=int(piece.max(initial=-1)) + 1)
    return _numbered(np.where(inner & (size[piece] >= min(least, 5)), piece, -1))


def _bridged(piece: np.ndarray, feature: np.ndarray, most: float) -> np.ndarray:
    """(N,) bool: points of pieces that many points do not fit, so that they hold two things."""
    count = int(piece.max(initial=-1)) + 1
    on = piece >= 0
    mean = _means(piece, feature, count)
    far = np.linalg.norm(feature[on] - mean[piece[on]], axis=1) > most
    share = np.bincount(piece[on], far, count) / np.maximum(
        np.bincount(piece[on], minlength=count), 1
    )
    return on & (np.append(share, 0.0)[piece] > _LOOSE)


def _joined(
    piece: np.ndarray, points: np.ndarray, feature: np.ndarray, most: tuple[float, float]
) -> np.ndarray:
    """Join each piece to the largest one near by whose mean feature is like its own.

    What is compared is always the largest: a row of pieces that change little by little is none.
    """
    count = int(piece.max(initial=-1)) + 1
    if count < 2:
        return piece
    most_apart, most_gap = most
    mean = _means(piece, feature, count)
    trees = [cKDTree(points[piece == row]) for row in range(count)]
    like = cKDTree(mean).query_ball_point(mean, most_apart)
    into = np.arange(count)
    order = np.argsort([-tree.n for tree in trees], kind="stable")
    rank = np.argsort(order)
    for row in order:
        for other in sorted(like[row], key=lambda one: rank[one]):
            if rank[other] >= rank[row]:
                break
            if into[other] == other and _gap(trees[row], trees[other], most_gap):
                into[row] = other
                break
    return np.where(piece >= 0, into[piece], -1)


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

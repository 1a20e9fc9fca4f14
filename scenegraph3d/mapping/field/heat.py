"""A field and a phrase in; how well each point fits it, and the box of what fits, out."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from ...perception.encoders import Encoder
from ...perception.relevancy import NEGATIVES, relevancy
from ...records import PointCloud
from .field import FeatureField

LEAST_RELEVANCY = 0.6  # of a point of something that nobody detected; 0.5 fits like "object"
_PEAK_SHARE = 0.5  # of the way from 0.5 to the best point's relevancy
_CHUNK = 32768
_REACH = 3.0  # surface spacings between neighbours
_LEAST_POINTS = 15
_SAME_THING = 0.5  # of the margin between instance features
_LEAST_MASS = 0.2  # of the best patch's relevancy, summed: less is what bleeds over elsewhere


def heat_map(
    field: FeatureField, encoder: Encoder, phrase: str, points: np.ndarray | None = None
) -> np.ndarray:
    """How well points fit a phrase, against phrases that mean nothing in particular.

    Args:
        field: with language features.
        encoder: what made them.
        phrase: such as "red chair".
        points: (N, 3) metres; those of the field's surface where None.

    Returns:
        (N,) float64 in [0, 1], the least of the pairwise softmaxes against "object", "things",
        "stuff" and "texture" at temperature 10, the best of the field's typical scales; 0.5 fits
        no better than those, NaN away from any surface.

    Raises:
        ValueError: the field has no language features, or those of another encoder.
    """
    if field.encoder != encoder.name:
        made = field.encoder or "no encoder"
        raise ValueError(f"the field has features of {made}, got the encoder {encoder.name}")
    points = field.surface.points if points is None else points
    text, against = encoder.encode_texts([phrase]), encoder.encode_texts(NEGATIVES)
    heat = np.full(len(points), np.nan)
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        by_scale = [
            relevancy(text, field.language(chunk, scale), against)[0] for scale in field.scales
        ]
        heat[start : start + _CHUNK] = np.fmax.reduce(by_scale)
    return heat


def hot_points(cloud: PointCloud, heat: np.ndarray) -> list[np.ndarray]:
    """The connected patches of points that fit well, the best first.

    Args:
        cloud: N points.
        heat: (N,) relevancy, NaN unknown.

    Returns:
        Rows of points of each patch; none where no point reaches LEAST_RELEVANCY.
    """
    warm = np.nan_to_num(heat)
    best = float(np.quantile(warm, 0.999)) if len(warm) else 0.0  # a stray point is no peak
    least = max(LEAST_RELEVANCY, 0.5 + _PEAK_SHARE * (best - 0.5))
    rows = np.flatnonzero(warm >= least)
    if len(rows) < _LEAST_POINTS:
        return []
    points = cloud.points[rows]
    some = points[:: max(1, len(points) // 500)]
    spacing = float(np.median(np.asarray(cKDTree(cloud.points).query(some, k=2)[0])[:, 1]))
    pairs = cKDTree(points).query_pairs(_REACH * spacing, output_type="ndarray")
    ones = np.ones(len(pairs), dtype=bool)
    graph = sparse.coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(rows), len(rows)))
    patch = csgraph.connected_components(graph, directed=False)[1]
    mass = np.bincount(patch, warm[rows] - 0.5)
    size = np.bincount(patch)
    return [
        rows[patch == number]
        for number in np.argsort(-mass, kind="stable")
        if size[number] >= _LEAST_POINTS and mass[number] >= _LEAST_MASS * mass.max()
    ]


def within_thing(field: FeatureField, points: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """(N,) bool: points of a hot patch that lie on the thing on which its hottest half does.

    Language bleeds over to what a thing touches, instance features do not.
    """
    feature = field.instance(points, float(field.scales[-1]))
    hottest = heat >= np.median(heat)
    middle = np.nanmedian(feature[hottest], axis=0)
    return np.linalg.norm(feature - middle, axis=1) < _SAME_THING * field.settings.margin

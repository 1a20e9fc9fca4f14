"""A field's things and names in; the scan with those of them that nobody detected out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...perception.encoders import Encoder
from ...perception.relevancy import LEAST_RELEVANCY, NEGATIVES, relevancy
from ...records import PointCloud, Scan
from ...records.joining import join_instances
from ..instances import to_instances
from ..pooling import PooledFeatures
from .clusters import cluster_points
from .field import FeatureField
from .heat import check_encoder
from .scan import numbered_masks, pool_field

_SAME = 0.5  # of the points of a thing and an object together, on both, to be one
_LEAST_POINTS = 30


@dataclass(frozen=True, eq=False)
class FieldThings:
    """The things of a field among the points of a cloud, whether somebody detected them or not.

    Attributes:
        encoder: what made the field's language features.
        number: (N,) int64 number of each point's thing, -1 for none.
        pooled: features of the K things.
    """

    encoder: Encoder
    number: np.ndarray
    pooled: PooledFeatures

    @classmethod
    def of(cls, field: FeatureField, cloud: PointCloud, encoder: Encoder) -> FieldThings:
        """Find the things, whole ones; takes some seconds a hundred thousand points.

        Raises:
            ValueError: the field has no language features, or those of another encoder.
        """
        check_encoder(field.encoder, encoder)
        number = cluster_points(
            field, cloud.points, float(field.scales[-1]), least_points=_LEAST_POINTS
        )
        return cls(encoder, number, pool_field(field, cloud, number))

    def fits(self, names: Sequence[str], rivals: Sequence[str] = ()) -> np.ndarray:
        """(Q, K) how well each fits Q names, against `rivals` and phrases that mean nothing."""
        text = self.encoder.encode_texts(names)
        against = self.encoder.encode_texts([*NEGATIVES, *rivals])
        return np.nan_to_num(relevancy(text, self.pooled.feature, against))


def with_undetected(
    scan: Scan,
    things: FieldThings,
    names: Sequence[str],
    *,
    rivals: Sequence[str] = (),
    without: np.ndarray | None = None,
) -> Scan:
    """The scan with an object more for each thing of the field that fits a name and is none yet.

    The new objects go by the name that fits best; their score is their relevancy.

    Args:
        scan: with the points in which the things were found.
        things: of its field.
        names: nouns that mean what is looked for, such as "mug" and "cup".
        rivals: nouns that mean something else; what fits one of them better is left alone. With
            none, things that were never named are taken for one another.
        without: (N,) bool, points on which nothing is looked for, such as those of known mugs.

    Returns:
        The scan itself where nothing fits; else with new instances after its own, best first.
    """
    if scan.cloud is None or scan.point_instance is None or not len(things.pooled.feature):
        return scan
    by_name = things.fits(names, rivals)
    fits = np.where(_known(scan, things.number, without), 0.0, by_name.max(axis=0))
    found = np.flatnonzero(fits >= LEAST_RELEVANCY)
    if not len(found):
        return scan
    found = found[np.argsort(-fits[found], kind="stable")]
    row = np.full(len(fits) + 1, -1, dtype=np.int64)
    row[found] = np.arange(len(found))
    number = row[things.number]
    pooled = PooledFeatures(*(values[found] for values in _arrays(things.pooled)))
    new, _ = to_instances(scan.cloud, numbered_masks(number), pooled)
    first = int(scan.instances.instance_id.max(initial=-1)) + 1
    label = np.array(names, dtype=object)[by_name[:, found].argmax(axis=0)]
    new = replace(new, instance_id=new.instance_id + first, label=label, score=fits[found])
    point_instance = np.where(number >= 0, number + first, scan.point_instance)
    joined = join_instances(scan.instances, new)
    encoder = things.encoder.name
    return replace(scan, instances=joined, point_instance=point_instance, encoder=encoder)


def _known(scan: Scan, number: np.ndarray, without: np.ndarray | None) -> np.ndarray:
    """(K,) bool: things that are an object of the scan already, or lie where none is looked for."""
    count = int(number.max(initial=-1)) + 1
    size = np.bincount(number[number >= 0], minlength=count)
    known = np.zeros(count, dtype=bool)
    if without is not None:
        known |= 2 * np.bincount(number[(number >= 0) & without], minlength=count) > size
    assert scan.point_instance is not None  # asked before
    both = (number >= 0) & (scan.point_instance >= 0)
    pairs, shared = np.unique(
        np.stack([number[both], scan.point_instance[both]]), axis=1, return_counts=True
    )
    ids, points = np.unique(scan.point_instance, return_counts=True)
    union = size[pairs[0]] + points[np.searchsorted(ids, pairs[1])] - shared
    known[pairs[0][shared > _SAME * union]] = True
    return known


def _arrays(pooled: PooledFeatures) -> tuple[np.ndarray, ...]:
    return pooled.feature, pooled.feature_confidence, pooled.views

"""Masks that many views show torn in, the same cut into what the views agree on out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...config import MappingSettings
from .votes import vote_points


@dataclass(frozen=True, eq=False)
class CutMasks:
    """The masks of F views and the points they lie on, R rows in all.

    Attributes:
        sightings: (F, N) int16 as `sight_masks` gives them; pieces are numbered on behind the
            masks of their view.
        offsets: (F + 1,) int64 first row of each view; it stands for bare points.
        whole: (R,) int16 sighting of the mask that each row is, or is a piece of; 0 for bare.
        usable: (R,) bool, False for bare points and for what is left over of a cut mask.
    """

    sightings: np.ndarray
    offsets: np.ndarray
    whole: np.ndarray
    usable: np.ndarray

    @classmethod
    def uncut(cls, sightings: np.ndarray, num_masks: np.ndarray) -> CutMasks:
        """The masks as they came, (F,) of them in each view."""
        offsets = np.concatenate([[0], np.cumsum(num_masks + 1)]).astype(np.int64)
        whole = np.concatenate([np.arange(num + 1) for num in [*num_masks.tolist(), -1]])
        return cls(sightings, offsets, whole.astype(np.int16), whole > 0)


def cut_torn(
    masks: CutMasks, group: np.ndarray, torn: np.ndarray, limits: MappingSettings
) -> CutMasks:
    """Cut masks along the groups that their points vote for; the sightings change in place.

    Args:
        masks: none of them cut yet.
        group: (R,) int64 group of each mask, -1 for none.
        torn: (R,) bool: the masks to cut. One whose points vote for one group stays whole.
        limits: what is too small to be a piece.
    """
    winner, _ = vote_points(masks.sightings, masks.offsets, group)
    num_views = len(masks.sightings)
    whole = [masks.whole[masks.offsets[f] : masks.offsets[f + 1]] for f in range(num_views)]
    usable = [masks.usable[masks.offsets[f] : masks.offsets[f + 1]] for f in range(num_views)]
    for view in range(num_views):
        for mask in np.flatnonzero(torn[masks.offsets[view] : masks.offsets[view + 1]]):
            points = np.flatnonzero(masks.sightings[view] == mask)
            pieces = _pieces(points, winner[points], limits)
            first = len(whole[view])
            for number, piece in enumerate(pieces):
                masks.sightings[view, piece] = first + number
            whole[view] = np.append(whole[view], np.full(len(pieces), mask, dtype=np.int16))
            usable[view] = np.append(usable[view], np.ones(len(pieces), dtype=bool))
            usable[view][mask] = not pieces
    offsets = np.concatenate([[0], np.cumsum([len(rows) for rows in whole])]).astype(np.int64)
    return CutMasks(masks.sightings, offsets, np.concatenate(whole), np.concatenate(usable))


def _pieces(points: np.ndarray, winner: np.ndarray, limits: MappingSettings) -> list[np.ndarray]:
    """The points of each group that has enough of them; none where fewer than two groups have."""
    groups, counts = np.unique(winner[winner >= 0], return_counts=True)
    least = max(limits.sure_mask_points, limits.piece_share * len(points))
    groups = groups[counts >= least]
    return [points[winner == group] for group in groups] if len(groups) > 1 else []

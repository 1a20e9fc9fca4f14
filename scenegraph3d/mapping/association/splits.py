"""Masks that many views show torn in, the same cut into what the views agree on out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
) -> tuple[CutMasks, np.ndarray]:
    """Cut masks along the groups that their points vote for; the sightings change in place.

    Args:
        masks: R of them, none cut yet.
        group: (R,) int64 group of each mask, -1 for none.
        torn: (R,) bool: the masks to cut. One whose points vote for one group stays whole.
        limits: what is too small to be a piece.

    Returns:
        The masks, and the int64 group of each: a piece has that of its points, what is left over
        of a mask that was cut has none.
    """
    winner, _ = vote_points(masks.sightings, masks.offsets, group)
    rows = [slice(*ends) for ends in pairwise(masks.offsets.tolist())]
    whole, groups = [masks.whole[part] for part in rows], [group[part] for part in rows]
    usable = [masks.usable[part].copy() for part in rows]
    for view, part in enumerate(rows):
        for mask in np.flatnonzero(torn[part]):
            points = np.flatnonzero(masks.sightings[view] == mask)
            pieces = _pieces(points, winner[points], limits)
            for number, piece in enumerate(pieces, start=len(whole[view])):
                masks.sightings[view, piece] = number
            if pieces:
                usable[view][mask] = False
                groups[view] = np.append(groups[view], [winner[piece[0]] for piece in pieces])
                whole[view] = np.append(whole[view], np.full(len(pieces), mask, dtype=np.int16))
                usable[view] = np.append(usable[view], np.ones(len(pieces), dtype=bool))
    offsets = np.concatenate([[0], np.cumsum([len(part) for part in whole])]).astype(np.int64)
    usable = np.concatenate(usable)
    cut = CutMasks(masks.sightings, offsets, np.concatenate(whole), usable)
    return cut, np.where(usable, np.concatenate(groups), -1)


def _pieces(points: np.ndarray, winner: np.ndarray, limits: MappingSettings) -> list[np.ndarray]:
    """The points of each group that has enough of them; none where fewer than two groups have."""
    groups, counts = np.unique(winner[winner >= 0], return_counts=True)
    least = max(limits.sure_mask_points, limits.piece_share * len(points))
    groups = groups[counts >= least]
    return [points[winner == group] for group in groups] if len(groups) > 1 else []

"""True 2D masks from rendered instance images, and the same masks as a poor segmenter cuts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from ..records import Masks

_PIECES = 2, 3  # fewest and most that a cut mask falls into
_RAGGED_GRAIN = 4.0  # pixels over which a border wanders the same way


@dataclass(frozen=True, eq=False)
class OwnedMasks:
    """Masks whose owners are known.

    Attributes:
        masks: M masks of one frame, unnamed.
        instance_id: (M,) int64, the instance that most of each mask's pixels show.
    """

    masks: Masks
    instance_id: np.ndarray


@dataclass(frozen=True)
class MaskDamage:
    """What a poor segmenter does to the masks of a frame.

    Attributes:
        split: share of masks that are cut into two or three pieces.
        merge: share of masks that run together with a neighbour.
        missing: share of masks, after the above, that are lost.
        ragged: typical wandering of borders, pixels.
    """

    split: float = 0.3
    merge: float = 0.2
    missing: float = 0.2
    ragged: float = 2.0

    def __post_init__(self) -> None:
        shares = self.split, self.merge, self.missing
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError(f"split, merge and missing must be shares in [0, 1], got {shares}")
        if self.ragged < 0:
            raise ValueError(f"ragged must not be negative pixels, got {self.ragged}")


def true_masks(instance: np.ndarray) -> OwnedMasks:
    """The exact masks of an (H, W) image of instance_ids, -1 for none; rows by rising id."""
    ids, rows = np.unique(instance, return_inverse=True)
    rows = rows.reshape(instance.shape) - int(np.searchsorted(ids, 0))
    kept = ids[ids >= 0].astype(np.int64)
    return OwnedMasks(Masks.unnamed(np.maximum(rows, -1)), kept)


def damaged_masks(instance: np.ndarray, damage: MaskDamage, seed: int) -> OwnedMasks:
    """The masks of an (H, W) image of instance_ids, -1 for none, as a poor segmenter cuts them.

    In this order: borders wander, neighbours run together, masks fall into pieces, masks are
    lost. The same seed gives the same damage; give every frame its own.
    """
    rng = np.random.default_rng([seed, 5])
    wandered = _wander(instance, damage.ragged, rng)
    image = true_masks(wandered).masks.image.astype(np.int64)
    image = _merge(image, damage.merge, rng)
    image = _split(image, damage.split, rng)
    rows = np.unique(image[image >= 0])
    lost = rows[rng.random(len(rows)) < damage.missing]
    whole = true_masks(np.where(np.isin(image, lost), -1, image)).masks
    return OwnedMasks(whole, _owners(whole, instance))


def _wander(instance: np.ndarray, reach: float, rng: np.random.Generator) -> np.ndarray:
    """Every pixel takes the id a little aside; how far aside changes smoothly."""
    if not reach:
        return instance
    height, width = instance.shape
    aside = [gaussian_filter(rng.standard_normal(instance.shape), _RAGGED_GRAIN) for _ in range(2)]
    steps = [np.round(reach * field / max(field.std(), 1e-12)).astype(int) for field in aside]
    v, u = np.mgrid[:height, :width]
    return instance[np.clip(v + steps[0], 0, height - 1), np.clip(u + steps[1], 0, width - 1)]


def _merge(image: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Some masks take the number of the neighbour they share the longest border with."""
    count = int(image.max(initial=-1)) + 1
    border = _border_lengths(image, count)
    number = np.arange(count)
    for row in np.flatnonzero(rng.random(count) < share):
        if border[row].any():
            number[number == number[row]] = number[int(border[row].argmax())]
    return np.where(image >= 0, number[image], -1) if count else image


def _border_lengths(image: np.ndarray, count: int) -> np.ndarray:
    """(M, M) numbers of neighbouring pixel pairs of two masks; 0 on the diagonal."""
    length = np.zeros((count, count), dtype=np.int64)
    for a, b in ((image[1:], image[:-1]), (image[:, 1:], image[:, :-1])):
        apart = (a >= 0) & (b >= 0) & (a != b)
        np.add.at(length, (a[apart], b[apart]), 1)
    return length + length.T


def _split(image: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Some masks fall apart: their pixels go with the nearest of a few of them."""
    pieces = image.copy()
    rows = np.unique(image[image >= 0])
    free = int(image.max(initial=-1)) + 1
    for row in rows[rng.random(len(rows)) < share]:
        pixels = np.argwhere(image == row)  # (P, 2)
        count = min(len(pixels), int(rng.integers(_PIECES[0], _PIECES[1] + 1)))
        seeds = rng.choice(pixels, count, replace=False)
        away = ((pixels[:, None] - seeds[None]) ** 2).sum(axis=2)
        nearest = away.argmin(axis=1)
        moved = nearest > 0
        pieces[tuple(pixels[moved].T)] = free + nearest[moved]
        free += len(seeds)
    return pieces


def _owners(masks: Masks, instance: np.ndarray) -> np.ndarray:
    """(M,) the id that most pixels of each mask show; -1 where most show nothing."""
    ids, column = np.unique(instance, return_inverse=True)
    votes = np.zeros((len(masks), len(ids)), dtype=np.int64)
    covered = masks.image >= 0
    np.add.at(votes, (masks.image[covered], column.reshape(instance.shape)[covered]), 1)
    return ids[votes.argmax(axis=1)].astype(np.int64) if len(ids) else np.zeros(0, dtype=np.int64)

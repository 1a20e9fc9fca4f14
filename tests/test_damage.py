"""Masks cut, joined and lost: counted on images that fit on paper."""

import numpy as np
import pytest

from scenegraph3d.synthetic.damage import MaskDamage, damaged_masks, true_masks

NONE = MaskDamage(split=0, merge=0, missing=0, ragged=0)


def stripes(count: int, width: int = 20) -> np.ndarray:
    """An image of upright stripes with ids 10, 20, ...; the last column shows nothing."""
    image = np.repeat(10 * np.arange(1, count + 1), width)[None].repeat(40, axis=0)
    image[:, -1] = -1
    return image.astype(np.int64)


def test_true_masks_are_the_ids_in_order():
    made = true_masks(np.array([[30, 30, -1], [7, -1, 7]]))
    assert made.masks.image.tolist() == [[1, 1, -1], [0, -1, 0]]
    assert made.instance_id.tolist() == [7, 30]
    assert len(true_masks(np.full((2, 2), -1)).masks) == 0
    assert true_masks(np.array([[5, 6]])).masks.image.tolist() == [[0, 1]]


def test_no_damage_is_the_truth():
    image = stripes(5)
    made, truth = damaged_masks(image, NONE, 0), true_masks(image)
    assert (made.masks.image == truth.masks.image).all()
    assert (made.instance_id == truth.instance_id).all()


def test_split_masks_cover_the_same_pixels_in_more_masks():
    image = stripes(6)
    made = damaged_masks(image, MaskDamage(split=1, merge=0, missing=0, ragged=0), 0)
    assert 12 <= len(made.masks) <= 18
    assert ((made.masks.image >= 0) == (image >= 0)).all()
    for row, owner in enumerate(made.instance_id):
        assert (image[made.masks.image == row] == owner).all()


def test_merged_masks_are_neighbours():
    image = stripes(6)
    made = damaged_masks(image, MaskDamage(split=0, merge=1, missing=0, ragged=0), 0)
    assert 1 <= len(made.masks) <= 3
    for row in range(len(made.masks)):
        owners = np.unique(image[made.masks.image == row])
        assert len(owners) >= 2
        assert (np.diff(owners) == 10).all()


def test_a_fifth_of_the_masks_is_missing():
    image = stripes(50, width=4)
    counts = [
        len(damaged_masks(image, MaskDamage(split=0, merge=0, missing=0.2, ragged=0), s).masks)
        for s in range(20)
    ]
    assert np.mean(counts) == pytest.approx(40, abs=1.5)


def test_ragged_borders_move_by_a_few_pixels():
    image = stripes(4)
    made = damaged_masks(image, MaskDamage(split=0, merge=0, missing=0, ragged=2), 0)
    changed = true_masks(image).masks.image != made.masks.image
    assert changed.any()
    columns = np.flatnonzero(changed.any(axis=0))
    to_border = np.abs(columns[:, None] - np.array([20, 40, 60, 79])).min(axis=1)
    assert to_border.max() <= 8
    assert made.instance_id.tolist() == [10, 20, 30, 40]


def test_damage_is_seeded():
    image = stripes(10)
    a, b, c = (damaged_masks(image, MaskDamage(), seed).masks.image for seed in (1, 1, 2))
    assert (a == b).all()
    assert (a != c).any()


def test_an_empty_picture_has_no_masks():
    made = damaged_masks(np.full((4, 4), -1), MaskDamage(), 0)
    assert len(made.masks) == len(made.instance_id) == 0


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param({"missing": 1.2}, r"must be shares in \[0, 1\]", id="share"),
        pytest.param({"ragged": -1.0}, "ragged must not be negative pixels, got -1.0", id="ragged"),
    ],
)
def test_bad_damage_is_refused(options, line):
    with pytest.raises(ValueError, match=line):
        MaskDamage(**options)

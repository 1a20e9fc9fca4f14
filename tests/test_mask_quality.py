"""Quality of a mask's picture: sharper, larger and whole is better."""

import numpy as np

from frames_fixture import flat_frame, patch_masks
from scenegraph3d.perception.quality import mask_quality

CENTER = [(slice(20, 50), slice(20, 60))]


def quality(frame, patches):
    return mask_quality(frame, patch_masks(frame, patches))


def test_sharp_is_better_than_blurred():
    sharp, blurred = flat_frame([], noise=20.0), flat_frame([], noise=1.0)
    assert quality(sharp, CENTER)[0] > 3 * quality(blurred, CENTER)[0]


def test_large_is_better_than_small():
    frame = flat_frame([], noise=20.0)
    small, large = quality(frame, [(slice(5, 9), slice(5, 9)), (slice(20, 50), slice(20, 60))])
    assert large > 1.5 * small


def test_mask_that_the_border_cuts_counts_half():
    frame = flat_frame([], noise=20.0)
    whole = quality(frame, [(slice(1, 40), slice(1, 40))])
    cut = quality(frame, [(slice(0, 40), slice(1, 40))])
    np.testing.assert_allclose(cut / whole, 0.5, rtol=0.1)


def test_no_masks_have_no_quality():
    assert quality(flat_frame([]), []).shape == (0,)

"""Repainted houses: other colours, nothing else."""

import numpy as np
import pytest

from scenegraph3d.synthetic import generate
from scenegraph3d.synthetic.catalogue import PALETTE
from scenegraph3d.synthetic.repaint import repaint, repaint_from

ALL_TEAL = dict.fromkeys(PALETTE, (0, 128, 128))


@pytest.fixture(scope="module")
def house():
    return generate(3, num_rooms=6)


def test_painting_things_as_they_are_changes_nothing(house):
    same = repaint(house, lambda thing: (thing.color_name, thing.rgb))
    for before, after in zip(house.things, same.things, strict=True):
        for one, other in zip(before.parts, after.parts, strict=True):
            assert one.rgb == other.rgb, before.kind


def test_shapes_and_places_stay(house):
    other = repaint_from(house, ALL_TEAL)
    for before, after in zip(house.things, other.things, strict=True):
        np.testing.assert_array_equal(before.aabb, after.aabb)
        assert before.color_name == after.color_name


def test_things_take_the_palette_s_colours_and_keep_their_metal(house):
    other = repaint_from(house, ALL_TEAL, seed=1)
    for thing in other.things:
        if thing.color_name in PALETTE:
            assert np.abs(np.array(thing.rgb) - [0, 128, 128]).max() <= 8
    posts = [
        p.rgb for t in other.things if t.kind == "office chair" for p in t.parts if p.name == "post"
    ]
    assert posts
    assert set(posts) == {(150, 152, 156)}


def test_same_seed_gives_the_same_colours(house):
    one, same, other = (repaint_from(house, ALL_TEAL, seed=seed) for seed in (0, 0, 1))
    assert [t.rgb for t in one.things] == [t.rgb for t in same.things]
    assert [t.rgb for t in one.things] != [t.rgb for t in other.things]


def test_palette_must_be_whole(house):
    with pytest.raises(ValueError, match="it lacks beige, black"):
        repaint_from(house, {"red": (255, 0, 0)})

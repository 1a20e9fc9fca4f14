"""What mini learns from: phrases are true of just the crops that they describe."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("open3d")

TRAINING = Path(__file__).parent.parent / "training" / "mini"


@pytest.fixture(scope="module")
def training():
    """The training modules, which are scripts beside each other and no package."""
    sys.path.insert(0, str(TRAINING))
    try:
        import captions
        import colours
        import pictures
        import rooms
    finally:
        sys.path.remove(str(TRAINING))
    yield captions, colours, pictures, rooms
    for name in ("captions", "colours", "pictures", "rooms"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def crops(training):
    """A red sofa with blue cushions, a brown desk, a navy floor lamp and a teal table lamp."""
    _, colours, pictures, rooms = training
    parts = np.full((4, len(rooms.PART_NAMES)), -1)
    parts[0, rooms.PART_NAMES.index("cushion")] = colours.NAMES.index("blue")
    return pictures.Pictures(
        pictures=np.zeros((4, 6, 2, 2), dtype=np.uint8),
        measures=np.zeros((4, 12), dtype=np.float32),
        kind=np.array([rooms.KIND_NAMES.index(k) for k in KINDS]),
        colour=np.array([colours.NAMES.index(c) for c in ("red", "brown", "navy", "teal")]),
        parts=parts,
        extent=np.array([[0.9, 2, 0.8], [0.7, 1.4, 0.75], [0.4, 0.4, 1.6], [0.2, 0.2, 0.4]]),
        purity=np.ones(4),
        room=np.zeros(4),
    )


KINDS = ("sofa", "desk", "floor lamp", "table lamp")
NAN = np.nan


@pytest.mark.parametrize(
    ("noun", "true"),
    [
        pytest.param("couch", [1, 0, 0, 0], id="label"),
        pytest.param("settee", [1, 0, 0, 0], id="synonym"),
        pytest.param("lamp", [0, 0, 1, 1], id="two kinds"),
        pytest.param("floor lamp", [0, 0, 1, 0], id="one of two kinds"),
        pytest.param("table", [0, NAN, 0, 0], id="some say so of a desk"),
        pytest.param("guitar", [0, 0, 0, 0], id="nothing here"),
    ],
)
def test_noun_is_true_of_its_kinds(training, crops, noun, true):
    captions = training[0].Captions()
    phrase = training[0].Phrase(noun, noun=captions.nouns.index(noun))
    np.testing.assert_array_equal(captions.truth([phrase], crops)[0], true)


@pytest.mark.parametrize(
    ("colour", "true"),
    [
        pytest.param("red", [1, 0, 0, 0], id="red"),
        pytest.param("blue", [0, 0, 1, NAN], id="navy is blue, teal may be"),
        pytest.param("navy", [0, 0, 1, 0], id="navy"),
    ],
)
def test_colour_is_true_of_its_shades(training, crops, colour, true):
    captions, colours = training[:2]
    phrase = captions.Phrase(colour, colour=colours.NAMES.index(colour))
    np.testing.assert_array_equal(captions.Captions().truth([phrase], crops)[0], true)


def test_order_of_colours_decides(training, crops):
    captions, colours, _, rooms = training
    red, blue = colours.NAMES.index("red"), colours.NAMES.index("blue")
    cushion = rooms.PART_NAMES.index("cushion")
    right = captions.Phrase("", colour=red, part=cushion, part_colour=blue)
    swapped = captions.Phrase("", colour=blue, part=cushion, part_colour=red)
    found = captions.Captions().truth([right, swapped], crops)
    np.testing.assert_array_equal(found[:, 0], [1, 0])


def test_words_of_shape_follow_the_metres(training, crops):
    found = training[0]._shape_truth(crops.extent)
    rows = dict(zip(training[0]._SHAPE_NAMES, found, strict=True))
    np.testing.assert_array_equal(rows["big"], [1, 1, 1, 0])
    np.testing.assert_array_equal(rows["tall"], [0, 0, 1, 1])
    np.testing.assert_array_equal(rows["small"], [0, 0, 0, NAN])


def test_colours_that_are_drawn_lie_nearest_to_their_name(training):
    """By the package's own references, which the ranges were not made from."""
    from scenegraph3d.colors import REFERENCE_RGB, oklab_from_rgb

    colours, rng = training[1], np.random.default_rng(0)
    names = [n for n in colours.COMMON if n not in ("gray", "beige", "white")]
    references = oklab_from_rgb(np.array([REFERENCE_RGB[n] for n in names]))
    for name in names:
        drawn = oklab_from_rgb(np.array([colours.draw_rgb(name, rng) for _ in range(50)]))
        away = np.linalg.norm(drawn[:, None] - references, axis=2)
        assert (away.argmin(axis=1) == names.index(name)).mean() > 0.7, name


def test_room_knows_what_it_was_painted_with(training):
    rooms = training[3]
    one, same = rooms.paint_room(1_000_007), rooms.paint_room(1_000_007)
    np.testing.assert_array_equal(one.colour, same.colour)
    assert [t.rgb for t in one.house.things] == [t.rgb for t in same.house.things]
    assert one.parts.shape == (len(one.house.things), len(rooms.PART_NAMES))
    assert ((one.colour >= 0) | (one.kind >= 0)).all()

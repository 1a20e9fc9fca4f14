"""Colour words against measured colours."""

import numpy as np
import pytest

from scenegraph3d.colors import REFERENCE_RGB, oklab_from_rgb
from scenegraph3d.language.colors import UNKNOWN, color_score


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        pytest.param((255, 255, 255), (1.0, 0.0, 0.0), id="white"),
        pytest.param((0, 0, 0), (0.0, 0.0, 0.0), id="black"),
        pytest.param((255, 0, 0), (0.628, 0.225, 0.126), id="red"),
        pytest.param((0, 0, 255), (0.452, -0.032, -0.312), id="blue"),
    ],
)
def test_oklab_from_rgb_meets_published_values(rgb, lab):
    found = oklab_from_rgb(np.array([rgb], dtype=np.float64))
    np.testing.assert_allclose(found[0], lab, atol=1e-3)


BASIC = "black white grey red orange yellow green blue purple pink brown".split()  # noqa: SIM905


@pytest.mark.parametrize("name", BASIC)
def test_a_paler_basic_colour_scores_best_under_its_own_name(name):
    rgb = np.array(REFERENCE_RGB[name], dtype=np.float64)
    pale = 0.75 * rgb + 0.25 * rgb.mean()
    scores = {word: color_score(word, pale[None])[0] for word in BASIC}
    assert max(scores, key=scores.__getitem__) == name


@pytest.mark.parametrize(
    ("word", "better", "worse"),
    [
        ("red", (150, 50, 50), (60, 60, 150)), ("black", (30, 30, 30), (120, 110, 100)),
        ("white", (180, 175, 165), (90, 85, 80)), ("blue", (60, 70, 110), (110, 100, 70)),
        ("brown", (90, 65, 45), (60, 70, 110)), ("grey", (110, 110, 110), (160, 60, 60)),
        ("dark blue", (35, 45, 90), (120, 140, 200)), ("dark", (30, 30, 30), (200, 200, 200)),
        ("light", (200, 200, 200), (30, 30, 30)), ("reddish", (150, 50, 50), (50, 150, 50)),
    ],
)  # fmt: skip
def test_the_likelier_colour_scores_higher(word, better, worse):
    first, second = color_score(word, np.array([better, worse]))
    assert first > second


def test_scores_stay_between_0_and_1_and_keep_their_rows():
    rgb = np.random.default_rng(0).integers(0, 256, (50, 3))
    for word in REFERENCE_RGB:
        score = color_score(word, rgb)
        assert score.shape == (50,)
        assert ((score > 0) & (score <= 1)).all()
        np.testing.assert_array_equal(color_score(word, rgb[::-1]), score[::-1])


def test_unknown_colours_and_words_score_in_the_middle():
    rgb = np.array([[np.nan, np.nan, np.nan], [200.0, 30.0, 30.0]])
    assert color_score("red", rgb)[0] == UNKNOWN
    assert color_score("flurbish", rgb).tolist() == [UNKNOWN, UNKNOWN]
    assert color_score("colorful", rgb).tolist() == [UNKNOWN, UNKNOWN]


def test_no_colours_give_no_scores():
    assert color_score("red", np.zeros((0, 3))).shape == (0,)


def test_a_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"rgb must have shape \(M, 3\), got \(3,\)"):
        color_score("red", np.zeros(3))


@pytest.mark.parametrize(
    ("word", "rgb"),
    [
        ("red", (255, 0, 0)), ("red", (200, 20, 20)), ("green", (0, 200, 0)),
        ("green", (20, 160, 40)), ("blue", (0, 0, 255)), ("blue", (30, 60, 200)),
        ("yellow", (250, 230, 20)), ("orange", (255, 140, 0)), ("purple", (150, 30, 190)),
        ("pink", (255, 140, 180)),
    ],
)  # fmt: skip
def test_a_stronger_colour_keeps_its_name(word, rgb):
    scores = {name: color_score(name, np.array([rgb]))[0] for name in BASIC}
    assert max(scores, key=scores.__getitem__) == word
    assert scores[word] > 0.4

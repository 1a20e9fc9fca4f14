"""A large map is weighed tile by tile: the answer is that of all places at once."""

import numpy as np

from maps_by_hand import box, open_map
from scenegraph3d.config import LocalizationSettings
from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization.landmarks import cut_to_pieces, look_around
from scenegraph3d.reasoning.localization.likelihood import speak
from scenegraph3d.reasoning.localization.posterior import weigh_places
from scenegraph3d.reasoning.localization.search import Search
from scenegraph3d.reasoning.localization.wording import stray_likelihood, word_likelihood

SETTINGS = LocalizationSettings()
TEXT = "a tree on my left, a tree on my left, a bench ahead of me and no kiosk behind me"


def test_tiles_weigh_as_all_places_at_once():
    """60 landmarks on 300 m x 200 m, 10 m of reach: none sees more than a corner of them."""
    rng = np.random.default_rng(0)
    spots = rng.uniform([0, 0], [300, 200], size=(60, 2))
    names = rng.choice(["tree", "bench", "kiosk", "car"], size=60).tolist()
    graph = open_map([box(*spot) for spot in spots], names)
    hints = parse_location(TEXT).hints
    words = [word_likelihood(graph, hint.landmark, SETTINGS.wrong_color) for hint in hints]
    spoken = speak(hints, words, [stray_likelihood(hint.landmark) for hint in hints])
    x, y = np.meshgrid(np.arange(1, 300, 2.0), np.arange(1, 200, 2.0))
    places = np.stack([x.ravel(), y.ravel()], axis=1)  # (100 x 150, 2)
    pieces = cut_to_pieces(graph)
    prior = rng.uniform(0.5, 1, len(places))
    tiled = Search(pieces, places, x.shape[1], 10.0, prior, SETTINGS).weigh(spoken)
    whole = weigh_places(spoken, look_around(pieces, places, 60.0), 10.0, SETTINGS)
    np.testing.assert_allclose(tiled.log_place, whole.log_place + np.log(prior), atol=1e-4)
    np.testing.assert_allclose(tiled.heading, whole.heading, atol=1e-4)
    np.testing.assert_allclose(tiled.reach, whole.reach, atol=1e-4)


def test_a_hint_said_twice_counts_twice():
    graph = open_map([box(10, 20), box(30, 20)], ["kiosk", "bench"])
    once, twice = (
        parse_location(text).hints
        for text in ("a kiosk to the west", "a kiosk to the west, a kiosk to the west")
    )
    places = np.array([[20.0, 20.0], [20.0, 30.0]])
    pieces = cut_to_pieces(graph)
    logs = []
    for hints in (once, twice):
        words = [word_likelihood(graph, hint.landmark, 0.25) for hint in hints]
        spoken = speak(hints, words, [0.01] * len(hints))
        belief = weigh_places(spoken, look_around(pieces, places), 10.0, SETTINGS)
        logs.append(belief.log_place)
    assert (logs[1] < logs[0]).all()
    assert not np.allclose(logs[1], logs[0])

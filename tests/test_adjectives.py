"""Adjectives, comparatives and function words."""

import pytest

from scenegraph3d.language.adjectives import (
    adjective,
    comparative,
    function_words,
    longest_adjective,
    size_rank,
    typo,
)
from scenegraph3d.language.names import read_table, split_row
from scenegraph3d.vocabulary import RANK_KEYS

ADJECTIVES = read_table("adjectives.yaml")


def test_no_adjective_has_two_meanings():
    owners: dict[str, str] = {}
    for kind in ("color", "size", "shape", "material", "state"):
        for head, row in ADJECTIVES[kind].items():
            for name in [head, *split_row(row)]:
                assert owners.setdefault(name, f"{kind} {head}") == f"{kind} {head}", name


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("large", ("size", "big")), ("gray", ("color", "grey")), ("off-white", ("color", "cream")),
        ("dark green", ("color", "dark green")), ("reddish", ("color", "red")),
        ("multicoloured", ("color", "colorful")), ("circular", ("shape", "round")),
        ("l-shaped", ("shape", "l-shaped")), ("metallic", ("material", "metal")),
        ("red colored", ("color", "red")), ("unmade", ("state", "messy")),
    ],
)  # fmt: skip
def test_adjective_names_kind_and_value(phrase, meaning):
    assert adjective(phrase) == meaning


@pytest.mark.parametrize("word", ["", "chair", "the", "on", "quickly"])
def test_adjective_is_none_for_other_words(word):
    assert adjective(word) is None


def test_longest_adjective_takes_the_shade_along():
    assert longest_adjective(["the", "light", "blue", "chair"], 1) == 2
    assert longest_adjective(["chair"]) == 0


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("bigger", ("size", "descending")), ("smallest", ("size", "ascending")),
        ("tallest", ("height", "descending")), ("lowest", ("elevation", "ascending")),
        ("leftmost", ("rightness", "ascending")), ("right-most", ("rightness", "descending")),
        ("closest", ("distance", "ascending")), ("further", ("distance", "descending")),
        ("most narrow", ("width", "ascending")), ("least tall", ("height", "ascending")),
        ("darkest", ("brightness", "ascending")),
    ],
)  # fmt: skip
def test_comparative_names_key_and_order(word, meaning):
    assert comparative(word) == meaning


@pytest.mark.parametrize("word", ["", "big", "door", "most", "most chairs"])
def test_comparative_is_none_for_other_words(word):
    assert comparative(word) is None


def test_every_rank_of_the_tables_is_in_the_vocabulary():
    rows = [*ADJECTIVES["compared"], *ADJECTIVES["rank"].values()]
    assert {split_row(row)[0] for row in rows} <= set(RANK_KEYS)
    assert {split_row(row)[1] for row in rows} == {"ascending", "descending"}


def test_size_rank_sorts_by_what_the_adjective_says():
    assert size_rank("huge") == ("size", "descending")
    assert size_rank("red") is None


def test_typo_names_the_word_that_was_meant():
    assert typo("farthist") == "farthest"
    assert typo("chair") is None


def test_function_words_are_no_names():
    assert "the" in function_words()
    assert "lamp" not in function_words()

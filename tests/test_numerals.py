"""Numbers, ordinals and units."""

import math

import pytest

from scenegraph3d.language.numerals import longest_ordinal, number, ordinal, quantity, unit


@pytest.mark.parametrize(
    ("word", "value"), [("three", 3), ("12", 12), ("couple", 2), ("lamp", None), ("", None)]
)
def test_number_reads_words_and_digits(word, value):
    assert number(word) == value


@pytest.mark.parametrize(("word", "value"), [("2.5", 2.5), ("half", 0.5), ("two", 2), ("x", None)])
def test_quantity_reads_fractions(word, value):
    assert quantity(word) == value


@pytest.mark.parametrize(
    ("word", "place"),
    [("first", 1), ("2nd", 2), ("third", 3), ("last", -1), ("middle", 0), ("2", None), ("a", None)],
)
def test_ordinal_counts_as_rank_does(word, place):
    assert ordinal(word) == place


@pytest.mark.parametrize(
    ("words", "found"),
    [("second to last one", (-2, 3)), ("next to last", (-2, 3)), ("3rd from left", (3, 1)),
     ("chair", (0, 0)), ("", (0, 0))],
)  # fmt: skip
def test_longest_ordinal_reads_from_the_end(words, found):
    assert longest_ordinal(words.split()) == found


def test_units_are_metres():
    assert math.isclose(unit("feet") or 0, 0.3048)
    assert unit("chairs") is None

"""Lengths as people write them, before anything is read."""

import pytest

from scenegraph3d.language.lengths import write_out_lengths
from scenegraph3d.language.parser import parse


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("a 3' shelf", "a 3 feet  shelf"),
        ('a 5" cup', "a 5 inches cup"),
        ("5'6\" tall", "66 inches tall"),
        ("a 6x4 box", "a 6 x 4 box"),
        ("0.5-1 m", "0.5-1 m"),
        ("the desk's lamp", "the desk's lamp"),
    ],
)
def test_marks_are_written_out(written, means):
    assert write_out_lengths(written).split() == means.split()


@pytest.mark.parametrize("text", ["-5 m left of the bed", "minus 3 cm"])
def test_a_length_below_zero_is_refused(text):
    with pytest.raises(ValueError, match="a length in words must not be below 0"):
        write_out_lengths(text)


def test_what_stands_in_quotes_is_no_length():
    query = parse('the box with the number "150" in big letters')
    assert all(getattr(clause, "distance", None) is None for clause in query.target.clauses)
    assert parse('the "red" chair').target == parse("the red chair").target

"""The page of what can be asked: every sentence on it is understood to the last word."""

import re
from pathlib import Path

import pytest

from scenegraph3d.language.parser import parse

PAGE = Path(__file__).parents[1] / "docs" / "asking.md"
ROWS = [line.split(" | ")[0] for line in PAGE.read_text().splitlines() if line.startswith('| "')]
SENTENCES = [
    said.replace('\\"', '"') for row in ROWS for said in re.findall(r'"((?:[^"\\]|\\.)+)"', row)
]


def test_the_page_has_sentences():
    assert len(SENTENCES) > 40


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_page_is_understood(sentence):
    query = parse(sentence)
    assert query.not_understood == ()
    target = query.target
    named = target.category != "thing" or target.attributes or target.clauses
    assert named

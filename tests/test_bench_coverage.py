"""Coverage over corpora of every kind, with a fake parser that knows all but two words."""

import gzip
import json

import pytest

from scenegraph3d.bench import coverage
from scenegraph3d.language.query import Find, Query


def test_share_understood_and_words_by_frequency(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("the blue zorb\n\nA Zorb on a quux\nthe chair\nboom\n")

    report = coverage.run([path], parse=knows_all_but({"zorb", "quux"})).to_dict()

    assert (report["sentences"], report["understood"], report["raised"]) == (4, 0.25, 1)
    assert report["unknown_words"] == [
        {"word": "zorb", "sentences": 2},
        {"word": "quux", "sentences": 1},
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("c.txt", "a\nb\n", id="txt"),
        pytest.param("c.csv", "scan_id,utterance\ns,a\ns,b\n", id="csv"),
        pytest.param("c.json", '[{"description": "a"}, "b"]', id="json"),
        pytest.param("c.jsonl", '{"text": "a"}\n{"utterance": "b"}\n', id="jsonl"),
        pytest.param("c.jsonl", '{"utterances": [["lamp", "a"], ["bed", "b"]]}\n', id="grouped"),
    ],
)
def test_sentences_are_read_from_every_kind(tmp_path, name, content):
    plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
    plain.write_text(content)
    packed.write_bytes(gzip.compress(content.encode()))

    assert coverage.read_sentences(plain) == ["a", "b"]
    assert coverage.read_sentences(packed) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("c.xml", "<a/>", "unknown corpus 'c.xml'; choose from: .jsonl", id="kind"),
        pytest.param("c.json", "{}", "must hold a json list, got a dict", id="object"),
        pytest.param("c.json", "[1]", "must give one of utterance, description", id="number"),
        pytest.param("c.csv", "a,b\n1,2\n", "must give one of utterance", id="no text column"),
        pytest.param("c.txt", " \n", "needs at least one sentence", id="blank"),
    ],
)
def test_bad_corpora_get_one_clear_line(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(ValueError, match=message):
        coverage.run([path], parse=knows_all_but(set()))


def test_table_names_the_share(tmp_path):
    from rich.console import Console

    path = tmp_path / "corpus.json"
    path.write_text(json.dumps(["the zorb", "the chair"]))
    console = Console(width=80)
    with console.capture() as captured:
        console.print(coverage.run([path], parse=knows_all_but({"zorb"})).table())

    assert "50.0 % of 2" in captured.get()


def knows_all_but(words):
    def parse(text):
        if text == "boom":
            raise RuntimeError("boom")
        unknown = tuple(word for word in text.split() if word.lower() in words)
        return Query(target=Find(), text=text, not_understood=unknown)

    return parse

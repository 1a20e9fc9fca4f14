"""`sg3d bench`: JSON alone on stdout, tables for people, one line for an error."""

import json

import pytest

from bench_fakes import fake
from scenegraph3d.cli import main

QUERIES = "scan_id,target_id,utterance\nscene0000_00,1,the left chair\nscene0000_00,2,the chair\n"


def test_json_is_all_there_is_on_stdout(files, capsys):
    assert run("bench", "referit3d", *files, "--json") == 0

    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["accuracy"], report["chance"]) == (2, 0.5, 0.5)


def test_table_has_the_score_the_chance_and_the_protocol(files, capsys):
    assert run("bench", "referit3d", *files) == 0

    out = capsys.readouterr().out
    assert "chance %" in out
    assert "ReferIt3D nr3d.csv" in out


def test_failures_are_written(files, tmp_path):
    assert run("bench", "referit3d", *files, "--failures", str(tmp_path / "wrong.jsonl")) == 0

    (line,) = (tmp_path / "wrong.jsonl").read_text().splitlines()
    assert json.loads(line)["text"] == "the chair"


def test_simulated_detections_can_be_asked(files, tmp_path, capsys):
    detections = str(tmp_path / "detections.jsonl.gz")

    assert run("bench", "simulate", files[3], detections) == 0
    assert run("bench", "referit3d", *files, "--predicted", detections, "--json") == 0
    assert "acc25" in capsys.readouterr().out


def test_coverage_prints_the_share(tmp_path, capsys):
    (tmp_path / "corpus.txt").write_text("the chair\nthe xqzzt\n")

    assert run("bench", "coverage", str(tmp_path / "corpus.txt"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["sentences"] == 2


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        pytest.param(
            ["--fold", "third"], "unknown fold 'third'; choose from: even, odd", id="fold"
        ),
        pytest.param(["--limit", "0"], "limit must be at least 1 row, got 0", id="limit"),
        pytest.param(["--failures", "/no/such/x.jsonl"], "does not exist: /no/such", id="folder"),
    ],
)
def test_errors_are_one_line_and_exit_code_1(files, capsys, extra, message):
    assert run("bench", "referit3d", *files, *extra) == 1

    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Options of a query file and a scene of two chairs; any sentence is answered with chair 1."""
    queries, scenes = tmp_path / "nr3d.csv", tmp_path / "scenes.jsonl"
    queries.write_text(QUERIES)
    things = [{"id": i, "label": "chair", "c": [2 * i, 0, 0.5], "s": [1, 1, 1]} for i in (1, 2)]
    scenes.write_text(json.dumps({"scan_id": "scene0000_00", "objects": things}))
    answers = {"the left chair": 1, "the chair": 1}
    monkeypatch.setattr("scenegraph3d.pipeline.build", fake(answers))
    return ["--queries", str(queries), "--scenes", str(scenes)]


def run(*arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return stopped.value.code

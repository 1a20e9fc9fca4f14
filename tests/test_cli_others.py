"""`sg3d doctor`, `relations`, `synth` and `bench`: what they print and leave behind."""

import json
from pathlib import Path

import pytest

from command import OBJECTS, run
from scenegraph3d.vocabulary import RELATIONS


def test_relations_lists_every_name_with_a_definition(capsys):
    assert run("relations", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [term["name"] for term in listed] == list(RELATIONS)
    assert all(term["definition"].endswith(".") for term in listed)


def test_relations_for_people_says_how_each_is_said(capsys):
    run("relations")
    out = capsys.readouterr().out
    assert "next_to" in out
    assert "said: next to, beside" in out
    assert "[needs a viewpoint]" in out


def test_doctor_leaves_with_1_and_advice_where_there_is_a_problem(tmp_path: Path, capsys):
    millimetres = [{**o, **{k: [v * 1000 for v in o[k]] for k in ("min", "max")}} for o in OBJECTS]
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"objects": millimetres}))
    assert run("doctor", str(path)) == 1
    assert "millimetres: divide by 1000" in capsys.readouterr().out


def test_doctor_json_is_a_list_of_findings(tmp_path: Path, capsys):
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"objects": OBJECTS}))
    assert run("doctor", str(path), "--json") == 0
    findings = json.loads(capsys.readouterr().out)
    assert {"check", "status", "message", "advice"} == set(findings[0])


def test_synth_writes_a_scan_with_its_truth_and_sentences(tmp_path: Path, capsys):
    assert run("synth", str(tmp_path), "--seed", "3", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    folder = Path(made["path"])
    truth = json.loads((folder / "truth.json").read_text())
    assert len(truth["objects"]) == made["objects"]
    sentences = json.loads((folder / "sentences.json").read_text())
    assert len(sentences) == made["sentences"] > 0
    assert run("ground", str(folder), "the door", "--json") in (0, 3)
    assert json.loads(capsys.readouterr().out)["results"][0]["label"] == "door"


def test_synth_does_not_overwrite_a_scan(tmp_path: Path, capsys):
    assert run("synth", str(tmp_path)) == 0
    assert run("synth", str(tmp_path)) == 1
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["bench", "--help"], ["bench", "referit3d", "--help"]])
def test_bench_is_a_verb(capsys, arguments):
    assert run(*arguments) == 0
    assert "referit3d" in capsys.readouterr().out

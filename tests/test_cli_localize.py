"""`sg3d localize`: a table for people, JSON for machines, one line for an error."""

import json

import pytest

from command import OBJECTS, run


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"name": "office", "objects": OBJECTS}))
    return str(path)


HERE = "the desk on my left, a lamp on my left and a chair in front of me"


def test_json_has_the_place_and_what_each_hint_means(office, capsys):
    run("localize", office, HERE, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["position"]) == 2
    assert [hint["instance_id"] for hint in answer["hints"][:2]] == [7, 12]
    assert answer["peaks"][0]["position"] == answer["position"]


def test_people_read_the_place_and_the_meanings(office, capsys):
    run("localize", office, HERE)
    out = capsys.readouterr().out
    assert "desk 7" in out
    assert "probability" in out


def test_the_posterior_is_drawn(office, tmp_path, capsys):
    picture = tmp_path / "map.png"
    run("localize", office, HERE, "--bev", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_nothing_said_of_a_place_is_unsupported(office, capsys):
    assert run("localize", office, "hello there") == 3
    assert "unsupported" in capsys.readouterr().out


def test_a_missing_map_is_one_line(capsys):
    assert run("localize", "nowhere.json", HERE) == 1
    assert "no such file or folder" in capsys.readouterr().err

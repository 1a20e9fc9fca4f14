"""`sg3d ground`, `build` and `parse` as a person or a program calls them."""

import json
from pathlib import Path

from PIL import Image

from command import run


def test_ground_prints_the_ranked_table_and_the_outcome(office_file, capsys):
    assert run("ground", office_file, "the chair closest to the desk") == 0
    out, err = capsys.readouterr()
    first = next(line for line in out.splitlines() if line.startswith(">"))
    assert first.split()[:4] == [">", "1", "8", "chair"]
    assert "ok: " in out
    assert err == ""


def test_json_is_the_only_thing_on_stdout(office_file, capsys):
    assert run("ground", office_file, "the chair closest to the desk", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "ok"
    assert answer["results"][0]["instance_id"] == 8
    assert answer["results"][0]["num_points"] is None


def test_top_limits_the_results_of_both_outputs(office_file, capsys):
    run("ground", office_file, "the chair closest to the desk", "--json", "--top", "1")
    assert len(json.loads(capsys.readouterr().out)["results"]) == 1
    run("ground", office_file, "the chair closest to the desk", "--top", "1")
    assert " 9  chair" not in capsys.readouterr().out


def test_what_is_not_there_leaves_with_3_and_is_still_answered(office_file, capsys):
    assert run("ground", office_file, "the submarine", "--json") == 3
    assert json.loads(capsys.readouterr().out)["status"] == "not_found"


def test_the_trace_has_a_line_for_each_clause(office_file, capsys):
    run("ground", office_file, "the chair closest to the desk", "--trace")
    assert "closest to the desk" in capsys.readouterr().out.split("clause")[1]


def test_names_with_control_characters_stay_on_their_line(tmp_path: Path, capsys):
    box = {"label": "desk\n\x1b[31mred", "center": [0, 0, 0], "size": [1, 1, 1]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"name": "a\nb", "objects": [box]}))
    run("ground", str(path), "the desk", "--trace", "--top", "1")
    out = capsys.readouterr().out
    assert "in a b\n" in out
    assert "\x1b" not in out
    assert "desk [31mred 0\n" in out


def test_what_could_be_meant_is_listed_however_many_there_are(tmp_path: Path, capsys):
    chairs = [
        {"label": "chair", "center": [3 * (k % 20), 3 * (k // 20), 0.5], "size": [1, 1, 1]}
        for k in range(400)
    ]
    path = tmp_path / "hall.json"
    path.write_text(json.dumps({"objects": chairs}))
    assert run("ground", str(path), "the chair") == 3
    out = capsys.readouterr().out
    assert "ambiguous: " in out
    assert len([line for line in out.splitlines() if line.startswith(">")]) >= 5


def test_the_given_viewpoint_is_reported_and_decides(office_file, capsys):
    sentence = "the chair left of the desk"
    run("ground", office_file, sentence, "--json", "--viewpoint", "0.7,9,1.6,-90")
    frame = json.loads(capsys.readouterr().out)["frame"][0]
    assert frame["kind"] == "given"
    assert [row[3] for row in frame["T_world_viewer"][:3]] == [0.7, 9, 1.6]
    run("ground", office_file, sentence, "--viewpoint", "0.7,9,1.6,-90")
    assert "the viewpoint that was given, at (0.70, 9.00)" in capsys.readouterr().out


def test_the_picture_and_the_points_are_written_and_named(office_file, tmp_path: Path, capsys):
    bev, ply = tmp_path / "a.png", tmp_path / "a.ply"
    assert run("ground", office_file, "the lamp", "--bev", str(bev), "--ply", str(ply)) == 0
    out = capsys.readouterr().out
    assert f"written: {bev}" in out
    assert f"written: {ply}" in out
    with Image.open(bev) as image:
        assert image.size[0] == 1500
    assert ply.read_bytes().startswith(b"ply")


def test_a_built_scene_answers_like_its_scan(office_file, tmp_path: Path, capsys):
    built = tmp_path / "office.sg3d"
    assert run("build", office_file, "-o", str(built)) == 0
    assert capsys.readouterr().out.startswith("office: 4 objects, 1 room, no points\n")
    for scan in (office_file, str(built)):
        assert run("ground", scan, "the chair closest to the desk", "--json") == 0
    both = capsys.readouterr().out
    middle = both.index("}\n{") + 2
    assert json.loads(both[:middle]) == json.loads(both[middle:])


def test_parse_needs_no_scan_and_prints_the_tree(capsys):
    assert run("parse", "the red chair next to the desk") == 0
    assert capsys.readouterr().out == "find: red chair\n  next_to\n    of: desk\n"


def test_parse_json_is_the_query(capsys):
    run("parse", "the red chair next to the desk", "--json")
    query = json.loads(capsys.readouterr().out)
    assert query["target"]["category"] == "chair"


def test_ten_thousand_words_are_answered_or_refused_in_one_line(office_file, capsys):
    code = run("ground", office_file, "chair next to the desk " * 2_000)
    out, err = capsys.readouterr()
    assert code in (0, 1, 3)
    assert err.count("\n") == (1 if code == 1 else 0)
    assert len(out) + len(err) < 5_000


def test_a_configuration_moves_a_threshold(office_file, tmp_path: Path, capsys):
    config = tmp_path / "strict.yaml"
    config.write_text("relations:\n  next_to_gap: 0.001\n")
    run("ground", office_file, "the chair next to the desk", "--json")
    usual = json.loads(capsys.readouterr().out)
    run("ground", office_file, "the chair next to the desk", "--json", "--config", str(config))
    strict = json.loads(capsys.readouterr().out)
    assert strict["trace"] != usual["trace"]


def test_a_configuration_key_nobody_reads_is_one_line(office_file, tmp_path: Path, capsys):
    config = tmp_path / "typo.yaml"
    config.write_text("relations:\n  next_too: 1\n")
    assert run("ground", office_file, "the chair", "--config", str(config)) == 1
    assert "unknown relations key 'next_too'" in capsys.readouterr().err

"""Errors of `sg3d`: one line on stderr, exit code 1, nothing on stdout, no half-written file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import scenegraph3d
from command import run
from scenegraph3d import cli


def error_of(capsys, *arguments: str) -> str:
    """The one line that a wrong call prints."""
    assert run(*arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["grund"], "No such command 'grund'", id="unknown verb"),
        pytest.param(["bench"], "Missing command.*sg3d bench --help", id="no benchmark"),
        pytest.param(["ground"], "Missing argument 'SCAN'.*sg3d ground --help", id="no scan"),
        pytest.param(
            ["ground", "a.ply", "x", "--bevv", "b"], "No such option: --bevv", id="option"
        ),
        pytest.param(["ground", "a.ply", "x", "--top", "0"], "Invalid value for '--top'", id="top"),
        pytest.param(["ground", "none.ply", "the chair"], "no such file.*none.ply", id="missing"),
        pytest.param(["doctor", "none.ply"], "no such file.*none.ply", id="doctor"),
        pytest.param(["build", "none.ply"], "no such file.*none.ply", id="build"),
        pytest.param(["ground", "none.sg3d", "the chair"], "none.sg3d", id="missing scene"),
        pytest.param(["bench", "simulate", "a", "b", "--seed", "-1"], "'--seed'", id="seed"),
        pytest.param(["parse", ""], "must have at least one word", id="empty sentence"),
        pytest.param(["synth", "out", "--rooms", "99"], "99", id="too many rooms"),
    ],
)
def test_wrong_calls_are_told_in_one_line(capsys, arguments, message):
    assert re.search(message, error_of(capsys, *arguments))


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        pytest.param("--bev", "none/a.png", "folder to write a.png into does not exist", id="bev"),
        pytest.param("--ply", "none/a.ply", "folder to write a.ply into does not exist", id="ply"),
        pytest.param("--bev", "a.txt", "must end in .png or .jpg", id="no picture"),
        pytest.param("--ply", "a.obj", "must end in .ply", id="no cloud"),
        pytest.param(
            "--viewpoint", "1,2", "must be four finite numbers.*got '1,2'", id="viewpoint"
        ),
        pytest.param(
            "--viewpoint", "1,2,nan,4", "must be four finite numbers.*got '1,2,nan,4'", id="nan"
        ),
        pytest.param("--format", "scanet", "unknown format 'scanet'; choose from", id="format"),
        pytest.param("--scene", "attic", "attic", id="scene"),
    ],
)
def test_wrong_options_are_told_before_anything_is_written(
    office_file, capsys, monkeypatch, tmp_path, option, value, message
):
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert re.search(message, error_of(capsys, "ground", office_file, "the chair", option, value))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_sentence_without_words_is_refused(office_file, capsys):
    assert "must have at least one word" in error_of(capsys, "ground", office_file, "  ")


def test_a_format_for_a_built_scene_is_refused(capsys, tmp_path):
    line = error_of(capsys, "ground", str(tmp_path / "a.sg3d"), "the chair", "--format", "npz")
    assert "is a built scene" in line


def test_a_bug_is_told_in_one_line_too(monkeypatch, capsys):
    monkeypatch.setattr("scenegraph3d.language.parser.parse", lambda text: {}[text])
    line = error_of(capsys, "parse", "the chair")
    assert "unexpected KeyError: 'the chair' (a bug; SG3D_DEBUG=1 shows where)" in line


def test_debug_shows_where_a_bug_is(monkeypatch):
    monkeypatch.setattr("scenegraph3d.language.parser.parse", lambda text: {}[text])
    monkeypatch.setenv("SG3D_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main(["parse", "the chair"])


def test_interruption_is_one_line_and_130(monkeypatch, capsys):
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenegraph3d.language.parser.parse", interrupt)
    assert run("parse", "the chair") == 130
    assert capsys.readouterr() == ("", "interrupted\n")


def test_a_reader_that_stops_early_is_met_with_silence():
    script = f"{sys.executable} -m scenegraph3d.cli relations | head -n 1 > /dev/null"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment())
    assert done.stderr == ""


def test_the_process_leaves_with_the_code_and_a_clean_stdout(office_file):
    command = [
        sys.executable,
        "-m",
        "scenegraph3d.cli",
        "ground",
        office_file,
        "the submarine",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "not_found"
    assert done.stderr == ""


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_closed_stream_is_no_traceback(office_file, closed):
    """Without stderr the error must not land in stdout, where JSON is expected."""
    redirect = {"stdout": ">&-", "stderr": "2>&-"}[closed]
    sentence = {"stdout": "the desk", "stderr": ""}[closed]
    script = f"{sys.executable} -m scenegraph3d.cli ground {office_file} '{sentence}' {redirect}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout, done.stderr) == (closed == "stderr", "", "")


def test_an_infinite_viewpoint_is_one_line(office_file, capsys):
    line = error_of(capsys, "ground", office_file, "the desk", "--viewpoint", "1,2,3,1e400")
    assert "must be four finite numbers" in line


@pytest.mark.parametrize(
    "name", ["../../attic", "/tmp/attic", "a/b", "..", "", "\x1b[2J", "x" * 400]
)
def test_a_scene_is_built_into_the_working_folder_whatever_its_name(
    tmp_path, capsys, monkeypatch, name
):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    box = {"label": "desk", "center": [0, 0, 0], "size": [1, 1, 1]}
    (tmp_path / "in.json").write_text(json.dumps({"name": name, "objects": [box]}))
    assert run("build", str(tmp_path / "in.json"), "--json") == 0
    assert [path.name for path in inner.iterdir()] == [json.loads(capsys.readouterr().out)["path"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "in.json"]


def test_a_file_that_cannot_be_written_goes_by_its_own_name(office_file, capsys, monkeypatch):
    def refuse(source: object, target: object) -> None:
        raise PermissionError(13, "Permission denied", str(source), None, str(target))

    monkeypatch.setattr("os.replace", refuse)
    folder = Path(office_file).parent
    line = error_of(capsys, "build", office_file, "-o", str(folder / "a.sg3d"))
    assert line == f"error: Permission denied: {folder / 'a.sg3d'}\n"
    assert [path.name for path in folder.iterdir()] == ["office.json"]


def test_help_loads_no_numpy():
    script = (
        "import sys; from scenegraph3d.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: print(sorted({'numpy', 'scipy', 'pydantic', "
        "'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr == "[]\n"
    assert "ground" in done.stdout


def environment() -> dict[str, str]:
    """This process's environment with the package on the path."""
    return {**os.environ, "PYTHONPATH": str(Path(scenegraph3d.__file__).parent.parent)}

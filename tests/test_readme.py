"""The README's own commands and code: they run, and say what it prints."""

import json
import re
import shlex
from pathlib import Path

import pytest

from command import run
from scenegraph3d.synthetic import generate, write_scannet

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory) -> Path:
    """A folder with the scan that `make demo` generates."""
    folder = tmp_path_factory.mktemp("demo")
    write_scannet(generate(0), folder / "data")
    return folder


def fenced(language: str) -> list[str]:
    """The README's blocks of code in `language`."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def shown_commands() -> list[tuple[list[str], str]]:
    """Each `$ sg3d ...` of the README: its arguments, and the status it is said to print."""
    shown = re.findall(r"^    \$ sg3d (.*?)$.*?^    ((?:ok|ambiguous): )", README, re.M | re.S)
    return [(shlex.split(arguments), status) for arguments, status in shown]


@pytest.mark.parametrize(("arguments", "status"), shown_commands())
def test_a_shown_command_prints_the_shown_outcome(
    demo_folder, monkeypatch, capsys, arguments, status
):
    monkeypatch.chdir(demo_folder)
    assert run(*arguments) == (0 if status.startswith("ok") else 3)
    assert status in capsys.readouterr().out


def test_the_python_examples_run_one_after_the_other(demo_folder, monkeypatch, capsys):
    monkeypatch.chdir(demo_folder)
    names = {}
    for block in fenced("python"):
        exec(block, names)
    assert capsys.readouterr().out.startswith("ok 24 ")
    assert (demo_folder / "answer.png").stat().st_size > 10_000
    assert (names["place"].status, names["where"].status) == ("ok", "ok")


def test_the_boxes_example_is_read_and_answered(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (block,) = fenced("json")
    (tmp_path / "kitchen.json").write_text(block)
    (command,) = re.findall(r"^    sg3d (ground kitchen\.json .*)$", README, re.M)
    assert run(*shlex.split(command), "--json") == 0
    assert json.loads(capsys.readouterr().out)["answer_ids"] == [5]


def test_every_verb_of_the_table_exists(capsys):
    for verb in re.findall(r"^\| `sg3d (\w+)", README, re.M):
        assert run(verb, "--help") == 0
    capsys.readouterr()

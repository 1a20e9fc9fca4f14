"""The one way in: which reader takes which path, and what people type by mistake."""

import json
import os

import numpy as np
import pytest

from scannet_fixture import write_scannet_folder
from scenegraph3d.io import READERS, guess_format, read_scan, read_scenes
from scenegraph3d.io.files import atomic_write


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.ply", "pointcloud"),
        ("a.PCD", "pointcloud"),
        ("a.xyz", "pointcloud"),
        ("a.glb", "pointcloud"),
        ("a.npz", "npz"),
        ("a.json", "boxes"),
        ("a.jsonl", "table"),
        ("a.jsonl.gz", "table"),
    ],
)
def test_formats_are_guessed_from_names(tmp_path, name, format):
    (tmp_path / name).touch()
    assert guess_format(tmp_path / name) == format


def test_a_scannet_folder_is_recognised(tmp_path):
    assert guess_format(write_scannet_folder(tmp_path)) == "scannet"


def test_readers_go_by_their_own_names():
    assert {name: reader.name for name, reader in READERS.items()} == {n: n for n in READERS}


def test_read_scenes_of_a_single_scan_gives_it(tmp_path):
    (tmp_path / "a.json").write_text('{"objects": []}')
    assert [scan.name for scan in read_scenes(tmp_path / "a.json")] == ["a"]


def test_a_path_may_be_text_and_the_format_given(tmp_path):
    (tmp_path / "points.dat").write_text("1 2 3\n")
    with pytest.raises(ValueError, match="cannot tell the format"):
        read_scan(str(tmp_path / "points.dat"))
    np.savez(tmp_path / "a.npz", xyz=np.zeros((1, 3)))
    os.rename(tmp_path / "a.npz", tmp_path / "a.zip")
    assert len(read_scan(str(tmp_path / "a.zip"), format="npz").cloud) == 1


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*nowhere.ply"):
        read_scan(tmp_path / "nowhere.ply")


@pytest.mark.parametrize("format", ["scannet", "pointcloud", "npz", "boxes", "table"])
def test_a_missing_path_of_a_given_format_is_named(tmp_path, format):
    with pytest.raises(FileNotFoundError, match=r"nowhere"):
        read_scan(tmp_path / "nowhere.xyz", format=format)


@pytest.mark.parametrize("format", ["scannet", "pointcloud", "npz", "boxes", "table"])
def test_a_folder_that_is_no_scan_is_refused(tmp_path, format):
    with pytest.raises((FileNotFoundError, ValueError), match=str(tmp_path)):
        read_scan(tmp_path, format=format)
    with pytest.raises(ValueError, match=r"is a folder but no ScanNet scan"):
        read_scan(tmp_path)


def test_an_unknown_suffix_lists_the_formats(tmp_path):
    (tmp_path / "a.docx").touch()
    with pytest.raises(
        ValueError,
        match=r"a.docx from its name: choose format= \(--format\) from argoverse2, boxes, ",
    ):
        read_scan(tmp_path / "a.docx")


def test_an_unknown_format_lists_the_formats(tmp_path):
    with pytest.raises(
        ValueError, match=r"unknown format 'scanet'; choose from: argoverse2, boxes, "
    ):
        read_scan(tmp_path, format="scanet")


def test_a_built_scene_is_pointed_to_open(tmp_path):
    (tmp_path / "a.sg3d").touch()
    with pytest.raises(ValueError, match=r"is a built scene: open it with scenegraph3d.open"):
        guess_format(tmp_path / "a.sg3d")


def test_another_scene_than_the_one_in_the_file_is_refused(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"name": "kitchen", "objects": []}))
    assert read_scan(tmp_path / "a.json", scene="kitchen").name == "kitchen"
    with pytest.raises(ValueError, match=r"holds the one scene 'kitchen', got scene='bath'"):
        read_scan(tmp_path / "a.json", scene="bath")


def write_half(path):
    with atomic_write(path) as file:
        file.write(b"half")
        raise RuntimeError("stop")


def test_atomic_write_leaves_the_old_file_when_the_block_fails(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(RuntimeError, match="stop"):
        write_half(tmp_path / "a.txt")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]


def test_atomic_write_replaces_the_old_file(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with atomic_write(tmp_path / "a.txt") as file:
        file.write(b"new")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "new")]


def test_atomic_write_into_no_folder_is_one_clear_line(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match=r"to write a.txt into does not exist: .*nowhere"),
        atomic_write(tmp_path / "nowhere" / "a.txt"),
    ):
        pass

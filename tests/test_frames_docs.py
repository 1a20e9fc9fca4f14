"""docs/frames.md names what the readers and options have: no more, no less."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import frames_writers as write
from frames_room import shoot, small_camera, walk
from scenegraph3d.io.frames import FRAME_READERS, FrameOptions, open_frames
from scenegraph3d.io.frames.folder import Description

TEXT = (Path(__file__).parent.parent / "docs" / "frames.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    (text,) = (part for part in re.split(r"^## ", TEXT, flags=re.M) if part.startswith(title))
    return text


def first_column(title: str) -> set[str]:
    rows = re.findall(r"^\| (`.*?) \|", section(title), re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_table_of_formats_has_every_reader():
    assert first_column("Formats") == set(FRAME_READERS)


def test_the_table_of_keys_has_every_key_of_a_yaml_file():
    assert first_column("Any other folder") == set(Description.model_fields)


def test_every_option_is_explained():
    told = section("What the doctor finds, and the option that mends it")
    assert all(f"`{field.name}" in told for field in fields(FrameOptions))


def test_the_yaml_file_shown_can_be_read(tmp_path):
    camera = small_camera()
    path = write.write_sevenscenes(
        tmp_path / "frames", [shoot(camera, T) for T in walk(24)[:2]], camera.K
    )
    path.with_name("frames_registered").symlink_to(path)
    (path / "camera-intrinsics.txt").rename(tmp_path / "color-intrinsics.txt")
    (tmp_path / "T_gravity_from_world.txt").write_text("1 0 0 0  0 1 0 0  0 0 1 0.5  0 0 0 1")
    (shown,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
    (tmp_path / "shown.yaml").write_text(shown.replace(".jpg", ".png"))
    frames = open_frames(tmp_path / "shown.yaml")
    assert frames.T_world_camera(0)[2, 3] == pytest.approx(walk(24)[0][2, 3] + 0.5)
    assert len(list(frames)) == 2

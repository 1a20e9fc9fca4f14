from dataclasses import fields

import numpy as np
import pytest

import frames_writers as write
from frames_room import Shot, shoot, small_camera, walk
from scenegraph3d.io.frames import FrameOptions, open_frames, parse_options

CAMERA = small_camera(48, 36)
TURN = np.array([[0.0, -1, 0, 1], [1, 0, 0, 2], [0, 0, 1, 3], [0, 0, 0, 1]])


@pytest.fixture(scope="module")
def shots() -> list[Shot]:
    return [shoot(CAMERA, T) for T in walk(24)[:12:4]]


def test_every_option_can_be_written_as_text(tmp_path):
    np.savetxt(tmp_path / "turn.txt", TURN)
    options = parse_options(
        [
            "depth_scale=0.0002",
            "pose_scale=0.001",
            "invert_poses=true",
            "axes=opengl",
            "color_intrinsics=525,526,319.5,239.5",
            "depth_intrinsics=585,0,320, 0,585,240, 0,0,1",
            f"T_color_depth={tmp_path / 'turn.txt'}",
            "T_gravity_world=0 -1 0 1  1 0 0 2  0 0 1 3",
        ]
    )
    assert (options.depth_scale, options.pose_scale) == (0.0002, 0.001)
    assert (options.invert_poses, options.axes) == (True, "opengl")
    assert np.diag(options.color_intrinsics).tolist() == [525, 526, 1]
    assert options.depth_intrinsics[0].tolist() == [585, 0, 320]
    np.testing.assert_allclose(options.T_color_depth, TURN, atol=1e-12)
    np.testing.assert_allclose(options.T_gravity_world, TURN, atol=1e-12)
    assert len(fields(FrameOptions)) == 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("depth_scale", "written name=value, got 'depth_scale'", id="no value"),
        pytest.param("depht_scale=1", "unknown frame option 'depht_scale'; choose", id="unknown"),
        pytest.param("depth_scale=x", "depth_scale must be a number, got 'x'", id="words"),
        pytest.param("depth_scale=0", "depth_scale must be a positive number", id="zero"),
        pytest.param("pose_scale=nan", "pose_scale must be a positive number", id="nan"),
        pytest.param("invert_poses=yes", "must be true or false, got 'yes'", id="yes"),
        pytest.param("axes=blender", "axes must be one of opencv, opengl", id="axes"),
        pytest.param("color_intrinsics=1,2", "got 2 numbers", id="half K"),
        pytest.param("T_color_depth=2,0,0,0,0,1,0,0,0,0,1,0", "must be rigid", id="stretched"),
    ],
)
def test_options_that_do_not_fit_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_options([text])


def test_a_file_that_an_option_names_must_exist():
    with pytest.raises(FileNotFoundError, match=r"no such file: nothing.txt"):
        parse_options(["T_color_depth=nothing.txt"])


@pytest.mark.parametrize("wrong", ["depth", "poses", "axes", "units"])
def test_an_option_mends_what_a_file_tells_wrong(wrong, shots, tmp_path):
    keys, options = {
        "depth": ({"depth_scale": 1.0}, FrameOptions(depth_scale=0.01)),
        "poses": ({"pose_convention": "camera_to_world"}, FrameOptions(invert_poses=True)),
        "axes": ({"axes": "opencv"}, FrameOptions(axes="opengl")),
        "units": ({}, FrameOptions(pose_scale=0.001)),
    }[wrong]
    times = 1000 if wrong == "units" else 1
    written = [Shot(shot.color, shot.depth, scaled(shot.T_world_camera, times)) for shot in shots]
    path = write.write_folder(tmp_path / "scan", written, CAMERA.K, **keys)
    for frame, shot in zip(open_frames(path, options=options), shots, strict=True):
        np.testing.assert_allclose(frame.T_world_camera, shot.T_world_camera, atol=1e-6)
        np.testing.assert_allclose(frame.depth, shot.depth, rtol=1e-5)


def test_gravity_turns_the_world_after_all_else(shots, tmp_path):
    path = write.write_folder(tmp_path / "scan", shots, CAMERA.K)
    frame = open_frames(path, options=FrameOptions(T_gravity_world=TURN)).read(1)
    np.testing.assert_allclose(frame.T_world_camera, TURN @ shots[1].T_world_camera, atol=1e-6)


def test_two_cameras_stated_by_options_are_registered_and_posed(shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, CAMERA.K)
    T_color_depth = np.eye(4)
    T_color_depth[0, 3] = -0.05
    options = FrameOptions(T_color_depth=T_color_depth, color_intrinsics=CAMERA.K)
    frame = open_frames(path, options=options).read(0)
    T_world_color = shots[0].T_world_camera @ np.linalg.inv(T_color_depth)
    np.testing.assert_allclose(frame.T_world_camera, T_world_color, atol=1e-6)
    truth = shoot(CAMERA, T_world_color).depth
    slope = np.abs(np.gradient(truth)).max(axis=0)
    seen = frame.depth > 0
    assert np.mean(np.abs(frame.depth - truth)[seen] < slope[seen] + 0.01) > 0.95


def scaled(T: np.ndarray, times: float) -> np.ndarray:
    T = T.copy()
    T[:3, 3] *= times
    return T

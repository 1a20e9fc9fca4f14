import json
import struct

import numpy as np
import pytest

import frames_writers as write
from frames_room import Shot, shoot, small_camera, walk
from scenegraph3d.io.frames import FrameOptions, open_frames

CAMERA = small_camera(48, 36)
K = CAMERA.K


@pytest.fixture(scope="module")
def shots() -> list[Shot]:
    return [shoot(CAMERA, T) for T in walk(24)[:12:4]]


def test_a_missing_part_costs_the_frame_alone(shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, K)
    (path / "frame-000000.depth.png").unlink()
    (path / "frame-000002.pose.txt").unlink()
    frames = open_frames(path)
    assert [frame.name for frame in frames] == ["frame-000001"]
    assert [skipped.name for skipped in frames.skipped] == ["frame-000000", "frame-000002"]
    assert "frame-000000.depth.png is missing" in frames.skipped[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("-inf " * 16, "finite", id="lost"),
        pytest.param("1 2 3", "16 numbers of a 4 x 4 matrix, got 3", id="short"),
        pytest.param("nan " * 16, "finite", id="nan"),
        pytest.param("1 0 0 0 0 2 0 0 0 0 1 0 0 0 0 1", "rigid", id="stretched"),
        pytest.param("-1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", "rigid", id="mirrored"),
        pytest.param("what is this", "must hold numbers", id="words"),
        pytest.param("", "must not be empty", id="empty"),
    ],
)
def test_a_broken_pose_costs_the_frame_alone(content, reason, shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, K)
    (path / "frame-000001.pose.txt").write_text(content)
    frames = open_frames(path)
    assert len(frames) == 2
    assert frames.skipped[0].name == "frame-000001"
    assert reason in frames.skipped[0].reason


@pytest.mark.parametrize("part", ["color", "depth"])
def test_an_image_cut_short_costs_the_frame_alone(part, shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, K)
    file = path / f"frame-000001.{part}.png"
    file.write_bytes(file.read_bytes()[:200])
    frames = open_frames(path)
    assert [frame.name for frame in frames] == ["frame-000000", "frame-000002"]
    assert f"{file} must be a whole image" in frames.skipped[0].reason


def test_colour_in_the_place_of_depth_is_named(shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, K)
    write.save_color(path / "frame-000001.depth.png", shots[1])
    frames = open_frames(path)
    assert len(list(frames)) == 2
    assert "an image of one channel" in frames.skipped[0].reason


def test_a_sens_file_cut_short_gives_the_frames_before_the_cut(shots, tmp_path):
    path = write.write_sens(tmp_path / "scan.sens", shots, K)
    path.write_bytes(path.read_bytes()[:-10])
    frames = open_frames(path)
    assert [frame.name for frame in frames] == ["000000", "000001"]
    assert frames.skipped[0].name == "000002"
    assert "is cut short: it ends here, 2 of 3 frames are whole" in frames.skipped[0].reason


def test_a_sens_file_cut_short_in_the_first_frame_is_refused(shots, tmp_path):
    path = write.write_sens(tmp_path / "scan.sens", shots[:1], K)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ValueError, match="none of 1 frames can be used; the first, 000000"):
        open_frames(path)


def test_damaged_depth_in_a_sens_file_costs_the_frame_alone(shots, tmp_path):
    path = write.write_sens(tmp_path / "scan.sens", shots, K)
    data = bytearray(path.read_bytes())
    data[-40:] = bytes(40)
    path.write_bytes(data)
    frames = open_frames(path)
    assert [frame.name for frame in frames] == ["000000", "000001"]
    assert frames.skipped[0].name == "000002"


HEADER = 12 + 15 + 4 * 64  # bytes before the compression types


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda d: d[:8], "must be a .sens file of version 4, got a short", id="stub"),
        pytest.param(lambda d: d[:100], "ends inside its header", id="header cut"),
        pytest.param(lambda d: b"\x09" + d[1:], "version 4, got version 9", id="version"),
        pytest.param(
            lambda d: d[:4] + struct.pack("<Q", 1 << 60) + d[12:], "version 4", id="huge name"
        ),
        pytest.param(
            lambda d: d[:HEADER] + struct.pack("<ii", 7, 1) + d[HEADER + 8 :],
            "colour must be JPEG or PNG",
            id="colour type",
        ),
        pytest.param(
            lambda d: d[:HEADER] + struct.pack("<ii", 2, 2) + d[HEADER + 8 :],
            "depth must be raw or zlib",
            id="depth type",
        ),
        pytest.param(
            lambda d: d[: HEADER + 16] + struct.pack("<I", 1 << 31) + d[HEADER + 20 :],
            "below 16384 pixels",
            id="huge image",
        ),
    ],
)
def test_a_sens_file_with_a_bad_header_is_refused(change, message, shots, tmp_path):
    path = write.write_sens(tmp_path / "scan.sens", shots, K)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(ValueError, match=message):
        open_frames(path)


def test_a_count_of_frames_that_is_no_count_ends_with_the_file(shots, tmp_path):
    path = write.write_sens(tmp_path / "scan.sens", shots, K)
    data = path.read_bytes()
    path.write_bytes(data[: HEADER + 28] + struct.pack("<Q", 1 << 60) + data[HEADER + 36 :])
    frames = open_frames(path)
    assert len(list(frames)) == 3
    assert len(frames.skipped) == 1


def test_depth_of_another_size_is_refused_without_intrinsics(shots, tmp_path):
    path = write.write_replica(tmp_path / "scan", shots, K)
    for number, shot in enumerate(shots):
        half = Shot(shot.color, shot.depth[::2, ::2], shot.T_world_camera)
        write.save_depth(path / f"results/depth{number:06d}.png", half, 6553.5)
    with pytest.raises(ValueError, match="depth is 24 x 18 but colour 48 x 36: give depth_intr"):
        open_frames(path)
    half_K = np.diag([0.5, 0.5, 1.0]) @ K
    frame = open_frames(path, options=FrameOptions(depth_intrinsics=half_K)).read(0)
    assert frame.depth.shape == (36, 48)


def test_intrinsics_of_another_size_are_refused(shots, tmp_path):
    path = write.write_scannet(tmp_path / "scan", shots, K)
    np.savetxt(path / "intrinsic/intrinsic_color.txt", np.diag([2.0, 2.0, 1.0]) @ K)
    with pytest.raises(ValueError, match="the image is 48 x 36: give color_intrinsics of this"):
        open_frames(path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        pytest.param("k1", 0.1, "no distortion, got k1=0.1: undistort", id="distorted"),
        pytest.param("camera_model", "EQUIRECTANGULAR", "must be a pinhole's", id="model"),
        pytest.param("fl_x", None, "fl_x is missing", id="no focal length"),
        pytest.param("fl_x", -1, "fl_x: must be greater than 0, got -1", id="negative"),
        pytest.param("frames", [{"file_path": "a"}], "transform_matrix is missing", id="no pose"),
        pytest.param("frames", [], "at least 1 frame, got 0", id="no frames"),
    ],
)
def test_a_transforms_file_that_does_not_fit_is_refused(key, value, message, shots, tmp_path):
    path = write.write_transforms(tmp_path / "scan", shots, K)
    content = json.loads((path / "transforms.json").read_text())
    (path / "transforms.json").write_text(json.dumps({**content, key: value}))
    with pytest.raises(ValueError, match=message):
        open_frames(path)


@pytest.mark.parametrize(
    ("keys", "error", "message"),
    [
        pytest.param({"colour": "x"}, ValueError, "colour is no known key", id="unknown key"),
        pytest.param({"depth_scale": 0}, ValueError, "depth_scale: must be greater", id="scale"),
        pytest.param({"axes": "blender"}, ValueError, "axes: must be 'opencv' or", id="axes"),
        pytest.param({"color": "a.png"}, ValueError, "color must hold a *", id="no star"),
        pytest.param({"color": "x/*.png"}, FileNotFoundError, "color finds no file", id="none"),
        pytest.param({"color_intrinsics": None}, ValueError, "needs color_intrinsics", id="no K"),
        pytest.param({"color_intrinsics": [1, 2]}, ValueError, "fx, fy, cx, cy", id="half K"),
        pytest.param({"color_intrinsics": "K.txt"}, FileNotFoundError, "K.txt", id="no K file"),
        pytest.param({"depth": "shots/*.npy"}, ValueError, "no depth where . is '0'", id="pairs"),
        pytest.param({"poses": "frames.yaml"}, ValueError, "a line for each of the 3", id="poses"),
        pytest.param({"pose_format": "matrix"}, ValueError, "16 or 12 numbers", id="form"),
        pytest.param(
            {"camera": "equirectangular"}, ValueError, "has no intrinsics", id="panorama with K"
        ),
    ],
)
def test_a_yaml_file_that_does_not_fit_is_refused(keys, error, message, shots, tmp_path):
    path = write.write_folder(tmp_path / "scan", shots, K, **keys)
    with pytest.raises(error, match=message):
        open_frames(path)


def test_text_that_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("color: [")
    with pytest.raises(ValueError, match=r"a.yaml is not YAML"):
        open_frames(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("writer", "missing", "message"),
    [
        pytest.param(write.write_replica, "cam_params.json", "the camera", id="Replica"),
        pytest.param(
            write.write_scannet, "intrinsic/intrinsic_depth.txt", "the intrinsics of", id="ScanNet"
        ),
    ],
)
def test_a_part_that_all_frames_need_is_named(writer, missing, message, shots, tmp_path):
    path = writer(tmp_path / "scan", shots, K)
    (path / missing).unlink()
    with pytest.raises(FileNotFoundError, match=f"{missing} is missing: {message}"):
        open_frames(path)


def test_a_line_of_tum_that_is_none_is_named(shots, tmp_path):
    path = write.write_tum(tmp_path / "scan", shots)
    (path / "depth.txt").write_text("1.0 depth/1.png extra")
    with pytest.raises(ValueError, match=r"depth.txt: a line must be 2 words"):
        open_frames(path)


def test_redwood_images_without_a_partner_are_refused(shots, tmp_path):
    path = write.write_redwood(tmp_path / "scan", shots, K)
    (path / "depth/00001.png").unlink()
    with pytest.raises(ValueError, match="one depth image a colour image, got 2 and 3"):
        open_frames(path)


def test_what_is_no_frames_is_refused_with_the_formats(tmp_path):
    with pytest.raises(ValueError, match=r"choose format= .* or describe the folder in a YAML"):
        open_frames(tmp_path)
    with pytest.raises(ValueError, match="unknown format 'tumm'; choose from: folder, redwood"):
        open_frames(tmp_path, format="tumm")
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        open_frames(tmp_path / "nothing")

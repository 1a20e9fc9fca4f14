import numpy as np
import pytest

import frames_writers as write
from frames_room import ROOM, Shot, shoot, small_camera, walk
from scenegraph3d.geometry.cameras import Panorama, Pinhole, backproject_depth
from scenegraph3d.io.frames import FRAME_READERS, FrameOptions, frames_format, open_frames

CAMERA = small_camera(48, 36)
K = CAMERA.K
JPEG_LOSS = 6  # of 255 on average, at quality 95 with colour at half the resolution


@pytest.fixture(scope="module")
def shots() -> list[Shot]:
    """Three shots; a patch of each has no reading."""
    made = [shoot(CAMERA, T) for T in walk(24)[:12:4]]
    for shot in made:
        shot.depth[5:9, 7:20] = 0
    return made


FORMATS = [
    pytest.param("sevenscenes", lambda p, s: write.write_sevenscenes(p, s, K), 5e-4, id="7-Scenes"),
    pytest.param("scannet_frames", lambda p, s: write.write_scannet(p, s, K), 5e-4, id="ScanNet"),
    pytest.param("sens", lambda p, s: write.write_sens(p, s, K), 5e-4, id="sens"),
    pytest.param("tum", write.write_tum, 1e-4, id="TUM"),
    pytest.param("replica", lambda p, s: write.write_replica(p, s, K), 7.7e-5, id="Replica"),
    pytest.param("redwood", lambda p, s: write.write_redwood(p, s, K), 5e-4, id="Redwood"),
    pytest.param("transforms", lambda p, s: write.write_transforms(p, s, K), 5e-4, id="nerfstudio"),
    pytest.param("folder", lambda p, s: write.write_folder(p, s, K), 1e-6, id="YAML"),
]


@pytest.mark.parametrize(("name", "writer", "quantum"), FORMATS)
def test_every_format_gives_the_same_frames(name, writer, quantum, shots, tmp_path):
    path = writer(tmp_path / ("scan.sens" if name == "sens" else "scan"), shots)
    assert frames_format(path) == name
    options = FrameOptions(color_intrinsics=K) if name == "tum" else FrameOptions()
    frames = list(open_frames(path, options=options))
    assert len(frames) == len(shots)
    for frame, shot in zip(frames, shots, strict=True):
        np.testing.assert_allclose(frame.T_world_camera, shot.T_world_camera, atol=1e-6)
        np.testing.assert_allclose(frame.camera.K, K, atol=1e-4)
        np.testing.assert_array_equal(frame.depth == 0, shot.depth == 0)
        np.testing.assert_allclose(frame.depth, shot.depth, atol=quantum * 1.01)
        assert np.abs(frame.color.astype(int) - shot.color).mean() < JPEG_LOSS


def test_the_formats_tested_are_those_of_the_table():
    assert {param.values[0] for param in FORMATS} == set(FRAME_READERS)


def test_7scenes_intrinsics_may_lie_in_the_folder_above(shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "seq-01", shots, K)
    (path / "camera-intrinsics.txt").rename(tmp_path / "camera-intrinsics.txt")
    np.testing.assert_allclose(open_frames(path).read(0).camera.K, K)


def test_scannet_frames_come_in_the_order_of_numbers(shots, tmp_path):
    path = write.write_scannet(tmp_path / "scan", [shots[n % 3] for n in range(12)], K)
    assert [frame.name for frame in open_frames(path)] == [str(n) for n in range(12)]


def test_scannet_extrinsics_place_both_cameras_on_the_device(shots, tmp_path):
    path = write.write_scannet(tmp_path / "scan", shots, K)
    T_color_device, T_depth_device = np.eye(4), np.eye(4)
    T_color_device[0, 3], T_depth_device[0, 3] = -0.02, 0.03
    np.savetxt(path / "intrinsic/extrinsic_color.txt", T_color_device)
    np.savetxt(path / "intrinsic/extrinsic_depth.txt", T_depth_device)
    for shot, frame in zip(shots, open_frames(path), strict=True):
        T_world_color = shot.T_world_camera @ np.linalg.inv(T_color_device)
        np.testing.assert_allclose(frame.T_world_camera, T_world_color, atol=1e-6)
        row, column = np.argwhere(shot.depth > 0)[200]
        moved = column - round(0.05 * K[0, 0] / shot.depth[row, column])
        assert frame.depth[row, moved] == pytest.approx(shot.depth[row, column], abs=0.05)


def test_sens_extrinsics_are_read_as_the_exported_ones(shots, tmp_path):
    T_color_device, T_depth_device = np.eye(4), np.eye(4)
    T_color_device[0, 3], T_depth_device[1, 3] = -0.02, 0.03
    extrinsics = (T_color_device, T_depth_device)
    sens = open_frames(write.write_sens(tmp_path / "a.sens", shots, K, extrinsics))
    exported = write.write_scannet(tmp_path / "scan", shots, K)
    np.savetxt(exported / "intrinsic/extrinsic_color.txt", T_color_device)
    np.savetxt(exported / "intrinsic/extrinsic_depth.txt", T_depth_device)
    for a, b in zip(sens, open_frames(exported), strict=True):
        np.testing.assert_allclose(a.T_world_camera, b.T_world_camera, atol=1e-6)
        np.testing.assert_allclose(a.depth, b.depth, atol=1e-4)


def test_tum_takes_the_nearest_in_time_within_20_ms(shots, tmp_path):
    path = write.write_tum(tmp_path / "scan", shots)
    lines = (path / "groundtruth.txt").read_text().splitlines()
    (path / "groundtruth.txt").write_text("\n".join(lines[:-1]))
    frames = open_frames(path, options=FrameOptions(color_intrinsics=K))
    assert len(frames) == 2
    assert frames.skipped[0].reason == "no pose within 20 ms"


def test_redwood_places_poses_by_their_number_where_some_are_missing(shots, tmp_path):
    path = write.write_redwood(tmp_path / "scan", shots, K)
    lines = (path / "trajectory.log").read_text().splitlines()
    (path / "trajectory.log").write_text("\n".join(lines[5:]))
    frames = open_frames(path)
    assert [skipped.name for skipped in frames.skipped] == ["00000"]
    np.testing.assert_allclose(frames.T_world_camera(0), shots[1].T_world_camera, atol=1e-6)


def test_smaller_depth_of_nerfstudio_shows_the_same_view(tmp_path):
    T_world_camera, camera = walk(24)[0], small_camera(96, 72)
    f, cx, cy = (
        camera.K[0, 0] / 2,
        (camera.K[0, 2] + 0.5) / 2 - 0.5,
        (camera.K[1, 2] + 0.5) / 2 - 0.5,
    )
    half = shoot(Pinhole.from_focal(f, f, cx=cx, cy=cy, width=48, height=36), T_world_camera)
    wide = shoot(camera, T_world_camera)
    path = write.write_transforms(tmp_path / "scan", [wide], camera.K)
    write.save_depth(path / "depth/frame_00000.png", half, 1000)
    frame = open_frames(path).read(0)
    assert (frame.depth > 0).all()
    slope = np.abs(np.diff(wide.depth, axis=0))[:, 1:] + np.abs(np.diff(wide.depth, axis=1))[1:]
    off = np.abs(frame.depth - wide.depth)[1:, 1:]
    assert np.mean(off < 0.75 * slope + 2e-3) > 0.95, "within a pixel's slope, but for outlines"


def test_frames_of_a_panorama_come_from_a_yaml_file(tmp_path):
    camera = Panorama(64, 32)
    shots = [shoot(camera, T) for T in walk(24)[:3]]
    path = write.write_folder(
        tmp_path / "scan", shots, np.eye(3), camera="equirectangular", color_intrinsics=None
    )
    for frame, shot in zip(open_frames(path), shots, strict=True):
        assert frame.camera == camera
        np.testing.assert_allclose(frame.depth, shot.depth, rtol=1e-5)
        points = backproject_depth(frame.depth, frame.camera, frame.T_world_camera)
        assert (points > ROOM[:3] - 1e-3).all()
        assert (points < ROOM[3:] + 1e-3).all()


def test_a_yaml_file_reaches_outside_its_folder_and_turns_the_world(shots, tmp_path):
    path = write.write_sevenscenes(tmp_path / "scan", shots, K)
    poses = tmp_path / "poses.txt"
    np.savetxt(poses, [shot.T_world_camera[:3].ravel() for shot in shots])
    T_world_source = np.diag([1.0, -1.0, -1.0, 1.0])
    np.savetxt(tmp_path / "turn.txt", T_world_source)
    (tmp_path / "told").mkdir()
    (tmp_path / "told/scan.yaml").write_text(
        f"color: {path}/*.color.png\ndepth: ../scan/*.depth.png\nposes: ../poses.txt\n"
        "depth_scale: 1e-3\ninvalid_depth: [0, 65535]\naxes: opencv\n"
        "pose_convention: camera_to_world\nT_world_source: ../turn.txt\n"
        "color_intrinsics: ../scan/camera-intrinsics.txt\n"
    )
    for frame, shot in zip(open_frames(tmp_path / "told/scan.yaml"), shots, strict=True):
        expected = T_world_source @ shot.T_world_camera
        np.testing.assert_allclose(frame.T_world_camera, expected, atol=1e-6)
        np.testing.assert_allclose(frame.depth, shot.depth, atol=5.1e-4)

import re
from functools import lru_cache

import numpy as np
import pytest

from frames_room import Shot, shoot, small_camera, walk
from scenegraph3d.geometry.cameras import Panorama, Pinhole
from scenegraph3d.io.frame_doctor import examine_frames
from scenegraph3d.io.frames import (
    Conventions,
    FrameOptions,
    FrameSequence,
    FrameSource,
    RawFrame,
    SkippedFrame,
    open_frames,
    parse_options,
)

CAMERA = small_camera()
OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])
Y_UP = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
CHECKS = ["frames", "depth", "overlap", "poses", "z up", "registration"]


@lru_cache
def shots(num_frames: int = 24) -> list[Shot]:
    return [shoot(CAMERA, T) for T in walk(num_frames)]


def source(taken: list[Shot], write_pose=lambda T: T, units: float = 1000, K=CAMERA.K):
    """Frames held in memory, written in some way and told as millimetres and camera to world."""
    frames = [
        RawFrame(
            f"{number:02d}",
            lambda shot=shot: shot.color,
            lambda shot=shot: np.round(shot.depth * units).astype(np.uint16),
            write_pose(shot.T_world_camera),
            K,
        )
        for number, shot in enumerate(taken)
    ]
    return FrameSource("room", Conventions(depth_scale=0.001), frames)


def examined(told: FrameSource, options: FrameOptions | None = None) -> dict:
    sequence = FrameSequence(told, options or FrameOptions(), every=1)
    return {finding.check: finding for finding in examine_frames(sequence)}


def options_in(findings: dict) -> FrameOptions:
    words = " ".join(finding.advice for finding in findings.values() if finding.status != "ok")
    return parse_options(re.findall(r"\w+=[^\s:]+", words))


def shifted(T: np.ndarray, times: float) -> np.ndarray:
    return np.block([[T[:3, :3], times * T[:3, 3:]], [T[3:]]])


def test_sound_frames_raise_no_warning():
    findings = examined(source(shots()))
    assert list(findings) == CHECKS
    assert [finding.status for finding in findings.values()] == ["ok"] * 6
    assert findings["frames"].message == "24 frames, 0 left out"
    assert findings["registration"].message == "the edges of depth lie on those of colour"


MISTAKES = [
    pytest.param(
        source(shots(), units=5000), "depth", "depth_scale=0.0002 (1/5000 m, as TUM's)", id="TUM"
    ),
    pytest.param(source(shots(), units=6553.5), "depth", "depth_scale=0.0001525902", id="Replica"),
    pytest.param(
        source(shots(), lambda T: shifted(T, 1000)), "depth", "pose_scale=0.001", id="poses in mm"
    ),
    pytest.param(source(shots(), np.linalg.inv), "poses", "invert_poses=true", id="inverse poses"),
    pytest.param(source(shots(), lambda T: T @ OPENGL), "poses", "axes=opengl", id="OpenGL"),
    pytest.param(
        source(shots(), lambda T: np.linalg.inv(T @ OPENGL)),
        "poses",
        "invert_poses=true and axes=opengl",
        id="inverse OpenGL",
    ),
    pytest.param(source(shots(), lambda T: Y_UP @ T), "z up", "T_gravity_world=", id="y up"),
]


@pytest.mark.parametrize(("told", "check", "advice"), MISTAKES)
def test_each_mistake_is_named_alone(told, check, advice):
    findings = examined(told)
    assert [name for name, finding in findings.items() if finding.status != "ok"] == [check]
    assert advice in findings[check].advice


def test_depth_a_thousand_times_too_large_is_told_even_by_one_frame():
    options = FrameOptions(depth_scale=1.0)
    finding = examined(source(shots()[:1]), options)["depth"]
    assert finding.status == "problem"
    assert "depth_scale=0.001 (millimetres)" in finding.advice


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        pytest.param(
            source(shots(), lambda T: Y_UP @ shifted(T, 1000)), ["depth", "z up"], id="mm, y up"
        ),
        pytest.param(
            source(shots(), lambda T: np.linalg.inv(T @ OPENGL), units=5000),
            ["depth", "poses"],
            id="TUM, inverse OpenGL",
        ),
    ],
)
def test_two_mistakes_at_once_are_mended_by_their_advice(told, wrong):
    findings = examined(told)
    assert [name for name, finding in findings.items() if finding.status != "ok"] == wrong
    mended = examined(told, options_in(findings))
    assert [finding.status for finding in mended.values()] == ["ok"] * 6


def test_depth_of_another_camera_is_told_with_what_it_takes():
    depth_camera = Pinhole.from_focal(90, 90, cx=47.5, cy=35.5, width=96, height=72)
    T_color_depth = np.eye(4)
    T_color_depth[0, 3] = -0.06
    taken = [
        Shot(
            shot.color,
            shoot(depth_camera, shot.T_world_camera @ T_color_depth).depth,
            shot.T_world_camera @ T_color_depth,
        )
        for shot in shots()
    ]
    told = source(taken, K=depth_camera.K)
    findings = examined(told)
    assert [name for name, f in findings.items() if f.status != "ok"] == ["registration"]
    found = re.search(
        r"drawn ([\d.]+) times as large and moved by ([+-]\d+), ([+-]\d+)",
        findings["registration"].message,
    )
    assert found
    assert float(found[1]) == pytest.approx(CAMERA.K[0, 0] / 90, abs=0.03)
    assert float(found[2]) == pytest.approx(-1.5 - 0.06 * CAMERA.K[0, 0] / 1.8, abs=2)
    assert "color_intrinsics, depth_intrinsics and T_color_depth" in findings["registration"].advice
    options = FrameOptions(
        color_intrinsics=CAMERA.K, depth_intrinsics=depth_camera.K, T_color_depth=T_color_depth
    )
    assert examined(told, options)["registration"].status == "ok"


def test_frames_that_do_not_overlap_are_told():
    far = iter(range(100))
    findings = examined(source(shots(), lambda T: apart(T, next(far))))
    assert findings["overlap"].status == "warning"
    assert "do not overlap" in findings["overlap"].advice
    assert "poses" not in findings


def apart(T: np.ndarray, number: int) -> np.ndarray:
    T = T.copy()
    T[:3, 3] += [50.0 * number, 20.0 * number, 0]
    return T


def test_poses_of_other_frames_are_told():
    taken = shots()
    others = np.random.default_rng(0).permutation(len(taken))
    mixed = [
        Shot(shot.color, shot.depth, taken[other].T_world_camera)
        for shot, other in zip(taken, others, strict=True)
    ]
    findings = examined(source(mixed))
    assert findings["poses"].status == "problem"
    assert "in the same order" in findings["poses"].advice


def test_frames_left_out_are_counted_and_named():
    told = source(shots())
    told.frames[3] = SkippedFrame("03", "no pose within 20 ms")
    finding = examined(told)["frames"]
    assert (finding.status, finding.message) == (
        "warning",
        "23 frames, 1 left out: 03: no pose within 20 ms",
    )


def test_one_frame_is_examined_as_far_as_it_goes():
    findings = examined(source(shots()[:1]))
    assert [finding.status for finding in findings.values()] == ["ok"] * len(findings)
    assert "poses" not in findings


def test_a_camera_that_stands_still_tells_nothing_wrong():
    findings = examined(source([shots()[0]] * 5, np.linalg.inv))
    assert findings["poses"].status == "ok"


def test_panoramas_are_examined_like_other_frames():
    camera = Panorama(96, 48)
    taken = [shoot(camera, T) for T in walk(24)[::3]]
    told = source(taken, K=None)
    assert {f.status for f in examined(told).values()} == {"ok"}
    assert examined(source(taken, np.linalg.inv, K=None))["poses"].status == "problem"


def test_the_kitchen_s_raw_frames_are_not_registered(sg3d_data):
    findings = examined_path(sg3d_data / "scans/7scenes_redkitchen/frames")
    assert findings["registration"].status == "problem"
    assert "0.90 times as large" in findings["registration"].message
    assert {findings[check].status for check in ("depth", "overlap", "poses")} == {"ok"}


def test_the_kitchen_s_registered_frames_are_sound(sg3d_data, tmp_path):
    kitchen = sg3d_data / "scans/7scenes_redkitchen"
    (tmp_path / "kitchen.yaml").write_text(
        f"color: {kitchen}/frames/*.color.jpg\n"
        f"depth: {kitchen}/frames_registered/*.depth.png\n"
        f"poses: {kitchen}/frames_registered/*.pose.txt\n"
        f"color_intrinsics: {kitchen}/color-intrinsics.estimated.txt\n"
        f"T_world_source: {kitchen}/T_gravity_from_world.txt\n"
        "depth_scale: 0.001\ninvalid_depth: [0, 65535]\n"
        "pose_convention: camera_to_world\naxes: opencv\n"
    )
    findings = examined_path(tmp_path / "kitchen.yaml")
    assert {finding.status for finding in findings.values()} == {"ok"}


def examined_path(path) -> dict:
    return {finding.check: finding for finding in examine_frames(open_frames(path))}

"""Which frames carry masks, chosen as the camera moves."""

from dataclasses import replace

import numpy as np
import pytest

from mask_scene import CAMERA, look_at_origin, shoot
from scenegraph3d.config import MappingSettings
from scenegraph3d.geometry.boxes import rotation_about_z
from scenegraph3d.mapping.keyframes import KeyframePicker
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import Frame, Masks

LIMITS = MappingSettings(keyframe_distance=0.25, keyframe_angle=0.35, keyframe_new_share=0.2)
START = np.array([1.5, 0.0, 1.2])


def test_the_first_frame_is_wanted_and_the_same_again_is_not():
    picker = KeyframePicker(LIMITS)
    assert picker.wants(frame(START))
    picker.add(view(frame(START)))
    assert not picker.wants(frame(START))


@pytest.mark.parametrize(
    ("away", "turn", "wanted"),
    [
        pytest.param(0.24, 0.0, False, id="a little aside"),
        pytest.param(0.26, 0.0, True, id="far enough aside"),
        pytest.param(0.0, 0.3, False, id="turned a little"),
        pytest.param(0.0, 0.4, True, id="turned enough"),
    ],
)
def test_a_frame_is_wanted_where_the_camera_has_moved(away: float, turn: float, wanted: bool):
    never_new = replace(LIMITS, keyframe_new_share=1.01)
    picker = KeyframePicker(never_new, [view(frame(START))])
    moved = look_at_origin(START)
    moved[:3, :3] = rotation_about_z(np.array([turn]))[0] @ moved[:3, :3]
    moved[:3, 3] += [0, away, 0]
    assert picker.wants(at(moved)) == wanted


def test_a_frame_is_compared_with_all_keyframes_not_only_the_last():
    picker = KeyframePicker(LIMITS)
    for y in (0.0, 0.5, 1.0):
        picker.add(view(frame(START + y * np.array([0, 1, 0]))))
    assert not picker.wants(frame(START))


def test_a_frame_that_shows_new_points_is_wanted_from_the_same_place():
    seen = frame(START)
    half = replace(seen, depth=np.where(np.arange(160) < 100, seen.depth, 0).astype(np.float32))
    most = replace(seen, depth=np.where(np.arange(160) < 150, seen.depth, 0).astype(np.float32))
    assert KeyframePicker(LIMITS, [view(half)]).wants(seen)
    assert not KeyframePicker(LIMITS, [view(most)]).wants(seen)


def test_a_frame_without_readings_shows_nothing_new():
    empty = replace(frame(START), depth=np.zeros((120, 160), dtype=np.float32))
    assert not KeyframePicker(LIMITS, [view(frame(START))]).wants(empty)


def test_keyframes_stay_few_and_evenly_spread_however_long_the_walk():
    picker = KeyframePicker(replace(LIMITS, max_keyframes=5))
    places = np.arange(0, 20, 0.2)
    asked = [picker_takes(picker, at(shifted(x)), number) for number, x in enumerate(places)]
    kept = np.array([one.T_world_camera[0, 3] for one in picker.views])
    assert len(kept) == 5
    assert np.diff(kept).min() > 1.5  # 20 m by 5 is 4 m
    assert sum(asked) < 40  # fewer than the 50 that are 40 cm apart


def test_keyframes_keep_the_order_in_which_they_came():
    picker = KeyframePicker(replace(LIMITS, max_keyframes=3))
    for number, x in enumerate((0.0, 1.0, 1.3, 5.0, 9.0)):
        picker_takes(picker, at(shifted(x)), number)
    numbers = [one.number for one in picker.views]
    assert numbers == sorted(numbers)
    assert numbers[0] == 0


def test_a_picker_that_goes_on_decides_as_one_that_never_stopped():
    one, places = KeyframePicker(LIMITS), np.arange(0, 3, 0.1)
    for number, x in enumerate(places[:15]):
        picker_takes(one, at(shifted(x)), number)
    other = KeyframePicker(LIMITS, one.views)
    decisions = [
        [picker_takes(picker, at(shifted(x)), n) for n, x in enumerate(places[15:])]
        for picker in (one, other)
    ]
    assert decisions[0] == decisions[1]


def picker_takes(picker: KeyframePicker, frame: Frame, number: int) -> bool:
    wanted = picker.wants(frame)
    if wanted:
        picker.add(replace(view(frame), number=number))
    return wanted


def shifted(x: float) -> np.ndarray:
    """A pose that looks the same way from x metres along a line, far from everything."""
    T = look_at_origin(START)
    T[:3, 3] += [x, 0, 100]
    return T


def frame(eye: np.ndarray) -> Frame:
    return at(look_at_origin(eye))


def at(T_world_camera: np.ndarray) -> Frame:
    shot = shoot(CAMERA, T_world_camera)
    color = np.zeros((120, 160, 3), dtype=np.uint8)
    return Frame("a", color, shot.depth, CAMERA, T_world_camera)


def view(frame: Frame) -> MaskedView:
    none = Masks.unnamed(np.full(frame.depth.shape, -1))
    return MaskedView(
        0,
        frame.depth,
        frame.camera,
        frame.T_world_camera,
        none,
        np.zeros((0, 0), dtype=np.float32),
        np.zeros(0),
    )

"""A tilted world is turned upright; one with z up is left as it is."""

import numpy as np

from frames_room import shoot, small_camera, walk
from scenegraph3d.io.frame_level import level_options
from scenegraph3d.io.frames import Conventions, FrameOptions, FrameSequence, FrameSource, RawFrame

CAMERA = small_camera()
Y_UP = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0.7], [0, 0, 0, 1]])


def sequence(T_world_room: np.ndarray) -> FrameSequence:
    shots = [shoot(CAMERA, T) for T in walk(12)]
    frames = [
        RawFrame(
            f"{number:02d}",
            lambda shot=shot: shot.color,
            lambda shot=shot: np.round(shot.depth * 1000).astype(np.uint16),
            T_world_room @ shot.T_world_camera,
            CAMERA.K,
        )
        for number, shot in enumerate(shots)
    ]
    source = FrameSource("room", Conventions(depth_scale=0.001), frames)
    return FrameSequence(source, FrameOptions(), 1)


def test_world_with_z_up_is_left_alone():
    assert level_options(sequence(np.eye(4))) is None


def test_world_with_y_up_is_turned_so_that_z_is():
    options = level_options(sequence(Y_UP))
    assert options is not None
    up = options.T_gravity_world[:3, :3] @ Y_UP[:3, 2]  # the room's own up, after both
    assert np.degrees(np.arccos(up[2])) < 2.0

"""The drawn room as frames on disk with true masks beside them, small enough to map in a test."""

from pathlib import Path

import numpy as np
from PIL import Image

from frames_room import FURNITURE, Shot, shoot, small_camera, walk
from frames_writers import write_scannet
from scenegraph3d.io.frames import FrameSequence, open_frames

CAMERA = small_camera(160, 120)
NUM_FRAMES = 24
_SKIN = 0.01  # metres around a box within which a pixel's point is on it


def write_room(folder: Path, num_frames: int = NUM_FRAMES) -> FrameSequence:
    """Frames in `folder`/frames, and in `folder`/masks the number of the box on each pixel."""
    shots = [shoot(CAMERA, T) for T in walk(NUM_FRAMES)[:num_frames]]
    (folder / "frames").mkdir(parents=True)
    (folder / "masks").mkdir()
    write_scannet(folder / "frames", shots, CAMERA.K)
    frames = open_frames(folder / "frames")
    for row, shot in enumerate(shots):
        Image.fromarray(box_of(shot)).save(folder / "masks" / f"{frames.frame_name(row)}.png")
    return frames


def box_of(shot: Shot) -> np.ndarray:
    """(H, W) uint8: 1 + the row in FURNITURE of the box on each pixel, 0 for walls and floor."""
    rays = CAMERA.rays().astype(np.float64) @ shot.T_world_camera[:3, :3].T
    points = shot.T_world_camera[:3, 3] + rays * shot.depth[..., None]
    number = np.zeros(shot.depth.shape, dtype=np.uint8)
    for row, box in enumerate(FURNITURE):
        inside = ((points > box[:3] - _SKIN) & (points < box[3:] + _SKIN)).all(axis=-1)
        number[inside] = row + 1
    return number

"""Posed frames in; the same frames in a world with z up and the floor at z = 0 out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..records import Frame
from .frame_doctor_gravity import MOST_TILT, measure_level
from .frames import FrameOptions, FrameSequence

NUM_FRAMES = 12  # looked at, spread over the sequence


def level_options(sequence: FrameSequence) -> FrameOptions | None:
    """The options that turn a tilted world upright; None where z is up or nothing tells.

    Args:
        sequence: as opened; some of its frames are decoded.
    """
    rows = sorted(set(np.linspace(0, len(sequence) - 1, NUM_FRAMES).astype(int).tolist()))
    frames = {row: frame for row in rows if (frame := _readable(sequence, row)) is not None}
    if not frames:
        return None
    level = measure_level(frames, {row: frame.T_world_camera for row, frame in frames.items()})
    if level is None or level.tilt_degrees <= MOST_TILT:
        return None
    before = sequence.options.T_gravity_world
    T = level.T_gravity_world if before is None else level.T_gravity_world @ before
    return replace(sequence.options, T_gravity_world=T)


def _readable(sequence: FrameSequence, row: int) -> Frame | None:
    """A frame; None for a broken one, which is named as skipped when the sequence is read."""
    try:
        return sequence.read(row)
    except (ValueError, FileNotFoundError):
        return None

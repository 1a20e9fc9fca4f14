"""Boxes without names, of a log that is not at hand, in; a scene named by their sizes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ..geometry.boxes import rotation_about_z
from ..io.outdoor.tracks import Tracks
from ..records import Scan

# Name: (low, high) of length, width and height in metres; the first that fits is taken.
SIZES = (
    ("bus", (8.5, 25.0), (2.2, 3.5), (2.5, 4.5)),
    ("truck", (5.9, 25.0), (1.9, 4.0), (2.0, 5.0)),
    ("car", (3.0, 5.9), (1.4, 2.5), (1.1, 2.5)),
    ("motorcycle", (1.8, 3.0), (0.6, 1.2), (0.9, 2.0)),
    ("bicycle", (1.2, 2.2), (0.2, 0.9), (0.8, 1.9)),
    ("pedestrian", (0.2, 1.3), (0.2, 1.3), (1.3, 2.2)),
    ("bollard", (0.05, 0.6), (0.05, 0.6), (0.4, 1.3)),
)
FRONTLESS = ("bollard", "thing")


class BoxFrame(Protocol):
    """The boxes of one moment."""

    timestamp_ns: int
    track_id: list[str]
    translation_m: list[tuple[float, float, float]]
    size: list[tuple[float, float, float]]
    yaw: list[float]


def scan_of_boxes(frames: Sequence[BoxFrame], row: int) -> Scan:
    """The scene of one of a log's frames; the others tell how fast its things move.

    Args:
        frames: all frames of the log.
        row: the one wanted.

    Returns:
        The scan; its instances are that frame's boxes in order.
    """
    start = min(frame.timestamp_ns for frame in frames)
    number = {t: n for n, t in enumerate(dict.fromkeys(t for f in frames for t in f.track_id))}
    boxes = [
        ((frame.timestamp_ns - start) / 1e9, number[track], place, size, yaw)
        for frame in frames
        for track, place, size, yaw in zip(
            frame.track_id, frame.translation_m, frame.size, frame.yaw, strict=True
        )
    ]
    time, ids, place, size, yaw = (np.array(column) for column in zip(*boxes, strict=True))
    tracks = Tracks(
        time=time,
        instance_id=ids.astype(np.int64),
        label=np.array([name_of_size(one) for one in size], dtype=object),
        center=place,
        extent=size,
        R_world_box=rotation_about_z(yaw),
        num_points=np.zeros(len(time), dtype=np.int64),
    )
    frame = frames[row]
    first = sum(len(one.track_id) for one in frames[:row])
    rows = np.arange(first, first + len(frame.track_id))
    has_front = ~np.isin(tracks.label[rows].astype(str), FRONTLESS)
    return Scan(str(frame.timestamp_ns), tracks[rows].instances(has_front, tracks.speeds(rows)))


def name_of_size(size: np.ndarray) -> str:
    """What a box of (3,) length, width and height may be; "thing" where no kind has that size."""
    for name, *limits in SIZES:
        if all(low <= side <= high for side, (low, high) in zip(size, limits, strict=True)):
            return name
    return "thing"

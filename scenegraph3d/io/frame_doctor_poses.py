"""Overlapping frames in; which scale, direction and axes make their depths agree, out.

A point that one frame measures must lie at the depth that another frame, which sees it too,
measures there. That holds for one reading of depth and poses only, and needs no truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ..geometry.cameras import invert_rigid, nearest_pixels
from ..records import Frame
from .doctor import Finding
from .frames import FrameOptions, FrameSequence

NUM_ANCHORS = 12  # frames, spread over the sequence, each compared with a later one
TURN = np.deg2rad(15.0)  # of the camera between compared frames: seen anew, still overlapping
LEAST_TURN = np.deg2rad(4.0)  # below it several steps are tried instead
STEPS = (1, 2, 4, 8, 16, 32)  # frames between those compared
NUM_SAMPLES = 300  # points of a frame
TOLERANCE = 0.04  # of the depth: noise of a sensor, drift of its poses and pixels rounded
NEAR = 0.5  # of the depth, between things that may be of one place
LEAST_OVERLAP = 0.1  # of the points must fall on readings of the other frame
SCALES = np.exp(np.arange(-9.2, 9.21, 0.08))  # of the depth: 1, to 10,000 and back
FINE_SCALES = np.exp(np.arange(-0.16, 0.161, 0.01))
CLOSE = 0.012  # of the depth: what tells one scale from the next
PLATEAU = 0.98  # of the best, among scales of which the middle is taken
MARGIN = 0.15  # of agreement, by which another reading must beat the one in force
LEAST_AGREEMENT = 0.35  # of the best reading; below it none is right


@dataclass(frozen=True)
class Agreement:
    """How well the depths of frames agree when they are read in one way.

    Attributes:
        options: the way.
        share: of the points that fall on readings of another frame, those whose depth agrees,
            with depth as it is read.
        scale: of the depth at which most agree.
        share_scaled: `share` at that scale.
        overlap: share of the points that lie near to where another frame measures something,
            with depth as it is read.
        overlap_scaled: `overlap` at that scale.
    """

    options: FrameOptions
    share: float
    scale: float
    share_scaled: float
    overlap: float
    overlap_scaled: float


def read_frames(sequence: FrameSequence, rows: set[int]) -> dict[int, Frame]:
    """The frames that can be read."""
    frames = {}
    for row in sorted(rows):
        with suppress(ValueError, FileNotFoundError):
            frames[row] = sequence.read(row)
    return frames


def compare_readings(sequence: FrameSequence) -> list[Agreement]:
    """The agreement of every reading of the poses, the one in force first; none for one frame."""
    pairs = _choose_pairs(sequence)
    frames = read_frames(sequence, {row for pair in pairs for row in pair})
    pairs = [(a, b) for a, b in pairs if a in frames and b in frames]
    if not pairs:
        return []
    return [_measure(sequence, options, pairs, frames) for options in _readings(sequence)]


def best_reading(readings: list[Agreement]) -> Agreement:
    """The reading in force, unless another is better by a margin that chance does not give."""
    best = max(readings, key=lambda reading: reading.share_scaled)
    in_force = readings[0]
    return best if best.share_scaled > in_force.share_scaled + MARGIN else in_force


def pose_findings(sequence: FrameSequence, readings: list[Agreement]) -> Iterator[Finding]:
    """Whether frames overlap, and poses are the right way round and in the right axes."""
    if not readings:
        return
    best, in_force = best_reading(readings), readings[0]
    if best.share_scaled < LEAST_AGREEMENT:
        yield _disagreement(readings)
        return
    yield Finding(
        "overlap", "ok", f"{best.overlap_scaled:.0%} of the points are seen by another frame"
    )
    message = f"depths of overlapping frames agree at {in_force.share_scaled:.0%} of their points"
    if best is in_force:
        yield Finding("poses", "ok", message)
        return
    message += f", but at {best.share_scaled:.0%} where the poses are read otherwise"
    yield Finding("poses", "problem", message, f"read with {_advice(sequence, best.options)}")


def _advice(sequence: FrameSequence, options: FrameOptions) -> str:
    words = []
    if options.invert_poses != sequence.options.invert_poses:
        words.append(f"invert_poses={str(options.invert_poses).lower()}")
    if options.axes != sequence.options.axes:
        words.append(f"axes={options.axes}")
    return " and ".join(words)


def _disagreement(readings: list[Agreement]) -> Finding:
    in_force = readings[0]
    if in_force.overlap < LEAST_OVERLAP:
        message = f"{in_force.overlap:.0%} of the points are seen by another frame"
        advice = "the frames do not overlap: give more of them, or check that the poses are theirs"
        return Finding("overlap", "warning", message, advice)
    message = (
        f"depths of overlapping frames agree at {in_force.share_scaled:.0%} of their points, "
        "and no other reading of the poses mends it"
    )
    advice = "check that poses and intrinsics belong to these images, and are in the same order"
    return Finding("poses", "problem", message, advice)


def _readings(sequence: FrameSequence) -> list[FrameOptions]:
    """The options in force first, then the other directions and axes of the poses."""
    given = sequence.options
    inverted = replace(given, invert_poses=not given.invert_poses)
    axes = "opencv" if sequence.axes == "opengl" else "opengl"
    return [given, inverted, replace(given, axes=axes), replace(inverted, axes=axes)]


def _choose_pairs(sequence: FrameSequence) -> list[tuple[int, int]]:
    """Rows of frames between which the camera turned by about TURN."""
    if len(sequence) < 2:
        return []
    pairs: list[tuple[int, int]] = []
    for row in np.unique(np.linspace(0, len(sequence) - 2, NUM_ANCHORS).astype(int)).tolist():
        later = [row + step for step in STEPS if row + step < len(sequence)]
        turns = np.array([_turn(sequence, row, other) for other in later])
        if turns.max() < LEAST_TURN:
            pairs += [(row, other) for other in later[::2]]
        else:
            pairs.append((row, later[int(np.abs(turns - TURN).argmin())]))
    return pairs


def _turn(sequence: FrameSequence, row: int, other: int) -> float:
    """Angle between two poses, radians: the same for every reading of them."""
    a, b = sequence.T_world_camera(row), sequence.T_world_camera(other)
    cosine = (np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2
    return float(np.arccos(np.clip(cosine, -1, 1)))


def _measure(
    sequence: FrameSequence,
    options: FrameOptions,
    pairs: list[tuple[int, int]],
    frames: dict[int, Frame],
) -> Agreement:
    poses = {row: sequence.T_world_camera(row, options) for row in frames}

    def count(scales: np.ndarray) -> np.ndarray:
        """(4, S): shares of all points that fall on readings, are near, agree and are close."""
        counts = [
            _count(frames[a], frames[b], invert_rigid(poses[b]) @ poses[a], scales)
            for a, b in pairs
        ]
        return np.sum(counts, axis=0) / (NUM_SAMPLES * len(pairs))

    fallen, _, agreeing, _ = count(SCALES)
    scales = np.append(1.0, SCALES[_share(fallen, agreeing).argmax()] * FINE_SCALES)
    fallen, near, agreeing, close = count(scales)
    shares = _share(fallen, agreeing)
    best = close[1:] >= PLATEAU * close[1:].max()
    return Agreement(
        options,
        share=float(shares[0]),
        scale=float(np.exp(np.log(scales[1:][best]).mean())),
        share_scaled=float(shares[1:].max()),
        overlap=float(near[0]),
        overlap_scaled=float(near[1:][best].mean()),
    )


def _share(fallen: np.ndarray, agreeing: np.ndarray) -> np.ndarray:
    return agreeing / np.maximum(fallen, LEAST_OVERLAP)


def _count(a: Frame, b: Frame, T_b_a: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """(4, S): how many of a's points fall on readings of b, are near, agree and are close."""
    read = np.flatnonzero(a.depth)
    read = read[np.random.default_rng(0).integers(len(read), size=NUM_SAMPLES)]
    points_a = a.camera.rays().reshape(-1, 3)[read] * a.depth.ravel()[read][:, None]
    turned = points_a.astype(np.float64) @ T_b_a[:3, :3].T
    points_b = scales[:, None, None] * turned + T_b_a[:3, 3]  # (S, N, 3)
    pixels, depth = b.camera.project(points_b.reshape(-1, 3))
    place = np.where(depth > 0, nearest_pixels(b.camera, pixels), -1)
    measured = np.where(place >= 0, b.depth.ravel()[place], 0) * np.repeat(scales, NUM_SAMPLES)
    off = np.abs(depth - measured)
    is_counted = [measured > 0, *(off < limit * measured for limit in (NEAR, TOLERANCE, CLOSE))]
    return np.stack(is_counted).reshape(4, len(scales), NUM_SAMPLES).sum(axis=2)

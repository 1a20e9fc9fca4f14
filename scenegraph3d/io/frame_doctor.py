"""What people get wrong with their own frames: a sequence in, findings with the option to use out.

Four mistakes show in the data themselves: the scale of depth, the direction of the poses, the axes
of the camera in them, and a world that does not have z up; and a fifth, depth that is not
registered to colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..records import Frame
from .doctor import Finding
from .frame_doctor_edges import registration_finding
from .frame_doctor_gravity import up_finding
from .frame_doctor_poses import (
    LEAST_AGREEMENT,
    MARGIN,
    Agreement,
    best_reading,
    compare_readings,
    pose_findings,
    read_frames,
)
from .frames import FrameOptions, FrameSequence

NUM_FRAMES = 16  # looked at, spread over the sequence
PLAUSIBLE = (0.2, 15.0)  # metres, of the median depth in a room
PLAUSIBLE_MIDDLE = 2.0  # metres
LEAST_RATIO = 1.12  # between the scale that fits and the one read; less is not a wrong unit
SAME_UNIT = 0.08  # of the logarithm, between a scale that was measured and a known one
UNITS = {  # metres of one unit, where depth images are common
    1.0: "metres",
    0.01: "centimetres",
    0.001: "millimetres",
    1e-4: "tenths of a millimetre",
    1 / 4000: "1/4000 m",
    1 / 5000: "1/5000 m, as TUM's",
    1 / 6553.5: "1/6553.5 m, as NICE-SLAM's Replica",
    1 / 256: "1/256 m, as KITTI's",
}


def examine_frames(sequence: FrameSequence) -> list[Finding]:
    """Check the scale of depth, the poses, the world's up and the registration of frames.

    Args:
        sequence: as opened; up to 40 of its frames are decoded.

    Returns:
        A finding for every check that the frames have evidence for; the advice of a problem names
        the option of `FrameOptions` that mends it, as name=value.
    """
    rows = set(np.linspace(0, len(sequence) - 1, NUM_FRAMES).astype(int).tolist())
    frames = read_frames(sequence, rows)
    findings = [_check_parts(sequence)]
    if not frames:
        return findings
    readings = compare_readings(sequence)
    mended = _mend_units(sequence, _depths(frames.values()), readings)
    findings.append(_check_depth(sequence, _depths(frames.values()), readings, mended))
    findings += pose_findings(sequence, readings)
    findings += up_finding(sequence, frames, mended)
    return [*findings, registration_finding(list(frames.values()))]


def _check_parts(sequence: FrameSequence) -> Finding:
    skipped = sequence.skipped
    message = f"{len(sequence)} frames, {len(skipped)} left out"
    if not skipped:
        return Finding("frames", "ok", message)
    shown = "; ".join(f"{frame.name}: {frame.reason}" for frame in skipped[:3])
    return Finding("frames", "warning", f"{message}: {shown}", "what they alone saw is missing")


def _depths(frames: Iterable[Frame]) -> np.ndarray:
    """(N,) every depth of the frames, metres as read; 0 marks no reading."""
    return np.concatenate([frame.depth.ravel() for frame in frames])


def _mend_units(
    sequence: FrameSequence, depth: np.ndarray, readings: list[Agreement]
) -> FrameOptions:
    """The options with which depth and poses agree, in metres as far as can be told.

    What is told by overlapping frames goes before what is plausible in a room.
    """
    best = best_reading(readings) if readings else None
    options = best.options if best else sequence.options
    median = float(np.median(depth[depth > 0]))
    if best and _is_clear(best):
        if _is_plausible(median * best.scale) or not _is_plausible(median):
            return replace(options, depth_scale=_near_unit(sequence.depth_scale * best.scale))
        return replace(options, pose_scale=_near_unit(options.pose_scale / best.scale))
    if _is_plausible(median):
        return options
    factor = 10.0 ** -np.round(np.log10(median / PLAUSIBLE_MIDDLE))
    told = best is not None and best.share >= LEAST_AGREEMENT
    return replace(
        options,
        depth_scale=_near_unit(sequence.depth_scale * factor),
        pose_scale=options.pose_scale * (factor if told else 1.0),
    )


def _check_depth(
    sequence: FrameSequence, depth: np.ndarray, readings: list[Agreement], mended: FrameOptions
) -> Finding:
    low, median, high = np.percentile(depth[depth > 0], [5, 50, 95])
    message = (
        f"depth is {median:.3g} m in the middle, {low:.3g} to {high:.3g} m mostly, "
        f"read at {(depth > 0).mean():.0%} of the pixels"
    )
    if readings and _is_clear(best_reading(readings)):
        factor = best_reading(readings).scale
        message += f"; overlapping frames agree where it is {factor:.3g} times that"
    advice = []
    if mended.depth_scale not in (None, sequence.depth_scale):
        unit = UNITS.get(mended.depth_scale, "by overlapping frames")
        advice.append(f"depth_scale={mended.depth_scale:.7g} ({unit})")
    if mended.pose_scale != sequence.options.pose_scale:
        advice.append(f"pose_scale={mended.pose_scale:.7g}")
    if not advice:
        return Finding("depth", "ok", message)
    return Finding("depth", "problem", message, f"read with {' and '.join(advice)}")


def _is_clear(best: Agreement) -> bool:
    """Whether frames tell that depth has another unit."""
    is_other = abs(np.log(best.scale)) > np.log(LEAST_RATIO)
    return is_other and best.share_scaled > max(best.share + MARGIN, LEAST_AGREEMENT)


def _is_plausible(depth: float) -> bool:
    return PLAUSIBLE[0] < depth < PLAUSIBLE[1]


def _near_unit(scale: float) -> float:
    """The known unit near to a scale that was measured; the scale in three digits without one."""
    unit = min(UNITS, key=lambda unit: abs(np.log(unit / scale)))
    return unit if abs(np.log(unit / scale)) < SAME_UNIT else float(f"{scale:.3g}")

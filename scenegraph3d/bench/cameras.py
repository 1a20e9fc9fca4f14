"""ScanRefer's cameras: raw mesh poses and a table of scans go in, viewpoints in the room come out.

The cameras are in the frame of the raw mesh and the boxes are axis-aligned, so each camera is
moved by its scan's `axis_align`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..records import Viewpoint
from .files import read_json_lines
from .scanrefer import annotation_key

MIN_SIDEWAYS = 1e-3  # metres from the camera to what it looks at, seen from above


def read_viewpoints(cameras: str | Path, scenes: Sequence[str | Path]) -> dict[str, Viewpoint]:
    """Read where each description was written from, by "scene/object/annotation".

    Args:
        cameras: JSONL of `{"scene_id", "object_id", "ann_id", "position", "lookat"}`, raw frame.
        scenes: JSONL tables of scans with `scan_id` and `axis_align`, 16 numbers by rows.

    Returns:
        Viewpoints in the axis-aligned frame; a camera that looks straight down, or whose
        scan is in no table, is left out.
    """
    align = {
        record["scan_id"]: np.array(record["axis_align"], dtype=np.float64).reshape(4, 4)
        for table in scenes
        for record in read_json_lines(table, ("scan_id", "axis_align"))
    }
    viewpoints = {}
    for record in read_json_lines(cameras, ("scene_id", "position", "lookat")):
        T_world_raw = align.get(record["scene_id"])
        if T_world_raw is not None:
            position, look_at = (
                T_world_raw[:3, :3] @ np.asarray(record[name], dtype=np.float64)
                + T_world_raw[:3, 3]
                for name in ("position", "lookat")
            )
            if np.hypot(*(look_at - position)[:2]) > MIN_SIDEWAYS:
                viewpoints[annotation_key(record)] = Viewpoint.at(position, look_at=look_at)
    return viewpoints

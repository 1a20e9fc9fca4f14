"""Parts as the arrays of a scene's file, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..records import Boxes, Parts


def part_arrays(parts: Parts) -> dict[str, np.ndarray]:
    """All but the names, as arrays by name."""
    arrays = {
        "part_whole_id": parts.whole_id,
        "part_center": parts.boxes.center,
        "part_extent": parts.boxes.extent,
        "part_R_world_box": parts.boxes.R_world_box,
        "part_num_points": parts.num_points,
    }
    return arrays if parts.feature is None else arrays | {"part_feature": parts.feature}


def parts_from(arrays: Mapping[str, np.ndarray], label: Sequence[str]) -> Parts | None:
    """The parts that `part_arrays` gave; None where a file has none.

    Raises:
        KeyError: an array is missing.
        ValueError: arrays that do not fit each other.
    """
    if "part_whole_id" not in arrays:
        return None
    box = (arrays[f"part_{name}"] for name in ("center", "extent", "R_world_box"))
    return Parts(
        whole_id=arrays["part_whole_id"],
        label=np.array(label, dtype=object),
        boxes=Boxes(*box),
        num_points=arrays["part_num_points"],
        feature=arrays.get("part_feature"),
    )

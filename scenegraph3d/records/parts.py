"""The parts of a scene's objects, as one record of arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import Boxes
from .checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class Parts:
    """P parts of objects, such as drawers: no objects themselves, but nodes under theirs.

    Attributes:
        whole_id: (P,) int64 instance_id of the object that each is a part of.
        label: (P,) str, its name, "" where nobody named it.
        boxes: oriented boxes, upright.
        num_points: (P,) int64 points on each.
        feature: (P, D) float32 unit image features, NaN where a part has none; None without any.
    """

    whole_id: np.ndarray
    label: np.ndarray
    boxes: Boxes
    num_points: np.ndarray
    feature: np.ndarray | None = None

    def __post_init__(self) -> None:
        check_shape("whole_id", self.whole_id, (None,))
        count = len(self.whole_id)
        check_shape("label of parts", self.label, (count,))
        check_shape("box center of parts", self.boxes.center, (count, 3))
        check_finite("box center of parts", self.boxes.center)
        check_shape("num_points of parts", self.num_points, (count,))
        if self.feature is not None:
            check_shape("feature of parts", self.feature, (count, None))

    def __len__(self) -> int:
        return len(self.whole_id)

    def __repr__(self) -> str:
        return f"Parts({len(self)} of {len(np.unique(self.whole_id))} objects)"

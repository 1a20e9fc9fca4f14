"""What fusing masks gives: instances of points, and the masks that show each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Matches:
    """P pairs of an instance and the mask of a view that shows it best, by instance, then view.

    Attributes:
        instance: (P,) int64 row of the instance.
        view: (P,) int64 position of the view in the sequence given.
        mask: (P,) int64 row of the mask among the view's.
        iou: (P,) float64 of the mask and what the view shows of the instance, over points.
        shown: (P,) float64 share of the instance's points that the view shows.
    """

    instance: np.ndarray
    view: np.ndarray
    mask: np.ndarray
    iou: np.ndarray
    shown: np.ndarray


@dataclass(frozen=True, eq=False)
class FusedMasks:
    """M instances of N points, the largest first.

    Attributes:
        point_instance: (N,) int64 row of the instance of each point, -1 for none.
        score: (M,) float64 in [0, 1], consensus: how well the views that show the instance match it
            with a mask, on the average of them, as they show more or less of it, and of one view
            more that does not match. One view alone gives at most 0.5.
        label: (M,) str, the name that the matching masks give, "" where they give none.
        matches: the masks that show each.
    """

    point_instance: np.ndarray
    score: np.ndarray
    label: np.ndarray
    matches: Matches

    def __len__(self) -> int:
        return len(self.score)

    def __repr__(self) -> str:
        return f"FusedMasks({len(self)} instances of {len(self.point_instance)} points)"

    @classmethod
    def none(cls, num_points: int) -> FusedMasks:
        """No instances of this many points."""
        rows, numbers = np.zeros(0, dtype=np.int64), np.zeros(0)
        matches = Matches(rows, rows, rows, numbers, numbers)
        nowhere = np.full(num_points, -1, dtype=np.int64)
        return cls(nowhere, numbers, np.zeros(0, dtype=object), matches)

"""The answer to a request for a place: the best boxes, what they stand on, the free region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...geometry.map_grid import MapGrid
from ...language.query import Query
from ..answer import AnchorResult, ClauseFrame, ClauseTrace, Result, Status


@dataclass(frozen=True, eq=False)
class FreeRegion:
    """Where the middle of the item may be, on one support.

    Attributes:
        grid: the raster, seen from above.
        mask: (H, W) bool, the item fits with its middle in this pixel.
        z: metres, height of the support there.
    """

    grid: MapGrid
    mask: np.ndarray
    z: float

    @property
    def area(self) -> float:
        """Square metres."""
        return float(self.mask.sum()) * self.grid.resolution**2


@dataclass(frozen=True, eq=False)
class Placement:
    """What `Scene.place` returns.

    Attributes:
        status: "ok", "ambiguous", "not_found" or "unsupported"; `reason` says why in a sentence.
        query: what was asked.
        item: (3,) length, width and height of what is put there, metres.
        results: boxes, the best first; where nothing fits, the place that was meant.
        support: what the best box rests on: its label and id, "floor", or "wall".
        free: where the item's middle may be on that support; None where nothing was searched.
        frame: the frame of reference of each view-dependent clause.
        anchors: the objects the sentence leans on.
        trace: how well the best places satisfy each clause, by rank.
        not_understood: the words the parser could not use.
        num_placed: how many of the results, the first ones, are the answer together ("two cups").
    """

    status: Status
    reason: str
    query: Query
    item: np.ndarray
    results: tuple[Result, ...]
    support: str
    free: FreeRegion | None
    frame: tuple[ClauseFrame, ...]
    anchors: tuple[AnchorResult, ...]
    trace: tuple[ClauseTrace, ...]
    not_understood: tuple[str, ...]
    num_placed: int = 1

    def __repr__(self) -> str:
        return f"Placement({self.status}: {self.reason})"

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types; of the free region its bounds and area."""
        return {
            "status": self.status,
            "reason": self.reason,
            "query": self.query.model_dump(mode="json"),
            "item": [round(float(side), 4) for side in self.item],
            "support": self.support,
            "num_placed": self.num_placed,
            "results": [result.to_dict() for result in self.results],
            "free": None if self.free is None else _free_dict(self.free),
            "frame": [frame.to_dict() for frame in self.frame],
            "anchors": [anchor.to_dict() for anchor in self.anchors],
            "trace": [clause.to_dict() for clause in self.trace],
            "not_understood": list(self.not_understood),
        }


def _free_dict(free: FreeRegion) -> dict[str, Any]:
    return {
        "limits": np.round(free.grid.limits, 4).tolist(),
        "resolution": free.grid.resolution,
        "area": round(free.area, 4),
        "z": round(free.z, 4),
    }

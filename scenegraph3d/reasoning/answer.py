"""The answer to a Query: ranked boxes with probabilities, the frame used and the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..language.query import Query
from .measures import Measured

Status = Literal["ok", "ambiguous", "not_found", "unsupported"]


@dataclass(frozen=True, eq=False)
class Result:
    """One candidate: the object, how probable it is, and where it stands (metres, world).

    Attributes:
        instance_id: the source's own id; that of its object for a part; None for a region that
            belongs to no object.
        label: the source's name for the object; a region in words, such as "left half
            of table".
        probability: that it belongs to the answer.
        center: (3,) middle of the box.
        aabb: (6,) axis-aligned box.
        extent: (3,) full sides of the oriented box, whose middle is `obb_center` (3,).
        R_world_box: (3, 3) axes of the oriented box.
        num_points: points on the object; None in a scene without points, and for a region.
        region: which part or region this is ("left half", "space under", "corner", "place");
            None for a whole object.
    """

    instance_id: int | None
    label: str
    probability: float
    center: np.ndarray
    aabb: np.ndarray
    obb_center: np.ndarray
    extent: np.ndarray
    R_world_box: np.ndarray
    num_points: int | None
    region: str | None = None

    @property
    def name(self) -> str:
        """What to call it: "chair 4", "left half of table 7", "corner"."""
        known = self.label or ("object" if self.region is None else self.region)
        return known if self.instance_id is None else f"{known} {self.instance_id}"

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this candidate."""
        return {
            "instance_id": self.instance_id,
            "label": self.label,
            "probability": round(self.probability, 4),
            "center": _rounded(self.center),
            "aabb": _rounded(self.aabb),
            "obb": {
                "center": _rounded(self.obb_center),
                "extent": _rounded(self.extent),
                "R_world_box": _rounded(self.R_world_box, 6),
            },
            "bev": _rounded(self.center[:2]),
            "num_points": self.num_points,
            "region": self.region,
        }


@dataclass(frozen=True, eq=False)
class AnchorResult:
    """An object the sentence leans on, with the clause that names it."""

    clause: str
    instance_id: int
    label: str
    probability: float
    aabb: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this anchor."""
        return {
            "clause": self.clause,
            "instance_id": self.instance_id,
            "label": self.label,
            "probability": round(self.probability, 4),
            "aabb": _rounded(self.aabb),
        }


@dataclass(frozen=True, eq=False)
class ClauseFrame:
    """The frame of reference one view-dependent clause was read in.

    `kind` is "stated", "given", "front", "object" (its own sides) or "room"; `T_world_viewer` is
    (4, 4), x forward, y left.
    """

    clause: str
    kind: str
    weight: float
    T_world_viewer: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this frame."""
        return {
            "clause": self.clause,
            "kind": self.kind,
            "weight": round(self.weight, 4),
            "T_world_viewer": _rounded(self.T_world_viewer, 6),
        }


@dataclass(frozen=True)
class ClauseTrace:
    """How well each candidate satisfies one clause: instance id to a score in [0, 1]."""

    clause: str
    scores: dict[int, float]

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this clause; ids are decimal strings."""
        return {
            "clause": self.clause,
            "scores": {str(key): round(value, 4) for key, value in self.scores.items()},
        }


@dataclass(frozen=True)
class Grounding:
    """What `Scene.ground` returns.

    Attributes:
        status: "ok", "ambiguous", "not_found" or "unsupported"; `reason` says why in a sentence.
        results: candidates, most probable first, whatever the status.
        answer_ids: ids of the objects that are the answer (several for "the chairs"); empty for
            "not_found" and "unsupported", and for regions, which are not objects.
        count: the number asked for, for a counting question.
        measure: the number asked for, with its unit, for a question that measures.
        not_understood: the words the parser could not use.
        num_regions: how many of the first results are the answer, where these are regions.
    """

    status: Status
    query: Query
    reason: str
    frame: tuple[ClauseFrame, ...]
    results: tuple[Result, ...]
    answer_ids: tuple[int, ...]
    anchors: tuple[AnchorResult, ...]
    trace: tuple[ClauseTrace, ...]
    not_understood: tuple[str, ...]
    count: int | None = None
    measure: Measured | None = None
    num_regions: int = 0

    def __repr__(self) -> str:
        best = [f"{r.name} ({r.probability:.2f})" for r in self.results[:3]]
        return f"Grounding({self.status}: {self.reason}; {', '.join(best)})"

    def is_answer(self, result: Result) -> bool:
        """True for one of the boxes that are the answer."""
        if result.region is None:
            return result.instance_id in self.answer_ids
        return any(result is region for region in self.results[: self.num_regions])

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types, the same for every verb that returns objects."""
        return {
            "status": self.status,
            "reason": self.reason,
            "query": self.query.model_dump(mode="json"),
            "frame": [frame.to_dict() for frame in self.frame],
            "results": [result.to_dict() for result in self.results],
            "answer_ids": list(self.answer_ids),
            "anchors": [anchor.to_dict() for anchor in self.anchors],
            "trace": [clause.to_dict() for clause in self.trace],
            "not_understood": list(self.not_understood),
            "count": self.count,
            "measure": None if self.measure is None else self.measure.to_dict(),
        }


def _rounded(array: np.ndarray, digits: int = 4) -> Any:
    return np.round(np.asarray(array, dtype=np.float64), digits).tolist()

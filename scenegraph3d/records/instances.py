"""The objects of a scene, as one record of arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from .boxes import Boxes
from .checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class Instances:
    """M objects of a scene as one record of arrays; index it by rows or by a mask.

    Attributes:
        instance_id: (M,) int64, the source's own ids, unique; never row numbers.
        label: (M,) str, the name the source gives, "" where it gives none.
        aabb: (M, 6) float64, metres, world.
        boxes: oriented boxes, equal to `aabb` where the source has no better.
        color: (M, 3) float64 mean RGB in 0..255, NaN where unknown.
        front: (M, 3) float64 unit direction the object faces, NaN where unknown.
        score: (M,) float64 detector confidence in [0, 1]; 1 for annotations.
        num_points: (M,) int64 points on each object, or None for a scene without points.
        feature: (M, D) float32 unit image features, NaN where an object has none; None for a
            scene without features.
        feature_confidence: (M,) float64 in [0, 1], how well the object's views agree; None with
            `feature`.
        views: (M, K) int64 numbers of the frames that saw each object best, best first, -1 past
            the last; None for a scene not made of frames.
        speed: (M,) float64 metres a second over the ground, NaN where unknown; None for a scene
            that is no moment of a log.
    """

    instance_id: np.ndarray
    label: np.ndarray
    aabb: np.ndarray
    boxes: Boxes
    color: np.ndarray
    front: np.ndarray
    score: np.ndarray
    num_points: np.ndarray | None = None
    feature: np.ndarray | None = None
    feature_confidence: np.ndarray | None = None
    views: np.ndarray | None = None
    speed: np.ndarray | None = None

    def __post_init__(self) -> None:
        num_instances = len(self.instance_id)
        check_shape("instance_id", self.instance_id, (None,))
        check_shape("label", self.label, (num_instances,))
        check_shape("aabb", self.aabb, (num_instances, 6))
        check_finite("aabb", self.aabb)
        check_shape("box center", self.boxes.center, (num_instances, 3))
        check_shape("color", self.color, (num_instances, 3))
        check_shape("front", self.front, (num_instances, 3))
        check_shape("score", self.score, (num_instances,))
        if self.feature is not None:
            check_shape("feature", self.feature, (num_instances, None))
        if (self.feature is None) != (self.feature_confidence is None):
            raise ValueError(
                "instances must have feature and feature_confidence together, got one of them"
            )
        if self.feature_confidence is not None:
            check_shape("feature_confidence", self.feature_confidence, (num_instances,))
        if self.views is not None:
            check_shape("views", self.views, (num_instances, None))
        if self.speed is not None:
            check_shape("speed", self.speed, (num_instances,))
        unique, counts = np.unique(self.instance_id, return_counts=True)
        if (counts > 1).any():
            raise ValueError(f"instance ids must be unique, got {unique[counts > 1][0]} twice")
        if (self.aabb[:, 3:] < self.aabb[:, :3]).any():
            row = int(np.flatnonzero((self.aabb[:, 3:] < self.aabb[:, :3]).any(axis=1))[0])
            raise ValueError(
                "an aabb must have min <= max on every axis, "
                f"got {self.aabb[row].tolist()} for instance {self.instance_id[row]}"
            )

    def __len__(self) -> int:
        return len(self.instance_id)

    def __repr__(self) -> str:
        return f"Instances({len(self)} objects)"

    def __getitem__(self, rows: Any) -> Instances:
        kept: dict[str, Any] = {
            field.name: None
            if getattr(self, field.name) is None
            else getattr(self, field.name)[rows]
            for field in fields(self)
        }
        return Instances(**kept)

    @property
    def center(self) -> np.ndarray:
        """(M, 3) middles of the axis-aligned boxes, metres."""
        return (self.aabb[:, :3] + self.aabb[:, 3:]) / 2

    @property
    def extent(self) -> np.ndarray:
        """(M, 3) full sides of the axis-aligned boxes, metres."""
        return self.aabb[:, 3:] - self.aabb[:, :3]

    @classmethod
    def from_aabb(
        cls,
        aabb: np.ndarray,
        label: list[str],
        *,
        instance_id: np.ndarray | None = None,
        boxes: Boxes | None = None,
        color: np.ndarray | None = None,
        front: np.ndarray | None = None,
        score: np.ndarray | None = None,
        num_points: np.ndarray | None = None,
    ) -> Instances:
        """Instances from (M, 6) boxes and M names; what is not given is unknown."""
        aabb = np.asarray(aabb, dtype=np.float64).reshape(-1, 6)
        num_instances = len(aabb)
        unknown = np.full((num_instances, 3), np.nan)
        ids = np.arange(num_instances) if instance_id is None else instance_id
        center, extent = (aabb[:, :3] + aabb[:, 3:]) / 2, aabb[:, 3:] - aabb[:, :3]
        return cls(
            instance_id=np.asarray(ids, dtype=np.int64),
            label=np.array(label, dtype=object),
            aabb=aabb,
            boxes=Boxes.axis_aligned(center, np.maximum(extent, 0)) if boxes is None else boxes,
            color=unknown if color is None else np.asarray(color, dtype=np.float64),
            front=unknown if front is None else np.asarray(front, dtype=np.float64),
            score=np.ones(num_instances) if score is None else np.asarray(score, dtype=np.float64),
            num_points=num_points,
        )

"""The records the stages hand to each other: frozen, made of numpy arrays, checked once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np


@dataclass(frozen=True, eq=False)
class PointCloud:
    """N points in the world frame.

    Attributes:
        points: (N, 3) float32, metres, z up.
        colors: (N, 3) uint8 RGB, or None where the scan has no colour.
    """

    points: np.ndarray
    colors: np.ndarray | None = None

    def __post_init__(self) -> None:
        _check_shape("points", self.points, (None, 3))
        _check_finite("points", self.points)
        if self.colors is not None:
            _check_shape("colors", self.colors, (len(self.points), 3))

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        return f"PointCloud({len(self)} points)"


@dataclass(frozen=True, eq=False)
class Boxes:
    """M oriented boxes in the world frame.

    Attributes:
        center: (M, 3) float64, metres.
        extent: (M, 3) float64, full side lengths along the box axes, metres, not negative.
        R_world_box: (M, 3, 3) float64 rotations, box axes in columns.
    """

    center: np.ndarray
    extent: np.ndarray
    R_world_box: np.ndarray

    def __post_init__(self) -> None:
        num_boxes = len(self.center)
        _check_shape("box center", self.center, (None, 3))
        _check_shape("box extent", self.extent, (num_boxes, 3))
        _check_shape("R_world_box", self.R_world_box, (num_boxes, 3, 3))
        _check_finite("box center", self.center)
        _check_finite("box extent", self.extent)
        if (self.extent < 0).any():
            row = int(np.flatnonzero((self.extent < 0).any(axis=1))[0])
            got = self.extent[row].tolist()
            raise ValueError(f"box extent must be at least 0 metres, got {got} in box {row}")

    def __len__(self) -> int:
        return len(self.center)

    def __repr__(self) -> str:
        return f"Boxes({len(self)} boxes)"

    def __getitem__(self, rows: Any) -> Boxes:
        return Boxes(self.center[rows], self.extent[rows], self.R_world_box[rows])

    @classmethod
    def axis_aligned(cls, center: np.ndarray, extent: np.ndarray) -> Boxes:
        """Boxes whose axes are the world's, from (M, 3) centers and (M, 3) full sizes."""
        center = np.asarray(center, dtype=np.float64).reshape(-1, 3)
        extent = np.asarray(extent, dtype=np.float64).reshape(-1, 3)
        return cls(center, extent, np.tile(np.eye(3), (len(center), 1, 1)))

    @property
    def aabb(self) -> np.ndarray:
        """(M, 6) the axis-aligned boxes that enclose these."""
        half = np.einsum("mij,mj->mi", np.abs(self.R_world_box), self.extent) / 2
        return np.hstack([self.center - half, self.center + half])


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
    """

    instance_id: np.ndarray
    label: np.ndarray
    aabb: np.ndarray
    boxes: Boxes
    color: np.ndarray
    front: np.ndarray
    score: np.ndarray
    num_points: np.ndarray | None = None

    def __post_init__(self) -> None:
        num_instances = len(self.instance_id)
        _check_shape("instance_id", self.instance_id, (None,))
        _check_shape("label", self.label, (num_instances,))
        _check_shape("aabb", self.aabb, (num_instances, 6))
        _check_finite("aabb", self.aabb)
        _check_shape("box center", self.boxes.center, (num_instances, 3))
        _check_shape("color", self.color, (num_instances, 3))
        _check_shape("front", self.front, (num_instances, 3))
        _check_shape("score", self.score, (num_instances,))
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


@dataclass(frozen=True, eq=False)
class Scan:
    """What a reader returns: a named scene with instances and, where it has them, points.

    Attributes:
        name: the scene's name, such as "scene0000_00".
        instances: its M objects; may be empty for a bare cloud.
        cloud: its N points, or None for labelled boxes alone.
        point_instance: (N,) int64 instance_id of each point, -1 for none; None without points.
    """

    name: str
    instances: Instances
    cloud: PointCloud | None = None
    point_instance: np.ndarray | None = None

    def __post_init__(self) -> None:
        if (self.cloud is None) != (self.point_instance is None):
            raise ValueError("a scan must have cloud and point_instance together, got one of them")
        if self.cloud is not None and self.point_instance is not None:
            _check_shape("point_instance", self.point_instance, (len(self.cloud),))


@dataclass(frozen=True, eq=False)
class Viewpoint:
    """Where somebody stands and which way they look, both in the world frame.

    Attributes:
        position: (3,) float64, metres.
        forward: (3,) float64 unit direction of sight; its horizontal part must not vanish.
    """

    position: np.ndarray
    forward: np.ndarray

    def __post_init__(self) -> None:
        _check_shape("viewpoint position", self.position, (3,))
        _check_shape("viewpoint forward", self.forward, (3,))
        _check_finite("viewpoint position", self.position)
        _check_finite("viewpoint forward", self.forward)
        if np.hypot(self.forward[0], self.forward[1]) < 1e-6:
            raise ValueError(
                "a viewpoint must look somewhere sideways, "
                f"got the vertical direction {self.forward.tolist()}"
            )

    @classmethod
    def at(cls, position: Any, *, look_at: Any) -> Viewpoint:
        """The viewpoint at `position` (3,) that looks at the world point `look_at` (3,)."""
        position = np.asarray(position, dtype=np.float64)
        ray = np.asarray(look_at, dtype=np.float64) - position
        return cls(position, ray / max(float(np.linalg.norm(ray)), 1e-9))

    @property
    def T_world_viewer(self) -> np.ndarray:
        """(4, 4) viewer to world; the viewer's x is forward, y left, z up (REP-103)."""
        forward = np.array([self.forward[0], self.forward[1], 0.0])
        forward /= np.linalg.norm(forward)
        T = np.eye(4)
        T[:3, 0] = forward
        T[:3, 1] = [-forward[1], forward[0], 0.0]
        T[:3, 3] = self.position
        return T


def _check_shape(name: str, array: object, shape: tuple[int | None, ...]) -> None:
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name} must be an array, got {type(array).__name__}")
    came: tuple[int, ...] = cast("np.ndarray", array).shape
    fits = len(came) == len(shape) and all(
        want in (None, got) for want, got in zip(shape, came, strict=True)
    )
    if not fits:
        wanted = ", ".join("N" if want is None else str(want) for want in shape)
        comma = "," if len(shape) == 1 else ""
        raise ValueError(f"{name} must have shape ({wanted}{comma}), got {came}")


def _check_finite(name: str, array: np.ndarray) -> None:
    if not np.isfinite(array).all():
        bad = int((~np.isfinite(array)).any(axis=tuple(range(1, array.ndim))).sum())
        count = f"{bad} of {len(array)} rows"
        raise ValueError(f"{name} must be finite, got NaN or infinity in {count}")

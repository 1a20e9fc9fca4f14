"""Boxes followed through a log: tracks in, those that stand still or those of one moment out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ...records import Boxes, Instances
from ...records.checks import check_finite, check_shape

MOST_DRIFT = 1.0  # metres from its middle that a thing that stands still is annotated
SPEED_WINDOW = 0.6  # seconds before and after; one sample of nuScenes is 0.5
LEAST_SEEN = 1.0  # seconds over which it must have been annotated


@dataclass(frozen=True, eq=False)
class Tracks:
    """B boxes of tracked things, world frame.

    Attributes:
        time: (B,) float64 seconds from the log's start.
        instance_id: (B,) int64, the same for all boxes of one track.
        label: (B,) str.
        center: (B, 3) float64, metres.
        extent: (B, 3) float64 full sides, metres, x along the thing's own forward.
        R_world_box: (B, 3, 3) float64.
        num_points: (B,) int64 scanner points in each box.
    """

    time: np.ndarray
    instance_id: np.ndarray
    label: np.ndarray
    center: np.ndarray
    extent: np.ndarray
    R_world_box: np.ndarray
    num_points: np.ndarray

    def __post_init__(self) -> None:
        check_shape("center", self.center, (len(self.time), 3))
        check_finite("center", self.center)
        check_finite("extent", self.extent)

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, rows: Any) -> Tracks:
        return Tracks(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def instances(self, has_front: np.ndarray, speed: np.ndarray | None = None) -> Instances:
        """The boxes as objects of one moment; (B,) bool tells whose x axis is a front."""
        boxes = Boxes(self.center, self.extent, self.R_world_box)
        made = Instances.from_aabb(
            boxes.aabb,
            self.label.tolist(),
            instance_id=self.instance_id,
            boxes=boxes,
            front=np.where(has_front[:, None], self.R_world_box[:, :, 0], np.nan),
        )
        return made if speed is None else replace(made, speed=speed)

    def speeds(self, rows: np.ndarray) -> np.ndarray:
        """(R,) metres a second of some boxes over the ground, NaN where a track has one alone.

        The way is that from the track's first box within SPEED_WINDOW to its last.
        """
        speed = np.full(len(rows), np.nan)
        for place, row in enumerate(rows):
            near = np.flatnonzero(
                (self.instance_id == self.instance_id[row])
                & (np.abs(self.time - self.time[row]) <= SPEED_WINDOW)
            )
            first, last = near[self.time[near].argmin()], near[self.time[near].argmax()]
            took = self.time[last] - self.time[first]
            if took > 0:
                way = self.center[last, :2] - self.center[first, :2]
                speed[place] = np.linalg.norm(way) / took
        return speed

    def standing(self) -> Tracks:
        """One box a track that stays put: the median of its boxes; points are summed.

        A track stays put when it was annotated for LEAST_SEEN seconds and never MOST_DRIFT away
        from its median place. Of two of one name in one place, which are one thing lost from
        sight and found again, the one with more points stays.
        """
        kept = [rows for rows in _rows_of_tracks(self.instance_id) if self._stays(rows)]
        if not kept:
            return self[:0]
        found = Tracks(
            time=np.array([self.time[rows].min() for rows in kept]),
            instance_id=np.array([self.instance_id[rows[0]] for rows in kept]),
            label=np.array([self.label[rows[0]] for rows in kept], dtype=object),
            center=np.array([np.median(self.center[rows], axis=0) for rows in kept]),
            extent=np.array([np.median(self.extent[rows], axis=0) for rows in kept]),
            R_world_box=np.array([self._usual_rotation(rows) for rows in kept]),
            num_points=np.array([self.num_points[rows].sum() for rows in kept]),
        )
        return found[~_doubles(found)]

    def _stays(self, rows: np.ndarray) -> bool:
        middle = np.median(self.center[rows], axis=0)
        drift = np.linalg.norm(self.center[rows] - middle, axis=1).max()
        return bool(drift <= MOST_DRIFT and np.ptp(self.time[rows]) >= LEAST_SEEN)

    def _usual_rotation(self, rows: np.ndarray) -> np.ndarray:
        """(3, 3) the box's rotation whose forward is nearest to the median: flips are few."""
        forward = self.R_world_box[rows, :, 0]
        off = np.abs(forward - np.median(forward, axis=0)).sum(axis=1)
        return self.R_world_box[rows[off.argmin()]]


def _doubles(tracks: Tracks) -> np.ndarray:
    """(B,) bool: which boxes have another of their name, with more points, in their place."""
    apart = np.linalg.norm(tracks.center[:, None, :2] - tracks.center[None, :, :2], axis=2)
    narrow = tracks.extent[:, :2].min(axis=1) / 2
    same = (tracks.label[:, None] == tracks.label) & (apart < np.minimum.outer(narrow, narrow))
    rank = np.argsort(np.argsort(-tracks.num_points, kind="stable"), kind="stable")
    return (same & (rank[None, :] < rank[:, None])).any(axis=1)


def _rows_of_tracks(instance_id: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(instance_id, kind="stable")
    starts = np.flatnonzero(np.diff(instance_id[order])) + 1
    return np.split(order, starts) if len(order) else []

"""Localization on Argoverse 2 logs: held-out moments are described, their places searched for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.build import build_graph
from ..graph.scene_graph import SceneGraph
from ..io.outdoor import argoverse2
from ..language.location import parse_location
from ..reasoning.localization import localize
from ..reasoning.localization.describe import Choice, describe
from ..records import Scan

if TYPE_CHECKING:
    from rich.table import Table

RADII = (5.0, 10.0, 15.0)  # metres
NUM_HINTS = 6
LEAST_WAY = 3.0  # metres driven between two described moments
# What the map is made of everywhere says nothing of a place on it.
GROUND = ("road", "intersection")
CENTER, DRIVE = "the map's centre", "another described place of the drive"


@dataclass(frozen=True)
class Manner:
    """How a moment is described.

    Attributes:
        by: which landmarks are spoken of.
        moving: also things that drive, walk or stop there only for a while, which no map has.
        turned: sides are the driver's, whose heading is not told, instead of the compass's.
    """

    by: Choice
    moving: bool = True
    turned: bool = False

    @property
    def name(self) -> str:
        """For people."""
        sides = "driver's sides" if self.turned else "compass"
        return f"{self.by}, {sides}, {'all that is seen' if self.moving else 'standing things'}"


MANNERS = (
    Manner("closest"),
    Manner("class"),
    Manner("direction"),
    Manner("closest", moving=False),
    Manner("class", moving=False),
    Manner("direction", moving=False),
    Manner("class", turned=True),
    Manner("class", moving=False, turned=True),
)


@dataclass(frozen=True, eq=False)
class PlaceReport:
    """Errors of the places found.

    Attributes:
        errors: manner, or CENTER or DRIVE, to (Q,) metres from the true place. For DRIVE they are
            of all pairs of described places of a log.
        logs: names of the logs.
        landmarks: how many landmarks each log's map has.
    """

    errors: dict[str, np.ndarray]
    logs: tuple[str, ...]
    landmarks: tuple[int, ...]

    def recall(self, name: str) -> np.ndarray:
        """(3,) shares of the answers within 5, 10 and 15 m."""
        return np.array([(self.errors[name] <= radius).mean() for radius in RADII])

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "moments": len(self.errors[CENTER]),
            "logs": list(self.logs),
            "landmarks": list(self.landmarks),
            "recall": {name: self.recall(name).round(4).tolist() for name in self.errors},
            "median_error": {n: round(float(np.median(e)), 2) for n, e in self.errors.items()},
        }

    def table(self) -> Table:
        """The report for people."""
        from rich.table import Table

        told = f"{len(self.errors[CENTER])} moments of {len(self.logs)} Argoverse 2 logs"
        table = Table(title=f"{told}, {'/'.join(map(str, self.landmarks))} landmarks")
        for head in ("described by", "R@5 %", "R@10 %", "R@15 %", "median m"):
            table.add_column(head, justify="left" if head == "described by" else "right")
        for name, errors in self.errors.items():
            shares = [f"{100 * share:.1f}" for share in self.recall(name)]
            table.add_row(name, *shares, f"{np.median(errors):.1f}")
        return table


def run(
    logs: Sequence[str | Path],
    *,
    manners: tuple[Manner, ...] = MANNERS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PlaceReport:
    """Describe held-out moments of each log and search their places on the map of the others.

    A description goes through its text; the map is searched as a whole.

    Args:
        logs: folders of logs.
        manners: how moments are described.
        progress: told how many logs are done.

    Raises:
        FileNotFoundError, ValueError: a log that is missing or damaged.
    """
    errors: dict[str, list[np.ndarray]] = {}
    landmarks = []
    for done, log in enumerate(map(Path, logs), start=1):
        moments, places, headings = held_out(log)
        graph = build_graph(_landmarks(argoverse2.read_standing(log, leave_out=moments)))
        landmarks.append(len(graph))
        seen = [_landmarks(argoverse2.read(log, str(moment))) for moment in moments]
        for manner in manners:
            found = [
                _find(graph, seen[k], places[k], heading=headings[k], manner=manner)
                for k in range(len(moments))
            ]
            errors.setdefault(manner.name, []).append(_away(np.array(found), places))
        errors.setdefault(CENTER, []).append(_away(_middle(graph), places))
        pairs = np.linalg.norm(places[:, None] - places[None], axis=2)
        errors.setdefault(DRIVE, []).append(pairs[~np.eye(len(pairs), dtype=bool)])
        progress(done, len(logs))
    joined = {name: np.concatenate(parts) for name, parts in errors.items()}
    return PlaceReport(joined, tuple(Path(log).name for log in logs), tuple(landmarks))


def held_out(log: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(Q,) timestamps LEAST_WAY of driving apart, (Q, 2) where the vehicle was, (Q,) its yaw."""
    moments, poses = argoverse2.read_timestamps(log), argoverse2.read_ego_poses(log)
    T = poses.T_city_ego[poses.rows_at(moments)]
    places = T[:, :2, 3]
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
    _, rows = np.unique(np.floor(way / LEAST_WAY), return_index=True)
    return moments[rows], places[rows], np.arctan2(T[rows, 1, 0], T[rows, 0, 0])


def _find(
    graph: SceneGraph, seen: Scan, place: np.ndarray, *, heading: float, manner: Manner
) -> np.ndarray:
    """(2,) where a description of a place is localized; the map's centre where it is nowhere."""
    if not manner.moving:
        seen = _only(seen, np.isin(seen.instances.instance_id, graph.instances.instance_id))
    told = describe(
        build_graph(seen),
        place,
        heading=heading if manner.turned else None,
        num_hints=NUM_HINTS,
        by=manner.by,
    )
    if not told.hints:
        return _middle(graph)
    answer = localize(graph, parse_location(told.text), limits=_limits(graph))
    return answer.position if np.isfinite(answer.position).all() else _middle(graph)


def _landmarks(scan: Scan) -> Scan:
    """The scan without the ground and the vehicle that looks."""
    label = scan.instances.label.astype(str)
    return _only(scan, ~np.isin(label, (*GROUND, "ego vehicle")))


def _only(scan: Scan, kept: np.ndarray) -> Scan:
    """Some of the objects as boxes, without points: a crosswalk is a rectangle anyway."""
    return Scan(scan.name, scan.instances[kept])


def _limits(graph: SceneGraph) -> np.ndarray:
    aabb = graph.instances.aabb
    return np.concatenate([aabb[:, :2].min(axis=0), aabb[:, 3:5].max(axis=0)])


def _middle(graph: SceneGraph) -> np.ndarray:
    return _limits(graph).reshape(2, 2).mean(axis=0)


def _away(found: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.linalg.norm(found - places, axis=1)

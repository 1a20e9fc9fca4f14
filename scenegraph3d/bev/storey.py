"""Which part of a scene a map shows: one storey, from under its floor to under its ceiling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..graph.scene_graph import SceneGraph
from ..graph.structure import CEILINGS
from .stuff import GROUND, OUTDOOR_GROUND, is_named

_CEILING_MARGIN = 0.35  # metres under a ceiling that are cut away with it
_MIN_CUT = 1.9  # metres above the floor below which nothing is cut
_MAX_CEILING = 8.0  # metres above the floor; what is higher is no room's ceiling
_BASEMENT = 0.3  # metres under a floor that still belong to it
_CELL = 0.25  # metres, of the coarse map on which a ceiling is looked for
_LEAST_CEILING = 0.3  # of the map, that lies under points at the height of a ceiling
_STREET = 4.0  # metres, the least length of outdoor ground
_SAMPLE = 30_000  # points


@dataclass(frozen=True, eq=False)
class Slab:
    """What of a scene is on the map.

    Attributes:
        low: metres, below which nothing is drawn.
        high: metres, above which nothing is drawn.
        floor_z: height of the floor where no ground was seen, metres.
        shown: (M + 1,) bool, the rows that are drawn; the last is for points on no object.
    """

    low: float
    high: float
    floor_z: float
    shown: np.ndarray

    def holds(self, z: np.ndarray, row: np.ndarray) -> np.ndarray:
        """(N,) bool, which points of (N,) heights and rows are drawn."""
        held = self.shown[row] if not self.shown.all() else np.ones(len(z), dtype=bool)
        if np.isfinite(self.low):
            held &= z >= np.float32(self.low)
        if np.isfinite(self.high):
            held &= z <= np.float32(self.high)
        return held


def slab_of(graph: SceneGraph, storey: int | None) -> Slab:
    """The slab of one storey, or of the one with the most objects; outdoors, of everything."""
    shown = np.append(~is_named(graph.instances.label, CEILINGS), True)
    if not graph.rooms or is_outdoors(graph):
        low, high = -np.inf, np.inf
        floor = _lowest(graph)
    else:
        storey = busiest_storey(graph) if storey is None else storey
        rooms = [room for room in graph.rooms if room.storey == storey]
        if not rooms:
            storeys = sorted({room.storey for room in graph.rooms})
            raise ValueError(f"storey must be one of {storeys}, got {storey}")
        floor = min(room.floor_z for room in rooms)
        ceiling = max(room.ceiling_z for room in rooms)
        others = {room.storey for room in graph.rooms} - {storey}
        storey_of = np.array([room.storey for room in graph.rooms])
        shown[:-1] &= storey_of[graph.room_of] == storey
        low = floor - _BASEMENT if any(other < storey for other in others) else -np.inf
        above = any(other > storey for other in others)
        high = _cut(graph, floor, ceiling, above=above)
    return Slab(low, high, floor, shown)


def is_outdoors(graph: SceneGraph) -> bool:
    """True where there is a road, grass or the like, too large to be a toy or a picture."""
    found = is_named(graph.instances.label, OUTDOOR_GROUND)
    return bool((graph.instances.extent[found, :2].max(axis=1, initial=0.0) >= _STREET).any())


def busiest_storey(graph: SceneGraph) -> int:
    """The storey with the most objects."""
    storey_of = np.array([room.storey for room in graph.rooms], dtype=np.int64)
    held = storey_of[graph.room_of] if len(graph) else storey_of[:1]
    storeys, counts = np.unique(held, return_counts=True)
    return int(storeys[counts.argmax()])


def _lowest(graph: SceneGraph) -> float:
    """A floor for scenes without rooms: the lowest of what is there."""
    ground = is_named(graph.instances.label, GROUND)
    if ground.any():
        return float(np.median(graph.instances.aabb[ground, 5]))
    if len(graph):
        return float(np.percentile(graph.instances.aabb[:, 2], 10))
    if graph.cloud is not None and len(graph.cloud):
        return float(np.percentile(graph.cloud.points[:, 2], 2))
    return 0.0


def _cut(graph: SceneGraph, floor: float, ceiling: float, *, above: bool) -> float:
    """Height above which a ceiling or the next storey hides the rest; inf where none does."""
    cut = max(ceiling - _CEILING_MARGIN, floor + _MIN_CUT)
    if above:
        return cut
    if graph.cloud is None or ceiling - floor > _MAX_CEILING:
        return np.inf
    points = graph.cloud.points[:: max(1, len(graph.cloud) // _SAMPLE)]
    return cut if _covered_share(points, floor, cut) >= _LEAST_CEILING else np.inf


def _covered_share(points: np.ndarray, floor: float, cut: float) -> float:
    """The share of a coarse map that has points above `cut`."""
    points = points[points[:, 2] >= floor - _BASEMENT]
    if len(points) == 0:
        return 0.0
    cell = np.floor((points[:, :2] - points[:, :2].min(axis=0)) / _CELL).astype(np.int64)
    number = cell[:, 1] * (int(cell[:, 0].max()) + 1) + cell[:, 0]
    covered = np.bincount(number[points[:, 2] > cut], minlength=int(number.max()) + 1) > 0
    seen = np.bincount(number) > 0
    return float(covered.sum() / seen.sum())

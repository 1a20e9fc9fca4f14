"""Walls in; doors and pillars that lie in them out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..config import GroupingSettings
from .debris import attach_fragments
from .groups import Groups, measure_groups, renumbered
from .joining import join_superpoints
from .levels import Levels
from .neighbours import connected
from .wall_panels import find_panels
from .working_cloud import WorkingCloud

# Walls are cut where their colour changes; how they bend and how large they are says little.
_COLOR_CUT = {"width_weight": 0.1, "same_color": 5.0, "size_weight": 0.0, "least_score": -0.4}
_EDGE = 3.0  # percentiles left out at either side
# A door leaf, metres; scans often miss its upper part.
_DOOR_WIDTH = (0.45, 1.3)
_DOOR_HEIGHT = (1.1, 2.3)
_DOOR_SILL = 0.25
_DOOR_DEPTH = 0.2
_LEAST_DOOR = 0.4  # square metres
_DOOR_FILL = 0.55  # of its rectangle
# A pillar: a piece of wall that touches no other.
_PILLAR_WIDTH = 0.7
_PILLAR_HEIGHT = 0.8
_PILLAR_AREA = (0.3, 2.0)  # square metres


def find_wall_things(
    cloud: WorkingCloud, levels: Levels, wall: np.ndarray, settings: GroupingSettings
) -> np.ndarray:
    """Find what is an object though nothing lies behind it.

    Returns:
        (V,) int64 groups, -1 for points of none.
    """
    if not wall.any():
        return np.full(len(cloud), -1)
    cut = join_superpoints(cloud, wall, replace(settings, **_COLOR_CUT))
    pieces = measure_groups(cloud, levels, attach_fragments(cloud, levels, cut, settings))
    panels = _doors(cloud, pieces, settings) | find_panels(cloud, levels, wall, pieces)
    panels = _kept(pieces, panels)
    pillars = _pillars(cloud, levels, wall)
    return renumbered(np.where(pillars >= 0, panels.max() + 1 + pillars, panels))


def _doors(cloud: WorkingCloud, pieces: Groups, settings: GroupingSettings) -> np.ndarray:
    """(G,) bool: pieces of one colour with the size of a door that reach the floor."""
    width = np.array([_width(cloud, rows) for rows in pieces.rows])
    height = pieces.high - pieces.low
    door = (width > _DOOR_WIDTH[0]) & (width < _DOOR_WIDTH[1]) & (pieces.low < _DOOR_SILL)
    door &= (height > _DOOR_HEIGHT[0]) & (height < _DOOR_HEIGHT[1])
    door &= (pieces.area >= _LEAST_DOOR) & (pieces.area > _DOOR_FILL * width * height)
    return door & (pieces.sides[:, 0] < _DOOR_DEPTH) & (pieces.count >= settings.min_points)


def _width(cloud: WorkingCloud, rows: np.ndarray) -> float:
    """Metres along the wall."""
    normal = cloud.normals[rows].mean(axis=0)
    along = np.array([-normal[1], normal[0]]) / max(float(np.hypot(*normal[:2])), 1e-9)
    return float(np.ptp(np.percentile(cloud.points[rows, :2] @ along, [_EDGE, 100 - _EDGE])))


def _pillars(cloud: WorkingCloud, levels: Levels, wall: np.ndarray) -> np.ndarray:
    piece = connected(len(cloud), cloud.edges[wall[cloud.edges].all(axis=1)])
    groups = measure_groups(cloud, levels, renumbered(np.where(wall, piece, -1)))
    wide = np.sort(groups.sides, axis=1)[:, 1]
    pillar = (wide < _PILLAR_WIDTH) & (groups.high - groups.low > _PILLAR_HEIGHT)
    pillar &= (groups.area > _PILLAR_AREA[0]) & (groups.area < _PILLAR_AREA[1])
    return _kept(groups, pillar)


def _kept(groups: Groups, wanted: np.ndarray) -> np.ndarray:
    """(V,) group of each point, -1 for points of none or of one that is not wanted."""
    kept = (groups.number >= 0) & np.append(wanted, False)[groups.number]
    return np.where(kept, groups.number, -1)

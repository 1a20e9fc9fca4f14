"""Groups in; tables get their legs, and what stands on a surface becomes a group of its own."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from ..config import GroupingSettings
from .groups import FACING_UP, UPRIGHT, Groups, measure_groups, renumbered
from .levels import Levels
from .neighbours import connected
from .planes import Patches
from .working_cloud import WorkingCloud

# A table: metres, square metres, shares.
_LEAST_TOP = 0.2
_LEVEL_TOP = 0.5  # of the surface faces up
_LOWEST_TOP, _HIGHEST_TOP = 0.25, 1.3
_FLAT_TOP, _FLAT_SHARE = 0.06, 0.8  # of the top is as near to its height
_LARGEST_LEG = 1.0
_LEG_BELOW, _LEG_ABOVE = 0.25, 0.05  # a leg ends so near to the top
_UNDER_SHARE, _UNDER_PAD = 0.7, 0.08  # of a leg is under the top
# A surface with things on it.
_LEAST_SURFACE = 0.12
_LOWEST_SURFACE = 0.25
_LEVEL_TILT = 20.0  # degrees
_LIFT, _REACH = 0.03, 1.0  # above the surface, of things on it
_LEAST_HEIGHT = 0.05
_LARGEST_GAP = 0.15  # between surface and thing
_PAD = 0.05
_HELD_SHARE = 0.4  # of a thing's edges, that lead to other than the surface
_COVER_SHARE = 0.6  # of the surface that a thing on it covers; more is its upper part
_SPAN_SHARE = 0.6  # of the surface's longer side; what spans more is a back rest


def give_tables_legs(cloud: WorkingCloud, levels: Levels, number: np.ndarray) -> np.ndarray:
    """Join what is under a level top and reaches it with the top.

    Returns:
        (V,) int64 groups.
    """
    groups = measure_groups(cloud, levels, number)
    into = np.arange(len(groups))
    for top in np.argsort(-groups.area, kind="stable"):
        if groups.area[top] < _LEAST_TOP or groups.level[top] < _LEVEL_TOP:
            continue
        rows = groups.rows[top][cloud.normals[groups.rows[top], 2] > FACING_UP]
        height = np.median(levels.height[rows])
        flat = (np.abs(levels.height[rows] - height) < _FLAT_TOP).mean()
        outline = _outline(cloud.points[rows])
        if not _LOWEST_TOP < height < _HIGHEST_TOP or flat < _FLAT_SHARE or outline is None:
            continue
        for leg in _legs_at(groups, height):
            under = _inside(cloud.points[groups.rows[leg]], outline, _UNDER_PAD)
            if leg != top and into[leg] == leg and under.mean() >= _UNDER_SHARE:
                into[leg] = top
    return renumbered(np.where(number >= 0, np.append(into, -1)[number], -1))


def _legs_at(groups: Groups, height: float) -> np.ndarray:
    fits = (groups.high < height + _LEG_ABOVE) & (groups.high > height - _LEG_BELOW)
    return np.flatnonzero(fits & (groups.area < _LARGEST_LEG) & (groups.upright > UPRIGHT))


def lift_things(
    cloud: WorkingCloud,
    patches: Patches,
    levels: Levels,
    number: np.ndarray,
    settings: GroupingSettings,
) -> np.ndarray:
    """Make things that stand on a level surface groups of their own.

    A thing is connected to the rest of its group by the surface alone, covers part of it, and is
    no back rest along it.

    Returns:
        (V,) int64 groups.
    """
    number = number.copy()
    level = patches.normal[:, 2] > np.cos(np.radians(_LEVEL_TILT))
    for patch in np.argsort(-patches.area, kind="stable"):
        if patches.area[patch] <= _LEAST_SURFACE:
            break
        if level[patch]:
            _lift_from(cloud, patches, levels, number, settings, int(patch))
    return number


def _lift_from(
    cloud: WorkingCloud,
    patches: Patches,
    levels: Levels,
    number: np.ndarray,
    settings: GroupingSettings,
    patch: int,
) -> None:
    """Split off `number` what stands on one patch."""
    surface = patches.rows[patch]
    surface = surface[number[surface] >= 0]
    if not len(surface):
        return
    owner = np.bincount(number[surface]).argmax()
    rows = np.flatnonzero(number == owner)
    height = (cloud.points[rows] - patches.mean[patch]) @ patches.normal[patch]
    flat = (np.abs(height) <= _LIFT) | (patches.number[rows] == patch)
    surface = rows[flat & (cloud.normals[rows, 2] > FACING_UP)]
    outline = _outline(cloud.points[surface])
    if outline is None or np.median(levels.height[surface]) < _LOWEST_SURFACE:
        return
    above = (height > _LIFT) & (height < _REACH) & ~flat
    above &= _inside(cloud.points[rows], outline, _PAD)
    local = np.full(len(number), -1)
    local[rows] = np.arange(len(rows))
    edges = local[cloud.edges]
    edges = edges[(edges >= 0).all(axis=1)]
    piece = np.where(above, connected(len(rows), edges[above[edges].all(axis=1)]), -1)
    for found in np.unique(piece[piece >= 0]):
        members = piece == found
        thing = rows[members]
        if not is_large_enough(cloud, thing, settings) or not _stands(height[members]):
            continue
        leaving = members[edges][:, ::-1] & ~members[edges]  # per edge: the end outside
        outside = edges[leaving]
        held = 1 - flat[outside].mean() if len(outside) else 0.0
        if held <= _HELD_SHARE and _is_part_of(cloud.points[thing], cloud.points[surface], outline):
            number[thing] = number.max() + 1


def is_large_enough(cloud: WorkingCloud, rows: np.ndarray, settings: GroupingSettings) -> bool:
    """Whether points are enough to be an object."""
    least = settings.min_cells * cloud.resolution**2
    return len(rows) >= settings.min_points and float(cloud.area[rows].sum()) >= least


def _stands(height: np.ndarray) -> bool:
    low, high = np.percentile(height, [5, 95])
    return bool(low <= _LARGEST_GAP and high >= _LEAST_HEIGHT)


def _is_part_of(thing: np.ndarray, surface: np.ndarray, outline: ConvexHull) -> bool:
    """Whether a thing covers only part of a surface and spans only part of its longer side."""
    own = _outline(thing)
    if own is None or own.volume > _COVER_SHARE * outline.volume:
        return False
    centered = surface[:, :2] - surface[:, :2].mean(axis=0)
    along = np.linalg.eigh(centered.T @ centered)[1][:, 1]
    return bool(np.ptp(thing[:, :2] @ along) <= _SPAN_SHARE * np.ptp(surface[:, :2] @ along))


def _outline(points: np.ndarray) -> ConvexHull | None:
    """The convex outline of points seen from above, None where they have no area."""
    if len(points) < 3:
        return None
    try:
        return ConvexHull(points[:, :2])
    except QhullError:
        return None


def _inside(points: np.ndarray, outline: ConvexHull, pad: float) -> np.ndarray:
    """(N,) bool: which points are in an outline seen from above, or `pad` metres outside."""
    equations = outline.equations
    outside = points[:, :2] @ equations[:, :2].T + equations[:, 2]
    return outside.max(axis=1) <= pad

"""A cloud in; its floor, ceiling and walls out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records import PointCloud
from ..records.checks import check_shape
from .backs import Backs, look_behind
from .levels import Levels, find_levels, level_turn, lowest_level_patch
from .planes import Patches, measure_patches, planar_patches
from .walls import Walls, find_walls
from .working_cloud import FEWEST_POINTS, WorkingCloud, thin_cloud

_UPRIGHT = 0.3  # |z| of the normals that tell how the room is turned


@dataclass(frozen=True, eq=False)
class Layout:
    """A cloud, thinned, levelled and turned along its walls, and what bounds it."""

    cloud: WorkingCloud
    patches: Patches
    levels: Levels
    backs: Backs
    walls: Walls

    @property
    def things(self) -> np.ndarray:
        """(V,) bool: points that may be on objects."""
        levels = self.levels
        return ~(levels.floor | levels.ceiling | levels.below | self.walls.wall)


def find_structure(cloud: PointCloud, superpoint: np.ndarray | None = None) -> np.ndarray:
    """Name the points on the building itself.

    The floor is what is level with nothing below, however bent; a table top has the floor below.
    The ceiling is level or sloped with nothing above. Walls are upright and have nothing of the
    room behind them, or part rooms and reach up to the ceiling. Doors, windows and curtains that
    lie in a wall count as wall here.

    Args:
        cloud: N points, z up to within about 20 degrees.
        superpoint: (N,) integers, patches whose points all get the name that most of them have;
            None to name each point by itself.

    Returns:
        (N,) str: "floor", "ceiling", "wall" or "".
    """
    if superpoint is not None:
        check_shape("superpoint", superpoint, (len(cloud),))
    name = np.full(len(cloud), "", dtype="<U7")
    if len(cloud) < FEWEST_POINTS:
        return name
    layout = lay_out(cloud)
    row = layout.cloud.row
    name[layout.walls.wall[row]] = "wall"
    name[layout.levels.ceiling[row]] = "ceiling"
    name[layout.levels.floor[row]] = "floor"
    return name if superpoint is None else _most_frequent(name, superpoint)


def lay_out(cloud: PointCloud) -> Layout:
    """Thin, level and turn a cloud of at least 2 points and find what bounds it."""
    working = thin_cloud(cloud)
    number = planar_patches(
        working.points,
        working.normals,
        working.superpoint,
        working.edges,
        resolution=working.resolution,
    )
    patches = _measured(working, number)
    base = lowest_level_patch(working, patches)
    if base is not None:
        working = working.turned(level_turn(patches.normal[base]), patches.mean[base])
    working = working.turned(_along_walls(working), np.zeros(3))
    patches = _measured(working, number)
    levels = find_levels(working, patches, base)
    backs = look_behind(working, patches, levels)
    return Layout(working, patches, levels, backs, find_walls(working, patches, levels, backs))


def _measured(cloud: WorkingCloud, number: np.ndarray) -> Patches:
    return measure_patches(cloud.points, cloud.normals, number, cloud.area)


def _along_walls(cloud: WorkingCloud) -> np.ndarray:
    """(3, 3) turn about z, by 45 degrees at most, that lays most upright surface along x or y."""
    upright = np.abs(cloud.normals[:, 2]) < _UPRIGHT
    angle = np.arctan2(cloud.normals[upright, 1], cloud.normals[upright, 0])
    mean = (cloud.area[upright] * np.exp(4j * angle)).sum()  # Four walls point the same way.
    turn = -np.angle(mean) / 4
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])


def _most_frequent(name: np.ndarray, superpoint: np.ndarray) -> np.ndarray:
    """The name most points of each one's superpoint have."""
    of_patch = np.unique(superpoint, return_inverse=True)[1]
    names, of_name = np.unique(name, return_inverse=True)
    votes = np.zeros((of_patch.max() + 1, len(names)), dtype=np.int64)
    np.add.at(votes, (of_patch, of_name), 1)
    return names[votes.argmax(axis=1)][of_patch]

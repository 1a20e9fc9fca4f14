"""A cloud in; a scan out whose instances are its floor, ceiling, walls and objects."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ..config import GroupingSettings
from ..io.segments import scan_from_points
from ..records import Instances, PointCloud, Scan
from .debris import attach_fragments, drop_scraps
from .groups import renumbered
from .joining import join_superpoints
from .neighbours import connected
from .standing import give_tables_legs, lift_things
from .structure import Layout, lay_out
from .wall_things import find_wall_things
from .working_cloud import FEWEST_POINTS

_TABLE_REACH = 2.0  # metres: a scan no wider shows a table, not a room
_LEAST_PIECE = 0.5  # square metres of a floor, ceiling or wall that is one of its own
_SAME_WALL = 0.9  # cosine between the normals of one wall: 26 degrees


def group_points(
    cloud: PointCloud, name: str = "scan", settings: GroupingSettings | None = None
) -> Scan:
    """Find the objects of a cloud by its points alone.

    Floor, ceiling and walls are taken away. What remains is cut into superpoints and joined again
    where the surface bulges and its colour stays; tables get their legs, things on them become
    objects, scraps along walls are dropped. Doors and pillars are taken out of the walls.

    Args:
        cloud: N points, z up to within about 20 degrees; colours and normals are used where there
            are any.
        name: of the scan.
        settings: what holds superpoints together.

    Returns:
        The scan. "floor", "ceiling" and "wall" are named, and "table" where the scan shows only
        the top of one; objects have no name. Fewer than 50 points have no instances.
    """
    settings = GroupingSettings() if settings is None else settings
    if len(cloud) < FEWEST_POINTS:
        nothing = Instances.from_aabb(np.zeros((0, 6)), [])
        return Scan(name, nothing, cloud, np.full(len(cloud), -1, dtype=np.int64))
    layout = lay_out(cloud)
    number, names = _with_structure(layout, _objects(layout, settings))
    return scan_from_points(name, cloud, number[layout.cloud.row], names=names)


def _objects(layout: Layout, settings: GroupingSettings) -> np.ndarray:
    """(V,) object of each working point, -1 for none."""
    cloud, levels = layout.cloud, layout.levels
    number = join_superpoints(cloud, layout.things, settings)
    number = attach_fragments(cloud, levels, number, settings)
    number = give_tables_legs(cloud, levels, number)
    number = lift_things(cloud, layout.patches, levels, number, settings)
    number = drop_scraps(cloud, levels, layout.walls, layout.backs, number, settings)
    in_wall = find_wall_things(cloud, levels, layout.walls.wall, settings)
    return renumbered(np.where(in_wall >= 0, number.max() + 1 + in_wall, number))


def _with_structure(layout: Layout, number: np.ndarray) -> tuple[np.ndarray, dict[int, str]]:
    """Number floors, ceilings and walls behind the objects, and name them."""
    names: dict[int, str] = {}
    free, levels = number < 0, layout.levels
    support = "table" if _is_table(layout) else "floor"
    parts = {support: levels.floor, "ceiling": levels.ceiling, "wall": layout.walls.wall}
    number = number.copy()
    for label, part in parts.items():
        piece = _pieces(layout, part & free, label)
        start = int(number.max()) + 1
        number = np.where(piece >= 0, start + piece, number)
        names.update(dict.fromkeys(range(start, start + int(piece.max()) + 1), label))
    return number, names


def _is_table(layout: Layout) -> bool:
    reach = np.ptp(layout.cloud.points[:, :2], axis=0)
    return bool(np.hypot(*reach) < _TABLE_REACH and not layout.walls.wall.any())


def _pieces(layout: Layout, part: np.ndarray, label: str) -> np.ndarray:
    """(V,) connected pieces of floor, ceiling or wall; walls are cut at corners."""
    cloud = layout.cloud
    if not part.any():
        return np.full(len(cloud), -1)
    edges = cloud.edges[part[cloud.edges].all(axis=1)]
    if label == "wall":
        normal = layout.patches.normal[layout.patches.number]
        alike = (normal[edges[:, 0]] * normal[edges[:, 1]]).sum(axis=1) > _SAME_WALL
        edges = edges[alike]
    piece = connected(len(cloud), edges)
    area = np.bincount(piece, cloud.area * part)
    large = part & (area[piece] >= min(_LEAST_PIECE, area.max()))
    near = cKDTree(cloud.points[large]).query(cloud.points[part], workers=-1)[1]
    number = np.full(len(cloud), -1)
    number[part] = piece[large][np.asarray(near)]
    return renumbered(number)

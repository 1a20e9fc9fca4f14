"""The HD map of an Argoverse 2 log in, its surfaces as labelled points on the ground out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter

from ...geometry.polygons import cells_in_polygon
from ...records import Boxes, Instances, PointCloud, Scan
from ..fields import MAX_COORDINATE
from ..files import one_line, parse_json, read_bytes
from ..segments import scan_from_points
from .stuff import StuffSettings, cluster_stuff

SPACING = 1.0  # metres between the points that stand for a surface
MOST_SPAN = 5000.0  # metres
MAX_SCALE = 1000.0  # pixels of the raster to a metre
SETTINGS = StuffSettings(voxel_size=SPACING, radius=1.6, least_neighbours=2, least_voxels=4)
# Lower ones first: where surfaces overlap, a point belongs to the last; crosswalks follow.
KINDS = ("road", "intersection", "bike lane", "bus lane")
Number = Annotated[float, Field(allow_inf_nan=False, ge=-MAX_COORDINATE, le=MAX_COORDINATE)]


class _Point(BaseModel):
    x: Number
    y: Number
    z: Number


class _Crossing(BaseModel):
    edge1: list[_Point]
    edge2: list[_Point]


class _Lane(BaseModel):
    is_intersection: bool = False
    lane_type: str = "VEHICLE"
    left_lane_boundary: list[_Point]
    right_lane_boundary: list[_Point]


class _Area(BaseModel):
    area_boundary: list[_Point]


class _Map(BaseModel):
    pedestrian_crossings: dict[str, _Crossing] = {}
    lane_segments: dict[str, _Lane] = {}
    drivable_areas: dict[str, _Area] = {}


class _Similarity(BaseModel):
    """`pixel = s * (R @ place + t)`: column and row of the ground-height raster."""

    R: Annotated[list[Number], Field(min_length=4, max_length=4)]
    t: Annotated[list[Number], Field(min_length=2, max_length=2)]
    s: Annotated[float, Field(gt=0, le=MAX_SCALE)]


_MAP, _SIMILARITY = TypeAdapter(_Map), TypeAdapter(_Similarity)


def read_map(folder: Path, *, first_id: int) -> Scan:
    """Read the surfaces of a log's map: road, intersections, bus and bike lanes, crosswalks.

    Args:
        folder: the log's `map`; where it or its file is missing, there are no surfaces.
        first_id: the instance_id of the first surface; the others count on.

    Returns:
        A scan of points 1 m apart on the ground, clustered (see `cluster_stuff`); without a cloud
        where there are no surfaces.

    Raises:
        ValueError: a damaged map or raster.
    """
    archive = next(iter(sorted(folder.glob("log_map_archive_*.json"))), None)
    outlines = [] if archive is None else _outlines(archive)
    if not outlines:
        return Scan("", _no_instances())
    _check_span(outlines, archive)
    points, kind = _surface_points(outlines)
    points[:, 2] = _ground_heights(folder, points)
    cluster = cluster_stuff(points, kind, SETTINGS)
    name_of = (*KINDS, *["crosswalk"] * len(outlines))
    names = {int(c) + first_id: name_of[k] for c, k in zip(cluster, kind, strict=True) if c >= 0}
    ids = np.where(cluster >= 0, cluster + first_id, -1)
    return scan_from_points("", PointCloud(points.astype(np.float32)), ids, names=names)


def _check_span(outlines: list[tuple[int, np.ndarray]], archive: Path | None) -> None:
    """Refuse a map with corners astray before a grid is laid over it."""
    corners = np.vstack([outline for _, outline in outlines])
    span = float(np.ptp(corners[:, :2], axis=0).max())
    if span > MOST_SPAN:
        raise ValueError(
            f"{archive}: a log's map must be at most {MOST_SPAN:.0f} m wide, got {span:.0f} m"
        )


def _outlines(archive: Path) -> list[tuple[int, np.ndarray]]:
    """The kind and (K, 3) outline of each surface; a crosswalk is a kind of its own.

    Those at one junction touch, and are several things all the same.
    """
    found = parse_json(read_bytes(archive), _MAP, str(archive))
    areas = [("road", _corners(one.area_boundary)) for one in found.drivable_areas.values()]
    lanes = [
        (_lane_kind(one), _between(one.left_lane_boundary, one.right_lane_boundary))
        for one in found.lane_segments.values()
    ]
    crossings = [_between(one.edge1, one.edge2) for one in found.pedestrian_crossings.values()]
    surfaces = [(KINDS.index(kind), outline) for kind, outline in (*areas, *lanes) if kind]
    surfaces += list(enumerate(crossings, start=len(KINDS)))
    return [(kind, outline) for kind, outline in surfaces if len(outline) > 2]


def _lane_kind(lane: _Lane) -> str:
    """ "" for a plain lane, which is road."""
    if lane.is_intersection:
        return "intersection"
    return {"BUS": "bus lane", "BIKE": "bike lane"}.get(lane.lane_type, "")


def _corners(points: list[_Point]) -> np.ndarray:
    return np.array([(p.x, p.y, p.z) for p in points], dtype=np.float64).reshape(-1, 3)


def _between(left: list[_Point], right: list[_Point]) -> np.ndarray:
    """(K, 3) outline of the strip between two lines that run the same way."""
    return np.vstack([_corners(left), _corners(right)[::-1]])


def _surface_points(outlines: list[tuple[int, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) points of a common grid within the outlines, and the (N,) topmost kind of each."""
    corners = np.vstack([outline for _, outline in outlines])
    low = np.floor(corners[:, :2].min(axis=0))
    shape = np.ceil((corners[:, :2].max(axis=0) - low) / SPACING).astype(np.int64) + 1
    kind = np.full(shape, -1)
    height = np.zeros(shape)
    for one, outline in sorted(outlines, key=lambda each: each[0]):
        at, inside = cells_in_polygon(outline[:, :2] - low, SPACING, shape)
        kind[at][inside] = one
        height[at][inside] = outline[:, 2].mean()
    held = np.argwhere(kind >= 0)
    flat = low + (held + 0.5) * SPACING
    return np.column_stack([flat, height[kind >= 0]]), kind[kind >= 0]


def _ground_heights(folder: Path, points: np.ndarray) -> np.ndarray:
    """(N,) heights of the ground raster below points; their own z where it does not reach."""
    raster = next(iter(sorted(folder.glob("*_ground_height_surface*.npy"))), None)
    place = next(iter(sorted(folder.glob("*___img_Sim2_city.json"))), None)
    if raster is None or place is None:
        return points[:, 2]
    heights = _read_raster(raster)
    fit = parse_json(read_bytes(place), _SIMILARITY, str(place))
    pixels = fit.s * (points[:, :2] @ np.array(fit.R).reshape(2, 2).T + np.array(fit.t))
    at = np.floor(pixels).astype(np.int64)  # column, row
    inside = ((at >= 0) & (at < heights.shape[::-1])).all(axis=1)
    found = points[:, 2].copy()
    found[inside] = heights[at[inside, 1], at[inside, 0]]
    return np.where(np.isfinite(found), found, points[:, 2])


def _read_raster(path: Path) -> np.ndarray:
    try:
        heights = np.load(path, allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise ValueError(f"{path} must be a .npy raster, got: {one_line(error)}") from error
    if heights.ndim != 2 or heights.dtype.kind != "f":
        raise ValueError(f"{path} must hold (H, W) heights, got {heights.dtype} {heights.shape}")
    heights = heights.astype(np.float64)
    if (np.abs(heights[np.isfinite(heights)]) > MAX_COORDINATE).any():
        raise ValueError(f"{path} must hold heights within {MAX_COORDINATE / 1000:.0f} km")
    return heights


def _no_instances() -> Instances:
    none = np.zeros((0, 3))
    return Instances.from_aabb(np.zeros((0, 6)), [], boxes=Boxes.axis_aligned(none, none))

"""What people get wrong with their own scans: a Scan in, findings with numbers and advice out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..geometry.boxes import iou_aabb
from ..records import Instances, Scan

Status = Literal["ok", "warning", "problem"]

CELL = 0.1  # metres, edge of the squares in which surfaces are counted
MOST_EXTENT = 100.0  # metres, of an indoor scan; beyond it the unit is doubtful
MOST_STREET = 10_000.0  # metres, the same of a map or a scan of streets
MILLIMETRES_FROM = (
    1500.0  # a scan this long is taken for millimetres, a shorter one for centimetres
)
LEAST_EXTENT = 0.2  # metres; a tabletop scan is larger
MOST_TILT = 3.0  # degrees between the walls and the axes
MOST_FLOOR_HEIGHT = 0.2  # metres from z = 0
MAX_POINTS = 50_000  # more are thinned out before surfaces and directions are measured
DUPLICATE_IOU = 0.8
THIN = 1e-3  # metres; a side below this is degenerate
LYING = ("floor", "ground", "ceiling")  # may be drawn without a height
LOW = 0.3  # metres, height up to which a thing of a street lies on the ground
UNNAMED = ("", "otherprop", "otherfurniture", "otherstructure", "object", "unknown")


@dataclass(frozen=True)
class Finding:
    """One check of a scan.

    Attributes:
        check: what was looked at, such as "units".
        status: "ok", "warning" (answers may suffer) or "problem" (answers will be wrong).
        message: what was measured, in numbers.
        advice: the way out, "" where nothing is wrong.
    """

    check: str
    status: Status
    message: str
    advice: str = ""


def examine(scan: Scan, *, outdoors: bool = False) -> list[Finding]:
    """Check a scan's units, axes, floor and annotations.

    Args:
        scan: as read; it is not changed.
        outdoors: it is one of streets, which are longer than rooms, lie at any height, have no
            walls to stand along and are drawn flat.

    Returns:
        A finding for every check that the scan has evidence for: points for the axes, instances
        for the annotations.
    """
    places = _places(scan)
    if len(places) == 0:
        return [Finding("content", "problem", "the scan has no points and no instances")]
    return [
        _check_units(places, outdoors),
        *([] if outdoors else _check_geometry(scan)),
        *_check_annotations(scan, outdoors),
    ]


def _places(scan: Scan) -> np.ndarray:
    """(N, 3) the points, or the corners of the boxes where there are none."""
    if scan.cloud is not None:
        return scan.cloud.points
    return scan.instances.aabb.reshape(-1, 3)


def _check_units(places: np.ndarray, outdoors: bool) -> Finding:
    extent = places.max(axis=0) - places.min(axis=0)
    longest = float(extent.max())
    message = "the scan is {:.4g} x {:.4g} x {:.4g} metres".format(*extent)
    if outdoors and LEAST_EXTENT <= longest <= MOST_STREET:
        return Finding("units", "ok", f"{message}, of streets")
    if longest > MILLIMETRES_FROM:
        return Finding("units", "problem", message, "it looks like millimetres: divide by 1000")
    if longest > MOST_EXTENT:
        advice = "it looks like centimetres: divide by 100, unless it is outdoors"
        return Finding("units", "problem", message, advice)
    if longest < LEAST_EXTENT:
        advice = "it looks like kilometres or a normalised cloud: scale it to metres"
        return Finding("units", "problem", message, advice)
    return Finding("units", "ok", message)


def _check_geometry(scan: Scan) -> Iterator[Finding]:
    if scan.cloud is None or len(scan.cloud) < 100 or scan.point_instance is None:
        return
    step = -(-len(scan.cloud) // MAX_POINTS)
    points = scan.cloud.points[::step].astype(np.float64)
    if (points.max(axis=0) - points.min(axis=0)).max() > MOST_EXTENT:
        return  # Not metres: the cells below would be too many and mean nothing.
    floor_ids = scan.instances.instance_id[scan.instances.label == "floor"]
    floor = points[np.isin(scan.point_instance[::step], floor_ids)]
    up = _check_up_by_floor(points, floor) if len(floor) >= 50 else _check_up_by_area(points)
    yield up
    if up.status == "ok":
        yield _check_alignment(points)
        yield _check_floor(floor if len(floor) >= 50 else points)


def _check_up_by_floor(points: np.ndarray, floor: np.ndarray) -> Finding:
    """A floor is thinnest along the up axis, and the rest of the room lies above it."""
    low, high = np.percentile(floor, [5, 95], axis=0)
    thickness = high - low
    axis = int(np.argmin(thickness))
    message = "the floor is {:.2f} x {:.2f} x {:.2f} m".format(*thickness)
    if axis != 2:
        return Finding("z up", "problem", message, _turn_advice(axis))
    share_above = float((points[:, 2] > np.median(floor[:, 2])).mean())
    message += f"; {share_above:.0%} of the points lie above it"
    if share_above < 0.4:
        advice = "the scan is upside down: negate y and z"
        return Finding("z up", "problem", message, advice)
    return Finding("z up", "ok", message)


def _check_up_by_area(points: np.ndarray) -> Finding:
    """Without a floor by name: it is mostly the largest flat surface, but not in a corridor."""
    area = [round(_largest_slab(points, axis)[0] * CELL**2, 2) for axis in range(3)]
    axis = int(np.argmax(area))
    message = "the largest flat surfaces across x, y, z cover {} / {} / {} m2".format(*area)
    if area[axis] > 1.2 * area[2]:
        return Finding("z up", "warning", message, _turn_advice(axis))
    return Finding("z up", "ok", message)


def _turn_advice(axis: int) -> str:
    turn = ("x, y, z -> y, z, x", "x, y, z -> x, -z, y")[axis]
    return f"{'xy'[axis]} seems to be up: if so, turn the scan so that z is ({turn})"


def _largest_slab(points: np.ndarray, axis: int) -> tuple[int, float]:
    """Cells covered by the fullest slab of two cells' thickness across an axis, and its middle."""
    low = points.min(axis=0)
    cells = np.floor((points - low) / CELL).astype(np.int64)
    across = np.delete(cells, axis, axis=1)
    size = across.max(axis=0) + 1
    column = across[:, 0] * size[1] + across[:, 1]
    best = (0, 0.0)
    for shift in (0, 1):
        keys = np.unique((cells[:, axis] + shift) // 2 * size.prod() + column)
        counts = np.bincount(keys // size.prod())
        fullest = int(counts.argmax())
        middle = float(low[axis] + (2 * fullest + 1 - shift) * CELL)
        best = max(best, (int(counts[fullest]), middle))
    return best


def _check_alignment(points: np.ndarray) -> Finding:
    degrees, contrast = _wall_angle(points[:, :2])
    message = f"the walls stand {degrees:+.1f} degrees from the axes"
    if contrast < 1.05:
        return Finding("axis alignment", "ok", "no dominant direction of walls")
    if abs(degrees) > MOST_TILT:
        advice = f"turn the scan by {-degrees:+.1f} degrees about z; boxes get tighter by it"
        return Finding("axis alignment", "warning", message, advice)
    return Finding("axis alignment", "ok", message)


def _wall_angle(points_xy: np.ndarray) -> tuple[float, float]:
    """Angle in degrees, -45..45, at which walls fall into the fewest lines, and how clearly.

    A wall seen along its length is one line, so the points' coordinates across it pile up: the
    angle is where the sum of squared histogram counts of both coordinates is largest.
    """
    angles = np.arange(-45.0, 45.0, 0.5)
    centered = points_xy - points_xy.mean(axis=0)
    reach = np.linalg.norm(centered, axis=1).max() + CELL
    edges = int(np.ceil(2 * reach / (CELL / 2)))
    scores = []
    for angle in np.radians(angles):
        c, s = np.cos(angle), np.sin(angle)
        across = np.concatenate([centered @ [c, s], centered @ [-s, c]])
        counts = np.bincount(((across + reach) / (2 * reach) * edges).astype(np.int64))
        scores.append(float((counts.astype(np.float64) ** 2).sum()))
    best = int(np.argmax(scores))
    return float(angles[best]), scores[best] / float(np.median(scores))


def _check_floor(points: np.ndarray) -> Finding:
    lower = points[points[:, 2] <= np.percentile(points[:, 2], 60)]
    middle = _largest_slab(lower, 2)[1]
    height = float(np.median(lower[np.abs(lower[:, 2] - middle) <= CELL, 2]))
    message = f"the floor lies at z = {height:+.2f} m"
    if abs(height) > MOST_FLOOR_HEIGHT:
        advice = f"shift the scan by {-height:+.2f} m along z if heights above the floor matter"
        return Finding("floor height", "warning", message, advice)
    return Finding("floor height", "ok", message)


def _check_annotations(scan: Scan, outdoors: bool) -> Iterator[Finding]:
    instances = scan.instances
    if len(instances) == 0:
        advice = "`sg3d build` splits the cloud into objects by its shape; they have no names"
        yield Finding("instances", "warning", "the scan has 0 instances", advice)
        return
    yield Finding("instances", "ok", f"the scan has {len(instances)} instances")
    yield _check_names(instances)
    if scan.point_instance is not None:
        yield _check_coverage(scan.point_instance)
    yield _check_duplicates(instances)
    yield _check_degenerate(instances, outdoors)


def _check_names(instances: Instances) -> Finding:
    named = int(np.sum([label.lower() not in UNNAMED for label in instances.label]))
    message = f"{named} of {len(instances)} instances have a name"
    if named == 0:
        return Finding("names", "problem", message, "without names only numbers can be asked for")
    if named < 0.5 * len(instances):
        return Finding("names", "warning", message, "the others cannot be asked for by name")
    return Finding("names", "ok", message)


def _check_coverage(point_instance: np.ndarray) -> Finding:
    share = float((point_instance < 0).mean())
    message = f"{share:.0%} of the points belong to no instance"
    if share > 0.5:
        return Finding("coverage", "warning", message, "what lies there cannot be found")
    return Finding("coverage", "ok", message)


def _check_duplicates(instances: Instances) -> Finding:
    same_label = instances.label[:, None] == instances.label[None, :]
    overlap = np.triu(iou_aabb(instances.aabb, instances.aabb) > DUPLICATE_IOU, k=1)
    pairs = np.argwhere(overlap & same_label)
    message = f"{len(pairs)} pairs of one name overlap by more than {DUPLICATE_IOU:.0%}"
    if len(pairs) == 0:
        return Finding("duplicates", "ok", message)
    ids = instances.instance_id
    shown = ", ".join(f"{ids[a]} and {ids[b]} ({instances.label[a]})" for a, b in pairs[:3])
    advice = "one object annotated twice makes answers ambiguous: keep one of each"
    return Finding("duplicates", "warning", f"{message}: {shown}", advice)


def _check_degenerate(instances: Instances, outdoors: bool) -> Finding:
    flat = (instances.extent < THIN).any(axis=1)
    sides = instances.aabb[:, 3:] - instances.aabb[:, :3]
    lying = (sides[:, 2] < THIN) & (sides[:, :2] >= THIN).all(axis=1)
    named = np.array([str(label).lower() in LYING for label in instances.label], dtype=bool)
    flat &= ~(lying & named)
    if outdoors:  # a strip of a road at the edge of a map is one cell wide
        flat &= (sides[:, 2] >= LOW) | (sides[:, :2] < THIN).all(axis=1)
    message = f"{int(flat.sum())} of {len(instances)} boxes have a side below {THIN * 1000:g} mm"
    if not flat.any():
        return Finding("degenerate boxes", "ok", message)
    shown = ", ".join(map(str, instances.instance_id[flat][:5]))
    advice = "such boxes have no volume: check that the instances are whole"
    return Finding("degenerate boxes", "warning", f"{message}: ids {shown}", advice)

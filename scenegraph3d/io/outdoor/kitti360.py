"""KITTI-360 accumulated clouds: a labelled PLY in, its instances and clustered stuff out.

    data_3d_semantics/train/<drive>/static/<first>_<last>.ply

Fields: x y z red green blue semantic instance, others are passed over. `instance` is
`1000 * semantic + number`; number 0 is stuff. Metres, z up, the drive's own frame.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ...records import Scan
from ..fields import as_ids, make_cloud
from ..ply import read_ply_vertices
from .labelled_cloud import scan_of_classes

name = "kitti360"
# Names of the classes by their id in KITTI-360, which are those of Cityscapes and more; classes
# that say nothing (unlabelled, out of view, sky) are left out.
NAMES = {
    6: "ground", 7: "road", 8: "sidewalk", 9: "parking", 10: "rail track", 11: "building",
    12: "wall", 13: "fence", 14: "guard rail", 15: "bridge", 16: "tunnel", 17: "pole", 18: "pole",
    19: "traffic light", 20: "traffic sign", 21: "vegetation", 22: "terrain", 24: "person",
    25: "rider", 26: "car", 27: "truck", 28: "bus", 29: "caravan", 30: "trailer", 31: "train",
    32: "motorcycle", 33: "bicycle", 34: "garage", 35: "gate", 36: "bus stop", 37: "small pole",
    38: "lamp", 39: "trash bin", 40: "vending machine", 41: "box", 42: "construction",
    43: "vehicle", 44: "object",
}  # fmt: skip
NUMBERS = 1000  # of instances that a class has room for


def matches(path: Path) -> bool:
    """Whether the file is called by its first and last frame, ten digits each."""
    return re.fullmatch(r"\d{10}_\d{10}\.ply", path.name) is not None


def read(path: Path, scene: str | None = None) -> Scan:
    """Read one labelled cloud.

    Args:
        path: the .ply file.
        scene: not used, such a file holds one scene.

    Returns:
        The scan: things with the file's instance values as ids, and stuff clustered into nodes of
        at most 25 m, whose ids count on.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a damaged file, or fields that are missing or do not fit together.
    """
    rows = read_ply_vertices(path)
    fields = rows.dtype.names or ()
    for field in ("semantic", "instance"):
        if field not in fields:
            raise ValueError(f"{path} must have the field '{field}', got: {', '.join(fields)}")
    points = np.stack([rows[axis] for axis in "xyz"], axis=1)
    colored = {"red", "green", "blue"} <= set(fields)
    colors = np.stack([rows[c] for c in ("red", "green", "blue")], axis=1) if colored else None
    cloud = make_cloud(points, colors, str(path))
    kind = as_ids(rows["semantic"], len(rows), f"{path}: field 'semantic'")
    instance = as_ids(rows["instance"], len(rows), f"{path}: field 'instance'")
    numbered = (instance >= 0) & (instance % NUMBERS > 0)
    if (instance[numbered] // NUMBERS != kind[numbered]).any():
        row = int(np.flatnonzero(numbered & (instance // NUMBERS != kind))[0])
        raise ValueError(
            f"{path}: instance must be {NUMBERS} * semantic + number, "
            f"got {instance[row]} for semantic {kind[row]}"
        )
    thing = np.where(numbered, instance, -1)
    return scan_of_classes(path.stem, cloud, kind, thing=thing, names=NAMES)

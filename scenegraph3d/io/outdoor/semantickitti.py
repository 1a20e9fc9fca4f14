"""KITTI sweeps: a velodyne .bin in, with the labels of SemanticKITTI beside it, a Scan out.

    sequences/<number>/velodyne/<frame>.bin     (N, 4) float32: x y z reflectance
    sequences/<number>/labels/<frame>.label     (N,) uint32: class + (instance << 16), if any

Metres, the scanner's frame: x forward, y left, z up.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...records import Scan
from ..fields import make_cloud
from ..files import read_bytes
from ..segments import scan_from_points
from .labelled_cloud import scan_of_classes
from .stuff import StuffSettings

name = "semantickitti"
NAMES = {
    10: "car", 11: "bicycle", 13: "bus", 15: "motorcycle", 16: "train", 18: "truck",
    20: "vehicle", 30: "person", 31: "bicyclist", 32: "motorcyclist", 40: "road", 44: "parking",
    48: "sidewalk", 49: "ground", 50: "building", 51: "fence", 52: "construction", 60: "road",
    70: "vegetation", 71: "trunk", 72: "terrain", 80: "pole", 81: "traffic sign", 99: "object",
    252: "car", 253: "bicyclist", 254: "person", 255: "motorcyclist", 256: "train", 257: "bus",
    258: "truck", 259: "vehicle",
}  # fmt: skip
# One sweep is sparse: rings of points lie a metre apart at 30 m.
SETTINGS = StuffSettings(voxel_size=0.5, radius=1.5)


def matches(path: Path) -> bool:
    """Whether the file ends in .bin."""
    return path.suffix.lower() == ".bin"


def read(path: Path, scene: str | None = None) -> Scan:
    """Read one sweep.

    Args:
        path: the .bin file.
        scene: not used, such a file holds one scene.

    Returns:
        The scan; without a file of labels a bare cloud.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a file that is cut short, or labels of another number of points.
    """
    data = read_bytes(path)
    if len(data) % 16:
        raise ValueError(
            f"{path} must hold 16 bytes a point (x y z reflectance, float32), got {len(data)} "
            "bytes: is it cut short?"
        )
    rows = np.frombuffer(data, "<f4").reshape(-1, 4)
    cloud = make_cloud(rows[:, :3], None, str(path))
    labels = path.parent.parent / "labels" / f"{path.stem}.label"
    if path.parent.name != "velodyne" or not labels.exists():
        return scan_from_points(path.stem, cloud, None)
    content = read_bytes(labels)
    if len(content) != 4 * len(rows):
        raise ValueError(
            f"{labels} must hold 4 bytes for each of the {len(rows)} points, got {len(content)}"
        )
    label = np.frombuffer(content, "<u4").astype(np.int64)
    kind, number = label & 0xFFFF, label >> 16
    thing = np.where(number > 0, label, -1)
    return scan_of_classes(path.stem, cloud, kind, thing=thing, names=NAMES, settings=SETTINGS)

"""Score the objects found by points alone, without frames, weights or an oracle, room by room.

    python benchmarks/points_only.py --data $SG3D_DATA

`scannet_50k` holds scans of six rooms, `mosd_tabletop` six single views of a table. Scored are all
annotated objects but walls, floor and ceiling (of tabletops: the table), however small, against
all found objects, at IoU 0.5 over all points. `strict` counts every found object; `ScanNet` drops
those that match nothing and lie for more than half on unannotated points or on structure. Rescans
of a room are averaged, then rooms. `--clusters` scores clusters 7 cm apart after the annotation
itself took walls, floor and ceiling (the table) away.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from scenegraph3d.bench.instances import score_masks
from scenegraph3d.bench.point_masks import PointMasks, match_greedily, overlaps
from scenegraph3d.geometry.gravity import find_up, gravity_transform
from scenegraph3d.io import read_scan
from scenegraph3d.mapping.group_points import group_points
from scenegraph3d.records import PointCloud, Scan

STRUCTURE = frozenset({"wall", "floor", "ceiling", "table top"})
NAMED = frozenset({"wall", "floor", "ceiling", "table"})  # structure, where we name it
CAMERA_UP = np.array([0.0, -1.0, 0.0])  # of a Kinect that is held level, in its own frame
CLUSTER_GAP, CLUSTER_POINTS = 0.07, 20

Find = Callable[[PointCloud, PointMasks], PointMasks]


def main() -> None:
    """Print one line for each room and table, and their means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("SG3D_DATA"))
    parser.add_argument("--clusters", action="store_true", help="score the oracle's clusters")
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("--data or SG3D_DATA must name the folder of real data")
    find = clusters if asked.clusters else objects
    scans = Path(asked.data) / "scans"
    report(
        "scannet_50k", [rooms(path, find) for path in sorted((scans / "scannet_50k").glob("*.npz"))]
    )
    report(
        "mosd_tabletop",
        [table(path, find) for path in sorted((scans / "mosd_tabletop").glob("*.npz"))],
    )


def rooms(path: Path, find: Find) -> tuple[str, list[float]]:
    """The room's name and the scores of one of its scans."""
    scan = read_scan(path)
    truth = PointMasks.from_scan(scan)
    return path.stem.split("_")[0], scored(scan.cloud, truth, find)


def table(path: Path, find: Find) -> tuple[str, list[float]]:
    """The scores of one view of a table, turned upright by what its camera and the table tell."""
    with np.load(path) as arrays:
        points, colors, label = arrays["xyz"], arrays["rgb"], arrays["label"].astype(np.int64)
    turn = gravity_transform(find_up(points, up_hint=CAMERA_UP), 0.0)[:3, :3]
    ids = np.unique(label)
    names = np.where(ids < 10, "table top", "").astype(object)
    truth = PointMasks(label, ids, names, np.ones(len(ids)))
    return path.stem, scored(PointCloud((points @ turn.T).astype(np.float32), colors), truth, find)


def scored(cloud: PointCloud, truth: PointMasks, find: Find) -> list[float]:
    """Objects, found, strict recall and precision, ScanNet's precision, seconds."""
    start = time.perf_counter()
    found = find(cloud, truth)
    seconds = time.perf_counter() - start
    counted = ~np.isin(truth.label.astype(str), list(STRUCTURE))
    iou = overlaps(truth, found, counted).iou[:, counted]
    hits = (match_greedily(iou, found.score, 0.5) >= 0).sum()
    official = score_masks([(truth, found)], ignored=STRUCTURE)
    precision = hits / max(len(found), 1)
    return [
        *(float(counted.sum()), float(len(found)), float(hits / counted.sum()), float(precision)),
        *(official.precision, seconds),
    ]


def objects(cloud: PointCloud, _: PointMasks) -> PointMasks:
    """What the points alone say."""
    scan: Scan = group_points(cloud)
    kept = scan.instances[~np.isin(scan.instances.label.astype(str), list(NAMED))]
    return PointMasks.from_instances(kept, scan.point_instance)


def clusters(cloud: PointCloud, truth: PointMasks) -> PointMasks:
    """Pieces that are apart once an oracle has taken the structure away."""
    structure = truth.instance_id[np.isin(truth.label.astype(str), list(STRUCTURE))]
    rows = np.flatnonzero(~np.isin(truth.point_instance, structure))
    pairs = cKDTree(cloud.points[rows]).query_pairs(CLUSTER_GAP, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(rows), len(rows)))
    piece = connected_components(graph, directed=False)[1]
    large = np.bincount(piece)[piece] >= CLUSTER_POINTS
    ids = np.full(len(cloud), -1)
    ids[rows[large]] = piece[large]
    return PointMasks.unnamed(ids)


def report(title: str, lines: list[tuple[str, list[float]]]) -> None:
    """Average the scans of each room, print the rooms and their mean."""
    printed = Table(
        *("", "objects", "found", "recall", "precision, strict", "precision, ScanNet", "seconds"),
        title=title,
    )
    names = list(dict.fromkeys(name for name, _ in lines))
    means = [np.mean([values for own, values in lines if own == name], axis=0) for name in names]
    for name, values in zip([*names, "mean"], [*means, np.mean(means, axis=0)], strict=True):
        counts, shares = values[:2], values[2:5]
        row = [f"{count:.1f}" for count in counts] + [f"{100 * share:.1f}" for share in shares]
        printed.add_row(name, *row, f"{values[5]:.1f}")
    Console().print(printed)


if __name__ == "__main__":
    main()

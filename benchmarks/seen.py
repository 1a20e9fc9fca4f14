"""What the camera of a description is worth: ScanRefer with only what its writer could see.

    python benchmarks/seen.py --data $SG3D_DATA

Each description is asked in the part of its scan that lies within an angle of where its writer's
camera looked; the resolver is not told where that camera was. Chance guesses among the objects of
the target's label that are left.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from scenegraph3d import build
from scenegraph3d.bench import scanrefer
from scenegraph3d.bench.cameras import read_viewpoints
from scenegraph3d.bench.evaluate import load_scans
from scenegraph3d.bench.rows import Row
from scenegraph3d.records import Scan, Viewpoint

ANGLES = (180.0, 70.0, 50.0, 35.0, 25.0)  # degrees to either side


def within(scan: Scan, viewpoint: Viewpoint, angle: float) -> Scan:
    """The scan's objects whose middles lie within an angle of the line of sight, from above."""
    offset = scan.instances.center[:, :2] - viewpoint.position[:2]
    sight = viewpoint.forward[:2] / np.linalg.norm(viewpoint.forward[:2])
    length = np.maximum(np.linalg.norm(offset, axis=1), 1e-9)
    seen = offset @ sight >= np.cos(np.radians(angle)) * length - 1e-9
    return replace(scan, instances=scan.instances[seen])


def asked(row: Row, scan: Scan) -> tuple[bool, float]:
    """Whether the first result is the target, and how often a guess would be."""
    labels = scan.instances.label
    target = labels[scan.instances.instance_id == row.target_ids[0]]
    if not len(target):
        return False, 0.0
    answer = build(scan).ground(row.text)
    right = bool(answer.results) and answer.results[0].instance_id == row.target_ids[0]
    return right, 1.0 / float((labels == target[0]).sum())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    language = parser.parse_args().data / "language"
    table = language / "scannet_scenes" / "objects_gt.jsonl.gz"
    rows = scanrefer.read_rows(language / "scanrefer" / "scanrefer_train_1000.json")
    cameras = read_viewpoints(language / "scanrefer" / "scanrefer_train_cameras.jsonl", [table])
    scans = load_scans(table, {row.scene for row in rows})
    rows = [row for row in rows if row.key in cameras]
    print(f"{len(rows)} descriptions with a camera")
    for angle in ANGLES:
        parts = [within(scans[row.scene], cameras[row.key], angle) for row in rows]
        outcomes = np.array([asked(row, part) for row, part in zip(rows, parts, strict=True)])
        right, chance = 100 * outcomes.mean(axis=0)
        print(f"within {angle:.0f} degrees: {right:.1f} right, chance {chance:.1f}")


if __name__ == "__main__":
    main()

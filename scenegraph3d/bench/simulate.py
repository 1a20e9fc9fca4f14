"""Simulated detections: a table of annotated scans goes in, a noisy table comes out."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..io.files import atomic_write
from .files import read_json_lines


@dataclass(frozen=True)
class Noise:
    """What the simulated detector gets wrong; shares are of the objects of a scan.

    Attributes:
        drop: share not detected.
        relabel: share of the detected given another label of the table, each label alike.
        duplicate: share of the detected found twice, the second box jittered on its own.
        center_jitter: standard deviation of the box's middle, as a share of its sides.
        extent_jitter: standard deviation of its sides, as a share of them.
    """

    drop: float = 0.2
    relabel: float = 0.15
    duplicate: float = 0.1
    center_jitter: float = 0.05
    extent_jitter: float = 0.1

    def __post_init__(self) -> None:
        for name in ("drop", "relabel", "duplicate"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be a share in 0..1, got {getattr(self, name)}")
        for name in ("center_jitter", "extent_jitter"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} must be in [0, 1), got {getattr(self, name)}")


def simulate_detections(
    scenes: str | Path, out: str | Path, *, noise: Noise | None = None, seed: int = 0
) -> int:
    """Write a table of simulated detections for a table of annotated scans.

    The same seed makes the same file, and a scan's detections do not depend on the others in it.

    Args:
        scenes: JSONL table of scans, `{"scan_id", "objects": [{"label", "c", "s", ...}]}`.
        out: JSONL file to write, ending in .gz or not; ids are new and each object has a `score`.
        noise: what goes wrong.
        seed: of the noise.

    Returns:
        The number of detections written.
    """
    scans = list(read_json_lines(scenes, ("scan_id", "objects")))
    labels = sorted({str(thing["label"]) for scan in scans for thing in _objects(scan, scenes)})
    detected = [_detect(scan, labels, noise or Noise(), seed) for scan in scans]
    text = "".join(json.dumps(scan) + "\n" for scan in detected).encode()
    with atomic_write(out) as file:
        file.write(gzip.compress(text, mtime=0) if Path(out).suffix == ".gz" else text)
    return sum(len(scan["objects"]) for scan in detected)


def _objects(scan: dict[str, Any], path: str | Path) -> list[dict[str, Any]]:
    for thing in scan["objects"]:
        if not isinstance(thing, dict) or not {"label", "c", "s"} <= set(thing):
            raise ValueError(f"{path} must give label, c, s of every object of {scan['scan_id']}")
    return scan["objects"]


def _detect(scan: dict[str, Any], labels: list[str], noise: Noise, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng([seed, zlib.crc32(str(scan["scan_id"]).encode())])
    found = []
    for thing in scan["objects"]:
        if rng.random() < noise.drop:
            continue
        label = str(thing["label"])
        if rng.random() < noise.relabel and len(labels) > 1:
            label = str(rng.choice([other for other in labels if other != label]))
        found.append(_detection(thing, label, noise, rng))
        if rng.random() < noise.duplicate:
            found.append(_detection(thing, label, noise, rng))
    found.sort(key=lambda detection: -detection["score"])
    return {
        "scan_id": scan["scan_id"],
        "objects": [{"id": row, **detection} for row, detection in enumerate(found)],
    }


def _detection(
    thing: dict[str, Any], label: str, noise: Noise, rng: np.random.Generator
) -> dict[str, Any]:
    """One box as a detector would see it: no front, no annotated turn, a score of its own."""
    extent = np.asarray(thing["s"], dtype=np.float64)
    center = thing["c"] + extent * noise.center_jitter * rng.standard_normal(3)
    scale = 1 + noise.extent_jitter * rng.standard_normal(3)
    colour = {"rgb": thing["rgb"]} if "rgb" in thing else {}
    return {
        "label": label,
        "score": round(float(rng.uniform(0.5, 1.0)), 4),
        "c": np.round(center, 4).tolist(),
        "s": np.round(extent * np.maximum(scale, 0.1), 4).tolist(),
        **colour,
    }

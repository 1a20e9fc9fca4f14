"""Which parts of the resolver earn their place: each switched off, the rest as it is.

    python benchmarks/ablation.py --data $SG3D_DATA

prints accuracy in per cent on the development rows (ground-truth boxes and labels; Nr3D also with
simulated detections: 20 % dropped, 15 % relabelled, jittered, duplicated).
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

from scenegraph3d.bench import referit3d, scanrefer
from scenegraph3d.bench.simulate import simulate_detections
from scenegraph3d.reasoning import ground, membership, perspective, resolve


def no_fronts(*_: object, **__: object) -> None:
    """No object's front is known: everybody looks from the room's centre."""


@contextmanager
def patched(*changes: tuple[object, str, object]) -> Iterator[None]:
    """The resolver with some of its parts replaced."""
    with ExitStack() as stack:
        for owner, name, value in changes:
            stack.enter_context(patch.object(owner, name, value))
        yield


VARIANTS: dict[str, tuple[tuple[object, str, object], ...]] = {
    "all parts": (),
    "no fronts (room centre only)": ((perspective, "front_frame", no_fronts),),
    "stated viewpoints ignored": ((ground, "_take_viewpoint", lambda *_: None),),
    "no nearness blend": ((resolve, "NEARNESS_SHARE", {}),),
    "hard anchors (best one only)": ((resolve, "MAX_ANCHORS", 1),),
    "hard clauses (no floor)": (
        (resolve, "FLOOR", {"relation": 1e-6, "rank": 1e-6, "attribute": 1e-6}),
    ),
    "no attributes": (
        (resolve, "attribute_scores", lambda *_, rows, weight: np.full(len(rows), 0.5)),
    ),
    "any synonym as good as the label": ((membership, "OTHER_WORDS", 1.0),),
    "detector scores ignored": ((membership, "RELIABILITY", 0.0),),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder of the published files"
    )
    language = parser.parse_args().data / "language"
    logging.disable(logging.WARNING)
    scenes = language / "scannet_scenes" / "objects_gt.jsonl.gz"
    nr3d = language / "nr3d" / "nr3d_train_1000.csv"
    with tempfile.TemporaryDirectory() as folder:
        noisy = Path(folder) / "detections.jsonl.gz"
        simulate_detections(scenes, noisy)
        benches = {
            "Nr3D": lambda: referit3d.run(nr3d, scenes),
            "Nr3D noisy": lambda: referit3d.run(nr3d, scenes, predicted=noisy),
            "Sr3D": lambda: referit3d.run(language / "sr3d" / "sr3d_dev.csv", scenes),
            "Sr3D Mask3D": lambda: referit3d.run(
                language / "sr3d" / "sr3d_dev.csv",
                scenes,
                predicted=language / "scannet_scenes" / "objects_pred_mask3d.jsonl.gz",
            ),
            "ScanRefer": lambda: scanrefer.run(
                language / "scanrefer" / "scanrefer_train_1000.json", scenes
            ),
        }
        print("| variant | " + " | ".join(benches) + " |")
        print("| --- |" + " --- |" * len(benches))
        chances = [f"{100 * bench().to_dict()['chance']:.1f}" for bench in benches.values()]
        for name, changes in VARIANTS.items():
            with patched(*changes):
                scores = [100 * bench().to_dict()["accuracy"] for bench in benches.values()]
            print(
                f"| {name} | " + " | ".join(f"{score:.1f}" for score in scores) + " |", flush=True
            )
        print("| chance | " + " | ".join(chances) + " |")


if __name__ == "__main__":
    main()

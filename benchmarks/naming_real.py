"""Names of what real scans show, by the encoder that ships; printed as they are.

    python benchmarks/naming_real.py --data $SG3D_DATA

The mesh of a ScanNet room is rendered along a walk, and its boxed objects are named by their true
masks. The frames of a kitchen of 7-Scenes are mapped, and the objects that are found are named;
there is no truth to count those by.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from naming import LABELS, encoded
from rendered import MASKS, pinhole, real_room

from scenegraph3d.io.frames import open_frames
from scenegraph3d.mapping.map_frames import map_frames
from scenegraph3d.mapping.mapper import Mapper
from scenegraph3d.perception.encoders import Encoder, make_encoder
from scenegraph3d.perception.segmenters import make_segmenter
from scenegraph3d.synthetic.depth_noise import DepthNoise

# Depth that was registered to the colour camera, and a world with z up (docs/frames.md).
KITCHEN = """color: {folder}/frames/*.color.jpg
depth: {folder}/frames_registered/*.depth.png
poses: {folder}/frames_registered/*.pose.txt
color_intrinsics: {folder}/color-intrinsics.estimated.txt
T_world_source: {folder}/T_gravity_from_world.txt
depth_scale: 0.001
invalid_depth: [0, 65535]
pose_convention: camera_to_world
axes: opencv
"""


def main() -> None:
    """Print the names in both scans."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of real data")
    parser.add_argument("--weights", help="of mini, in place of those that ship")
    given = parser.parse_args()
    encoder = make_encoder("mini", weights=given.weights)
    print_room(given.data, encoder)
    print_kitchen(given.data, encoder)


def print_room(data: Path, encoder: Encoder) -> None:
    """Names in a meshed ScanNet room with boxes."""
    place = real_room(data, 60, pinhole(640), DepthNoise())
    boxes = json.loads((data / "scans/scannet_mesh/scene0470_00.boxes.json").read_text())["boxes"]
    true_name = {box["instance"]: box["name"] for box in boxes}
    owned = [MASKS["true"](rendering, n) for n, rendering in enumerate(place.renderings)]
    views = encoded(place, owned, encoder)
    best: dict[int, np.ndarray] = {}
    for masks, view in zip(owned, views, strict=True):
        for row, one in enumerate(masks.instance_id.tolist()):
            weight = view.quality[row] * view.feature[row]
            best[one] = best.get(one, np.zeros(encoder.dimension)) + weight
    print("\nscene0470_00, real scan rendered, true masks: what it is, and the three nearest names")
    for one, name in true_name.items():
        if one in best:
            print(f"  {name}: {', '.join(top_names(encoder, best[one]))}")


def top_names(encoder: Encoder, feature: np.ndarray, count: int = 3) -> list[str]:
    said = encoder.encode_texts(LABELS)
    fits = said @ (feature / max(float(np.linalg.norm(feature)), 1e-9))
    return [f"{LABELS[row]} {fits[row]:.2f}" for row in np.argsort(-fits)[:count]]


def print_kitchen(data: Path, encoder: Encoder) -> None:
    mapper = Mapper(segmenter=make_segmenter("regions"), encoder=encoder)
    folder = (data / "scans" / "7scenes_redkitchen").resolve()
    with tempfile.TemporaryDirectory() as temporary:
        description = Path(temporary) / "kitchen.yaml"
        description.write_text(KITCHEN.format(folder=folder))
        scan = map_frames(open_frames(description), mapper)
    feature = scan.instances.feature
    assert feature is not None
    fits = encoder.encode_texts(LABELS) @ np.nan_to_num(feature).T  # (L, M)
    names = [LABELS[row] for row in fits.argmax(axis=0)[fits.max(axis=0) > 0]]
    print(
        f"\n7scenes_redkitchen, real frames, found masks: {len(scan.instances)} objects, "
        f"{len(names)} with a name that fits better than none; the nearest names, and how often"
    )
    print("  " + ", ".join(f"{name} {count}" for name, count in Counter(names).most_common()))


if __name__ == "__main__":
    main()

"""Rendered rooms: posed RGB-D frames of known places go in, instance AP comes out.

    python benchmarks/rendered.py
    python benchmarks/rendered.py --data $SG3D_DATA

Generated rooms, and with --data the mesh of a real one, are rendered along a walk with a depth
sensor's noise, mapped, and their 2D masks fused: true masks, the same as a poor segmenter would
cut them, and those that the weight-free segmenter finds. The truth of a mapped point is the
instance of the mesh surface nearest to it; the mapping never sees the mesh.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenegraph3d import synthetic
from scenegraph3d.bench.instances import InstanceReport, score_masks
from scenegraph3d.bench.point_masks import PointMasks
from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.graph.structure import STRUCTURE
from scenegraph3d.mapping.association import fuse_masks
from scenegraph3d.mapping.pooling import pool_features
from scenegraph3d.mapping.superpoints import superpoints
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.mapping.volume import TsdfVolume
from scenegraph3d.perception.quality import mask_quality
from scenegraph3d.perception.segmenters import make_segmenter
from scenegraph3d.records import PointCloud
from scenegraph3d.synthetic.damage import MaskDamage, OwnedMasks, damaged_masks, true_masks
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.programs import PROGRAMS
from scenegraph3d.synthetic.render import Renderer, Rendering, label_mesh, render_frames
from scenegraph3d.synthetic.trajectory import walk_house, walk_scan

MIN_PIXELS, MIN_FRAMES = 200, 3  # a frame sees an object from so many pixels; and so many frames
MIN_POINTS = 20  # of the map, on an object
TEXTURE = 0.15
STUB_DIMENSION, STUB_NOISE = 64, 3.5  # noise of a mask's feature, in lengths of the feature
COLUMNS = "masks", "place", "frames", "points", "objects", "found"
SCORES = "AP50", "AP25", "AP", "recall", "precision", "labels", "one mask's", "chance"


@dataclass(frozen=True, eq=False)
class Place:
    """A place that was walked through: its pictures, its map and the truth of its points.

    Attributes:
        name: of the place.
        renderings: F pictures with the true instance of every pixel.
        cloud: the map made of them.
        truth: the true masks of its points, objects that were hardly seen left out.
    """

    name: str
    renderings: list[Rendering]
    cloud: PointCloud
    truth: PointMasks


@dataclass(frozen=True, eq=False)
class Result:
    """What came of one place and one kind of masks.

    Attributes:
        found: the fused masks with the labels that the pooled features name.
        mask_accuracy: share of single 2D masks whose own feature names their object rightly.
        seconds: that fusing took.
    """

    found: PointMasks
    mask_accuracy: float
    seconds: float


def main() -> None:
    """Print one row a place and a row of all places for each kind of masks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of real data, for its mesh")
    parser.add_argument("--rooms", type=int, default=7, help="generated rooms")
    parser.add_argument("--seed", type=int, default=0, help="of the first generated room")
    parser.add_argument("--frames", type=int, default=60, help="of each place")
    parser.add_argument("--width", type=int, default=640, help="of the pictures, pixels")
    parser.add_argument("--exact-depth", action="store_true", help="without a sensor's noise")
    parser.add_argument("--masks", nargs="+", choices=[*MASKS], default=[*MASKS])
    given = parser.parse_args()
    noise = None if given.exact_depth else DepthNoise()
    camera = pinhole(given.width)
    seeds = range(given.seed, given.seed + given.rooms)
    makers = [lambda n=n: generated_room(n, given.frames, camera, noise) for n in seeds]
    if given.data is not None:
        makers.append(lambda: real_room(given.data, given.frames, camera, noise))
    places = [make() for make in makers]
    print_protocol(given, noise)
    print(row([*COLUMNS, *SCORES, "s"]) + "\n" + row(["---"] * (len(COLUMNS) + len(SCORES) + 1)))
    for kind in given.masks:
        results = [fuse(place, MASKS[kind]) for place in places]
        for place, result in zip(places, results, strict=True):
            print_row(kind, place.name, [place], [result])
        print_row(kind, "all", places, results)


def print_protocol(given: argparse.Namespace, noise: DepthNoise | None) -> None:
    print(
        f"{given.frames} frames of {given.width} x {given.width * 3 // 4} a place, depth "
        f"{noise or 'exact'}. Scored: objects that {MIN_FRAMES} frames or more saw with "
        f"{MIN_PIXELS} pixels or more at 640 x 480, with {MIN_POINTS} mapped points or more; not "
        f"{', '.join(sorted(STRUCTURE))}. Damage: {MaskDamage()}. 'labels' is the share of matched "
        "objects whose pooled feature is nearest to their label's; 'one mask's' that of single "
        "masks; 'chance' the share of the commonest label.\n"
    )


def pinhole(width: int) -> Pinhole:
    """A camera 59 degrees wide."""
    focal = 570 / 640 * width
    height = width * 3 // 4
    center = (width - 1) / 2, (height - 1) / 2
    return Pinhole.from_focal(focal, focal, cx=center[0], cy=center[1], width=width, height=height)


def generated_room(seed: int, num_frames: int, camera: Pinhole, noise: DepthNoise | None) -> Place:
    """A room of each type in turn."""
    kind = list(PROGRAMS)[seed % len(PROGRAMS)]
    house = synthetic.generate(seed, room_types=(kind,))
    names = {thing.instance_id: thing.label for thing in house.things}
    renderer = Renderer(synthetic.to_mesh(house), texture=TEXTURE, seed=seed)
    poses = walk_house(house, num_frames, seed=seed)
    return mapped(kind, renderer, names, list(render_frames(renderer, camera, poses, noise=noise)))


def real_room(data: Path, num_frames: int, camera: Pinhole, noise: DepthNoise | None) -> Place:
    """The meshed ScanNet room whose objects are boxed by CAD models."""
    import trimesh

    folder = data / "scans" / "scannet_mesh"
    with np.load(folder / "scene0470_00.npz") as arrays:
        vertices, colors = arrays["xyz"].astype(np.float64), arrays["rgb"]
        instance, nyu40 = arrays["instance_derived"].astype(np.int64), arrays["nyu40"].astype(int)
    faces = trimesh.load(folder / "scene0470_00_vh_clean_2.ply", process=False).faces
    # Surfaces without a box count as one thing a class: floor, walls and the unannotated.
    ids = np.where(instance > 0, instance, 1000 + nyu40)
    names = {int(one): "wall" for one in np.unique(ids[ids >= 1000])}
    names |= {int(one): f"nyu {np.bincount(nyu40[ids == one]).argmax()}" for one in range(1, 8)}
    floor_z = float(np.median(vertices[nyu40 == 2, 2]))
    renderer = Renderer(label_mesh(vertices, np.asarray(faces), colors, ids))
    poses = walk_scan(vertices, num_frames, floor_z=floor_z)
    pictures = list(render_frames(renderer, camera, poses, noise=noise))
    return mapped("scene0470_00", renderer, names, pictures)


def mapped(
    name: str, renderer: Renderer, names: dict[int, str], renderings: list[Rendering]
) -> Place:
    """The map of the pictures, and the true instance of each of its points."""
    volume = TsdfVolume()
    for rendering in renderings:
        volume.integrate(rendering.frame)
    cloud = volume.extract()
    ids = renderer.instance_at(cloud.points)
    seen = well_seen(renderings) & set(ids[ids >= 0].tolist())
    truth = PointMasks.unnamed(np.where(np.isin(ids, sorted(seen)), ids, -1))
    label = np.array([names[int(one)] for one in truth.instance_id], dtype=object)
    return Place(
        name,
        renderings,
        cloud,
        PointMasks(truth.point_instance, truth.instance_id, label, truth.score),
    )


def well_seen(renderings: list[Rendering]) -> set[int]:
    """The instances that enough frames show with enough pixels."""
    frames: dict[int, int] = {}
    for rendering in renderings:
        least = MIN_PIXELS * (rendering.frame.camera.width / 640) ** 2
        ids, pixels = np.unique(rendering.instance, return_counts=True)
        for one in ids[(ids >= 0) & (pixels >= least)].tolist():
            frames[one] = frames.get(one, 0) + 1
    return {one for one, count in frames.items() if count >= MIN_FRAMES}


def from_truth(rendering: Rendering, number: int) -> OwnedMasks:
    """The true masks."""
    return true_masks(rendering.instance)


def from_damage(rendering: Rendering, number: int) -> OwnedMasks:
    """The true masks, damaged."""
    return damaged_masks(rendering.instance, MaskDamage(), number)


def from_regions(rendering: Rendering, number: int) -> OwnedMasks:
    """The masks of the segmenter that needs no weights."""
    masks = make_segmenter("regions").segment(rendering.frame)
    owners = np.full(len(masks), -1, dtype=np.int64)
    for mask in range(len(masks)):
        shown = rendering.instance[masks.image == mask]
        ids, counts = np.unique(shown, return_counts=True)
        owners[mask] = ids[counts.argmax()] if len(ids) else -1
    return OwnedMasks(masks, owners)


MASKS: dict[str, Callable[[Rendering, int], OwnedMasks]] = {
    "true": from_truth,
    "damaged": from_damage,
    "regions": from_regions,
}


def fuse(place: Place, make_masks: Callable[[Rendering, int], OwnedMasks]) -> Result:
    """Mask every picture, give each mask a noisy feature of its object's label, and fuse."""
    stub = StubEncoder(sorted(set(place.truth.label)))
    owned = [make_masks(rendering, number) for number, rendering in enumerate(place.renderings)]
    label_of = dict(zip(place.truth.instance_id.tolist(), place.truth.label, strict=True))
    wanted = [[label_of.get(int(one), "") for one in o.instance_id] for o in owned]
    views = [
        MaskedView(
            number=number,
            depth=rendering.frame.depth,
            camera=rendering.frame.camera,
            T_world_camera=rendering.frame.T_world_camera,
            masks=masks.masks,
            feature=stub.features(names, number),
            quality=mask_quality(rendering.frame, masks.masks),
        )
        for number, (rendering, masks, names) in enumerate(
            zip(place.renderings, owned, wanted, strict=True)
        )
    ]
    cloud = place.cloud
    started = time.perf_counter()
    patches = superpoints(cloud.points, cloud.normals, cloud.colors)
    fused = fuse_masks(cloud, views, superpoint=patches)
    feature = pool_features(fused, views).feature
    seconds = time.perf_counter() - started
    ids = np.arange(len(fused.score), dtype=np.int64)
    found = PointMasks(fused.point_instance, ids, stub.names(feature), fused.score)
    right = [
        stub.names(view.feature) == np.array(names, dtype=object)
        for view, names in zip(views, wanted, strict=True)
    ]
    named = np.concatenate([np.array(names, dtype=object) != "" for names in wanted])
    return Result(found, float(np.concatenate(right)[named].mean()), seconds)


class StubEncoder:
    """Features that stand for labels, with noise far stronger than they are."""

    def __init__(self, labels: list[str]) -> None:
        self._labels = np.array(labels, dtype=object)
        drawn = np.random.default_rng(0).normal(size=(len(labels), STUB_DIMENSION))
        self._centers = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    def features(self, names: list[str], seed: int) -> np.ndarray:
        """(M, D) float32 unit features of masks with these names; noise alone for other names."""
        rng = np.random.default_rng([seed, 6])
        noise = rng.normal(size=(len(names), STUB_DIMENSION)) / STUB_DIMENSION**0.5
        known = np.array(names, dtype=object)[:, None] == self._labels  # (M, L)
        feature = known.astype(np.float64) @ self._centers + STUB_NOISE * noise
        return (feature / np.linalg.norm(feature, axis=1, keepdims=True)).astype(np.float32)

    def names(self, feature: np.ndarray) -> np.ndarray:
        """(M,) the label nearest to each feature."""
        return self._labels[np.nan_to_num(feature @ self._centers.T).argmax(axis=1)]


def print_row(kind: str, name: str, places: list[Place], results: list[Result]) -> None:
    pairs = [(place.truth, result.found) for place, result in zip(places, results, strict=True)]
    report = score_masks(pairs, min_points=MIN_POINTS)
    counts = [len(place.renderings) for place in places], [len(place.cloud) for place in places]
    scores = [report.ap50, report.ap25, report.ap, report.recall, report.precision]
    scores += [report.label_accuracy or 0.0]
    scores += [statistics.mean(result.mask_accuracy for result in results), chance(report, places)]
    seconds = sum(result.seconds for result in results)
    cells = [kind, name, *(str(sum(count)) for count in counts)]
    cells += [str(report.num_true), str(report.num_found)]
    print(row([*cells, *(f"{100 * score:.1f}" for score in scores), f"{seconds:.1f}"]), flush=True)


def chance(report: InstanceReport, places: list[Place]) -> float:
    """Share of the commonest label among the scored objects."""
    labels = [label for place in places for label in place.truth.label if label not in STRUCTURE]
    return max(labels.count(label) for label in set(labels)) / len(labels)


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()

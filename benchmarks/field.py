"""The feature field: frames and sentences go in, what it is worth comes out.

    python benchmarks/field.py sentences
    python benchmarks/field.py pooling
    python benchmarks/field.py scales
    python benchmarks/field.py undetected --encoder mini
    python benchmarks/field.py layers --width 480

sentences: rendered rooms with two of a kind; frames in, sentence in, box out.
pooling: the field against pooled features on the same frames, clean and damaged.
scales: things at a coarse scale and parts at a fine one, on generated furniture.
layers: parts, things and groups in one field; "the top drawer of the dresser".
undetected: things taken out of the instances of generated rooms, asked for by name; and for
    things that are not there.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

import field_rooms as rooms
import numpy as np
from field_layers import layers
from field_scores import (
    Mapped,
    by_object,
    interval,
    mapped,
    named,
    print_difference,
    rand_index,
    row,
    trained,
)
from field_search import undetected
from scipy.spatial import cKDTree

from scenegraph3d.config import Config, FieldSettings
from scenegraph3d.geometry.boxes import iou_aabb
from scenegraph3d.mapping.association import fuse_masks
from scenegraph3d.mapping.field import (
    FeatureField,
    cluster_points,
    field_scan,
    pool_field,
)
from scenegraph3d.mapping.pooling import pool_features, pool_point_features
from scenegraph3d.mapping.superpoints import superpoints
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.mapping.volume import TsdfVolume
from scenegraph3d.pipeline import build_scene
from scenegraph3d.synthetic.depth_noise import DepthNoise

HELD_OUT = 5  # every so manieth frame
LEAST_POINTS = 20  # of a thing that is scored


def main() -> None:
    """Print the protocol and one table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("what", choices=[*TABLES])
    parser.add_argument("--rooms", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0, help="of the first room")
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--width", type=int, default=240, help="of the pictures, pixels")
    parser.add_argument("--steps", type=int, default=FieldSettings().steps)
    parser.add_argument("--noise", type=float, default=3.5, help="of a mask's feature, in lengths")
    parser.add_argument("--encoder", choices=["stub", "mini"], default="stub", help="undetected")
    parser.add_argument("--missed", type=float, default=0.0, help="undetected: share of masks")
    parser.add_argument("--no-groups", action="store_true", help="layers: no masks of groups")
    given = parser.parse_args()
    made = f"features of {rooms.DIMENSION} numbers with noise of {given.noise:g} lengths"
    made = made if given.encoder == "stub" else f"the encoder {given.encoder}"
    print(
        f"{given.rooms} rooms from seed {given.seed}, {given.frames} frames of {given.width} x "
        f"{given.width * 3 // 4}, depth {DepthNoise()}, true masks, {made}, {given.steps} steps.\n"
    )
    TABLES[given.what](given)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


def sentences(given: argparse.Namespace) -> None:
    """One row a room: whether both sentences and the bare noun find the right one."""
    print(row(["room", "pair", "points", "train s", "ask s", "with relation", "without"]))
    print(row(["---"] * 7))
    right, bare = [], []
    for seed in range(given.seed, given.seed + given.rooms):
        house, pair = rooms.pair_room(seed)
        stub = rooms.Stub(given.noise)
        place = mapped(house, stub, given)
        started = time.perf_counter()
        field = trained(place, given)
        train_s = time.perf_counter() - started
        started = time.perf_counter()
        scene = build_scene(field_scan(field, place.cloud, house.name), Config(), stub)
        found = []
        for thing, anchor in zip(house.things[-2:], pair.anchors, strict=True):
            noun, on = thing.label, anchor
            for text, into in ((f"the {noun} on the {on}", right), (f"the {noun}", bare)):
                answer = scene.ground(text)
                boxes = np.array([result.aabb for result in answer.results]).reshape(-1, 6)
                iou = float(iou_aabb(boxes[:1], thing.aabb[None]).max(initial=0.0))
                into.append(iou >= 0.25)
                found.append(iou)
        ask_s = time.perf_counter() - started
        cells = [house.name, f"{pair.kind}: {', '.join(pair.anchors)}", str(len(place.cloud))]
        cells += [f"{train_s:.0f}", f"{ask_s:.1f}"]
        print(
            row([*cells, f"{found[0]:.2f} {found[2]:.2f}", f"{found[1]:.2f} {found[3]:.2f}"]),
            flush=True,
        )
    print(
        f"\nAcc@0.25 {np.mean(right):.3f} {interval(right)} of {len(right)} sentences; with the "
        f"relation dropped {np.mean(bare):.3f} {interval(bare)}; chance 0.500. Cells are IoUs."
    )


def pooling(given: argparse.Namespace) -> None:
    """One row a measure and kind of frames: pooled, field and the difference."""
    print(row(["frames", "measure", "pooled", "field", "field - pooled", "95 % interval"]))
    print(row(["---"] * 6))
    for damaged in (False, True):
        scores = [
            compare(seed, given, damaged) for seed in range(given.seed, given.seed + given.rooms)
        ]
        for measure in scores[0]:
            both = np.concatenate([score[measure] for score in scores])  # (K, 2) by object
            print_difference("damaged" if damaged else "clean", measure, both)


def compare(seed: int, given: argparse.Namespace, damaged: bool) -> dict[str, np.ndarray]:
    """By measure (K, 2): what pooling and the field score on each true object of a room."""
    house, _ = rooms.pair_room(seed)
    stub = rooms.Stub(given.noise)
    place = mapped(house, stub, given, damaged=damaged)
    held = [view for number, view in enumerate(place.views) if number % HELD_OUT == 2]
    kept = [view for number, view in enumerate(place.views) if number % HELD_OUT != 2]
    place = replace(place, views=kept)
    field = trained(place, given)
    labels = sorted({thing.label for thing in house.things})
    truth = np.array([labels.index(thing.label) for thing in house.things])
    axes = stub.encode_texts(labels)
    point_feature = np.concatenate(list(pool_point_features(place.cloud, kept)))
    own = field.language(place.cloud.points)
    known = place.instance >= 0
    label = truth[place.instance.clip(0)]
    hits = [named(feature, axes) == label for feature in (point_feature, own)]
    by_point = by_object(np.stack(hits, axis=1)[known].astype(float), place.instance[known])
    return {
        "held-out view, cosine": held_out(
            house, held, (place, point_feature, field), (stub, given)
        ),
        "points, label": by_point,
        "instances, label": instance_hits(place, field, axes, truth),
    }


def held_out(
    house: rooms.House,
    held: list[MaskedView],
    made: tuple[Mapped, np.ndarray, FeatureField],
    drawn: tuple[rooms.Stub, argparse.Namespace],
) -> np.ndarray:
    """(K, 2) mean cosine with each object's feature without noise, at the pixels of new views."""
    place, point_feature, field = made
    stub, given = drawn
    _, shots = rooms.pictures(house, given.frames, rooms.pinhole(given.width), noise=None)
    tree = cKDTree(place.cloud.points)
    rows, cosines = [], []
    for view in held:
        shot = shots[view.number]
        seen = (shot.frame.depth > 0).ravel() & (shot.instance >= 0).ravel()
        pixels = np.flatnonzero(seen)[::7]
        T = view.T_world_camera
        rays = view.camera.rays().reshape(-1, 3)[pixels]
        points = (rays * shot.frame.depth.ravel()[pixels, None]) @ T[:3, :3].T + T[:3, 3]
        ids = shot.instance.ravel()[pixels]
        wanted = stub.encode_texts([thing.label for thing in house.things])[ids]
        pooled = point_feature[tree.query(points)[1]]
        mine = field.language(points.astype(np.float32))
        cosines.append(
            np.stack([np.nan_to_num((one * wanted).sum(axis=1)) for one in (pooled, mine)], axis=1)
        )
        rows.append(ids)
    return by_object(np.concatenate(cosines), np.concatenate(rows))


def instance_hits(
    place: Mapped, field: FeatureField, axes: np.ndarray, truth: np.ndarray
) -> np.ndarray:
    """(K, 2) whether the pooled and the field's feature name each matched instance rightly."""
    cloud = place.cloud
    assert cloud.normals is not None  # a volume knows which side was seen
    patches = superpoints(cloud.points, cloud.normals, cloud.colors)
    fused = fuse_masks(cloud, place.views, superpoint=patches)
    number = fused.point_instance
    features = pool_features(fused, place.views).feature, pool_field(field, cloud, number).feature
    hits = []
    for one in np.unique(place.instance[place.instance >= 0]):
        mine = place.instance == one
        if mine.sum() < LEAST_POINTS or not (number[mine] >= 0).any():
            continue
        best = int(np.bincount(number[mine & (number >= 0)]).argmax())
        shared = (mine & (number == best)).sum()
        if shared / (mine | (number == best)).sum() >= 0.5:
            hits.append([named(f[best : best + 1], axes)[0] == truth[one] for f in features])
    return np.array(hits, dtype=float).reshape(-1, 2)


FURNITURE = ("desk", "chair", "dresser", "bookshelf", "sofa", "nightstand", "stool")


def scales(given: argparse.Namespace) -> None:
    """One row a room: adjusted Rand index of things at a coarse scale and parts at a fine one."""
    print(row(["room", "points", "train s", "things", "parts", "found things", "found parts"]))
    print(row(["---"] * 7))
    found = []
    for seed in range(given.seed, given.seed + given.rooms):
        rng = np.random.default_rng([seed, 15])
        kinds = [str(kind) for kind in rng.choice(FURNITURE, 4, replace=False)]
        house = rooms.furniture_room(seed, kinds)
        stub, camera = rooms.Stub(given.noise), rooms.pinhole(given.width)
        renderer, shots = rooms.pictures(house, given.frames, camera, noise=DepthNoise())
        fine, pieces = rooms.pictures(house, given.frames, camera, noise=None, parts=True)
        volume, views = TsdfVolume(), []
        for number, (shot, piece) in enumerate(zip(shots, pieces, strict=True)):
            volume.integrate(shot.frame)
            small = replace(shot, instance=piece.instance)
            views.append(rooms.view_of(small, {}, stub, number))
            views.append(rooms.view_of(shot, rooms.names_of(house), stub, number))
        cloud = volume.extract()
        place = Mapped(cloud, views, renderer.instance_at(cloud.points))
        started = time.perf_counter()
        field = trained(place, given)
        seconds = time.perf_counter() - started
        on = place.instance > 0  # not the floor
        truth = place.instance, fine.instance_at(cloud.points)
        numbers = [cluster_points(field, cloud.points, scale) for scale in SCALES]
        found.append([rand_index(t[on], n[on]) for t, n in zip(truth, numbers, strict=True)])
        cells = [", ".join(kinds), str(len(cloud)), f"{seconds:.0f}"]
        cells += [f"{score:.3f}" for score in found[-1]]
        cells += [
            f"{len(np.unique(n[on]))} of {len(np.unique(t[on]))}"
            for t, n in zip(truth, numbers, strict=True)
        ]
        print(row(cells), flush=True)
    coarse, small = np.mean(found, axis=0)
    print(f"\nmean adjusted Rand index: things {coarse:.3f}, parts {small:.3f}; chance 0.")


SCALES = 1.5, 0.02  # metres: above every thing's spread, below every part's


TABLES = {
    "sentences": sentences,
    "pooling": pooling,
    "scales": scales,
    "undetected": undetected,
    "layers": layers,
}

if __name__ == "__main__":
    main()

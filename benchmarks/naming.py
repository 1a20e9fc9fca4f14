"""Names of what frames show: rooms in other colours go in, how often names are right comes out.

    python benchmarks/naming.py

Generated rooms of seeds that no encoder learnt from, repainted with a palette that none has seen,
are rendered along a walk with a depth sensor's noise and mapped. Objects are named by the name of
the generator whose feature is nearest to theirs, pooled over their best views, and coloured
likewise.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rendered import MASKS, MIN_FRAMES, MIN_PIXELS, Place, mapped, pinhole

from scenegraph3d import synthetic
from scenegraph3d.config import MappingSettings
from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.graph.structure import STRUCTURE
from scenegraph3d.mapping.association import fuse_masks
from scenegraph3d.mapping.pooling import pool_features
from scenegraph3d.mapping.superpoints import superpoints
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.perception.encoders import Encoder, make_encoder
from scenegraph3d.perception.quality import mask_quality
from scenegraph3d.synthetic.catalogue import KINDS, PALETTE
from scenegraph3d.synthetic.damage import OwnedMasks
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.programs import PROGRAMS
from scenegraph3d.synthetic.render import Renderer, render_frames
from scenegraph3d.synthetic.repaint import repaint_from
from scenegraph3d.synthetic.trajectory import walk_house

# Screen colours of RAL Classic paints, by the names of the generator's palette.
RAL: dict[str, tuple[int, int, int]] = {
    "black": (14, 14, 16),  # 9005 jet black
    "white": (241, 240, 234),  # 9003 signal white
    "gray": (122, 123, 122),  # 7037 dusty grey
    "red": (165, 32, 25),  # 3001 signal red
    "orange": (231, 91, 18),  # 2004 pure orange
    "yellow": (240, 200, 45),  # 1018 zinc yellow
    "green": (49, 127, 67),  # 6001 emerald green
    "blue": (30, 95, 165),  # 5015 sky blue, darkened
    "purple": (131, 99, 157),  # 4005 blue lilac
    "pink": (216, 160, 166),  # 3015 light pink
    "brown": (111, 79, 40),  # 8008 olive brown
    "beige": (208, 176, 132),  # 1001 beige
}
LABELS = tuple(dict.fromkeys(kind.label for kind in KINDS.values()))
COLOURS = tuple(PALETTE)
TEXTURE = 0.15
LEAST_OVERLAP = 0.5  # of a found object's points with a true one's: IoU


@dataclass(frozen=True, eq=False)
class Named:
    """What an encoder says of the objects of a place, one row an object that was found.

    Attributes:
        truth: (M,) names, and said: (M,) names.
        colour: (M,) colours, and coloured: (M,) colours.
        num_objects: objects that were to be found.
    """

    truth: np.ndarray
    said: np.ndarray
    colour: np.ndarray
    coloured: np.ndarray
    num_objects: int


def main() -> None:
    """Print one row for each encoder and kind of masks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", type=int, default=14, help="generated rooms")
    parser.add_argument("--seed", type=int, default=5000, help="of the first generated room")
    parser.add_argument("--frames", type=int, default=60, help="of each place")
    parser.add_argument("--weights", help="of mini, in place of those that ship")
    parser.add_argument("--palette", choices=["ral", "own"], default="ral")
    parser.add_argument("--masks", nargs="+", choices=[*MASKS], default=["true", "regions"])
    parser.add_argument("--confusions", action="store_true", help="say what is taken for what")
    given = parser.parse_args()
    encoders = [make_encoder("mini", weights=given.weights), make_encoder("colour_shape")]
    camera, noise = pinhole(640), DepthNoise()
    print_protocol(given)
    named: dict[tuple[str, str], list[Named]] = {}
    for seed in range(given.seed, given.seed + given.rooms):
        place, colours = painted_room(seed, given.frames, camera, noise, own=given.palette == "own")
        for kind, encoder, found in everything(place, colours, encoders, given.masks):
            named.setdefault((kind, encoder.name.split(":")[0]), []).append(found)
    print_rows(named, confusions=given.confusions)


def print_protocol(given: argparse.Namespace) -> None:
    print(
        f"{given.rooms} rooms from seed {given.seed}, palette {given.palette}, {given.frames} "
        f"frames of 640 x 480 each, depth {DepthNoise()}. Objects that {MIN_FRAMES} frames or more "
        f"saw with {MIN_PIXELS} pixels or more, without {', '.join(sorted(STRUCTURE))}. 'one "
        "mask': each true or found mask by itself; 'pooled': fused and pooled as the mapping does. "
        f"'kind' is the share of found objects (IoU {LEAST_OVERLAP}) whose name comes out first of "
        f"{len(LABELS)}; 'of all' counts those not found as wrong; 'colour' is first of "
        f"{len(COLOURS)}. 'chance' is the share of the commonest.\n"
    )


def painted_room(
    seed: int, num_frames: int, camera: Pinhole, noise: DepthNoise, *, own: bool
) -> tuple[Place, dict[int, str]]:
    """A room of each type in turn, repainted, and the colour names of its things."""
    kind = list(PROGRAMS)[seed % len(PROGRAMS)]
    house = synthetic.generate(seed, room_types=(kind,))
    house = house if own else repaint_from(house, RAL, seed=seed)
    names = {thing.instance_id: thing.label for thing in house.things}
    colours = {thing.instance_id: thing.color_name for thing in house.things}
    renderer = Renderer(synthetic.to_mesh(house), texture=TEXTURE, seed=seed)
    poses = walk_house(house, num_frames, seed=seed)
    pictures = list(render_frames(renderer, camera, poses, noise=noise))
    return mapped(kind, renderer, names, pictures), colours


def everything(
    place: Place, colours: dict[int, str], encoders: list[Encoder], kinds: list[str]
) -> Iterator[tuple[str, Encoder, Named]]:
    """What each encoder says of a place with each kind of masks."""
    cloud = place.cloud
    patches = superpoints(cloud.points, cloud.normals, cloud.colors)
    for kind in kinds:
        owned = [MASKS[kind](rendering, n) for n, rendering in enumerate(place.renderings)]
        for encoder in encoders:
            views = encoded(place, owned, encoder)
            yield f"{kind}, one mask", encoder, one_by_one(place, owned, views, colours, encoder)
            fused = fuse_masks(cloud, views, superpoint=patches)
            feature = pool_features(fused, views, MappingSettings()).feature
            match = matched(place, fused.point_instance)
            ids = place.truth.instance_id[match[:, 1]]
            yield (
                f"{kind}, pooled",
                encoder,
                name_all(place, feature[match[:, 0]], ids, colours, encoder),
            )


def encoded(place: Place, owned: list[OwnedMasks], encoder: Encoder) -> list[MaskedView]:
    """The views of a place, with the features of their masks."""
    return [
        MaskedView(
            number=number,
            depth=rendering.frame.depth,
            camera=rendering.frame.camera,
            T_world_camera=rendering.frame.T_world_camera,
            masks=masks.masks,
            feature=encoder.encode_masks(rendering.frame, masks.masks),
            quality=mask_quality(rendering.frame, masks.masks),
        )
        for number, (rendering, masks) in enumerate(zip(place.renderings, owned, strict=True))
    ]


def one_by_one(
    place: Place,
    owned: list[OwnedMasks],
    views: list[MaskedView],
    colours: dict[int, str],
    encoder: Encoder,
) -> Named:
    """Each mask of an object that counts, by itself."""
    scored = set(scored_ids(place).tolist())
    feature, ids = [], []
    for masks, view in zip(owned, views, strict=True):
        pixels = np.bincount(view.masks.image[view.masks.image >= 0], minlength=len(view.masks))
        for row, one in enumerate(masks.instance_id.tolist()):
            if one in scored and pixels[row] >= MIN_PIXELS:
                feature.append(view.feature[row])
                ids.append(one)
    return name_all(place, np.array(feature), np.array(ids), colours, encoder)


def scored_ids(place: Place) -> np.ndarray:
    """The instances that count: no walls and floors."""
    label = place.truth.label
    return place.truth.instance_id[[name not in STRUCTURE for name in label]]


def matched(place: Place, point_instance: np.ndarray) -> np.ndarray:
    """(P, 2) rows of found and of true objects whose points overlap enough; each once."""
    ids = place.truth.instance_id
    row_of = {int(one): row for row, one in enumerate(ids)}
    true = np.array([row_of.get(int(one), -1) for one in place.truth.point_instance])
    both = (point_instance >= 0) & (true >= 0)
    shared = np.zeros((int(point_instance.max(initial=-1)) + 1, len(ids)))
    np.add.at(shared, (point_instance[both], true[both]), 1)
    found = np.bincount(point_instance[point_instance >= 0], minlength=len(shared))
    count = np.bincount(true[true >= 0], minlength=len(ids))
    overlap = shared / np.maximum(found[:, None] + count[None] - shared, 1)
    overlap[:, ~np.isin(ids, scored_ids(place))] = 0
    # Above one half, an object has one partner at most.
    return np.argwhere(overlap > LEAST_OVERLAP)


def name_all(
    place: Place, feature: np.ndarray, ids: np.ndarray, colours: dict[int, str], encoder: Encoder
) -> Named:
    """The nearest name and colour of each feature, beside the true ones."""
    label_of = dict(zip(place.truth.instance_id.tolist(), place.truth.label, strict=True))
    feature = np.nan_to_num(feature.reshape(-1, encoder.dimension))
    return Named(
        truth=np.array([label_of[int(one)] for one in ids], dtype=object),
        said=nearest(encoder, feature, LABELS, "{}"),
        colour=np.array([colours[int(one)] for one in ids], dtype=object),
        coloured=nearest(encoder, feature, COLOURS, "{} thing"),
        num_objects=len(scored_ids(place)),
    )


def nearest(
    encoder: Encoder, feature: np.ndarray, names: tuple[str, ...], frame: str
) -> np.ndarray:
    """(M,) the name that fits each feature best."""
    said = encoder.encode_texts([frame.format(name) for name in names])
    return np.array(names, dtype=object)[(feature @ said.T).argmax(axis=1)]


def print_rows(named: dict[tuple[str, str], list[Named]], *, confusions: bool) -> None:
    print("| masks | encoder | found | objects | kind | of all | chance | colour | chance |")
    print("|---|---|---|---|---|---|---|---|---|")
    for (kind, encoder), all_found in named.items():
        truth, said = joined(all_found, "truth"), joined(all_found, "said")
        colour, coloured = joined(all_found, "colour"), joined(all_found, "coloured")
        objects = sum(found.num_objects for found in all_found)
        of_all = f"{(truth == said).sum() / objects:.3f}" if "pooled" in kind else ""
        cells = [kind, encoder, str(len(truth)), str(objects), f"{(truth == said).mean():.3f}"]
        cells += [of_all, f"{commonest(truth):.3f}", f"{(colour == coloured).mean():.3f}"]
        print("| " + " | ".join([*cells, f"{commonest(colour):.3f}"]) + " |")
        if confusions and encoder == "mini":
            print(mixed(truth, said), mixed(colour, coloured), sep="\n")


def joined(found: list[Named], name: str) -> np.ndarray:
    return np.concatenate([getattr(one, name) for one in found])


def commonest(names: np.ndarray) -> float:
    return Counter(names.tolist()).most_common(1)[0][1] / len(names)


def mixed(truth: np.ndarray, said: np.ndarray) -> str:
    wrong = [(a, b) for a, b in zip(truth, said, strict=True) if a != b]
    return ", ".join(f"{a} > {b} {n}" for (a, b), n in Counter(wrong).most_common(15))


if __name__ == "__main__":
    main()

"""Rendered rooms for benchmarks/field.py: what stands where, their frames, masks and features."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenegraph3d import synthetic
from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.perception.quality import mask_quality
from scenegraph3d.records import Frame, Masks
from scenegraph3d.synthetic.catalogue import KINDS, PALETTE
from scenegraph3d.synthetic.damage import MaskDamage, damaged_masks, true_masks
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.house import House, Room, Thing
from scenegraph3d.synthetic.render import Renderer, Rendering, render_frames
from scenegraph3d.synthetic.shapes import Part, box
from scenegraph3d.synthetic.trajectory import look_at

TEXTURE = 0.15
DIMENSION = 64
FLOATERS = 0.1  # of the pixels of a damaged frame: patches that read too near
BLURRED = MaskDamage(split=0.0, merge=0.0, missing=0.0, ragged=2.0)
_PATCH = 9  # pixels, edge of a floater
_HEIGHT = 2.4  # metres of the walls


class Stub:
    """An encoder of noise: one random unit vector a phrase, and noise on every mask's."""

    name = "stub"
    dimension = DIMENSION

    def __init__(self, noise: float) -> None:
        """Noise in lengths of the feature."""
        self._noise = noise

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """Masks are encoded by `of_names`, which knows what they show."""
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) float32, equal for equal phrases."""
        return np.array([_direction(text) for text in texts], dtype=np.float32)

    def of_names(self, names: Sequence[str], seed: int) -> np.ndarray:
        """(M, D) float32 unit features of masks that show things of these names."""
        noise = np.random.default_rng([seed, 6]).normal(size=(len(names), DIMENSION))
        feature = self.encode_texts(names).reshape(-1, DIMENSION).astype(np.float64)
        feature += self._noise * noise / DIMENSION**0.5
        feature /= np.linalg.norm(feature, axis=1, keepdims=True)
        return feature.astype(np.float32)


def _direction(text: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    drawn = np.random.default_rng(seed).normal(size=DIMENSION)
    return drawn / np.linalg.norm(drawn)


@dataclass(frozen=True)
class Pair:
    """Two of a kind: what stands on either anchor."""

    kind: str
    anchors: tuple[str, str]


PAIRS = (
    Pair("book", ("chair", "coffee table")),
    Pair("mug", ("nightstand", "desk")),
    Pair("vase", ("dresser", "chair")),
    Pair("book", ("desk", "nightstand")),
    Pair("table lamp", ("cabinet", "coffee table")),
    Pair("box", ("chair", "dresser")),
)
FILLING = "bookshelf", "stool", "dresser", "desk"


def pair_room(seed: int) -> tuple[House, Pair]:
    """A room whose four walls have a piece of furniture each, two with one of a pair on top."""
    rng = np.random.default_rng([seed, 11])
    pair = PAIRS[seed % len(PAIRS)]
    others = [
        kind for kind in ("bookshelf", "stool", "dresser", "desk") if kind not in pair.anchors
    ]
    kinds = [*pair.anchors, *others[:2]]
    half = rng.uniform(1.6, 1.9, 2)
    things = shell(half)
    sides = rng.permutation(4)
    for kind, side in zip(kinds, sides, strict=True):
        yaw = side * np.pi / 2
        thing = made(kind, len(things), rng)
        depth = thing.box.extent[0, 0]
        away = half[side % 2] - depth / 2 - 0.05
        inward = np.array([np.cos(yaw), np.sin(yaw)])
        along = np.array([-inward[1], inward[0]]) * rng.uniform(-0.3, 0.3)
        things.append(placed(thing, np.append(along - away * inward, 0.0), yaw))
    for anchor in things[5:7]:
        top = top_of(anchor)
        thing = made(pair.kind, len(things), rng)
        aside = anchor.T_world_thing[:3, :3] @ np.array([0.02, rng.uniform(-0.05, 0.05), 0.0])
        spot = anchor.position + aside + np.array([0, 0, top])
        things.append(placed(thing, spot, float(rng.uniform(-np.pi, np.pi))))
    return house(half, things, seed), pair


def furniture_room(seed: int, kinds: Sequence[str], *, inward: bool = False) -> House:
    """Pieces of furniture in a ring on a bare floor, their fronts to the outside or the middle."""
    rng = np.random.default_rng([seed, 12])
    half = np.array([2.2, 2.2])
    things = shell(half)[:1]
    for number, kind in enumerate(kinds):
        yaw = 2 * np.pi * number / len(kinds)
        spot = 1.5 * np.array([np.cos(yaw), np.sin(yaw), 0.0])
        things.append(placed(made(kind, len(things), rng), spot, yaw + np.pi * inward))
    return house(half, things, seed)


def shell(half: np.ndarray) -> list[Thing]:
    """A floor and four walls about the origin."""
    x, y = half
    grey, pale = (150, 140, 128), (222, 216, 204)
    spans = [((-x, -x + 0.02), (-y, y)), ((-x, x), (-y, -y + 0.02))]
    spans += [((x - 0.02, x), (-y, y)), ((-x, x), (y - 0.02, y))]
    walls = [box("wall", a, b, (0, _HEIGHT), pale) for a, b in spans]
    parts = [box("floor", (-x, x), (-y, y), (-0.02, 0), grey), *walls]
    return [thing_of(part.name, part.name, (part,), number) for number, part in enumerate(parts)]


def thing_of(kind: str, label: str, parts: tuple[Part, ...], number: int) -> Thing:
    """A thing at the origin."""
    front = kind in KINDS and KINDS[kind].has_front
    rgb = parts[0].rgb
    origin = np.zeros(3)
    return Thing(number, kind, label, 40, "", rgb, parts, origin, 0.0, front, 0, None, "none")


def made(kind: str, number: int, rng: np.random.Generator) -> Thing:
    """A piece of a kind, of some size and colour."""
    about = KINDS[kind]
    depth, width, height = rng.uniform(about.smallest, about.largest).tolist()
    color = str(rng.choice(about.colors))
    parts = tuple(about.recipe(depth, width, height, PALETTE[color]))
    return thing_of(kind, about.label, parts, number)


def placed(thing: Thing, spot: np.ndarray, yaw: float) -> Thing:
    """The thing elsewhere."""
    return replace(thing, position=np.asarray(spot, dtype=np.float64), yaw=float(yaw))


def top_of(thing: Thing) -> float:
    """Height of the surface that holds things."""
    names = KINDS[thing.kind].holds or ("body",)
    parts = [part for part in thing.parts if part.name in names]
    return max(float(part.center[2] + part.extent[2] / 2) for part in parts)


def house(half: np.ndarray, things: list[Thing], seed: int) -> House:
    """One room."""
    room = Room(0, "bedroom", np.array([-half[0], -half[1], half[0], half[1]]), _HEIGHT)
    return House(f"room{seed:02d}", seed, (room,), tuple(things), np.eye(4))


def pinhole(width: int) -> Pinhole:
    """A camera 70 degrees wide."""
    height, focal = width * 3 // 4, 0.714 * width
    middle = (width - 1) / 2, (height - 1) / 2
    return Pinhole.from_focal(focal, focal, cx=middle[0], cy=middle[1], width=width, height=height)


def poses(half: np.ndarray, count: int, seed: int) -> list[np.ndarray]:
    """A walk around the middle that looks at the far side, up and down a little."""
    rng = np.random.default_rng([seed, 13])
    start = rng.uniform(0, 2 * np.pi)
    found = []
    for number in range(count):
        angle = start + 2 * np.pi * number / count
        way = np.array([np.cos(angle), np.sin(angle)])
        eye = np.append(0.75 * half * way, 1.5 + 0.2 * np.sin(3 * angle))
        turn = rng.uniform(-0.5, 0.5)
        there = np.array([np.cos(angle + turn), np.sin(angle + turn)])
        found.append(look_at(eye, np.append(-0.7 * half * there, 0.4)))
    return found


def pictures(
    made_of: House, count: int, camera: Pinhole, *, noise: DepthNoise | None, parts: bool = False
) -> tuple[Renderer, list[Rendering]]:
    """Renderings of a room; with `parts` their instances are the numbers of parts."""
    mesh = synthetic.to_mesh(made_of)
    if parts:
        mesh = replace(mesh, point_instance=mesh.point_segment)
    renderer = Renderer(mesh, texture=TEXTURE, seed=made_of.seed)
    half = made_of.rooms[0].rectangle[2:]
    ways = poses(half, count, made_of.seed)
    return renderer, list(render_frames(renderer, camera, ways, noise=noise))


def with_floaters(rendering: Rendering, seed: int) -> Rendering:
    """The picture with patches of its depth read too near, FLOATERS of its pixels."""
    rng = np.random.default_rng([seed, 14])
    depth = rendering.frame.depth.copy()
    height, width = depth.shape
    wanted = FLOATERS * depth.size
    floating = np.zeros(depth.shape, dtype=bool)
    while floating.sum() < wanted:
        v, u = rng.integers(0, height - _PATCH), rng.integers(0, width - _PATCH)
        patch = (slice(v, v + _PATCH), slice(u, u + _PATCH))
        depth[patch] *= rng.uniform(0.5, 0.95) if not floating[patch].any() else 1.0
        floating[patch] = True
    return replace(rendering, frame=replace(rendering.frame, depth=depth))


def view_of(
    rendering: Rendering, names: dict[int, str], stub: Stub, number: int, *, blurred: bool = False
) -> MaskedView:
    """A picture with its masks and their features."""
    ids = rendering.instance
    owned = damaged_masks(ids, BLURRED, number) if blurred else true_masks(ids)
    frame = rendering.frame
    said = [names.get(int(one), "nothing") for one in owned.instance_id]
    return MaskedView(
        number=number,
        depth=frame.depth,
        camera=frame.camera,
        T_world_camera=frame.T_world_camera,
        masks=owned.masks,
        feature=stub.of_names(said, number),
        quality=mask_quality(frame, owned.masks),
    )


def names_of(made_of: House) -> dict[int, str]:
    """The label of each instance."""
    return {thing.instance_id: thing.label for thing in made_of.things}

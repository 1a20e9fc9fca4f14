"""Pictures to learn from: rooms are rendered, masked and cut as the mapping does, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from rooms import KIND_NAMES, STRUCTURE, Room, paint_room

from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.perception.encoders.mini.crops import cut_crops
from scenegraph3d.perception.segmenters import make_segmenter
from scenegraph3d.records import Masks
from scenegraph3d.synthetic.damage import MaskDamage, damaged_masks, true_masks
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.render import Renderer, Rendering
from scenegraph3d.synthetic.sample import to_mesh
from scenegraph3d.synthetic.trajectory import look_at, walk_house

FIRST_SEED = 1_000_000  # rooms below it are for tests and benchmarks
WALKED, AIMED = 7, 7  # pictures of a room: along a walk, and at a thing
_DENSITY = 20.0  # vertices per square metre: parts are of one colour
_WIDTHS = (320, 400, 480)
_FOCAL = (0.75, 1.3)  # of a picture's width
_LEAST_PIXELS = 60  # of a mask
_PURE = 0.6  # of a mask, that shows one thing
_STRUCTURE_KEPT = 0.12  # of the masks that show walls and floors, which most do
_MASKS = ("true", "damaged", "regions")
_SHARES = (0.45, 0.2, 0.35)


@dataclass(frozen=True, eq=False)
class Pictures:
    """N crops and what each shows (see perception/encoders/mini/crops.py and rooms.py)."""

    pictures: np.ndarray
    measures: np.ndarray
    kind: np.ndarray
    colour: np.ndarray
    parts: np.ndarray
    extent: np.ndarray
    purity: np.ndarray
    room: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)


def render_rooms(first: int, count: int) -> Pictures:
    """The pictures of `count` rooms from seed FIRST_SEED + first on."""
    found = [
        each
        for number in range(first, first + count)
        for each in _room_pictures(paint_room(FIRST_SEED + number), number)
    ]
    return joined(found)


def joined(found: list[Pictures]) -> Pictures:
    """All of them as one."""
    names = [field.name for field in fields(Pictures)]
    return Pictures(*(np.concatenate([getattr(one, name) for one in found]) for name in names))


def save_pictures(path: Path, pictures: Pictures) -> None:
    """Write to one .npz, beside and then renamed."""
    part = path.with_suffix(".part.npz")
    np.savez(part, **{f.name: getattr(pictures, f.name) for f in fields(Pictures)})
    part.rename(path)


def load_pictures(paths: list[Path]) -> Pictures:
    """Read files that `save_pictures` wrote."""
    found = []
    for path in paths:
        with np.load(path) as file:
            found.append(Pictures(*(file[f.name] for f in fields(Pictures))))
    return joined(found)


def _room_pictures(room: Room, number: int) -> Iterator[Pictures]:
    rng = np.random.default_rng([number, 12])
    renderer = Renderer(
        to_mesh(room.house, density=_DENSITY), texture=float(rng.uniform(0.02, 0.3)), seed=number
    )
    camera = _draw_camera(rng)
    poses = [*walk_house(room.house, WALKED, seed=number), *_aimed(room, rng)]
    noises = [None if rng.random() < 0.1 else DepthNoise() for _ in poses]
    for view, (pose, noise) in enumerate(zip(poses, noises, strict=True)):
        name = f"frame-{view:06d}"
        rendering = renderer.render(camera, pose, name=name, noise=noise)
        yield _cut(rendering, room, number, rng)


def _draw_camera(rng: np.random.Generator) -> Pinhole:
    width = int(rng.choice(_WIDTHS))
    height, focal = width * 3 // 4, width * float(rng.uniform(*_FOCAL))
    return Pinhole.from_focal(
        focal, focal, cx=(width - 1) / 2, cy=(height - 1) / 2, width=width, height=height
    )


def _aimed(room: Room, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Poses that look at things, rare kinds as often as common ones, from where a person may be."""
    kinds = np.bincount(room.kind, minlength=room.kind.max() + 1)
    weight = 1.0 / kinds[room.kind]
    low, high = room.house.rooms[0].rectangle[:2], room.house.rooms[0].rectangle[2:]
    for _ in range(AIMED):
        thing = int(rng.choice(len(weight), p=weight / weight.sum()))
        target = room.house.things[thing].box.center[0] + rng.normal(0, 0.1, 3)
        size = float(np.linalg.norm(room.extent[thing]))
        for _ in range(10):
            angle = rng.uniform(0, 2 * np.pi)
            away = rng.uniform(0.6, 2.5) * min(max(size, 0.5), 1.5)
            eye = np.array([
                *(target[:2] + away * np.array([np.cos(angle), np.sin(angle)])),
                rng.uniform(0.8, 1.8),
            ])  # fmt: skip
            if (eye[:2] > low + 0.1).all() and (eye[:2] < high - 0.1).all():
                yield look_at(eye, target)
                break


def _cut(rendering: Rendering, room: Room, number: int, rng: np.random.Generator) -> Pictures:
    masks = _masks(rendering, str(rng.choice(_MASKS, p=_SHARES)), rng)
    owner, purity, count = _owners(masks, rendering.instance)
    structure = room.kind[owner] >= len(KIND_NAMES) - len(STRUCTURE)
    kept = (purity >= _PURE) & (count >= _LEAST_PIXELS)
    kept &= ~structure | (rng.random(len(owner)) < _STRUCTURE_KEPT)
    rows = np.flatnonzero(kept)
    number_of = np.full(len(masks) + 1, -1)
    number_of[rows] = np.arange(len(rows))
    crops = cut_crops(rendering.frame, Masks.unnamed(number_of[masks.image]))
    who = owner[rows]
    return Pictures(
        pictures=crops.pictures,
        measures=crops.measures,
        kind=room.kind[who].astype(np.int16),
        colour=room.colour[who].astype(np.int8),
        parts=room.parts[who].astype(np.int8),
        extent=room.extent[who].astype(np.float32),
        purity=purity[rows].astype(np.float32),
        room=np.full(len(rows), number, dtype=np.int32),
    )


def _masks(rendering: Rendering, source: str, rng: np.random.Generator) -> Masks:
    if source == "regions":
        return make_segmenter("regions").segment(rendering.frame)
    if source == "damaged":
        seed = int(rng.integers(1 << 30))
        return damaged_masks(rendering.instance, MaskDamage(missing=0.0), seed).masks
    return true_masks(rendering.instance).masks


def _owners(masks: Masks, instance: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(M,) instance_id that most of each mask shows, its share of it, and the mask's pixels."""
    votes = np.zeros((len(masks), int(instance.max()) + 2), dtype=np.int64)
    covered = masks.image >= 0
    np.add.at(votes, (masks.image[covered], instance[covered] + 1), 1)
    count = votes.sum(axis=1)
    owner = votes[:, 1:].argmax(axis=1)
    shown = votes[np.arange(len(masks)), owner + 1]
    return owner, shown / np.maximum(count, 1), count

"""Things that were taken out of the instances, looked for in the field: benchmarks/field.py."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from functools import cached_property

import field_rooms as rooms
import numpy as np
from field_scores import interval, row

from scenegraph3d import synthetic
from scenegraph3d.config import Config, FieldSettings
from scenegraph3d.geometry.boxes import iou_aabb
from scenegraph3d.graph.build import build_graph
from scenegraph3d.language.lexicon import match_labels
from scenegraph3d.mapping.association import FusedMasks
from scenegraph3d.mapping.association.fused import Matches
from scenegraph3d.mapping.field import pool_field, train_field
from scenegraph3d.mapping.field_source import FieldSource
from scenegraph3d.mapping.instances import to_instances
from scenegraph3d.mapping.pooling import PooledFeatures
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.mapping.volume import TsdfVolume
from scenegraph3d.perception.encoders import Encoder, make_encoder
from scenegraph3d.perception.quality import mask_quality
from scenegraph3d.pipeline import Scene
from scenegraph3d.records import PointCloud, Scan
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.damage import true_masks
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.house import House
from scenegraph3d.synthetic.render import Renderer, Rendering, render_frames
from scenegraph3d.synthetic.sentences import describe
from scenegraph3d.synthetic.trajectory import walk_house

STRUCTURE = frozenset({"wall", "floor", "ceiling"})
# Nouns of no generated room: an encoder may never have met them.
STRANGE = (
    "piano", "guitar", "umbrella", "bicycle", "skateboard", "dog", "telephone", "candle",
    "hammer", "ladder", "clock", "helmet", "tent", "violin", "globe", "basketball",
)  # fmt: skip
# "the closest" is left out: with its thing gone, another is.
RELATIONS = "on", "in", "next_to", "above", "below", "between"
_LEAST_POINTS = 30
_SENTENCES = 12  # a room
FOUND, FALSE = slice(0, 2), slice(5, 8)  # of what a Tally tells


@dataclass(frozen=True, eq=False)
class Place:
    """A generated room as mapped: its points, their true things, and the field of its frames."""

    house: House
    cloud: PointCloud
    instance: np.ndarray  # (N,) true instance of each point, -1 unknown
    encoder: Encoder
    source: FieldSource

    @cached_property
    def pooled(self) -> PooledFeatures:
        """The field's feature of each true thing, by its id."""
        most = max(thing.instance_id for thing in self.house.things)
        return pool_field(self.source.field, self.cloud, self.instance, num_instances=most + 1)

    def scan(self, owner: np.ndarray) -> Scan:
        """The things that own points, with their true names and the field's features."""
        ids = np.array([one for one in np.unique(owner) if one >= 0])
        number = np.where(owner >= 0, np.searchsorted(ids, owner), -1)
        rows, none = np.zeros(0, dtype=np.int64), np.zeros(0)
        label = np.array([rooms.names_of(self.house)[int(one)] for one in ids], dtype=object)
        fused = FusedMasks(number, np.ones(len(ids)), label, Matches(rows, rows, rows, none, none))
        every = self.pooled
        pooled = PooledFeatures(every.feature[ids], every.feature_confidence[ids], every.views[ids])
        made, _ = to_instances(self.cloud, fused, pooled)
        made = replace(made, instance_id=ids)
        return Scan(self.house.name, made, self.cloud, owner, self.encoder.name)

    def scene(self, owner: np.ndarray, *, with_field: bool = True) -> Scene:
        """A scene of these things."""
        source = self.source if with_field else None
        return Scene(build_graph(self.scan(owner)), Config(), self.encoder, source)

    def box(self, one: int) -> np.ndarray:
        """(1, 6) the true box of a thing's points."""
        mine = self.cloud.points[self.instance == one]
        return np.concatenate([mine.min(axis=0), mine.max(axis=0)])[None]


@dataclass
class Tally:
    """Hits and misses of every question asked."""

    lost: list[bool]
    swallowed: list[bool]
    whole: list[bool]
    cut: list[bool]
    blind: list[bool]
    absent: list[bool]
    absent_half: list[bool]
    strange: list[bool]

    def told(self) -> list[tuple[str, list[bool]]]:
        """Each with what it says."""
        return [
            ("found, its points on nothing", self.lost),
            ("found, its points on what holds it", self.swallowed),
            ("sentence, all instances there", self.whole),
            ("sentence, target taken out, no field", self.blind),
            ("sentence, target taken out, field", self.cut),
            ("false alarm: a known kind, absent; all instances there", self.absent),
            ("false alarm: a known kind, absent; half the instances", self.absent_half),
            ("false alarm: a strange noun; half the instances", self.strange),
        ]


def undetected(given: argparse.Namespace) -> None:
    """One row a room while it goes, then the shares of all questions."""
    print(row(["room", "points", "train s", "first question s", "found", "false alarms"]))
    print(row(["---"] * 6))
    tally = Tally(*([] for _ in range(8)))
    for seed in range(given.seed, given.seed + given.rooms):
        started = time.perf_counter()
        place = make_place(seed, given)
        train_s = time.perf_counter() - started
        before = [sum(hits) for _, hits in tally.told()], [len(h) for _, h in tally.told()]
        started = time.perf_counter()
        place.source.things(place.cloud, place.encoder)
        first_s = time.perf_counter() - started
        ask_room(place, tally)
        now = [sum(hits) for _, hits in tally.told()], [len(h) for _, h in tally.told()]
        hits, asked = (np.subtract(a, b) for a, b in zip(now, before, strict=True))
        cells = [place.house.name, str(len(place.cloud)), f"{train_s:.0f}", f"{first_s:.0f}"]
        cells += [
            f"{hits[:2].sum()} of {asked[:2].sum()}",
            f"{hits[5:].sum()} of {asked[5:].sum()}",
        ]
        print(row(cells), flush=True)
    print("\n" + row(["what", "share", "95 % interval", "of"]))
    print(row(["---"] * 4))
    for name, hits in tally.told():
        print(row([name, f"{np.mean(hits):.3f}", interval(hits), str(len(hits))]))


def ask_room(place: Place, tally: Tally) -> None:
    """Ask for all that is there, with it taken out, and for much that is not."""
    label = rooms.names_of(place.house)
    seen, count = np.unique(place.instance, return_counts=True)
    shown = {
        int(one) for one, n in zip(seen, count, strict=True) if one >= 0 and n >= _LEAST_POINTS
    }
    owner = np.where(np.isin(place.instance, list(shown)), place.instance, -1)
    names = sorted({label[one] for one in shown} - STRUCTURE)
    for name in names:
        alike = {one for one in shown if match_labels(name, [label[one]])[0] >= 0.5}
        wanted = [one for one in alike if label[one] == name]
        for into, instead in ((tally.lost, None), (tally.swallowed, place.house)):
            left = without(owner, alike, instead)
            into.append(hit(place.scene(left), f"the {name}", [place.box(one) for one in wanted]))
    present = sorted({label[one] for one in shown})
    absent = sorted({kind.label for kind in KINDS.values()})
    absent = [name for name in absent if match_labels(name, present).max() < 0.5]
    half = np.random.default_rng([place.house.seed, 16]).permutation(sorted(shown))[::2]
    part = without(owner, set(half.tolist()), None)
    for into, nouns, left in (
        (tally.absent, absent, owner),
        (tally.absent_half, absent, part),
        (tally.strange, STRANGE, part),
    ):
        scene = place.scene(left)
        graph = scene.graph
        for noun in nouns:
            scene.graph = graph
            into.append(scene.ground(f"the {noun}").status in ("ok", "ambiguous"))
    ask_sentences(place, owner, shown, tally)


def ask_sentences(place: Place, owner: np.ndarray, shown: set[int], tally: Tally) -> None:
    """Sentences with an anchor: as they are answered with the target there, and taken out."""
    asked = [
        one
        for one in describe(place.house, relations=RELATIONS)
        if len(one.instance_ids) == 1 and one.viewpoint is None
        and {*one.instance_ids, *one.anchor_ids} <= shown
    ]  # fmt: skip
    for one in asked[:_SENTENCES]:
        target = one.instance_ids[0]
        left = without(owner, {target}, None)
        for into, kept, field in (
            (tally.whole, owner, True),
            (tally.blind, left, False),
            (tally.cut, left, True),
        ):
            scene = place.scene(kept, with_field=field)
            into.append(hit(scene, one.text, [place.box(target)], first=True))


def without(owner: np.ndarray, taken: set[int], instead: House | None) -> np.ndarray:
    """(N,) owners of points without some things; theirs go to what holds them, or to none."""
    left = np.where(np.isin(owner, list(taken)), -1, owner)
    if instead is None:
        return left
    floor = next(thing.instance_id for thing in instead.things if thing.label == "floor")
    for thing in instead.things:
        if thing.instance_id in taken:
            holds = thing.supporter_id
            holds = floor if holds is None or holds in taken else holds
            left[owner == thing.instance_id] = holds
    return left


def hit(scene: Scene, text: str, boxes: list[np.ndarray], *, first: bool = False) -> bool:
    """Whether an answer (the first result alone) overlaps one of the boxes by 0.25."""
    answer = scene.ground(text)
    told = [result for result in answer.results if answer.is_answer(result)]
    if answer.status not in ("ok", "ambiguous") or not told:
        return False
    mine = np.array([result.aabb for result in (told[:1] if first else told)])
    return bool(iou_aabb(mine, np.concatenate(boxes)).max() >= 0.25)


def make_place(seed: int, given: argparse.Namespace) -> Place:
    """Render, map and distil a generated room with true masks."""
    house = synthetic.generate(seed, num_rooms=1)
    renderer = Renderer(synthetic.to_mesh(house), texture=rooms.TEXTURE, seed=seed)
    poses = walk_house(house, given.frames, seed=seed)
    camera = rooms.pinhole(given.width)
    shots = list(render_frames(renderer, camera, poses, noise=DepthNoise()))
    volume = TsdfVolume()
    for shot in shots:
        volume.integrate(shot.frame)
    cloud = volume.extract()
    shots = [missed(shot, house, given.missed, number) for number, shot in enumerate(shots)]
    stub = rooms.Stub(given.noise)
    encoder: Encoder = stub if given.encoder == "stub" else make_encoder(given.encoder)
    views = [
        rooms.view_of(shot, rooms.names_of(house), stub, number)
        if encoder is stub
        else view_of(shot, encoder, number)
        for number, shot in enumerate(shots)
    ]
    settings = FieldSettings(steps=given.steps)
    field = train_field(cloud, views, settings, encoder=encoder.name)
    return Place(house, cloud, renderer.instance_at(cloud.points), encoder, FieldSource(field))


def missed(shot: Rendering, house: House, share: float, number: int) -> Rendering:
    """The picture, that share of its things masked with what holds them: nobody saw them there."""
    if not share:
        return shot
    left_out = np.random.default_rng([house.seed, 18, number]).random(len(house.things)) < share
    gone = {thing.instance_id for thing in house.things if thing.supporter_id is not None}
    gone &= set(np.flatnonzero(left_out).tolist())
    return replace(shot, instance=without(shot.instance, gone, house))


def view_of(shot: Rendering, encoder: Encoder, number: int) -> MaskedView:
    """A picture with its true masks and what an encoder sees on them."""
    masks, frame = true_masks(shot.instance).masks, shot.frame
    return MaskedView(
        number=number,
        depth=frame.depth,
        camera=frame.camera,
        T_world_camera=frame.T_world_camera,
        masks=masks,
        feature=encoder.encode_masks(frame, masks),
        quality=mask_quality(frame, masks),
    )

"""Parts, things and groups in one field of generated furniture: benchmarks/field.py layers."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace

import field_rooms as rooms
import numpy as np
from field_scores import interval, rand_index, row

from scenegraph3d.config import Config, FieldSettings
from scenegraph3d.geometry.boxes import iou_aabb
from scenegraph3d.graph.build import build_graph
from scenegraph3d.mapping.field import (
    FeatureField,
    cluster_points,
    find_parts,
    train_field,
    with_hierarchy,
)
from scenegraph3d.mapping.field.hierarchy import coarsest
from scenegraph3d.mapping.field.scan import numbered_masks
from scenegraph3d.mapping.instances import to_instances
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.mapping.volume import TsdfVolume
from scenegraph3d.pipeline import Scene, build_scene
from scenegraph3d.records import PointCloud, Scan
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.depth_noise import DepthNoise
from scenegraph3d.synthetic.furniture import chest
from scenegraph3d.synthetic.house import House

CARRIERS = "desk", "dresser", "nightstand", "coffee table", "cabinet", "chair", "file cabinet"
WIDE = "desk", "dresser", "coffee table", "cabinet"  # two things stand on these
LEAST_POINTS = 30  # of a drawer that is asked for
SAME_HEIGHT = 0.05  # metres, between the tops of drawers beside each other
LOADS = "mug", "book", "vase", "table lamp", "box"


@dataclass(frozen=True, eq=False)
class Layered:
    """A room of furniture with things on it, mapped, with masks of three granularities."""

    house: House
    holder: np.ndarray  # by instance_id, that of what carries it, or its own
    cloud: PointCloud
    views: list[MaskedView]
    part: np.ndarray  # (N,) true part of each point, counted over the house, -1 unknown
    thing: np.ndarray  # (N,) true instance

    @property
    def group(self) -> np.ndarray:
        """(N,) instance_id of the carrier of each point's thing, -1 unknown."""
        return np.where(self.thing >= 0, self.holder[self.thing.clip(0)], -1)


def furnished(seed: int) -> tuple[House, np.ndarray]:
    """Four pieces of furniture that face the middle, one or two things on each; who holds whom."""
    rng = np.random.default_rng([seed, 17])
    kinds = [str(kind) for kind in rng.choice(CARRIERS, 4, replace=False)]
    house = rooms.furniture_room(seed, kinds, inward=True)
    things, holder = list(house.things), list(range(len(house.things)))
    for thing in house.things[1:]:
        count = int(rng.integers(1, 3)) if thing.kind in WIDE else 1
        for place, load in enumerate(rng.choice(LOADS, count, replace=False)):
            made = rooms.made(str(load), len(things), rng)
            along = 0.0 if count == 1 else (place - 0.5) * 0.5 * thing.box.extent[0, 1]
            aside = thing.T_world_thing[:3, :3] @ np.array([0.02, along, 0.0])
            spot = thing.position + aside + np.array([0, 0, rooms.top_of(thing)])
            things.append(rooms.placed(made, spot, float(rng.uniform(-3, 3))))
            holder.append(thing.instance_id)
    return replace(house, things=tuple(things)), np.array(holder)


def part_names(house: House) -> dict[int, str]:
    """What each part is called, by its number over the whole house."""
    names = []
    for thing in house.things:
        front = "drawer" if thing.kind in KINDS and KINDS[thing.kind].recipe is chest else "door"
        names += [front if part.name == "front" else part.name for part in thing.parts]
    return dict(enumerate(names))


def layered(seed: int, given: argparse.Namespace, *, groups: bool = True) -> Layered:
    """Render and map such a room; each frame has masks of parts, of things and of groups."""
    house, holder = furnished(seed)
    stub, camera = rooms.Stub(given.noise), rooms.pinhole(given.width)
    renderer, shots = rooms.pictures(house, given.frames, camera, noise=DepthNoise())
    fine, pieces = rooms.pictures(house, given.frames, camera, noise=None, parts=True)
    names, small = rooms.names_of(house), part_names(house)
    volume, views = TsdfVolume(), []
    for number, (shot, piece) in enumerate(zip(shots, pieces, strict=True)):
        volume.integrate(shot.frame)
        views.append(
            rooms.view_of(replace(shot, instance=piece.instance), small, stub, 2 * number + 1)
        )
        views.append(rooms.view_of(shot, names, stub, 2 * number))
        if groups:
            ids = np.where(shot.instance >= 0, holder[shot.instance.clip(0)], -1)
            views.append(rooms.view_of(replace(shot, instance=ids), names, stub, 2 * number))
    views = [replace(view, number=view.number // 2) for view in views]
    cloud = volume.extract()
    part, thing = (each.instance_at(cloud.points) for each in (fine, renderer))
    return Layered(house, holder, cloud, views, part, thing)


def distilled(place: Layered, given: argparse.Namespace) -> FeatureField:
    """The field of a room."""
    settings = FieldSettings(steps=given.steps)
    return train_field(place.cloud, place.views, settings, encoder="stub")


def layers(given: argparse.Namespace) -> None:
    """One row a room: parts and groups of one field, by points and by what the graph gets."""
    print(
        row(
            [
                "room",
                "points",
                "train s",
                "parts",
                "groups",
                "number of parts",
                "drawers so far",
                "guessed",
            ]
        )
    )
    print(row(["---"] * 8))
    scores, exact, held, drawers, guessed = [], [], [], [], []
    for seed in range(given.seed, given.seed + given.rooms):
        place = layered(seed, given, groups=not given.no_groups)
        started = time.perf_counter()
        field = distilled(place, given)
        seconds = time.perf_counter() - started
        scan = scan_of(place)
        found = with_hierarchy(scan, field)
        scores.append(rand_indices(place, field))
        exact.append(groups_of(place) == set(found.together))
        held.append(by_geometry(place, scan))
        stub = rooms.Stub(given.noise)
        drawers += asked_drawers(place, build_scene(found, Config(), stub))
        guessed += asked_drawers(place, build_scene(scan, Config(), stub))
        assert found.parts is not None  # with_hierarchy looks for them
        names = ", ".join(thing.label for thing in place.house.things[1:])
        cells = [names, str(len(place.cloud)), f"{seconds:.0f}"]
        cells += [f"{score:.3f}" for score in scores[-1]]
        cells += [str(len(found.parts))]
        cells += [f"{sum(hits)} of {len(hits)}" for hits in (drawers, guessed)]
        print(row(cells), flush=True)
    parts, groups = np.mean(scores, axis=0)
    print(f"\nmean adjusted Rand index: parts {parts:.3f}, groups {groups:.3f}; chance 0.")
    print(f"groups of objects exactly right in {sum(exact)} of {len(exact)} rooms by the field,")
    print(f"in {sum(held)} of {len(held)} by the geometry alone, without any field.")
    print(
        f'"the top drawer of the ...", IoU >= 0.25: {np.mean(drawers):.3f} {interval(drawers)} of '
        f"{len(drawers)} with parts in the graph, {np.mean(guessed):.3f} {interval(guessed)} "
        "guessed from how furniture is built."
    )


def rand_indices(place: Layered, field: FeatureField) -> tuple[float, float]:
    """Adjusted Rand index over the points of furniture: of parts, and of groups."""
    on = place.thing > 0  # not the floor
    points = place.cloud.points
    part = find_parts(field, points, np.where(on, place.thing, -1))
    part = np.where(part < 0, part.max() + 1 + place.thing, part)  # a thing without parts is one
    group = cluster_points(field, points, coarsest(field))
    return rand_index(place.part[on], part[on]), rand_index(place.group[on], group[on])


def scan_of(place: Layered) -> Scan:
    """The true things of a room."""
    ids = np.unique(place.thing[place.thing >= 0])
    number = np.where(place.thing >= 0, np.searchsorted(ids, place.thing), -1)
    made, _ = to_instances(place.cloud, numbered_masks(number))
    label = np.array([rooms.names_of(place.house)[int(one)] for one in ids], dtype=object)
    made = replace(made, instance_id=ids, label=label)
    return Scan(place.house.name, made, place.cloud, np.where(number >= 0, place.thing, -1), "stub")


def groups_of(place: Layered) -> set[tuple[int, ...]]:
    """True groups by the ids of their things."""
    shown = np.unique(place.thing[place.thing > 0])
    groups = [tuple(shown[place.holder[shown] == one].tolist()) for one in shown]
    return {group for group in groups if len(group) > 1}


def by_geometry(place: Layered, scan: Scan) -> bool:
    """Whether who rests on whom gives the same groups."""
    graph = build_graph(scan)
    ids = graph.instances.instance_id
    loads = [group for group in graph.groups if group.kind == "load"]
    return {tuple(sorted(ids[list(load.members)].tolist())) for load in loads} == groups_of(place)


def asked_drawers(place: Layered, scene: Scene) -> list[bool]:
    """Whether the first box for the top drawer of each chest is one of its uppermost drawers."""
    names, hits = part_names(place.house), []
    labels = [thing.label for thing in place.house.things]
    for thing in place.house.things:
        boxes = []
        for number in np.unique(place.part[place.thing == thing.instance_id]):
            mine = place.cloud.points[(place.part == number) & (place.thing == thing.instance_id)]
            if names[int(number)] == "drawer" and len(mine) >= LEAST_POINTS:
                boxes.append(np.concatenate([mine.min(axis=0), mine.max(axis=0)]))
        if boxes and labels.count(thing.label) == 1:
            top = max(box[5] for box in boxes)
            true = np.array([box for box in boxes if box[5] > top - SAME_HEIGHT])
            answer = scene.ground(f"the top drawer of the {thing.label}")
            first = np.array([result.aabb for result in answer.results[:1]]).reshape(-1, 6)
            hits.append(bool(iou_aabb(first, true).max(initial=0.0) >= 0.25))
    return hits

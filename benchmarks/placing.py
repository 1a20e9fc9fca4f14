"""Ask generated rooms for places and check every box against the true solids; prints shares.

    python benchmarks/placing.py --requests 1000 --seed 0

Rooms are scanned as points. A request names an item with a size and a place on a support, beside,
between or against things. Every box that is answered "ok" is judged by points drawn in it and
under it, which are tested against the solid parts that the room was generated from: none may lie
in a solid (clear), each under it must lie on the support's solid (supported), and all must be in
the room. Nothing of the placement's own code judges.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from scenegraph3d import pipeline
from scenegraph3d.geometry.boxes import rotation_about_z
from scenegraph3d.reasoning.placement import Placement
from scenegraph3d.records import Boxes
from scenegraph3d.synthetic import House, Thing, generate, to_scan
from scenegraph3d.synthetic.shapes import Part

SKIN = 0.015  # metres that a scan of points 5 cm apart may be off
MARGIN = 0.04  # metres of air and edge that a refusal may ask for
UNDER = 0.03  # metres below the box in which its support must be
PER_ROOM = 10
SUPPORTS = (
    "desk", "dining table", "coffee table", "kitchen counter", "dresser", "nightstand",
    "end table", "file cabinet", "cabinet",
)  # fmt: skip
NO_ANCHORS = ("wall", "floor", "ceiling", "rug", "door", "window", "curtain")
SMALL = ("cup", "vase", "box", "toaster", "plant")
LARGE = ("box", "plant", "basket", "stool", "cabinet")
ON_FLOOR = (
    "on the floor next to the {0}", "on the floor in front of the {0}", "left of the {0}",
    "0.3 m right of the {0}", "between the {0} and the {1}", "between the {0} and the wall",
    "against the wall", "in the corner of the room", "in the middle of the room",
)  # fmt: skip
ON_TOP = ("on the {0}", "on the {0} next to the {1}", "on the {0} left of the {1}",
          "in the center of the {0}", "on the {0} 0.1 m behind the {1}")  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One sentence, and the support where it says no more than "on the desk"."""

    text: str
    support: Thing | None


@dataclass(frozen=True)
class Verdict:
    """What sampling found of one answered box."""

    clear: bool
    supported: bool
    inside: bool

    @property
    def right(self) -> bool:
        """All of it."""
        return self.clear and self.supported and self.inside


def main() -> None:
    """Print the shares of answered, clear and supported boxes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="Print each box that is wrong.")
    asked = parser.parse_args()
    console, counts = Console(), Counter()
    for house, request, placement in placements(asked.requests, asked.seed):
        counts[placement.status] += 1
        if placement.status != "ok":
            refused = request.support is not None and placement.status == "not_found"
            counts["refused"] += refused
            if refused and there_is_room(house, request, placement):
                counts["refused wrongly"] += 1
                if asked.show:
                    console.print(house.seed, request.text, placement.reason)
            continue
        verdict = judge(house, placement, np.random.default_rng(1))
        counts.update(name for name in ("clear", "supported", "inside") if getattr(verdict, name))
        counts["right"] += verdict.right
        if asked.show and not verdict.right:
            console.print(house.seed, request.text, verdict, placement.results[0].obb_center)
    console.print(table_of(counts))


def table_of(counts: Counter[str]) -> Table:
    """The counts as shares of what they are shares of."""
    table = Table("what", "count", "share %")
    asked = sum(counts[status] for status in ("ok", "ambiguous", "not_found", "unsupported"))
    for name in ("ok", "ambiguous", "not_found"):
        table.add_row(name, str(counts[name]), f"{100 * counts[name] / max(asked, 1):.1f}")
    for name in ("refused", "refused wrongly"):
        table.add_row(f"'on the X' {name}", str(counts[name]), "")
    for name in ("clear", "supported", "inside", "right"):
        table.add_row(name, str(counts[name]), f"{100 * counts[name] / max(counts['ok'], 1):.1f}")
    return table


def placements(num: int, seed: int) -> Iterator[tuple[House, Request, Placement]]:
    """Ask `num` requests, ten a room."""
    rng = np.random.default_rng(seed)
    asked = 0
    while asked < num:
        house = generate(int(rng.integers(0, 9000)))
        scene = pipeline.build(to_scan(house))
        for request in draw_requests(rng, house, min(PER_ROOM, num - asked)):
            yield house, request, scene.place(request.text)
            asked += 1


def draw_requests(rng: np.random.Generator, house: House, num: int) -> list[Request]:
    """Sentences about things that are the only one of their name."""
    names = Counter(thing.label for thing in house.things)
    single = [t for t in house.things if names[t.label] == 1 and t.label not in NO_ANCHORS]
    standing = [t for t in single if t.support == "on" and _on_floor(house, t)]
    tops = [t for t in standing if t.label in SUPPORTS]
    requests = []
    while len(requests) < num:
        if tops and rng.random() < 0.5:
            top = tops[rng.integers(len(tops))]
            near = [t for t in single if t.supporter_id == top.instance_id and t.support == "on"]
            templates = ON_TOP if near else tuple(t for t in ON_TOP if "{1}" not in t)
            beside = near[rng.integers(len(near))].label if near else ""
            place = templates[rng.integers(len(templates))].format(top.label, beside)
            size, item = rng.uniform(0.06, 0.35, 3), SMALL[rng.integers(len(SMALL))]
            support = top if place == f"on the {top.label}" else None
        else:
            support = None
            two = rng.permutation(len(standing))[:2]
            if len(two) < 2:
                place = ON_FLOOR[6 + rng.integers(3)]
            else:
                labels = [standing[k].label for k in two]
                place = ON_FLOOR[rng.integers(len(ON_FLOOR))].format(*labels)
            size, item = rng.uniform(0.2, 0.9, 3), LARGE[rng.integers(len(LARGE))]
        length, width, height = np.round(size, 2)
        text = f"put a {item} of {length} m x {width} m x {height} m {place}"
        requests.append(Request(text, support))
    return requests


def _on_floor(house: House, thing: Thing) -> bool:
    return thing.supporter_id is not None and house.things[thing.supporter_id].kind == "floor"


def judge(house: House, placement: Placement, rng: np.random.Generator) -> Verdict:
    """Judge the first box of an answer."""
    result = placement.results[0]
    box = Boxes(result.obb_center[None], result.extent[None], result.R_world_box[None])
    return judge_box(house, box, rng, skin=SKIN)


def judge_box(house: House, box: Boxes, rng: np.random.Generator, *, skin: float) -> Verdict:
    """Draw points in and under one box and test them against the true solids.

    The outermost `skin` metres of the box do not count; a negative one asks for that much air.
    """
    half, R_world_box, center = box.extent[0] / 2, box.R_world_box[0], box.center[0]
    sides = np.maximum(half - [skin, skin, max(skin, 0.005)], 0.2 * half)
    inner = rng.uniform(-1, 1, (4000 if skin > 0 else 500, 3)) * sides
    under = rng.uniform(-1, 1, (1500 if skin > 0 else 200, 3)) * sides
    under[:, 2] = -half[2]
    world = inner @ R_world_box.T + center
    below = under @ R_world_box.T + center
    columns = below.copy()
    held = np.zeros(len(below), dtype=bool)
    hit = np.zeros(len(world), dtype=bool)
    bottom = center[2] - half[2]
    for thing in house.things:
        hit |= in_solid(thing, world)
        for depth in np.linspace(0.0, UNDER, 7):  # a rug is thinner than the layer looked at
            columns[:, 2] = bottom - depth
            held |= in_solid(thing, columns)
    rectangles = [room.rectangle for room in house.rooms]
    inside = np.zeros(len(world), dtype=bool)
    for x_min, y_min, x_max, y_max in rectangles:
        inside |= ((world[:, :2] >= (x_min, y_min)) & (world[:, :2] <= (x_max, y_max))).all(axis=1)
    return Verdict(not hit.any(), bool(held.all()), bool(inside.all()))


def there_is_room(house: House, request: Request, placement: Placement) -> bool:
    """True where one of many drawn poses of the item on its support is clear and supported.

    The poses keep to the support's sides, and MARGIN off everything.
    """
    top = request.support
    assert top is not None
    rng = np.random.default_rng(2)
    height = max(part.center[2] + part.extent[2] / 2 for part in top.parts)
    half = top.box.extent[0] / 2
    for turn in (0.0, np.pi / 2):
        for _ in range(150):
            place = top.box.center[0] + top.T_world_thing[:3, :3] @ (rng.uniform(-1, 1, 3) * half)
            bottom = top.position[2] + height
            box = _posed(placement, place[:2], bottom, top.yaw + turn)
            if judge_box(house, box, rng, skin=-MARGIN).right:
                return True
    return False


def _posed(placement: Placement, place: np.ndarray, bottom: float, yaw: float) -> Boxes:
    center = np.array([[place[0], place[1], bottom + placement.item[2] / 2 + 0.01]])
    return Boxes(center, placement.item[None], rotation_about_z(np.array([yaw])))


def in_solid(thing: Thing, points: np.ndarray) -> np.ndarray:
    """(N,) bool: which world points (N, 3) lie in one of a thing's parts."""
    T = thing.T_world_thing
    local = (points - T[:3, 3]) @ T[:3, :3]
    found = np.zeros(len(points), dtype=bool)
    for part in thing.parts:
        found |= _in_part(part, local)
    return found


def _in_part(part: Part, local: np.ndarray) -> np.ndarray:
    offset = (local - part.center) / np.maximum(part.extent / 2, 1e-9)
    if part.shape == "box":
        return np.asarray((np.abs(offset) <= 1.0).all(axis=1))
    if part.shape == "ellipsoid":
        return np.asarray((offset**2).sum(axis=1) <= 1.0)
    up = (offset[:, 2] + 1) / 2
    radius = (1.0 + (part.taper - 1.0) * up) / max(1.0, part.taper)  # of the wider end
    across = (offset[:, :2] ** 2).sum(axis=1)
    return np.asarray((across <= radius**2) & (np.abs(offset[:, 2]) <= 1.0))


if __name__ == "__main__":
    main()

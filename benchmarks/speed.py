"""Measure building and asking on generated scenes of boxes; prints medians over repeats.

    python benchmarks/speed.py --boxes 100 2000 20000 --repeats 5
    python benchmarks/speed.py --boxes 20000 --rooms 40

`build` makes the graph from boxes, `peak` is the most memory the process has held by then, `parse`
reads a sentence, `resolve` answers a parsed one, `ask` does both, `longest` is the slowest
sentence's ask, and `sight` scores which of the things of one name are visible from three doors.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.table import Table

from scenegraph3d.graph.relations import score_relation
from scenegraph3d.graph.scene_graph import SceneGraph
from scenegraph3d.language.parser import parse
from scenegraph3d.pipeline import build
from scenegraph3d.records import Instances, Scan

LABELS = (
    *("chair", "office chair", "table", "desk", "bed", "lamp", "door", "window", "monitor", "book"),
    *("trash can", "cabinet", "shelf", "sofa", "pillow", "box", "plant", "backpack", "keyboard"),
)
SENTENCES = (
    "the red chair",
    "the book on the desk",
    "the chair closest to the door",
    "the lamp between the bed and the desk",
    "the second chair from the left",
    "the pillow on the bed that is next to the window",
    "facing the sofa, the plant on the left",
    "the largest cabinet in the corner of the room",
    "the trash can under the desk farthest from the door",
    "the box that is not on the shelf",
)
BOXES_PER_SQUARE_METRE = 2.0
WALL_HEIGHT, WALL_THICKNESS = 2.8, 0.1  # metres


def main() -> None:
    """Print one line of medians for each number of boxes."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--boxes", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--rooms", type=int, default=0, help="walls part the boxes among them")
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    names = "build s", "peak MB", "parse ms", "resolve ms", "ask ms", "longest ms", "sight ms"
    table = Table("boxes", *names)
    for num_boxes in sorted(asked.boxes):
        scan = (
            furnished_rooms(num_boxes, asked.rooms) if asked.rooms else scattered_boxes(num_boxes)
        )
        table.add_row(str(num_boxes), *measure(scan, asked.repeats))
    Console().print(table)


def measure(scan: Scan, repeats: int) -> list[str]:
    """The medians of one scene as they are printed."""
    building = [seconds(lambda: build(scan)) for _ in range(repeats)]
    scene = build(scan)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for sentence in SENTENCES:  # The first question of a kind may import or fill a cache.
        scene.ground(sentence)
    parsed = {sentence: parse(sentence) for sentence in SENTENCES}
    parsing = medians(lambda sentence: parse(sentence), repeats)
    resolving = medians(lambda sentence: scene.ground(parsed[sentence]), repeats)
    asking = medians(lambda sentence: scene.ground(sentence), repeats)
    stages = [statistics.median(times) * 1000 for times in (parsing, resolving, asking)]
    return [
        f"{statistics.median(building):.3f}",
        f"{peak:.0f}",
        *(f"{stage:.2f}" for stage in stages),
        f"{max(asking) * 1000:.2f}",
        f"{statistics.median(looking(scene.graph) for _ in range(repeats)) * 1000:.2f}",
    ]


def looking(graph: SceneGraph) -> float:
    """The seconds it takes to tell which chairs are visible from the first three doors."""
    chairs, doors = (np.flatnonzero(graph.instances.label == name) for name in ("chair", "door"))
    return seconds(lambda: score_relation(graph, "visible_from", chairs, doors[:3]))


def medians(work: Callable[[str], object], repeats: int) -> list[float]:
    """The median seconds of each sentence."""
    return [
        statistics.median(seconds(lambda s=sentence: work(s)) for _ in range(repeats))
        for sentence in SENTENCES
    ]


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def scattered_boxes(num_boxes: int, seed: int = 0) -> Scan:
    """Boxes of furniture and small things over a square floor of constant density."""
    rng = np.random.default_rng(seed)
    side = (num_boxes / BOXES_PER_SQUARE_METRE) ** 0.5
    aabb = boxes_over(rng, num_boxes, np.zeros(2), side)
    color = rng.uniform(0, 255, (num_boxes, 3))
    return Scan("scattered", Instances.from_aabb(aabb, names_of(num_boxes), color=color))


def furnished_rooms(num_boxes: int, num_rooms: int, seed: int = 0) -> Scan:
    """As many boxes, of the same density, in rows of square rooms with a floor and four walls."""
    rng = np.random.default_rng(seed)
    per_room, per_row = num_boxes // num_rooms, int(np.ceil(num_rooms**0.5))
    side = (per_room / BOXES_PER_SQUARE_METRE) ** 0.5
    aabb, labels = [], []
    for number in range(num_rooms):
        corner = np.array(divmod(number, per_row)) * (side + 2.0)
        aabb += [shell_around(corner, side + 1.2), boxes_over(rng, per_room, corner, side)]
        labels += ["floor", *["wall"] * 4, *names_of(per_room)]
    boxes = np.vstack(aabb)
    color = rng.uniform(0, 255, (len(boxes), 3))
    return Scan("rooms", Instances.from_aabb(boxes, labels, color=color))


def boxes_over(rng: np.random.Generator, count: int, corner: np.ndarray, side: float) -> np.ndarray:
    """(count, 6) boxes that begin over a square floor, up to 1.5 m above it."""
    low = rng.uniform([*corner, 0], [*(corner + side), 1.5], (count, 3))
    return np.hstack([low, low + rng.uniform(0.1, 1.2, (count, 3))])


def shell_around(corner: np.ndarray, side: float) -> np.ndarray:
    """(5, 6) the floor and the walls of a square room."""
    (x, y), thick = corner, WALL_THICKNESS
    far_x, far_y = corner + side
    walls = (x, y, x + thick, far_y), (far_x - thick, y, far_x, far_y)
    walls += (x, y, far_x, y + thick), (x, far_y - thick, far_x, far_y)
    upright = [(one[0], one[1], 0.0, one[2], one[3], WALL_HEIGHT) for one in walls]
    return np.array([(x, y, -0.1, far_x, far_y, 0.0), *upright])


def names_of(count: int) -> list[str]:
    """Labels that take turns."""
    return [LABELS[number % len(LABELS)] for number in range(count)]


if __name__ == "__main__":
    main()

"""Measure building and asking on generated scenes of boxes; prints medians over repeats.

    python benchmarks/speed.py --boxes 100 2000 --repeats 5

`build` makes the graph from boxes, `parse` reads a sentence, `resolve` answers a parsed one, `ask`
does both, `longest` is the slowest sentence's ask.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.table import Table

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


def main() -> None:
    """Print one line of medians for each number of boxes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boxes", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    table = Table("boxes", "build s", "parse ms", "resolve ms", "ask ms", "longest ms")
    for num_boxes in asked.boxes:
        table.add_row(str(num_boxes), *measure(scattered_boxes(num_boxes), asked.repeats))
    Console().print(table)


def measure(scan: Scan, repeats: int) -> list[str]:
    """The medians of one scene as they are printed."""
    building = [seconds(lambda: build(scan)) for _ in range(repeats)]
    scene = build(scan)
    for sentence in SENTENCES:  # The first question of a kind may import or fill a cache.
        scene.ground(sentence)
    parsed = {sentence: parse(sentence) for sentence in SENTENCES}
    parsing = medians(lambda sentence: parse(sentence), repeats)
    resolving = medians(lambda sentence: scene.ground(parsed[sentence]), repeats)
    asking = medians(lambda sentence: scene.ground(sentence), repeats)
    stages = [statistics.median(times) * 1000 for times in (parsing, resolving, asking)]
    return [
        f"{statistics.median(building):.3f}",
        *(f"{stage:.2f}" for stage in stages),
        f"{max(asking) * 1000:.2f}",
    ]


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
    low = rng.uniform([0, 0, 0], [side, side, 1.5], (num_boxes, 3))
    aabb = np.hstack([low, low + rng.uniform(0.1, 1.2, (num_boxes, 3))])
    labels = [LABELS[number % len(LABELS)] for number in range(num_boxes)]
    color = rng.uniform(0, 255, (num_boxes, 3))
    return Scan("scattered", Instances.from_aabb(aabb, labels, color=color))


if __name__ == "__main__":
    main()

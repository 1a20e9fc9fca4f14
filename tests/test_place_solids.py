"""Generated rooms: every place that is answered is clear and held up, by their true solids."""

import numpy as np
import pytest

from scenegraph3d.pipeline import build
from scenegraph3d.synthetic import generate, to_scan

SKIN = 0.015  # metres that points 5 cm apart may be off
REQUESTS = (
    "put a box of 0.3 m x 0.2 m x 0.2 m on the {top}",
    "place a plant of 0.4 m x 0.4 m x 0.6 m in the corner of the room",
    "put a stool of 0.35 m x 0.35 m x 0.5 m next to the {top}",
    "put a box of 0.5 m x 0.3 m x 0.3 m against the wall",
    "the empty area in the middle of the room",
)
TOPS = ("desk", "dining table", "dresser", "coffee table", "kitchen counter", "cabinet")


def solid(house, points):
    """(N,) bool: which points lie in the upright bounds of a part of any thing."""
    found = np.zeros(len(points), dtype=bool)
    for thing in house.things:
        local = (points - thing.position) @ thing.T_world_thing[:3, :3]
        for part in thing.parts:
            inside = np.abs(local - part.center) <= part.extent / 2
            if part.shape != "box":  # keep to the part of a round thing that is surely solid
                inside = np.abs(local - part.center) <= part.extent / 3
            found |= inside.all(axis=1)
    return found


@pytest.mark.parametrize("seed", [3, 11, 29, 47])
def test_a_place_is_clear_and_held_up(seed):
    house = generate(seed)
    names = [thing.label for thing in house.things]
    top = next((name for name in TOPS if names.count(name) == 1), "floor")
    scene, rng = build(to_scan(house)), np.random.default_rng(seed)
    answers = [scene.place(text.format(top=top)) for text in REQUESTS]
    placed = [answer.results[0] for answer in answers if answer.status == "ok"]
    assert len(placed) >= 2
    for result in placed:
        half = result.extent / 2 - SKIN
        drawn = rng.uniform(-1, 1, (1000, 3)) * half
        under = drawn * (1, 1, 0) - (0, 0, result.extent[2] / 2)
        center, R_world_box = result.obb_center, result.R_world_box
        assert not solid(house, drawn @ R_world_box.T + center).any()
        held = np.zeros(len(under), dtype=bool)
        for depth in np.linspace(0.0, 0.03, 7):
            held |= solid(house, under @ R_world_box.T + center - (0, 0, depth))
        assert held.all()

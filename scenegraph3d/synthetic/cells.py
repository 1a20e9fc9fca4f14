"""Generated city cells to be lost in: a map of 50 landmarks and a description given on the spot.

The difficulty is fixed here: a quarter of what is described is missing from the map, and three
colour words in ten are wrong. Nothing of this is shared with what localizes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.boxes import rotation_about_z
from ..records import Boxes, Instances, Scan
from .cell_texts import COLORS, Sighting, tell

CELL_SIZE = 50.0  # metres
NUM_LANDMARKS = 50
NUM_HINTS = 6
MARGIN = 8.0  # metres from the cell's edge that nobody stands in
MISSING = 0.25  # share of the described landmarks that the map lacks
WRONG_COLOR = 0.3  # share of colour words that are another colour's
SIGHT = 20.0  # metres to the farthest landmark that is described
_BEARING_NOISE = np.deg2rad(8.0)
_SHADE = 12.0  # standard deviation of a landmark's colour, of 255
_WIDE = 3.0  # metres: wider things lie where their nearest point does


@dataclass(frozen=True)
class _Kind:
    """How a kind of landmark looks: (low, high) of its sides and height in metres; its colours."""

    length: tuple[float, float]
    width: tuple[float, float]
    height: tuple[float, float]
    colors: tuple[str, ...]


_GREENS, _GREYS = ("green", "dark green"), ("gray", "light gray", "black")
_WALLS = ("beige", "brown", "light gray", "red", "white", "gray")
_KINDS: dict[str, _Kind] = {
    "road": _Kind((50, 50), (6, 9), (0.1, 0.1), ("gray", "black")),
    "sidewalk": _Kind((15, 40), (1.5, 3), (0.15, 0.15), ("light gray", "gray", "beige")),
    "parking": _Kind((8, 14), (5, 8), (0.1, 0.1), _GREYS),
    "terrain": _Kind((5, 12), (4, 9), (0.2, 0.3), ("green", "brown", "dark green")),
    "building": _Kind((8, 16), (7, 12), (6, 15), _WALLS),
    "garage": _Kind((5, 7), (3, 6), (2.5, 3), _WALLS),
    "wall": _Kind((6, 14), (0.3, 0.5), (1, 2.2), _WALLS),
    "fence": _Kind((6, 15), (0.1, 0.3), (1, 1.8), ("black", "brown", "white", "green")),
    "vegetation": _Kind((1.5, 6), (1.5, 5), (1, 8), _GREENS),
    "pole": _Kind((0.15, 0.3), (0.15, 0.3), (3, 8), ("gray", "black", "white")),
    "lamp": _Kind((0.3, 0.6), (0.3, 0.6), (4, 7), ("gray", "black", "green")),
    "traffic sign": _Kind((0.1, 0.7), (0.1, 0.3), (2, 3), ("red", "blue", "yellow", "white")),
    "traffic light": _Kind((0.3, 0.5), (0.3, 0.5), (3, 5), ("black", "gray", "yellow")),
    "trash bin": _Kind((0.5, 0.9), (0.5, 0.8), (0.9, 1.3), ("green", "black", "blue", "gray")),
    "box": _Kind((0.6, 1.2), (0.4, 0.8), (1, 1.6), ("gray", "beige", "green")),
    "vending machine": _Kind((0.8, 1.2), (0.6, 0.9), (1.7, 2), ("red", "blue", "yellow")),
}
# How many of each a cell holds; what is left of the 50 is filled by the weights.
_COUNTS = {"road": (1, 2), "sidewalk": (2, 4), "building": (4, 7), "parking": (0, 2)}
_WEIGHTS = {
    **{"terrain": 3, "garage": 1.5, "wall": 2, "fence": 3, "vegetation": 11, "pole": 7},
    **{"lamp": 4, "traffic sign": 4, "traffic light": 1.5, "trash bin": 3, "box": 2},
    "vending machine": 0.7,
}


@dataclass(frozen=True, eq=False)
class CellTask:
    """A map, where somebody stood, and what was said there.

    Attributes:
        map: the labelled boxes of one cell, x and y in [0, CELL_SIZE] metres.
        position: (2,) the place to find, metres.
        text: the description.
    """

    map: Scan
    position: np.ndarray
    text: str


@dataclass(frozen=True, eq=False)
class _Landmarks:
    label: np.ndarray
    color_name: np.ndarray
    center: np.ndarray  # (M, 2)
    extent: np.ndarray  # (M, 3)
    yaw: np.ndarray


def generate_cells(num_cells: int, seed: int) -> list[CellTask]:
    """Generate cells with one description each; the same seed gives the same cells."""
    rng = np.random.default_rng(seed)
    return [_generate_cell(f"cell_{seed}_{number:04d}", rng) for number in range(num_cells)]


def _generate_cell(name: str, rng: np.random.Generator) -> CellTask:
    landmarks = _scatter(rng)
    position = rng.uniform(MARGIN, CELL_SIZE - MARGIN, size=2)
    told = _choose(landmarks, position, rng)
    text = tell(_sightings(landmarks, told, position, rng), rng)
    kept = np.ones(NUM_LANDMARKS, dtype=bool)
    kept[told] = rng.random(len(told)) >= MISSING
    return CellTask(_to_scan(name, landmarks, kept, rng), position, text)


def _scatter(rng: np.random.Generator) -> _Landmarks:
    labels = [
        label for label, span in _COUNTS.items() for _ in range(rng.integers(*span, endpoint=True))
    ]
    weights = np.array(list(_WEIGHTS.values()))
    missing = NUM_LANDMARKS - len(labels)
    labels += rng.choice(list(_WEIGHTS), size=missing, p=weights / weights.sum()).tolist()
    kinds = [_KINDS[label] for label in labels]
    extent = np.array(
        [[rng.uniform(*k.length), rng.uniform(*k.width), rng.uniform(*k.height)] for k in kinds]
    )
    along = rng.integers(0, 2, size=NUM_LANDMARKS) * np.pi / 2  # streets run two ways
    center = rng.uniform(1.0, CELL_SIZE - 1.0, size=(NUM_LANDMARKS, 2))
    is_road = np.array(labels) == "road"
    across = np.stack([along == 0, along != 0], axis=1)  # a road runs through the whole cell
    center[is_road] = np.where(across[is_road], CELL_SIZE / 2, center[is_road])
    turn = rng.normal(0.0, np.deg2rad(6.0), size=NUM_LANDMARKS)
    return _Landmarks(
        label=np.array(labels),
        color_name=np.array([rng.choice(kind.colors) for kind in kinds]),
        center=center,
        extent=extent,
        yaw=along + np.where(is_road, 0.0, turn),
    )


def _offsets(landmarks: _Landmarks, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(M, 2) from the position to each landmark, and (M,) metres to its nearest point."""
    axis = np.stack([np.cos(landmarks.yaw), np.sin(landmarks.yaw)], axis=1)
    side = np.stack([-axis[:, 1], axis[:, 0]], axis=1)
    from_center = position - landmarks.center
    half = landmarks.extent[:, :2] / 2
    u = np.clip((from_center * axis).sum(1), -half[:, 0], half[:, 0])
    v = np.clip((from_center * side).sum(1), -half[:, 1], half[:, 1])
    nearest = landmarks.center + u[:, None] * axis + v[:, None] * side - position
    wide = landmarks.extent[:, :2].max(axis=1) > _WIDE
    offset = np.where(wide[:, None], nearest, landmarks.center - position)
    return offset, np.linalg.norm(nearest, axis=1)


def _choose(landmarks: _Landmarks, position: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows of what is described: the closest things, one of each kind, or some on every side."""
    offset, distance = _offsets(landmarks, position)
    near = np.argsort(distance)
    near = near[distance[near] < SIGHT]
    style = rng.choice(["closest", "class", "direction"])
    if style == "closest":
        return near[:NUM_HINTS]
    if style == "class":
        _, first = np.unique(landmarks.label[near], return_index=True)
        return near[rng.permutation(first)[:NUM_HINTS]]
    quarter = np.round(np.arctan2(offset[:, 1], offset[:, 0]) / (np.pi / 2)).astype(int) % 4
    mixed = rng.permutation(near)
    rank = np.array(
        [np.sum(quarter[mixed[:place]] == quarter[row]) for place, row in enumerate(mixed)]
    )
    return mixed[np.argsort(rank, kind="stable")[:NUM_HINTS]]


def _sightings(
    landmarks: _Landmarks, told: np.ndarray, position: np.ndarray, rng: np.random.Generator
) -> list[Sighting]:
    offset, distance = _offsets(landmarks, position)
    bearing = np.arctan2(offset[:, 1], offset[:, 0])
    bearing = bearing + rng.normal(0.0, _BEARING_NOISE, len(bearing))
    sides = np.array(["east", "north", "west", "south"])[
        np.round(bearing / (np.pi / 2)).astype(int) % 4
    ]
    found = []
    for row in told:
        color = str(landmarks.color_name[row])
        if rng.random() < WRONG_COLOR:
            color = str(rng.choice([name for name in COLORS if name != color]))
        on = distance[row] == 0.0
        found.append(Sighting(str(landmarks.label[row]), color, None if on else str(sides[row])))
    return found


def _to_scan(name: str, landmarks: _Landmarks, kept: np.ndarray, rng: np.random.Generator) -> Scan:
    extent = landmarks.extent[kept]
    center = np.column_stack([landmarks.center[kept], extent[:, 2] / 2])
    boxes = Boxes(center, extent, rotation_about_z(landmarks.yaw[kept]))
    rgb = np.array([COLORS[str(color)] for color in landmarks.color_name[kept]], dtype=np.float64)
    instances = Instances.from_aabb(
        boxes.aabb,
        landmarks.label[kept].tolist(),
        instance_id=np.flatnonzero(kept),
        boxes=boxes,
        color=np.clip(rgb + rng.normal(0.0, _SHADE, rgb.shape), 0, 255),
    )
    return Scan(name, instances)

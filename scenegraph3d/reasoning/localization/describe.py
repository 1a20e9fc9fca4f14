"""Describe a place: a map and a position go in, hints and their sentences come out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from ...colors import color_likeness
from ...geometry.polygons import inside_polygon
from ...graph.scene_graph import SceneGraph
from ...graph.structure import FLOORS, STREETS, WALLS, is_open_ground
from ...language.query import Attribute, Compass, Find, Hint, Query, ViewSide
from .landmarks import cut_to_pieces, look_around
from .telling import MOST_ALIKE, by_side, tell

Choice = Literal["closest", "class", "direction"]
CHOICES: tuple[Choice, ...] = ("closest", "class", "direction")
_NO_LANDMARK = frozenset(
    ("", "floor", "ceiling", "ground", "room", "structure", "object", "unknown", "other",
     "otherprop", "otherfurniture", "otherstructure")
)  # fmt: skip
_GROUND = STREETS | FLOORS | frozenset(("intersection", "bike lane"))
_ENDLESS = _GROUND | WALLS | frozenset(("building", "fence"))
_SIGHT = 25.0  # metres to the farthest thing worth speaking of
_UNDERFOOT = 0.15  # metres to what one stands on; landmarks higher than a step are beside one
_STEP = 0.2  # metres: on what is higher nobody has their feet
_COLORS = ("black", "white", "grey", "red", "orange", "yellow", "green", "blue", "brown", "beige")
_SURE_COLOR = 0.5  # likeness from which a colour is worth saying
_COMPASS: tuple[Compass, ...] = ("east", "north", "west", "south")
_VIEW: tuple[ViewSide, ...] = ("front", "left", "back", "right")


def describe(
    graph: SceneGraph,
    position: np.ndarray,
    *,
    heading: float | None = None,
    num_hints: int = 6,
    by: Choice = "closest",
) -> Query:
    """Say what lies around a place, as somebody who stands there would.

    Args:
        graph: the map.
        position: (2,) or (3,) metres.
        heading: radians from +x towards +y the speaker looks in; by compass without one.
        num_hints: how many landmarks to speak of at most.
        by: the "closest" landmarks, the closest of each "class", or some in each "direction".

    Returns:
        A Query whose hints say it and whose text tells it; without hints where nothing is near.
    """
    position = np.asarray(position, dtype=np.float64).reshape(-1)
    if position.shape not in ((2,), (3,)) or not np.isfinite(position).all():
        raise ValueError(f"position must be x, y in finite metres, got {position.tolist()}")
    if heading is not None and not np.isfinite(heading):
        raise ValueError(f"heading must be finite radians, got {heading}")
    if not len(graph):
        raise ValueError(f"a map must hold landmarks to describe a place, got none in {graph.name}")
    if by not in CHOICES:
        raise ValueError(f"unknown choice of landmarks {by!r}; choose from: {', '.join(CHOICES)}")
    if num_hints < 1:
        raise ValueError(f"num_hints must be at least 1, got {num_hints}")
    outlook = look_around(cut_to_pieces(graph), position[None, :2])
    distance = outlook.distance[0]
    quarter = _quarters(outlook.bearing[0] - (heading or 0.0))
    distance = np.where(_in_sight(graph, position[:2]), distance, np.inf)
    rows = _choose(graph, distance, quarter, by)
    sides = _COMPASS if heading is None else _VIEW
    told = (
        _hint(graph, int(row), None if _underfoot(graph, row, distance) else sides[quarter[row]])
        for row in rows
    )
    hints = by_side(_worth_saying(told)[:num_hints])
    return Query(
        verb="localize" if hints else "find",
        target=Find(category="place"),
        hints=hints,
        text=tell(hints),
    )


def _in_sight(graph: SceneGraph, position: np.ndarray) -> np.ndarray:
    """(M,) bool: what is not behind the walls of the room that somebody is in."""
    within = [inside_polygon(position[None], room.outline)[0] for room in graph.rooms]
    if is_open_ground(graph.instances) or not any(within):
        return np.ones(len(graph), dtype=bool)
    return np.array(within)[graph.room_of]


def _quarters(bearing: np.ndarray) -> np.ndarray:
    return np.round(bearing / (np.pi / 2)).astype(np.int64) % 4


def _underfoot(graph: SceneGraph, row: int, distance: np.ndarray) -> bool:
    height = graph.instances.aabb[row, 5] - graph.instances.aabb[row, 2]
    ground = str(graph.instances.label[row]).lower() in _GROUND  # which may climb
    return bool(distance[row] <= _UNDERFOOT and (ground or height < _STEP))


def _choose(graph: SceneGraph, distance: np.ndarray, quarter: np.ndarray, by: Choice) -> np.ndarray:
    """Rows of the landmarks worth speaking of, the likeliest first."""
    labels = graph.instances.label.astype(str)
    rows = np.argsort(distance, kind="stable")
    named = np.array([label.lower() not in _NO_LANDMARK for label in labels[rows]], dtype=bool)
    rows = rows[named & (distance[rows] <= _SIGHT)]
    if by == "closest":
        return rows
    group = labels[rows] if by == "class" else quarter[rows]
    rank = np.array([int((group[:k] == group[k]).sum()) for k in range(len(rows))], dtype=int)
    return rows[np.argsort(rank, kind="stable")]


def _worth_saying(hints: Iterable[Hint]) -> list[Hint]:
    """The hints without what was said before: of a road on one side only one piece is told."""
    kept: list[Hint] = []
    for hint in hints:
        name = hint.landmark.category
        alike = [h for h in kept if h.landmark.text == hint.landmark.text and h.side == hint.side]
        endless = name.lower() in _ENDLESS
        said = any(h.landmark.category == name for h in kept if h.side in (hint.side, None))
        if not (endless and said) and len(alike) < MOST_ALIKE:
            kept.append(hint)
    return kept


def _hint(graph: SceneGraph, row: int, side: Compass | ViewSide | None) -> Hint:
    label = str(graph.instances.label[row])
    color = _color_name(graph.instances.color[row])
    attributes = () if color is None else (Attribute(kind="color", value=color),)
    text = label if color is None else f"{color} {label}"
    place = "under me" if side is None else side
    landmark = Find(category=label, text=text, attributes=attributes)
    return Hint(landmark=landmark, side=side, on=side is None, text=f"{text}: {place}")


def _color_name(rgb: np.ndarray) -> str | None:
    if not np.isfinite(rgb).all():
        return None
    likeness = [float(color_likeness(name, rgb[None])[0]) for name in _COLORS]
    best = int(np.argmax(likeness))
    return _COLORS[best] if likeness[best] >= _SURE_COLOR else None

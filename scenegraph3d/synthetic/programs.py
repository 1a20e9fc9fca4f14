"""What stands in which type of room, and how it is placed: pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One line of a room's program, carried out in order.

    Attributes:
        kinds: kinds to choose from, keys of `catalogue.KINDS`.
        place: the placer, a key of `placing.PLACERS`.
        anchors: kinds it is placed relative to, once for each such thing in the room.
        chance: probability of doing it at all, for each anchor.
        count: fewest and most things to place, for each anchor.
        where: a part of the anchor ("sheet"), or the "back" or "front" half of its top.
    """

    kinds: tuple[str, ...]
    place: str
    anchors: tuple[str, ...] = ()
    chance: float = 1.0
    count: tuple[int, int] = (1, 1)
    where: str = ""


@dataclass(frozen=True)
class Program:
    """A room type: the range of its (x, y) size in metres and the steps that furnish it."""

    smallest: tuple[float, float]
    largest: tuple[float, float]
    steps: tuple[Step, ...]


def _step(
    kinds: str,
    place: str,
    anchors: str = "",
    chance: float = 1.0,
    count: tuple[int, int] = (1, 1),
    where: str = "",
) -> Step:
    return Step(_split(kinds), place, _split(anchors), chance, count, where)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


_BED = "double bed, single bed"
_TABLE = "dining table, round table"

_WINDOWS = (
    _step("radiator", "under_window", "window", 0.5),
    _step("curtain", "beside_window", "window", 0.6, (1, 2)),
)
_DESKTOP = (
    _step("monitor", "on", "desk", 0.8, (1, 2), "back"),
    _step("keyboard", "on", "desk", 0.8, where="front"),
    _step("mouse", "on", "desk", 0.6, where="front"),
    _step("laptop", "on", "desk", 0.3, where="front"),
    _step("table lamp", "on", "desk", 0.5, where="back"),
    _step("mug", "on", "desk", 0.6, (1, 2)),
    _step("book", "on", "desk", 0.5, (1, 3)),
    _step("potted plant", "on", "desk", 0.2, where="back"),
)
_SHELVED = (
    _step("standing book", "in", "bookshelf", 0.9, (3, 8)),
    _step("book", "in", "bookshelf", 0.6, (1, 3)),
    _step("vase, potted plant", "in", "bookshelf", 0.5, (1, 2)),
    _step("box, vase", "on", "bookshelf", 0.3),
    _step("standing book", "on", "wall shelf", 0.8, (2, 4)),
    _step("vase, potted plant", "on", "wall shelf", 0.6),
)

PROGRAMS: dict[str, Program] = {
    "bedroom": Program(
        (3.6, 3.4),
        (4.8, 4.8),
        (
            _step(_BED, "wall"),
            _step("nightstand", "beside", _BED, count=(1, 2)),
            _step("wardrobe", "wall", chance=0.9),
            *_WINDOWS,
            _step("desk", "wall", chance=0.5),
            _step("dresser", "wall", chance=0.6),
            _step("office chair, chair", "facing", "desk"),
            _step("armchair", "corner", chance=0.3),
            _step("mat, rug", "free", chance=0.5),
            _step("picture", "above", _BED, 0.7),
            _step("mirror", "above", "dresser", 0.7),
            _step("wall shelf", "above", "desk", 0.4),
            _step("picture", "hung", count=(0, 2)),
            _step("pillow", "on", _BED, count=(1, 3), where="sheet"),
            _step("table lamp", "on", "nightstand", 0.8),
            _step("book", "on", "nightstand", 0.6, (1, 2)),
            _step("mug", "on", "nightstand", 0.5),
            _step("backpack, book", "on", _BED, 0.4, where="blanket"),
            _step("vase, box, tv", "on", "dresser", 0.7, (1, 2)),
            _step("box, basket", "in", "wardrobe", 0.8, (1, 3)),
            *_DESKTOP,
            *_SHELVED,
            _step("trash can", "under", "desk", 0.6),
            _step("floor lamp", "corner", chance=0.4),
            _step("plant", "corner", chance=0.5),
            _step("suitcase, basket", "wall", chance=0.5),
            _step("backpack, box", "wall", chance=0.6, count=(1, 2)),
        ),
    ),
    "office": Program(
        (3.6, 3.4),
        (5.2, 4.8),
        (
            _step("desk", "wall", count=(1, 3)),
            *_WINDOWS,
            _step("bookshelf", "wall", count=(1, 2)),
            _step("file cabinet, cabinet", "wall", count=(1, 2)),
            _step("office chair", "facing", "desk"),
            _step("chair", "wall", chance=0.4, count=(1, 2)),
            _step("whiteboard", "hung", chance=0.6),
            _step("picture", "hung", count=(0, 2)),
            _step("wall shelf", "above", "desk", 0.3),
            *_DESKTOP,
            *_SHELVED,
            _step("printer", "on", "file cabinet, cabinet", 0.7),
            _step("box", "on", "file cabinet, cabinet", 0.4),
            _step("trash can", "under", "desk", 0.6),
            _step("backpack", "under", "desk", 0.3),
            _step("trash can, plant", "corner", chance=0.7, count=(1, 2)),
            _step("box, backpack", "wall", chance=0.7, count=(1, 3)),
        ),
    ),
    "living room": Program(
        (4.4, 4.2),
        (6.0, 5.2),
        (
            _step("sofa", "wall_or_floating"),
            _step("rug", "in_front", "sofa", 0.7),
            _step("coffee table", "centre_of", "rug"),
            _step("coffee table", "in_front", "sofa", 0.6),
            _step("tv stand", "opposite", "sofa"),
            *_WINDOWS,
            _step("armchair", "toward", "coffee table", 0.8, (1, 2)),
            _step("bookshelf", "wall", chance=0.8),
            _step("cabinet", "wall", chance=0.5),
            _step("side table", "beside", "sofa", 0.7, (1, 2)),
            _step("picture", "above", "sofa", 0.7),
            _step("picture", "hung", count=(1, 2)),
            _step("mirror", "hung", chance=0.2),
            _step("tv", "on", "tv stand"),
            _step("pillow", "on", "sofa", count=(1, 3)),
            _step("pillow", "on", "armchair", 0.4),
            _step("table lamp", "on", "side table", 0.7),
            _step("mug", "on", "coffee table", 0.8, (1, 2)),
            _step("book", "on", "coffee table", 0.7, (1, 2)),
            _step("bowl, vase", "on", "coffee table, cabinet", 0.6),
            _step("box, book", "in", "tv stand", 0.4),
            *_SHELVED,
            _step("floor lamp", "corner", chance=0.6),
            _step("plant", "corner", count=(1, 2)),
            _step("basket, backpack, box", "wall", chance=0.6),
        ),
    ),
    "kitchen": Program(
        (3.4, 3.2),
        (4.8, 4.4),
        (
            _step("counter", "wall", count=(1, 2)),
            _step("stove", "beside", "counter", 0.7),
            _step("refrigerator", "wall"),
            _step("washing machine", "wall", chance=0.3),
            *_WINDOWS,
            _step("round table", "free", chance=0.5),
            _step("stool, chair", "around", "round table", count=(2, 4)),
            _step("kitchen cabinet", "above", "counter", 0.9),
            _step("picture", "hung", count=(0, 1)),
            _step("sink", "on", "counter", 0.9),
            _step("microwave", "on", "counter", 0.7),
            _step("kettle", "on", "counter", 0.6),
            _step("bottle", "on", "counter, round table", 0.6, (1, 2)),
            _step("bowl", "on", "counter, round table", 0.6),
            _step("mug", "on", "counter, round table", 0.7, (1, 3)),
            _step("kettle", "on", "stove", 0.4),
            _step("box", "on", "refrigerator, washing machine", 0.3),
            _step("trash can", "corner", chance=0.8),
            _step("mat", "free", chance=0.4),
            _step("stool", "wall", chance=0.4, count=(1, 2)),
        ),
    ),
    "dining room": Program(
        (3.8, 3.6),
        (5.0, 4.6),
        (
            _step(_TABLE, "centre"),
            _step("chair", "around", _TABLE, count=(3, 6)),
            _step("cabinet, dresser", "wall", chance=0.9),
            *_WINDOWS,
            _step("picture", "hung", count=(1, 2)),
            _step("mirror", "hung", chance=0.4),
            _step("vase", "on", _TABLE, 0.6),
            _step("mug", "on", _TABLE, 0.8, (1, 3)),
            _step("bowl", "on", _TABLE, 0.8, (1, 2)),
            _step("bottle", "on", _TABLE, 0.5),
            _step("vase, bowl, table lamp", "on", "cabinet, dresser", 0.8, (1, 2)),
            _step("plant", "corner", chance=0.7, count=(1, 2)),
            _step("floor lamp", "corner", chance=0.4),
        ),
    ),
    "bathroom": Program(
        (2.6, 2.4),
        (3.4, 3.2),
        (
            _step("bathtub", "wall", chance=0.8),
            _step("toilet", "wall"),
            _step("vanity", "wall"),
            _step("washing machine", "wall", chance=0.4),
            *_WINDOWS,
            _step("sink", "on", "vanity"),
            _step("mirror", "above", "vanity", 0.9),
            _step("towel", "hung", count=(1, 2)),
            _step("bottle", "on", "vanity, washing machine", 0.6, (1, 2)),
            _step("mug", "on", "vanity", 0.5),
            _step("trash can", "wall", chance=0.7),
            _step("basket", "corner", chance=0.6),
            _step("mat", "free", chance=0.7),
        ),
    ),
    "meeting room": Program(
        (4.0, 3.8),
        (5.6, 4.8),
        (
            _step("dining table", "centre"),
            _step("office chair, chair", "around", "dining table", count=(4, 6)),
            *_WINDOWS,
            _step("whiteboard", "hung"),
            _step("cabinet, tv stand", "wall", chance=0.8),
            _step("tv", "on", "cabinet, tv stand", 0.7),
            _step("laptop", "on", "dining table", 0.7, (1, 3)),
            _step("mug", "on", "dining table", 0.8, (1, 3)),
            _step("book", "on", "dining table", 0.4, (1, 2)),
            _step("picture", "hung", count=(0, 2)),
            _step("trash can", "corner", chance=0.8),
            _step("plant", "corner", chance=0.6),
            _step("backpack, suitcase", "wall", chance=0.6, count=(1, 2)),
        ),
    ),
}

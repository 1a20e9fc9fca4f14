"""Phrases that say where a thing lies around somebody, and where somebody is at a thing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..draft import Cursor
from ..numerals import quantity
from ..phrases import RELATION_PHRASES
from ..query import Compass, Find, Hint, ViewSide

_COMPASS: dict[str, Compass] = {
    **{name: name for name in ("north", "east", "south", "west")},
    **dict.fromkeys(("northeast", "north east"), "north_east"),
    **dict.fromkeys(("southeast", "south east"), "south_east"),
    **dict.fromkeys(("southwest", "south west"), "south_west"),
    **dict.fromkeys(("northwest", "north west"), "north_west"),
}
_VIEW: dict[str, ViewSide] = {
    **dict.fromkeys(("left", "lefthand", "left hand"), "left"),
    **dict.fromkeys(("right", "righthand", "right hand"), "right"),
    **dict.fromkeys(("front", "ahead", "straight ahead", "forward"), "front"),
    **dict.fromkeys(("behind", "back", "rear"), "back"),
    **dict.fromkeys(("front left", "left front", "ahead left"), "front_left"),
    **dict.fromkeys(("front right", "right front", "ahead right"), "front_right"),
    **dict.fromkeys(("back left", "rear left", "left rear", "behind left"), "back_left"),
    **dict.fromkeys(("back right", "rear right", "right rear", "behind right"), "back_right"),
}
_SIDES: dict[str, Compass | ViewSide] = {**_COMPASS, **_VIEW}
_OPPOSITE: dict[Compass | ViewSide, Compass | ViewSide] = {
    "north": "south", "south": "north", "east": "west", "west": "east",
    "north_east": "south_west", "south_west": "north_east",
    "north_west": "south_east", "south_east": "north_west",
    "front": "back", "back": "front", "left": "right", "right": "left",
    "front_left": "back_right", "back_right": "front_left",
    "front_right": "back_left", "back_left": "front_right",
}  # fmt: skip
_RELATION: dict[Compass | ViewSide, str] = {
    "north": "north_of", "south": "south_of", "east": "east_of", "west": "west_of",
    "left": "left_of", "right": "right_of", "front": "in_front_of", "back": "behind",
}  # fmt: skip
_HOURS: tuple[ViewSide, ...] = (
    "front", "front_right", "front_right", "right", "back_right", "back_right",
    "back", "back_left", "back_left", "left", "front_left", "front_left",
)  # fmt: skip
_ME = ("me", "us", "you", "here", "myself", "it", "mine")
_MINE = ("my", "the", "our", "your", "its")
_CONTACTS = frozenset(("on", "in", "supporting"))
# Prepositions of contact and nearness; what stands "in front of" a shop is near it.
_NEAR = frozenset((
    "near", "next_to", "touching", "leaning_on", "in_front_of", "behind", "between", "among",
))  # fmt: skip
_FACING = (
    ("facing",), ("looking", "at"), ("looking", "towards"), ("looking", "to"),
    ("looking", "in"), ("looking", "into"), ("looking", "out"), ("look", "at"), ("face",),
)  # fmt: skip
_BACK_TO = (("my", "back", "to"), ("your", "back", "to"), ("facing", "away", "from"))
_UNDER_ME = (
    ("under", "my", "feet"), ("beneath", "my", "feet"), ("below", "me"), ("under", "me"),
    ("beneath", "me"), ("underneath", "me"),
)  # fmt: skip
_NEAR_ME = (
    ("next", "to"), ("near",), ("beside",), ("around",), ("close", "to"), ("by",), ("nearby",),
)  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Where a thing lies, seen from the place.

    `of_other` marks what was said of the place or a thing with regard to another thing
    ("east of a road"), so that a thing must follow; `relation` is then what it says of a thing.
    `once` marks that only the next thing is meant.
    """

    side: Compass | ViewSide | None = None
    on: bool = False
    distance: float | None = None
    of_other: bool = False
    once: bool = False
    relation: str = "near"

    def at(self, distance: float | None) -> Where:
        """The same with a distance in metres, where one was said."""
        return self if distance is None else replace(self, distance=distance)

    def hint(self, landmark: Find, text: str, absent: bool) -> Hint:
        """The hint that a landmark lies there."""
        place = "under me" if self.on else (self.side or "near").replace("_", " ")
        place = f"not {place}" if absent and not text.startswith("no ") else place
        return Hint(
            landmark=landmark,
            side=self.side,
            on=self.on,
            distance=self.distance,
            negated=absent,
            text=f"{text}: {place}",
        )


def read_side(cursor: Cursor) -> Where | None:
    """Read "on my left", "to the north", "ahead of me", "east of"; None, and no step, else."""
    start = cursor.index
    side = _read_hour(cursor) or _read_plain_side(cursor)
    if side is None:
        cursor.index = start
        return None
    cursor.take("side", "direction", "hand")
    if not cursor.take("of", "from", "to"):
        cursor.take(*_ME)  # "behind me"
        return Where(side=side)
    if cursor.take(*_ME):
        return Where(side=side)
    relation = _RELATION.get(side, "near")
    return Where(side=_OPPOSITE[side], of_other=True, relation=relation)


def _read_plain_side(cursor: Cursor) -> Compass | ViewSide | None:
    cursor.take("directly", "just", "right", "straight") if cursor.peek(1) in _SIDES else None
    led = bool(cursor.take("on", "to", "in", "at", "towards"))
    led |= bool(cursor.take(*_MINE)) if led else False
    two = f"{cursor.word} {cursor.peek(1)}"
    for said, length in ((two, 2), (cursor.word, 1)):
        side = _SIDES.get(said)
        if side is None:
            continue
        behind = cursor.peek(length)
        alone = said in ("ahead", "straight ahead", "behind") or said in _COMPASS
        if led or alone or behind == "of":
            if said == "behind" and behind not in (*_ME, "", ",", "and", "is", "are", "there"):
                return None  # "behind the shop": a place at a thing
            cursor.index += length
            return side
    return None


def _read_hour(cursor: Cursor) -> ViewSide | None:
    ahead = Cursor(cursor.words, cursor.index)
    ahead.take("at", "to")
    ahead.take("my", "your", "the")
    hour = quantity(ahead.word)
    if hour is None or hour not in range(1, 13) or ahead.peek(1) != "o'clock":
        return None
    cursor.index = ahead.index + 2
    return _HOURS[int(hour) % 12]


def read_facing(cursor: Cursor) -> Where | None:
    """Read "facing" and "with my back to": the next thing lies straight ahead, or behind."""
    if _take_words(cursor, _BACK_TO):
        return Where(side="back", of_other=True, once=True)
    if _take_words(cursor, _FACING):
        return Where(side="front", of_other=True, once=True)
    return None


def read_contact(cursor: Cursor) -> Where | None:
    """Read "on top of", "next to", "between"; "near me" and "under my feet" are of the place."""
    start = cursor.index
    if _take_words(cursor, _UNDER_ME):
        return Where(on=True)
    if _take_words(cursor, _NEAR_ME) and cursor.take(*_ME):
        return Where()
    cursor.index = start
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation in _CONTACTS:
        return Where(on=True, of_other=True, relation=relation)
    if relation in _NEAR:
        near = "next_to" if relation in ("between", "among") else relation
        return Where(of_other=True, relation=near)
    cursor.index = start
    return None


def read_start(cursor: Cursor) -> Where | None:
    """Read "from" and "of" behind a distance: "2 m from the door", "3 m from me"."""
    if not cursor.take("from", "of"):
        return None
    return Where() if cursor.take(*_ME) else Where(of_other=True)


def _take_words(cursor: Cursor, phrases: tuple[tuple[str, ...], ...]) -> bool:
    for phrase in phrases:
        if tuple(cursor.words[cursor.index : cursor.index + len(phrase)]) == phrase:
            cursor.index += len(phrase)
            return True
    return False

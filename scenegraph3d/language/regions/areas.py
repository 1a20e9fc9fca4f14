"""Areas in words: "the area for studying", "the corner of the room nearest the door"."""

from __future__ import annotations

from ..adjectives import longest_adjective
from ..draft import Cursor
from ..names import section
from ..noun_phrase import read_noun_phrase
from ..phrases import DETERMINERS, RELATION_PHRASES, WHOLES, is_function_word, nearness
from ..query import Find, Region
from .head import Head, read_head
from .words import activity_in

_BEHIND = (
    "", "with", "where", "that", "which", "for", "to", "including", "containing", "suitable",
    "used", "in", "on", "of", "located", "equipped", "having", "meant", "from", "intended", "is",
)  # fmt: skip
_ROOM = ["the", "room"]
_NOT_THINGS = ("rooms", "people_animals", "structure", "places", "parts", "classes", None)
_PLACES = ("corner", "middle")
_MOST_BEFORE = 3  # words of "a casual sofa area"

Area = tuple[Region, tuple[str, ...], list[list[str]]]


def find_area(sentences: list[list[str]], place: int, start: int) -> Area | None:
    """The area that sentences ask for at word `start` of sentence `place`.

    Returns:
        The area, words said of it alone, and sentences that name the room it is in; None where
        nothing tells which area is meant.
    """
    words = sentences[place]
    head = _read_area(words, start)
    if head is None:
        return None
    behind = words[head.end :]
    if head.noun.name == "room":
        return _room(words, start, head)
    text = " ".join(words[start:])
    said = [*head.before, *behind]
    activity = activity_in(said) or activity_in([w for s in sentences[:place] for w in s])
    things = _things_in(said)
    room_part = head.noun.name in _PLACES or head.sides
    if room_part and not activity:
        rest = _behind_room(behind)
        if rest is None or not (rest or head.sides or head.noun.name == "middle"):
            return None
        region = Region(kind="area", name=head.noun.name, sides=tuple(head.sides), text=text)
        aside = ("the", "thing", *rest) if rest else ()
        whole = _room_words(behind)[1:] or _ROOM
        return region, aside, [*sentences[:place], [*words[:start], *whole]]
    if not activity and not things:
        return None
    region = Region(kind="area", name=head.noun.name, activity=activity, others=things, text=text)
    return region, (), [*sentences[:place], [*words[:start], *_ROOM]]


def _read_area(words: list[str], start: int) -> Head | None:
    """Read "the comfortable area", "the left half of the room", "the casual sofa area"."""
    head = read_head(words, start, ("stretches",))
    if head is None:
        head = _read_named_area(words, start)
    if head is None:
        head = read_head(words, start, ("splits",))
        whole = None if head is None else words[head.end : head.end + 1]
        if head is None or whole != ["of"] or _behind_room(words[head.end :]) is None:
            return None
    if head.own or head.owner or _behind_room(words[head.end :]) is None:
        return None
    place = head.end + (words[head.end : head.end + 1] == [","])
    behind = words[place] if place < len(words) else ""
    if behind in _BEHIND or nearness(behind) or Cursor(words, head.end).sees(RELATION_PHRASES):
        return head
    return None


def _read_named_area(words: list[str], start: int) -> Head | None:
    """Read "the kitchen area", "the casual sofa area": other nouns before the noun."""
    for place in range(start + 1, min(start + 2 + _MOST_BEFORE, len(words))):
        head = read_head(words, place, ("stretches",))
        if not _are_modifiers(words, start, place):
            return None
        if head is not None and head.end == place + 1 and head.noun.name in ("area", "space"):
            head.start, head.before = start, [*words[start:place], *head.before]
            return head
    return None


def _are_modifiers(words: list[str], start: int, end: int) -> bool:
    """True for "the casual sofa", not for "object has a floor"."""
    if words[start] not in DETERMINERS:
        return False
    place = start + 1
    while place < end:
        cursor = Cursor(words, place)
        if is_function_word(cursor.word) or cursor.sees(RELATION_PHRASES):
            return False
        place += cursor.noun_length() or longest_adjective(words, place) or 1
    return True


def _behind_room(behind: list[str]) -> list[str] | None:
    """The words behind "of the room"; all where no "of" follows; None behind "of" a thing."""
    length = len(_room_words(behind))
    return None if behind[:1] == ["of"] and not length else behind[length:]


def _room_words(behind: list[str]) -> list[str]:
    """The words "of the living room" where they begin so; [] where they do not."""
    if behind[:1] != ["of"]:
        return []
    cursor = Cursor(behind, 1)
    cursor.take("the", "this", "a", "my", "our")
    length = cursor.noun_length()
    name = " ".join(behind[cursor.index : cursor.index + length])
    if cursor.word in WHOLES and length <= 1:
        return behind[: cursor.index + 1]
    return behind[: cursor.index + length] if section(name) == "rooms" else []


def _room(words: list[str], start: int, head: Head) -> Area | None:
    """Read "the room with the piano": the rest is said of the room itself."""
    behind = words[head.end :]
    things = _things_in(behind)
    if not things:
        return None
    region = Region(kind="area", name="room", others=things, text=" ".join(words[start:]))
    return region, (), [[*words[:start], *_ROOM]]


def _things_in(words: list[str]) -> tuple[Find, ...]:
    """The things that words name, without rooms, people and walls."""
    cursor, things = Cursor(list(words)), []
    while not cursor.done:
        start = cursor.index
        heard = read_noun_phrase(cursor)
        if heard is not None and heard.named and _is_thing(heard.category):
            things.append(heard.freeze())
        cursor.index = max(cursor.index, start + 1)
    return tuple(things)


def _is_thing(category: str) -> bool:
    """True for furniture and the like; "seating" says what an area is for."""
    if category in WHOLES or activity_in(category.split()[-1:]):
        return False
    return section(category) not in _NOT_THINGS

"""Descriptions of a place: "a kiosk ahead of me and bins on my left" in, hints out.

Every hint ends up said from the place: "the target is east of a road" has the road in the west.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..draft import Cursor, Draft
from ..noun_phrase import read_noun_phrase
from ..numerals import quantity, unit
from ..phrases import is_function_word
from ..query import Find, Hint, Not, Query, Relate
from ..words import split_sentences
from .phrases import Where, read_contact, read_facing, read_side, read_start

# What a description calls the place itself, or whoever stands there.
_SELF = frozenset((
    "i", "me", "we", "us", "you", "he", "she", "robot", "person", "target", "pose", "position",
    "place", "location", "spot", "point", "here",
))  # fmt: skip
_IDLE = frozenset((
    "see", "sees", "find", "finds", "notice", "stand", "stands", "standing", "located",
    "situated", "visible",
))  # fmt: skip
# What holds all that is seen, and so tells nothing of the place.
_AROUND = frozenset(("room", "scene", "map"))
_DENIALS = frozenset(("not", "cannot", "neither", "nor", "never", "without"))
_VERBS = frozenset(("is", "are", "was", "stands", "directly", "right", "just"))
_OF_THINGS = frozenset(("on", "in", "supporting", "next_to"))  # what tells one thing from others
_MOST_ALIKE = 4  # hints that "five poles" becomes


def parse_location(text: str) -> Query:
    """Read a description of a place.

    Args:
        text: what somebody sees from the place, or how it lies: "the target is north of a tree".

    Returns:
        A Query whose verb is "localize"; where nothing says where a thing is, its verb is "find"
        and it has no hints.

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds no word, far too many, or a length below 0.
    """
    hints: list[Hint] = []
    missed: list[str] = []
    for words in split_sentences(text):
        reading = _Reading(Cursor(words))
        _read_sentence(reading)
        hints += reading.hints
        missed += reading.cursor.not_understood
    return Query(
        verb="localize" if hints else "find",
        target=Find(category="place"),
        hints=tuple(hints),
        text=text,
        not_understood=tuple(dict.fromkeys(missed)),
    )


@dataclass
class _Reading:
    """One sentence being read.

    Attributes:
        cursor: the place in it.
        hints: those complete.
        waiting: things named whose side was not yet said.
        leading: the side that was said before its things.
        last_end: where the last thing that took the leading side ended.
        denied: whether a "not" was heard that nothing has taken yet.
    """

    cursor: Cursor
    hints: list[Hint] = field(default_factory=list)
    waiting: list[Draft] = field(default_factory=list)
    leading: Where | None = None
    last_end: int = -1
    denied: bool = False


def _read_sentence(reading: _Reading) -> None:
    cursor = reading.cursor
    while not cursor.done:
        _read_denial(reading)
        distance = _read_distance(cursor)
        if _read_where(reading, distance) or _read_thing(reading):
            continue
        if not cursor.done:
            _skip_word(cursor)
    _close(reading, Where())


def _read_denial(reading: _Reading) -> None:
    """Step over "not" and "far from": what comes next is denied, or what was said before."""
    cursor = reading.cursor
    if cursor.take(*_DENIALS):
        reading.denied = True
    elif cursor.word in (",", "but"):
        reading.denied = False
    elif cursor.word == "or" and reading.waiting:
        reading.denied = reading.waiting[-1].absent
    if cursor.word == "far" and "from" in (cursor.peek(1), cursor.peek(2)):
        reading.denied = not reading.denied  # "not far from" is near


def _read_distance(cursor: Cursor) -> float | None:
    """Step over "about 5 metres" and say how far it is."""
    ahead = Cursor(cursor.words, cursor.index)
    ahead.take("about", "around", "roughly", "approximately", "some")
    amount, metres = quantity(ahead.word), unit(ahead.peek(1))
    if not amount or metres is None:
        return None
    cursor.index = ahead.index + 2
    cursor.take("away")
    return amount * metres


def _read_where(reading: _Reading, distance: float | None) -> bool:
    """Read a side, a contact or a sight and tie it to its things; False where none starts."""
    cursor, start = reading.cursor, reading.cursor.index
    where = read_side(cursor) or read_facing(cursor) or read_contact(cursor)
    if where is None and distance is not None:
        where = read_start(cursor)
    if where is None:
        if distance is not None and reading.waiting:  # "a bench 5 m away"
            _close(reading, Where(distance=distance))
            return True
        return False
    where = where.at(distance)
    if not where.of_other:
        if reading.denied and reading.waiting:  # "the couch is not on my left"
            reading.denied = False
            for draft in reading.waiting:
                draft.absent = True
        _tie(reading, where, start)
        return True
    if reading.waiting:
        return _narrow(reading, where)
    if reading.hints and reading.last_end == start and where.relation in _OF_THINGS:
        return _narrow_last(reading, where)
    reading.leading = where
    return True


def _tie(reading: _Reading, where: Where, start: int) -> None:
    """Give a side that was said to the things before it, else keep it for those to come."""
    if reading.waiting:
        _close(reading, where)
    elif reading.hints and _says_more(reading, start):  # "on my left a kiosk, a bin on my right"
        last = reading.hints.pop()
        reading.hints.append(where.hint(last.landmark, last.landmark.text, last.negated))
    else:
        reading.leading = where


def _says_more(reading: _Reading, start: int) -> bool:
    """True where only "is" stands between the last thing and the side that begins at `start`."""
    between = reading.cursor.words[reading.last_end : start]
    return reading.last_end >= 0 and all(word in _VERBS for word in between)


def _narrow(reading: _Reading, where: Where) -> bool:
    """Read "a kiosk" "next to a tree": the tree only tells which kiosk."""
    anchor = read_noun_phrase(reading.cursor)
    if anchor is None or not anchor.named:
        return False
    relation = where.relation
    clause = Relate(relation=relation, anchors=(anchor.freeze(),), text=f"{relation} {anchor.text}")
    denied = Not(clause=clause, text=f"not {clause.text}") if reading.denied else None
    reading.waiting[-1].clauses.append(denied or clause)
    reading.denied = False
    return True


def _narrow_last(reading: _Reading, where: Where) -> bool:
    """Read "facing the poster" "on the door": the door only tells which poster is faced."""
    anchor = read_noun_phrase(reading.cursor)
    if anchor is None or not anchor.named:
        return False
    last = reading.hints.pop()
    clause = Relate(
        relation=where.relation, anchors=(anchor.freeze(),), text=f"{where.relation} {anchor.text}"
    )
    clauses = (*last.landmark.clauses, clause)
    landmark = last.landmark.model_copy(update={"clauses": clauses})
    reading.hints.append(last.model_copy(update={"landmark": landmark}))
    reading.last_end = reading.cursor.index
    return True


def _read_thing(reading: _Reading) -> bool:
    """Read a thing; the words for the place itself are passed over."""
    cursor, start = reading.cursor, reading.cursor.index
    if cursor.take("the", "this", "my") and cursor.take(*_SELF):
        return True
    cursor.index = start
    if cursor.take("the", "this", "my", "a") and cursor.take(*_AROUND):
        reading.leading = None  # "in this room I see a bed" is not on the bed
        return True
    cursor.index = start
    if cursor.take(*_SELF):
        return True
    draft = read_noun_phrase(cursor)
    if draft is None or not draft.named:
        return draft is not None and cursor.index > start
    draft.absent |= reading.denied or draft.count == 0
    reading.denied = False
    if reading.leading is None:
        reading.waiting.append(draft)
        return True
    _add(reading, draft, reading.leading)
    reading.last_end = cursor.index
    if reading.leading.once:
        reading.leading = None
    return True


def _close(reading: _Reading, where: Where) -> None:
    """Give all waiting things their side."""
    for draft in reading.waiting:
        _add(reading, draft, where)
    reading.waiting.clear()
    reading.leading = None


def _add(reading: _Reading, draft: Draft, where: Where) -> None:
    hint = where.hint(draft.freeze(), draft.text, draft.absent)
    reading.hints += [hint] * min(draft.count or 1, _MOST_ALIKE)


def _skip_word(cursor: Cursor) -> None:
    word = cursor.word
    cursor.index += 1
    if word[0].isalpha() and not is_function_word(word) and word not in _IDLE:
        cursor.not_understood.append(word)

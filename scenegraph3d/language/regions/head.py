"""The head of a region's phrase: where one may start, "the top two drawers", how far pulled out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..adjectives import longest_adjective
from ..draft import Cursor
from ..noun_phrase import read_noun_phrase
from ..numerals import longest_ordinal, number, quantity, unit
from ..phrases import DETERMINERS, LEAD_PHRASES, RELATION_PHRASES, is_function_word
from ..query import Region, RegionSide
from ..view_phrases import arranged_view, opened_view, view_phrase
from .words import SIDES, Noun, longest_region_noun

_COMMANDS = (
    ",", "and", "then", "please", "pull", "open", "out", "which", "what", "who", "now", "is",
    "me", "just", "only", "where", "are", "use", "best", "optimal", "find", "mark",
)  # fmt: skip
_SETTINGS = ("imagine", "assume", "suppose", "pretend", "divide", "split", "from", "of", "with")
_CHOOSING = ("select", "choose", "find", "locate", "identify", "focus", "pick")
_STRESSES = ("far", "very", "most", "extreme", "hand", "single", "entire", "whole", "and")
_POINTING = ("this", "these", "those", "no")
_BARE_SIDES = ("top", "bottom", "front", "back", "middle")
_OUTWARD = ("outward", "outwards", "out", "forward", "forwards", "open")
_MOST_MODIFIERS = 8
_COMPOUNDED = ("drawer", "compartment")  # not "book shelf"
_LONGEST_OWNER = 3  # words of "filing cabinet"


@dataclass
class Head:
    """The noun of a region with what stands before it, words `start` to `end`.

    `own` marks "its left half"; `owner` are the first and the last word of "the table" before
    "'s left half".
    """

    noun: Noun
    start: int
    end: int = 0
    sides: list[RegionSide] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    count: int | None = None
    own: bool = False
    owner: tuple[int, int] | None = None
    before: list[str] = field(default_factory=list)

    def region(self, words: Sequence[str]) -> Region:
        """The part that these words name."""
        return Region(
            kind="part",
            name=self.noun.name,
            sides=tuple(dict.fromkeys(self.sides)),
            numbers=tuple(self.numbers),
            count=self.count or None,
            text=" ".join(words[self.start : self.end]),
        )


def openings(sentences: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    """Where what is looked for may be named: (sentence, word) at the start of each.

    That is behind commands ("please select"), and behind what only sets the scene: a viewpoint,
    "from the sofa,", "imagine ...".
    """
    for place, words in enumerate(sentences):
        start, setting = 0, True
        while setting and start < len(words):
            start = _past_commands(words, start)
            yield place, start
            setting = _sets_scene(words, start)
            if not setting:
                yield from ((place, ahead) for ahead in _pulled(words, start))
                return
            start = _setting_end(words, start)


def _setting_end(words: list[str], start: int) -> int:
    """Behind the comma or before the "select" that ends what sets the scene."""
    for place in range(start + 1, len(words)):
        if words[place] == ",":
            return place + 1
        lead = LEAD_PHRASES.at(words, place)
        if lead is not None and lead[0] == "choose" and words[place] in _CHOOSING:
            return place
    return len(words)


def _pulled(words: list[str], start: int) -> Iterator[int]:
    """Behind "the cabinet ... and pull out", which goes on to a part of the cabinet."""
    for place in range(start, len(words) - 2):
        if words[place] == "and" and words[place + 1] in ("pull", "open", "select", "choose"):
            yield place + 2 + (words[place + 2] == "out")


def _past_commands(words: list[str], start: int) -> int:
    cursor = Cursor(words, start)
    while not cursor.done:
        lead = LEAD_PHRASES.at(words, cursor.index)
        if lead is not None and lead[0] in ("choose", "lead"):
            cursor.index += lead[1]
        elif not cursor.take(*_COMMANDS):
            break
    return cursor.index


def _sets_scene(words: list[str], start: int) -> bool:
    if start >= len(words):
        return False
    views = (opened_view, arranged_view, view_phrase)
    if words[start] in _SETTINGS or any(view(words, start) is not None for view in views):
        return True
    if not Cursor(words, start).sees(RELATION_PHRASES) or "," not in words[start:-1]:
        return False
    return words[words.index(",", start) + 1] in _CHOOSING  # "near the table, find ..."


def read_head(words: list[str], start: int, families: Sequence[str]) -> Head | None:
    """Read "the top two drawers", "a comfortable area" at `start`; None where none starts."""
    cursor, head = Cursor(words, start), Head(Noun("", ""), start)
    _read_owner(cursor, head)
    for _ in range(_MOST_MODIFIERS):
        noun = _noun_here(cursor, families)
        if noun is not None:
            head.noun, length = noun
            cursor.index += length
            head.end = cursor.index
            return head
        if not (_read_compound(cursor, head) or _read_modifier(cursor, head)):
            return None
    return None


def _read_owner(cursor: Cursor, head: Head) -> None:
    """Step over a determiner, "its", or "the table 's"."""
    ahead = Cursor(cursor.words, cursor.index)
    named = read_noun_phrase(ahead)
    if named is not None and named.named and ahead.word == "'s":
        head.owner = (cursor.index, ahead.index)
        cursor.index = ahead.index + 1
        return
    head.own = bool(cursor.take("its", "their"))
    while cursor.word in DETERMINERS and cursor.word not in _POINTING:
        cursor.index += 1


def _read_compound(cursor: Cursor, head: Head) -> bool:
    """Step over "the kitchen cabinet" of "the kitchen cabinet compartment"."""
    start = cursor.index
    for end in range(start + 1, min(start + _LONGEST_OWNER, len(cursor.words)) + 1):
        part = longest_region_noun(cursor.words, end, ("layers",))
        if part is None or part[0].name not in _COMPOUNDED:
            continue
        if head.owner is None and Cursor(cursor.words[:end], start).noun_length() == end - start:
            head.owner = (start, end)
            cursor.index = end
            return True
    return False


def _noun_here(cursor: Cursor, families: Sequence[str]) -> tuple[Noun, int] | None:
    found = longest_region_noun(cursor.words, cursor.index, families)
    if found is not None:
        behind = cursor.peek(found[1])
        fraction = found[0].name in ("third", "quarter")
        longer = cursor.noun_length() > found[1]  # "side table", but not "head of the bed"
        compound = longer and behind != "of"
        if not compound and (behind == "of" or not fraction):
            return found
    bare = cursor.word in _BARE_SIDES and cursor.peek(1) == "of" and "parts" in families
    return (Noun("parts", SIDES[cursor.word]), 1) if bare else None


def _read_modifier(cursor: Cursor, head: Head) -> bool:
    """Read one word between determiner and noun: a side, an ordinal, a number, an adjective."""
    word = cursor.word
    place, length = longest_ordinal(cursor.words, cursor.index)
    if word in SIDES:
        head.sides.append(SIDES[word])
        length = 1
    elif length:
        head.numbers.append(place)
    elif number(word) is not None:
        head.count, length = number(word), 1
    else:
        length = longest_adjective(cursor.words, cursor.index) or _passed_over(cursor, head)
        head.before += cursor.words[cursor.index : cursor.index + length]
    cursor.index += length
    return length > 0


def _passed_over(cursor: Cursor, head: Head) -> int:
    """1 for a word that adds nothing, and for one nobody knows: "a quiet corner"."""
    if cursor.word in _STRESSES or (cursor.word == "door" and cursor.peek(1) == "side"):
        return 1
    determined = cursor.index > head.start
    known = cursor.noun_length() or is_function_word(cursor.word) or cursor.sees(RELATION_PHRASES)
    return int(bool(determined and cursor.word.isalpha() and not known))


def read_side_behind(words: list[str], head: Head) -> int:
    """Read the side of "the top drawer on the left side (of the desk)"; returns where it ends."""
    cursor = Cursor(words, head.end)
    if (head.sides or head.numbers) and cursor.take("on", "at"):
        cursor.take("the", "its")
        cursor.take("far", "very")
        side = SIDES.get(cursor.word)
        cursor.index += 1
        noun = longest_region_noun(words, cursor.index, ("splits",))
        cursor.index += noun[1] if noun is not None else 0
        if side is not None and noun is not None:
            head.sides.append(side)
            return cursor.index
    return head.end


def take_move(words: list[str]) -> tuple[list[str], float | None]:
    """Cut "by 0.2 meters", "0.3 meters outward" out of the words; the metres, or None."""
    for place, word in enumerate(words[:-1]):
        amount, metres = quantity(word), unit(words[place + 1])
        if not amount or metres is None:
            continue
        first, last = place, place + 2
        led = first > 0 and words[first - 1] == "by"
        first -= 1 if led else 0
        outward = words[first - 1 : first] in ([way] for way in _OUTWARD)
        first -= 1 if outward else 0
        trailing = last < len(words) and words[last] in _OUTWARD
        if led or outward or trailing:
            return words[:first] + words[last + trailing :], amount * metres
    return words, None
